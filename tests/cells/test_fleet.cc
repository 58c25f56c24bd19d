// The fleet in closed loop: the same bits everywhere, the same motion as a cell world's.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_world.h"
#include "cells/fleet.h"
#include "cells/motion_planning.h"
#include "cells/station_planning.h"
#include "models/robot/kinematics.h"
#include "tests/cells/arm_statics.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;
using sample::degrees;

namespace {

RobotModel chain_with_motors(int n, std::uint32_t number, bool with_slides) {
  RobotModel robot = sample::random_chain(n, number, with_slides);
  for (Joint& joint : robot.joints) {
    joint.max_speed = 2.0;
    joint.max_acceleration = 5.0;
    joint.max_effort = 9000.0;
    joint.rotor_inertia = 50.0;
  }
  return robot;
}

// Every maker, the composite, and chains of every length, with and without slides.
std::vector<RobotModel> mixed_robots() {
  std::vector<RobotModel> robots;
  for (const char* id : sample::kShippedRobots) {
    robots.push_back(sample::shipped_robot(id));
  }
  for (int n = kMinJoints; n <= kMaxJoints; ++n) robots.push_back(chain_with_motors(n, 4, false));
  for (int n = kMinJoints; n <= kMaxJoints; ++n) robots.push_back(chain_with_motors(n, 4, true));
  return robots;
}

// Somewhere within a radian of home, different for every arm and leg of its way.
JointVector target(const RobotModel& robot, std::uint32_t number, std::uint32_t leg) {
  const RandomStream stream(8, number, leg, DrawPurpose::cycle_variation);
  JointVector q = robot.home;
  for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(robot.n_joints()); ++j) {
    q[j] += 1.6 * stream.uniforms(j)[0] - 0.8;
  }
  return q;
}

using BitsOfArm = std::vector<std::uint64_t>;

BitsOfArm bits_of(const Fleet& fleet, std::size_t arm) {
  BitsOfArm bits;
  JointVector q = {}, qd = {};
  fleet.read(arm, q, qd);
  const JointVector tau = fleet.torque(arm);
  for (const JointVector& numbers : {q, qd, tau}) {
    for (const double number : numbers) bits.push_back(std::bit_cast<std::uint64_t>(number));
  }
  const FleetRecord record = fleet.record(arm);
  bits.push_back(std::bit_cast<std::uint64_t>(record.peak_torque_share));
  bits.push_back(std::bit_cast<std::uint64_t>(record.tracking_error_rad));
  bits.push_back(static_cast<std::uint64_t>(record.saturated_ticks));
  bits.push_back(std::bit_cast<std::uint64_t>(fleet.contact_force_n(arm)));
  return bits;
}

constexpr int kLegs = 5, kTicksPerLeg = 400;

// 2000 ticks along moving references; arm `i` walks as robot `order[i]`. Its bits after each leg,
// while the last move is still under way, by robot.
std::vector<BitsOfArm> walk(InstructionSet isa, const std::vector<std::size_t>& order,
                            bool in_pieces) {
  const std::vector<RobotModel> robots = mixed_robots();
  Fleet fleet(isa);
  for (const std::size_t robot : order) fleet.add(robots[robot], GunModel{});
  std::vector<BitsOfArm> bits(robots.size());
  for (std::uint32_t leg = 0; leg < kLegs; ++leg) {
    for (std::size_t arm = 0; arm < order.size(); ++arm) {
      const RobotModel& robot = robots[order[arm]];
      const auto number = static_cast<std::uint32_t>(order[arm]);
      const JointVector from = leg == 0 ? robot.home : target(robot, number, leg - 1);
      const double duration_s = leg + 1 == kLegs ? 1.7 : 1.4;
      fleet.set_segment(
          arm, rest_to_rest(from, target(robot, number, leg), duration_s, robot.n_joints()));
      if (order[arm] == 2 && leg == 3) {
        fleet.set_contact(arm, {Eigen::Vector3d::UnitZ(), {0, 0, 5.0}, 5e4, 3e3, 500.0});
      }
    }
    if (in_pieces) {
      for (int tick = 0; tick < kTicksPerLeg; ++tick) fleet.step();
    } else {
      fleet.step(kTicksPerLeg);
    }
    for (std::size_t arm = 0; arm < order.size(); ++arm) {
      const BitsOfArm now = bits_of(fleet, arm);
      bits[order[arm]].insert(bits[order[arm]].end(), now.begin(), now.end());
    }
  }
  return bits;
}

// Distance of the tools of two poses of one robot, with the electrode as the point that counts.
double tip_distance_m(const RobotModel& robot, const JointVector& a, const JointVector& b) {
  const Eigen::Vector3d tip(0.0, 0.0, GunModel{}.tip_m);
  return (forward_kinematics(robot, a) * tip - forward_kinematics(robot, b) * tip).norm();
}

struct PressedForce {
  double mean_n = 0.0, deviation_n = 0.0;
};

// A second of force at rest, 12 s after the servo began to press.
PressedForce pressed_force(const RobotModel& robot, double gap_m, double press_n,
                           double stiffness) {
  const GunModel gun;
  Fleet fleet;
  const std::size_t arm = fleet.add(robot, gun);
  const Eigen::Vector3d normal = Eigen::Vector3d::UnitZ();
  fleet.set_contact(arm, {.normal_B = normal,
                          .point_B_m = sample::tip_of(robot, gun, robot.home) - gap_m * normal,
                          .stiffness_n_per_m = stiffness,
                          .damping_n_s_per_m = 1.4 * std::sqrt(180.0 * stiffness),
                          .press_n = press_n});
  fleet.step(3000);
  double sum = 0.0, squares = 0.0;
  constexpr int kTicks = 250;
  for (int tick = 0; tick < kTicks; ++tick) {
    fleet.step();
    sum += fleet.contact_force_n(arm);
    squares += fleet.contact_force_n(arm) * fleet.contact_force_n(arm);
  }
  const double mean = sum / kTicks;
  return {mean, std::sqrt(std::max(squares / kTicks - mean * mean, 0.0))};
}

// Motors without limits, so without friction (it is a share of the limit): the force is that of
// the springs alone.
RobotModel strong(const char* id) {
  RobotModel robot = sample::shipped_robot(id);
  for (Joint& joint : robot.joints) joint.max_effort = 0.0;
  return robot;
}

// When a move is over, as the cell world sees it: the segment has ended, within 1e-4 rad, at rest.
bool arrived(const Fleet& fleet, const Segment& segment, double t_s, int n) {
  JointVector q = {}, qd = {};
  fleet.read(0, q, qd);
  const Segment::Sample wanted = segment.at(t_s, n);
  double error = 0.0, speed = 0.0;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    error = std::max(error, std::abs(q[j] - wanted.q[j]));
    speed = std::max(speed, std::abs(qd[j]));
  }
  return t_s + 1e-9 >= segment.duration_s && error < 1e-4 && speed < 1e-3;
}

// All moves of a welding program, each with its settling; welding itself knows no physics step.
double seconds_of_moves(const CellRobot& robot, double tick_s) {
  const Eigen::Vector3d gravity_B =
      robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2);
  const MotionPlanner planner(robot.model, robot.gun, gravity_B);
  Fleet fleet;
  fleet.add(robot.model, robot.gun, gravity_B);
  JointVector at = robot.model.home;
  double seconds = 0.0;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind != StepKind::move) continue;
    const auto plan = planner.plan_move(at, step.q_rad);
    BOOST_REQUIRE(plan.has_value());
    fleet.set_segment(0, *plan);
    int ticks = 0;
    do {
      fleet.step(1, tick_s);
      ++ticks;
    } while (!arrived(fleet, *plan, ticks * tick_s, robot.model.n_joints()) && ticks < 10'000);
    seconds += ticks * tick_s;
    at = step.q_rad;
  }
  return seconds;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet)

BOOST_AUTO_TEST_CASE(two_thousand_steps_have_the_same_bits_on_every_instruction_set) {
  const std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const auto wanted = walk(InstructionSet::sse2, order, false);
  BOOST_TEST(wanted[0] != wanted[1]);
  for (const InstructionSet isa : instruction_sets()) {
    BOOST_TEST((walk(isa, order, false) == wanted), name_of(isa));
  }
}

// Lanes, neighbours, copies, and how many ticks a call takes: none of them may be felt. The
// FANUC of the walk presses on a plane meanwhile.
BOOST_AUTO_TEST_CASE(an_arm_has_the_same_bits_in_any_lane_and_company) {
  const auto wanted = walk(InstructionSet::sse2, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, false);
  for (const InstructionSet isa : instruction_sets()) {
    BOOST_TEST((walk(isa, {3, 1, 0, 2, 7, 6, 11, 5, 4, 10, 9, 8}, false) == wanted), name_of(isa));
    BOOST_TEST((walk(isa, {2, 7, 3, 0, 8, 1, 5, 4, 6, 9, 10, 11}, true) == wanted), name_of(isa));
    const auto alone = walk(isa, {1}, false);
    BOOST_TEST((alone[1] == wanted[1]), name_of(isa));
    const auto crowd = walk(isa, {0, 2, 1, 2}, false);  // both 2s do the same
    BOOST_TEST((crowd[1] == wanted[1]), name_of(isa));
  }
}

BOOST_AUTO_TEST_CASE(a_planned_move_is_followed_to_a_tenth_of_a_milliradian) {
  Fleet fleet;
  std::vector<RobotModel> robots = mixed_robots();
  robots.resize(4);
  double longest_s = 0.0;
  for (std::size_t r = 0; r < robots.size(); ++r) {
    const std::size_t arm = fleet.add(robots[r], GunModel{});
    BOOST_TEST(fleet.right_angles(arm));
    JointVector to = robots[r].home;
    for (std::size_t j = 0; j < 6; ++j) to[j] += 0.1 * (static_cast<double>(j) - 2.5);
    const auto plan = MotionPlanner(robots[r], GunModel{}).plan_move(robots[r].home, to);
    BOOST_REQUIRE(plan.has_value());
    longest_s = std::max(longest_s, plan->duration_s);
    fleet.set_segment(arm, *plan);
  }
  fleet.step(static_cast<int>(longest_s / kPhysicsStepS) + 50);
  for (std::size_t arm = 0; arm < robots.size(); ++arm) {
    const FleetRecord record = fleet.record(arm);
    BOOST_TEST(record.tracking_error_rad < 1e-4, record.tracking_error_rad);
    BOOST_TEST(record.saturated_ticks == 0);
    BOOST_TEST(record.peak_torque_share > 0.3);  // it is a fast move
    BOOST_TEST(record.peak_torque_share <= kPlannedTorqueShare + 0.02);
  }
}

// The same servo, friction, rotors, limits and integrator, once through Bullet and once through
// the fleet: tick for tick along the moves of a welding program. What differs is rounding, which
// the servo keeps from growing.
BOOST_AUTO_TEST_CASE(a_welding_program_ends_where_the_bullet_cell_world_ends_it) {
  for (const char* id : sample::kShippedRobots) {
    const FactoryModel factory = sample::factory({{"z60_framing", 24, 3, 0}}, id);
    CellConfig config = plan_cell(factory, StationId(0), 0);
    config.robots.resize(1);
    const CellRobot robot = config.robots[0];
    const int n = robot.model.n_joints();
    CellWorld world(config);
    Fleet fleet;
    const Eigen::Vector3d gravity_B =
        robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2);
    fleet.add(robot.model, robot.gun, gravity_B);
    const MotionPlanner planner(robot.model, robot.gun, gravity_B);
    JointVector at = world.observe().robots[0].q_rad;
    fleet.set_state(0, at, {});
    fleet.set_segment(0, rest_to_rest(at, at, kPhysicsStepS, n));
    std::uint32_t number = 0;
    double worst_rad = 0.0, furthest_rad = 0.0;
    for (const ProgramStep& step : robot.program.steps) {
      if (step.kind != StepKind::move) continue;
      const auto plan = planner.plan_move(at, step.q_rad);
      BOOST_REQUIRE(plan.has_value());
      CellCommand command;
      command.n_robots = 1;
      command.robots[0] = {RobotOrder::move, ++number, step.q_rad, 0.F};
      world.apply(command);
      world.step();  // the order takes effect at its end
      fleet.step();
      fleet.set_segment(0, *plan);
      int ticks = 0, arrived_at = 0;
      while (!world.due()) {
        world.step();
        fleet.step();
        ++ticks;
        if (arrived_at == 0 && arrived(fleet, *plan, ticks * kPhysicsStepS, n)) arrived_at = ticks;
        JointVector q = {}, qd = {};
        fleet.read(0, q, qd);
        const JointVector theirs = world.observe().robots[0].q_rad;
        for (std::size_t j = 0; j < 6; ++j) {
          worst_rad = std::max(worst_rad, std::abs(q[j] - theirs[j]));
          furthest_rad = std::max(furthest_rad, std::abs(q[j] - robot.model.home[j]));
        }
      }
      BOOST_TEST((world.observe().robots[0].state == RobotState::done));
      BOOST_TEST(arrived_at == ticks);  // the cycle time, to the tick
      at = step.q_rad;
    }
    JointVector q = {}, qd = {};
    fleet.read(0, q, qd);
    const double miss_m = tip_distance_m(robot.model, q, world.observe().robots[0].q_rad);
    BOOST_TEST(number > 5U);
    BOOST_TEST(furthest_rad > 0.3);
    BOOST_TEST(miss_m < 1e-6, id << ": " << miss_m);
    BOOST_TEST(worst_rad < 1e-7, id << ": " << worst_rad);
    const RobotRecord& record = world.record(0);
    BOOST_TEST(std::abs(fleet.record(0).peak_torque_share - record.peak_torque_share) < 1e-6);
    BOOST_TEST(std::abs(fleet.record(0).tracking_error_rad - record.tracking_error_rad) < 1e-7);
  }
}

// Put 0.3 rad away from its reference, an arm asks for more torque than it has: it is given
// exactly its limit, and comes back all the same.
BOOST_AUTO_TEST_CASE(torques_are_cut_at_the_limits_and_the_arm_comes_back) {
  const RobotModel robot = sample::kuka();
  Fleet fleet;
  const std::size_t arm = fleet.add(robot, GunModel{});
  JointVector q = robot.home, qd = {};
  q[0] += 0.3;
  fleet.set_state(arm, q, qd);
  fleet.step();
  BOOST_TEST(fleet.torque(arm)[0] == -robot.joints[0].max_effort);
  fleet.step(1000);
  BOOST_TEST(fleet.record(arm).peak_torque_share == 1.0, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(fleet.record(arm).saturated_ticks > 10);
  fleet.read(arm, q, qd);
  BOOST_TEST(std::abs(q[0] - robot.home[0]) < 1e-6);
}

// Servo and electrode are two springs in a row. The servo's is K = w^2 m, m the arm's effective
// mass at the tip along the normal; the reference stands g above the plane and the servo presses
// with F, so the tip sinks x = (F - f) / K and f = k (x - g):  f = (F - K g) / (1 + K/k). So
// small a force bends the arm too little to matter (2 % of it is 0.1 mm).
BOOST_AUTO_TEST_CASE(an_electrode_presses_as_two_springs_in_a_row_do) {
  for (const char* id : sample::kShippedRobots) {
    const RobotModel robot = strong(id);
    const double gap_m = 1e-5, press_n = 30.0, stiffness = 5e5;
    const double servo =
        sample::servo_stiffness(robot, GunModel{}, robot.home, Eigen::Vector3d::UnitZ());
    const double wanted_n = (press_n - servo * gap_m) / (1.0 + servo / stiffness);
    const PressedForce force = pressed_force(robot, gap_m, press_n, stiffness);
    BOOST_TEST(wanted_n > 15.0);
    BOOST_TEST(force.mean_n == wanted_n, boost::test_tools::tolerance(1e-3));
    BOOST_TEST(force.deviation_n < 0.1);
  }
}

// At the 3 kN of a weld and a gap of 3 mm the arm bends by a centimetre; its statics are solved
// without taking it for straight.
BOOST_AUTO_TEST_CASE(a_welding_gun_presses_with_the_force_of_the_statics) {
  for (const char* id : sample::kShippedRobots) {
    const RobotModel robot = strong(id);
    const double gap_m = 3e-3, press_n = 3000.0, stiffness = 5e5;
    const double wanted_n = sample::resting_force_n(
        robot, GunModel{}, robot.home, Eigen::Vector3d::UnitZ(), gap_m, press_n, stiffness);
    const PressedForce force = pressed_force(robot, gap_m, press_n, stiffness);
    BOOST_TEST(wanted_n > 1500.0, id << ": " << wanted_n);
    BOOST_TEST(force.mean_n == wanted_n, boost::test_tools::tolerance(1e-3));
    BOOST_TEST(force.deviation_n < 10.0);
  }
}

BOOST_AUTO_TEST_CASE(only_the_arm_that_touches_feels_it_and_only_while_it_does) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  Fleet fleet;
  const std::size_t arm = fleet.add(robot, GunModel{});
  const std::size_t free = fleet.add(robot, GunModel{});
  const Eigen::Vector3d start = sample::tip_of(robot, GunModel{}, robot.home);
  fleet.set_contact(arm, {.point_B_m = start - Eigen::Vector3d(0.0, 0.0, 1e-3),
                          .stiffness_n_per_m = 5e5,
                          .damping_n_s_per_m = 1.4 * std::sqrt(180.0 * 5e5),
                          .press_n = 600.0});
  fleet.step(3000);
  BOOST_TEST(fleet.contact_force_n(arm) > 300.0);
  BOOST_TEST(fleet.record(arm).saturated_ticks == 0);  // the wrist is strong enough for 600 N
  BOOST_TEST(fleet.contact_force_n(free) == 0.0);
  JointVector q = {}, qd = {};
  fleet.read(free, q, qd);
  BOOST_TEST(tip_distance_m(robot, q, robot.home) < 1e-6);
  fleet.clear_contact(arm);
  fleet.step(1000);
  fleet.read(arm, q, qd);
  BOOST_TEST(tip_distance_m(robot, q, robot.home) < 1e-6);
  BOOST_TEST(fleet.contact_force_n(arm) == 0.0);
}

BOOST_AUTO_TEST_CASE(half_the_physics_step_changes_cycle_times_by_less_than_half_a_percent) {
  for (const char* id : sample::kShippedRobots) {
    const FactoryModel factory = sample::factory({{"z60_framing", 24, 3, 0}}, id);
    const CellConfig config = plan_cell(factory, StationId(0), 0);
    const double whole = seconds_of_moves(config.robots[0], kPhysicsStepS);
    const double half = seconds_of_moves(config.robots[0], 0.5 * kPhysicsStepS);
    BOOST_TEST(whole > 2.0);
    BOOST_TEST(half == whole, boost::test_tools::tolerance(5e-3));
  }
}

BOOST_AUTO_TEST_SUITE_END()
