#include "models/scenario/flow_ways.h"

#include <algorithm>
#include <cmath>

namespace darkline {
namespace {

// Of the bodies that come to the end of the link's first station, those that take it.
double taken(const FactoryModel& factory, const WaysOfAll& out, const FlowLink& link) {
  if (link.cargo == LinkCargo::rework) return link.share;
  const Ways& ways = out[link.from.index()];
  double share = 1.0;
  switch (factory[link.from].routing) {
    case Routing::all:
      break;
    case Routing::share:
      share = link.share;
      break;
    case Routing::variant:
      share = 0.0;
      for (const std::size_t v : link.variants) share += factory.variants[v].share;
      break;
    case Routing::turn:
    case Routing::first_free:
    case Routing::fewest:
      share = 1.0 / static_cast<double>(ways.bodies.size());
      break;
  }
  if (ways.rework.empty()) return share;
  const double faults = factory.links[ways.rework.front()].share;
  return share * (1.0 - faults - factory.scenario.quality.rework_scrap);
}

}  // namespace

bool leads_to(const FactoryModel& factory, const WaysOfAll& out, std::size_t from, std::size_t to) {
  std::vector<bool> seen(out.size(), false);
  std::vector<std::size_t> open = {from};
  seen[from] = true;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (at == to) return true;
    for (const std::size_t l : out[at].bodies) {
      const std::size_t next = factory.links[l].to.index();
      if (!seen[next]) open.push_back(next);
      seen[next] = true;
    }
  }
  return false;
}

bool behind_a_split(const FactoryModel& factory, const WaysOfAll& in, std::size_t k) {
  std::vector<bool> seen(in.size(), false);
  std::vector<std::size_t> open = {k};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t l : in[at].bodies) {
      const std::size_t from = factory.links[l].from.index();
      if (factory.stations[from].routing != Routing::all) return true;
      if (!seen[from]) open.push_back(from);
      seen[from] = true;
    }
  }
  return false;
}

std::size_t first_unfed(const FactoryModel& factory, const WaysOfAll& in) {
  std::vector<bool> fed(in.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t k = 0; k < in.size(); ++k) {
      bool now = in[k].bodies.empty() && in[k].rework.empty();
      for (const auto* links : {&in[k].bodies, &in[k].rework}) {
        for (const std::size_t l : *links) now = now || fed[factory.links[l].from.index()];
      }
      changed = changed || (now && !fed[k]);
      fed[k] = fed[k] || now;
    }
  }
  return static_cast<std::size_t>(std::find(fed.begin(), fed.end(), false) - fed.begin());
}

// Rework goes round: until nothing changes.
void count_passes(FactoryModel& factory, const WaysOfAll& in, const WaysOfAll& out) {
  const bool plain =
      std::all_of(factory.stations.begin(), factory.stations.end(), [](const Station& one) {
        return one.routing == Routing::all && one.joining != Joining::merge;
      });
  if (plain) return;
  constexpr int kMostRounds = 1000;
  constexpr double kSmall = 1e-12;
  double change = 1.0;
  for (int round = 0; round < kMostRounds && change > kSmall; ++round) {
    change = 0.0;
    for (const StationId id : factory.flow_order) {
      const std::size_t k = id.index();
      if (in[k].bodies.empty() && in[k].rework.empty()) continue;
      Station& station = factory.stations[k];
      double passes = 0.0;
      for (const auto* links : {&in[k].bodies, &in[k].rework}) {
        for (const std::size_t l : *links) {
          const FlowLink& link = factory.links[l];
          const double come = factory[link.from].passes * taken(factory, out, link);
          passes = station.joining == Joining::merge ? passes + come : std::max(passes, come);
        }
      }
      change = std::max(change, std::abs(passes - station.passes));
      station.passes = passes;
    }
  }
  const double leave = factory[factory.exit].passes;
  if (leave <= 0.0) return;
  for (Station& one : factory.stations) one.passes /= leave;
}

}  // namespace darkline
