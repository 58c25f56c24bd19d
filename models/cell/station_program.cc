#include "models/cell/station_program.h"

namespace darkline {
namespace {

Eigen::Matrix3d point_inertia(double mass_kg, const Eigen::Vector3d& p_m) {
  return mass_kg * (p_m.squaredNorm() * Eigen::Matrix3d::Identity() - p_m * p_m.transpose());
}

}  // namespace

Eigen::Matrix3d tensor_of(const GunModel& tool) {
  const Eigen::Vector3d& products = tool.I_products_kg_m2;
  Eigen::Matrix3d I = tool.I_C_kg_m2.asDiagonal();
  I(0, 1) = I(1, 0) = products.x();
  I(0, 2) = I(2, 0) = products.y();
  I(1, 2) = I(2, 1) = products.z();
  return I;
}

GunModel with_part(const GunModel& tool, const CarriedPart& part) {
  if (part.mass_kg <= 0.0) return tool;
  GunModel both = tool;
  both.mass_kg = tool.mass_kg + part.mass_kg;
  both.p_TC_m = (tool.mass_kg * tool.p_TC_m + part.mass_kg * part.p_TC_m) / both.mass_kg;
  Eigen::Matrix3d I = tensor_of(tool) + point_inertia(tool.mass_kg, tool.p_TC_m - both.p_TC_m) +
                      point_inertia(part.mass_kg, part.p_TC_m - both.p_TC_m);
  I.diagonal() += part.I_C_kg_m2;
  both.I_C_kg_m2 = I.diagonal();
  both.I_products_kg_m2 = {I(0, 1), I(0, 2), I(1, 2)};
  return both;
}

const char* name_of(JobKind kind) {
  switch (kind) {
    case JobKind::travel:
      return "travel";
    case JobKind::seal:
      return "seal";
    case JobKind::laser:
      return "laser";
    case JobKind::hem:
      return "hem";
    case JobKind::stud:
      return "stud";
    case JobKind::rivet:
      return "rivet";
    case JobKind::pick:
      return "pick";
    case JobKind::place:
      return "place";
    case JobKind::inspect:
      return "inspect";
    case JobKind::dress:
      return "dress";
  }
  return "";
}

}  // namespace darkline
