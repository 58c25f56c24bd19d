// The chunks of a plant that lives, as they come: what a twin keeps for those who join late or have
// missed some, and what a viewer has heard and shows. Scene and programs are kept for good, states
// and slices up to a bound of bytes, behind which the oldest are forgotten, a state at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "models/stream/plant_store.h"

namespace darkline {

class PlantChunkLog final : public PlantStore {
 public:
  explicit PlantChunkLog(std::size_t most_bytes = std::size_t{256} << 20U)
      : most_bytes_(most_bytes) {}

  enum class Added : std::uint8_t {
    taken,
    known,  // it has been taken before
    gap,    // chunks before it are missing: next_number() is wanted
    bad,    // no chunk, a damaged one, or one that does not fit the plant
  };
  // The next chunk of the plant; the first must be the scene. Bytes are not trusted.
  Added add(std::span<const std::byte> chunk);

  // Begins anew from what joining() of another log gave, whose numbers have gaps. False, and empty,
  // unless it begins with a scene and all of it is whole.
  bool restart(std::span<const std::byte> chunks);

  bool has_scene() const { return !kept_.empty(); }
  std::uint64_t next_number() const { return next_; }

  // All that is needed to show the plant from the latest state on: scene, programs, that state and
  // what follows it, one behind the other.
  std::vector<std::byte> joining() const;
  // All chunks from that number on; those of joining() where it has been forgotten.
  std::vector<std::byte> since(std::uint64_t number) const;

  const HallSnapshot& scene() const override { return scene_; }
  const PlantShape& shape() const override { return shape_; }
  const PlantPrograms& programs() const override { return programs_; }
  std::size_t n_states() const override { return states_.size(); }
  std::int64_t state_ns(std::size_t i) const override { return states_[i].head.start_ns; }
  std::size_t n_slices() const override { return slices_.size(); }
  TimeSpan slice_span(std::size_t i) const override {
    return {slices_[i].head.start_ns, slices_[i].head.end_ns};
  }
  PlantState state(std::size_t i) const override { return read_state(states_.at(i).bytes, shape_); }
  PlantSlice slice(std::size_t i) const override { return read_slice(slices_.at(i).bytes, shape_); }

 private:
  struct Chunk {
    ChunkHead head;
    std::vector<std::byte> bytes;
  };
  void take(std::span<const std::byte> bytes);
  void forget();
  std::vector<std::byte> from(std::uint64_t number) const;

  std::size_t most_bytes_;
  std::uint64_t next_ = 0;
  std::size_t bytes_ = 0;    // of states and slices
  std::vector<Chunk> kept_;  // scene, then programs
  std::deque<Chunk> states_, slices_;
  HallSnapshot scene_;
  PlantShape shape_;
  PlantPrograms programs_;
};

}  // namespace darkline
