// Recordings of plants. An input of kind 0 is a file as it stands; else it is a row of chunks { u8
// kind, u32 start, u32 span in ticks, u32 length, plain bytes } that get their heads and checks
// behind the scene of a small plant, so that what they carry is read. Every moment of what can be
// read is a hall, and what is sought is what is played.
#include <cmath>
#include <sstream>
#include <string>

#include "models/base/error.h"
#include "models/stream/plant_format.h"
#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/small_plant.h"

using namespace darkline;

namespace {

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string file_of(fuzz::Input& input) {
  if (input.take<std::uint8_t>() % 2 == 0) return text_of(input.rest());
  const internal::PlantFileHead head;
  std::string file = text_of(std::as_bytes(std::span(&head, 1)));
  std::uint64_t number = 0;
  file += text_of(scene_chunk(testing::small_hall(), number++));
  while (!input.empty()) {
    ChunkHead chunk{.kind = static_cast<ChunkKind>(1 + input.take<std::uint8_t>() % 5),
                    .number = number++};
    chunk.start_ns = input.take<std::uint32_t>() * kControlPeriodNs;
    chunk.end_ns = chunk.start_ns + input.take<std::uint32_t>() * kControlPeriodNs;
    const auto length = input.take<std::uint32_t>();
    file += text_of(sealed_chunk(chunk, input.take_bytes(length)));
  }
  return file;
}

void play(const PlantRecordingReader& reader) {
  PlantPlayer playing(reader);
  const std::int64_t from_ns = reader.begin_ns(), span_ns = reader.end_ns() - from_ns;
  for (const std::int64_t part : {0, 1, 3, 4}) {
    const std::int64_t t_ns = from_ns + span_ns / 4 * part;
    playing.seek(t_ns);
    PlantPlayer sought(reader);
    sought.seek(t_ns);
    fuzz::require(sought.state().robots.size() == playing.state().robots.size());
    const HallSnapshot hall = playing.hall();
    for (const auto& robot : hall.robots) {
      for (const double q : robot.q_rad) fuzz::require(std::isfinite(q));
    }
  }
  playing.next_event(from_ns);
  playing.previous_event(reader.end_ns(), is_alarm);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string file = file_of(input);
  try {
    const PlantRecordingReader reader(std::make_unique<std::istringstream>(file), "fuzzed.dlrec");
    fuzz::require(reader.end() == RecordingEnd::whole || !reader.complaint().empty());
    fuzz::require(reader.end_ns() >= reader.begin_ns());
    play(reader);
  } catch (const InputError&) {
    return 0;
  }
  return 0;
}
