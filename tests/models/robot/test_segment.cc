#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/robot/segment.h"

namespace darkline {
namespace {

RobotModel two_joints(double speed_1, double acceleration_1, double speed_2,
                      double acceleration_2) {
  RobotModel robot;
  robot.joints.resize(2);
  robot.joints[0].max_speed = speed_1;
  robot.joints[0].max_acceleration = acceleration_1;
  robot.joints[1].max_speed = speed_2;
  robot.joints[1].max_acceleration = acceleration_2;
  return robot;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(segment)

BOOST_AUTO_TEST_CASE(a_move_starts_and_ends_at_rest_where_it_should) {
  const JointVector from = {0.3, -1.0};
  const JointVector to = {1.7, -1.4};
  const Segment move = rest_to_rest(from, to, 0.8, 2);
  const Segment::Sample first = move.at(0.0, 2);
  const Segment::Sample last = move.at(0.8, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(first.q[i] == from[i]);
    BOOST_TEST(first.qd[i] == 0.0);
    BOOST_TEST(first.qdd[i] == 0.0);
    // sums of terms of some 15 dq / T^2 = 33 rad/s^2 that cancel: a few roundings of 4e-15
    BOOST_TEST(std::abs(last.q[i] - to[i]) < 1e-14);
    BOOST_TEST(std::abs(last.qd[i]) < 1e-13);
    BOOST_TEST(std::abs(last.qdd[i]) < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(after_its_end_a_move_stands_still_exactly) {
  const Segment move = rest_to_rest({0.3}, {1.7}, 0.8, 1);
  const Segment::Sample after = move.at(5.0, 1);
  BOOST_TEST(after.q[0] == move.at(0.8, 1).q[0]);
  BOOST_TEST(after.qd[0] == 0.0);
  BOOST_TEST(after.qdd[0] == 0.0);
}

// ds/dx = 30 x^2 (1 - x)^2 is largest at 1/2: 30/16 = 1.875.
BOOST_AUTO_TEST_CASE(the_peak_speed_is_1_875_times_the_mean_at_half_time) {
  const Segment move = rest_to_rest({0.3}, {1.7}, 0.8, 1);
  const double peak = 1.875 * 1.4 / 0.8;
  BOOST_TEST(std::abs(move.at(0.4, 1).qd[0] - peak) < 1e-13);
  for (int k = 0; k <= 800; ++k) BOOST_TEST(move.at(k * 1e-3, 1).qd[0] <= peak + 1e-13);
}

// d2s/dx2 = 60 x (1 - x) (1 - 2 x) is largest at x = 1/2 - sqrt(3)/6: 10/sqrt(3).
BOOST_AUTO_TEST_CASE(the_peak_acceleration_is_ten_over_root_three) {
  const Segment move = rest_to_rest({0.3}, {1.7}, 0.8, 1);
  const double peak = 10.0 / std::sqrt(3.0) * 1.4 / (0.8 * 0.8);
  BOOST_TEST(std::abs(move.at(0.8 * (0.5 - std::sqrt(3.0) / 6.0), 1).qdd[0] - peak) < 1e-12);
  for (int k = 0; k <= 800; ++k) {
    BOOST_TEST(std::abs(move.at(k * 1e-3, 1).qdd[0]) <= peak + 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(speed_and_acceleration_are_the_derivatives_of_position) {
  Segment any;
  any.duration_s = 1.0;
  any.c[0] = {0.4, -0.7, 1.1, 0.3, -2.0, 0.9};
  const double h = 1e-5;
  for (const double t : {0.1, 0.5, 0.85}) {
    const double before = any.at(t - h, 1).q[0];
    const double now = any.at(t, 1).q[0];
    const double next = any.at(t + h, 1).q[0];
    // central differences: h^2/6 q''' < 1e-9, and rounding 1e-16 / h^2 = 1e-6
    BOOST_TEST(std::abs((next - before) / (2 * h) - any.at(t, 1).qd[0]) < 1e-8);
    BOOST_TEST(std::abs((next - 2 * now + before) / (h * h) - any.at(t, 1).qdd[0]) < 2e-5);
  }
}

// Joint 1 is bound by speed: 1.875 * 2 / 1 = 3.75 s against sqrt(5.7735 * 2 / 100) = 0.34 s.
BOOST_AUTO_TEST_CASE(a_long_move_takes_as_long_as_the_speed_limit_says) {
  const RobotModel robot = two_joints(1.0, 100.0, 10.0, 100.0);
  BOOST_TEST(std::abs(kinematic_duration_s(robot, {0.0, 0.0}, {-2.0, 0.5}) - 3.75) < 1e-12);
}

// Joint 2 is bound by acceleration: sqrt(10/sqrt(3) * 0.1 / 0.5) against 1.875 * 0.1 / 10.
BOOST_AUTO_TEST_CASE(a_short_move_takes_as_long_as_the_acceleration_limit_says) {
  const RobotModel robot = two_joints(1.0, 100.0, 10.0, 0.5);
  const double wanted = std::sqrt(10.0 / std::sqrt(3.0) * 0.1 / 0.5);
  BOOST_TEST(std::abs(kinematic_duration_s(robot, {0.0, 0.0}, {0.0, 0.1}) - wanted) < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_move_at_its_shortest_duration_just_meets_the_limits) {
  const RobotModel robot = two_joints(1.5, 3.0, 1.2, 2.0);
  const JointVector to = {0.4, 1.3};
  const double duration_s = kinematic_duration_s(robot, {}, to);
  const Segment move = rest_to_rest({}, to, duration_s, 2);
  double most = 0.0;
  for (int k = 0; k <= 2000; ++k) {
    const Segment::Sample sample = move.at(duration_s * k / 2000.0, 2);
    for (std::size_t i = 0; i < 2; ++i) {
      most = std::max({most, std::abs(sample.qd[i]) / robot.joints[i].max_speed,
                       std::abs(sample.qdd[i]) / robot.joints[i].max_acceleration});
    }
  }
  // the samples miss the peak by at most a 2000th of the duration: 1e-6 of its height
  BOOST_TEST(most < 1.0 + 1e-12);
  BOOST_TEST(most > 1.0 - 1e-5);
}

BOOST_AUTO_TEST_CASE(no_move_is_shorter_than_the_least_duration) {
  const RobotModel robot = two_joints(1.0, 1.0, 1.0, 1.0);
  BOOST_TEST(kinematic_duration_s(robot, {}, {}) == 0.02);
  BOOST_TEST(kinematic_duration_s(robot, {}, {}, 0.3) == 0.3);
}

// A quintic has six coefficients: position, speed and acceleration at both ends determine it.
BOOST_AUTO_TEST_CASE(a_joining_segment_has_the_states_of_both_ends) {
  Segment::Sample a, b;
  a.q = {0.3, -1.0}, a.qd = {1.0, 0.2}, a.qdd = {-3.0, 5.0};
  b.q = {0.5, -2.0}, b.qd = {-0.4, 0.0}, b.qdd = {2.0, 0.5};
  const Segment segment = joining(a, b, 0.4, 2);
  const Segment::Sample first = segment.at(0.0, 2), last = segment.at(0.4, 2);
  for (std::size_t j = 0; j < 2; ++j) {
    BOOST_TEST(std::abs(first.q[j] - a.q[j]) < 1e-13);
    BOOST_TEST(std::abs(first.qd[j] - a.qd[j]) < 1e-13);
    BOOST_TEST(std::abs(first.qdd[j] - a.qdd[j]) < 1e-12);
    BOOST_TEST(std::abs(last.q[j] - b.q[j]) < 1e-13);
    BOOST_TEST(std::abs(last.qd[j] - b.qd[j]) < 1e-12);
    BOOST_TEST(std::abs(last.qdd[j] - b.qdd[j]) < 1e-11);
  }
}

BOOST_AUTO_TEST_CASE(from_rest_to_rest_the_joining_segment_is_the_least_jerky_quintic) {
  Segment::Sample a, b;
  a.q = {0.3}, b.q = {1.5};
  const Segment one = joining(a, b, 0.7, 1), other = rest_to_rest(a.q, b.q, 0.7, 1);
  for (std::size_t k = 0; k < 6; ++k) BOOST_TEST(std::abs(one.c[0][k] - other.c[0][k]) < 1e-12);
}

// The third derivative of s is 60 (1 - 6 x + 6 x^2): 60 at both ends.
BOOST_AUTO_TEST_CASE(a_jerk_limit_lengthens_a_move_by_its_cube_root) {
  RobotModel robot;
  robot.joints.resize(1);
  robot.joints[0].max_speed = 100.0;
  robot.joints[0].max_acceleration = 100.0;
  robot.joints[0].max_jerk = 7.5;
  const double duration_s = kinematic_duration_s(robot, {0.2}, {1.2});
  BOOST_TEST(std::abs(duration_s - 2.0) < 1e-12);  // 60 / 7.5 = 2^3
  const Segment move = rest_to_rest({0.2}, {1.2}, duration_s, 1);
  BOOST_TEST(std::abs(6.0 * move.c[0][3] - 7.5) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
