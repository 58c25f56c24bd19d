// Any moment of a plant out of its store: what everything is at, and where every arm stands.
//
// Seeking takes the latest stored state and lets happen what happened since; going on from one
// moment to a later one lets happen what lies between. Both give the same.
//
// Where an arm stands: by its trace where the slice has one that covers the moment, else by the
// program that it began last, else as in the scene.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/stream/plant_store.h"

namespace darkline {

class PlantPlayer {
 public:
  // The store outlives the player. It may grow; where it forgets, call restart().
  explicit PlantPlayer(const PlantStore& store);

  const PlantStore& store() const { return *store_; }

  // Everything that happened until t_ns and at it; t_ns is held within what the store has.
  // @throws as the store.
  const PlantState& seek(std::int64_t t_ns);
  const PlantState& state() const { return state_; }

  // Joints of a robot at state().t_ns: as many as the scene has of it, zeros behind.
  JointVector joints(std::size_t robot) const;
  bool is_off_program(std::size_t robot) const;

  // The scene with arms, stations, bodies and buffers as they are at state().t_ns; its caption says
  // the time and how many stand.
  HallSnapshot hall() const;

  // Events with from_ns <= t < to_ns for which `wanted` holds, in their order, at most `most`.
  using Wanted = std::function<bool(const PlantEvent&)>;
  std::vector<PlantEvent> events(std::int64_t from_ns, std::int64_t to_ns,
                                 const Wanted& wanted = {}, std::size_t most = SIZE_MAX) const;
  // The first one after t_ns, and the last one before it.
  std::optional<PlantEvent> next_event(std::int64_t t_ns, const Wanted& wanted = {}) const;
  std::optional<PlantEvent> previous_event(std::int64_t t_ns, const Wanted& wanted = {}) const;

  // Forgets what was read of the store.
  void restart();

 private:
  std::size_t slice_from(std::int64_t t_ns) const;
  void load_slice(std::size_t i);
  void play_to(std::int64_t t_ns);
  const JointTrace* trace_of(std::size_t robot) const;

  const PlantStore* store_;
  bool ready_ = false;  // state_ is of the store
  PlantState state_;
  std::size_t slice_at_ = SIZE_MAX;  // whose slice slice_ is
  PlantSlice slice_;
  std::size_t next_ = 0;  // in slice_.events: those before have happened
};

}  // namespace darkline
