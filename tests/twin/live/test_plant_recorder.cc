// The recorder of a live plant: what it writes is what the plant did, and it changes nothing.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/cell_preparation.h"
#include "cells/tiered_engine.h"
#include "controllers/cell_program.h"
#include "controllers/controller_link.h"
#include "controllers/plant_watch.h"
#include "models/base/file.h"
#include "models/robot/kinematics.h"
#include "models/scenario/scenario_reader.h"
#include "models/stream/plant_player.h"
#include "tests/support/temporary_folder.h"
#include "twin/live/live_plant.h"
#include "twin/live/plant_recorder.h"

using namespace darkline;

namespace {

constexpr std::int64_t kS = 1'000'000'000;

FactoryModel three_stations() {
  const auto file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/scenarios/02_three_stations.toml";
  return build_factory(read_scenario(file).scenario);
}

// One cell, stepped and recorded by hand, that keeps where its arms really were.
struct RecordedCell {
  explicit RecordedCell(const std::filesystem::path& file, double kick_rad_s = 0.0) {
    const FactoryModel factory = three_stations();
    TieredEngine engine;
    std::vector<RobotChange> changes;
    CellWorld world(prepare_cell(factory, StationId(1), 0),
                    {.engine = &engine, .changes = &changes});
    const auto link = make_link(Transport::in_process);
    link->load(std::vector<CellProgram>{program_of(0, world.config())});
    PlantRecorder recorder(factory, "one cell", file);
    CellTape& tape = recorder.add(StationId(1), world);
    std::vector<CellObservation> due(1);
    std::vector<CellCommand> commands(1);
    for (std::int64_t t_ns = 0; t_ns < 40 * kS; t_ns += kControlPeriodNs) {
      if (world.due()) {
        due[0] = world.observe();
        link->exchange(t_ns, due, commands);
        world.apply(commands[0]);
      }
      if (kick_rad_s > 0.0 && t_ns == 12 * kS) {
        JointVector q = {}, qd = {};
        world.read(0, q, qd);
        qd[0] += kick_rad_s;
        engine.kick(0, qd);
      }
      engine.step();
      world.finish_tick();
      tape.take(world, changes);
      if (world.t_ns() % CellTape::kLookEveryNs == 0) tape.look(world);
      if (world.t_ns() % (kS / 10) == 0) keep(world);
      if (world.t_ns() % kSliceNs == 0) recorder.end_slice(world.t_ns());
    }
    recorder.close();
    for (const CellRobot& robot : world.config().robots) models.push_back(robot.model);
    first_robot = world.config().robots[0].address;
  }

  void keep(const CellWorld& world) {
    auto& at = were.emplace_back();
    for (std::size_t r = 0; r < world.config().robots.size(); ++r) {
      JointVector q = {}, qd = {};
      world.read(r, q, qd);
      at.push_back(q);
      most_error = std::max(most_error, world.tracking_error(r));
    }
  }

  std::vector<RobotModel> models;              // (n_robots)
  std::vector<std::vector<JointVector>> were;  // every 100 ms, from the first on
  double most_error = 0.0;
  std::string first_robot;
};

// How far the tool of the recorded arm is from that of the twin's, at most, in m.
double most_distance_m(const RecordedCell& cell, const std::filesystem::path& file) {
  const PlantRecordingReader reader(file);
  PlantPlayer player(reader);
  std::size_t first = 0;  // of the second station's robots
  while (reader.scene().robots.at(first).address != cell.first_robot) ++first;
  double most_m = 0.0;
  for (std::size_t i = 0; i < cell.were.size(); ++i) {
    player.seek(static_cast<std::int64_t>(i + 1) * (kS / 10));
    for (std::size_t r = 0; r < cell.models.size(); ++r) {
      const Pose shown = forward_kinematics(cell.models[r], player.joints(first + r));
      const Pose real = forward_kinematics(cell.models[r], cell.were[i][r]);
      most_m = std::max(most_m, (shown.translation() - real.translation()).norm());
    }
  }
  return most_m;
}

// The controller processes that this one has started.
std::vector<pid_t> controllers() {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    pid_t pid = 0, parent = 0;
    std::string name, state;
    if (!(stat >> pid >> name >> state >> parent)) continue;
    if (parent == ::getpid() && name.starts_with("(darkline-contr")) found.push_back(pid);
  }
  return found;
}

std::unique_ptr<PlantWatch> watch_own_feed() {
  for (const auto& feed : plant_feeds()) {
    const std::string own = name_of_process(internal::kFeedPrefix);
    if (feed.string().find(own) != std::string::npos) return std::make_unique<PlantWatch>(feed);
  }
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plant_recorder)

BOOST_FIXTURE_TEST_CASE(recording_changes_no_bit_of_the_plant, testing::TemporaryFolder) {
  const FactoryModel factory = three_stations();
  const LiveResult plain = run_live(factory, {.duration_s = 35.0});
  for (const int jobs : {1, 2}) {
    const auto file = path() / ("of_" + std::to_string(jobs));
    const LiveResult recorded =
        run_live(factory, {.jobs = jobs, .record = file, .duration_s = 35.0});
    BOOST_TEST(recorded.state_hash == plain.state_hash);
    const PlantRecordingReader reader(file);
    BOOST_TEST((reader.end() == RecordingEnd::whole));
    BOOST_TEST(reader.end_ns() == 35 * kS);
    BOOST_TEST(reader.scene().robots.size() == factory.robots.size());
  }
  // and the threads no byte of the recording
  BOOST_TEST(read_file(path() / "of_1", 1U << 24U) == read_file(path() / "of_2", 1U << 24U));
}

// Neither one who watches nor one who never reads what it has asked for.
BOOST_AUTO_TEST_CASE(watchers_change_no_bit_of_the_plant) {
  const FactoryModel factory = three_stations();
  const LiveResult plain = run_live(factory, {.duration_s = 35.0});
  std::int64_t seen_ns = 0;
  std::atomic<bool> done = false;
  std::thread watcher([&] {
    std::unique_ptr<PlantWatch> watch, stalled;
    while (!done) {
      const auto feeds = plant_feeds();
      const auto own = std::find_if(feeds.begin(), feeds.end(), [](const auto& feed) {
        return feed.string().find(name_of_process(internal::kFeedPrefix)) != std::string::npos;
      });
      if (!watch && own != feeds.end()) {
        watch = std::make_unique<PlantWatch>(*own);
        stalled = std::make_unique<PlantWatch>(*own);
        stalled->poll();
      }
      if (watch) {
        watch->poll();
        seen_ns = watch->log().end_ns();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
  const LiveResult watched = run_live(factory, {.publish = true, .pace = 20.0, .duration_s = 35.0});
  done = true;
  watcher.join();
  BOOST_TEST(watched.state_hash == plain.state_hash);
  BOOST_TEST(seen_ns > 10 * kS);
}

// A plant stands while a controller is away: those who watch are told before its time goes on, and
// the recording has both, at the moment at which it stood.
BOOST_FIXTURE_TEST_CASE(a_killed_controller_is_told_of_at_once_and_recorded,
                        testing::TemporaryFolder) {
  const FactoryModel factory = three_stations();
  const LiveResult plain = run_live(factory, {.duration_s = 35.0});
  std::atomic<bool> done = false;
  bool seen_lost = false, seen_back = false;
  std::thread watcher([&] {
    std::unique_ptr<PlantWatch> watch;
    bool killed = false;
    for (; !done; std::this_thread::sleep_for(std::chrono::milliseconds(2))) {
      if (!watch) watch = watch_own_feed();
      if (!watch) continue;
      watch->poll();
      if (!killed && watch->log().end_ns() > 3 * kS) {
        for (const pid_t each : controllers()) ::kill(each, SIGKILL), killed = true;
      }
      if (!watch->latest()) continue;
      const bool lost = watch->latest()->stations[1].controller_lost;
      seen_lost = seen_lost || lost;
      seen_back = seen_lost && !lost;
    }
  });
  const LiveResult killed = run_live(factory, {.publish = true,
                                               .record = path() / "plant.dlrec",
                                               .controllers = {.transport = Transport::zmq},
                                               .pace = 10.0,
                                               .duration_s = 35.0});
  done = true;
  watcher.join();
  BOOST_TEST(killed.state_hash == plain.state_hash);
  BOOST_TEST(seen_lost);
  BOOST_TEST(seen_back);
  const PlantRecordingReader reader(path() / "plant.dlrec");
  const auto events = PlantPlayer(reader).events(0, reader.end_ns(), [](const PlantEvent& event) {
    return event.kind == PlantEvent::Kind::controller;
  });
  BOOST_TEST_REQUIRE(events.size() == 2 * killed.stations.size());
  for (const LiveStation& station : killed.stations) {
    std::vector<PlantEvent> own;
    for (const PlantEvent& event : events) {
      if (event.subject == station.station.index()) own.push_back(event);
    }
    BOOST_REQUIRE(own.size() == 2U);
    BOOST_TEST(own[0].t_ns == own[1].t_ns);  // the plant stood
    BOOST_TEST(own[0].value == 0U);
    BOOST_TEST(own[1].value == 1U);
    BOOST_TEST(own[1].number >= 100U);  // ms: it is started again after as many, or more
  }
}

// The events of a run count what its result counts: bodies that left, and good welds, each of which
// ends in "done" behind "welding".
BOOST_FIXTURE_TEST_CASE(the_events_add_up_to_the_result, testing::TemporaryFolder) {
  const FactoryModel factory = three_stations();
  const LiveResult result =
      run_live(factory, {.record = path() / "plant.dlrec", .duration_s = 120.0});
  const PlantRecordingReader reader(path() / "plant.dlrec");
  const PlantPlayer player(reader);
  const auto events = player.events(0, reader.end_ns());
  int bodies = 0, welds = 0, expulsions = 0;
  std::vector<RobotActivity> last(reader.shape().joints.size(), RobotActivity::ready);
  for (const PlantEvent& event : events) {
    if (event.kind == PlantEvent::Kind::body && event.value == 0) ++bodies;
    if (event.kind != PlantEvent::Kind::robot) continue;
    const auto activity = static_cast<RobotActivity>(event.value);
    if (last[event.subject] == RobotActivity::welding) {
      if (activity == RobotActivity::done) ++welds;
      if (activity == RobotActivity::failed) ++expulsions;
    }
    last[event.subject] = activity;
  }
  int bodies_of_result = 0, welds_of_result = 0, expulsions_of_result = 0;
  for (const LiveStation& station : result.stations) {
    bodies_of_result += station.bodies;
    welds_of_result += station.welds;
    expulsions_of_result += station.expulsions;
  }
  BOOST_TEST(bodies == bodies_of_result);
  BOOST_TEST(welds == welds_of_result);
  BOOST_TEST(expulsions == expulsions_of_result);
  BOOST_TEST(bodies > 3);
  BOOST_TEST(welds > 20);
}

// Arms on program are shown where the twin has them. Those whose electrode is on a sheet give way
// by less than 1 mrad before their joints are recorded: on a 3 m arm with six joints, 10 mm.
BOOST_FIXTURE_TEST_CASE(arms_are_shown_where_the_twin_has_them, testing::TemporaryFolder) {
  const RecordedCell cell(path() / "cell.dlrec");
  BOOST_TEST(cell.were.size() == 400U);
  BOOST_TEST(most_distance_m(cell, path() / "cell.dlrec") <= 1e-9 + 10.0 * cell.most_error);
}

// An arm that is knocked off its way is shown where it really is: at the samples of its trace,
// which are those of `were`, to half a step of 2e-4 rad in each of six joints over less than 4 m;
// and up to 1 mrad of one joint before and after it.
BOOST_FIXTURE_TEST_CASE(an_arm_off_its_program_is_shown_where_it_is, testing::TemporaryFolder) {
  const RecordedCell cell(path() / "cell.dlrec", 1.0);
  BOOST_TEST(cell.most_error > 5e-3);
  BOOST_TEST(most_distance_m(cell, path() / "cell.dlrec") < 6 * 1e-4 * 4.0 + 6 * 1e-3);
  const PlantRecordingReader reader(path() / "cell.dlrec");
  std::size_t traces = 0;
  for (std::size_t i = 0; i < reader.n_slices(); ++i) traces += reader.slice(i).traces.size();
  BOOST_TEST(traces > 0U);
  BOOST_TEST(traces < 10U);  // only what is off, only while it is
}

BOOST_AUTO_TEST_SUITE_END()
