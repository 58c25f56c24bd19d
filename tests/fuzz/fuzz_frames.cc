// The stream of ZMTP frames that a host reads from its twin (controllers/local_socket.h). First
// byte: into pieces of what size the rest is cut.
#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "controllers/local_socket.h"
#include "controllers/lotp.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;
using internal::FrameReader;

namespace {

using Frames = std::vector<std::pair<FrameReader::Found, std::vector<std::byte>>>;

// What is found when so many bytes come at once, up to the end or what is none.
Frames frames_of(std::span<const std::byte> bytes, std::size_t at_once) {
  FrameReader reader;
  Frames frames;
  for (;;) {
    const FrameReader::Found found = reader.take_frame();
    if (found != FrameReader::Found::nothing) {
      const bool is_end = found == FrameReader::Found::garbage;
      const auto frame = is_end ? std::span<const std::byte>() : reader.frame();
      fuzz::require(frame.size() <= kLotpMaxMessageBytes);
      frames.emplace_back(found, std::vector<std::byte>(frame.begin(), frame.end()));
      if (is_end) return frames;
      continue;
    }
    if (bytes.empty()) return frames;
    const auto room = reader.room();
    const std::size_t n = std::min({room.size(), bytes.size(), at_once});
    fuzz::require(n > 0);
    std::memcpy(room.data(), bytes.data(), n);
    reader.came(n);
    bytes = bytes.subspan(n);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  // how it is cut makes no difference
  fuzz::require(frames_of(bytes, std::size_t{data[0]} + 1) == frames_of(bytes, bytes.size() + 1));
  return 0;
}
