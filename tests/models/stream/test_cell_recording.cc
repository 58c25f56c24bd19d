#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/stream/cell_recording.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

using EventKind = CellRecording::EventKind;

constexpr std::int64_t kS = 1'000'000'000;

JointVector joints(double first) {
  JointVector q = {};
  q[0] = first;
  return q;
}

// Two arms of four joints; r1 goes from 0 to 1 rad between 1 s and 3 s, back between 5 s and 6 s;
// r2 stands at 0.5 rad. A zone, two spots.
CellRecording sample() {
  CellRecording recording;
  HallSnapshot& hall = recording.scene;
  hall.title = "z60_framing/st03";
  hall.hall_length_m = 9.0;
  hall.hall_width_m = 13.0;
  hall.stations.push_back({.address = "z60_framing/st03", .length_m = 8.0, .width_m = 12.0});
  hall.robots.push_back({.address = "z60_framing/st03/r1",
                         .model = "kuka_kr210_r2700_2",
                         .q_rad = {0.0, 0.0, 0.0, 0.0}});
  hall.robots.push_back({.address = "z60_framing/st03/r2",
                         .model = "kuka_kr210_r2700_2",
                         .q_rad = {0.5, 0.0, 0.0, 0.0}});
  hall.zones.push_back({.label = "zone 1", .size_m = {1.0, 2.0, 0.5}});
  hall.spots.push_back({.number = 1207, .p_W_m = {1.0 / 3.0, 2.0, 3.0}});
  hall.spots.push_back({.number = 1208, .p_W_m = {1.5, 2.0, 3.0}});
  recording.tracks = {{{1 * kS, rest_to_rest(joints(0.0), joints(1.0), 2.0, 4)},
                       {5 * kS, rest_to_rest(joints(1.0), joints(0.0), 1.0, 4)}},
                      {}};
  const auto event = [](EventKind kind, std::size_t robot, std::int64_t from, std::int64_t to,
                        std::uint32_t number, const std::string& text) {
    return CellRecording::Event{.kind = kind,
                                .robot = robot,
                                .start_ns = from,
                                .end_ns = to,
                                .number = number,
                                .text = text};
  };
  recording.events = {event(EventKind::move, 0, 1 * kS, 3 * kS, 0, ""),
                      event(EventKind::zone_hold, 0, 1 * kS, 4 * kS, 1, ""),
                      event(EventKind::zone_wait, 1, 2 * kS, 4 * kS, 1, ""),
                      event(EventKind::weld, 0, 3 * kS, 4 * kS, 1208, ""),
                      event(EventKind::job, 1, 4 * kS, 6 * kS, 0, "seal"),
                      event(EventKind::alarm, 1, 6 * kS, 6 * kS, 201, "")};
  recording.end_ns = 7 * kS;
  return recording;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the text has no " << from);
  return text.replace(at, from.size(), to);
}

void refused(const std::string& text, const std::string& because = "") {
  DARKLINE_TEST_THROWS(cell_recording_from_json(text, "r.json"), InputError, "r.json",
                       "the recording of a cell", because);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_recordings)

// The quintic is half-way at half its time; it is followed from its start to its end and stands
// still until the next.
BOOST_AUTO_TEST_CASE(arms_stand_where_their_segments_are) {
  const CellRecording recording = sample();
  const auto q = [&](double t_s) { return joints_at(recording, 0, t_s)[0]; };
  BOOST_TEST(q(0.5) == 0.0);
  BOOST_TEST(q(2.0) == 0.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(q(3.0) == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(q(4.9) == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(q(5.5) == 0.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(std::abs(q(6.5)) < 1e-12);
  for (const double t_s : {0.0, 3.0, 99.0}) BOOST_TEST(joints_at(recording, 1, t_s)[0] == 0.5);
}

BOOST_AUTO_TEST_CASE(a_moment_beyond_the_ends_is_that_of_the_end) {
  const CellRecording recording = sample();
  for (const double before : {-1.0, -1e300, std::nan("")}) {
    BOOST_TEST(to_json(snapshot_at(recording, before)) == to_json(snapshot_at(recording, 0.0)));
  }
  BOOST_TEST(to_json(snapshot_at(recording, 1e300)) == to_json(snapshot_at(recording, 7.0)));
}

BOOST_AUTO_TEST_CASE(a_snapshot_says_what_the_robots_do) {
  const CellRecording recording = sample();
  BOOST_TEST(snapshot_at(recording, 2.5).caption ==
             "2.50 s of 7.00 s: r1 moves, r2 waits for zone 1");
  BOOST_TEST(snapshot_at(recording, 3.5).caption ==
             "3.50 s of 7.00 s: r2 waits for zone 1, r1 welds spot 1208");
  BOOST_TEST(snapshot_at(recording, 5.0).caption == "5.00 s of 7.00 s: r2 works (seal)");
  BOOST_TEST(snapshot_at(recording, 6.5).caption == "6.50 s of 7.00 s");
}

BOOST_AUTO_TEST_CASE(zones_are_free_held_or_waited_for_and_spots_welded_once_they_are) {
  using Use = HallSnapshot::Zone::Use;
  const CellRecording recording = sample();
  const auto use = [&](double t_s) { return snapshot_at(recording, t_s).zones[0].use; };
  BOOST_TEST((use(0.5) == Use::free));
  BOOST_TEST((use(1.5) == Use::held));
  BOOST_TEST((use(2.5) == Use::waited_for));
  BOOST_TEST((use(4.5) == Use::free));
  const auto welded = [&](double t_s, std::size_t spot) {
    return snapshot_at(recording, t_s).spots[spot].welded;
  };
  BOOST_TEST(!welded(3.9, 1));
  BOOST_TEST(welded(4.0, 1));
  BOOST_TEST(!welded(7.0, 0));  // nobody welds number 1207
}

BOOST_AUTO_TEST_CASE(a_recording_comes_back_from_json_to_the_bit) {
  const CellRecording a = sample();
  const std::string text = to_json(a);
  BOOST_TEST(is_cell_recording(text));
  BOOST_TEST(!is_cell_recording(to_json(a.scene)));
  const CellRecording b = cell_recording_from_json(text, "r.json");
  BOOST_TEST(to_json(b) == text);
  BOOST_REQUIRE(b.tracks.size() == 2U);
  BOOST_REQUIRE(b.tracks[0].size() == 2U);
  BOOST_TEST(b.tracks[0][1].start_ns == 5 * kS);
  BOOST_TEST(b.tracks[0][0].segment.c[0] == a.tracks[0][0].segment.c[0],
             boost::test_tools::per_element());
  BOOST_TEST(b.events[4].text == "seal");
  BOOST_TEST(b.scene.spots[0].p_W_m.x() == 1.0 / 3.0);
  BOOST_TEST(to_json(snapshot_at(b, 2.5)) == to_json(snapshot_at(a, 2.5)));
}

BOOST_AUTO_TEST_CASE(a_text_cut_anywhere_is_refused) {
  const std::string text = to_json(sample());
  for (std::size_t size = 0; size + 2 <= text.size(); size += 11) refused(text.substr(0, size));
}

BOOST_AUTO_TEST_CASE(what_is_no_recording_is_refused) {
  const std::string text = to_json(sample());
  for (const char* other : {"", "null", "[]", "{}", "3", "\xFF\xFE"}) refused(other);
  refused(std::string(100'000, '['));
  refused(replaced(text, "recording/1", "recording/2"), "unknown schema");
  refused(replaced(text, "\"weld\"", "\"melt\""), "melt");
  refused(replaced(text, "\"robot\":1", "\"robot\":2"), "no robot");
  refused(replaced(text, "\"robot\":1", "\"robot\":-1"), "count");
  refused(replaced(text, "\"number\":1208", "\"number\":1.5"), "count");
  refused(replaced(text, "\"end_ns\":7000000000", "\"end_ns\":-1"), "a time");
  refused(replaced(text, "\"end_ns\":7000000000", "\"end_ns\":1e9"), "a time");
  refused(replaced(text, "\"end_ns\":7000000000", "\"end_ns\":2000000000000000"), "a time");
  refused(replaced(text, "[1000000000,2.0", "[1000000000,7200.0"), "hour");
  refused(replaced(text, "[1000000000,2.0", "[1000000000,1e400"));
  refused(replaced(text, "[1000000000,2.0", "[6000000000,2.0"), "out of order");
  refused(replaced(text, "\"tracks\":[", "\"tracks\":[[],"), "a list that has not 2");
  CellRecording backwards = sample();
  backwards.events[0].end_ns = 0;
  refused(to_json(backwards), "ends first");
  backwards = sample();
  std::swap(backwards.events[0], backwards.events[5]);
  refused(to_json(backwards), "out of order");
  backwards = sample();
  backwards.events[0].text.assign(1000, 'x');
  refused(to_json(backwards), "too long");
  backwards = sample();
  backwards.tracks[0][0].segment.c[0][3] = 1e300;
  refused(to_json(backwards), "too fast");
}

BOOST_AUTO_TEST_SUITE_END()
