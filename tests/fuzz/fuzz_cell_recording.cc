// Recordings of cells: what is read is written as the same text again, and every moment of it is a
// hall.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/stream/cell_recording.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CellRecording recording;
  try {
    recording = cell_recording_from_json(std::string(data, data + size), "fuzzed.json");
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(recording.tracks.size() == recording.scene.robots.size());
  const std::string text = to_json(recording);
  fuzz::require(to_json(cell_recording_from_json(text, "again.json")) == text);
  const double end_s = static_cast<double>(recording.end_ns) * 1e-9;
  for (const double share : {0.0, 0.3, 1.0}) {
    const HallSnapshot hall = snapshot_at(recording, share * end_s);
    for (const auto& robot : hall.robots) {
      for (const double q : robot.q_rad) fuzz::require(std::isfinite(q));
    }
  }
  return 0;
}
