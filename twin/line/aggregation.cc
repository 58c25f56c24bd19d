#include "twin/line/aggregation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/analytic.h"

namespace darkline {
namespace {

constexpr double kAlmostAlways = 1.0 - 1e-9;
constexpr double kSettled = 1e-12;
constexpr int kMostSweeps = 20'000;

struct Link {
  std::size_t from = 0, to = 0;
  double capacity = 1.0;
  double not_empty = 1.0;  // chance that a part is there for `to`
  double not_full = 1.0;   // chance that there is room for `from`
};

class Aggregation {
 public:
  explicit Aggregation(const LineModel& model) {
    const std::vector<std::size_t> machine_of = join_without_places(model);
    chance_.resize(machines_.size());
    in_.resize(machines_.size());
    out_.assign(machines_.size(), kNoLinkHere);
    slot_ms_ = machines_.front().work_ms;
    for (const Machine& machine : machines_) slot_ms_ = std::min(slot_ms_, machine.work_ms);
    for (std::size_t m = 0; m < machines_.size(); ++m) {
      const double cycle_ms = machines_[m].work_ms + machines_[m].down_ms;
      chance_[m] = std::min(kAlmostAlways, slot_ms_ / cycle_ms);
    }
    for (const LineLink& link : model.links) {
      const std::size_t from = machine_of[link.from];
      const std::size_t to = machine_of[link.to];
      if (from == to) continue;
      const double repair_ms = std::max(machines_[from].repair_ms(), machines_[to].repair_ms());
      const double cycles = std::max(1.0, repair_ms / slot_ms_);
      out_[from] = links_.size();
      in_[to].push_back(links_.size());
      links_.push_back({from, to, 1.0 + static_cast<double>(link.places) / cycles});
    }
    sort_from_entries(model);
    exit_ = machine_of[model.exit];
  }

  double throughput() {
    double before = 0.0;
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
      for (auto k = order_.rbegin(); k != order_.rend(); ++k) update_room(*k);
      for (const std::size_t k : order_) update_supply(k);
      const double now = supplied(exit_, kNoLinkHere);
      if (std::fabs(now - before) < kSettled) break;
      before = now;
    }
    return supplied(exit_, kNoLinkHere) / slot_ms_;
  }

 private:
  static constexpr std::size_t kNoLinkHere = SIZE_MAX;

  // Stations in a row without places between them, as one: per body the longest work and the
  // repairs of all.
  struct Machine {
    double work_ms = 0.0, down_ms = 0.0;
    double down_by_repair = 0.0;  // down_ms of each class times its mean repair
    double repair_ms() const { return down_ms > 0.0 ? down_by_repair / down_ms : 0.0; }
  };

  // The machine of each station.
  std::vector<std::size_t> join_without_places(const LineModel& model) {
    const std::size_t n = model.stations.size();
    std::vector<std::size_t> feeders(n), before(n, kNoLinkHere), machine_of(n, kNoLinkHere);
    for (const LineLink& link : model.links) ++feeders[link.to];
    for (const LineLink& link : model.links) {
      if (link.places == 0 && feeders[link.to] == 1) before[link.to] = link.from;
    }
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t first = k;
      for (std::size_t steps = 0; before[first] != kNoLinkHere && steps < n; ++steps) {
        first = before[first];
      }
      if (machine_of[first] == kNoLinkHere) {
        machine_of[first] = machines_.size();
        machines_.emplace_back();
      }
      machine_of[k] = machine_of[first];
      Machine& machine = machines_[machine_of[k]];
      const double work_ms = mean_work_ms(model.stations[k], model.variant_share);
      const double down_ms = work_ms * (1.0 / stand_alone_availability(model, k) - 1.0);
      machine.work_ms = std::max(machine.work_ms, work_ms);
      machine.down_ms += down_ms;
      machine.down_by_repair += down_ms * repair_by_down_time_ms(model.stations[k]);
    }
    return machine_of;
  }

  // Every station after all of its feeders.
  void sort_from_entries(const LineModel& model) {
    std::vector<std::size_t> missing(chance_.size());
    for (std::size_t k = 0; k < chance_.size(); ++k) {
      missing[k] = in_[k].size();
      if (missing[k] == 0) order_.push_back(k);
    }
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (out_[order_[i]] == kNoLinkHere) continue;
      const std::size_t next = links_[out_[order_[i]]].to;
      if (--missing[next] == 0) order_.push_back(next);
    }
    DARKLINE_CHECK(order_.size() == chance_.size(),
                   "a cycle through " + model.stations.front().address);
  }

  // The station's chance with parts from all links but one.
  double supplied(std::size_t k, std::size_t but) const {
    double chance = chance_[k];
    for (const std::size_t l : in_[k]) {
      if (l != but) chance *= links_[l].not_empty;
    }
    return chance;
  }
  double room_after(std::size_t k) const {
    return out_[k] == kNoLinkHere ? 1.0 : links_[out_[k]].not_full;
  }

  void update_room(std::size_t k) {
    if (out_[k] == kNoLinkHere) return;
    Link& link = links_[out_[k]];
    const double takes = supplied(link.to, out_[k]) * room_after(link.to);
    link.not_full = 1.0 - bernoulli_empty(takes, supplied(k, kNoLinkHere), link.capacity);
  }
  void update_supply(std::size_t k) {
    if (out_[k] == kNoLinkHere) return;
    Link& link = links_[out_[k]];
    const double takes = supplied(link.to, out_[k]) * room_after(link.to);
    link.not_empty = 1.0 - bernoulli_empty(supplied(k, kNoLinkHere), takes, link.capacity);
  }

  std::vector<Machine> machines_;
  double slot_ms_ = 1.0;
  std::size_t exit_ = 0;
  std::vector<double> chance_;
  std::vector<std::vector<std::size_t>> in_;
  std::vector<std::size_t> out_;
  std::vector<Link> links_;
  std::vector<std::size_t> order_;
};

}  // namespace

double repair_by_down_time_ms(const LineStation& station) {
  double down = 0.0;
  double weighted = 0.0;
  for (const StopClass& stop : station.stops) {
    down += stop.mttr_ms / stop.mtbf_ms;
    weighted += stop.mttr_ms / stop.mtbf_ms * stop.mttr_ms;
  }
  return down > 0.0 ? weighted / down : 0.0;
}

double line_by_aggregation(const LineModel& model) {
  return Aggregation(model).throughput();
}

}  // namespace darkline
