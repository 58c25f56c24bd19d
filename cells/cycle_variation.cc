#include "cells/cycle_variation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cells/motion_planning.h"
#include "models/base/address.h"
#include "models/base/error.h"
#include "models/base/portable_math.h"
#include "models/base/random_stream.h"

namespace darkline {

CycleVariation no_variation() {
  CycleVariation none;
  none.part_sd_m = none.stack_share = none.cold_friction = 0.0;
  return none;
}

double friction_move_factor(double extra, double friction_share) {
  const double left = kPlannedTorqueShare - friction_share;
  DARKLINE_CHECK(extra >= 0.0 && friction_share * extra < left, fmt::format("{}", extra));
  return std::sqrt(left / (left - friction_share * extra));
}

double largest_friction_share(const CellConfig& config) {
  double largest = 0.0;
  for (const CellRobot& robot : config.robots) {
    for (const Joint& joint : robot.model.joints) {
      largest = std::max(largest, joint.drive.friction_share());
    }
  }
  return largest;
}

double cut_normal(double uniform) {
  constexpr double kCut = 3.0;
  return std::clamp(inverse_normal(uniform), -kCut, kCut);
}

BodyDraw draw_body(const CycleVariation& variation, std::uint64_t seed, const std::string& station,
                   std::uint32_t sample, double friction_share) {
  const std::uint32_t entity = stream_entity(station);
  const RandomStream part(seed, sample, entity, DrawPurpose::part_position);
  const RandomStream time(seed, sample, entity, DrawPurpose::joint_temperature);
  const auto xy = part.uniforms(0);
  BodyDraw drawn;
  drawn.part_C_m = variation.part_sd_m * Eigen::Vector3d(cut_normal(xy[0]), cut_normal(xy[1]),
                                                         cut_normal(part.uniforms(1)[0]));
  const double since_start_s = time.uniforms(0)[0] * variation.shift_s;
  drawn.move_factor = friction_move_factor(
      variation.cold_friction * portable_exp(-since_start_s / variation.warm_up_s), friction_share);
  return drawn;
}

}  // namespace darkline
