#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/in_process_link.h"
#include "tests/controllers/fake_cell.h"
#include "tests/controllers/faulty_link.h"

using namespace darkline;

namespace {

constexpr int kCells = 4;
constexpr int kExchanges = 80;

struct Run {
  std::vector<std::byte> commands;  // of the exchanges that came back, as the wire has them
  int exchanges = 0;
  std::string end;  // "", "io", "internal"
};

Run run(ControllerLink& link) {
  Run all;
  FakePlant plant(kCells, 7);
  std::vector<std::byte> buffer(act_bytes(kCells));
  try {
    link.load(plant.programs());
    for (; all.exchanges < kExchanges; ++all.exchanges) {
      const auto due = plant.advance_to_next_due();
      std::vector<CellCommand> commands(due.size());
      link.exchange(plant.t_ns(), due, commands);
      plant.obey(commands);
      const std::size_t length = encode_act({.t_ns = plant.t_ns()}, commands, buffer);
      all.commands.insert(all.commands.end(), buffer.begin(),
                          buffer.begin() + static_cast<std::ptrdiff_t>(length));
    }
  } catch (const IoError&) {
    all.end = "io";
  } catch (const InternalError&) {
    all.end = "internal";
  }
  return all;
}

Run clean_run() {
  InProcessLink link;
  return run(link);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faulty_link)

BOOST_AUTO_TEST_CASE(without_faults_it_is_as_any_link) {
  FaultyLink link(1, 0);
  const Run faultless = run(link);
  BOOST_TEST(faultless.end == "");
  BOOST_TEST(link.faults() == 0);
  BOOST_TEST((faultless.commands == clean_run().commands));
}

BOOST_AUTO_TEST_CASE(no_fault_changes_a_result) {
  const Run clean = clean_run();
  std::array<int, 3> ends = {};
  std::array<std::uint64_t, kLotpRejects> refused = {};
  std::array<int, 32> errs = {};
  int survived = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    // from two faults in ten thousand messages to one in a hundred, of each of eight kinds
    FaultyLink link(seed, 2 + static_cast<std::uint32_t>(seed) / 2);
    for (int attempt = 0; attempt < 20; ++attempt) {
      const int faults = link.faults();
      const Run faulty = run(link);
      BOOST_REQUIRE_MESSAGE(faulty.commands.size() <= clean.commands.size(), "seed " << seed);
      // what came back before the end is what a faultless link gives, to the bit
      BOOST_REQUIRE_MESSAGE(
          std::equal(faulty.commands.begin(), faulty.commands.end(), clean.commands.begin()),
          "seed " << seed << " ends " << faulty.end << " after " << faulty.exchanges);
      if (faulty.end.empty()) {
        BOOST_REQUIRE_MESSAGE(faulty.commands.size() == clean.commands.size(), "seed " << seed);
        survived += link.faults() - faults;
      }
      ++ends.at(faulty.end.empty() ? 0U : faulty.end == "io" ? 1U : 2U);
    }
    const LotpCounts counts = link.refused();
    for (std::size_t i = 0; i < refused.size(); ++i) refused[i] += counts.rejected[i];
    for (std::size_t i = 0; i < errs.size(); ++i) errs[i] += link.errs()[i];
  }
  BOOST_TEST_MESSAGE(ends[0] << " whole with " << survived << " faults, " << ends[1]
                             << " ended late or dead, " << ends[2] << " by ERR");
  // it was tried: runs that went through their faults, and both ways to end
  BOOST_TEST(ends[0] > 0);
  BOOST_TEST(survived > 0);
  BOOST_TEST(ends[1] > 0);
  BOOST_TEST(ends[2] > 0);
  for (std::size_t i = 1; i < refused.size(); ++i) {
    BOOST_TEST(refused[i] > 0U, name_of(static_cast<LotpReject>(i)));
  }
  for (const std::size_t code : {1U, 6U, 7U, 8U, 9U, 10U, 11U}) {
    BOOST_TEST(errs[code] > 0, "ERR " << code);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_faults) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    FaultyLink one(seed, 100);
    FaultyLink other(seed, 100);
    const Run first = run(one);
    const Run second = run(other);
    BOOST_TEST(first.end == second.end);
    BOOST_TEST(first.exchanges == second.exchanges);
    BOOST_TEST(one.refused().text() == other.refused().text());
  }
}

BOOST_AUTO_TEST_CASE(a_link_that_broke_is_good_again_after_loading) {
  const Run clean = clean_run();
  FaultyLink link(4, 100);
  int whole = 0;
  for (int attempt = 0; attempt < 50; ++attempt) {
    const Run again = run(link);
    BOOST_REQUIRE(std::equal(again.commands.begin(), again.commands.end(), clean.commands.begin()));
    whole += again.end.empty() ? 1 : 0;
  }
  BOOST_TEST(whole < 50);
}

BOOST_AUTO_TEST_SUITE_END()
