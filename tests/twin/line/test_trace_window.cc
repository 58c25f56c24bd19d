#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/twin/line/line_test_models.h"
#include "tests/twin/line/random_lines.h"
#include "twin/line/replications.h"
#include "twin/line/trace_window.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

TraceWindow window_of(const LineModel& model, std::int64_t from_ms, std::int64_t to_ms) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  write_trace(file, model, 3, 0);
  BOOST_TEST(trace_end_ms(file) == model.horizon_ms);
  return read_trace_window(file, from_ms, to_ms);
}

std::int64_t time_in(const TraceStation& station, TraceState state) {
  return station.time_ms[static_cast<std::size_t>(state)];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trace_window)

// Cycles of 10 and 25 with one place between, by hand. Station 1 works 0-10, 10-20, 20-30; its
// third body finds the place taken (station 2 works on the first from 10 to 35) and waits from 30
// to 35. Station 2 starves to 10, then works on. The place: empty to 20, taken from then on, with a
// change of bodies at 35, when the second goes in and the third comes.
BOOST_AUTO_TEST_CASE(a_small_line_is_drawn_as_it_was_worked_out_by_hand) {
  LineModel model = line_test::serial_line({10, 25}, {1});
  model.horizon_ms = 40;
  const TraceWindow window = window_of(model, 0, 40);
  BOOST_REQUIRE(window.stations.size() == 2U);
  const std::vector<TraceBar>& first = window.stations[0].bars;
  BOOST_REQUIRE(first.size() == 3U);
  BOOST_TEST((first[0].state == TraceState::working));
  BOOST_TEST(first[0].to_ms == 30);
  BOOST_TEST((first[1].state == TraceState::blocked));
  BOOST_TEST(first[1].to_ms == 35);
  BOOST_TEST((first[2].state == TraceState::working));
  BOOST_TEST(first[2].to_ms == 40);
  BOOST_TEST(time_in(window.stations[1], TraceState::starved) == 10);
  BOOST_TEST(time_in(window.stations[1], TraceState::working) == 30);
  BOOST_REQUIRE(window.buffers.size() == 1U);
  BOOST_TEST(window.buffers[0].name == "line/st01 to line/st02");
  BOOST_TEST(window.buffers[0].places == 1);
  BOOST_TEST(window.buffers[0].most == 1);
  BOOST_TEST(window.buffers[0].mean == 20.0 / 40.0);
}

// The window of a long run is a part of the whole: bars fill it without gaps.
BOOST_AUTO_TEST_CASE(bars_fill_the_window_and_levels_stay_within_their_places) {
  LineModel model = line_test::serial_line({50, 60, 40, 55}, {3, 0, 2});
  for (LineStation& station : model.stations) {
    station.stops = {{"stop", 0, 2'000.0, 300.0, 1.0, RepairLaw::exponential}};
  }
  model.horizon_ms = 100'000;
  const TraceWindow window = window_of(model, 20'000, 70'000);
  for (const TraceStation& station : window.stations) {
    std::int64_t at = 20'000;
    for (const TraceBar& bar : station.bars) {
      BOOST_TEST_REQUIRE(bar.from_ms == at);
      BOOST_TEST_REQUIRE(bar.to_ms > bar.from_ms);
      at = bar.to_ms;
    }
    BOOST_TEST(at == 70'000);
    BOOST_TEST(std::accumulate(station.time_ms.begin(), station.time_ms.end(), std::int64_t{0}) ==
               50'000);
  }
  BOOST_TEST(window.buffers.size() == 2U);  // the link without places is not drawn
  for (const TraceBuffer& buffer : window.buffers) {
    BOOST_TEST(buffer.most <= buffer.places);
    for (const auto& [at_ms, level] : buffer.steps) BOOST_TEST(level >= 0);
  }
}

// Over the window that replications measure, the bars are the engine's own accounts.
BOOST_AUTO_TEST_CASE(states_of_the_window_are_what_the_engine_counts) {
  LineModel model = line_test::serial_line({50, 60, 40}, {3, 2});
  for (LineStation& station : model.stations) {
    station.stops = {{"stop", 0, 2'000.0, 300.0, 1.0, RepairLaw::exponential},
                     {"other", 1, 5'000.0, 900.0, 1.0, RepairLaw::exponential}};
  }
  model.technicians.resize(1);
  model.warm_up_ms = 10'000;
  model.horizon_ms = 200'000;
  const TraceWindow window = window_of(model, model.warm_up_ms, model.horizon_ms);
  const ReplicationResult one = simulate(model, 3, 0);
  for (std::size_t k = 0; k < 3; ++k) {
    const StationTimes& times = one.stations[k].times;
    BOOST_TEST(time_in(window.stations[k], TraceState::working) == times.working_ms);
    BOOST_TEST(time_in(window.stations[k], TraceState::blocked) == times.blocked_ms);
    BOOST_TEST(time_in(window.stations[k], TraceState::starved) == times.starved_ms);
    BOOST_TEST(time_in(window.stations[k], TraceState::down) == times.down_ms);
  }
  for (std::size_t l = 0; l < 2; ++l) {
    BOOST_TEST(window.buffers[l].mean == one.link_level[l], boost::test_tools::tolerance(1e-9));
  }
}

// Rework in its place is from no buffer; a merge has one buffer for all its feeders; after a split
// a trace does not tell the way.
BOOST_AUTO_TEST_CASE(rework_merges_and_splits_are_told_for_what_they_are) {
  LineModel rework = line_test::serial_line({10, 10}, {4});
  Inspection inspection;
  inspection.rework = 0.5;
  inspection.most_reworks = 100;
  rework.stations[1].inspection = inspection;
  rework.horizon_ms = 10'000;
  const TraceWindow again = window_of(rework, 0, 10'000);
  BOOST_TEST(again.buffers[0].most == 4);
  for (const auto& [at_ms, level] : again.buffers[0].steps) BOOST_TEST(level >= 0);

  LineModel merge = line_test::serial_line({30, 30, 10}, {0, 0});
  merge.links = {{0, 2, 3}, {1, 2, 2}};
  merge.stations[2].join = JoinRule::merge;
  merge.horizon_ms = 1'000;
  const TraceWindow merged = window_of(merge, 0, 1'000);
  BOOST_REQUIRE(merged.buffers.size() == 1U);
  BOOST_TEST(merged.buffers[0].name == "line/st02, line/st01 to line/st03");
  BOOST_TEST(merged.buffers[0].places == 5);

  LineModel split = line_test::serial_line({10, 10, 10}, {0, 0});
  split.links = {{0, 1, 3}, {0, 2, 3}, {1, 2, 1}};
  split.stations[0].route = RouteRule::round_robin;
  split.stations[2].join = JoinRule::merge;
  split.horizon_ms = 1'000;
  const TraceWindow parted = window_of(split, 0, 1'000);
  BOOST_TEST(parted.buffers.empty());
  BOOST_TEST(parted.links_left_out == 3U);
}

BOOST_AUTO_TEST_CASE(a_window_that_was_not_traced_is_refused) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  LineModel model = line_test::serial_line({10}, {});
  model.horizon_ms = 1'000;
  write_trace(file, model, 1, 0);
  BOOST_CHECK_THROW(read_trace_window(file, 500, 1'001), InputError);
  BOOST_CHECK_THROW(read_trace_window(file, 500, 500), InputError);
  BOOST_CHECK_THROW(read_trace_window(file, -1, 500), InputError);
  BOOST_CHECK_THROW(read_trace_window(folder.path() / "none", 0, 500), IoError);
  model.stations[0].cycle_ms = {{1}};  // two changes a millisecond are more than can be drawn
  model.stations.push_back(model.stations[0]);
  model.stations[1].address = "line/st02";
  model.stations[1].entity += 1;
  model.stations[1].cycle_ms = {{2}};
  model.links = {{0, 1, 0}};
  model.exit = 1;
  model.horizon_ms = 1'000'000;
  write_trace(file, model, 1, 0);
  BOOST_CHECK_THROW(read_trace_window(file, 0, 1'000'000), InputError);
}

// Whatever is in the file, it is drawn or refused, and never a bug of ours.
BOOST_AUTO_TEST_CASE(no_change_of_a_byte_breaks_the_reader) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "line.trace";
  LineModel model = line_test::serial_line({10, 12}, {2});
  model.stations[0].stops = {{"stop", 0, 50.0, 20.0, 1.0, RepairLaw::exponential}};
  model.horizon_ms = 500;
  write_trace(file, model, 7, 0);
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string whole = text.str();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
    std::ofstream(file, std::ios::binary) << bytes;
    try {
      static_cast<void>(read_trace_window(file, 0, 500));
    } catch (const InputError&) {  // told
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
