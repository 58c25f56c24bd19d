#include "models/stream/plant_chunk_log.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/base/error.h"

namespace darkline {

// @throws std::invalid_argument and InputError for what does not fit; then nothing was taken.
void PlantChunkLog::take(std::span<const std::byte> bytes) {
  const ChunkHead head = chunk_head(bytes);
  Chunk chunk{head, {bytes.begin(), bytes.end()}};
  const bool is_first = kept_.empty();
  if (is_first != (head.kind == ChunkKind::scene)) throw std::invalid_argument("no scene, or two");
  switch (head.kind) {
    case ChunkKind::scene:
      scene_ = read_scene(bytes, "a live plant");
      shape_ = shape_of(scene_);
      programs_.assign(shape_.joints.size(), {});
      kept_.push_back(std::move(chunk));
      break;
    case ChunkKind::programs:
      add_programs(programs_, read_programs(bytes, shape_));
      kept_.push_back(std::move(chunk));
      break;
    case ChunkKind::state:
      if (!states_.empty() && head.start_ns <= states_.back().head.start_ns) {
        throw std::invalid_argument("states out of order");
      }
      read_state(bytes, shape_);
      bytes_ += bytes.size();
      states_.push_back(std::move(chunk));
      break;
    case ChunkKind::slice:
      if (states_.empty() || (!slices_.empty() && head.start_ns < slices_.back().head.end_ns)) {
        throw std::invalid_argument("slices out of order");
      }
      read_slice(bytes, shape_);
      bytes_ += bytes.size();
      slices_.push_back(std::move(chunk));
      break;
    case ChunkKind::index:
      throw std::invalid_argument("an index");
  }
  next_ = head.number + 1;
  forget();
}

void PlantChunkLog::forget() {
  while (bytes_ > most_bytes_ && states_.size() > 1) {
    bytes_ -= states_.front().bytes.size();
    states_.pop_front();
    while (!slices_.empty() && slices_.front().head.end_ns <= states_.front().head.start_ns) {
      bytes_ -= slices_.front().bytes.size();
      slices_.pop_front();
    }
  }
}

PlantChunkLog::Added PlantChunkLog::add(std::span<const std::byte> chunk) {
  try {
    const ChunkHead head = chunk_head(chunk);
    if (head.number < next_) return Added::known;
    if (head.number > next_) return Added::gap;
    take(chunk);
    return Added::taken;
  } catch (const std::invalid_argument&) {
    return Added::bad;
  } catch (const InputError&) {
    return Added::bad;
  }
}

bool PlantChunkLog::restart(std::span<const std::byte> chunks) {
  PlantChunkLog fresh(most_bytes_);
  try {
    while (!chunks.empty()) {
      const std::size_t n = sizeof(ChunkHead) + chunk_head(chunks).stored_bytes;
      if (n > chunks.size()) throw std::invalid_argument("an end within a chunk");
      fresh.take(chunks.first(n));
      chunks = chunks.subspan(n);
    }
  } catch (const std::invalid_argument&) {
    fresh = PlantChunkLog(most_bytes_);
  } catch (const InputError&) {
    fresh = PlantChunkLog(most_bytes_);
  }
  *this = std::move(fresh);
  return has_scene();
}

// Of states and slices, and of programs, those from that number on, by their numbers.
std::vector<std::byte> PlantChunkLog::from(std::uint64_t number) const {
  std::vector<const Chunk*> chosen;
  const auto choose = [&](const auto& chunks) {
    for (const Chunk& each : chunks) {
      if (each.head.number >= number) chosen.push_back(&each);
    }
  };
  choose(kept_);
  choose(states_);
  choose(slices_);
  std::sort(chosen.begin(), chosen.end(), [](const Chunk* one, const Chunk* other) {
    return one->head.number < other->head.number;
  });
  std::vector<std::byte> bytes;
  for (const Chunk* each : chosen)
    bytes.insert(bytes.end(), each->bytes.begin(), each->bytes.end());
  return bytes;
}

std::vector<std::byte> PlantChunkLog::joining() const {
  const std::uint64_t start = states_.empty() ? 0 : states_.back().head.number;
  std::vector<std::byte> bytes;
  for (const Chunk& each : kept_) {
    if (each.head.number >= start) break;
    bytes.insert(bytes.end(), each.bytes.begin(), each.bytes.end());
  }
  const std::vector<std::byte> rest = from(start);
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

std::vector<std::byte> PlantChunkLog::since(std::uint64_t number) const {
  const std::uint64_t oldest = states_.empty() ? 0 : states_.front().head.number;
  return number < oldest || number > next_ ? joining() : from(number);
}

}  // namespace darkline
