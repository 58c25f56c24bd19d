// What has happened in a plant so far, by subject: read once from its store and kept, so that any
// moment of it can be asked for at once. Times are whole nanoseconds of the plant; shares of time
// are over the recording from its start, or over what has been heard of a plant that lives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/stream/plant_store.h"

namespace darkline {

// How long a station was working, blocked, starved and down. The four sum to the time counted.
struct StationTimes {
  std::array<std::int64_t, 4> ns = {};  // [StationState]

  std::int64_t sum_ns() const;
  double share(StationState state) const;  // 0 where no time was counted
};

// A station as it was from t_ns on.
struct StationChange {
  std::int64_t t_ns = 0;
  PlantState::Station after = {};
  StationTimes before = {};   // from the start until t_ns
  std::uint32_t gone_ms = 0;  // its controller came back now, after so many ms of wall time
};

struct RobotChange {
  std::int64_t t_ns = 0;
  RobotActivity activity = RobotActivity::ready;
  std::uint32_t number = 0;  // zone or alarm, as in PlantEvent
};

class PlantHistory {
 public:
  // Reads all that the store has. It outlives the history. @throws as the store.
  explicit PlantHistory(const PlantStore& store);

  // Reads what the store has got since. Whether that was anything.
  bool extend();
  // Forgets all and reads anew: the store began anew.
  void restart();

  std::int64_t from_ns() const { return from_ns_; }
  const std::vector<PlantEvent>& alarms() const { return alarms_; }

  // What a station did from from_ns() until t_ns. The same however the clock came there.
  StationTimes times(std::size_t station, std::int64_t t_ns) const;

  // All that has happened to it until t_ns, in the order of time; the first is its state at the
  // start.
  std::span<const StationChange> station(std::size_t station, std::int64_t t_ns) const;
  std::span<const RobotChange> robot(std::size_t robot, std::int64_t t_ns) const;

 private:
  void begin();
  void take(const PlantEvent& event);

  const PlantStore* store_;
  std::int64_t from_ns_ = 0, read_ns_ = 0;  // events before read_ns_ have been taken
  PlantState state_;                        // at read_ns_, of stations alone
  std::vector<std::vector<StationChange>> stations_;
  std::vector<std::vector<RobotChange>> robots_;
  std::vector<PlantEvent> alarms_;
};

}  // namespace darkline
