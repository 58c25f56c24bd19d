// The stream of a live plant: who joins late, stalls or misses something ends up with all of it,
// and nobody holds up the plant.
#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "controllers/plant_feed.h"
#include "controllers/plant_watch.h"
#include "models/stream/plant_player.h"
#include "tests/support/sanitized.h"
#include "tests/support/small_plant.h"

using namespace darkline;
using testing::kSecondNs;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Polls until `holds`, for at most 20 s.
template <class Holds>
bool soon(PlantWatch& watch, Holds&& holds) {
  const auto start = Clock::now();
  while (seconds_since(start) < 20.0) {
    watch.poll();
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

bool has_lived(const PlantChunkLog& log, const std::vector<PlantSlice>& slices, std::size_t first) {
  if (log.n_slices() + first != slices.size()) return false;
  for (std::size_t i = 0; i < log.n_slices(); ++i) {
    if (!(log.slice(i) == slices[first + i])) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plant_feed)

// Who comes late gets the scene, all programs, and what happened from the last stored state on;
// then everything that follows.
BOOST_AUTO_TEST_CASE(who_joins_late_misses_nothing_from_then_on) {
  const auto chunks = testing::lived_chunks(9);  // states at 0, 30 and 60 s
  const auto slices = testing::lived_slices(shape_of(testing::small_hall()), 9, 1);
  PlantFeed feed;
  for (std::size_t i = 0; i + 2 < chunks.size(); ++i) feed.add(chunks[i]);
  PlantWatch watch(feed.address());
  BOOST_TEST(soon(watch, [&] { return watch.log().end_ns() == 70 * kSecondNs; }));
  BOOST_TEST(watch.log().begin_ns() == 60 * kSecondNs);
  BOOST_TEST(watch.log().programs()[2].size() == 2U);
  feed.add(chunks[chunks.size() - 2]);
  feed.add(chunks[chunks.size() - 1]);
  BOOST_TEST(soon(watch, [&] { return watch.log().end_ns() == 90 * kSecondNs; }));
  BOOST_TEST(has_lived(watch.log(), slices, 6));
  BOOST_TEST(watch.beginnings() == 1U);
}

// A watcher that never reads loses what no longer fits into its queue, and asks for it when it
// wakes up. The plant has not waited for it: handing over 4,000 chunks takes a moment.
BOOST_AUTO_TEST_CASE(who_stalls_gets_all_of_it_later_and_holds_up_nobody) {
#ifdef DARKLINE_SANITIZED
  constexpr int kSlices = 400;  // ten times as slow there, and too few to overflow a queue
#else
  constexpr int kSlices = 4000;
#endif
  const auto chunks = testing::lived_chunks(kSlices, 3, 4);
  const auto slices = testing::lived_slices(shape_of(testing::small_hall()), kSlices, 3, 4);
  PlantFeed feed;
  feed.add(chunks[0]);
  feed.add(chunks[1]);
  PlantWatch watch(feed.address());
  BOOST_TEST(soon(watch, [&] { return watch.log().n_states() == 1; }));
  double handing_s = 0.0;
  for (std::size_t i = 2; i < chunks.size(); ++i) {
    std::vector<std::byte> chunk = chunks[i];
    const auto start = Clock::now();
    feed.add(std::move(chunk));
    handing_s += seconds_since(start);
    if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  BOOST_TEST(handing_s < 1.0);
  BOOST_TEST(soon(watch, [&] { return watch.log().n_slices() == kSlices; }));
  BOOST_TEST(has_lived(watch.log(), slices, 0));
#ifndef DARKLINE_SANITIZED
  BOOST_TEST(watch.gaps() > 0U);
#endif
}

BOOST_AUTO_TEST_CASE(the_present_state_comes_by_itself_and_its_age_is_told) {
  const auto chunks = testing::lived_chunks(2);
  auto feed = std::make_unique<PlantFeed>();
  for (const auto& chunk : chunks) feed->add(chunk);
  PlantWatch watch(feed->address());
  BOOST_TEST(soon(watch, [&] { return watch.log().has_scene(); }));
  PlantState state = state_at_start(watch.log().shape());
  state.t_ns = 20 * kSecondNs;
  state.robots[1].activity = RobotActivity::welding;
  feed->show(state_chunk(state, 0));
  BOOST_TEST(soon(watch, [&] { return watch.latest().has_value(); }));
  BOOST_TEST((*watch.latest() == state));
  BOOST_TEST(soon(watch, [&] { return watch.stale_s() > 0.6; }));  // said again, but not new
  state.t_ns += kSecondNs;
  feed->show(state_chunk(state, 0));
  BOOST_TEST(soon(watch, [&] { return watch.latest()->t_ns == state.t_ns; }));
  BOOST_TEST(watch.stale_s() < 0.6);
  feed.reset();  // the twin is gone
  BOOST_TEST(soon(watch, [&] { return watch.stale_s() > 0.6; }));
  BOOST_TEST(watch.log().end_ns() == 20 * kSecondNs);  // what is known stays
}

BOOST_AUTO_TEST_CASE(feeds_are_found_while_they_are_there) {
  const auto is_listed = [](const std::filesystem::path& address) {
    const auto feeds = plant_feeds();
    return std::find(feeds.begin(), feeds.end(), address) != feeds.end();
  };
  auto feed = std::make_unique<PlantFeed>();
  const auto address = feed->address();
  BOOST_TEST(is_listed(address));
  feed.reset();
  BOOST_TEST(!is_listed(address));
}

BOOST_AUTO_TEST_CASE(a_log_that_is_full_forgets_its_oldest_states) {
  const auto chunks = testing::lived_chunks(30);
  PlantChunkLog log(4'000);
  for (const auto& chunk : chunks) BOOST_TEST((log.add(chunk) == PlantChunkLog::Added::taken));
  BOOST_TEST(log.begin_ns() > 0);
  BOOST_TEST(log.begin_ns() % kStateEveryNs == 0);
  BOOST_TEST(log.end_ns() == 300 * kSecondNs);
  PlantPlayer player(log);
  PlantChunkLog whole;
  for (const auto& chunk : chunks) whole.add(chunk);
  PlantPlayer other(whole);
  BOOST_TEST((player.seek(295 * kSecondNs) == other.seek(295 * kSecondNs)));
  // from a number that is forgotten: everything to begin with
  PlantChunkLog late;
  BOOST_TEST(late.restart(log.since(3)));
  BOOST_TEST(late.next_number() == log.next_number());
  BOOST_TEST((late.add(chunks[0]) == PlantChunkLog::Added::known));
  BOOST_TEST((PlantChunkLog().add(chunks[4]) == PlantChunkLog::Added::gap));
  BOOST_TEST(!late.restart(std::span(chunks[4])));
  BOOST_TEST(!late.has_scene());
}

BOOST_AUTO_TEST_SUITE_END()
