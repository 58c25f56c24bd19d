// The GLSL programs of the OpenSceneGraph renderer.
#pragma once

namespace darkline {

// Uniforms: records (texture buffer of draw_list.h), stride (texels per record), offs (first texel
// of the part), shadow_matrix (hall to shadow texture), shadow_map, eye_W, light_way_W, sky_light,
// ground_light, key_light, background, fog_m.
extern const char* const kHallVertexShader;
extern const char* const kHallFragmentShader;

// The same vertices seen from the light: depth alone.
extern const char* const kShadowFragmentShader;

// Flat coloured triangles over the picture.
extern const char* const kOverlayVertexShader;
extern const char* const kOverlayFragmentShader;

}  // namespace darkline
