// What a link weighs whose URDF file does not say it: an estimate from its shapes.
#pragma once

#include <vector>

#include "models/robot/robot_model.h"

namespace darkline {

// Aluminium, and the share of the shapes' volume that is metal. The factor is taken from the
// shipped arms whose masses are known: their masses over 2,700 kg/m^3 times the volume of their
// collision shapes are 0.49 (KUKA), 0.49 (FANUC) and 0.52 (ABB) for the whole arm, 0.3 to 0.6 for
// most links. A wrist or flange may be off by a factor of three.
inline constexpr double kAssumedDensityKgPerM3 = 2700.0;
inline constexpr double kHollowFactor = 0.5;

// The volume of a shape; of a mesh what it encloses, or its bounding box where it is not closed.
double volume_of(const Shape& shape);

// All shapes together, each as a solid of one density, in the link's frame. Where shapes overlap,
// the common part counts twice. No mass for no shapes.
Inertial inertial_of_shapes(const std::vector<Shape>& shapes);

// Two bodies of one frame as one.
Inertial together(const Inertial& a, const Inertial& b);

}  // namespace darkline
