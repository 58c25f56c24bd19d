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
  explicit Aggregation(const LineModel& model)
      : chance_(model.stations.size()), in_(chance_.size()), out_(chance_.size(), kNoLinkHere) {
    std::vector<double> work_ms;
    for (const LineStation& station : model.stations) {
      work_ms.push_back(mean_work_ms(station, model.variant_share));
    }
    slot_ms_ = *std::min_element(work_ms.begin(), work_ms.end());
    for (std::size_t k = 0; k < chance_.size(); ++k) {
      chance_[k] =
          std::min(kAlmostAlways, stand_alone_availability(model, k) * slot_ms_ / work_ms[k]);
    }
    for (const LineLink& link : model.links) {
      const double repair_ms = std::max(repair_by_down_time_ms(model.stations[link.from]),
                                        repair_by_down_time_ms(model.stations[link.to]));
      const double cycles = std::max(1.0, repair_ms / slot_ms_);
      out_[link.from] = links_.size();
      in_[link.to].push_back(links_.size());
      links_.push_back({link.from, link.to, 1.0 + static_cast<double>(link.places) / cycles});
    }
    sort_from_entries(model);
  }

  double throughput(std::size_t exit) {
    double before = 0.0;
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
      for (auto k = order_.rbegin(); k != order_.rend(); ++k) update_room(*k);
      for (const std::size_t k : order_) update_supply(k);
      const double now = supplied(exit, kNoLinkHere);
      if (std::fabs(now - before) < kSettled) break;
      before = now;
    }
    return supplied(exit, kNoLinkHere) / slot_ms_;
  }

 private:
  static constexpr std::size_t kNoLinkHere = SIZE_MAX;

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

  double slot_ms_ = 1.0;
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
  return Aggregation(model).throughput(model.exit);
}

}  // namespace darkline
