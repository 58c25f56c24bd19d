// Who waits for whom: a station that is blocked or starved, followed along the ways of the bodies
// to the station that is the cause.
//
// Blocked: on downstream, over stations that are blocked too, to the first that is not. Starved: on
// upstream, over stations that are starved too. Where several ways go on, the one that explains
// more is taken: to a station that is down, before one that waits itself, before one that works;
// and of those the way whose buffer is full (blocked) or empty (starved).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/stream/plant_state.h"
#include "viewer/core/texts.h"

namespace darkline {

struct Wait {
  std::size_t station = 0;                   // in the hall's stations
  StationState why = StationState::blocked;  // or starved
  std::vector<std::size_t> way;              // the stations after it; the last is the cause
  std::size_t cause() const { return way.back(); }
};

// The ways of a hall, found once; the states are those of the hall that is asked about.
class WaitingChain {
 public:
  explicit WaitingChain(const HallSnapshot& hall);  // of its flow

  bool knows_ways() const { return knows_ways_; }
  // None for a station that does not wait, or waits for nothing of the hall: the first for bodies
  // from outside, the last for room behind it.
  std::optional<Wait> wait_of(const HallSnapshot& hall, std::size_t station) const;
  // Of all stations that wait.
  std::vector<Wait> waits(const HallSnapshot& hall) const;

 private:
  struct Way {
    std::size_t to = 0;
    std::optional<std::size_t> buffer;
  };
  std::optional<std::size_t> next(const HallSnapshot& hall, std::size_t station,
                                  StationState why) const;

  bool knows_ways_ = false;
  std::vector<std::vector<Way>> onward_, back_;  // (n_stations)
};

// The station that most others wait for; the bottleneck of two that hold up as many. None if none
// waits.
std::optional<std::size_t> most_waited_for(const std::vector<Wait>& waits,
                                           const HallSnapshot& hall);

// One line for people: "blocked by z60/st03, which is down since 12 s, over z60/st01, z60/st02".
// Without a state of the plant nobody knows since when.
std::string wait_text(const Wait& wait, const HallSnapshot& hall, const PlantState* state,
                      const Texts& texts = {});

// From a station to the next on its way to the cause: once, however many wait along it.
struct WaitArrow {
  std::size_t from = 0, to = 0;
  StationState why = StationState::blocked;
  std::size_t cause = 0;
};
std::vector<WaitArrow> wait_arrows(const std::vector<Wait>& waits);

}  // namespace darkline
