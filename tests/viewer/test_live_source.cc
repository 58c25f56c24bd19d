// A plant that lives, as the window hears of it, over real sockets.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "controllers/plant_feed.h"
#include "models/stream/plant_recording.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "viewer/live_source.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

bool comes_true(LiveSource& source, const std::function<bool()>& what) {
  for (int i = 0; i < 500; ++i) {
    source.poll();
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// A small plant that has lived for ten seconds.
struct LivingPlant {
  LivingPlant() : chunker(small_hall(), [this](const auto& chunk) { feed.add(chunk); }) {
    for (std::uint32_t r = 0; r < chunker.shape().joints.size(); ++r) {
      for (const double q : {0.5, 0.1}) {
        chunker.add_program(r, there_and_back(q, chunker.shape().joints[r]));
      }
    }
    for (const PlantSlice& slice : lived_slices(chunker.shape(), 1, 7)) chunker.add(slice);
  }
  // The plant stands; this is told meanwhile.
  void tell(std::size_t station, bool is_lost) {
    PlantState state = chunker.state();
    for (auto& each : state.stations) each.controller_lost = false;
    state.stations[station].controller_lost = is_lost;
    feed.show(state_chunk(state, 0));
  }
  PlantFeed feed;
  PlantChunker chunker;
};

// The feeds of one test alone.
struct OwnFeeds : TemporaryFolder {
  OwnFeeds() { ::setenv("XDG_RUNTIME_DIR", path().c_str(), 1); }
  ~OwnFeeds() { ::unsetenv("XDG_RUNTIME_DIR"); }
  OwnFeeds(const OwnFeeds&) = delete;
  OwnFeeds& operator=(const OwnFeeds&) = delete;
};

BOOST_FIXTURE_TEST_SUITE(live_source, OwnFeeds)

BOOST_AUTO_TEST_CASE(a_lost_controller_shows_while_all_stands) {
  using Clock = std::chrono::steady_clock;
  LivingPlant plant;
  LiveSource source(plant.feed.address(), false);
  const std::int64_t before_ns = source.last_ns();
  plant.tell(1, true);
  BOOST_TEST(comes_true(source, [&] { return source.is_controller_lost(1); }));
  BOOST_TEST(!source.is_controller_lost(0));
  BOOST_TEST(source.last_ns() == before_ns);
  const Clock::time_point back = Clock::now();
  plant.tell(1, false);
  BOOST_TEST(comes_true(source, [&] { return !source.is_controller_lost(1); }));
  BOOST_TEST((Clock::now() - back > std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(the_next_plant_is_taken_only_if_meant) {
  std::optional<LivingPlant> plant(std::in_place);
  LiveSource any(plant->feed.address(), true);
  LiveSource this_one(plant->feed.address(), false);
  BOOST_TEST(!any.has_successor());
  plant.reset();
  // it stays in memory: any moment of it can still be looked at
  BOOST_TEST(comes_true(any, [&] { return any.complaint().find("ended") != std::string::npos; }));
  BOOST_TEST(any.show(any.last_ns()).t_ns == any.last_ns());
  const LivingPlant next;
  BOOST_TEST(comes_true(any, [&] { return any.has_successor(); }));
  BOOST_TEST(comes_true(this_one, [&] { return this_one.complaint() == "the plant has ended"; }));
  BOOST_TEST(!this_one.has_successor());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
