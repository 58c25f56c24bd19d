// How long one closed-loop arm-step takes: reference, computed torque, friction, limits, dynamics
// and integration of one arm over 4 ms, in double precision on one core. The fleet (on every
// instruction set that this machine has), a Bullet cell world of eight arms and MuJoCo do the same
// work in one run, turn by turn, so that the ratios hold on any machine.
//
//   bench_arm_step [--json]
//
// Times are CPU time of this thread, the best of many turns. Arms are KUKA, ABB, FANUC and the
// composite in one batch, each with its gun; every 100 steps each takes a new segment.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cells/cell_world.h"
#include "cells/fleet.h"
#include "cells/joint_friction.h"
#include "tests/cells/oracles/mujoco_arm.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

namespace {

constexpr int kTurns = 60;
constexpr int kTicksPerMove = 100, kMovesPerTurn = 2;
constexpr double kMoveS = kTicksPerMove * kPhysicsStepS;
constexpr double kMostOfMujoco = 0.08, kMostOfBullet = 0.06;  // of AVX2 and wider

double thread_cpu_us() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

// There and back by a few hundredths of a radian: within every maker's torque.
Segment there_or_back(const RobotModel& robot, int move) {
  JointVector away = robot.home;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) away[j] += 0.03;
  return move % 2 == 0 ? rest_to_rest(robot.home, away, kMoveS, robot.n_joints())
                       : rest_to_rest(away, robot.home, kMoveS, robot.n_joints());
}

struct Subject {
  std::string name;
  int arms = 0;
  std::function<void()> turn;                           // kMovesPerTurn moves of all arms
  std::function<void()> prepare;                        // what each turn needs before, not timed
  double us = std::numeric_limits<double>::infinity();  // an arm-step, best turn
};

// --- the fleet

Subject fleet_subject(InstructionSet isa, const std::string& what,
                      const std::vector<RobotModel>& robots, int n_arms, bool contact) {
  const auto fleet = std::make_shared<Fleet>(isa);
  std::vector<Segment> moves;
  for (int arm = 0; arm < n_arms; ++arm) {
    const RobotModel& robot = robots[static_cast<std::size_t>(arm) % robots.size()];
    const std::size_t number = fleet->add(robot, GunModel{});
    for (int move = 0; move < 2; ++move) moves.push_back(there_or_back(robot, move));
    if (contact) fleet->set_contact(number, {{0, 0, 1}, {0, 0, -9.0}, 5e5, 1.3e4, 0.0});
  }
  const auto turn = [fleet, moves] {
    for (std::size_t move = 0; move < kMovesPerTurn; ++move) {
      for (std::size_t arm = 0; arm < fleet->size(); ++arm) {
        fleet->set_segment(arm, moves[2 * arm + move % 2]);
      }
      for (int tick = 0; tick < kTicksPerMove; ++tick) fleet->step();
    }
  };
  return {fmt::format("fleet, {}, {}", name_of(isa), what), n_arms, turn, [] {}};
}

// --- a Bullet cell world

Subject cell_world_subject(const std::vector<RobotModel>& robots) {
  constexpr std::size_t kArms = 8;
  CellConfig config;
  config.station = "z60_framing/st01";
  for (std::size_t r = 0; r < kArms; ++r) {
    CellRobot robot;
    robot.address = "z60_framing/st01/r" + std::to_string(r + 1);
    robot.model = robots[r % robots.size()];
    robot.X_CB.translation().x() = 5.0 * static_cast<double>(r);
    config.robots.push_back(robot);
  }
  const auto world = std::make_shared<CellWorld>(config);
  const auto number = std::make_shared<std::uint32_t>(0);
  const auto order = [world, number] {
    ++*number;
    CellCommand command;
    command.n_robots = kArms;
    for (std::size_t r = 0; r < kArms; ++r) {
      JointVector to = world->config().robots[r].model.home;
      for (double& q : to) q += *number % 2 == 0 ? 0.0 : 0.3;
      command.robots[r] = {RobotOrder::move, *number, to, 0.F};
    }
    world->apply(command);
    world->step();  // plans; a move of 0.3 rad then takes longer than a turn
  };
  const auto turn = [world] {
    for (int tick = 0; tick < kMovesPerTurn * kTicksPerMove; ++tick) world->step();
  };
  const auto rest = [world, order] {
    while (!world->due()) world->step();
    order();
  };
  order();
  return {"Bullet, cell world of 8", static_cast<int>(kArms), turn, rest};
}

// --- MuJoCo: a model per maker, data per arm, Euler, the same control from outside

struct MujocoRun {
  const RobotModel* robot = nullptr;
  std::shared_ptr<oracle::MujocoArm> arm;
  JointFriction friction;
  Segment segment;
};

void mujoco_step(MujocoRun& run, double t_s) {
  const mjModel& model = run.arm->model();
  mjData& data = run.arm->data();
  const auto n = run.robot->joints.size();
  const Segment::Sample now = run.segment.at(t_s, static_cast<int>(n));
  const Segment::Sample next = run.segment.at(t_s + kPhysicsStepS, static_cast<int>(n));
  mj_step1(&model, &data);
  constexpr double kRate = 30.0;
  JointVector wanted = {}, tau = {};
  for (std::size_t j = 0; j < n; ++j) {
    wanted[j] = (next.qd[j] - now.qd[j]) / kPhysicsStepS +
                kRate * kRate * (now.q[j] - data.qpos[j]) +
                2.0 * kRate * (now.qd[j] - data.qvel[j]);
  }
  mj_mulM(&model, &data, tau.data(), wanted.data());  // rotors counted
  for (std::size_t j = 0; j < n; ++j) {
    const double limit = run.robot->joints[j].max_effort;
    double motor = tau[j] + data.qfrc_bias[j] + run.friction.torque(j, now.qd[j]);
    if (limit > 0.0) motor = std::clamp(motor, -limit, limit);
    data.qfrc_applied[j] = motor - run.friction.torque(j, data.qvel[j]);
  }
  mj_step2(&model, &data);
}

Subject mujoco_subject(const std::vector<RobotModel>& robots) {
  constexpr std::size_t kArms = 8;
  const auto runs = std::make_shared<std::vector<MujocoRun>>();
  for (std::size_t r = 0; r < kArms; ++r) {
    MujocoRun run;
    run.robot = &robots[r % robots.size()];
    run.arm = std::make_shared<oracle::MujocoArm>(*run.robot, GunModel{});
    run.friction = joint_friction(*run.robot, ArmDynamics(*run.robot, GunModel{}), kPhysicsStepS);
    for (std::size_t j = 0; j < run.robot->joints.size(); ++j) {
      run.arm->data().qpos[j] = run.robot->home[j];
    }
    runs->push_back(run);
  }
  const auto turn = [runs] {
    for (int move = 0; move < kMovesPerTurn; ++move) {
      for (MujocoRun& run : *runs) run.segment = there_or_back(*run.robot, move);
      for (int tick = 0; tick < kTicksPerMove; ++tick) {
        for (MujocoRun& run : *runs) mujoco_step(run, tick * kPhysicsStepS);
      }
    }
  };
  return {"MuJoCo, data per arm, Euler", static_cast<int>(kArms), turn, [] {}};
}

// --- all in turn

void measure(std::vector<Subject>& subjects) {
  for (int turn = 0; turn < kTurns; ++turn) {
    for (Subject& subject : subjects) {
      subject.prepare();
      const double start = thread_cpu_us();
      subject.turn();
      const double spent = thread_cpu_us() - start;
      const double steps = static_cast<double>(subject.arms) * kMovesPerTurn * kTicksPerMove;
      if (turn > 0) subject.us = std::min(subject.us, spent / steps);  // the first warms up
    }
  }
}

std::vector<Subject> all_subjects(const std::vector<RobotModel>& makers) {
  std::vector<RobotModel> leaning = makers;  // a thousandth of a radian off: no right angles
  for (RobotModel& robot : leaning) {
    robot.joints[3].axis = (robot.joints[3].axis + Eigen::Vector3d(1e-3, 1e-3, 1e-3)).normalized();
  }
  std::vector<Subject> subjects = {mujoco_subject(makers), cell_world_subject(makers)};
  for (const InstructionSet isa : instruction_sets()) {
    subjects.push_back(fleet_subject(isa, "four makers, 64 arms", makers, 64, false));
    subjects.push_back(fleet_subject(isa, "four makers, 820 arms", makers, 820, false));
    subjects.push_back(fleet_subject(isa, "four makers, electrode", makers, 64, true));
    subjects.push_back(fleet_subject(isa, "any angle", leaning, 64, false));
    subjects.push_back(
        fleet_subject(isa, "7 joints", {sample::random_chain(7, 4, false)}, 64, false));
    subjects.push_back(
        fleet_subject(isa, "7 joints, slides", {sample::random_chain(7, 4, true)}, 64, false));
  }
  return subjects;
}

void print_table(const std::vector<Subject>& subjects) {
  const double mujoco = subjects[0].us, bullet = subjects[1].us;
  fmt::print("{:<44}{:>9}{:>12}{:>12}\n", "one closed-loop arm-step of 4 ms", "us", "of MuJoCo",
             "of Bullet");
  for (const Subject& subject : subjects) {
    fmt::print("{:<44}{:>9.4f}{:>12.4f}{:>12.4f}\n", subject.name, subject.us, subject.us / mujoco,
               subject.us / bullet);
  }
  fmt::print("wanted of four makers in one batch: {} of MuJoCo, {} of Bullet\n", kMostOfMujoco,
             kMostOfBullet);
}

void print_json(const std::vector<Subject>& subjects) {
  nlohmann::ordered_json json{{"schema", "darkline.bench_arm_step/1"},
                              {"step_s", kPhysicsStepS},
                              {"most_of_mujoco", kMostOfMujoco},
                              {"most_of_bullet", kMostOfBullet}};
  for (const Subject& subject : subjects) {
    json["rows"].push_back({{"name", subject.name},
                            {"us", subject.us},
                            {"of_mujoco", subject.us / subjects[0].us},
                            {"of_bullet", subject.us / subjects[1].us}});
  }
  fmt::print("{}\n", json.dump(1));
}

}  // namespace

int main(int argc, char** argv) {
  const bool as_json = argc == 2 && std::string_view(argv[1]) == "--json";
  if (argc > 1 && !as_json) {
    fmt::print(stderr, "usage: {} [--json]\n", argv[0]);
    return 64;
  }
  std::vector<RobotModel> makers;
  for (const char* id : sample::kShippedRobots) makers.push_back(sample::shipped_robot(id));
  std::vector<Subject> subjects = all_subjects(makers);
  measure(subjects);
  if (as_json) {
    print_json(subjects);
  } else {
    print_table(subjects);
  }
  return 0;
}
