// How long an arm-step takes. Not part of the test run: it asserts nothing and prints.
//
//   bin/test_cells --run_test=fleet_speed --log_level=message
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "cells/cell_world.h"
#include "cells/fleet.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

namespace {

constexpr int kRounds = 40;

double thread_cpu_us() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

// CPU time of one call of `run`, the 5th percentile of many, over `arm_steps`.
template <class Run>
double us_per_arm_step(double arm_steps, const Run& run) {
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    const double start = thread_cpu_us();
    run(round);
    times.push_back((thread_cpu_us() - start) / arm_steps);
  }
  std::sort(times.begin(), times.end());
  return times[kRounds / 20];
}

std::vector<RobotModel> four_makers() {
  std::vector<RobotModel> robots;
  for (const char* id :
       {"kuka_kr210_r2700_2", "abb_irb6700_200_260", "fanuc_r2000ic_210f", "cn_220_2650"}) {
    robots.push_back(sample::shipped_robot(id));
  }
  return robots;
}

Segment there_or_back(const RobotModel& robot, int round) {
  JointVector away = robot.home;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) away[j] += 0.3;
  return round % 2 == 0 ? rest_to_rest(robot.home, away, 1.6, robot.n_joints())
                        : rest_to_rest(away, robot.home, 1.6, robot.n_joints());
}

double fleet_us(FleetIsa isa, const std::vector<RobotModel>& robots, int n_arms, int ticks_a_call,
                bool contact) {
  Fleet fleet(isa);
  for (int arm = 0; arm < n_arms; ++arm) {
    const auto number =
        fleet.add(robots[static_cast<std::size_t>(arm) % robots.size()], GunModel{});
    if (contact) fleet.set_contact(number, {{0, 0, 1}, {0, 0, -9.0}, 5e5, 1.3e4, 0.0});
  }
  constexpr int kTicks = 200;
  return us_per_arm_step(static_cast<double>(n_arms) * kTicks, [&](int round) {
    for (std::size_t arm = 0; arm < fleet.size(); ++arm) {
      fleet.set_segment(arm, there_or_back(robots[arm % robots.size()], round));
    }
    for (int tick = 0; tick < kTicks; tick += ticks_a_call) fleet.step(ticks_a_call);
  });
}

// The whole tick of a cell of eight moving arms: servo, dynamics, Bullet, records.
double cell_world_us(const std::vector<RobotModel>& robots) {
  CellConfig config;
  config.station = "z60_framing/st01";
  for (std::size_t r = 0; r < 8; ++r) {
    CellRobot robot;
    robot.address = "z60_framing/st01/r" + std::to_string(r + 1);
    robot.model = robots[r % robots.size()];
    config.robots.push_back(robot);
  }
  CellWorld world(config);
  std::uint32_t number = 0;
  constexpr int kTicks = 200;
  return us_per_arm_step(8.0 * kTicks, [&](int round) {
    CellCommand command;
    command.n_robots = 8;
    ++number;
    for (std::size_t r = 0; r < 8; ++r) {
      JointVector to = config.robots[r].model.home;
      for (double& q : to) q += round % 2 == 0 ? 0.3 : 0.0;
      command.robots[r] = {RobotOrder::move, number, to, 0.F};
    }
    world.apply(command);
    for (int tick = 0; tick < kTicks; ++tick) world.step();
  });
}

// Bullet alone, torques held: the least that any controller on top of it can cost.
double bullet_us(const std::vector<RobotModel>& robots) {
  BulletArms arms;
  std::vector<JointVector> hold;
  for (std::size_t r = 0; r < 8; ++r) {
    const RobotModel& robot = robots[r % robots.size()];
    arms.add(robot, GunModel{}, Pose::Identity());
    hold.emplace_back();
    ArmDynamics(robot, GunModel{}).inverse(robot.home, {}, {}, hold.back());
  }
  constexpr int kTicks = 200;
  return us_per_arm_step(8.0 * kTicks, [&](int) {
    for (std::size_t r = 0; r < 8; ++r) arms.set_state(r, robots[r % robots.size()].home, {});
    for (int tick = 0; tick < kTicks; ++tick) {
      for (std::size_t r = 0; r < 8; ++r) arms.set_torque(r, hold[r]);
      arms.step();
    }
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_speed, *boost::unit_test::disabled())

BOOST_AUTO_TEST_CASE(an_arm_step_of_the_fleet_against_bullets) {
  const std::vector<RobotModel> makers = four_makers();
  std::vector<RobotModel> leaning = makers;  // a thousandth of a radian off: no right angles
  for (RobotModel& robot : leaning) {
    robot.joints[3].axis = (robot.joints[3].axis + Eigen::Vector3d(1e-3, 1e-3, 1e-3)).normalized();
  }
  const double world = cell_world_us(makers);
  BOOST_TEST_MESSAGE(fmt::format("cell world of 8 (Bullet, servo, records)  {:.3f} us", world));
  BOOST_TEST_MESSAGE(
      fmt::format("Bullet alone, 8 arms, held torques        {:.3f} us", bullet_us(makers)));
  for (const FleetIsa isa : fleet_isas()) {
    const auto line = [&](const char* what, double us) {
      BOOST_TEST_MESSAGE(fmt::format("{:8} {:40} {:.4f} us, {:.4f} of the cell world", name_of(isa),
                                     what, us, us / world));
    };
    line("0/90 degrees, 820 arms, tick by tick", fleet_us(isa, makers, 820, 1, false));
    line("0/90 degrees, 820 arms, 200 ticks a call", fleet_us(isa, makers, 820, 200, false));
    line("0/90 degrees, 64 arms, tick by tick", fleet_us(isa, makers, 64, 1, false));
    line("same with electrode", fleet_us(isa, makers, 64, 1, true));
    line("any angle, 820 arms, tick by tick", fleet_us(isa, leaning, 820, 1, false));
    line("any angle, 64 arms, tick by tick", fleet_us(isa, leaning, 64, 1, false));
    line("4 joints, 64 arms", fleet_us(isa, {sample::random_chain(4, 4, false)}, 64, 1, false));
    line("7 joints, 64 arms", fleet_us(isa, {sample::random_chain(7, 4, false)}, 64, 1, false));
  }
}

BOOST_AUTO_TEST_SUITE_END()
