// The chunks that a plant's recording and a live plant's stream are made of (docs/recording.md):
// each tells its kind and span and carries its own check, so that it can be stored, sent and read
// by itself.
//
//   scene     the hall at the start: JSON of hall_snapshot.h
//   programs  those that robots follow for the first time, by robot
//   state     everything at a moment, before what happens at it
//   slice     what happened in [start, end), and the joints of arms that were off their program
//   index     where the chunks of a file lie
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/stream/plant_state.h"

namespace darkline {

inline constexpr std::uint32_t kPlantFormat = 1;  // version of all bytes here

enum class ChunkKind : std::uint32_t { scene = 1, programs = 2, state = 3, slice = 4, index = 5 };

// Little-endian, as it stands in a file.
struct ChunkHead {
  ChunkKind kind = ChunkKind::scene;
  std::uint32_t format = kPlantFormat;
  std::uint32_t stored_bytes = 0;  // that follow the head, deflated
  std::uint32_t plain_bytes = 0;   // after inflating
  std::uint64_t number = 0;        // of the chunk, from 0
  std::int64_t start_ns = 0, end_ns = 0;
  std::uint64_t check = 0;  // first 8 bytes of the SHA-256 of the 40 bytes before and what follows
};
static_assert(sizeof(ChunkHead) == 48);

inline constexpr std::size_t kMostChunkBytes = std::size_t{64} << 20U;  // stored and plain
inline constexpr std::size_t kMostPlantThings = 100'000;        // robots, stations or buffers
inline constexpr std::size_t kMostPrograms = 1U << 16U;         // of a robot
inline constexpr std::size_t kMostProgramSegments = 1U << 20U;  // of a chunk
inline constexpr std::size_t kMostSliceEvents = 4'000'000;
inline constexpr std::size_t kMostTraceSamples = 4'000'000;  // of a slice, all robots together
inline constexpr std::int64_t kMostPlantNs = 1'000'000'000'000'000;  // 11 days

// Joints of an arm that is not where its program says, at equal steps from start_ns: where it is
// between two samples lies between them, and behind the last it stays for one step.
struct JointTrace {
  static constexpr double kResolution = 2e-4;  // rad, or m for a slide: up to +-6.55
  std::uint32_t robot = 0;
  std::int64_t start_ns = 0;
  std::int64_t step_ns = 0;
  std::vector<std::int16_t> q;  // (n_samples x n_joints)

  bool operator==(const JointTrace&) const = default;
};
std::int16_t trace_joint(double q);  // the nearest; the ends of the range beyond them

struct PlantSlice {
  std::int64_t start_ns = 0, end_ns = 0;
  std::vector<PlantEvent> events;  // in their order (comes_before)
  std::vector<JointTrace> traces;  // by robot, then time; of one robot they do not overlap

  bool operator==(const PlantSlice&) const = default;
};

// A program and whose it is; its number is how many the robot has before it.
struct NewProgram {
  std::uint32_t robot = 0;
  PlantProgram program;
};

// Whole chunks, head and all. Times are whole ticks of `tick_ns` (kControlPeriodNs).
// @pre the events of a slice are in order and within it, its numbers within the bounds above.
std::vector<std::byte> scene_chunk(const HallSnapshot& scene, std::uint64_t number);
std::vector<std::byte> programs_chunk(std::span<const NewProgram> programs, const PlantShape& shape,
                                      std::int64_t t_ns, std::uint64_t number);
std::vector<std::byte> state_chunk(const PlantState& state, std::uint64_t number);
std::vector<std::byte> slice_chunk(const PlantSlice& slice, const PlantShape& shape,
                                   std::uint64_t number);

// What goes into a chunk of any kind: `plain` deflated behind its head, which says the rest.
std::vector<std::byte> sealed_chunk(ChunkHead head, std::span<const std::byte> plain);

// The head that bytes begin with. @throws std::invalid_argument for too few of them, another
// format, an unknown kind, or sizes and times beyond the bounds. The check is not looked at.
ChunkHead chunk_head(std::span<const std::byte> bytes);

// What a chunk carries, inflated. @throws std::invalid_argument if its length or its check is
// wrong.
std::vector<std::byte> opened_chunk(std::span<const std::byte> chunk);

// From chunks of their kinds; bytes are not trusted.
// @throws std::invalid_argument for whatever cannot be: the caller knows the place.
HallSnapshot read_scene(std::span<const std::byte> chunk, const std::string& file_name);
std::vector<NewProgram> read_programs(std::span<const std::byte> chunk, const PlantShape& shape);
PlantState read_state(std::span<const std::byte> chunk, const PlantShape& shape);
PlantSlice read_slice(std::span<const std::byte> chunk, const PlantShape& shape);

// Appends them to the robots' programs. @throws std::invalid_argument for too many.
void add_programs(PlantPrograms& programs, std::vector<NewProgram> more);

}  // namespace darkline
