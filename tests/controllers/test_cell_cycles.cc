#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/zone_book.h"
#include "tests/controllers/random_cell.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(cell_cycles)

BOOST_AUTO_TEST_CASE(no_program_that_keeps_the_rules_deadlocks) {
  // While the station executes, some robot works: the one that holds the highest zone taken, or
  // any if none is. So a cycle is never longer than all of its orders one after another, each at
  // most 20 ticks after the one at which it begins and repeated three times.
  std::int64_t chains = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const CellProgram cell = random_cell(seed, 30);
    BOOST_REQUIRE(zone_fault_of(cell) == "");
    const std::int64_t most_ticks =
        orders_of(cell) * (kLongestOrderTicks + 1) * (1 + kMaxWeldRepeats);
    RandomCellRun run(cell, seed);
    for (int cycle = 0; cycle < 3; ++cycle) {
      BOOST_REQUIRE(run.cycle(most_ticks) <= most_ticks);
    }
    chains += run.chains();
  }
  BOOST_TEST(chains > 10'000);  // it was tried
}

BOOST_AUTO_TEST_CASE(in_opposite_orders_two_robots_would_wait_for_ever) {
  // what the rule of ascending numbers is for; such programs are refused (cell_program)
  const std::vector<ProgramZone> zones = {{.number = 1}, {.number = 2}};
  ZoneBook book(zones);
  book.request(0, 1, 0);
  book.request(1, 2, 0);
  BOOST_TEST(book.grant(0) == 0);
  BOOST_TEST(book.grant(0) == 1);
  book.request(0, 2, 1);
  book.request(1, 1, 1);
  BOOST_TEST(book.grant(1'000'000) == -1);
  BOOST_TEST(book.waits(0));
  BOOST_TEST(book.waits(1));
}

BOOST_AUTO_TEST_CASE(a_thousand_cycles_leave_nothing_behind) {
  CellProgram cell = random_cell(5, 20);
  const std::size_t n_robots = cell.robots.size();
  cell.tips.assign(n_robots,
                   {.dress_job = kDressJob, .dress_every_spots = 9, .dresses_per_cap = 4});
  const std::int64_t most_ticks =
      (orders_of(cell) + static_cast<std::int64_t>(n_robots)) * (kLongestOrderTicks + 1) * 4;
  RandomCellRun run(cell, 5);
  constexpr int kCycles = 1000;
  for (int cycle = 1; cycle <= kCycles; ++cycle) {
    run.cycle(most_ticks);
    for (std::uint16_t zone = 1; zone <= kRandomZones; ++zone) {
      BOOST_REQUIRE(run.controller.zone_holder(zone) == -1);
    }
    BOOST_REQUIRE(run.controller.reason().robot == -1);
    BOOST_REQUIRE(run.command().next_wake_ns == kNeverNs);
    for (std::size_t r = 0; r < n_robots; ++r) {
      BOOST_REQUIRE(run.command().robots[r].waits_for == 0);
      // numbers go on by one an order, and every order was carried out
      BOOST_REQUIRE(run.command().robots[r].step == run.tally(r).orders);
    }
  }
  std::uint32_t dresses = 0;
  for (std::size_t r = 0; r < n_robots; ++r) {
    const CellController::TipWear& wear = run.controller.tip_wear(static_cast<int>(r));
    // every dress is counted once, as one of the present caps or of those worn out
    BOOST_TEST(4 * wear.worn_out + wear.dresses == run.tally(r).dresses);
    // a dress is due at the first end of a program from 9 spots on, and resets the count
    BOOST_TEST(wear.spots < 9U);
    BOOST_TEST(9 * run.tally(r).dresses <= run.tally(r).spots);
    dresses += run.tally(r).dresses;
  }
  BOOST_TEST(dresses > 0U);
}

BOOST_AUTO_TEST_CASE(the_same_cell_gives_the_same_commands) {
  const CellProgram cell = random_cell(8, 30);
  RandomCellRun one(cell, 3);
  RandomCellRun other(cell, 3);
  for (int cycle = 0; cycle < 20; ++cycle) {
    BOOST_TEST(one.cycle(1'000'000) == other.cycle(1'000'000));
  }
}

BOOST_AUTO_TEST_SUITE_END()
