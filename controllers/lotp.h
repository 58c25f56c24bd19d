// LOTP/1, the wire between the twin and its controllers: the 48-byte header, the fixed structs of
// STEP and ACT, and the rule by which a message is accepted. What stands on the wire is listed
// once, in lotp_fields.def. The maps of HELLO, WELCOME and ERR are in lotp_maps.h; the protocol is
// told in docs/lotp.md.
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
inline constexpr std::uint8_t kLotpOldestMinor = 0;  // that is still spoken
inline constexpr std::uint8_t kLotpMinor = 2;
inline constexpr std::uint8_t kLotpReplayMinor = 1;  // from which a host can be brought back
inline constexpr std::uint8_t kLotpRobotsMinor = 2;  // from which items have only robots there are
inline constexpr std::size_t kLotpMaxMessageBytes = 1U << 20U;  // header included

inline constexpr std::size_t kLotpMaxStride = 1U << 16U;

// Ranges beyond which a value is refused, either sign.
inline constexpr double kLotpMaxJoint = 1000.0;       // rad or m
inline constexpr double kLotpMaxJointSpeed = 1000.0;  // rad/s or m/s
inline constexpr float kLotpMaxCurrentKa = 100.0F;    // and not below 0

enum class LotpType : std::uint16_t {
#define LOTP_TYPE(name, number, minor, sender, body, text) name = (number),
#include "controllers/lotp_fields.def"
};

// What an ERR carries; err_code_of tells which refusals have one.
enum class LotpError : std::uint16_t {
#define LOTP_ERROR(name, number, sender, text) name = (number),
#include "controllers/lotp_fields.def"
};

// In the header's flags, of a REPLAY: no other follows, and REPLAY_OK is to be sent.
inline constexpr std::uint16_t kLotpLast = 1;

// The types of the table, by its names.
namespace lotp_wire {
using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i16 = std::int16_t;
using i64 = std::int64_t;
using f32 = float;
using f64 = double;
template <class Type, std::size_t n>
using Field = std::conditional_t<n == 1, Type, Type[n]>;
}  // namespace lotp_wire
#define LOTP_MEMBER(type, count, name, offset, minor, initial, text) \
  lotp_wire::Field<lotp_wire::type, count> name = {initial};

struct LotpHeader {
#define LOTP_HEADER LOTP_MEMBER
#include "controllers/lotp_fields.def"
};

struct LotpObsRobot {
#define LOTP_OBS_ROBOT LOTP_MEMBER
#include "controllers/lotp_fields.def"
};

struct LotpCmdRobot {
#define LOTP_CMD_ROBOT LOTP_MEMBER
#include "controllers/lotp_fields.def"
};

namespace lotp_wire {
using header = LotpHeader;
using obs_robot = LotpObsRobot;
using cmd_robot = LotpCmdRobot;
}  // namespace lotp_wire

struct LotpObs {
#define LOTP_OBS LOTP_MEMBER
#include "controllers/lotp_fields.def"
};

struct LotpCmd {
#define LOTP_CMD LOTP_MEMBER
#include "controllers/lotp_fields.def"
};
#undef LOTP_MEMBER

namespace lotp_wire {
using obs = LotpObs;
using cmd = LotpCmd;
}  // namespace lotp_wire

#define LOTP_FIELD(of, type, count, name, offset, minor, initial, text) \
  static_assert(offsetof(lotp_wire::of, name) == (offset) &&            \
                sizeof(lotp_wire::of::name) == (count) * sizeof(lotp_wire::type));
#include "controllers/lotp_fields.def"

// How one Obs and one Cmd lie in a STEP and an ACT: their bytes, and the robots in each. It is
// agreed upon in WELCOME: a later minor version appends fields, so a reader takes what it knows,
// and where the other end has less, what the table gives for a missing field.
struct LotpStrides {
  std::size_t obs = sizeof(LotpObs);
  std::size_t cmd = sizeof(LotpCmd);
  std::size_t robots = kMaxCellRobots;  // of both; what stands behind them moves up
};
// Of a minor version up to kLotpMinor, for a host whose cells have at most so many robots.
constexpr LotpStrides lotp_strides(std::uint8_t minor, std::size_t robots = kMaxCellRobots) {
  LotpStrides strides = {.obs = 0, .cmd = 0};
#define LOTP_SIZE(of, since, bytes)                                                      \
  if ((since) <= minor && std::is_same_v<lotp_wire::of, LotpObs>) strides.obs = (bytes); \
  if ((since) <= minor && std::is_same_v<lotp_wire::of, LotpCmd>) strides.cmd = (bytes);
#include "controllers/lotp_fields.def"
#define LOTP_VARIABLE(of, name, since)                                            \
  if ((since) <= minor) {                                                         \
    const std::size_t less =                                                      \
        (kMaxCellRobots - robots) * sizeof(lotp_wire::of::name) / kMaxCellRobots; \
    (std::is_same_v<lotp_wire::of, LotpObs> ? strides.obs : strides.cmd) -= less; \
    strides.robots = robots;                                                      \
  }
#include "controllers/lotp_fields.def"
  return strides;
}
static_assert(lotp_strides(kLotpMinor).obs == sizeof(LotpObs) &&
              lotp_strides(kLotpMinor).cmd == sizeof(LotpCmd) && sizeof(LotpHeader) == 48 &&
              std::is_trivially_copyable_v<LotpHeader> && std::is_trivially_copyable_v<LotpObs> &&
              std::is_trivially_copyable_v<LotpCmd>);

// The most cells in one STEP.
inline constexpr std::size_t kLotpMaxItems =
    (kLotpMaxMessageBytes - sizeof(LotpHeader)) / sizeof(LotpObs);

// Why a message is refused, in the order in which it is looked at.
enum class LotpReject : std::uint8_t {
  none,
#define LOTP_REJECT(name, error, text) name,
#include "controllers/lotp_fields.def"
};
inline constexpr std::size_t kLotpRejects = static_cast<std::size_t>(LotpReject::bad_map) + 1;
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

// One cell of an exchange: what it shows, and where what it is told goes.
struct CellAsk {
  const CellObservation* seen = nullptr;
  CellCommand* command = nullptr;
};

// Writes a message into `out` and returns its length. `out` must have room for it; `head` gives
// host, incarnation, run_epoch, seq and t_ns, the rest is filled in. Robots beyond n_robots are
// sent as zeros. `strides`: what was agreed upon for an item.
std::size_t encode_step(const LotpHeader& head, std::span<const CellObservation> cells,
                        std::span<std::byte> out, const LotpStrides& strides = {});
std::size_t encode_step(const LotpHeader& head, std::span<const CellAsk> cells,
                        std::span<std::byte> out, const LotpStrides& strides);
std::size_t encode_act(const LotpHeader& head, std::span<const CellCommand> cells,
                       std::span<std::byte> out, const LotpStrides& strides = {});
// Makes the REPLAY of a STEP out of it.
void make_replay(std::span<std::byte> step, std::uint32_t incarnation, bool last);
// A message with a map for a body, or with none.
std::size_t encode_body(const LotpHeader& head, LotpType type, std::span<const char> body,
                        std::span<std::byte> out);
constexpr std::size_t step_bytes(std::size_t n, std::size_t stride = sizeof(LotpObs)) {
  return sizeof(LotpHeader) + n * stride;
}
constexpr std::size_t act_bytes(std::size_t n, std::size_t stride = sizeof(LotpCmd)) {
  return sizeof(LotpHeader) + n * stride;
}

// Reads the body of an accepted message. What it is read into means nothing unless the result is
// none.
// STEP, REPLAY: fills out[0 .. n_items); item_count if there is no room. Cells are not compared.
LotpReject decode_step(std::span<const std::byte> message, const LotpHeader& header,
                       std::span<CellObservation> out, const LotpStrides& strides = {});
// ACT: must answer `asked` (same cells in the same order, same n_robots) and fill `out`.
LotpReject decode_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellObservation> asked, std::span<CellCommand> out,
                      const LotpStrides& strides = {});
LotpReject decode_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellAsk> asked, const LotpStrides& strides);

// What would be refused, as text that names it; empty if nothing. For the sender's own checks.
std::string fault_of(const CellObservation& cell, std::int64_t t_ns);
std::string fault_of(std::span<const CellProgram> cells);

}  // namespace darkline
