#include "viewer/shaders.h"

namespace darkline {

const char* const kHallVertexShader = R"(#version 150 compatibility
uniform samplerBuffer records;
uniform int stride;
uniform mat4 shadow_matrix;
out vec3 p_W;
out vec3 normal_W;
out vec4 color_glow;
out vec4 p_shadow;

void main() {
  int record = gl_InstanceID * stride, pose = record + int(gl_MultiTexCoord0.x);
  vec4 x = texelFetch(records, pose);
  vec4 y = texelFetch(records, pose + 1);
  vec4 z = texelFetch(records, pose + 2);
  vec4 tint = texelFetch(records, record + stride - 1);
  vec4 p = vec4(gl_Vertex.xyz, 1.0);
  p_W = vec3(dot(x, p), dot(y, p), dot(z, p));
  vec3 n = gl_Normal;
  normal_W = vec3(dot(x.xyz, n), dot(y.xyz, n), dot(z.xyz, n));
  color_glow = vec4(gl_Color.rgb * tint.rgb, min(1.0, gl_Color.a + tint.a));
  p_shadow = shadow_matrix * vec4(p_W, 1.0);
  gl_Position = gl_ModelViewProjectionMatrix * vec4(p_W, 1.0);
}
)";

// Light from the sky and back from the floor by the normal's height, a key light with soft
// shadows, a weak fill from behind the eye and a highlight of bare sheet. Colours are mixed in
// linear light.
const char* const kHallFragmentShader = R"(#version 150 compatibility
uniform sampler2DShadow shadow_map;
uniform vec3 eye_W;
uniform vec3 light_way_W;
uniform vec3 sky_light;
uniform vec3 ground_light;
uniform vec3 key_light;
uniform vec3 background;
uniform float fog_m;
in vec3 p_W;
in vec3 normal_W;
in vec4 color_glow;
in vec4 p_shadow;
out vec4 fragment;

float lit_share(vec3 n) {
  vec3 at = p_shadow.xyz / p_shadow.w;
  if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
  vec2 texel = 1.0 / vec2(textureSize(shadow_map, 0));
  float bias = 0.0006 + 0.0012 * (1.0 - abs(dot(n, light_way_W)));
  float sum = 0.0;
  for (int i = -1; i <= 1; ++i) {
    for (int k = -1; k <= 1; ++k) {
      sum += texture(shadow_map, vec3(at.xy + 1.2 * texel * vec2(i, k), at.z - bias));
    }
  }
  return sum / 9.0;
}

void main() {
  vec3 to_eye = normalize(eye_W - p_W);
  vec3 n = normalize(normal_W);
  if (dot(n, to_eye) < 0.0) n = -n;
  vec3 albedo = pow(color_glow.rgb, vec3(2.2));
  // Close to the floor the open sky is narrower.
  float open = 0.72 + 0.28 * smoothstep(0.0, 1.6, p_W.z);
  vec3 light = mix(ground_light, sky_light, 0.5 + 0.5 * n.z) * (n.z > 0.95 ? 1.0 : open);
  float lit = lit_share(n);
  light += key_light * lit * max(0.0, dot(n, -light_way_W));
  light += 0.12 * sky_light * max(0.0, dot(n, to_eye));
  vec3 halfway = normalize(to_eye - light_way_W);
  vec3 shine = 0.16 * key_light * lit * pow(max(0.0, dot(n, halfway)), 28.0);
  if (p_W.z < 0.3) shine *= 0.0;
  vec3 shown = mix(albedo * light + shine, albedo, color_glow.a);
  float fog = 1.0 - exp(-pow(length(eye_W - p_W) / fog_m, 2.0));
  shown = mix(shown, pow(background, vec3(2.2)), 0.75 * fog);
  fragment = vec4(pow(shown, vec3(1.0 / 2.2)), 1.0);
}
)";

const char* const kShadowFragmentShader = R"(#version 150 compatibility
out vec4 fragment;
void main() {
  fragment = vec4(1.0);
}
)";

// As the still picture's light without shadows and shine. Squares and roots stand for powers
// of 2.2: there are some 100,000 vertices a frame.
const char* const kFrameVertexShader = R"(#version 150 compatibility
uniform samplerBuffer records;
uniform int stride;
uniform vec3 eye_W;
uniform vec3 light_way_W;
uniform vec3 sky_light;
uniform vec3 ground_light;
uniform vec3 key_light;
out vec3 color;

void main() {
  int record = gl_InstanceID * stride, pose = record + int(gl_MultiTexCoord0.x);
  vec4 x = texelFetch(records, pose);
  vec4 y = texelFetch(records, pose + 1);
  vec4 z = texelFetch(records, pose + 2);
  vec4 tint = texelFetch(records, record + stride - 1);
  vec4 p = vec4(gl_Vertex.xyz, 1.0);
  vec3 p_W = vec3(dot(x, p), dot(y, p), dot(z, p));
  vec3 n = normalize(vec3(dot(x.xyz, gl_Normal), dot(y.xyz, gl_Normal), dot(z.xyz, gl_Normal)));
  vec3 to_eye = normalize(eye_W - p_W);
  vec3 shown = gl_Color.rgb * tint.rgb;
  vec3 albedo = shown * shown;
  vec3 light = mix(ground_light, sky_light, 0.5 + 0.5 * n.z);
  light += key_light * max(0.0, dot(n, -light_way_W));
  light += 0.12 * sky_light * max(0.0, dot(n, to_eye));
  color = sqrt(mix(albedo * light, albedo, min(1.0, gl_Color.a + tint.a)));
  gl_Position = gl_ModelViewProjectionMatrix * vec4(p_W, 1.0);
}
)";

const char* const kFrameFragmentShader = R"(#version 150 compatibility
in vec3 color;
out vec4 fragment;
void main() {
  fragment = vec4(color, 1.0);
}
)";

const char* const kFlatShadowVertexShader = R"(#version 150 compatibility
uniform samplerBuffer records;
uniform int stride;
uniform vec3 light_way_W;
uniform vec3 shadow;
uniform float shadow_z;
out vec3 color;

void main() {
  int record = gl_InstanceID * stride, pose = record + int(gl_MultiTexCoord0.x);
  vec4 x = texelFetch(records, pose);
  vec4 y = texelFetch(records, pose + 1);
  vec4 z = texelFetch(records, pose + 2);
  vec4 p = vec4(gl_Vertex.xyz, 1.0);
  vec3 p_W = vec3(dot(x, p), dot(y, p), dot(z, p));
  p_W -= light_way_W * ((p_W.z - shadow_z) / light_way_W.z);
  color = shadow;
  gl_Position = gl_ModelViewProjectionMatrix * vec4(p_W, 1.0);
}
)";

const char* const kBackgroundVertexShader = R"(#version 150 compatibility
out vec4 color;
void main() {
  color = gl_Color;
  gl_Position = vec4(gl_Vertex.xy, 1.0, 1.0);
}
)";

const char* const kOverlayVertexShader = R"(#version 150 compatibility
out vec4 color;
void main() {
  color = gl_Color;
  gl_Position = gl_ModelViewProjectionMatrix * gl_Vertex;
}
)";

const char* const kOverlayFragmentShader = R"(#version 150 compatibility
in vec4 color;
out vec4 fragment;
void main() {
  fragment = color;
}
)";

}  // namespace darkline
