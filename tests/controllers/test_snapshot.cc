#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/controller_set.h"
#include "models/base/content_hash.h"
#include "tests/controllers/controller_bench.h"
#include "tests/controllers/fake_cell.h"
#include "tests/controllers/random_cell.h"
#include "tests/controllers/wild_cell.h"

using namespace darkline;

namespace {

using Bytes = std::vector<std::byte>;
using History = std::vector<RandomCellRun::Exchange>;

Bytes wire_of(const CellCommand& command) {
  Bytes bytes(act_bytes(1));
  encode_act({}, {&command, 1}, bytes);
  return bytes;
}

// Whether LOTP would carry both alike, and why the station stands too.
bool are_equal(const CellCommand& a, const CellCommand& b) {
  return wire_of(a) == wire_of(b) && a.reason.code == b.reason.code &&
         a.reason.robot == b.reason.robot && a.reason.zone == b.reason.zone;
}

CellCommand ask(ControllerSet& set, const CellObservation& seen) {
  CellCommand command;
  BOOST_REQUIRE((set.update({&seen, 1}, {&command, 1}) == LotpReject::none));
  return command;
}

// The same bytes with a check that fits them: what only somebody who means it would send.
Bytes sealed(Bytes state) {
  Sha256 hash;
  hash.add(std::span(state).first(state.size() - 16));
  const auto digest = hash.digest();
  std::copy_n(digest.begin(), 16, state.end() - 16);
  return state;
}

// A cell with tip care, so that robots dress.
CellProgram caring_cell(std::uint64_t seed, std::uint32_t length) {
  CellProgram cell = random_cell(seed, length);
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    cell.tips.push_back({.dress_job = r % 2 == 0 ? kDressJob : -1,
                         .dress_every_spots = static_cast<std::uint32_t>(2 + r),
                         .dresses_per_cap = 2});
  }
  return cell;
}

History wild_history(const CellProgram& cell, std::uint64_t seed, std::uint32_t calm, int n) {
  ControllerSet set({&cell, 1});
  WildCell wild(cell, seed, calm);
  History history;
  CellCommand last;
  for (int i = 0; i < n; ++i) {
    const CellObservation seen = wild.next(last);
    last = ask(set, seen);
    history.push_back({seen, last});
  }
  return history;
}

// Cuts the history at every `stride`-th exchange: a fresh controller that takes up the snapshot
// made there must say what the old one said.
void expect_same_after_each_cut(const CellProgram& cell, const History& history,
                                std::size_t stride) {
  ControllerSet whole({&cell, 1});
  for (std::size_t cut = 0; cut <= history.size(); ++cut) {
    if (cut % stride == 0) {
      const Bytes state = whole.snapshot();
      ControllerSet fresh({&cell, 1});
      BOOST_REQUIRE_MESSAGE(fresh.restore(state), "cut at " << cut);
      BOOST_REQUIRE(fresh.snapshot() == state);
      for (std::size_t i = cut; i < history.size(); ++i) {
        BOOST_REQUIRE_MESSAGE(are_equal(ask(fresh, history[i].seen), history[i].command),
                              "cut at " << cut << ", differs at " << i);
      }
    }
    if (cut < history.size()) {
      BOOST_REQUIRE(are_equal(ask(whole, history[cut].seen), history[cut].command));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snapshots)

BOOST_AUTO_TEST_CASE(a_controller_cut_anywhere_goes_on_as_if_it_had_not_been) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const CellProgram cell = caring_cell(seed, 12);
    History history;
    RandomCellRun run(cell, seed);
    run.record = &history;
    run.cycle(100'000);
    run.cycle(100'000);
    BOOST_REQUIRE(history.size() > 20U);
    expect_same_after_each_cut(cell, history, 1 + history.size() / 40);
  }
}

BOOST_AUTO_TEST_CASE(whatever_its_robots_report) {
  std::set<PackMlState> rested;  // where some cut was made
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const CellProgram cell = caring_cell(seed, 4 + static_cast<std::uint32_t>(seed % 9));
    const History history =
        wild_history(cell, seed, seed % 3 == 0 ? 40 : 4'000, 30 + 4 * static_cast<int>(seed));
    expect_same_after_each_cut(cell, history, 7);
    for (std::size_t i = 6; i < history.size(); i += 7) rested.insert(history[i].command.state);
  }
  // each state in which a station can be found, but starting, stopped and idle, was among them
  for (const PackMlState state :
       {PackMlState::resetting, PackMlState::execute, PackMlState::completing,
        PackMlState::complete, PackMlState::holding, PackMlState::held, PackMlState::aborting,
        PackMlState::aborted}) {
    BOOST_TEST(rested.contains(state), name_of_state(state));
  }
}

BOOST_AUTO_TEST_CASE(several_cells_are_taken_up_together) {
  FakePlant plant(8, 3);
  ControllerSet whole(plant.programs());
  ControllerSet fresh(plant.programs());
  bool same = false;
  for (int i = 0; i < 600; ++i) {
    const auto due = plant.advance_to_next_due();
    std::vector<CellCommand> commands(due.size());
    BOOST_REQUIRE((whole.update(due, commands) == LotpReject::none));
    if (same) {
      std::vector<CellCommand> again(due.size());
      BOOST_REQUIRE((fresh.update(due, again) == LotpReject::none));
      for (std::size_t k = 0; k < due.size(); ++k) BOOST_REQUIRE(are_equal(commands[k], again[k]));
    }
    plant.obey(commands);
    if (i % 50 == 49) {
      const Bytes state = whole.snapshot();
      // a set that is somewhere else takes it up as well as a fresh one
      if (i % 100 == 49) fresh.configure(plant.programs());
      same = fresh.restore(state);
      BOOST_REQUIRE(same);
      BOOST_REQUIRE(fresh.snapshot() == state);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_snapshot_is_refused_and_changes_nothing) {
  const CellProgram cell = caring_cell(5, 10);
  const History history = wild_history(cell, 5, 4'000, 40);
  ControllerSet set({&cell, 1});
  for (const auto& each : history) ask(set, each.seen);
  const Bytes state = set.snapshot();
  const Bytes before = ControllerSet({&cell, 1}).snapshot();
  ControllerSet other({&cell, 1});
  for (std::size_t length = 0; length < state.size(); ++length) {
    BOOST_REQUIRE(!other.restore(std::span(state).first(length)));
  }
  for (std::size_t i = 0; i < state.size(); ++i) {
    Bytes damaged = state;
    damaged[i] ^= static_cast<std::byte>(1U << (i % 8));
    BOOST_REQUIRE(!other.restore(damaged));
  }
  Bytes longer = state;
  longer.push_back(std::byte{0});
  BOOST_TEST(!other.restore(longer));
  BOOST_TEST((other.snapshot() == before));
  BOOST_TEST(other.restore(state));
}

BOOST_AUTO_TEST_CASE(only_controllers_of_the_same_programs_take_it_up) {
  const CellProgram cell = random_cell(5, 10);
  ControllerSet set({&cell, 1});
  const Bytes state = set.snapshot();
  CellProgram other = cell;
  other.cell = cell.cell + 1;
  BOOST_TEST(!ControllerSet({&other, 1}).restore(state));
  other = cell;
  other.robots.back().steps.back().q_rad[0] += 1e-12;
  BOOST_TEST(!ControllerSet({&other, 1}).restore(state));
  other = cell;
  other.zones.back().nominal_ns += 1;
  BOOST_TEST(!ControllerSet({&other, 1}).restore(state));
  other.cell = cell.cell + 1;
  const std::array<CellProgram, 2> two = {cell, other};
  BOOST_TEST(!ControllerSet(two).restore(state));
  BOOST_TEST(!ControllerSet().restore(state));
  BOOST_TEST(ControllerSet({&cell, 1}).restore(state));
}

// Whoever can compute SHA-256 can seal anything. What is taken up all the same must never let a
// check of the controller fail or give one zone to two robots.
BOOST_AUTO_TEST_CASE(a_forged_snapshot_breaks_no_rule) {
  int taken = 0;
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const CellProgram cell = caring_cell(seed, 6);
    const History history = wild_history(cell, seed, 400, 20 + static_cast<int>(seed) * 5);
    ControllerSet set({&cell, 1});
    for (const auto& each : history) ask(set, each.seen);
    const Bytes state = set.snapshot();
    RandomDraws draws(seed, 9);
    for (std::size_t i = 0; i + 16 < state.size(); ++i) {
      Bytes forged = state;
      forged[i] =
          static_cast<std::byte>(draws.below(3) == 0 ? draws.below(256) : draws.below(4) * 85);
      if (forged == state) continue;
      ControllerSet victim({&cell, 1});
      if (!victim.restore(sealed(forged))) {
        ++refused;
        continue;
      }
      ++taken;
      // what it is now, it can hand on
      BOOST_REQUIRE(ControllerSet({&cell, 1}).restore(victim.snapshot()));
      WildCell wild(cell, seed, 100);
      CellCommand last = history.back().command;
      std::int64_t latest_ns = 0;
      std::memcpy(&latest_ns, forged.data() + 8, sizeof(latest_ns));
      for (int k = 0; k < 20; ++k) {
        CellObservation seen = wild.next(last);
        seen.t_ns += latest_ns;
        CellCommand command;
        const LotpReject reason = victim.update({&seen, 1}, {&command, 1});
        BOOST_REQUIRE(reason == LotpReject::none || seen.t_ns > kLatestNs);
        if (reason != LotpReject::none) break;
        last = command;
        BOOST_REQUIRE(ControllerSet({&cell, 1}).restore(victim.snapshot()));
      }
    }
  }
  BOOST_TEST(taken > 100);
  BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_CASE(a_plant_of_820_robots_fits_one_message) {
  std::vector<CellProgram> cells;
  for (std::uint32_t c = 0; c < 164; ++c) {
    cells.push_back({.cell = c});
    cells.back().robots.resize(5);
    cells.back().zones = {{.number = 1}};
  }
  BOOST_TEST(ControllerSet(cells).snapshot().size() < kLotpMaxMessageBytes / 2);
}

BOOST_AUTO_TEST_CASE(time_does_not_fall_nor_run_out) {
  const CellProgram cell{.cell = 3, .robots = {{}}};
  ControllerSet set({&cell, 1});
  CellCommand command;
  const auto at = [&](std::int64_t t_ns) {
    const CellObservation seen{.cell = 3, .t_ns = t_ns, .n_robots = 1};
    return set.update({&seen, 1}, {&command, 1});
  };
  BOOST_TEST((at(-1) == LotpReject::bad_value));
  BOOST_TEST((at(40) == LotpReject::none));
  BOOST_TEST((at(40) == LotpReject::none));
  BOOST_TEST((at(39) == LotpReject::bad_value));
  BOOST_TEST((at(INT64_MAX) == LotpReject::bad_value));
  BOOST_TEST((at(kLatestNs + 1) == LotpReject::bad_value));
  BOOST_TEST((at(kLatestNs) == LotpReject::none));
}

BOOST_AUTO_TEST_CASE(a_command_says_why_the_station_stands) {
  Bench held({{.steps = {{.kind = StepKind::spot, .weld_current_ka = 8.F}}}, {}});
  held.seen.part_present = true;
  held.tick();
  BOOST_TEST(held.command.reason.code == 0);
  BOOST_TEST(held.command.reason.robot == -1);
  for (int i = 0; i <= kMaxWeldRepeats; ++i) {
    BOOST_TEST(held.command.reason.code == 0);
    held.report(0, RobotState::failed, RobotAlarm::expulsion);
    held.tick();
  }
  BOOST_TEST((held.command.state == PackMlState::held));
  BOOST_TEST(held.command.reason.code == 201);
  BOOST_TEST(held.command.reason.robot == 0);
  BOOST_TEST(held.command.reason.zone == 0);

  // robot 0 stays in the zone, of a second, for longer than two while robot 1 waits for it
  const ProgramStep enter{.kind = StepKind::enter_zone, .zone = 4};
  const ProgramStep leave{.kind = StepKind::leave_zone, .zone = 4};
  const ProgramStep move{.kind = StepKind::move, .q_rad = {0.5}};
  Bench zone({.cell = kCell,
              .robots = {{.steps = {enter, move, leave}}, {.steps = {enter, move, leave}}},
              .zones = {{.number = 4, .nominal_ns = 1'000'000'000}}});
  zone.seen.part_present = true;
  zone.tick();
  zone.report(0, RobotState::moving);
  zone.seen.t_ns += 2'100'000'000;
  zone.tick();
  BOOST_TEST((zone.command.state == PackMlState::holding));
  BOOST_TEST(zone.command.reason.code == kZoneTimeout);
  BOOST_TEST(zone.command.reason.robot == 0);
  BOOST_TEST(zone.command.reason.zone == 4);
}

BOOST_AUTO_TEST_SUITE_END()
