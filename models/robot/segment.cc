#include "models/robot/segment.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// Largest |ds/dx|, |d2s/dx2| and |d3s/dx3| of s = 10 x^3 - 15 x^4 + 6 x^5: 15/8 at x = 1/2,
// 10/sqrt(3) at x = 1/2 -+ sqrt(3)/6, 60 at both ends.
constexpr double kPeakSpeed = 1.875;
constexpr double kPeakAcceleration = 5.773502691896258;
constexpr double kPeakJerk = 60.0;

}  // namespace

Segment::Sample Segment::at(double t_s, int n_joints) const {
  const double t = std::clamp(t_s, 0.0, duration_s);
  const bool after = t_s > duration_s;
  Sample sample;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    const auto& k = c[i];
    sample.q[i] = k[0] + t * (k[1] + t * (k[2] + t * (k[3] + t * (k[4] + t * k[5]))));
    if (after) continue;
    sample.qd[i] = k[1] + t * (2 * k[2] + t * (3 * k[3] + t * (4 * k[4] + t * 5 * k[5])));
    sample.qdd[i] = 2 * k[2] + t * (6 * k[3] + t * (12 * k[4] + t * 20 * k[5]));
  }
  return sample;
}

Segment rest_to_rest(const JointVector& from, const JointVector& to, double duration_s,
                     int n_joints) {
  DARKLINE_CHECK(duration_s > 0.0, fmt::format("a segment of {} s", duration_s));
  Segment segment;
  segment.duration_s = duration_s;
  const double t3 = duration_s * duration_s * duration_s;
  const double t4 = t3 * duration_s;
  const double t5 = t4 * duration_s;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    const double d = to[i] - from[i];
    segment.c[i] = {from[i], 0.0, 0.0, 10.0 * d / t3, -15.0 * d / t4, 6.0 * d / t5};
  }
  return segment;
}

Segment joining(const Segment::Sample& from, const Segment::Sample& to, double duration_s,
                int n_joints) {
  DARKLINE_CHECK(duration_s > 0.0, fmt::format("a segment of {} s", duration_s));
  Segment segment;
  segment.duration_s = duration_s;
  const double T = duration_s;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n_joints); ++i) {
    // what a parabola from the first state misses of the second one
    const double d = to.q[i] - from.q[i] - T * (from.qd[i] + 0.5 * T * from.qdd[i]);
    const double v = T * (to.qd[i] - from.qd[i] - T * from.qdd[i]);
    const double a = T * T * (to.qdd[i] - from.qdd[i]);
    segment.c[i] = {from.q[i],
                    from.qd[i],
                    0.5 * from.qdd[i],
                    (10.0 * d - 4.0 * v + 0.5 * a) / (T * T * T),
                    (-15.0 * d + 7.0 * v - a) / (T * T * T * T),
                    (6.0 * d - 3.0 * v + 0.5 * a) / (T * T * T * T * T)};
  }
  return segment;
}

double kinematic_duration_s(const RobotModel& robot, const JointVector& from, const JointVector& to,
                            double least_s) {
  double duration_s = least_s;
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    const double distance = std::abs(to[i] - from[i]);
    duration_s = std::max({duration_s, kPeakSpeed * distance / joint.max_speed,
                           std::sqrt(kPeakAcceleration * distance / joint.max_acceleration)});
    if (joint.max_jerk > 0.0) {
      duration_s = std::max(duration_s, std::cbrt(kPeakJerk * distance / joint.max_jerk));
    }
  }
  return duration_s;
}

}  // namespace darkline
