#include "viewer/core/waiting_chain.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace darkline {
namespace {

// How well a neighbour explains that a station waits: smaller is better.
int rank_of(StationState neighbour, StationState why) {
  if (neighbour == StationState::down) return 0;
  if (neighbour == why) return 1;
  return neighbour == StationState::working ? 2 : 3;
}

}  // namespace

WaitingChain::WaitingChain(const HallSnapshot& hall)
    : knows_ways_(!hall.flow.empty()), onward_(hall.stations.size()), back_(hall.stations.size()) {
  for (const auto& flow : hall.flow) {
    if (flow.cargo == HallSnapshot::Flow::Cargo::carriers) continue;
    onward_[flow.from].push_back({flow.to, flow.buffer});
    back_[flow.to].push_back({flow.from, flow.buffer});
  }
}

std::optional<std::size_t> WaitingChain::next(const HallSnapshot& hall, std::size_t station,
                                              StationState why) const {
  const bool blocked = why == StationState::blocked;
  std::optional<std::size_t> best;
  int best_rank = 0;
  for (const Way& way : blocked ? onward_[station] : back_[station]) {
    // a buffer that has room does not block, one that has bodies does not starve
    int rank = 2 * rank_of(hall.stations[way.to].state, why);
    if (way.buffer) {
      const auto& buffer = hall.buffers[*way.buffer];
      const bool agrees =
          blocked ? buffer.mean_level > buffer.places - 1.0 : buffer.mean_level < 1.0;
      rank += agrees ? 0 : 1;
    }
    if (best && rank >= best_rank) continue;
    best = way.to;
    best_rank = rank;
  }
  return best;
}

std::optional<Wait> WaitingChain::wait_of(const HallSnapshot& hall, std::size_t station) const {
  const StationState why = hall.stations[station].state;
  if (why != StationState::blocked && why != StationState::starved) return {};
  Wait wait{.station = station, .why = why, .way = {}};
  std::size_t at = station;
  while (const auto after = next(hall, at, why)) {
    // ways of rework may lead round in a circle
    const bool seen =
        *after == station || std::find(wait.way.begin(), wait.way.end(), *after) != wait.way.end();
    if (seen) break;
    wait.way.push_back(*after);
    at = *after;
    if (hall.stations[at].state != why) break;
  }
  if (wait.way.empty()) return {};
  return wait;
}

std::vector<Wait> WaitingChain::waits(const HallSnapshot& hall) const {
  std::vector<Wait> all;
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    if (auto wait = wait_of(hall, s)) all.push_back(std::move(*wait));
  }
  return all;
}

std::optional<std::size_t> most_waited_for(const std::vector<Wait>& waits,
                                           const HallSnapshot& hall) {
  if (waits.empty()) return {};
  std::vector<std::size_t> count(hall.stations.size(), 0);
  for (const Wait& wait : waits) count[wait.cause()] += 2;
  for (std::size_t s = 0; s < count.size(); ++s) {
    if (count[s] > 0 && hall.stations[s].bottleneck) ++count[s];
  }
  return static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin());
}

std::string wait_text(const Wait& wait, const HallSnapshot& hall, const PlantState* state,
                      const Texts& texts) {
  const auto& cause = hall.stations[wait.cause()];
  std::string at = texts(cause.state);
  if (state != nullptr) {
    const std::int64_t since_ns = state->t_ns - state->stations[wait.cause()].since_ns;
    at = texts(Text::wait_since, at, 1e-9 * static_cast<double>(since_ns));
  }
  const bool is_blocked = wait.why == StationState::blocked;
  std::string line = texts(is_blocked ? Text::wait_blocked : Text::wait_starved, cause.address, at);
  constexpr std::size_t kMost = 3;
  const std::size_t between = wait.way.size() - 1;
  std::string over;
  for (std::size_t i = 0; i < std::min(between, kMost); ++i) {
    over += (i == 0 ? "" : ", ") + hall.stations[wait.way[i]].address;
  }
  if (!over.empty()) line += texts(Text::wait_over, over);
  if (between > kMost) line += " " + texts(Text::and_more, between - kMost);
  return line;
}

std::vector<WaitArrow> wait_arrows(const std::vector<Wait>& waits) {
  std::vector<WaitArrow> arrows;
  for (const Wait& wait : waits) {
    std::size_t from = wait.station;
    for (const std::size_t to : wait.way) {
      const bool there = std::any_of(arrows.begin(), arrows.end(), [&](const WaitArrow& arrow) {
        return arrow.from == from && arrow.to == to && arrow.why == wait.why;
      });
      if (!there) arrows.push_back({from, to, wait.why, wait.cause()});
      from = to;
    }
  }
  return arrows;
}

}  // namespace darkline
