#include "models/robot/shape_inertial.h"

#include <cmath>
#include <numbers>

#include "models/base/error.h"
#include "models/mesh/surface_mesh.h"

namespace darkline {
namespace {

constexpr double kPi = std::numbers::pi;

EnclosedSolid box(const Eigen::Vector3d& size_m, const Eigen::Vector3d& center_m) {
  EnclosedSolid solid;
  solid.volume_m3 = size_m.prod();
  solid.p_center_m = center_m;
  const Eigen::Vector3d s = size_m.cwiseProduct(size_m) * (solid.volume_m3 / 12.0);
  solid.I_C_m5.diagonal() = Eigen::Vector3d(s.y() + s.z(), s.z() + s.x(), s.x() + s.y());
  return solid;
}

EnclosedSolid cylinder(double r, double h) {
  EnclosedSolid solid;
  solid.volume_m3 = kPi * r * r * h;
  const double across = solid.volume_m3 * (3.0 * r * r + h * h) / 12.0;
  solid.I_C_m5.diagonal() = Eigen::Vector3d(across, across, solid.volume_m3 * r * r / 2.0);
  return solid;
}

EnclosedSolid sphere(double r) {
  EnclosedSolid solid;
  solid.volume_m3 = 4.0 / 3.0 * kPi * r * r * r;
  solid.I_C_m5.diagonal().setConstant(0.4 * solid.volume_m3 * r * r);
  return solid;
}

// A cylinder and a ball cut in two halves, whose centres lie 3/8 r beyond the cylinder's ends.
EnclosedSolid capsule(double r, double h) {
  EnclosedSolid solid = cylinder(r, h);
  const EnclosedSolid ball = sphere(r);
  const double shift2 = h * h / 4.0 + 3.0 / 8.0 * h * r;
  solid.volume_m3 += ball.volume_m3;
  solid.I_C_m5 += ball.I_C_m5;
  solid.I_C_m5(0, 0) += ball.volume_m3 * shift2;
  solid.I_C_m5(1, 1) += ball.volume_m3 * shift2;
  return solid;
}

EnclosedSolid solid_of(const Shape& shape) {
  const Eigen::Vector3d& size = shape.size_m;
  switch (shape.kind) {
    case ShapeKind::box:
      return box(size, Eigen::Vector3d::Zero());
    case ShapeKind::cylinder:
      return cylinder(size[0], size[1]);
    case ShapeKind::sphere:
      return sphere(size[0]);
    case ShapeKind::capsule:
      return capsule(size[0], size[1]);
    case ShapeKind::mesh:
      break;
  }
  DARKLINE_CHECK(shape.mesh != nullptr, "a mesh shape without its mesh");
  if (is_closed(*shape.mesh)) {
    const EnclosedSolid solid = enclosed_solid(*shape.mesh);
    if (solid.volume_m3 > 0.0) return solid;
  }
  // a flat mesh has a thickness too: 1 mm
  return box(size.cwiseMax(1e-3), bounds_of(*shape.mesh).center_m);
}

}  // namespace

double volume_of(const Shape& shape) {
  return solid_of(shape).volume_m3;
}

Inertial together(const Inertial& a, const Inertial& b) {
  if (a.mass_kg == 0.0) return b;
  Inertial sum;
  sum.mass_kg = a.mass_kg + b.mass_kg;
  sum.p_LC_m = (a.mass_kg * a.p_LC_m + b.mass_kg * b.p_LC_m) / sum.mass_kg;
  for (const Inertial* part : {&a, &b}) {
    const Eigen::Vector3d d = part->p_LC_m - sum.p_LC_m;
    sum.I_C_kg_m2 +=
        part->I_C_kg_m2 +
        part->mass_kg * (d.squaredNorm() * Eigen::Matrix3d::Identity() - d * d.transpose());
  }
  return sum;
}

Inertial inertial_of_shapes(const std::vector<Shape>& shapes) {
  Inertial all;
  for (const Shape& shape : shapes) {
    const EnclosedSolid solid = solid_of(shape);
    const double density = kAssumedDensityKgPerM3 * kHollowFactor;
    const Eigen::Matrix3d R = shape.X_LS.linear();
    Inertial one;
    one.mass_kg = density * solid.volume_m3;
    one.p_LC_m = shape.X_LS * solid.p_center_m;
    one.I_C_kg_m2 = density * R * solid.I_C_m5 * R.transpose();
    all = together(all, one);
  }
  return all;
}

}  // namespace darkline
