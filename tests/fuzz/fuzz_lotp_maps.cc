// The msgpack maps of LOTP: HELLO, WELCOME, ERR, SNAPSHOT, REPLAY_OK, by the first byte. What is
// read can be written and read again; programs that are read can be run.
#include <string>

#include "controllers/controller_set.h"
#include "controllers/lotp_maps.h"
#include "controllers/twin_session.h"
#include "tests/fuzz/fuzz_cells.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

template <class Map>
bool read(std::span<const std::byte> body, Map& map) {
  if (read_map(body, map) != LotpReject::none) return false;
  const std::string written = to_map(map);
  Map again;
  fuzz::require(read_map(bytes_of(written), again) == LotpReject::none);
  fuzz::require(to_map(again) == written);
  return true;
}

template <class Map>
void read_only(std::span<const std::byte> body) {
  Map map;
  read(body, map);
}

void greet(std::span<const std::byte> body) {
  TwinSession twin({.host = 3, .incarnation = 2, .run_epoch = 9}, 2);
  std::vector<std::byte> message(sizeof(LotpHeader) + body.size());
  if (message.size() > kLotpMaxMessageBytes) return;
  encode_body(twin.head(), LotpType::hello,
              {reinterpret_cast<const char*>(body.data()), body.size()}, message);
  LotpHeader header;
  fuzz::require(twin.hear(message, lotp_types(LotpType::hello), true, header) == LotpReject::none);
  LotpHello hello;
  if (twin.take_hello(message, hello) == LotpReject::none) {
    // whatever the host may also speak, what both will is one that this program knows
    fuzz::require(twin.minor() <= kLotpMinor && hello.minor_min <= twin.minor() &&
                  twin.minor() <= hello.minor_max);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.take<std::uint8_t>() % 5) {
    case 0:
      read_only<LotpHello>(input.rest());
      greet(input.rest());
      break;
    case 1: {
      LotpWelcome welcome;
      if (read(input.rest(), welcome)) {
        const ControllerSet set(welcome.cells);
        fuzz::require(set.size() == welcome.cells.size());
      }
      break;
    }
    case 2:
      read_only<LotpErr>(input.rest());
      break;
    case 3:
      read_only<LotpSnapshot>(input.rest());
      break;
    default:
      read_only<LotpReplayOk>(input.rest());
  }
  return 0;
}
