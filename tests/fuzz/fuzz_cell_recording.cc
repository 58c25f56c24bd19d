// Recordings of cells: what is read can be written and read again, and every moment of it is a
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
  // poses lose a last bit on the way, all else comes back
  const CellRecording again = cell_recording_from_json(to_json(recording), "again.json");
  fuzz::require(again.end_ns == recording.end_ns);
  fuzz::require(again.events.size() == recording.events.size());
  for (std::size_t r = 0; r < recording.tracks.size(); ++r) {
    fuzz::require(again.tracks[r].size() == recording.tracks[r].size());
    for (std::size_t i = 0; i < recording.tracks[r].size(); ++i) {
      fuzz::require(again.tracks[r][i].start_ns == recording.tracks[r][i].start_ns);
      fuzz::require(again.tracks[r][i].segment.c == recording.tracks[r][i].segment.c);
    }
  }
  const double end_s = static_cast<double>(recording.end_ns) * 1e-9;
  for (const double share : {0.0, 0.3, 1.0}) {
    const HallSnapshot hall = snapshot_at(recording, share * end_s);
    for (const auto& robot : hall.robots) {
      for (const double q : robot.q_rad) fuzz::require(std::isfinite(q));
    }
  }
  return 0;
}
