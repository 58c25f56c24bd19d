#include <algorithm>
#include <array>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/motion_planning.h"
#include "models/robot/kinematics.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using sample::degrees;

namespace {

// The start of the table of the welding facts, section 3.4.
const JointVector kStart = degrees(15, -70, 100, 20, -35, 10);

// Joints after moving the tool by `offset_m`, without turning it.
JointVector shifted(const RobotModel& robot, const JointVector& from,
                    const Eigen::Vector3d& offset_m) {
  Pose X_BT = forward_kinematics(robot, from);
  X_BT.translation() += offset_m;
  const auto q = nearest_inverse(robot, X_BT, from);
  BOOST_REQUIRE(q.has_value());
  return *q;
}

double torque_share(const MotionPlanner& planner, const Segment& move) {
  const RobotModel& robot = planner.robot();
  double most = 0.0;
  for (double t = 0.0; t <= move.duration_s; t += 0.001) {
    const auto at = move.at(t, robot.n_joints());
    JointVector tau = {};
    planner.dynamics().inverse(at.q, at.qd, at.qdd, tau);
    for (std::size_t j = 0; j < robot.joints.size(); ++j) {
      const double motor = tau[j] + robot.joints[j].rotor_inertia * at.qdd[j] +
                           planner.friction().torque(j, at.qd[j]);
      most = std::max(most, std::abs(motor) / robot.joints[j].max_effort);
    }
  }
  return most;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(motion_planning)

// Welding facts, section 3.4, under speed and torque limits alone: 50 mm in y / x / z 0.22, 0.30,
// 0.31 s; 200 mm lateral 0.44 s; 800 mm 0.90 s. The table is rounded to 0.01 s and made with
// source-precision masses (1 %); its lateral moves are along y, from the start either way.
BOOST_AUTO_TEST_CASE(move_times_under_torque_limits_are_those_of_the_facts) {
  const RobotModel robot = sample::kuka();
  const MotionPlanner planner(robot, GunModel{});
  const auto seconds = [&](const Eigen::Vector3d& offset_m) {
    return planner.least_duration_s(kStart, shifted(robot, kStart, offset_m)).value();
  };
  BOOST_TEST(std::abs(seconds({0, 0.05, 0}) - 0.22) < 0.015, seconds({0, 0.05, 0}));
  BOOST_TEST(std::abs(seconds({0.05, 0, 0}) - 0.30) < 0.015, seconds({0.05, 0, 0}));
  BOOST_TEST(std::abs(seconds({0, 0, 0.05}) - 0.31) < 0.015, seconds({0, 0, 0.05}));
  BOOST_TEST(std::abs(seconds({0, 0.2, 0}) - 0.44) < 0.02, seconds({0, 0.2, 0}));
  BOOST_TEST(std::abs(seconds({0, 0.8, 0}) - 0.90) < 0.03, seconds({0, 0.8, 0}));
}

// Welding facts, sections 2 and 6: "50 mm in 0.3 s", +-0.1, for every shipped robot with its own
// acceleration limits, along the flange.
BOOST_AUTO_TEST_CASE(a_50_mm_step_takes_0_3_s) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  for (const Eigen::Vector3d& offset_m :
       {Eigen::Vector3d(0, 0.05, 0), Eigen::Vector3d(0.05, 0, 0), Eigen::Vector3d(0, 0, 0.05)}) {
    const double s = planner.least_duration_s(kStart, shifted(robot, kStart, offset_m)).value();
    BOOST_TEST(std::abs(s - 0.30) <= 0.10, s << " s");
  }
}

// The duration is the least one: at it some limit is met, and a move 2 % quicker breaks one.
BOOST_AUTO_TEST_CASE(the_least_duration_meets_a_limit_and_no_shorter_one_keeps_them_all) {
  const RobotModel robot = sample::kuka();
  const MotionPlanner planner(robot, GunModel{});
  for (const Eigen::Vector3d& offset_m : {Eigen::Vector3d(0.05, 0, 0), Eigen::Vector3d(0, 0, -0.3),
                                          Eigen::Vector3d(0.1, -0.6, 0.2)}) {
    const JointVector to = shifted(robot, kStart, offset_m);
    const double least_s = planner.least_duration_s(kStart, to).value();
    // samples stand 1/48 of the move apart, so that the true peak may be a little higher
    BOOST_TEST(torque_share(planner, rest_to_rest(kStart, to, least_s, 6)) <
               kPlannedTorqueShare * 1.01);
    const bool torque_breaks =
        torque_share(planner, rest_to_rest(kStart, to, 0.98 * least_s, 6)) > kPlannedTorqueShare;
    const bool others_break = kinematic_duration_s(robot, kStart, to) > 0.98 * least_s;
    BOOST_TEST((torque_breaks || others_break));
  }
}

BOOST_AUTO_TEST_CASE(segments_last_whole_steps_and_no_shorter_than_the_least_duration) {
  const RobotModel robot = sample::kuka();
  const MotionPlanner planner(robot, GunModel{});
  const JointVector to = shifted(robot, kStart, {0.05, 0, 0});
  const Segment move = planner.plan_move(kStart, to).value();
  const double steps = move.duration_s / kPhysicsStepS;
  BOOST_TEST(std::abs(steps - std::round(steps)) < 1e-9);
  const double least_s = planner.least_duration_s(kStart, to).value();
  BOOST_TEST(move.duration_s >= least_s - 1e-9);
  BOOST_TEST(move.duration_s < least_s + kPhysicsStepS);
}

// Physics facts, section 4: the rotors lengthen moves by 15 to 40 %.
BOOST_AUTO_TEST_CASE(without_rotor_inertia_moves_would_come_out_too_fast) {
  const RobotModel robot = sample::kuka();
  RobotModel bare = robot;
  for (Joint& joint : bare.joints) joint.rotor_inertia = 0.0;
  const JointVector to = shifted(robot, kStart, {0, 0.2, 0});
  const double with_s = MotionPlanner(robot, GunModel{}).least_duration_s(kStart, to).value();
  const double without_s = MotionPlanner(bare, GunModel{}).least_duration_s(kStart, to).value();
  BOOST_TEST(with_s > 1.05 * without_s);
}

// d h / I < 2 is the bound of an explicit damper (physics facts, section 4); we promise 1.
BOOST_AUTO_TEST_CASE(smoothed_friction_stays_within_the_stability_bound) {
  for (const char* id : {"kuka_kr210_r2700_2", "abb_irb6700_200_260", "fanuc_r2000ic_210f"}) {
    const RobotModel robot = sample::shipped_robot(id);
    const MotionPlanner planner(robot, GunModel{});
    const JointFriction& friction = planner.friction();
    for (std::size_t j = 0; j < robot.joints.size(); ++j) {
      const double damper = friction.coulomb[j] / friction.smooth[j] + friction.viscous[j];
      const double inertia = planner.dynamics().least_inertia()[j];
      BOOST_TEST(inertia >= robot.joints[j].rotor_inertia);
      BOOST_TEST(damper * kPhysicsStepS / inertia <= 1.0 + 1e-9, id << " joint " << j + 1);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
