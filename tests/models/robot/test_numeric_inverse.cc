#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"
#include "models/robot/numeric_inverse.h"
#include "models/robot/robot_survey.h"
#include "models/robot/urdf_robot.h"
#include "tests/models/robot/shipped_robots.h"
#include "tests/models/robot/urdf_text.h"

namespace darkline {
namespace {

RobotModel seven() {
  return urdf_robot_from_text(testing::chain_text(testing::seven_joints(), "xyz=\"0 0 0.126\""),
                              "seven.urdf");
}

RobotModel scara() {
  return urdf_robot_from_text(
      testing::chain_text(testing::four_joints_of_a_scara(), "xyz=\"0 0 0\""), "scara.urdf");
}

// How many of `n` sampled poses are found from home; each must be the pose, within the limits.
int found_of(const RobotModel& robot, unsigned n) {
  int found = 0;
  for (unsigned k = 0; k < n; ++k) {
    const Pose X_BT = forward_kinematics(robot, sampled_position(robot, 1000 + k));
    const auto q = numeric_inverse(robot, X_BT, robot.home);
    if (!q) continue;
    ++found;
    const Pose X = forward_kinematics(robot, *q);
    BOOST_TEST((X.translation() - X_BT.translation()).norm() < 1.001e-6);
    BOOST_TEST(Eigen::AngleAxisd(X.linear().transpose() * X_BT.linear()).angle() < 1.1e-6);
    for (std::size_t i = 0; i < robot.joints.size(); ++i) {
      BOOST_TEST(((*q)[i] >= robot.joints[i].lower && (*q)[i] <= robot.joints[i].upper));
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(numeric_inverse_kinematics)

BOOST_AUTO_TEST_CASE(poses_of_seven_and_of_four_joints_are_found_again) {
  BOOST_TEST(found_of(seven(), 100) == 100);
  BOOST_TEST(found_of(scara(), 100) == 100);
}

BOOST_AUTO_TEST_CASE(poses_of_an_arm_with_a_closed_form_are_found_without_it) {
  RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  kuka.opw.reset();
  BOOST_TEST(found_of(kuka, 100) >= 99);  // narrow limits may hide one
}

BOOST_AUTO_TEST_CASE(nearest_inverse_of_an_arm_without_a_closed_form_stays_near) {
  const RobotModel robot = seven();
  for (unsigned n = 0; n < 20; ++n) {
    JointVector from = sampled_position(robot, n);
    for (std::size_t i = 0; i < 7; ++i) from[i] *= 0.8;  // off the limits
    Pose X_BT = forward_kinematics(robot, from);
    if (smallest_singular_value(robot, from) < 0.02) continue;
    X_BT.translation().x() += 1e-3;
    const auto q = nearest_inverse(robot, X_BT, from);
    BOOST_REQUIRE(q.has_value());
    // 1 mm over the smallest singular value 0.02 m is 0.05 rad
    for (std::size_t i = 0; i < 7; ++i) BOOST_TEST(std::abs((*q)[i] - from[i]) < 0.06);
  }
}

BOOST_AUTO_TEST_CASE(the_same_question_gets_the_same_bits) {
  const RobotModel robot = seven();
  const Pose X_BT = forward_kinematics(robot, sampled_position(robot, 7));
  BOOST_TEST(
      (numeric_inverse(robot, X_BT, robot.home) == numeric_inverse(robot, X_BT, robot.home)));
}

// Shoulder to tool is 0.4 + 0.4 + 0.126 m at most.
BOOST_AUTO_TEST_CASE(a_pose_out_of_reach_has_no_answer) {
  const RobotModel robot = seven();
  Pose X_BT = Pose::Identity();
  X_BT.translation() = Eigen::Vector3d(0.0, 0.0, 0.34 + 0.927);
  BOOST_TEST(!numeric_inverse(robot, X_BT, robot.home).has_value());
  X_BT.translation().x() = NAN;
  BOOST_TEST(!numeric_inverse(robot, X_BT, robot.home).has_value());
}

// The spindle of a SCARA stays upright: a leaning tool is none of its poses.
BOOST_AUTO_TEST_CASE(an_arm_of_four_joints_does_not_lean) {
  const RobotModel robot = scara();
  Pose X_BT = forward_kinematics(robot, robot.home);
  X_BT.rotate(Eigen::AngleAxisd(0.01, Eigen::Vector3d::UnitX()));
  BOOST_TEST(!numeric_inverse(robot, X_BT, robot.home).has_value());
}

// The last joint may turn from -2 pi to 2 pi.
BOOST_AUTO_TEST_CASE(a_joint_that_turns_more_than_once_is_unwrapped) {
  const RobotModel robot = scara();
  JointVector from = {0.3, 0.5, 0.1, 6.0};
  JointVector to = {0.4, 0.6, 0.1, 6.1};
  const auto q = numeric_inverse(robot, forward_kinematics(robot, to), from);
  BOOST_REQUIRE(q.has_value());
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs((*q)[i] - to[i]) < 1e-5);
}

BOOST_AUTO_TEST_CASE(the_jacobian_is_the_slope_of_the_forward_kinematics) {
  for (const RobotModel& robot : {seven(), scara()}) {
    const JointVector q = sampled_position(robot, 3);
    const Jacobian J = tool_jacobian(robot, q);
    constexpr double kStep = 1e-6;
    for (std::size_t i = 0; i < robot.joints.size(); ++i) {
      JointVector ahead = q, back = q;
      ahead[i] += kStep;
      back[i] -= kStep;
      const Pose A = forward_kinematics(robot, ahead), B = forward_kinematics(robot, back);
      const Eigen::Vector3d v = (A.translation() - B.translation()) / (2 * kStep);
      const Eigen::AngleAxisd turn(A.linear() * B.linear().transpose());
      const Eigen::Vector3d w = turn.angle() * turn.axis() / (2 * kStep);
      const auto column = static_cast<Eigen::Index>(i);
      BOOST_TEST((J.col(column).head<3>() - v).norm() < 1e-8);
      BOOST_TEST((J.col(column).tail<3>() - w).norm() < 1e-8);
    }
  }
}

// At home axes 4 and 6 of the KUKA are in line; turned by 30 deg they are not.
BOOST_AUTO_TEST_CASE(a_straight_wrist_is_singular) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  BOOST_TEST(smallest_singular_value(kuka, kuka.home) < 1e-12);
  BOOST_TEST(smallest_singular_value(kuka, degrees({0, -90, 90, 0, 30, 0})) > 0.05);
}

BOOST_AUTO_TEST_CASE(the_nearest_limit_is_named_with_its_distance) {
  const RobotModel robot = scara();  // limits +-3, +-3, 0 to 0.2 m, +-2 pi
  const LimitMargin margin = nearest_limit(robot, {0.0, 2.4, 0.08, 0.0});
  BOOST_TEST(margin.joint == 1U);  // 0.6 of 6 rad; the slide has 0.08 of 0.2 m
  BOOST_TEST(std::abs(margin.distance - 0.6) < 1e-12);
  BOOST_TEST(std::abs(margin.share - 0.1) < 1e-12);
  BOOST_TEST(nearest_limit(robot, {0.0, 0.0, 0.21, 0.0}).share < 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
