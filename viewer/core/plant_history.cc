#include "viewer/core/plant_history.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace darkline {
namespace {

constexpr std::size_t kMostChanges = 50'000;  // of a subject: a plant that lives for weeks

std::size_t place(StationState state) {
  return static_cast<std::size_t>(state);
}

StationTimes times_at(const StationChange& last, std::int64_t t_ns) {
  StationTimes times = last.before;
  times.ns[place(line_state(last.after))] += std::max<std::int64_t>(0, t_ns - last.t_ns);
  return times;
}

template <class Change>
std::span<const Change> until(const std::vector<Change>& all, std::int64_t t_ns) {
  const auto end = std::ranges::upper_bound(all, t_ns, {}, &Change::t_ns);
  return {all.begin(), end};
}

// The first half is forgotten; times of stations go on, since each change has the sum before it.
template <class Change>
void keep_small(std::vector<Change>& all) {
  if (all.size() > kMostChanges) all.erase(all.begin(), all.begin() + kMostChanges / 2);
}

}  // namespace

std::int64_t StationTimes::sum_ns() const {
  return std::accumulate(ns.begin(), ns.end(), std::int64_t{0});
}

double StationTimes::share(StationState state) const {
  const std::int64_t sum = sum_ns();
  return sum == 0 ? 0.0 : static_cast<double>(ns[place(state)]) / static_cast<double>(sum);
}

PlantHistory::PlantHistory(const PlantStore& store) : store_(&store) {
  restart();
}

void PlantHistory::restart() {
  alarms_.clear();
  stations_.clear();
  robots_.clear();
  begin();
  extend();
}

void PlantHistory::begin() {
  from_ns_ = read_ns_ = store_->begin_ns();
  state_ = store_->n_states() == 0 ? state_at_start(store_->shape()) : store_->state(0);
  for (const PlantState::Station& each : state_.stations) {
    stations_.push_back({{.t_ns = from_ns_, .after = each}});
  }
  for (const PlantState::Robot& each : state_.robots) {
    robots_.push_back({{.t_ns = from_ns_, .activity = each.activity, .number = each.number}});
  }
}

bool PlantHistory::extend() {
  const std::int64_t end_ns = store_->end_ns();
  if (end_ns <= read_ns_) return false;
  std::size_t slice = store_->n_slices();
  while (slice > 0 && store_->slice_span(slice - 1).end_ns > read_ns_) --slice;
  for (; slice < store_->n_slices(); ++slice) {
    for (const PlantEvent& event : store_->slice(slice).events) {
      if (event.t_ns >= read_ns_) take(event);
    }
    read_ns_ = std::max(read_ns_, store_->slice_span(slice).end_ns);
  }
  return true;
}

void PlantHistory::take(const PlantEvent& event) {
  using Kind = PlantEvent::Kind;
  if (is_alarm(event)) alarms_.push_back(event);
  if (event.kind == Kind::buffer) return;
  if (event.kind == Kind::robot) {
    auto& changes = robots_[event.subject];
    changes.push_back({.t_ns = event.t_ns,
                       .activity = static_cast<RobotActivity>(event.value),
                       .number = event.number});
    return keep_small(changes);
  }
  apply(state_, event);
  auto& changes = stations_[event.subject];
  const bool is_back = event.kind == Kind::controller && event.value != 0;
  changes.push_back({.t_ns = event.t_ns,
                     .after = state_.stations[event.subject],
                     .before = times_at(changes.back(), event.t_ns),
                     .gone_ms = is_back ? event.number : 0});
  keep_small(changes);
}

StationTimes PlantHistory::times(std::size_t station, std::int64_t t_ns) const {
  const auto changes = this->station(station, t_ns);
  return changes.empty() ? StationTimes{} : times_at(changes.back(), t_ns);
}

std::span<const StationChange> PlantHistory::station(std::size_t station, std::int64_t t_ns) const {
  return until(stations_.at(station), t_ns);
}

std::span<const RobotChange> PlantHistory::robot(std::size_t robot, std::int64_t t_ns) const {
  return until(robots_.at(robot), t_ns);
}

}  // namespace darkline
