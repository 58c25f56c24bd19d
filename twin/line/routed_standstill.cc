// Lines that stand still for good: parts that wait for each other in a circle, or a line in which
// nothing can happen any more.
#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/routed_core.h"

namespace darkline {
namespace {

constexpr std::size_t kMostNamed = 12;

}  // namespace

// Stations that may take a part some day: one with an empty machine, or with a machine whose part
// may go somewhere. Machine m has just come to wait; if it is not among those that can be left,
// what cannot move is a circle.
void RoutedCore::refuse_circle(std::uint32_t m) const {
  const auto waits = [](const Machine& one) { return one.phase == Phase::blocked; };
  const Machine& last = machines_[m];
  if (!waits(last) || last.way == kOut) return;
  if (last.way < kAnyLink) {  // most often the next station is at work: nothing is decided yet
    const Station& next = stations_[links_[last.way].to];
    if (!std::all_of(machines_.begin() + next.machines.begin, machines_.begin() + next.machines.end,
                     waits)) {
      return;
    }
  }
  std::vector<bool> takes(stations_.size(), false);
  const auto passes = [&](std::uint32_t l) {
    return links_[l].count < links_[l].places || takes[links_[l].to];
  };
  const auto can_go = [&](const Machine& one) {
    const Station& s = stations_[one.station];
    const std::uint32_t* first = out_links_.data() + s.forward.begin;
    const std::uint32_t* end = out_links_.data() + s.forward.end;
    if (one.phase == Phase::empty) return true;
    if (!waits(one)) {  // it may yet choose any way
      const auto& inspection = model_.stations[one.station].inspection;
      return first == end || (inspection && inspection->scrap > 0.0) ||
             std::any_of(first, end, passes) || (s.rework_link != kNone && passes(s.rework_link));
    }
    if (one.way == kOut) return true;
    if (one.way == kAllLinks) return std::all_of(first, end, passes);
    if (one.way == kAnyLink) return std::any_of(first, end, passes);
    return passes(one.way);
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const Machine& one : machines_) {
      if (takes[one.station] || !can_go(one)) continue;
      takes[one.station] = true;
      changed = true;
    }
  }
  if (can_go(last)) return;
  std::vector<std::size_t> stuck;
  for (std::size_t k = 0; k < takes.size(); ++k) {
    if (!takes[k]) stuck.push_back(k);
  }
  refuse_standstill("parts that wait for each other in a circle", stuck);
}

// Nothing is pending. That is an end if no part is left or the job limit keeps things from
// starting.
void RoutedCore::refuse_silence() const {
  if (is_limited_ || free_bodies_.size() == bodies_.size()) return;
  std::vector<std::size_t> holding;
  for (const Machine& machine : machines_) {
    if (machine.phase != Phase::empty) holding.push_back(machine.station);
  }
  for (const Link& link : links_) {
    if (link.count > 0) holding.push_back(link.to);
  }
  std::sort(holding.begin(), holding.end());
  holding.erase(std::unique(holding.begin(), holding.end()), holding.end());
  refuse_standstill("a line in which nothing can happen any more", holding);
}

void RoutedCore::refuse_standstill(const std::string& what,
                                   const std::vector<std::size_t>& stations) const {
  std::string names;
  for (std::size_t i = 0; i < stations.size() && i < kMostNamed; ++i) {
    names += (i > 0 ? ", " : "") + model_.stations[stations[i]].address;
  }
  if (stations.size() > kMostNamed)
    names += fmt::format(" and {} more", stations.size() - kMostNamed);
  throw InputError(
      {.found =
           fmt::format("{} after {:.3f} s, at {}", what, static_cast<double>(now_) * 1e-3, names),
       .wanted = "a line that can go on",
       .mend = "put fewer carriers into the loop, or more places between its stations"});
}

}  // namespace darkline
