#include <cmath>
#include <numbers>
#include <string>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_reader.h"
#include "tests/models/robot/shipped_robots.h"

namespace darkline {
namespace {

namespace data = boost::unit_test::data;

double difference(const Pose& a, const Pose& b) {
  return (a.matrix() - b.matrix()).cwiseAbs().maxCoeff();
}

double difference(const JointVector& a, const JointVector& b) {
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

// The n-th random position, each joint within its limits and within a turn: half a turn either way.
JointVector random_position(const RobotModel& robot, std::uint32_t n) {
  JointVector q = {};
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const RandomStream stream(20260101, 0, static_cast<std::uint32_t>(i), DrawPurpose::variant);
    const double lower = std::max(robot.joints[i].lower, -std::numbers::pi);
    const double upper = std::min(robot.joints[i].upper, std::numbers::pi);
    q[i] = lower + (upper - lower) * stream.uniforms(n)[0];
  }
  return q;
}

void check_vector(const Eigen::Vector3d& found, const Eigen::Vector3d& wanted, double tolerance) {
  BOOST_TEST((found - wanted).cwiseAbs().maxCoeff() < tolerance,
             "found " << found.transpose() << ", wanted " << wanted.transpose());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(kinematics)

// Golden vectors of the welding facts, section 3.3, given to 1e-6 m (the second) or exactly.
BOOST_AUTO_TEST_CASE(kuka_at_home_holds_the_flange_where_the_link_lengths_say) {
  const RobotModel robot = shipped_robot("kuka_kr210_r2700_2");
  // x = a1 + c3 + c4 = .33 + 1.22 + .215, z = c1 + c2 - a2 = .645 + 1.15 + .115
  const Pose X_BT = forward_kinematics(robot, robot.home);
  check_vector(X_BT.translation(), {1.765, 0.0, 1.910}, 1e-12);
  check_vector(X_BT.linear().col(2), {1.0, 0.0, 0.0}, 1e-12);
  check_vector(X_BT.linear().col(0), {0.0, 0.0, -1.0}, 1e-12);
}

BOOST_AUTO_TEST_CASE(kuka_in_a_general_position_matches_the_published_chain) {
  const RobotModel robot = shipped_robot("kuka_kr210_r2700_2");
  const Pose X_BT = forward_kinematics(robot, degrees({10, -80, 100, 20, -30, 40}));
  check_vector(X_BT.translation(), {1.902109, -0.298059, 1.499571}, 1e-6);
  check_vector(X_BT.linear().col(2), {0.989385, -0.000807, 0.145313}, 1e-6);
}

BOOST_AUTO_TEST_CASE(abb_at_zero_holds_the_flange_where_the_link_lengths_say) {
  const RobotModel robot = shipped_robot("abb_irb6700_200_260");
  const Pose X_BT = forward_kinematics(robot, JointVector{});
  check_vector(X_BT.translation(), {1.6625, 0.0, 2.105}, 1e-12);
  check_vector(X_BT.linear().col(2), {1.0, 0.0, 0.0}, 1e-12);
  check_vector(X_BT.linear().col(0), {0.0, 0.0, -1.0}, 1e-12);
}

// x = a1 + c3 + c4 = .312 + 1.28 + .215, z = c1 + c2 - a2 = .67 + 1.075 + .225
BOOST_AUTO_TEST_CASE(fanuc_at_zero_holds_the_flange_where_the_link_lengths_say) {
  const RobotModel robot = shipped_robot("fanuc_r2000ic_210f");
  const Pose X_BT = forward_kinematics(robot, JointVector{});
  check_vector(X_BT.translation(), {1.807, 0.0, 1.970}, 1e-12);
  check_vector(X_BT.linear().col(2), {1.0, 0.0, 0.0}, 1e-12);
}

BOOST_DATA_TEST_CASE(the_urdf_chain_and_the_closed_form_are_one_arm, data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  double most = 0.0;
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const JointVector q = random_position(robot, n);
    most = std::max(
        most, difference(forward_kinematics(robot, q), closed_form_kinematics(*robot.opw, q)));
  }
  BOOST_TEST(most < 1e-12);
}

BOOST_DATA_TEST_CASE(the_inverse_finds_the_joints_that_a_pose_was_made_with,
                     data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  int recovered = 0;
  for (std::uint32_t n = 0; n < 500; ++n) {
    const JointVector q = random_position(robot, n);
    const std::vector<JointVector> found = inverse_kinematics(robot, forward_kinematics(robot, q));
    BOOST_TEST(found.size() <= 8U);
    double nearest = HUGE_VAL;
    for (const JointVector& each : found) nearest = std::min(nearest, difference(each, q));
    // 1e-7: near a stretched arm or a singular wrist rounding grows as its square root
    if (nearest < 1e-7) ++recovered;
  }
  BOOST_TEST(recovered == 500);
}

BOOST_DATA_TEST_CASE(every_solution_reaches_the_pose_within_the_limits,
                     data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  std::size_t most_solutions = 0;
  for (std::uint32_t n = 0; n < 500; ++n) {
    const Pose X_BT = forward_kinematics(robot, random_position(robot, n));
    const std::vector<JointVector> found = inverse_kinematics(robot, X_BT);
    most_solutions = std::max(most_solutions, found.size());
    for (const JointVector& q : found) {
      BOOST_TEST(difference(forward_kinematics(robot, q), X_BT) < 1e-9);
      for (std::size_t i = 0; i < robot.joints.size(); ++i) {
        BOOST_TEST((robot.joints[i].lower <= q[i] && q[i] <= robot.joints[i].upper));
      }
    }
  }
  BOOST_TEST(most_solutions >= 4U);
}

BOOST_DATA_TEST_CASE(a_pose_beyond_the_stretched_arm_is_refused, data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  const OpwParameters& opw = *robot.opw;
  const double shoulder_to_wrist = opw.c2 + std::hypot(opw.a2, opw.c3);
  // flange forward at shoulder height: the wrist is c4 behind it
  const auto pose_at = [&](double across_m) {
    return make_pose(rotation_from_rpy(0.0, std::numbers::pi / 2, 0.0),
                     {opw.a1 + across_m + opw.c4, 0.0, opw.c1});
  };
  BOOST_TEST(inverse_kinematics(robot, pose_at(shoulder_to_wrist + 1e-4)).empty());
  BOOST_TEST(!nearest_inverse(robot, pose_at(shoulder_to_wrist + 1e-4), robot.home).has_value());
  BOOST_TEST(!inverse_kinematics(robot, pose_at(0.7 * shoulder_to_wrist)).empty());
}

// At home the axes of joints 4 and 6 are in line: only their sum is given by the pose.
BOOST_DATA_TEST_CASE(at_a_singular_wrist_joint_4_stays_where_it_is, data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  JointVector from = robot.home;
  from[3] += 0.7;
  from[5] -= 0.7 * robot.opw->sign[3] * robot.opw->sign[5];
  const Pose X_BT = forward_kinematics(robot, from);
  BOOST_TEST(difference(X_BT, forward_kinematics(robot, robot.home)) < 1e-12);
  const auto found = nearest_inverse(robot, X_BT, from);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(difference(*found, from) < 1e-9);
}

// Joint 4 of the KUKA may turn 350 deg either way: from 300 deg, a pose that 310 deg and -50 deg
// reach alike is 10 deg away, not 350.
BOOST_AUTO_TEST_CASE(a_joint_that_turns_more_than_once_takes_the_near_turn) {
  const RobotModel robot = shipped_robot("kuka_kr210_r2700_2");
  const JointVector from = degrees({10, -80, 100, 300, -30, 40});
  const JointVector to = degrees({10, -80, 100, 310, -30, 40});
  const auto found = nearest_inverse(robot, forward_kinematics(robot, to), from);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(difference(*found, to) < 1e-9);
}

BOOST_AUTO_TEST_CASE(link_poses_go_from_the_base_to_the_flange) {
  const RobotModel robot = shipped_robot("kuka_kr210_r2700_2");
  const JointVector q = degrees({10, -80, 100, 20, -30, 40});
  std::vector<Pose> X_BL;
  link_poses(robot, q, X_BL);
  BOOST_REQUIRE(X_BL.size() == 7U);
  BOOST_TEST(difference(X_BL.front(), Pose::Identity()) == 0.0);
  BOOST_TEST(difference(X_BL.back() * robot.X_ET, forward_kinematics(robot, q)) < 1e-14);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
