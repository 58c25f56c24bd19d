// A car body as a body shop joins it: bare sheet, open windows, no wheels. Our own simple shape.
#pragma once

#include "models/stream/body_parts.h"
#include "viewer/core/triangle_mesh.h"

namespace darkline {

inline constexpr double kBodyLength_m = 4.7;
inline constexpr double kBodyWidth_m = 1.9;
inline constexpr double kBodyHeight_m = 1.45;

// Those parts of a body that are joined, and what carries them. In the body's own frame: middle on
// the carrier's way under the sills, x towards the front, z up. Sheets are single layers, to be
// drawn from both sides.
//
// With a floor they stand where the finished body has them, on a skid. Without one, panels stand
// upright in the plane y = 0, where robots weld them from both sides (cells/body_panel.h), in a
// rack: of the doors those of one side.
TriangleMesh body_mesh(BodyParts parts, int lod, const Color& color);

}  // namespace darkline
