// A recording in the window: what a person does with its time, by key and by mouse.
#include <filesystem>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/viewer/synthetic_hall.h"
#include "tests/viewer/window_support.h"
#include "viewer/core/source.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

constexpr int kLasts_s = 30;

void write_recording(const std::filesystem::path& file) {
  const HallSnapshot hall = synthetic_hall({{"z1", {3}, 12}}, shipped_models());
  PlantRecordingWriter writer(file);
  PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
  for (std::uint32_t r = 0; r < hall.robots.size(); ++r) {
    for (const double q : {0.9, 0.1}) {
      chunker.add_program(r, there_and_back(q, chunker.shape().joints[r]));
    }
  }
  for (const PlantSlice& slice : lived_slices(chunker.shape(), kLasts_s / 10, 7, 200)) {
    chunker.add(slice);
  }
  writer.close();
}

struct RecordingOpen {
  RecordingOpen()
      : open("plant.dlrec", write_recording), source(open.folder.path() / "plant.dlrec") {}

  void type_time(const std::string& text) const {
    open.hand({"key", "g"});
    open.hand({"type", text});
    open.hand({"key", "Return"});
  }
  OpenWindow open;
  ReplaySource source;
};

// The share of pixels of the picture's middle that differ visibly.
double share_apart(const Picture3& a, const Picture3& b) {
  int apart = 0, all = 0;
  for (int y = 60; y < a.height - 160; ++y) {
    for (int x = 300; x < a.width - 330; ++x, ++all) {
      apart += (a.at(x, y) - b.at(x, y)).cwiseAbs().maxCoeff() > 24 ? 1 : 0;
    }
  }
  return static_cast<double>(apart) / all;
}

BOOST_FIXTURE_TEST_SUITE(window_of_a_recording, RecordingOpen)

BOOST_AUTO_TEST_CASE(a_person_plays_scrubs_steps_and_types_a_time) {
  BOOST_TEST(open.says_last("standing, 1x at 00:00:00"));
  const Picture3 start = open.picture();
  open.hand({"key", "equal", "key", "space"});
  BOOST_TEST(open.says_last(", 2x"));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  open.hand({"key", "space"});
  BOOST_TEST(open.says_last("standing, 2x at 00:00:"));
  BOOST_TEST(!open.log().ends_with("at 00:00:00\n"));

  // the knob of the bar, drawn to its middle and let go there
  open.hand({"mousemove", "330", "560", "mousedown", "1", "mousemove", "400", "560"});
  open.hand({"mousemove", "512", "560"});
  BOOST_TEST(open.says_last(" at 00:00:1"), open.log());
  open.hand({"mouseup", "1"});
  const Picture3 later = open.picture();
  BOOST_TEST(share_apart(start, later) > 0.002);

  type_time("0:10");
  BOOST_TEST(open.says_last("at 00:00:10\n"), open.log());
  const PlantPlayer player(source.store());
  open.hand({"key", "Right"});
  const auto next = player.next_event(10 * kSecondNs, is_step);
  BOOST_REQUIRE(next.has_value());
  BOOST_TEST(open.says_last("standing, 2x at " + plant_clock(next->t_ns) + "\n"), open.log());
  open.hand({"key", "period"});
  BOOST_TEST(open.says_last("at " + plant_clock(next->t_ns + kSecondNs / 25) + "\n"));

  type_time("lunch");
  BOOST_TEST(open.says("found \"lunch\", wanted a time such as 00:12:30"), open.log());
  open.hand({"key", "Escape"});
  BOOST_TEST(!open.window->has_ended());
  open.leave();
}

BOOST_AUTO_TEST_CASE(a_person_flies_to_an_alarm_and_switches_what_is_shown) {
  open.hand({"key", "End"});
  BOOST_TEST(open.says_last("at 00:00:30\n"));
  const auto alarms = source.alarms();
  BOOST_REQUIRE(alarms.size() > 12U);
  const Picture3 overview = open.picture();
  open.click({100.0, 427.0});  // the list's heading opens it
  open.click({100.0, 484.0});  // the last of twelve lines
  const PlantEvent& alarm = alarms[alarms.size() - 12];
  BOOST_TEST(open.says_last("at " + plant_clock(alarm.t_ns)), open.log());
  const HallSnapshot& hall = source.scene();
  BOOST_TEST(open.says("selected " + (alarm.kind == PlantEvent::Kind::robot
                                          ? hall.robots[alarm.subject].address
                                          : hall.stations[alarm.subject].address)),
             open.log());
  std::this_thread::sleep_for(std::chrono::seconds(1));  // it flies there
  const Picture3 there = open.picture();
  BOOST_TEST(share_apart(overview, there) > 0.2);

  open.click({292.0, 612.0});  // the box of robots' alarms under the bar of time
  BOOST_TEST(open.says_last(", no robot alarms"), open.log());
  open.click({292.0, 612.0});
  BOOST_TEST(!open.log().ends_with("no robot alarms\n"));

  open.hand({"key", "F6"});
  BOOST_TEST(open.says_last("floor working"));
  const Picture3 floor = open.picture();
  BOOST_TEST(share_apart(there, floor) > 0.05);
  for (const auto& [key, name] :
       {std::pair("F2", ", info"), std::pair("F3", ", profiler"), std::pair("F4", ", labels")}) {
    open.hand({"key", key});
    BOOST_TEST(open.says_last(name));
  }
  open.hand({"key", "t"});
  const bool moves = alarm.kind == PlantEvent::Kind::robot ||
                     source.show(alarm.t_ns).stations[alarm.subject].body != 0;
  BOOST_TEST(open.says(moves ? ", follows " : "nothing to follow"), open.log());
  open.leave();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
