// The maps of LOTP/1: the bodies of HELLO, WELCOME, ERR, SNAPSHOT and REPLAY_OK, in msgpack, and
// what the two ends agree upon by them. Their keys are listed in lotp_fields.def. Keys that are not
// known are passed over, so that a later minor version may add some; a missing key, another type or
// a value out of range is bad_map or bad_value. Depth, lengths and counts are bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/lotp.h"

namespace darkline {

// Every field of the fixed structs, one a line: "obs cell u32 0" is struct, field, type, offset.
// Of what WELCOME sends as arrays, the offset is the place in the array.
std::string lotp_schema(std::uint8_t minor = kLotpMinor);
// SHA-256 of that text, the first 16 digits.
std::string lotp_schema_hash(std::uint8_t minor = kLotpMinor);

// The first message of a host.
struct LotpHello {
  std::string name;     // of the controller program
  std::string version;  // of the same
  std::uint8_t minor_min = kLotpOldestMinor;
  std::uint8_t minor_max = kLotpMinor;
  std::vector<std::uint32_t> cells = {};  // it can control; none: any
  std::vector<std::string> caps = {};     // "deterministic", "lookahead", "snapshot"
  std::int64_t pid = 0;
  std::string schema_hash = lotp_schema_hash();  // of minor_max
};

// The highest minor version that the host and this program speak; none if there is none, or if the
// host means something else by it. The host must look at WELCOME's schema_hash in the same way
// where it speaks a later minor version than this program knows.
std::optional<std::uint8_t> agreed_minor(const LotpHello& hello);

// The twin's answer, in as many messages as its programs take.
struct LotpWelcome {
  std::uint8_t minor = kLotpMinor;
  std::uint32_t stride_obs = sizeof(LotpObs);
  std::uint32_t stride_cmd = sizeof(LotpCmd);
  std::int64_t control_period_ns = kControlPeriodNs;
  std::uint32_t deadline_ms = 0;                 // for an ACT, in wall time
  std::uint32_t hb_ms = 0;                       // the twin lets no more pass between two messages
  std::string schema_hash = lotp_schema_hash();  // of minor
  std::vector<CellProgram> cells = {};
  bool more = false;           // another WELCOME follows, with the programs of other cells
  std::uint64_t next_seq = 1;  // of the first REPLAY or STEP that the host will get
  std::vector<std::byte> snapshot = {};  // to take up from, in the last WELCOME; empty: afresh
  std::uint8_t robots = kMaxCellRobots;  // in each Obs and Cmd

  LotpStrides strides() const { return {.obs = stride_obs, .cmd = stride_cmd, .robots = robots}; }
};

// Writes into it what follows from the minor version, for cells of at most so many robots: strides
// and schema hash too.
void agree(LotpWelcome& welcome, std::uint8_t minor, std::size_t most_robots = kMaxCellRobots);
// Whether a host of this program can keep to it: a minor version and strides that it can handle,
// and the schema that it knows under that number.
bool is_agreeable(const LotpWelcome& welcome);

// What a host was after its last ACT.
struct LotpSnapshot {
  std::uint64_t seq = 0;              // of that ACT; 0: none yet
  std::vector<std::byte> state = {};  // the host's own matter
};

// What a host answered to itself while it went through REPLAYs.
struct LotpReplayOk {
  std::uint64_t seq = 0;    // of the last REPLAY
  std::string digest = {};  // SHA-256 over the bodies of the ACTs that it would have sent since
                            // WELCOME, in order: the first 16 hexadecimal digits
};

struct LotpErr {
  std::uint16_t code = 0;  // docs/lotp.md
  bool retryable = false;
  std::string detail = {};
  std::uint64_t seq = 0;  // of the message at fault
  // of LotpError::version alone: what the sender speaks
  std::uint8_t minor_min = 0;
  std::uint8_t minor_max = 0;
};
LotpErr version_err(std::string detail);

std::string to_map(const LotpHello& hello);
std::string to_map(const LotpWelcome& welcome);
std::string to_map(const LotpErr& err);
std::string to_map(const LotpSnapshot& snapshot);
std::string to_map(const LotpReplayOk& ok);

// `body` is what follows the header. `out` is untouched unless the result is none. `why` gets the
// text that names what is wrong with the programs, where that is the reason.
LotpReject read_map(std::span<const std::byte> body, LotpHello& out);
LotpReject read_map(std::span<const std::byte> body, LotpWelcome& out, std::string* why = nullptr);
LotpReject read_map(std::span<const std::byte> body, LotpErr& out);
LotpReject read_map(std::span<const std::byte> body, LotpSnapshot& out);
LotpReject read_map(std::span<const std::byte> body, LotpReplayOk& out);

}  // namespace darkline
