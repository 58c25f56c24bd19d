// Where the chunks of a plant come from: a file (plant_recording.h) or a live plant
// (plant_chunk_log.h). Whoever shows a plant reads it through this and does not know which.
//
// States and slices are in order of time. A live store grows, and may forget its oldest; references
// and numbers of places hold until it is changed by who owns it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "models/stream/plant_chunks.h"

namespace darkline {

struct TimeSpan {
  std::int64_t start_ns = 0, end_ns = 0;  // [start, end)
};

class PlantStore {
 public:
  virtual ~PlantStore() = default;

  virtual const HallSnapshot& scene() const = 0;
  virtual const PlantShape& shape() const = 0;
  virtual const PlantPrograms& programs() const = 0;

  virtual std::size_t n_states() const = 0;
  virtual std::int64_t state_ns(std::size_t i) const = 0;
  virtual std::size_t n_slices() const = 0;
  virtual TimeSpan slice_span(std::size_t i) const = 0;

  // @throws InputError for bytes that are damaged, IoError if they cannot be read.
  virtual PlantState state(std::size_t i) const = 0;
  virtual PlantSlice slice(std::size_t i) const = 0;

  // What can be shown: from the first state to the end of the last slice; 0 where there is none.
  std::int64_t begin_ns() const { return n_states() == 0 ? 0 : state_ns(0); }
  std::int64_t end_ns() const {
    return n_slices() == 0 ? begin_ns() : std::max(begin_ns(), slice_span(n_slices() - 1).end_ns);
  }
};

}  // namespace darkline
