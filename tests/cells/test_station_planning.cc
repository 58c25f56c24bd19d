#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cells/station_planning.h"
#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "tests/cells/sample_factory.h"

using namespace darkline;

namespace {

std::vector<const ProgramStep*> spots_of(const RobotProgram& program) {
  std::vector<const ProgramStep*> spots;
  for (const ProgramStep& step : program.steps) {
    if (step.kind == StepKind::spot) spots.push_back(&step);
  }
  return spots;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(station_planning)

BOOST_AUTO_TEST_CASE(every_spot_of_every_zone_is_welded_once_within_a_millimetre) {
  for (const char* id :
       {"kuka_kr210_r2700_2", "abb_irb6700_200_260", "fanuc_r2000ic_210f", "cn_220_2650"}) {
    const FactoryModel factory = sample::factory(sample::stations_of_2020(), id);
    std::set<std::uint32_t> numbers;  // unique in the whole body
    for (std::size_t s = 0; s < factory.stations.size(); ++s) {
      const CellConfig cell = plan_cell(factory, StationId(s), 0);
      BOOST_TEST(cell.spots.size() == static_cast<std::size_t>(factory.stations[s].work.spots));
      std::size_t welded = 0;
      double worst_m = 0.0, worst_lean = 0.0;
      for (const CellRobot& robot : cell.robots) {
        for (const ProgramStep* step : spots_of(robot.program)) {
          ++welded;
          BOOST_TEST(numbers.insert(step->spot).second, "spot " << step->spot << " twice");
          const auto spot = std::ranges::find(cell.spots, step->spot, &WeldSpot::number);
          BOOST_REQUIRE((spot != cell.spots.end()));
          const Pose X_CT = robot.X_CB * forward_kinematics(robot.model, step->q_rad);
          const Eigen::Vector3d tip = X_CT * Eigen::Vector3d(0, 0, robot.gun.tip_m);
          worst_m = std::max(worst_m, (tip - spot->p_CS_m).norm());
          const double cosine = -X_CT.linear().col(2).dot(spot->n_C);
          worst_lean = std::max(worst_lean, std::acos(std::clamp(cosine, -1.0, 1.0)));
        }
      }
      BOOST_TEST(welded == cell.spots.size(), cell.station);
      BOOST_TEST(worst_m < 1e-3, cell.station << " " << id << ": " << worst_m << " m");
      BOOST_TEST(worst_lean < 30.1 * std::acos(-1.0) / 180.0, cell.station << " " << id);
    }
  }
}

BOOST_AUTO_TEST_CASE(programs_end_at_home_and_stay_within_the_joint_limits) {
  const FactoryModel factory = sample::factory(sample::stations_of_2020());
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    for (const CellRobot& robot : plan_cell(factory, StationId(s), 0).robots) {
      BOOST_REQUIRE(!robot.program.steps.empty());
      BOOST_TEST((robot.program.steps.back().q_rad == robot.model.home));
      JointVector at = robot.model.home;
      for (const ProgramStep& step : robot.program.steps) {
        // a spot is welded where the last move ended
        if (step.kind == StepKind::spot) BOOST_TEST((step.q_rad == at));
        at = step.q_rad;
        for (std::size_t j = 0; j < robot.model.joints.size(); ++j) {
          BOOST_TEST(at[j] >= robot.model.joints[j].lower);
          BOOST_TEST(at[j] <= robot.model.joints[j].upper);
        }
      }
    }
  }
}

// A welder of a side can be off the mean of its side by no more than the largest thing that moves
// between neighbours in one piece: a spot with its step, which a row cut in two adds an approach
// and a retract to: 1.06 s + 0.1 s + 0.3 s and about 2 s.
BOOST_AUTO_TEST_CASE(welders_of_a_side_share_the_seconds_evenly) {
  const FactoryModel factory =
      sample::factory({{"z10_front_end", 58, 4, 0}, {"z70_respot", 113, 7, 0}});
  for (const std::size_t s : {0U, 1U}) {
    const CellConfig cell = plan_cell(factory, StationId(s), 0);
    const std::vector<double> seconds = planned_seconds(cell);
    for (const double side : {+1.0, -1.0}) {
      double sum_s = 0.0, most_s = 0.0;
      int n = 0;
      for (std::size_t r = 0; r < cell.robots.size(); ++r) {
        if (cell.robots[r].X_CB.translation().y() * side < 0.0) continue;
        sum_s += seconds[r];
        most_s = std::max(most_s, seconds[r]);
        ++n;
      }
      BOOST_TEST(most_s - sum_s / n < 3.5,
                 cell.station << ": " << most_s << " s, mean " << sum_s / n << " s");
    }
  }
}

// Two robots of one role, 30 and 10 s: the busiest has 1.5 times the mean. Another role that is
// even does not change that.
BOOST_AUTO_TEST_CASE(imbalance_is_the_busiest_over_the_mean_of_its_role_less_one) {
  CellConfig cell;
  cell.robots.resize(5);
  const auto work = [&](std::size_t r, JobKind kind, double seconds) {
    CellRobot& robot = cell.robots[r];
    robot.model = sample::shipped_robot("kuka_kr210_r2700_2");
    RobotJob job;
    job.kind = kind;
    job.process_s = seconds;
    robot.jobs = {job};
    ProgramStep step;
    step.kind = StepKind::job;
    step.q_rad = robot.model.home;
    robot.program.steps = {step};
  };
  work(0, JobKind::stud, 30.0);
  work(1, JobKind::rivet, 10.0);
  work(2, JobKind::inspect, 7.0);
  work(3, JobKind::inspect, 7.0);
  cell.robots[4].model = cell.robots[0].model;  // nothing to do
  BOOST_TEST(std::abs(imbalance(cell) - 0.5) < 1e-12);
  BOOST_TEST((planned_seconds(cell) == std::vector<double>{30.0, 10.0, 7.0, 7.0, 0.0}));
}

// Rows are welded through: one move a spot, 40 mm from the last. Besides, a robot's 16 spots lie in
// 3 rows, a 4th and 5th where the share begins and ends within one: approach and retract of each,
// and home. A step of 40 mm without turning the gun is the pitch to rounding.
BOOST_AUTO_TEST_CASE(a_program_is_rows_of_40_mm_steps_with_few_ways_between) {
  const FactoryModel factory = sample::factory({{"z60_framing", 115, 7, 0}});
  for (const CellRobot& robot : plan_cell(factory, StationId(0), 0).robots) {
    const auto tip = [&](const JointVector& q) {
      return forward_kinematics(robot.model, q) * Eigen::Vector3d(0, 0, robot.gun.tip_m);
    };
    const auto spots = spots_of(robot.program);
    std::size_t in_row = 0;
    for (std::size_t i = 1; i < spots.size(); ++i) {
      const double step_m = (tip(spots[i]->q_rad) - tip(spots[i - 1]->q_rad)).norm();
      if (std::abs(step_m - 0.040) < 1e-6) ++in_row;
    }
    BOOST_TEST(in_row + 5 >= spots.size(), robot.address);
    const std::size_t moves = robot.program.steps.size() - spots.size();
    BOOST_TEST(moves <= spots.size() + 2 * 5 + 1, robot.address << ": " << moves << " moves");
  }
}

BOOST_AUTO_TEST_CASE(a_variant_has_its_share_of_the_spots_and_the_same_robots) {
  FactoryModel factory = sample::factory({{"z60_framing", 100, 6, 0}, {"z70_respot", 50, 4, 0}});
  factory.variants = {{"base", 0.5, 1.0}, {"long", 0.5, 1.25}};
  const CellConfig base = plan_cell(factory, StationId(0), 0);
  const CellConfig longer = plan_cell(factory, StationId(0), 1);
  BOOST_TEST(base.spots.size() == 100U);
  BOOST_TEST(longer.spots.size() == 125U);  // round(100 x 1.25)
  for (std::size_t r = 0; r < base.robots.size(); ++r) {
    BOOST_TEST(base.robots[r].X_CB.isApprox(longer.robots[r].X_CB));
  }
  // numbers of the next station begin after the largest variant: 1 + 125
  BOOST_TEST(plan_cell(factory, StationId(1), 0).spots.front().number == 126U);
}

BOOST_AUTO_TEST_CASE(no_two_stations_of_a_kind_have_the_same_program) {
  const FactoryModel factory =
      sample::factory({{"z60_framing", 60, 4, 0}, {"z61_framing", 60, 4, 0}});
  const CellConfig a = plan_cell(factory, StationId(0), 0);
  const CellConfig b = plan_cell(factory, StationId(1), 0);
  BOOST_TEST((a.spots.front().p_CS_m - b.spots.front().p_CS_m).norm() > 1e-3);
}

BOOST_AUTO_TEST_CASE(robots_stand_at_least_1_2_m_apart_and_face_the_body) {
  auto plans = sample::stations_of_2020();
  plans.push_back({"z60_framing", 100, 10, 1});
  plans.push_back({"z80_doors", 20, 1, 10});
  plans.push_back({"z75_metrology", 0, 0, 4});
  plans.push_back({"z90_hang_on", 0, 0, 11});
  const FactoryModel factory = sample::factory(plans);
  for (std::size_t s = 0; s < plans.size(); ++s) {
    const auto poses = station_layout(factory, StationId(s));
    BOOST_TEST(poses.size() == static_cast<std::size_t>(plans[s].welders + plans[s].others));
    for (std::size_t a = 0; a < poses.size(); ++a) {
      const double y = poses[a].translation().y();
      BOOST_TEST(poses[a].linear().col(0).y() * y < 0.0);  // its x axis points at the body
      for (std::size_t b = a + 1; b < poses.size(); ++b) {
        BOOST_TEST((poses[a].translation() - poses[b].translation()).norm() >= 1.2 - 1e-9,
                   plans[s].zone << ": " << a + 1 << " and " << b + 1);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_spot_out_of_reach_is_refused_with_spot_station_robot_and_distance) {
  FactoryModel factory = sample::factory({{"z60_framing", 20, 2, 0}});
  // a dwarf: no place in the row is near enough to the sill of this body
  RobotModel& robot = factory.robot_models[0];
  robot.id = "dwarf";
  robot.opw->c2 = 0.2;
  robot.opw->c3 = 0.2;
  BOOST_CHECK_EXCEPTION(plan_cell(factory, StationId(0), 0), InputError, [](const InputError& e) {
    const std::string text = e.what();
    BOOST_TEST_MESSAGE(text);
    return text.find("by_hand.toml") != std::string::npos &&
           text.find("z60_framing/st01") != std::string::npos &&
           text.find("spot ") != std::string::npos &&
           text.find("z60_framing/st01/r") != std::string::npos &&
           text.find("m beyond the reach of the nearest robot") != std::string::npos;
  });
}

// The numeric inverse kinematics reaches what the closed form reaches.
BOOST_AUTO_TEST_CASE(welders_without_closed_form_kinematics_weld_every_spot) {
  FactoryModel factory = sample::factory({{"z60_framing", 20, 2, 0}});
  factory.robot_models[0].opw.reset();
  const CellConfig cell = plan_cell(factory, StationId(0), 0);
  std::size_t welded = 0;
  for (const CellRobot& robot : cell.robots) {
    for (const ProgramStep* step : spots_of(robot.program)) {
      ++welded;
      const auto spot = std::ranges::find(cell.spots, step->spot, &WeldSpot::number);
      BOOST_REQUIRE((spot != cell.spots.end()));
      const Pose X_CT = robot.X_CB * forward_kinematics(robot.model, step->q_rad);
      const Eigen::Vector3d tip = X_CT * Eigen::Vector3d(0, 0, robot.gun.tip_m);
      BOOST_TEST((tip - spot->p_CS_m).norm() < 1e-3);
    }
  }
  BOOST_TEST(welded == 20U);
}

BOOST_AUTO_TEST_CASE(a_station_without_welders_has_no_programs) {
  const FactoryModel factory = sample::factory({{"z75_metrology", 0, 0, 4}});
  const CellConfig cell = plan_cell(factory, StationId(0), 0);
  BOOST_TEST(cell.robots.empty());
  BOOST_TEST(cell.spots.empty());
}

BOOST_AUTO_TEST_CASE(generated_spots_have_the_scenarios_weld_time_and_energy) {
  FactoryModel factory = sample::factory({{"z60_framing", 20, 2, 0}});
  factory.scenario.process.weld_s = 0.31;
  factory.scenario.energy.spot_j = 8000.0;
  for (const WeldSpot& spot : plan_cell(factory, StationId(0), 0).spots) {
    BOOST_TEST(spot.schedule.weld_s == 0.31);
    BOOST_TEST(spot.schedule.grid_j == 8000.0);
  }
}

namespace {

// `n` spots 40 mm apart along the left flank's sill, from x_m on.
void list_row(Station& station, int n, double x_m, int robot) {
  for (int i = 0; i < n; ++i) {
    ListedSpot spot;
    spot.id = "s" + std::to_string(station.listed_spots.size() + 1);
    spot.station = station.address;
    spot.robot = robot;
    spot.p_CS_m = {x_m + 0.04 * i, 0.85, 0.5};
    spot.n_C = Eigen::Vector3d::UnitY();
    spot.schedule.weld_s = 0.2 + 0.01 * i;
    spot.place = {.file = "my_spots.csv",
                  .line = static_cast<int>(station.listed_spots.size()) + 2};
    station.listed_spots.push_back(spot);
  }
}

std::vector<std::uint32_t> order_of(const CellRobot& robot) {
  std::vector<std::uint32_t> order;
  for (const ProgramStep* step : spots_of(robot.program)) order.push_back(step->spot);
  return order;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_station_with_a_list_welds_its_spots_with_their_schedules) {
  FactoryModel factory = sample::factory({{"z60_framing", 50, 4, 0}, {"z70_respot", 10, 2, 0}});
  list_row(factory.stations[0], 6, -0.6, 0);
  list_row(factory.stations[0], 6, 0.4, 0);
  const CellConfig cell = plan_cell(factory, StationId(0), 0);
  BOOST_REQUIRE(cell.spots.size() == 12U);
  std::set<std::uint32_t> welded;
  for (const CellRobot& robot : cell.robots) {
    for (const std::uint32_t number : order_of(robot)) welded.insert(number);
  }
  BOOST_TEST(welded.size() == 12U);
  for (std::size_t i = 0; i < 12; ++i) {
    BOOST_TEST(cell.spots[i].number == i + 1);
    BOOST_TEST(cell.spots[i].schedule.weld_s == 0.2 + 0.01 * static_cast<double>(i % 6));
  }
  // the next station's numbers begin behind the 12 of the list
  BOOST_TEST(plan_cell(factory, StationId(1), 0).spots.front().number == 13U);
}

BOOST_AUTO_TEST_CASE(listed_spots_go_to_the_robot_and_in_the_sequence_that_they_state) {
  FactoryModel factory = sample::factory({{"z60_framing", 50, 4, 0}});
  Station& station = factory.stations[0];
  list_row(station, 3, 0.3, 3);  // r3 is the second on the left
  list_row(station, 3, 1.2, 3);  // too far from the others to be one row
  for (std::size_t i = 0; i < 6; ++i) {
    station.listed_spots[i].in_sequence = true;
    station.listed_spots[i].sequence = i < 3 ? 20 : 10;
  }
  const CellConfig cell = plan_cell(factory, StationId(0), 0);
  BOOST_TEST((order_of(cell.robots[2]) == std::vector<std::uint32_t>{4, 5, 6, 1, 2, 3}));
  for (const std::size_t r : {0U, 1U, 3U}) BOOST_TEST(cell.robots[r].program.steps.empty());
}

BOOST_AUTO_TEST_CASE(a_listed_spot_out_of_reach_is_refused_by_its_id_and_line) {
  FactoryModel factory = sample::factory({{"z60_framing", 50, 4, 0}});
  list_row(factory.stations[0], 1, 9.0, 0);
  BOOST_CHECK_EXCEPTION(plan_cell(factory, StationId(0), 0), InputError, [](const InputError& e) {
    const std::string text = e.what();
    return text.find("spot s1 (my_spots.csv:2)") != std::string::npos &&
           text.find("m beyond the reach of the nearest robot") != std::string::npos;
  });
  factory.stations[0].listed_spots.clear();
  list_row(factory.stations[0], 1, 0.0, 2);  // r2 stands on the right, the spot looks to the left
  factory.stations[0].listed_spots[0].p_CS_m.y() = 3.4;
  BOOST_CHECK_EXCEPTION(plan_cell(factory, StationId(0), 0), InputError, [](const InputError& e) {
    const std::string text = e.what();
    return text.find("the robot that the list names, z60_framing/st01/r2") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
