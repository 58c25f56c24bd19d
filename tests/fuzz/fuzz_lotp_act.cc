// What the twin hears from a host that it has asked. An input of kind 0 is a message as it stands;
// else it is the body of an ACT behind the header that the twin waits for.
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "controllers/lotp.h"
#include "controllers/twin_session.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

namespace {

constexpr std::int64_t kAt_ns = 40'000'000;

void check(const CellCommand& command, const CellObservation& asked) {
  fuzz::require(command.cell == asked.cell && command.n_robots == asked.n_robots);
  fuzz::require(command.state <= PackMlState::unholding && command.next_wake_ns > kAt_ns);
  for (std::size_t r = 0; r < command.n_robots; ++r) {
    fuzz::require(command.robots[r].order <= RobotOrder::job);
    for (const double q : command.robots[r].target_rad) {
      fuzz::require(std::abs(q) <= kLotpMaxJoint);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  TwinSession twin({.host = 3, .incarnation = 2, .run_epoch = 9}, 2);
  const std::array<CellObservation, 2> due = {
      {{.cell = 7, .t_ns = kAt_ns, .n_robots = 2}, {.cell = 9, .t_ns = kAt_ns, .n_robots = 1}}};
  std::array<CellCommand, 2> commands;
  const std::array<CellAsk, 2> asks = {{{&due[0], &commands[0]}, {&due[1], &commands[1]}}};
  twin.step(kAt_ns, asks);
  std::vector<std::byte> message;
  if (input.take<std::uint8_t>() % 2 == 0) {
    message.assign(input.rest().begin(), input.rest().end());
  } else {
    LotpHeader header = twin.head();
    header.type = static_cast<std::uint16_t>(LotpType::act);
    header.seq = twin.seq();
    header.body_len = static_cast<std::uint32_t>(input.rest().size());
    header.n_items = static_cast<std::uint16_t>(input.rest().size() / sizeof(LotpCmd));
    message.resize(sizeof(header));
    std::memcpy(message.data(), &header, sizeof(header));
    message.insert(message.end(), input.rest().begin(), input.rest().end());
  }
  LotpHeader header;
  const LotpTypes types = lotp_types(LotpType::act, LotpType::hb);
  if (twin.hear(message, types, true, header) != LotpReject::none) return 0;
  if (header.type == static_cast<std::uint16_t>(LotpType::err)) {
    LotpErr err;
    twin.take_err(message, err);
  }
  if (header.type != static_cast<std::uint16_t>(LotpType::act)) return 0;
  if (twin.take_act(message, header, asks) != LotpReject::none) return 0;
  for (std::size_t i = 0; i < due.size(); ++i) check(commands[i], due[i]);
  return 0;
}
