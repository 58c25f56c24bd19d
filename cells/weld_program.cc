#include "cells/weld_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

namespace darkline::internal {
namespace {

constexpr double kEvenEnough = 0.02;  // imbalance below which nothing is moved
constexpr int kMostRounds = 3;        // of dealing out anew by the seconds of the last plan
constexpr int kMostExchanges = 6;     // of single spots, on each side

// How many spots each welder of a side has, in their order along the body.
using Counts = std::vector<std::size_t>;

std::size_t spots_in(const std::vector<Run>& rows) {
  return std::accumulate(rows.begin(), rows.end(), std::size_t{0},
                         [](std::size_t n, const Run& row) { return n + row.size(); });
}

// Counts in the ratio of `weights`, by the largest remainder.
Counts apportioned(std::size_t total, const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  Counts counts(weights.size());
  std::vector<double> rest(weights.size());
  std::size_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(total) * weights[i] / sum;
    counts[i] = static_cast<std::size_t>(exact);
    rest[i] = exact - std::floor(exact);
    given += counts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return rest[i]; });
  for (std::size_t k = 0; given < total; k = (k + 1) % order.size(), ++given) ++counts[order[k]];
  return counts;
}

// The spots `begin` to `end` of the rows, cut where a row ends.
std::vector<Run> slice(const std::vector<Run>& rows, std::size_t begin, std::size_t end) {
  std::vector<Run> runs;
  std::size_t at = 0;
  for (const Run& row : rows) {
    const std::size_t from = std::clamp(begin, at, at + row.size());
    const std::size_t to = std::clamp(end, at, at + row.size());
    if (from < to) {
      runs.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(from - at),
                        row.begin() + static_cast<std::ptrdiff_t>(to - at));
    }
    at += row.size();
  }
  return runs;
}

// Plans the welders of one cell, again and again with other shares; what was planned before is
// remembered.
class Balancer {
 public:
  Balancer(const CellConfig& cell, const WeldWork& work) : cell_(cell), work_(work) {
    for (const CellRobot& robot : cell.robots) {
      arms_.push_back(std::make_unique<PlannedArm>(robot));
    }
    known_.resize(cell.robots.size());
  }

  struct Plan {
    std::vector<RunWriter> writers;  // by robot of the cell
    std::vector<double> seconds;
    std::optional<UnreachedSpot> unreached;
    bool passed_on = false;  // spots went to others than the deal says
  };

  // The best of what was tried.
  Plan balanced() {
    std::array<Counts, 2> counts;
    for (std::size_t s = 0; s < 2; ++s) {
      const WeldSide& side = work_.sides[s];
      if (side.robots.empty()) continue;
      counts[s] = apportioned(spots_in(side.rows), std::vector<double>(side.robots.size(), 1.0));
    }
    Plan best = plan(counts);
    if (best.unreached) return best;
    for (int round = 0; round < kMostRounds && imbalance(best) > kEvenEnough; ++round) {
      const std::array<Counts, 2> next = {by_seconds(0, counts[0], best),
                                          by_seconds(1, counts[1], best)};
      if (next == counts || !improve(counts, next, best)) break;
    }
    for (std::size_t s = 0; s < 2; ++s) exchange(s, counts, best);
    return best;
  }

 private:
  // Seconds of the busiest welder of a side over their mean, less 1: the worse side.
  double imbalance(const Plan& plan) const {
    return std::max(imbalance(0, plan), imbalance(1, plan));
  }
  double imbalance(std::size_t s, const Plan& plan) const {
    double sum_s = 0.0, most_s = 0.0;
    const auto& robots = work_.sides[s].robots;
    for (const std::size_t r : robots) {
      sum_s += plan.seconds[r];
      most_s = std::max(most_s, plan.seconds[r]);
    }
    return sum_s > 0.0 ? most_s * static_cast<double>(robots.size()) / sum_s - 1.0 : 0.0;
  }
  double busiest_s(std::size_t s, const Plan& plan) const {
    double most_s = 0.0;
    for (const std::size_t r : work_.sides[s].robots) most_s = std::max(most_s, plan.seconds[r]);
    return most_s;
  }

  bool improve(std::array<Counts, 2>& counts, const std::array<Counts, 2>& next, Plan& best) {
    Plan tried = plan(next);
    const double before_s = busiest_s(0, best) + busiest_s(1, best);
    const double after_s = busiest_s(0, tried) + busiest_s(1, tried);
    if (tried.unreached || after_s >= before_s) return false;
    counts = next;
    best = std::move(tried);
    return true;
  }

  // Shares that would take the same time if every welder kept its seconds a spot.
  Counts by_seconds(std::size_t s, const Counts& counts, const Plan& plan) const {
    const auto& robots = work_.sides[s].robots;
    const std::size_t total = spots_in(work_.sides[s].rows);
    if (total == 0 || robots.size() < 2) return counts;
    double mean_s = 0.0, free_s = 0.0;
    for (const std::size_t r : robots) {
      mean_s += plan.seconds[r] / static_cast<double>(robots.size());
      free_s += plan.seconds[r] - fixed_s(r);
    }
    std::vector<double> weights;
    for (std::size_t i = 0; i < robots.size(); ++i) {
      const double own_s = plan.seconds[robots[i]] - fixed_s(robots[i]);
      const double spot_s = counts[i] > 0 && own_s > 0.0 ? own_s / static_cast<double>(counts[i])
                                                         : free_s / static_cast<double>(total);
      weights.push_back(std::max(mean_s - fixed_s(robots[i]), 0.0) / std::max(spot_s, 1e-3));
    }
    const bool any = std::ranges::any_of(weights, [](double weight) { return weight > 0.0; });
    return any ? apportioned(total, weights) : counts;
  }

  // Spots one by one from the busiest welder of a side to a neighbour, as long as that helps.
  void exchange(std::size_t s, std::array<Counts, 2>& counts, Plan& best) {
    const auto& robots = work_.sides[s].robots;
    for (int n = 0; n < kMostExchanges && imbalance(s, best) > kEvenEnough; ++n) {
      std::size_t busy = 0;
      for (std::size_t i = 1; i < robots.size(); ++i) {
        if (best.seconds[robots[i]] > best.seconds[robots[busy]]) busy = i;
      }
      std::vector<std::size_t> neighbours;
      if (busy > 0) neighbours.push_back(busy - 1);
      if (busy + 1 < robots.size()) neighbours.push_back(busy + 1);
      std::ranges::stable_sort(neighbours, {},
                               [&](std::size_t i) { return best.seconds[robots[i]]; });
      const bool helped = counts[s][busy] > 0 && std::ranges::any_of(neighbours, [&](auto to) {
                            std::array<Counts, 2> next = counts;
                            --next[s][busy];
                            ++next[s][to];
                            return improve(counts, next, best);
                          });
      if (!helped) return;
    }
  }

  struct Written {
    RunWriter writer;
    Run left;
    double weld_s = 0.0;
  };

  double weld_s(const WeldSpot& spot) const {
    const SpotProcess& process = cell_.process;
    return process.settle_s + process.nominal_s() - process.weld_s + spot.schedule.weld_s;
  }

  // What cannot be moved: the fixed runs' welding. Their moves count with the others'.
  double fixed_s(std::size_t r) const {
    double seconds = 0.0;
    for (const Run& run : work_.fixed[r]) {
      for (const WeldSpot& spot : run) seconds += weld_s(spot);
    }
    return seconds;
  }

  const Written& written(std::size_t r, const std::vector<Run>& rows, std::size_t begin,
                         std::size_t end) {
    const auto at = known_[r].find({begin, end});
    if (at != known_[r].end()) return at->second;
    Written all{RunWriter(*arms_[r], weld_step), {}, 0.0};
    std::vector<Run> runs = work_.fixed[r];
    for (Run& run : slice(rows, begin, end)) runs.push_back(std::move(run));
    if (!work_.sequence.empty()) {
      std::ranges::stable_sort(runs, {}, [&](const Run& run) { return sequence_of(run.front()); });
    }
    for (const Run& run : runs) {
      const Run left = all.writer.append(run);
      all.left.insert(all.left.end(), left.begin(), left.end());
      for (const WeldSpot& spot : run) all.weld_s += weld_s(spot);
      for (const WeldSpot& spot : left) all.weld_s -= weld_s(spot);
    }
    return known_[r].emplace(std::pair(begin, end), std::move(all)).first->second;
  }

  int sequence_of(const WeldSpot& spot) const {
    return work_.sequence[spot.number - cell_.spots.front().number];
  }

  static ProgramStep weld_step(const WeldSpot& spot) {
    ProgramStep weld;
    weld.kind = StepKind::spot;
    weld.spot = spot.number;
    weld.weld_current_ka = static_cast<float>(spot.schedule.current_ka);
    return weld;
  }

  Plan plan(const std::array<Counts, 2>& counts) {
    std::vector<const Written*> shares(cell_.robots.size(), nullptr);
    for (std::size_t s = 0; s < 2; ++s) {
      std::size_t begin = 0;
      for (std::size_t i = 0; i < work_.sides[s].robots.size(); ++i) {
        const std::size_t end = begin + counts[s][i];
        const std::size_t r = work_.sides[s].robots[i];
        shares[r] = &written(r, work_.sides[s].rows, begin, end);
        begin = end;
      }
    }
    Plan plan;
    for (std::size_t r = 0; r < cell_.robots.size(); ++r) {
      plan.writers.push_back(shares[r] != nullptr ? shares[r]->writer
                                                  : RunWriter(*arms_[r], weld_step));
      plan.seconds.push_back(shares[r] != nullptr ? shares[r]->weld_s : 0.0);
    }
    for (std::size_t r = 0; r < cell_.robots.size(); ++r) {
      if (shares[r] == nullptr) continue;
      for (const WeldSpot& spot : shares[r]->left) pass_on(r, spot, plan);
    }
    for (std::size_t r = 0; r < cell_.robots.size(); ++r) {
      plan.seconds[r] += plan.writers[r].move_s();
    }
    return plan;
  }

  // To the nearest welder that reaches it, unless only `from` may weld it.
  void pass_on(std::size_t from, const WeldSpot& spot, Plan& plan) const {
    if (plan.unreached) return;
    const bool is_fixed = std::ranges::any_of(work_.fixed[from], [&](const Run& run) {
      return std::ranges::any_of(run,
                                 [&](const WeldSpot& one) { return one.number == spot.number; });
    });
    if (!is_fixed) {
      for (const std::size_t r : nearest_first(spot)) {
        if (!plan.writers[r].append({spot}).empty()) continue;
        plan.seconds[r] += weld_s(spot);
        plan.passed_on = true;
        return;
      }
    }
    plan.unreached = UnreachedSpot{spot, is_fixed ? std::optional(from) : std::nullopt};
  }

  std::vector<std::size_t> nearest_first(const WeldSpot& spot) const {
    std::vector<std::size_t> order;
    for (const WeldSide& side : work_.sides) {
      order.insert(order.end(), side.robots.begin(), side.robots.end());
    }
    std::ranges::sort(order);
    std::ranges::stable_sort(order, {}, [&](std::size_t r) {
      return (cell_.robots[r].X_CB.translation() - spot.p_CS_m).head<2>().norm();
    });
    return order;
  }

  const CellConfig& cell_;
  const WeldWork& work_;
  std::vector<std::unique_ptr<PlannedArm>> arms_;
  std::vector<std::map<std::pair<std::size_t, std::size_t>, Written>> known_;  // by robot
};

}  // namespace

std::optional<UnreachedSpot> write_weld_programs(CellConfig& cell, const WeldWork& work) {
  Balancer balancer(cell, work);
  Balancer::Plan plan = balancer.balanced();
  if (plan.unreached) return plan.unreached;
  std::vector<RobotProgram> programs;
  for (RunWriter& writer : plan.writers) programs.push_back(writer.finish());
  for (std::size_t r = 0; r < programs.size(); ++r) {
    if (!programs[r].steps.empty()) cell.robots[r].program = std::move(programs[r]);
  }
  return std::nullopt;
}

}  // namespace darkline::internal
