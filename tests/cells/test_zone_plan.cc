#include <algorithm>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/zone_plan.h"
#include "models/base/random_stream.h"

using namespace darkline;

namespace {

// What a robot does in turn: takes a zone, works, gives a zone back.
struct Action {
  enum class Kind { take, work, give } kind = Kind::work;
  std::size_t number = 0;  // of the zone or the step
};
using Program = std::vector<Action>;

std::vector<Program> programs_of(const ZonePlan& plan, const std::vector<std::vector<double>>& s) {
  std::vector<Program> programs(s.size());
  for (std::size_t r = 0; r < s.size(); ++r) {
    for (std::size_t at = 0; at <= s[r].size(); ++at) {
      for (const ZoneHold& hold : plan.holds) {
        if (hold.robot == r && hold.leave == at) {
          programs[r].push_back({Action::Kind::give, hold.zone});
        }
      }
      for (const ZoneHold& hold : plan.holds) {
        if (hold.robot == r && hold.enter == at) {
          programs[r].push_back({Action::Kind::take, hold.zone});
        }
      }
      if (at < s[r].size()) programs[r].push_back({Action::Kind::work, at});
    }
  }
  return programs;
}

// Robots move in random turns, each action of work as long as chance has it. Returns whether all
// finish; calls at_work(robot, step, steps of the others at work).
template <class AtWork>
bool all_finish(const std::vector<Program>& programs, std::uint32_t number, const AtWork& at_work) {
  constexpr std::size_t kFree = SIZE_MAX;
  const RandomStream stream(3, number, 2, DrawPurpose::cycle_variation);
  std::vector<std::size_t> next(programs.size(), 0), left(programs.size(), 0);
  std::vector<std::size_t> holder(1000, kFree);
  std::uint32_t draw = 0;
  for (;;) {
    bool moved = false, unfinished = false;
    // a random robot first, so that grants have no fixed order
    const std::size_t turn = stream.words(draw++)[0] % programs.size();
    for (std::size_t k = 0; k < programs.size(); ++k) {
      const std::size_t r = (k + turn) % programs.size();
      if (next[r] == programs[r].size()) continue;
      unfinished = true;
      const Action& action = programs[r][next[r]];
      if (action.kind == Action::Kind::take) {
        if (holder[action.number] != kFree) continue;
        holder[action.number] = r;
        ++next[r];
      } else if (action.kind == Action::Kind::give) {
        holder[action.number] = kFree;
        ++next[r];
      } else if (left[r] == 0) {
        left[r] = 1 + stream.words(draw++)[0] % 4;
        at_work(r, action.number, next, left);
      } else if (--left[r] == 0) {
        ++next[r];
      }
      moved = true;
    }
    if (!unfinished) return true;
    if (!moved) return false;  // everybody waits
  }
}

bool all_finish(const std::vector<Program>& programs, std::uint32_t number) {
  return all_finish(programs, number, [](auto&&...) {});
}

struct Puzzle {
  std::vector<std::vector<double>> step_s;
  std::vector<StepConflict> conflicts;
};

// Random robots and conflicts, from sparse to so dense that most steps exclude each other; first
// and last steps stay free, as homes do.
Puzzle puzzle(std::uint32_t number) {
  const RandomStream stream(11, number, 3, DrawPurpose::cycle_variation);
  std::uint32_t draw = 0;
  const auto below = [&](std::size_t n) -> std::size_t { return stream.words(draw++)[0] % n; };
  Puzzle made;
  const std::size_t robots = 2 + below(5);
  for (std::size_t r = 0; r < robots; ++r) {
    made.step_s.emplace_back();
    for (std::size_t i = 3 + below(10); i > 0; --i) {
      made.step_s.back().push_back(0.2 + stream.uniforms(draw++)[0]);
    }
  }
  const std::size_t wanted = 1 + below(60);
  for (std::size_t k = 0; k < wanted; ++k) {
    const std::size_t a = below(robots), b = below(robots);
    if (a == b) continue;
    const std::size_t i = 1 + below(made.step_s[a].size() - 2);
    made.conflicts.push_back({a, i, b, 1 + below(made.step_s[b].size() - 2)});
  }
  return made;
}

constexpr std::uint32_t kPuzzles = 300;

}  // namespace

BOOST_AUTO_TEST_SUITE(zone_plan)

BOOST_AUTO_TEST_CASE(two_robots_that_meet_twice_have_two_zones) {
  const std::vector<std::vector<double>> step_s(2, std::vector<double>(6, 1.0));
  const ZonePlan plan = plan_zones(step_s, {{0, 1, 1, 1}, {0, 4, 1, 4}, {1, 4, 0, 3}});
  BOOST_TEST(plan.zones == 2);
  BOOST_REQUIRE(plan.holds.size() == 4U);
  // in the order of use: step 1 of both, then steps 3 and 4 of the first, 4 of the second
  BOOST_TEST(plan.holds[0].zone == 1);
  BOOST_TEST(plan.holds[0].enter == 1U);
  BOOST_TEST(plan.holds[0].leave == 2U);
  BOOST_TEST(plan.holds[1].zone == 2);
  BOOST_TEST(plan.holds[1].enter == 3U);
  BOOST_TEST(plan.holds[1].leave == 5U);
}

BOOST_AUTO_TEST_CASE(no_conflict_no_zone) {
  const ZonePlan plan = plan_zones({{1.0, 1.0}, {1.0}}, {});
  BOOST_TEST(plan.zones == 0);
  BOOST_TEST(plan.holds.empty());
}

BOOST_AUTO_TEST_CASE(every_conflict_is_covered_by_a_zone_that_both_hold) {
  for (std::uint32_t number = 0; number < kPuzzles; ++number) {
    const Puzzle made = puzzle(number);
    const ZonePlan plan = plan_zones(made.step_s, made.conflicts);
    const auto held = [&](std::size_t robot, std::size_t step) {
      std::set<std::uint16_t> zones;
      for (const ZoneHold& hold : plan.holds) {
        const bool now = hold.robot == robot && hold.enter <= step && step < hold.leave;
        if (now) BOOST_TEST(zones.insert(hold.zone).second, "a zone held twice");
      }
      BOOST_TEST(zones.size() <= kMostZonesPlanned);
      return zones;
    };
    for (const StepConflict& each : made.conflicts) {
      const auto one = held(each.robot, each.step);
      const auto other = held(each.other, each.other_step);
      BOOST_TEST(std::ranges::any_of(one, [&](auto zone) { return other.contains(zone); }),
                 "puzzle " << number);
    }
  }
}

BOOST_AUTO_TEST_CASE(zones_are_taken_in_ascending_order_and_none_is_kept_at_home) {
  for (std::uint32_t number = 0; number < kPuzzles; ++number) {
    const Puzzle made = puzzle(number);
    for (const Program& program :
         programs_of(plan_zones(made.step_s, made.conflicts), made.step_s)) {
      std::set<std::size_t> held;
      for (const Action& action : program) {
        if (action.kind == Action::Kind::take) {
          BOOST_TEST((held.empty() || *held.rbegin() < action.number));
          held.insert(action.number);
        } else if (action.kind == Action::Kind::give) {
          BOOST_TEST(held.erase(action.number) == 1U);
        }
      }
      BOOST_TEST(held.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(no_chance_of_timing_deadlocks_the_zones_or_lets_conflicting_steps_meet) {
  for (std::uint32_t number = 0; number < kPuzzles; ++number) {
    const Puzzle made = puzzle(number);
    const auto programs = programs_of(plan_zones(made.step_s, made.conflicts), made.step_s);
    std::set<std::vector<std::size_t>> excluded;
    for (const StepConflict& c : made.conflicts) {
      excluded.insert({c.robot, c.step, c.other, c.other_step});
      excluded.insert({c.other, c.other_step, c.robot, c.step});
    }
    bool met = false;
    const auto watch = [&](std::size_t robot, std::size_t step, const auto& next,
                           const auto& left) {
      for (std::size_t r = 0; r < programs.size(); ++r) {
        if (r == robot || left[r] == 0) continue;
        met = met || excluded.contains({robot, step, r, programs[r][next[r]].number});
      }
    };
    for (std::uint32_t chance = 0; chance < 5; ++chance) {
      BOOST_TEST(all_finish(programs, number * 5 + chance, watch), "puzzle " << number);
    }
    BOOST_TEST(!met, "puzzle " << number);
  }
}

// The same simulator, two zones, taken in opposite orders: sooner or later each robot has one and
// waits for the other. And the plans of the puzzles, where every other robot takes the higher zone
// first: some of them must lock.
BOOST_AUTO_TEST_CASE(the_wrong_order_does_deadlock) {
  using Kind = Action::Kind;
  const std::vector<Program> crossed = {{{Kind::take, 1},
                                         {Kind::work, 0},
                                         {Kind::take, 2},
                                         {Kind::work, 1},
                                         {Kind::give, 2},
                                         {Kind::give, 1}},
                                        {{Kind::take, 2},
                                         {Kind::work, 0},
                                         {Kind::take, 1},
                                         {Kind::work, 1},
                                         {Kind::give, 1},
                                         {Kind::give, 2}}};
  int locked = 0;
  for (std::uint32_t chance = 0; chance < 50; ++chance)
    locked += all_finish(crossed, chance) ? 0 : 1;
  BOOST_TEST(locked > 0);

  locked = 0;
  for (std::uint32_t number = 0; number < kPuzzles; ++number) {
    const Puzzle made = puzzle(number);
    ZonePlan plan = plan_zones(made.step_s, made.conflicts);
    for (ZoneHold& hold : plan.holds) {
      // robots of odd number take each zone a step earlier the higher it is
      if (hold.robot % 2 == 1) hold.enter -= std::min<std::size_t>(hold.enter, hold.zone);
    }
    locked += all_finish(programs_of(plan, made.step_s), number) ? 0 : 1;
  }
  BOOST_TEST(locked > 0);
}

BOOST_AUTO_TEST_SUITE_END()
