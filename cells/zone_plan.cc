#include "cells/zone_plan.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kShortGapS = 0.6;  // a zone is not given back for less

using Steps = std::vector<char>;  // (n steps) whether the zone is needed

// One zone: per robot, the steps that need it. Empty: the robot is not in it.
struct Draft {
  std::vector<Steps> needs;  // (n robots)
};

struct Run {
  std::size_t low = 0, high = 0;
};

class Planner {
 public:
  Planner(const std::vector<std::vector<double>>& step_s, std::size_t most_held)
      : step_s_(step_s), most_held_(most_held) {
    for (const auto& steps : step_s) {
      std::vector<double> from_s(steps.size() + 1, 0.0);
      for (std::size_t i = 0; i < steps.size(); ++i) from_s[i + 1] = from_s[i] + steps[i];
      from_s_.push_back(std::move(from_s));
    }
  }

  ZonePlan plan(const std::vector<StepConflict>& conflicts) {
    draft(conflicts);
    number_by_first_use();
    improve_order();
    while (join_where_too_many()) improve_order();
    ZonePlan plan;
    plan.zones = static_cast<std::uint16_t>(drafts_.size());
    for (std::size_t r = 0; r < step_s_.size(); ++r) {
      for (const ZoneHold& hold : holds_of(r)) plan.holds.push_back(hold);
    }
    return plan;
  }

 private:
  void draft(const std::vector<StepConflict>& conflicts);
  std::vector<Run> runs_of(const Draft& draft, std::size_t robot) const;
  std::vector<ZoneHold> holds_of(std::size_t robot) const;
  double held_s(std::size_t robot) const;
  double seconds(std::size_t robot, const Run& run) const {
    return from_s_[robot][run.high] - from_s_[robot][run.low];
  }
  double load(const Draft& draft) const;
  void number_by_first_use();
  void improve_order();
  bool join_where_too_many();
  bool overfull(std::vector<std::size_t>& together) const;

  const std::vector<std::vector<double>>& step_s_;
  std::size_t most_held_;
  std::vector<std::vector<double>> from_s_;  // (n robots x n steps + 1) when a step begins
  std::vector<Draft> drafts_;                // zone k is drafts_[k - 1]
};

std::size_t root(std::vector<std::size_t>& parent, std::size_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

// Pair by pair, the connected components of conflicts.
void Planner::draft(const std::vector<StepConflict>& conflicts) {
  std::map<std::pair<std::size_t, std::size_t>, std::vector<StepConflict>> by_pair;
  for (StepConflict each : conflicts) {
    if (each.robot > each.other) {
      std::swap(each.robot, each.other);
      std::swap(each.step, each.other_step);
    }
    DARKLINE_CHECK(each.robot < each.other && each.other < step_s_.size() &&
                       each.step < step_s_[each.robot].size() &&
                       each.other_step < step_s_[each.other].size(),
                   "a conflict of steps that are not there");
    by_pair[{each.robot, each.other}].push_back(each);
  }
  for (const auto& [pair, of_pair] : by_pair) {
    const std::size_t n = step_s_[pair.first].size();
    const std::size_t m = step_s_[pair.second].size();
    std::vector<std::size_t> parent(n + m);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (const StepConflict& each : of_pair) {
      parent[root(parent, each.step)] = root(parent, n + each.other_step);
    }
    std::map<std::size_t, std::size_t> place;  // of a component in drafts_
    for (const StepConflict& each : of_pair) {
      const std::size_t component = root(parent, each.step);
      if (!place.contains(component)) {
        place[component] = drafts_.size();
        drafts_.emplace_back();
        drafts_.back().needs.resize(step_s_.size());
        drafts_.back().needs[pair.first].assign(n, 0);
        drafts_.back().needs[pair.second].assign(m, 0);
      }
      Draft& of = drafts_[place[component]];
      of.needs[pair.first][each.step] = 1;
      of.needs[pair.second][each.other_step] = 1;
    }
  }
}

// Runs of steps that need the zone, short gaps bridged.
std::vector<Run> Planner::runs_of(const Draft& draft, std::size_t robot) const {
  const Steps& needs = draft.needs[robot];
  std::vector<Run> runs;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (needs[i] == 0) continue;
    const bool near = !runs.empty() && seconds(robot, {runs.back().high, i}) < kShortGapS;
    if (near) {
      runs.back().high = i + 1;
    } else {
      runs.push_back({i, i + 1});
    }
  }
  return runs;
}

// With lower numbers taken early; sorted by enter, then zone.
std::vector<ZoneHold> Planner::holds_of(std::size_t robot) const {
  std::vector<ZoneHold> holds;
  for (std::size_t z = 0; z < drafts_.size(); ++z) {
    for (const Run& run : runs_of(drafts_[z], robot)) {
      holds.push_back({static_cast<std::uint16_t>(z + 1), robot, run.low, run.high});
    }
  }
  const auto earlier = [](const ZoneHold& a, const ZoneHold& b) {
    return std::pair(a.enter, a.zone) < std::pair(b.enter, b.zone);
  };
  // each round moves an `enter` back or removes a hold, so this ends
  for (bool changed = true; changed;) {
    changed = false;
    std::ranges::sort(holds, earlier);
    for (const ZoneHold& held : holds) {
      for (ZoneHold& taken : holds) {
        if (taken.zone < held.zone && taken.enter > held.enter && taken.enter < held.leave) {
          taken.enter = held.enter;
          changed = true;
        }
      }
    }
    for (std::size_t i = 0; i < holds.size(); ++i) {
      for (std::size_t k = i + 1; k < holds.size();) {
        const bool same = holds[i].zone == holds[k].zone && holds[k].enter <= holds[i].leave &&
                          holds[i].enter <= holds[k].leave;
        if (!same) {
          ++k;
          continue;
        }
        holds[i].enter = std::min(holds[i].enter, holds[k].enter);
        holds[i].leave = std::max(holds[i].leave, holds[k].leave);
        holds.erase(holds.begin() + static_cast<std::ptrdiff_t>(k));
        k = i + 1;
        changed = true;
      }
    }
  }
  std::ranges::sort(holds, earlier);
  return holds;
}

double Planner::held_s(std::size_t robot) const {
  double sum_s = 0.0;
  for (const ZoneHold& hold : holds_of(robot)) sum_s += seconds(robot, {hold.enter, hold.leave});
  return sum_s;
}

// How much robots are in each other's way: products of what each pair of them holds.
double Planner::load(const Draft& draft) const {
  double sum = 0.0, before = 0.0;
  for (std::size_t r = 0; r < draft.needs.size(); ++r) {
    double held = 0.0;
    for (const Run& run : runs_of(draft, r)) held += seconds(r, run);
    sum += before * held;
    before += held;
  }
  return sum;
}

void Planner::number_by_first_use() {
  const auto first_use = [&](const Draft& draft) {
    double sum_s = 0.0;
    int n = 0;
    for (std::size_t r = 0; r < draft.needs.size(); ++r) {
      const auto runs = runs_of(draft, r);
      if (runs.empty()) continue;
      sum_s += from_s_[r][runs.front().low];
      ++n;
    }
    return sum_s / std::max(n, 1);
  };
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t z = 0; z < drafts_.size(); ++z) order.emplace_back(first_use(drafts_[z]), z);
  std::ranges::sort(order);
  std::vector<Draft> sorted;
  for (const auto& [s, z] : order) sorted.push_back(std::move(drafts_[z]));
  drafts_ = std::move(sorted);
}

// The order of two neighbours matters to the robots that are in both.
void Planner::improve_order() {
  constexpr int kRounds = 4;
  const auto of_both_s = [&](const Draft& one, const Draft& other) {
    double sum_s = 0.0;
    for (std::size_t r = 0; r < step_s_.size(); ++r) {
      if (!one.needs[r].empty() && !other.needs[r].empty()) sum_s += held_s(r);
    }
    return sum_s;
  };
  for (int round = 0; round < kRounds; ++round) {
    bool better = false;
    for (std::size_t z = 0; z + 1 < drafts_.size(); ++z) {
      const double before_s = of_both_s(drafts_[z], drafts_[z + 1]);
      if (before_s <= 0.0) continue;
      std::swap(drafts_[z], drafts_[z + 1]);
      if (of_both_s(drafts_[z], drafts_[z + 1]) < before_s - 1e-9) {
        better = true;
      } else {
        std::swap(drafts_[z], drafts_[z + 1]);
      }
    }
    if (!better) return;
  }
}

// Whether some robot holds too many zones at a step: which, as places in drafts_.
bool Planner::overfull(std::vector<std::size_t>& together) const {
  for (std::size_t r = 0; r < step_s_.size(); ++r) {
    const auto holds = holds_of(r);
    for (std::size_t i = 0; i < step_s_[r].size(); ++i) {
      together.clear();
      for (const ZoneHold& hold : holds) {
        if (hold.enter <= i && i < hold.leave) together.push_back(hold.zone - std::size_t{1});
      }
      if (together.size() > most_held_) return true;
    }
  }
  return false;
}

bool Planner::join_where_too_many() {
  std::vector<std::size_t> together;
  if (!overfull(together)) return false;
  double least = std::numeric_limits<double>::infinity();
  std::pair<std::size_t, std::size_t> which;
  Draft joined;
  for (std::size_t i = 0; i < together.size(); ++i) {
    for (std::size_t k = i + 1; k < together.size(); ++k) {
      const Draft& one = drafts_[together[i]];
      const Draft& other = drafts_[together[k]];
      Draft both = one;
      for (std::size_t r = 0; r < both.needs.size(); ++r) {
        if (both.needs[r].empty()) both.needs[r] = other.needs[r];
        for (std::size_t s = 0; s < other.needs[r].size(); ++s) {
          if (other.needs[r][s] != 0) both.needs[r][s] = 1;
        }
      }
      const double cost = load(both) - load(one) - load(other);
      if (cost >= least) continue;
      least = cost;
      which = {together[i], together[k]};
      joined = std::move(both);
    }
  }
  const auto [low, high] = std::minmax(which.first, which.second);
  drafts_[low] = std::move(joined);
  drafts_.erase(drafts_.begin() + static_cast<std::ptrdiff_t>(high));
  return true;
}

}  // namespace

ZonePlan plan_zones(const std::vector<std::vector<double>>& step_s,
                    const std::vector<StepConflict>& conflicts, std::size_t most_held) {
  return Planner(step_s, most_held).plan(conflicts);
}

}  // namespace darkline
