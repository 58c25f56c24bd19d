// What writer and reader of plant_recording.h share. Not for others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/stream/plant_chunks.h"

namespace darkline::internal {

struct PlantFileHead {
  std::array<char, 8> magic = {'D', 'L', 'P', 'L', 'A', 'N', 'T', '\n'};
  std::uint32_t format = kPlantFormat;
  std::uint32_t zero = 0;
};
static_assert(sizeof(PlantFileHead) == 16);

struct PlantFileTail {
  std::uint64_t index_at = 0;
  std::array<char, 8> magic = {'D', 'L', 'P', 'L', 'E', 'N', 'D', '\n'};
};
static_assert(sizeof(PlantFileTail) == 16);

// A chunk as the index knows it. Chunks follow each other without a gap.
struct IndexEntry {
  ChunkKind kind = ChunkKind::scene;
  std::uint64_t bytes = 0;  // with its head
  std::int64_t start_ns = 0, end_ns = 0;
};

std::vector<std::byte> index_chunk(std::span<const IndexEntry> entries);
// @throws std::invalid_argument
std::vector<IndexEntry> read_index_chunk(std::span<const std::byte> chunk);

}  // namespace darkline::internal
