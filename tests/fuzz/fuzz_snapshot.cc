// Snapshots of controllers. An input of kind 0 is one as it stands; else it gets the head and the
// program's hash that the reader wants, and a check that fits. What is taken up can be handed on,
// and goes on whatever its robots report, as bytes behind it say.
#include <algorithm>
#include <cstring>
#include <vector>

#include "controllers/controller_set.h"
#include "models/base/content_hash.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

namespace {

constexpr std::size_t kTimeAt = 8;       // in a snapshot, i64
constexpr std::size_t kStateAt = 40;     // where the state of its first cell begins
constexpr std::size_t kCheckBytes = 16;  // at its end

void seal(std::vector<std::byte>& state, const std::vector<std::byte>& genuine) {
  for (std::size_t i = 0; i < kStateAt && i < state.size(); ++i) {
    if (i < kTimeAt || i >= kTimeAt + sizeof(std::int64_t)) state[i] = genuine[i];
  }
  Sha256 hash;
  hash.add(state);
  const auto digest = hash.digest();
  state.insert(state.end(), digest.begin(), digest.begin() + kCheckBytes);
}

CellObservation report(fuzz::Input& input, std::int64_t t_ns) {
  CellObservation seen{.cell = fuzz::cells()[0].cell, .t_ns = t_ns, .n_robots = 2};
  const auto byte = input.take<std::uint8_t>();
  seen.part_present = (byte & 1U) != 0;
  for (std::size_t r = 0; r < seen.n_robots; ++r) {
    RobotObservation& robot = seen.robots[r];
    const auto what = input.take<std::uint8_t>();
    robot.state = static_cast<RobotState>(what % 6);
    robot.alarm = what >= 128 ? RobotAlarm::expulsion : RobotAlarm::none;
    robot.step = input.take<std::uint8_t>();
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::vector<CellProgram> programs = {fuzz::cells()[0]};
  ControllerSet set(programs);
  const std::vector<std::byte> fresh = set.snapshot();
  const bool sealed = input.take<std::uint8_t>() % 2 != 0;
  const auto given = input.take_bytes(input.take<std::uint16_t>());
  std::vector<std::byte> state(given.begin(), given.end());
  if (sealed) seal(state, fresh);
  if (!set.restore(state)) {
    fuzz::require(set.snapshot() == fresh);
    return 0;
  }
  fuzz::require(set.snapshot() == state);
  std::int64_t t_ns = 0;
  std::memcpy(&t_ns, state.data() + kTimeAt, sizeof(t_ns));
  for (int i = 0; i < 30 && !input.empty(); ++i) {
    t_ns += input.take<std::uint8_t>() * kControlPeriodNs;
    const CellObservation seen = report(input, t_ns);
    CellCommand command;
    const LotpReject reason = set.update({&seen, 1}, {&command, 1});
    fuzz::require(reason == LotpReject::none || t_ns > kLatestNs);
    if (reason != LotpReject::none) break;
  }
  const std::vector<std::byte> last = set.snapshot();
  ControllerSet other(programs);
  fuzz::require(other.restore(last));
  fuzz::require(other.snapshot() == last);
  return 0;
}
