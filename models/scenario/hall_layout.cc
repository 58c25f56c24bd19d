#include "models/scenario/hall_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace darkline {
namespace {

// A run of stations without a branch: from an entry, a join or a split to the station before the
// next join, the next split or the exit.
struct Strip {
  std::vector<StationId> stations;
  std::vector<int> places_before;  // (n stations): waiting places in front of each
  double start_m = 0.0, end_m = 0.0;
  int lane = 0;
  std::vector<std::size_t> next;  // the strips that it leads to

  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  bool leads_to(std::size_t strip) const {
    return std::find(next.begin(), next.end(), strip) != next.end();
  }
};

// Most waiting places drawn at full length; longer buffers are drawn denser.
double gap_m(int places) {
  return kPlacePitch_m * std::min(places, 3);
}

double length_m(const Strip& strip) {
  double length = 0.0;
  for (std::size_t i = 0; i < strip.stations.size(); ++i) {
    length += kStationPitch_m + gap_m(strip.places_before[i]);
  }
  return length;
}

class Planner {
 public:
  explicit Planner(const FactoryModel& factory) : factory_(factory) {}

  HallLayout plan() {
    cut_into_strips();
    place_along_x();
    choose_lanes();
    return positions();
  }

 private:
  void cut_into_strips() {
    const std::size_t n = factory_.stations.size();
    std::vector<const FlowLink*> out(n, nullptr), in(n, nullptr);
    std::vector<int> feeders(n, 0), branches(n, 0);
    for (const FlowLink& link : factory_.links) {
      if (link.cargo != LinkCargo::bodies) continue;
      if (branches[link.from.index()]++ == 0) out[link.from.index()] = &link;
      in[link.to.index()] = &link;
      ++feeders[link.to.index()];
    }
    const auto follows = [&](std::size_t k) {  // on the strip of the one before
      return feeders[k] == 1 && branches[in[k]->from.index()] == 1;
    };
    std::vector<std::size_t> strip_of(n, Strip::kNone);
    for (const StationId id : factory_.flow_order) {
      if (follows(id.index())) continue;
      Strip strip;
      StationId at = id;
      for (;;) {
        strip_of[at.index()] = strips_.size();
        strip.stations.push_back(at);
        strip.places_before.push_back(
            strip.stations.size() == 1 || in[at.index()] == nullptr ? 0 : in[at.index()]->places);
        const FlowLink* link = out[at.index()];
        if (link == nullptr || !follows(link->to.index())) break;
        at = link->to;
      }
      strips_.push_back(std::move(strip));
    }
    for (const FlowLink& link : factory_.links) {
      const std::size_t from = strip_of[link.from.index()];
      const bool leaves = strips_[from].stations.back() == link.from;
      if (link.cargo != LinkCargo::bodies || !leaves) continue;
      strips_[from].next.push_back(strip_of[link.to.index()]);
      join_gap_m_ = std::max(join_gap_m_, gap_m(link.places));
    }
  }

  // Strips are in flow order: those that feed a strip stand before it.
  void place_along_x() {
    for (std::size_t s = 0; s < strips_.size(); ++s) {
      double start = 0.0;
      for (const Strip& feeder : strips_) {
        if (feeder.leads_to(s)) start = std::max(start, feeder.end_m + join_gap_m_);
      }
      strips_[s].start_m = start;
      strips_[s].end_m = start + length_m(strips_[s]);
    }
    // Feeders end just before what they feed.
    for (std::size_t s = strips_.size(); s-- > 0;) {
      Strip& strip = strips_[s];
      if (strip.next.empty()) continue;
      double before_m = std::numeric_limits<double>::max();
      for (const std::size_t next : strip.next) {
        before_m = std::min(before_m, strips_[next].start_m);
      }
      const double shift = before_m - join_gap_m_ - strip.end_m;
      strip.start_m += shift;
      strip.end_m += shift;
    }
  }

  // The main line takes lane 0; the others the nearest lane that is free over their length, above
  // and below in turn.
  void choose_lanes() {
    std::vector<std::size_t> order;
    std::size_t main = strips_.size() - 1;
    for (std::size_t s = 0; s < strips_.size(); ++s) {
      if (strips_[s].next.empty()) main = s;
    }
    std::vector<bool> on_main(strips_.size(), false);
    for (std::size_t at = main; at != Strip::kNone;) {
      on_main[at] = true;
      order.push_back(at);
      std::size_t longest = Strip::kNone;
      for (std::size_t s = 0; s < strips_.size(); ++s) {
        if (!strips_[s].leads_to(at)) continue;
        if (longest == Strip::kNone || strips_[s].start_m < strips_[longest].start_m) longest = s;
      }
      at = longest;
    }
    for (std::size_t s = strips_.size(); s-- > 0;) {
      if (!on_main[s]) order.push_back(s);
    }
    std::vector<std::size_t> placed;
    for (const std::size_t s : order) {
      for (int step = on_main[s] ? 0 : 1;; ++step) {
        const int lane = step % 2 == 1 ? (step + 1) / 2 : -step / 2;
        const bool free = std::none_of(placed.begin(), placed.end(), [&](std::size_t other) {
          return strips_[other].lane == lane && strips_[other].start_m < strips_[s].end_m &&
                 strips_[s].start_m < strips_[other].end_m;
        });
        if (!free) continue;
        strips_[s].lane = lane;
        break;
      }
      placed.push_back(s);
    }
  }

  // Lanes of the strips that have a station on one side of `fold_m`.
  struct Band {
    int lowest = std::numeric_limits<int>::max(), highest = std::numeric_limits<int>::min();
    double width_m() const {
      return highest < lowest ? 0.0 : (highest - lowest + 1) * kLanePitch_m;
    }
    void add(int lane) {
      lowest = std::min(lowest, lane);
      highest = std::max(highest, lane);
    }
  };

  // Where the line passes from zone to zone, nearest to `wanted_m`, both from `first_m`.
  double fold_near(double wanted_m, double first_m) const {
    double best = std::numeric_limits<double>::max();
    const auto consider = [&](double at) {
      if (std::abs(at - wanted_m) < std::abs(best - wanted_m)) best = at;
    };
    for (const Strip& strip : strips_) {
      double at = strip.start_m - first_m;
      for (std::size_t i = 0; i < strip.stations.size(); ++i) {
        const bool enters_zone =
            i == 0 || factory_[strip.stations[i]].zone != factory_[strip.stations[i - 1]].zone;
        if (enters_zone && at > 0.0) consider(at);
        at += gap_m(strip.places_before[i]) + kStationPitch_m;
      }
    }
    return best == std::numeric_limits<double>::max() ? wanted_m : best;
  }

  HallLayout positions() const {
    double last = 0.0, first = std::numeric_limits<double>::max();
    Band all;
    for (const Strip& strip : strips_) {
      first = std::min(first, strip.start_m);
      last = std::max(last, strip.end_m);
      all.add(strip.lane);
    }
    const double length = last - first;
    const double fold = length > 2.0 * all.width_m() ? fold_near(length / 2.0, first) : length;

    std::vector<double> x(factory_.stations.size());
    std::vector<int> lane(factory_.stations.size());
    Band there, back;
    for (const Strip& strip : strips_) {
      double at = strip.start_m - first;
      for (std::size_t i = 0; i < strip.stations.size(); ++i) {
        const std::size_t station = strip.stations[i].index();
        at += gap_m(strip.places_before[i]);
        x[station] = at + kStationPitch_m / 2;
        lane[station] = strip.lane;
        at += kStationPitch_m;
        (x[station] > fold ? back : there).add(strip.lane);
      }
    }
    HallLayout layout;
    layout.length_m = std::max(fold, length - fold) + kStationPitch_m + 2 * kHallMargin_m;
    layout.width_m = there.width_m() + back.width_m() + 2 * kHallMargin_m;
    const Eigen::Matrix3d turned = rotation_from_rpy(0.0, 0.0, std::acos(-1.0));
    for (std::size_t s = 0; s < x.size(); ++s) {
      const bool turns = x[s] > fold;
      const double shift =
          std::max(0.0, length - 2.0 * fold);  // the way back may be the longer one
      const double along = (turns ? 2.0 * fold - x[s] : x[s]) + shift;
      const double across = turns ? (back.highest - lane[s] + 0.5) * kLanePitch_m
                                  : back.width_m() + (lane[s] - there.lowest + 0.5) * kLanePitch_m;
      layout.X_WC.push_back(
          make_pose(turns ? turned : Eigen::Matrix3d::Identity(),
                    {along + kHallMargin_m + kStationPitch_m / 2, across + kHallMargin_m, 0.0}));
    }
    return layout;
  }

  const FactoryModel& factory_;
  std::vector<Strip> strips_;
  double join_gap_m_ = 0.0;
};

}  // namespace

HallLayout lay_out_hall(const FactoryModel& factory) {
  return Planner(factory).plan();
}

}  // namespace darkline
