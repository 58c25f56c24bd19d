// What a host hears. An input of kind 0 is one message as it stands; else it is a row of messages
// { type, flags, u16 length, body } that get the header which the host waits for, so that their
// bodies are read.
#include <cstring>
#include <vector>

#include "controllers/controller_set.h"
#include "controllers/host_session.h"
#include "controllers/lotp_maps.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

namespace {

std::vector<std::byte> framed(LotpHeader header, std::span<const std::byte> body,
                              std::size_t item_bytes) {
  header.body_len = static_cast<std::uint32_t>(body.size());
  header.n_items = static_cast<std::uint16_t>(body.size() / item_bytes);
  std::vector<std::byte> message(sizeof(header) + body.size());
  std::memcpy(message.data(), &header, sizeof(header));
  if (!body.empty()) std::memcpy(message.data() + sizeof(header), body.data(), body.size());
  return message;
}

// Whatever it hears, what it says is a message of LOTP.
bool is_err(const HostSession::Answer& answer) {
  if (answer.message.empty()) return false;
  LotpHeader header;
  fuzz::require(answer.message.size() >= sizeof(header) &&
                answer.message.size() <= kLotpMaxMessageBytes);
  std::memcpy(&header, answer.message.data(), sizeof(header));
  fuzz::require(header.body_len == answer.message.size() - sizeof(header));
  fuzz::require(answer.is_err == (header.type == static_cast<std::uint16_t>(LotpType::err)));
  return answer.is_err;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  ControllerSet law;
  HostSession session({.host = 3, .incarnation = 2, .run_epoch = 9}, law);
  const auto kind = input.take<std::uint8_t>();
  LotpHeader header{.host = 3, .incarnation = 2, .run_epoch = 9};
  if (kind % 4 != 3) {  // else it begins before WELCOME
    const std::string map = to_map(LotpWelcome{.cells = fuzz::cells()});
    header.type = static_cast<std::uint16_t>(LotpType::welcome);
    fuzz::require(!is_err(
        session.take(framed(header, std::as_bytes(std::span(map.data(), map.size())), SIZE_MAX))));
  }
  if (kind % 4 == 0) {
    is_err(session.take(input.rest()));
  }
  std::uint64_t seq = 1;
  while (kind % 4 != 0 && !input.empty()) {
    header.type = input.take<std::uint8_t>();
    header.flags = input.take<std::uint8_t>();
    const auto length = input.take<std::uint16_t>();
    const bool counted = header.type == static_cast<std::uint16_t>(LotpType::step) ||
                         header.type == static_cast<std::uint16_t>(LotpType::replay);
    header.seq = counted ? seq : 0;
    if (counted) header.t_ns += input.take<std::int32_t>();
    const bool refused =
        is_err(session.take(framed(header, input.take_bytes(length), sizeof(LotpObs))));
    if (counted && !refused && session.is_welcome()) ++seq;
  }
  if (session.is_welcome()) {
    // wherever it is now, another can take up from there
    const auto state = law.snapshot();
    fuzz::require(law.restore(state));
    fuzz::require(law.snapshot() == state);
  }
  return 0;
}
