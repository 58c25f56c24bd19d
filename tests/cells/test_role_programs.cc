#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "cells/arm_sweep.h"
#include "cells/role_programs.h"
#include "cells/station_planning.h"
#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "tests/cells/sample_factory.h"

using namespace darkline;

namespace {

struct Plan {
  std::string zone = "z60_framing";
  std::map<RobotRole, int> robots;
  StationWork work;
  std::string model = "kuka_kr210_r2700_2";
};

// One station with these robots, in the order of their roles, and this work.
FactoryModel factory_of(const Plan& plan) {
  FactoryModel factory = sample::factory({{plan.zone, 0, 0, 0}}, plan.model);
  auto& process = factory.scenario.process;
  process.sealer_speed_m_s = 0.3;
  process.laser_speed_m_s = 0.06;
  process.hem_speed_m_s = 0.25;
  process.hem_passes = 3.0;
  process.stud_s = 2.6;
  process.rivet_s = 3.5;
  process.dress_s = 9.0;
  process.measuring_points = 8;
  process.measure_s = 2.5;
  Station& station = factory.stations[0];
  station.work = plan.work;
  for (const RobotRole role : kRoles) {
    const auto at = plan.robots.find(role);
    for (int i = 0; at != plan.robots.end() && i < at->second; ++i) {
      Robot robot;
      robot.address = robot_address(station.address, static_cast<int>(station.robots.size()) + 1);
      robot.station = StationId(0);
      robot.role = role;
      station.robots.push_back(RobotId(factory.robots.size()));
      ++station.robots_by_role[index_of(role)];
      factory.robots.push_back(robot);
    }
  }
  return factory;
}

CellConfig planned(const Plan& plan) {
  return plan_cell(factory_of(plan), StationId(0), 0, PlannedRoles::all);
}

// A station of every role, as the plants have them.
Plan mixed(const std::string& zone, const std::string& model) {
  Plan plan;
  plan.zone = zone;
  plan.model = model;
  plan.robots = {{RobotRole::spot_welding, 4}, {RobotRole::joining, 1}, {RobotRole::sealing, 1},
                 {RobotRole::handling, 1},     {RobotRole::hemming, 1}, {RobotRole::inspection, 1}};
  plan.work = {.spots = 44,
               .sealer_m = 5.0,
               .studs = 6.0,
               .rivets = 4.0,
               .laser_m = 0.0,
               .hem_m = 3.0,
               .picks = 3.0};
  return plan;
}

// Every kind of panel, and every shipped robot.
const std::pair<const char*, const char*> kStations[] = {{"z10_front_end", "kuka_kr210_r2700_2"},
                                                         {"z50_body_side", "abb_irb6700_200_260"},
                                                         {"z60_framing", "fanuc_r2000ic_210f"},
                                                         {"z65_roof", "cn_220_2650"}};

Eigen::Vector3d tip_C(const CellRobot& robot, const JointVector& q) {
  return robot.X_CB * forward_kinematics(robot.model, q) * Eigen::Vector3d(0, 0, robot.gun.tip_m);
}

std::map<JobKind, int> jobs_run(const CellRobot& robot) {
  std::map<JobKind, int> count;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind == StepKind::job) ++count[robot.jobs.at(step.job).kind];
  }
  return count;
}

double path_s(const RobotJob& job) {
  double seconds = 0.0;
  for (const Segment& segment : job.path) seconds += segment.duration_s;
  return seconds;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(role_programs)

BOOST_AUTO_TEST_CASE(every_robot_of_a_station_is_in_the_cell_with_work_of_its_role) {
  for (const auto& [zone, model] : kStations) {
    BOOST_TEST_CONTEXT(zone << ", " << model) {
      const FactoryModel factory = factory_of(mixed(zone, model));
      const CellConfig cell = plan_cell(factory, StationId(0), 0, PlannedRoles::all);
      BOOST_REQUIRE(cell.robots.size() == 9U);
      for (std::size_t r = 0; r < 9; ++r) {
        BOOST_TEST(cell.robots[r].address == factory.robots[r].address);
        BOOST_TEST(!cell.robots[r].program.steps.empty(), cell.robots[r].address);
      }
      BOOST_TEST(jobs_run(cell.robots[4])[JobKind::stud] == 6);
      BOOST_TEST(jobs_run(cell.robots[4])[JobKind::rivet] == 4);
      BOOST_TEST(jobs_run(cell.robots[7])[JobKind::pick] == 3);
      BOOST_TEST(jobs_run(cell.robots[7])[JobKind::place] == 3);
      BOOST_TEST(jobs_run(cell.robots[8])[JobKind::inspect] == 8);
    }
  }
}

// Limits held, every step begins where the last ended, and the last ends at home.
BOOST_AUTO_TEST_CASE(programs_and_paths_hang_together_within_the_joint_limits) {
  for (const auto& [zone, model] : kStations) {
    const CellConfig cell = planned(mixed(zone, model));
    for (const CellRobot& robot : cell.robots) {
      BOOST_TEST_CONTEXT(zone << " " << robot.address) {
        const int n = robot.model.n_joints();
        JointVector at = robot.model.home;
        const auto within = [&](const JointVector& q) {
          for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
            const Joint& joint = robot.model.joints[j];
            if (q[j] < joint.lower - 1e-9 || q[j] > joint.upper + 1e-9) return false;
          }
          return true;
        };
        const auto distance = [&](const JointVector& a, const JointVector& b) {
          double most = 0.0;
          for (std::size_t j = 0; j < a.size(); ++j) most = std::max(most, std::abs(a[j] - b[j]));
          return most;
        };
        const auto follow = [&](const RobotJob& job) {
          for (const Segment& piece : job.path) {
            BOOST_TEST(distance(piece.at(0.0, n).q, at) < 1e-6);
            at = piece.at(piece.duration_s, n).q;
            BOOST_TEST(within(at));
            const double ticks = piece.duration_s / 0.004;
            BOOST_TEST(std::abs(ticks - std::round(ticks)) < 1e-6);
          }
        };
        for (const ProgramStep& step : robot.program.steps) {
          BOOST_TEST(within(step.q_rad));
          if (step.kind == StepKind::job) {
            follow(robot.jobs.at(step.job));
            BOOST_TEST(distance(step.q_rad, at) < 1e-6);
          }
          at = step.q_rad;
        }
        BOOST_TEST((at == robot.model.home));
        for (const RobotJob& job : robot.jobs) {
          if (job.kind == JobKind::dress) follow(job);
        }
        BOOST_TEST(distance(at, robot.model.home) < 1e-9);
      }
    }
  }
}

// 5.0 m on two robots, 0.3 m/s: 2.5 m each. A path starts and ends at rest, so it takes at least
// its length over the speed.
BOOST_AUTO_TEST_CASE(sealing_robots_share_the_metres_and_lay_beads_at_the_stated_speed) {
  Plan plan;
  plan.robots = {{RobotRole::sealing, 2}};
  plan.work.sealer_m = 5.0;
  const CellConfig cell = planned(plan);
  for (const CellRobot& robot : cell.robots) {
    double length_m = 0.0;
    for (const RobotJob& job : robot.jobs) {
      length_m += job.length_m;
      BOOST_TEST(job.length_m <= 1.2 + 1e-9);
      BOOST_TEST(path_s(job) >= job.length_m / 0.3 - 1e-6);
      BOOST_TEST(path_s(job) < 1.6 * job.length_m / 0.3);
    }
    BOOST_TEST(std::abs(length_m - 2.5) < 1e-9);
    BOOST_TEST(jobs_run(robot)[JobKind::seal] == static_cast<int>(robot.jobs.size()));
  }
}

// The tip of the nozzle stays on the straight flange: y and z of the bead's ends, to 5 mm.
BOOST_AUTO_TEST_CASE(a_bead_is_a_straight_line_along_the_flange) {
  Plan plan;
  plan.robots = {{RobotRole::sealing, 1}};
  plan.work.sealer_m = 2.0;
  const CellConfig cell = planned(plan);
  const CellRobot& robot = cell.robots[0];
  BOOST_REQUIRE(!robot.jobs.empty());
  for (const RobotJob& job : robot.jobs) {
    const Eigen::Vector3d start = tip_C(robot, job.path.front().at(0.0, 6).q);
    const Segment& last = job.path.back();
    const Eigen::Vector3d end = tip_C(robot, last.at(last.duration_s, 6).q);
    BOOST_TEST(std::abs((end - start).norm() - job.length_m) < 1e-3);
    BOOST_TEST((end - start).normalized().cross(Eigen::Vector3d::UnitX()).norm() < 1e-3);
    for (const Segment& piece : job.path) {
      const Eigen::Vector3d off = tip_C(robot, piece.at(0.5 * piece.duration_s, 6).q) - start;
      BOOST_TEST(off.tail<2>().norm() < 5e-3);
    }
  }
}

// 3 passes over 3 m: 9 m of rolling, each job an odd number of times over its seam.
BOOST_AUTO_TEST_CASE(a_hem_is_rolled_in_its_passes) {
  Plan plan;
  plan.zone = "z80_doors";
  plan.robots = {{RobotRole::hemming, 1}};
  plan.work.hem_m = 3.0;
  const CellConfig cell = planned(plan);
  double length_m = 0.0;
  for (const RobotJob& job : cell.robots[0].jobs) {
    length_m += job.length_m;
    BOOST_TEST(path_s(job) >= job.length_m / 0.25 - 1e-6);
    const Segment& last = job.path.back();
    const double apart_m = (tip_C(cell.robots[0], last.at(last.duration_s, 6).q) -
                            tip_C(cell.robots[0], job.path.front().at(0.0, 6).q))
                               .norm();
    BOOST_TEST(std::abs(apart_m - job.length_m / 3.0) < 2e-3);
  }
  BOOST_TEST(std::abs(length_m - 9.0) < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_joining_robot_with_laser_seams_alone_carries_a_laser_head) {
  Plan plan;
  plan.zone = "z65_roof";
  plan.robots = {{RobotRole::joining, 1}};
  plan.work.laser_m = 1.8;
  const CellConfig cell = planned(plan);
  BOOST_TEST(cell.robots[0].gun.mass_kg == 40.0);
  double length_m = 0.0;
  for (const RobotJob& job : cell.robots[0].jobs) length_m += job.length_m;
  BOOST_TEST(std::abs(length_m - 1.8) < 1e-9);
}

// Step and process are the sizing law's seconds: 0.4 + 2.2 = 2.6 s, 0.4 + 3.1 = 3.5 s. The steps
// of a row of eight are about 0.3 s and the arm's settling 0.1 s, so that the law holds to 15 %.
BOOST_AUTO_TEST_CASE(studs_and_rivets_take_the_seconds_of_the_sizing_law) {
  Plan plan;
  plan.robots = {{RobotRole::joining, 1}};
  plan.work.studs = 8.0;
  const CellConfig cell = planned(plan);
  const CellRobot& robot = cell.robots[0];
  BOOST_REQUIRE(robot.jobs.size() == 1U);
  BOOST_TEST(std::abs(robot.jobs[0].process_s - 2.2) < 1e-12);
  const MotionPlanner planner(robot.model, robot.gun);
  double row_s = 0.0;
  JointVector at = {};
  int studs = 0;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind == StepKind::job) {
      if (studs > 0) row_s += planner.least_duration_s(at, step.q_rad).value() + 0.1 + 2.2;
      ++studs;
      at = step.q_rad;
    }
  }
  BOOST_TEST(studs == 8);
  BOOST_TEST(std::abs(row_s / 7.0 - 2.6) < 0.15 * 2.6, row_s / 7.0 << " s a stud");
}

// 11 picks on 4 robots: 3, 3, 3, 2.
BOOST_AUTO_TEST_CASE(picks_are_shared_by_the_largest_remainder) {
  Plan plan;
  plan.robots = {{RobotRole::handling, 4}};
  plan.work.picks = 10.6;
  const CellConfig cell = planned(plan);
  const int wanted[] = {3, 3, 3, 2};
  for (std::size_t r = 0; r < 4; ++r) {
    BOOST_TEST(jobs_run(cell.robots[r])[JobKind::pick] == wanted[r]);
    BOOST_TEST(jobs_run(cell.robots[r])[JobKind::place] == wanted[r]);
  }
}

// Rack and body in turn; a pick is let go before the next; the part has the mass of its turn.
BOOST_AUTO_TEST_CASE(a_part_is_picked_behind_the_robot_and_placed_before_it) {
  Plan plan;
  plan.robots = {{RobotRole::handling, 1}};
  plan.work.picks = 10.0;
  const CellConfig cell = planned(plan);
  const CellRobot& robot = cell.robots[0];
  const Eigen::Vector3d ahead = robot.X_CB.linear().col(0);
  bool carries = false;
  double mass_kg = 0.0;
  for (const ProgramStep& step : robot.program.steps) {
    if (step.kind != StepKind::job) continue;
    const RobotJob& job = robot.jobs.at(step.job);
    const double forward_m = ahead.dot(tip_C(robot, step.q_rad) - robot.X_CB.translation());
    if (job.kind == JobKind::pick) {
      BOOST_TEST(!carries);
      BOOST_TEST(forward_m < 0.0);
      BOOST_TEST(job.part.mass_kg > 0.0);
      BOOST_TEST(job.process_s == 0.6);
      mass_kg += job.part.mass_kg;
    } else {
      BOOST_TEST(carries);
      BOOST_TEST(forward_m > 0.5);
      BOOST_TEST(job.process_s == 0.8);
    }
    carries = job.kind == JobKind::pick;
  }
  BOOST_TEST(std::abs(mass_kg / 10.0 - 8.0) < 1e-9);  // 2, 8 and 23 kg in the ratio 5 : 3 : 2
}

BOOST_AUTO_TEST_CASE(a_variant_scales_the_work_of_every_role) {
  FactoryModel factory = factory_of(mixed("z60_framing", "kuka_kr210_r2700_2"));
  factory.variants = {{"base", 0.5, 1.0}, {"long", 0.5, 1.5}};
  const CellConfig cell = plan_cell(factory, StationId(0), 1, PlannedRoles::all);
  BOOST_TEST(cell.spots.size() == 66U);                         // 1.5 x 44
  BOOST_TEST(jobs_run(cell.robots[4])[JobKind::stud] == 9);     // 1.5 x 6
  BOOST_TEST(jobs_run(cell.robots[7])[JobKind::pick] == 5);     // round(4.5), away from zero
  BOOST_TEST(jobs_run(cell.robots[8])[JobKind::inspect] == 8);  // per robot, not per body
  double sealed_m = 0.0;
  for (const RobotJob& job : cell.robots[5].jobs) sealed_m += job.length_m;
  BOOST_TEST(std::abs(sealed_m - 7.5) < 1e-9);
}

BOOST_AUTO_TEST_CASE(every_welder_has_a_dress_job_that_no_program_calls) {
  for (const auto& [zone, model] : kStations) {
    const CellConfig cell = planned(mixed(zone, model));
    for (std::size_t r = 0; r < 4; ++r) {
      BOOST_TEST_CONTEXT(zone << " " << model << " " << r) {
        const auto& jobs = cell.robots[r].jobs;
        BOOST_REQUIRE(jobs.size() == 1U);
        BOOST_TEST((jobs[0].kind == JobKind::dress));
        BOOST_TEST(jobs_run(cell.robots[r]).empty());
        // 9 s in all, to a tick, unless the ways take more than 7.5 s of them
        const double seconds = path_s(jobs[0]) + jobs[0].process_s;
        BOOST_TEST(seconds >= 9.0 - 1e-9);
        BOOST_TEST(seconds < 9.0 + 0.004);
      }
    }
  }
}

// A stop is the line from joint 3 to the tool's tip, in points 0.15 m apart.
BOOST_AUTO_TEST_CASE(no_planned_stop_is_inside_what_stands_in_the_cell) {
  for (const auto& [zone, model] : kStations) {
    const CellConfig cell = planned(mixed(zone, model));
    int body = 0, dressers = 0, racks = 0;
    for (const CellObstacle& obstacle : cell.obstacles) {
      body += obstacle.name.starts_with("body/") ? 1 : 0;
      dressers += obstacle.name.ends_with("/dresser") ? 1 : 0;
      racks += obstacle.name.ends_with("/rack") ? 1 : 0;
    }
    BOOST_TEST(body >= 8, zone << " " << model << ": " << body);
    BOOST_TEST(dressers == 4);
    BOOST_TEST(racks == 1);
    std::vector<Eigen::Vector3d> points;
    for (const CellRobot& robot : cell.robots) {
      internal::append_arm_points(robot, robot.model.home, points);
      for (const ProgramStep& step : robot.program.steps) {
        internal::append_arm_points(robot, step.q_rad, points);
      }
    }
    for (const CellObstacle& obstacle : cell.obstacles) {
      const Pose X_SC = obstacle.shape.X_LS.inverse();
      const Eigen::Vector3d half = 0.5 * obstacle.shape.size_m;
      const auto inside = std::ranges::find_if(points, [&](const Eigen::Vector3d& p) {
        return ((X_SC * p).cwiseAbs() - half).maxCoeff() < 0.0;
      });
      BOOST_TEST((inside == points.end()), zone << " " << model << ": " << obstacle.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(robots_without_closed_form_kinematics_do_every_kind_of_work) {
  FactoryModel factory = factory_of(mixed("z60_framing", "kuka_kr210_r2700_2"));
  factory.robot_models[0].opw.reset();
  const CellConfig cell = plan_cell(factory, StationId(0), 0, PlannedRoles::all);
  for (const CellRobot& robot : cell.robots) {
    BOOST_TEST(!robot.program.steps.empty(), robot.address);
  }
}

BOOST_AUTO_TEST_CASE(a_robot_that_reaches_none_of_its_work_is_refused_by_name) {
  Plan plan;
  plan.robots = {{RobotRole::sealing, 1}};
  plan.work.sealer_m = 1.0;
  FactoryModel factory = factory_of(plan);
  RobotModel& dwarf = factory.robot_models[0];
  dwarf.id = "dwarf";
  dwarf.opw->c2 = 0.2;
  dwarf.opw->c3 = 0.2;
  BOOST_CHECK_EXCEPTION(plan_cell(factory, StationId(0), 0, PlannedRoles::all), InputError,
                        [](const InputError& e) {
                          const std::string text = e.what();
                          return text.find("z60_framing/st01/r1 (dwarf)") != std::string::npos &&
                                 text.find("sealing") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(more_robots_than_a_cell_holds_are_refused) {
  Plan plan;
  plan.robots = {{RobotRole::handling, 13}};
  plan.work.picks = 13.0;
  BOOST_CHECK_EXCEPTION(planned(plan), InputError, [](const InputError& e) {
    return std::string(e.what()).find("13 robots") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
