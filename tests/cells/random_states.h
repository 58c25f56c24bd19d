// Joint states that many tests compare dynamics at, and how they compare.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/base/random_stream.h"
#include "models/robot/robot_model.h"

namespace darkline::sample {

inline constexpr const char* kShippedRobots[] = {"kuka_kr210_r2700_2", "abb_irb6700_200_260",
                                                 "fanuc_r2000ic_210f", "cn_220_2650"};

struct State {
  JointVector q = {}, qd = {}, tau = {};
};

// Any angles, speeds up to 2 rad/s, torques up to 2 kN m; `number` picks the state of a `series`.
inline State random_state(std::uint32_t series, std::uint32_t number, int n_joints) {
  const RandomStream stream(series, number, 3, DrawPurpose::cycle_variation);
  State state;
  for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(n_joints); ++j) {
    const auto first = stream.uniforms(2 * j);
    const auto second = stream.uniforms(2 * j + 1);
    state.q[j] = 6.0 * first[0] - 3.0;
    state.qd[j] = 4.0 * first[1] - 2.0;
    state.tau[j] = 4000.0 * second[0] - 2000.0;
  }
  return state;
}

// Largest difference of the two over the largest entry of `theirs`.
inline double worst_relative(const JointVector& ours, const JointVector& theirs) {
  double size = 0.0, difference = 0.0;
  for (std::size_t j = 0; j < kMaxJoints; ++j) {
    size = std::max(size, std::abs(theirs[j]));
    difference = std::max(difference, std::abs(theirs[j] - ours[j]));
  }
  return difference / size;
}

}  // namespace darkline::sample
