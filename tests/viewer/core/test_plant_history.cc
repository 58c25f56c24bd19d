// What stations have done with their time: the same however the clock came there.
#include <algorithm>
#include <array>
#include <random>

#include <boost/test/unit_test.hpp>

#include "models/stream/plant_chunk_log.h"
#include "models/stream/plant_player.h"
#include "tests/support/small_plant.h"
#include "viewer/core/plant_history.h"
#include "viewer/core/story.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

constexpr int kSlices = 7;
constexpr std::int64_t kEndNs = kSlices * kSliceNs;

PlantChunkLog log_of(const std::vector<std::vector<std::byte>>& chunks, std::size_t n) {
  PlantChunkLog log;
  for (std::size_t i = 0; i < n; ++i)
    BOOST_REQUIRE((log.add(chunks[i]) == PlantChunkLog::Added::taken));
  return log;
}

struct Lived {
  std::vector<std::vector<std::byte>> chunks = lived_chunks(kSlices, 3);
  PlantChunkLog log = log_of(chunks, chunks.size());
  PlantHistory history{log};
};

BOOST_FIXTURE_TEST_SUITE(plant_history, Lived)

BOOST_AUTO_TEST_CASE(the_times_of_a_station_sum_to_the_time_that_has_passed) {
  for (const std::int64_t t_ns : {std::int64_t{0}, kSecondNs, 33 * kSecondNs + 17, kEndNs}) {
    for (std::size_t s = 0; s < 2; ++s) {
      const StationTimes times = history.times(s, t_ns);
      BOOST_TEST(times.sum_ns() == t_ns);
      double sum = 0.0;
      for (std::size_t i = 0; i < 4; ++i) sum += times.share(static_cast<StationState>(i));
      BOOST_TEST(sum == (t_ns == 0 ? 0.0 : 1.0), boost::test_tools::tolerance(1e-12));
    }
  }
}

// The player steps through every control period and counts what it sees; the history is asked at
// random. Events fall on control periods, so both count the same nanoseconds.
BOOST_AUTO_TEST_CASE(seeking_counts_what_playing_counts) {
  PlantPlayer player(log);
  std::array<StationTimes, 2> played;
  std::vector<std::array<StationTimes, 2>> at;  // before each second
  for (std::int64_t t_ns = 0; t_ns < kEndNs; t_ns += kControlPeriodNs) {
    if (t_ns % kSecondNs == 0) at.push_back(played);
    const PlantState& state = player.seek(t_ns);
    for (std::size_t s = 0; s < 2; ++s) {
      played[s].ns[static_cast<std::size_t>(line_state(state.stations[s]))] += kControlPeriodNs;
    }
  }
  std::minstd_rand draw(5);
  for (int i = 0; i < 100; ++i) {
    const std::size_t second = draw() % at.size();
    for (std::size_t s = 0; s < 2; ++s) {
      const auto t_ns = static_cast<std::int64_t>(second) * kSecondNs;
      BOOST_TEST((history.times(s, t_ns).ns == at[second][s].ns),
                 "station " << s << ", " << second);
    }
  }
  // else the test has seen too little; this plant completes no body, so nothing is blocked
  BOOST_TEST(std::ranges::count(history.times(0, kEndNs).ns, 0) == 1);
}

BOOST_AUTO_TEST_CASE(a_plant_that_grows_is_counted_as_one_that_is_read_at_once) {
  PlantChunkLog growing = log_of(chunks, 8);
  PlantHistory heard(growing);
  for (std::size_t i = 8; i < chunks.size(); ++i) {
    growing.add(chunks[i]);
    heard.extend();
  }
  BOOST_TEST(!heard.extend());
  BOOST_TEST(heard.alarms().size() == history.alarms().size());
  for (std::int64_t t_s = 0; t_s <= kEndNs / kSecondNs; t_s += 3) {
    for (std::size_t s = 0; s < 2; ++s) {
      BOOST_TEST((heard.times(s, t_s * kSecondNs).ns == history.times(s, t_s * kSecondNs).ns));
    }
  }
  heard.restart();
  BOOST_TEST(heard.alarms().size() == history.alarms().size());
}

BOOST_AUTO_TEST_CASE(alarms_are_those_that_a_player_finds) {
  const auto found = PlantPlayer(log).events(0, kEndNs, is_alarm);
  BOOST_TEST(!found.empty());
  BOOST_TEST((found == history.alarms()));
}

// The parts of all changes follow one another without a gap, from the start until now.
template <class Changes>
void check_parts(const Changes& changes, std::int64_t now_ns) {
  const auto all = last_parts(changes, now_ns, SIZE_MAX);
  std::int64_t until_ns = now_ns;
  for (const auto& part : all) {
    BOOST_TEST(part.t_ns + part.lasts_ns == until_ns);
    until_ns = part.t_ns;
  }
  BOOST_TEST(until_ns == 0);
  const auto few = last_parts(changes, now_ns, 4);
  BOOST_REQUIRE(few.size() == 4U);
  for (std::size_t i = 0; i < few.size(); ++i) BOOST_TEST(few[i].t_ns == all[i].t_ns);
}

BOOST_AUTO_TEST_CASE(the_last_parts_leave_no_gap_and_the_newest_is_what_is_now) {
  const std::int64_t now_ns = 50 * kSecondNs + 8;
  const PlantState state = PlantPlayer(log).seek(now_ns);
  for (std::size_t s = 0; s < 2; ++s) {
    const auto changes = history.station(s, now_ns);
    check_parts(changes, now_ns);
    const StationPart newest = last_parts(changes, now_ns, 1).front();
    BOOST_TEST((newest.state == state.stations[s].state));
    BOOST_TEST((newest.line == line_state(state.stations[s])));
  }
  for (std::size_t r = 0; r < 3; ++r) {
    check_parts(history.robot(r, now_ns), now_ns);
    const RobotPart newest = last_parts(history.robot(r, now_ns), now_ns, 1).front();
    BOOST_TEST((newest.activity == state.robots[r].activity));
  }
}

BOOST_AUTO_TEST_CASE(a_link_is_lost_and_back_in_turn_with_the_milliseconds_of_the_event) {
  std::vector<StationChange> changes(5);
  changes[1] = {.t_ns = 10, .after = {.controller_lost = true}};
  changes[2] = {.t_ns = 20, .after = {.controller_lost = true}};  // something else
  changes[3] = {.t_ns = 30, .after = {.controller_lost = false}, .gone_ms = 410};
  changes[4] = {.t_ns = 40};
  const auto parts = last_link_parts(changes, 10);
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(!parts[0].lost);
  BOOST_TEST(parts[0].gone_ms == 410U);
  BOOST_TEST(parts[0].t_ns == 30);
  BOOST_TEST(parts[1].lost);
  BOOST_TEST(parts[1].t_ns == 10);
  BOOST_TEST(last_link_parts(changes, 1).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
