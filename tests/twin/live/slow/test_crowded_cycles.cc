// The crowded station in cell worlds, commanded by its controller: what keeps robots apart on paper
// (tests/cells/slow) keeps them apart when gun times scatter and welds are repeated.
#include <cstdlib>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/interference_zones.h"
#include "tests/cells/zone_station.h"
#include "twin/live/lockstep.h"

using namespace darkline;

namespace {

constexpr std::uint32_t kCycles = 1000, kWithoutZones = 100;
constexpr std::uint32_t kTogether = 10;  // cells of one controller

struct Tally {
  std::uint32_t cycles = 0, touched = 0;
  int expulsions = 0;
  double zone_wait_s = 0.0;
};

// Every cycle other draws: the gun times of each weld scatter by half of themselves, and one weld
// in fifty splashes and is made again, so that robots come to each other's places in any order.
Tally run(bool zones, std::uint32_t cycles) {
  Tally tally;
  CellConfig config = sample::crowded_station();
  config.process.expulsion_share = 0.02;
  config.process.spread = 0.5;
  if (zones) BOOST_TEST_REQUIRE(add_interference_zones(config).findings.empty());
  const auto link = make_link(Transport::in_process);
  for (std::uint32_t first = 0; first < cycles; first += kTogether) {
    std::vector<std::unique_ptr<CellWorld>> worlds;
    for (std::uint32_t number = first; number < first + kTogether; ++number) {
      worlds.push_back(std::make_unique<CellWorld>(
          config,
          CellWorldOptions{
              .replication = number, .tier = Fidelity::replay, .collisions = Collisions::noted}));
    }
    run_one_cycle(*link, worlds, {});
    for (const auto& world : worlds) {
      ++tally.cycles;
      if (!world->contacts().empty()) ++tally.touched;
      for (std::size_t r = 0; r < world->config().robots.size(); ++r) {
        const RobotRecord record = world->record(r);
        tally.expulsions += record.expulsions;
        tally.zone_wait_s += record.zone_wait_s;
      }
    }
  }
  return tally;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crowded_cycles)

BOOST_AUTO_TEST_CASE(six_robots_under_their_controller_never_touch_in_1000_randomised_cycles) {
  const Tally kept = run(true, kCycles);
  BOOST_TEST(kept.cycles == kCycles);
  BOOST_TEST(kept.touched == 0U);
  // 6 robots weld 12 spots each: 72,000 welds, of which 1440 +- 38 splash
  BOOST_TEST(std::abs(kept.expulsions - 1440) < 4 * 38);
  BOOST_TEST(kept.zone_wait_s > 0.0);
}

// The first of these cycles with zones ignored: the watch would have seen it.
BOOST_AUTO_TEST_CASE(without_zones_most_of_these_cycles_have_contacts) {
  const Tally free = run(false, kWithoutZones);
  BOOST_TEST(free.touched > kWithoutZones / 2);
  BOOST_TEST(free.zone_wait_s == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
