// LOTP/1, the wire between the twin and its controllers: the 48-byte header, the fixed structs of
// STEP and ACT, and the rule by which a message is accepted. The maps of HELLO, WELCOME and ERR
// are in lotp_maps.h; the protocol is told in docs/lotp.md.
//
// All numbers are little-endian. Encoding and decoding work in the caller's buffers and do not
// allocate. Bytes that come in are not trusted: what breaks a rule is refused with a named reason
// and nothing of it is applied.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "controllers/cell_program.h"
#include "models/cell/cell_io.h"

namespace darkline {

inline constexpr std::uint32_t kLotpMagic = 0x31544F4C;  // the bytes "LOT1"
inline constexpr std::uint8_t kLotpMajor = 1;
inline constexpr std::uint8_t kLotpMinor = 0;
inline constexpr std::size_t kLotpMaxMessageBytes = 1U << 20U;  // header included

// Ranges beyond which a value is refused, either sign.
inline constexpr double kLotpMaxJoint = 1000.0;       // rad or m
inline constexpr double kLotpMaxJointSpeed = 1000.0;  // rad/s or m/s
inline constexpr float kLotpMaxCurrentKa = 100.0F;    // and not below 0

enum class LotpType : std::uint16_t {
  hello = 1,          // host to twin: a map
  welcome = 2,        // twin to host: a map
  replay = 3,         // twin to host: a STEP of before, with its seq; not answered
  step = 4,           // twin to host: n_items LotpObs
  act = 5,            // host to twin: n_items LotpCmd, in the order of the STEP
  hb = 6,             // either: no body; "I am here"
  pause = 7,          // twin to host: no body; nothing but HB until RESUME
  resume = 8,         // twin to host: no body
  bye = 9,            // either: no body; the last message
  err = 10,           // either: a map
  req_snapshot = 11,  // twin to host: no body
  snapshot = 12,      // host to twin: a map
  replay_ok = 13,     // host to twin: a map, the answer to the last REPLAY
};

// In the header's flags, of a REPLAY: no other follows, and REPLAY_OK is to be sent.
inline constexpr std::uint16_t kLotpLast = 1;

struct LotpHeader {
  std::uint32_t magic = kLotpMagic;
  std::uint8_t major = kLotpMajor;
  std::uint8_t minor = kLotpMinor;
  std::uint16_t type = 0;  // LotpType
  std::uint32_t host = 0;
  std::uint32_t incarnation = 0;  // how often this host has been started, from 1
  std::uint64_t run_epoch = 0;    // number of the run
  std::uint64_t seq = 0;          // STEP counts from 1, ACT and REPLAY repeat its number; else 0
  std::int64_t t_ns = 0;          // simulated time
  std::uint32_t body_len = 0;     // bytes after the header
  std::uint16_t n_items = 0;
  std::uint16_t flags = 0;  // of a REPLAY: kLotpLast; else 0
};

struct LotpObsRobot {
  double q[kMaxJoints] = {};   // rad or m
  double dq[kMaxJoints] = {};  // rad/s or m/s
  std::uint16_t state = 0;     // RobotState
  std::uint16_t alarm = 0;     // RobotAlarm
  std::uint32_t step = 0;      // number of the order that the state speaks of
};

struct LotpObs {
  std::uint32_t cell = 0;
  std::uint8_t mode = 0;  // none defined: 0
  std::uint8_t n_robots = 0;
  std::uint16_t pad = 0;
  std::uint64_t io_in = 0;      // bit 0: a part is present
  std::uint32_t events = 0;     // none defined: 0
  std::uint32_t event_arg = 0;  // 0
  LotpObsRobot robots[kMaxCellRobots] = {};
};

struct LotpCmdRobot {
  double target[kMaxJoints] = {};  // rad or m, for a move
  std::uint8_t order = 0;          // RobotOrder
  std::uint8_t pad_1[3] = {};
  float weld_current_ka = 0.F;  // for a weld
  std::uint32_t step = 0;       // a new number is a new order
  std::uint16_t job = 0;        // for a job: its place among the robot's jobs
  std::uint16_t waits_for = 0;  // the interference zone that the robot stands still for; 0: none
};

struct LotpCmd {
  std::uint32_t cell = 0;
  std::uint8_t status = 0;  // PackMlState
  std::uint8_t n_robots = 0;
  std::uint16_t pad = 0;
  std::uint64_t io_out = 0;       // none defined: 0
  std::int64_t next_wake_ns = 0;  // later than the header's t_ns; INT64_MAX: not before an event
  LotpCmdRobot robots[kMaxCellRobots] = {};
};

static_assert(sizeof(LotpHeader) == 48 && std::is_trivially_copyable_v<LotpHeader>);
static_assert(offsetof(LotpHeader, type) == 6 && offsetof(LotpHeader, host) == 8 &&
              offsetof(LotpHeader, incarnation) == 12 && offsetof(LotpHeader, run_epoch) == 16 &&
              offsetof(LotpHeader, seq) == 24 && offsetof(LotpHeader, t_ns) == 32 &&
              offsetof(LotpHeader, body_len) == 40 && offsetof(LotpHeader, n_items) == 44 &&
              offsetof(LotpHeader, flags) == 46);
static_assert(sizeof(LotpObsRobot) == 120 && offsetof(LotpObsRobot, dq) == 56 &&
              offsetof(LotpObsRobot, state) == 112 && offsetof(LotpObsRobot, alarm) == 114 &&
              offsetof(LotpObsRobot, step) == 116);
static_assert(sizeof(LotpObs) == 1464 && std::is_trivially_copyable_v<LotpObs> &&
              offsetof(LotpObs, n_robots) == 5 && offsetof(LotpObs, io_in) == 8 &&
              offsetof(LotpObs, events) == 16 && offsetof(LotpObs, robots) == 24);
static_assert(sizeof(LotpCmdRobot) == 72 && offsetof(LotpCmdRobot, order) == 56 &&
              offsetof(LotpCmdRobot, weld_current_ka) == 60 && offsetof(LotpCmdRobot, step) == 64 &&
              offsetof(LotpCmdRobot, job) == 68 && offsetof(LotpCmdRobot, waits_for) == 70);
static_assert(sizeof(LotpCmd) == 888 && std::is_trivially_copyable_v<LotpCmd> &&
              offsetof(LotpCmd, status) == 4 && offsetof(LotpCmd, n_robots) == 5 &&
              offsetof(LotpCmd, io_out) == 8 && offsetof(LotpCmd, next_wake_ns) == 16 &&
              offsetof(LotpCmd, robots) == 24);

// The most cells in one STEP.
inline constexpr std::size_t kLotpMaxItems =
    (kLotpMaxMessageBytes - sizeof(LotpHeader)) / sizeof(LotpObs);

// Why a message is refused, in the order in which it is looked at.
enum class LotpReject : std::uint8_t {
  none,
  too_short,          // below 48 bytes
  too_long,           // above 1 MiB
  bad_magic,          // not "LOT1"
  wrong_major,        // another major version
  body_length,        // body_len is not what follows the header
  unknown_type,       // not a LotpType
  unknown_host,       // not a host of this link
  not_authorised,     // the peer may not speak for that host
  wrong_epoch,        // of another run
  wrong_incarnation,  // of an earlier start of the host
  illegal_type,       // not to be said in the present state
  wrong_seq,          // lost, doubled or late
  item_count,         // n_items does not fit the body or the STEP
  wrong_cell,         // not a cell of this host, doubled, or not in the STEP's order
  bad_value,          // not finite, out of range, or not of the enumeration
  bad_map,            // not the msgpack map that the type wants
};
inline constexpr std::size_t kLotpRejects = 17;
const char* name_of(LotpReject reason);  // "too_short"

// The code that an ERR carries for the reason; 0 where no ERR may be sent (docs/lotp.md).
std::uint16_t err_code_of(LotpReject reason);

// How many messages were accepted, and refused for each reason.
struct LotpCounts {
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, kLotpRejects> rejected = {};

  LotpReject count(LotpReject reason);
  std::uint64_t of(LotpReject reason) const { return rejected[static_cast<std::size_t>(reason)]; }
  std::string text() const;  // "2 bad_value, 1 wrong_seq", or "none"
};

// A set of message types.
using LotpTypes = std::uint32_t;
template <class... Types>
constexpr LotpTypes lotp_types(Types... types) {
  return ((1U << static_cast<unsigned>(types)) | ... | 0U);
}

// What the receiver accepts now.
struct LotpExpected {
  std::uint32_t host = 0;
  std::uint32_t incarnation = 0;
  std::uint64_t run_epoch = 0;
  LotpTypes types = 0;     // legal in the present state
  std::uint64_t seq = 0;   // of a STEP, ACT or REPLAY; every other type carries 0
  bool authorised = true;  // whether the peer may speak for `host`
};

// Looks at everything but the body. `header` is set if the result is none.
LotpReject accept(std::span<const std::byte> message, const LotpExpected& expected,
                  LotpHeader& header);

// Writes a message into `out` and returns its length. `out` must have room for it; `head` gives
// host, incarnation, run_epoch, seq and t_ns, the rest is filled in. Robots beyond n_robots are
// sent as zeros.
std::size_t encode_step(const LotpHeader& head, std::span<const CellObservation> cells,
                        std::span<std::byte> out);
std::size_t encode_act(const LotpHeader& head, std::span<const CellCommand> cells,
                       std::span<std::byte> out);
// Makes the REPLAY of a STEP out of it.
void make_replay(std::span<std::byte> step, std::uint32_t incarnation, bool last);
// A message with a map for a body, or with none.
std::size_t encode_body(const LotpHeader& head, LotpType type, std::span<const char> body,
                        std::span<std::byte> out);
constexpr std::size_t step_bytes(std::size_t n) {
  return sizeof(LotpHeader) + n * sizeof(LotpObs);
}
constexpr std::size_t act_bytes(std::size_t n) {
  return sizeof(LotpHeader) + n * sizeof(LotpCmd);
}

// Reads the body of an accepted message. `out` is untouched unless the result is none.
// STEP: fills out[0 .. n_items); item_count if there is no room. Cells are not compared.
LotpReject decode_step(std::span<const std::byte> message, const LotpHeader& header,
                       std::span<CellObservation> out);
// ACT: must answer `asked` (same cells in the same order, same n_robots) and fill `out`.
LotpReject decode_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellObservation> asked, std::span<CellCommand> out);

// What would be refused, as text that names it; empty if nothing. For the sender's own checks.
std::string fault_of(const CellObservation& cell, std::int64_t t_ns);
std::string fault_of(std::span<const CellProgram> cells);

}  // namespace darkline
