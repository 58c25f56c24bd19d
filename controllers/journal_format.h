// The bytes of a journal that its writer and its reader share (journal.h). Not for others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "controllers/lotp.h"

namespace darkline::internal {

struct JournalHead {
  std::array<char, 8> magic = {'D', 'L', 'J', 'O', 'U', 'R', 'N', 'L'};
  std::uint32_t version = 1;
  std::uint32_t zero = 0;
  std::uint64_t schema = 0;
};
static_assert(sizeof(JournalHead) == 24);

struct JournalRecordHead {
  std::uint32_t kind = 0;
  std::uint32_t body_bytes = 0;
  std::uint64_t number = 0;
  std::uint64_t check = 0;
};
static_assert(sizeof(JournalRecordHead) == 24);

struct JournalExchangeHead {
  std::int64_t t_ns = 0;
  std::uint32_t cells = 0;
  std::uint32_t zero = 0;
};
static_assert(sizeof(JournalExchangeHead) == 16);

inline constexpr std::uint32_t kJournalPrograms = 1;
inline constexpr std::uint32_t kJournalExchange = 2;
inline constexpr std::uint32_t kJournalEnd = 3;

inline constexpr std::size_t kMostRecordBytes = std::size_t{64} << 20U;

// Robots come last in an observation, so that those that a cell has not are left out.
static_assert(offsetof(LotpObs, robots) + sizeof(LotpObs::robots) == sizeof(LotpObs));
constexpr std::size_t obs_bytes(std::size_t n_robots) {
  return offsetof(LotpObs, robots) + n_robots * sizeof(LotpObsRobot);
}
constexpr std::size_t cmd_bytes(std::size_t) {
  return sizeof(LotpCmd);
}

// The minor version of LOTP whose items a journal holds.
inline constexpr std::uint8_t kJournalMinor = 1;

// Of that version, for JournalHead.
std::uint64_t journal_schema();

// Over the 16 bytes before it and the body.
std::uint64_t journal_check(const JournalRecordHead& head, std::span<const std::byte> body);

}  // namespace darkline::internal
