#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/base/sim_time.h"
#include "models/scenario/scenario_reader.h"
#include "twin/live/cell_study.h"
#include "twin/live/station_study.h"

namespace darkline {
namespace {

FactoryModel small_factory() {
  const std::string file =
      std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/02_three_stations.toml";
  return build_factory(read_scenario(file, {}).scenario);
}

const StationStudy& first_station() {
  static const FactoryModel factory = small_factory();
  static const StationStudy study = study_station(factory, StationId(0), 0, Transport::in_process);
  return study;
}

// One robot that moves, waits for zone 2, welds there and leaves; one that stands.
struct ByHand {
  CellConfig config;
  CellMeasurement measured;
  HallSnapshot scene;
};

constexpr std::int64_t kS = 1'000'000'000;

ByHand by_hand() {
  ByHand made;
  CellRobot robot;
  robot.address = "z/st01/r1";
  robot.model.joints.resize(4);
  JointVector there = {};
  there[0] = 1.0;
  robot.program.steps = {{.kind = StepKind::enter_zone, .zone = 2},
                         {.kind = StepKind::move, .q_rad = there},
                         {.kind = StepKind::spot, .q_rad = there, .spot = 12},
                         {.kind = StepKind::leave_zone, .zone = 2},
                         {.kind = StepKind::move}};
  made.config.robots.push_back(robot);
  RobotRecord record;
  record.steps = {
      {.step = 0, .zone = 2, .start_ns = 0, .end_ns = 2 * kS},
      {.step = 1, .order = RobotOrder::move, .start_ns = 2 * kS, .end_ns = 4 * kS, .settle_s = 0.5},
      {.step = 2, .order = RobotOrder::weld, .start_ns = 4 * kS, .end_ns = 5 * kS},
      {.step = 3, .order = RobotOrder::move, .start_ns = 5 * kS, .end_ns = 6 * kS}};
  made.measured.robots.push_back(record);
  made.scene.robots.push_back({.address = "z/st01/r1", .model = "by_hand", .q_rad = {9, 9, 9, 9}});
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(station_study)

BOOST_AUTO_TEST_CASE(a_station_alone_has_the_profile_that_the_study_of_all_cells_gives_it) {
  const CellStudy all = study_cells(small_factory(), {.transport = Transport::in_process});
  BOOST_TEST(to_json(first_station().profile) == to_json(all.profiles[0]));
}

BOOST_AUTO_TEST_CASE(a_station_without_simulated_robots_has_its_law) {
  const FactoryModel factory = small_factory();
  const StationStudy study = study_station(factory, StationId(2), 0, Transport::in_process);
  if (!study.config.robots.empty()) return;  // its robots are simulated
  BOOST_TEST((study.profile.fidelity == Fidelity::process_law));
  BOOST_TEST(study.recording.events.empty());
  BOOST_TEST(study.recording.scene.robots.size() == factory.stations[2].robots.size());
}

// From a wait until 2 s the zone is held to the end of the weld at 5 s; the move lasts 1.5 s of its
// 2 s, the rest is settling.
BOOST_AUTO_TEST_CASE(a_record_becomes_motion_and_events) {
  using EventKind = CellRecording::EventKind;
  ByHand made = by_hand();
  const CellRecording recording = recording_of(made.config, made.measured, made.scene);
  BOOST_TEST(recording.end_ns == 6 * kS);
  BOOST_TEST(joints_at(recording, 0, 0.0)[0] == 0.0);  // where its program ends
  BOOST_TEST(joints_at(recording, 0, 2.75)[0] == 0.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(joints_at(recording, 0, 4.0)[0] == 1.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(joints_at(recording, 0, 5.5)[0] == 0.5, boost::test_tools::tolerance(1e-9));
  int holds = 0, waits = 0, welds = 0;
  for (const auto& event : recording.events) {
    if (event.kind == EventKind::zone_hold) {
      ++holds;
      BOOST_TEST(event.number == 2U);
      BOOST_TEST(event.start_ns == 2 * kS);
      BOOST_TEST(event.end_ns == 5 * kS);
    }
    if (event.kind == EventKind::zone_wait) {
      ++waits;
      BOOST_TEST(event.end_ns == 2 * kS);
    }
    if (event.kind == EventKind::weld) {
      ++welds;
      BOOST_TEST(event.number == 12U);
    }
  }
  BOOST_TEST(holds == 1);
  BOOST_TEST(waits == 1);
  BOOST_TEST(welds == 1);
}

// The arm of the recording stands at each weld where the program says that the spot is, and at the
// cycle's end where it began.
BOOST_AUTO_TEST_CASE(the_recorded_arms_are_on_their_spots) {
  const StationStudy& study = first_station();
  const auto& recording = study.recording;
  BOOST_REQUIRE(recording.events.size() > 100U);
  std::size_t welds = 0;
  for (const auto& event : recording.events) {
    if (event.kind != CellRecording::EventKind::weld) continue;
    ++welds;
    const double middle_s = 0.5e-9 * static_cast<double>(event.start_ns + event.end_ns);
    const std::vector<double> q = joints_at(recording, event.robot, middle_s);
    const auto& steps = study.config.robots[event.robot].program.steps;
    const auto spot = std::find_if(steps.begin(), steps.end(), [&](const ProgramStep& step) {
      return step.kind == StepKind::spot && step.spot == event.number;
    });
    BOOST_REQUIRE(spot != steps.end());
    for (std::size_t j = 0; j < q.size(); ++j) {
      BOOST_TEST(std::abs(q[j] - spot->q_rad[j]) < 1e-9);
    }
  }
  BOOST_TEST(welds == 48U);
  const double end_s = to_seconds(BusDuration{recording.end_ns});
  for (std::size_t r = 0; r < recording.scene.robots.size(); ++r) {
    const std::vector<double> first = joints_at(recording, r, 0.0);
    const std::vector<double> last = joints_at(recording, r, end_s);
    for (std::size_t j = 0; j < first.size(); ++j) BOOST_TEST(std::abs(first[j] - last[j]) < 1e-9);
  }
}

// With all scatter off, replaying the measured steps gives the measured cycle to within a tick for
// each wait.
BOOST_AUTO_TEST_CASE(replaying_the_nominal_cycle_gives_the_measured_one) {
  const StationStudy& study = first_station();
  CellConfig nominal = study.config;
  nominal.process = without_scatter(nominal.process);
  const auto cycles = sampled_cycle(nominal, study.measured, no_variation(), 0);
  for (std::size_t r = 0; r < cycles.size(); ++r) {
    const auto& steps = study.measured.robots[r].steps;
    BOOST_REQUIRE(!steps.empty());
    std::size_t waits = 0;
    for (const StepRecord& step : steps) waits += step.step == 0 ? 1 : 0;
    const double measured_s = to_seconds(BusDuration{steps.back().end_ns});
    BOOST_TEST(
        std::abs(cycles[r].total_s() - measured_s) < 1e-6 + static_cast<double>(waits) * 0.004,
        cycles[r].total_s() << " s replayed, " << measured_s << " s measured");
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
