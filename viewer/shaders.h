// The GLSL programs of the OpenSceneGraph renderer.
#pragma once

namespace darkline {

// Uniforms: records (texture buffer of draw_list.h), stride (texels per record), shadow_matrix
// (hall to shadow texture), shadow_map, eye_W, light_way_W, sky_light, ground_light, key_light,
// background, fog_m.
extern const char* const kHallVertexShader;
extern const char* const kHallFragmentShader;

// The same vertices seen from the light: depth alone.
extern const char* const kShadowFragmentShader;

// A frame of a moving hall: light per vertex. Uniforms: records, stride, eye_W, light_way_W,
// sky_light, ground_light, key_light as above.
extern const char* const kFrameVertexShader;
extern const char* const kFrameFragmentShader;

// The same vertices pressed flat along light_way_W to the height shadow_z, in the colour `shadow`.
extern const char* const kFlatShadowVertexShader;

// A rectangle behind everything, its corners in the picture from -1 to 1.
extern const char* const kBackgroundVertexShader;

// Flat coloured triangles over the picture.
extern const char* const kOverlayVertexShader;
extern const char* const kOverlayFragmentShader;

}  // namespace darkline
