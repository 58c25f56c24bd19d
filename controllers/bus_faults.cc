#include "controllers/bus_faults.h"

#include <cstring>
#include <limits>
#include <numeric>
#include <span>
#include <string>

#include "controllers/lotp.h"
#include "controllers/lotp_maps.h"

namespace darkline {
namespace {

constexpr std::array<const char*, kBusFaults> kNames = {
    "lost",         "doubled",       "delayed",      "late",       "cut",          "spoiled header",
    "spoiled body", "other version", "bad snapshot", "bad digest", "forged",       "stale",
    "noise",        "too long",      "full",         "clogs",      "cannot start", "refuses",
    "dies",         "quits",         "hangs",        "is busy",    "is slow",      "floods",
    "breaks",       "haunts"};

LotpHeader header_of(const std::vector<std::byte>& message) {
  LotpHeader header;
  std::memcpy(&header, message.data(), sizeof(header));
  return header;
}

bool is(const std::vector<std::byte>& message, LotpType type) {
  return message.size() > sizeof(LotpHeader) &&
         header_of(message).type == static_cast<std::uint16_t>(type);
}

// The lowest byte of any field: magic, major, minor, type, host, ...
bool spoil_header(FaultDraws& draws, std::vector<std::byte>& message) {
  constexpr std::array<std::size_t, 12> kFields = {0, 4, 5, 6, 8, 12, 16, 24, 32, 40, 44, 46};
  if (message.size() < sizeof(LotpHeader)) return false;
  message[kFields[draws.below(kFields.size())]] ^= static_cast<std::byte>(1U << draws.below(8));
  return true;
}

bool spoil_body(FaultDraws& draws, std::vector<std::byte>& message) {
  if (message.size() <= sizeof(LotpHeader)) return false;
  std::byte* body = message.data() + sizeof(LotpHeader);
  const LotpHeader header = header_of(message);
  const bool obs = is(message, LotpType::step) || is(message, LotpType::replay);
  if (!obs && !is(message, LotpType::act)) {
    body[0] = std::byte{0xC1};  // no msgpack begins so
    return true;
  }
  const std::size_t bytes = message.size() - sizeof(LotpHeader);
  if (header.n_items == 0 || bytes % header.n_items != 0) return false;
  const std::size_t stride = bytes / header.n_items;
  if (stride < 32) return false;
  body += draws.below(header.n_items) * stride;
  if (draws.below(2) == 0) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::memcpy(body + 24, &nan, sizeof(nan));  // the first joint of the first robot
  } else {
    body[0] ^= static_cast<std::byte>(1U << draws.below(8));  // the cell's number
  }
  return true;
}

template <class Map, class Change>
bool spoil_map(LotpType type, std::vector<std::byte>& message, Change change) {
  Map map;
  if (!is(message, type)) return false;
  if (read_map(std::span(message).subspan(sizeof(LotpHeader)), map) != LotpReject::none) {
    return false;
  }
  if (!change(map)) return false;
  const LotpHeader header = header_of(message);
  const std::string body = to_map(map);
  message.resize(sizeof(LotpHeader) + body.size());
  encode_body(header, type, body, message);
  return true;
}

bool spoil_snapshot(FaultDraws& draws, std::vector<std::byte>& message) {
  const auto shorten = [&](auto& state) {
    if (state.empty()) return false;
    state.resize(draws.below(static_cast<std::uint32_t>(state.size())));
    if (state.empty()) state.push_back(std::byte{0xC1});  // an empty one would be none
    return true;
  };
  return spoil_map<LotpSnapshot>(LotpType::snapshot, message,
                                 [&](LotpSnapshot& map) { return shorten(map.state); }) ||
         spoil_map<LotpWelcome>(LotpType::welcome, message,
                                [&](LotpWelcome& map) { return shorten(map.snapshot); });
}

}  // namespace

const char* name_of(BusFault fault) {
  return kNames.at(static_cast<std::size_t>(fault));
}

std::uint64_t FaultCounts::all() const {
  return std::accumulate(times.begin(), times.end(), std::uint64_t{0});
}

void FaultCounts::add(const FaultCounts& more) {
  for (std::size_t i = 0; i < kBusFaults; ++i) times[i] += more.times[i];
}

bool spoil(BusFault fault, FaultDraws& draws, std::vector<std::byte>& message) {
  switch (fault) {
    case BusFault::cut:
      if (message.empty()) return false;
      message.resize(draws.below(static_cast<std::uint32_t>(message.size())));
      return true;
    case BusFault::spoiled_header:
      return spoil_header(draws, message);
    case BusFault::spoiled_body:
      return spoil_body(draws, message);
    case BusFault::other_version:
      return spoil_map<LotpHello>(LotpType::hello, message, [&](LotpHello& hello) {
        if (draws.below(2) == 0) {
          hello.schema_hash = "0123456789abcdef";
        } else {
          hello.minor_min = hello.minor_max = kLotpMinor + 1;
        }
        return true;
      });
    case BusFault::bad_snapshot:
      return spoil_snapshot(draws, message);
    case BusFault::bad_digest:
      return spoil_map<LotpReplayOk>(LotpType::replay_ok, message, [&](LotpReplayOk& ok) {
        if (ok.digest.empty()) return false;
        ok.digest[0] = ok.digest[0] == '0' ? '1' : '0';
        return true;
      });
    default:
      return false;
  }
}

}  // namespace darkline
