// A car body as it leaves the line: bare sheet, open windows, no wheels. Our own simple shape.
#pragma once

#include "viewer/core/triangle_mesh.h"

namespace darkline {

inline constexpr double kBodyLength_m = 4.7;
inline constexpr double kBodyWidth_m = 1.9;
inline constexpr double kBodyHeight_m = 1.45;

// In the body's own frame: middle on the floor plane under the sills, x towards the front, z up.
// Sheets are single layers, to be drawn from both sides.
TriangleMesh body_mesh(int lod, const Color& color);

}  // namespace darkline
