// Hall snapshots: what is read can be written and read again.
#include <string>

#include "models/base/error.h"
#include "models/stream/hall_snapshot.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  HallSnapshot hall;
  try {
    hall = hall_snapshot_from_json(std::string(data, data + size), "fuzzed.json");
  } catch (const InputError&) {
    return 0;
  }
  const HallSnapshot again = hall_snapshot_from_json(to_json(hall), "again.json");
  fuzz::require(again.stations.size() == hall.stations.size());
  fuzz::require(again.robots.size() == hall.robots.size());
  fuzz::require(again.buffers.size() == hall.buffers.size());
  return 0;
}
