// Heads, checks and the simple kinds; slices are in plant_slice.cc.
#include "models/stream/plant_chunks.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/stream/byte_columns.h"
#include "models/stream/deflate.h"

namespace darkline {
namespace {

using internal::ByteReader;
using internal::ByteWriter;

constexpr double kLargestCoefficient = 1e15;
constexpr double kLongestSegment_s = 3600.0;

std::uint64_t check_of(const ChunkHead& head, std::span<const std::byte> stored) {
  thread_local Sha256 hash;
  hash.restart();
  hash.add(std::as_bytes(std::span(&head, 1)).first(offsetof(ChunkHead, check)));
  hash.add(stored);
  std::uint64_t first = 0;
  std::memcpy(&first, hash.digest().data(), sizeof(first));
  return first;
}

std::vector<std::byte> opened(std::span<const std::byte> chunk, ChunkKind kind) {
  if (chunk_head(chunk).kind != kind) throw std::invalid_argument("a chunk of another kind");
  return opened_chunk(chunk);
}

void add_program(const PlantProgram& program, std::size_t n_joints, ByteWriter& heads,
                 std::vector<double>& numbers) {
  heads.add(program.is_job ? 1 : 0);
  heads.add(program.spot);
  heads.add(program.segments.size());
  for (const Segment& segment : program.segments) {
    numbers.push_back(segment.duration_s);
    for (std::size_t j = 0; j < n_joints; ++j) {
      numbers.insert(numbers.end(), segment.c[j].begin(), segment.c[j].end());
    }
  }
}

Segment segment_from(std::span<const double> numbers) {
  Segment segment;
  segment.duration_s = numbers[0];
  if (!(segment.duration_s >= 0.0 && segment.duration_s <= kLongestSegment_s)) {
    throw std::invalid_argument("a motion of no length or more than an hour");
  }
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (!(std::abs(numbers[i]) <= kLargestCoefficient)) {
      throw std::invalid_argument("a motion too fast or not finite");
    }
    segment.c[(i - 1) / 6][(i - 1) % 6] = numbers[i];
  }
  return segment;
}

}  // namespace

std::vector<std::byte> sealed_chunk(ChunkHead head, std::span<const std::byte> plain) {
  DARKLINE_CHECK(plain.size() <= kMostChunkBytes, fmt::format("a chunk of {} bytes", plain.size()));
  // coefficients hardly shrink, however long one tries; the rest, at level 6, would be 6 % smaller
  // in twice the time
  const std::vector<std::byte> stored = deflate(plain, head.kind == ChunkKind::programs ? 1 : 4);
  head.plain_bytes = static_cast<std::uint32_t>(plain.size());
  head.stored_bytes = static_cast<std::uint32_t>(stored.size());
  head.check = check_of(head, stored);
  const auto bytes = std::as_bytes(std::span(&head, 1));
  std::vector<std::byte> chunk(bytes.begin(), bytes.end());
  chunk.insert(chunk.end(), stored.begin(), stored.end());
  return chunk;
}

ChunkHead chunk_head(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(ChunkHead)) throw std::invalid_argument("an end within a chunk's head");
  ChunkHead head;
  std::memcpy(&head, bytes.data(), sizeof(head));
  if (head.kind < ChunkKind::scene || head.kind > ChunkKind::index ||
      head.stored_bytes > kMostChunkBytes || head.plain_bytes > kMostChunkBytes ||
      head.start_ns < 0 || head.end_ns < head.start_ns || head.end_ns > kMostPlantNs) {
    throw std::invalid_argument("bytes that are no chunk");
  }
  if (head.format != kPlantFormat) {
    throw std::invalid_argument(fmt::format("a chunk of format {}", head.format));
  }
  return head;
}

std::vector<std::byte> opened_chunk(std::span<const std::byte> chunk) {
  const ChunkHead head = chunk_head(chunk);
  const auto stored = chunk.subspan(sizeof(ChunkHead));
  if (stored.size() != head.stored_bytes) throw std::invalid_argument("an end within a chunk");
  if (head.check != check_of(head, stored)) {
    throw std::invalid_argument("bytes that do not fit their checksum");
  }
  return inflate(stored, head.plain_bytes);
}

std::vector<std::byte> scene_chunk(const HallSnapshot& scene, std::uint64_t number) {
  const std::string json = to_json(scene);
  return sealed_chunk({.kind = ChunkKind::scene, .number = number},
                      std::as_bytes(std::span(json.data(), json.size())));
}

HallSnapshot read_scene(std::span<const std::byte> chunk, const std::string& file_name) {
  const std::vector<std::byte> plain = opened(chunk, ChunkKind::scene);
  const std::string json(reinterpret_cast<const char*>(plain.data()), plain.size());
  HallSnapshot scene = hall_snapshot_from_json(json, file_name);
  if (std::max({scene.robots.size(), scene.stations.size(), scene.buffers.size()}) >
      kMostPlantThings) {
    throw std::invalid_argument("more robots, stations or buffers than a plant may have");
  }
  for (const auto& robot : scene.robots) {
    if (robot.q_rad.size() > static_cast<std::size_t>(kMaxJoints)) {
      throw std::invalid_argument("more joints than a robot has");
    }
  }
  return scene;
}

std::vector<std::byte> programs_chunk(std::span<const NewProgram> programs, const PlantShape& shape,
                                      std::int64_t t_ns, std::uint64_t number) {
  ByteWriter heads, plain;
  std::vector<double> numbers;
  heads.add(programs.size());
  for (const NewProgram& each : programs) {
    heads.add(each.robot);
    add_program(each.program, shape.joints.at(each.robot), heads, numbers);
  }
  plain.add_column(heads);
  plain.add_planes(numbers);
  return sealed_chunk(
      {.kind = ChunkKind::programs, .number = number, .start_ns = t_ns, .end_ns = t_ns},
      plain.bytes());
}

std::vector<NewProgram> read_programs(std::span<const std::byte> chunk, const PlantShape& shape) {
  const std::vector<std::byte> plain = opened(chunk, ChunkKind::programs);
  ByteReader in(plain);
  ByteReader heads = in.take_column();
  std::vector<NewProgram> programs(heads.take_count(kMostProgramSegments));
  std::size_t segments = 0, n_numbers = 0;
  for (NewProgram& each : programs) {
    if (shape.joints.empty()) throw std::invalid_argument("a program of no robot");
    each.robot = static_cast<std::uint32_t>(heads.take(shape.joints.size() - 1));
    each.program.is_job = heads.take(1) != 0;
    each.program.spot = static_cast<std::uint32_t>(heads.take(UINT32_MAX));
    const std::size_t n = heads.take(kMostProgramSegments);
    segments += n;
    if (segments > kMostProgramSegments) throw std::invalid_argument("too many motions");
    n_numbers += n * (1 + 6 * std::size_t{shape.joints[each.robot]});
    if (n_numbers * sizeof(double) > plain.size()) {
      throw std::invalid_argument("more motions than there are bytes");
    }
    each.program.segments.resize(n);
  }
  heads.expect_end();
  const std::vector<double> numbers = in.take_planes(n_numbers);
  in.expect_end();
  std::size_t at = 0;
  for (NewProgram& each : programs) {
    const std::size_t n = 1 + 6 * std::size_t{shape.joints[each.robot]};
    for (Segment& segment : each.program.segments) {
      segment = segment_from(std::span(numbers).subspan(at, n));
      at += n;
    }
  }
  return programs;
}

void add_programs(PlantPrograms& programs, std::vector<NewProgram> more) {
  for (NewProgram& each : more) {
    auto& list = programs.at(each.robot);
    if (list.size() >= kMostPrograms) throw std::invalid_argument("too many programs of a robot");
    list.push_back(std::move(each.program));
  }
}

std::vector<std::byte> state_chunk(const PlantState& state, std::uint64_t number) {
  ByteWriter robots, numbers, since, programs, begun, stations, buffers, plain;
  for (const PlantState::Robot& robot : state.robots) {
    robots.add_byte(static_cast<std::uint8_t>(robot.activity));
    numbers.add(robot.number);
    since.add(static_cast<std::uint64_t>(state.t_ns - robot.since_ns) / kControlPeriodNs);
    programs.add(robot.program == kNoProgram ? 0 : std::uint64_t{robot.program} + 1);
    begun.add(static_cast<std::uint64_t>(state.t_ns - robot.program_ns) / kControlPeriodNs);
  }
  for (const PlantState::Station& station : state.stations) {
    stations.add_byte(static_cast<std::uint8_t>(station.state));
    stations.add_byte(station.controller_lost ? 1 : 0);
    stations.add(station.reason);
    stations.add(static_cast<std::uint64_t>(state.t_ns - station.since_ns) / kControlPeriodNs);
    stations.add(station.body);
    stations.add(static_cast<std::uint64_t>(state.t_ns - station.body_ns) / kControlPeriodNs);
    stations.add(station.parts);
  }
  for (const std::uint32_t level : state.buffers) buffers.add(level);
  for (const ByteWriter* column :
       {&robots, &numbers, &since, &programs, &begun, &stations, &buffers}) {
    plain.add_column(*column);
  }
  return sealed_chunk(
      {.kind = ChunkKind::state, .number = number, .start_ns = state.t_ns, .end_ns = state.t_ns},
      plain.bytes());
}

PlantState read_state(std::span<const std::byte> chunk, const PlantShape& shape) {
  const std::vector<std::byte> plain = opened(chunk, ChunkKind::state);
  PlantState state = state_at_start(shape);
  state.t_ns = chunk_head(chunk).start_ns;
  const auto ticks = static_cast<std::uint64_t>(state.t_ns / kControlPeriodNs);
  const auto before = [&](ByteReader& column) {
    return state.t_ns - static_cast<std::int64_t>(column.take(ticks)) * kControlPeriodNs;
  };
  ByteReader in(plain);
  ByteReader robots = in.take_column(), numbers = in.take_column(), since = in.take_column();
  ByteReader programs = in.take_column(), begun = in.take_column();
  ByteReader stations = in.take_column(), buffers = in.take_column();
  in.expect_end();
  for (PlantState::Robot& robot : state.robots) {
    robot.activity = static_cast<RobotActivity>(robots.take(kRobotActivities - 1));
    robot.number = static_cast<std::uint32_t>(numbers.take(UINT32_MAX));
    robot.since_ns = before(since);
    const std::uint64_t program = programs.take(kMostPrograms);
    robot.program = program == 0 ? kNoProgram : static_cast<std::uint32_t>(program - 1);
    robot.program_ns = before(begun);
  }
  for (PlantState::Station& station : state.stations) {
    constexpr auto kLastState = static_cast<std::uint64_t>(PackMlState::unholding);
    station.state = static_cast<PackMlState>(stations.take(kLastState));
    station.controller_lost = stations.take(1) != 0;
    station.reason = static_cast<std::uint32_t>(stations.take(UINT32_MAX));
    station.since_ns = before(stations);
    station.body = static_cast<std::uint32_t>(stations.take(UINT32_MAX));
    station.body_ns = before(stations);
    station.parts = static_cast<std::uint32_t>(stations.take(UINT32_MAX));
  }
  for (std::uint32_t& level : state.buffers) {
    level = static_cast<std::uint32_t>(buffers.take(UINT32_MAX));
  }
  for (const ByteReader* column :
       {&robots, &numbers, &since, &programs, &begun, &stations, &buffers}) {
    column->expect_end();
  }
  return state;
}

}  // namespace darkline
