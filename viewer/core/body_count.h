// How many bodies a plant has finished: those that left the last station of the flow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/stream/plant_state.h"

namespace darkline {

// The station that gives bodies to none, if there is exactly one and the hall knows its ways.
std::optional<std::size_t> exit_station(const HallSnapshot& hall);

class BodyCount {
 public:
  explicit BodyCount(std::size_t exit_station) : exit_(exit_station) {}

  // What happened next, in time; events of other stations and kinds pass by.
  void add(std::span<const PlantEvent> events);

  // For a plant that has begun anew.
  void clear() {
    there_ = 0;
    left_ns_.clear();
  }

  // Bodies that had left by then. Allocates nothing.
  std::size_t until(std::int64_t t_ns) const;

 private:
  std::size_t exit_;
  std::uint32_t there_ = 0;            // the body that stands at the exit
  std::vector<std::int64_t> left_ns_;  // rising
};

}  // namespace darkline
