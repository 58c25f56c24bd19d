#include "controllers/lotp.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

static_assert(std::endian::native == std::endian::little, "structs are copied to the wire as is");
static_assert(std::is_same_v<decltype(LotpCmdRobot::weld_current_ka), float> && sizeof(float) == 4);

constexpr std::uint64_t kPartPresent = 1;

struct Refusal {
  const char* name;
  std::uint16_t error;
};
constexpr std::array<Refusal, kLotpRejects> kRefusals = {{
    {"none", 0},
#define LOTP_REJECT(name, error, text) {#name, error},
#include "controllers/lotp_fields.def"
}};

constexpr LotpTypes kAllTypes = 0
#define LOTP_TYPE(name, number, minor, sender, body, text) | lotp_types(LotpType::name)
#include "controllers/lotp_fields.def"
    ;

// The enumerations that the table shares with the cells.
namespace enumeration {
using robot_state = RobotState;
using robot_alarm = RobotAlarm;
using robot_order = RobotOrder;
using step_kind = StepKind;
using packml_state = PackMlState;
}  // namespace enumeration
#define LOTP_VALUE(of, name, number, text) \
  static_assert(static_cast<int>(enumeration::of::name) == (number));
#include "controllers/lotp_fields.def"

// False for NaN too.
bool within(double value, double limit) {
  return std::abs(value) <= limit;
}

// Looks at all of them, which takes less time than to stop at the first.
bool all_within(const JointVector& values, double limit) {
  bool all = true;
  for (const double value : values) all &= within(value, limit);
  return all;
}

bool is_known(RobotAlarm alarm) {
  switch (alarm) {
    case RobotAlarm::none:
    case RobotAlarm::expulsion:
    case RobotAlarm::weld_force:
    case RobotAlarm::collision:
    case RobotAlarm::servo_overload:
    case RobotAlarm::bad_command:
      return true;
  }
  return false;
}

bool is_current(float current_ka) {
  return current_ka >= 0.F && current_ka <= kLotpMaxCurrentKa;
}

bool is_valid(const RobotObservation& robot) {
  return all_within(robot.q_rad, kLotpMaxJoint) && all_within(robot.qd_rad_s, kLotpMaxJointSpeed) &&
         robot.state <= RobotState::working && is_known(robot.alarm);
}

bool is_valid(const RobotCommand& robot) {
  return all_within(robot.target_rad, kLotpMaxJoint) && robot.order <= RobotOrder::job &&
         is_current(robot.weld_current_ka);
}

template <class Cell>
bool robots_are_valid(const Cell& cell) {
  return cell.n_robots <= kMaxCellRobots &&
         std::all_of(cell.robots.begin(), cell.robots.begin() + cell.n_robots,
                     [](const auto& robot) { return is_valid(robot); });
}

bool is_valid(const CellCommand& cell, std::int64_t t_ns) {
  return cell.state <= PackMlState::unholding && cell.next_wake_ns > t_ns &&
         cell.reason.robot >= -1 && cell.reason.robot < cell.n_robots && robots_are_valid(cell);
}

// A robot's observation lies on the wire as it does in memory.
static_assert(sizeof(RobotObservation) == sizeof(LotpObsRobot) &&
              offsetof(RobotObservation, q_rad) == offsetof(LotpObsRobot, q) &&
              offsetof(RobotObservation, qd_rad_s) == offsetof(LotpObsRobot, dq) &&
              offsetof(RobotObservation, state) == offsetof(LotpObsRobot, state) &&
              offsetof(RobotObservation, alarm) == offsetof(LotpObsRobot, alarm) &&
              offsetof(RobotObservation, step) == offsetof(LotpObsRobot, step) &&
              std::is_trivially_copyable_v<RobotObservation>);

// What of a Cmd stands behind the robots.
struct CmdTail {
  std::uint16_t code = 0;
  std::int16_t robot = -1;
  std::uint16_t zone = 0;
  std::uint16_t pad = 0;
};
constexpr std::size_t kCmdTailAt = offsetof(LotpCmd, reason_code);
static_assert(kCmdTailAt + sizeof(CmdTail) == sizeof(LotpCmd) &&
              offsetof(LotpCmd, reason_robot) == kCmdTailAt + offsetof(CmdTail, robot) &&
              offsetof(LotpCmd, reason_zone) == kCmdTailAt + offsetof(CmdTail, zone));

constexpr std::size_t kObsRobotsAt = offsetof(LotpObs, robots);
constexpr std::size_t kCmdRobotsAt = offsetof(LotpCmd, robots);

template <class Value>
void put(std::byte* item, std::size_t offset, Value value) {
  std::memcpy(item + offset, &value, sizeof(value));
}

template <class Value>
void get(const std::byte* item, std::size_t offset, Value& value) {
  std::memcpy(&value, item + offset, sizeof(value));
}

void zero(std::byte* item, std::size_t begin, std::size_t end) {
  if (begin < end) std::memset(item + begin, 0, end - begin);
}

void write_item(const CellObservation& cell, std::byte* item, const LotpStrides& strides) {
  zero(item, 0, kObsRobotsAt);
  put(item, offsetof(LotpObs, cell), cell.cell);
  put(item, offsetof(LotpObs, n_robots), cell.n_robots);
  put(item, offsetof(LotpObs, io_in), cell.part_present ? kPartPresent : std::uint64_t{0});
  const std::size_t bytes = cell.n_robots * sizeof(LotpObsRobot);
  std::memcpy(item + kObsRobotsAt, cell.robots.data(), bytes);
  zero(item, kObsRobotsAt + bytes, strides.obs);
}

// Whether it is valid.
bool read_item(const std::byte* item, const LotpStrides& strides, CellObservation& cell) {
  std::uint64_t io_in = 0;
  get(item, offsetof(LotpObs, cell), cell.cell);
  get(item, offsetof(LotpObs, n_robots), cell.n_robots);
  get(item, offsetof(LotpObs, io_in), io_in);
  cell.part_present = (io_in & kPartPresent) != 0;
  if (cell.n_robots > strides.robots) return false;
  std::memcpy(cell.robots.data(), item + kObsRobotsAt, cell.n_robots * sizeof(LotpObsRobot));
  std::fill(cell.robots.begin() + cell.n_robots, cell.robots.end(), RobotObservation{});
  return robots_are_valid(cell);
}

void write_item(const CellCommand& cell, std::byte* item, const LotpStrides& strides) {
  zero(item, 0, kCmdRobotsAt);
  put(item, offsetof(LotpCmd, cell), cell.cell);
  put(item, offsetof(LotpCmd, status), static_cast<std::uint8_t>(cell.state));
  put(item, offsetof(LotpCmd, n_robots), cell.n_robots);
  put(item, offsetof(LotpCmd, next_wake_ns), cell.next_wake_ns);
  std::size_t at = kCmdRobotsAt;
  for (std::size_t i = 0; i < cell.n_robots; ++i, at += sizeof(LotpCmdRobot)) {
    const RobotCommand& from = cell.robots[i];
    LotpCmdRobot to;
    std::copy(from.target_rad.begin(), from.target_rad.end(), to.target);
    to.order = static_cast<std::uint8_t>(from.order);
    to.weld_current_ka = from.weld_current_ka;
    to.step = from.step;
    to.job = from.job;
    to.waits_for = from.waits_for;
    std::memcpy(item + at, &to, sizeof(to));
  }
  zero(item, at, strides.cmd);
  const CmdTail tail = {
      .code = cell.reason.code, .robot = cell.reason.robot, .zone = cell.reason.zone};
  at = kCmdRobotsAt + strides.robots * sizeof(LotpCmdRobot);
  std::memcpy(item + at, &tail, std::min(sizeof(tail), strides.cmd - at));
}

// Whether all of it can be read; whether it is valid is another matter.
bool read_item(const std::byte* item, const LotpStrides& strides, CellCommand& cell) {
  std::uint8_t status = 0;
  get(item, offsetof(LotpCmd, cell), cell.cell);
  get(item, offsetof(LotpCmd, status), status);
  get(item, offsetof(LotpCmd, n_robots), cell.n_robots);
  get(item, offsetof(LotpCmd, next_wake_ns), cell.next_wake_ns);
  cell.state = static_cast<PackMlState>(status);
  if (cell.n_robots > strides.robots) return false;
  std::size_t at = kCmdRobotsAt;
  for (std::size_t i = 0; i < cell.n_robots; ++i, at += sizeof(LotpCmdRobot)) {
    LotpCmdRobot from;
    std::memcpy(&from, item + at, sizeof(from));
    RobotCommand& to = cell.robots[i];
    std::copy(std::begin(from.target), std::end(from.target), to.target_rad.begin());
    to.order = static_cast<RobotOrder>(from.order);
    to.weld_current_ka = from.weld_current_ka;
    to.step = from.step;
    to.job = from.job;
    to.waits_for = from.waits_for;
  }
  std::fill(cell.robots.begin() + cell.n_robots, cell.robots.end(), RobotCommand{});
  CmdTail tail;  // what the sender's minor version does not have stays as the table has it
  at = kCmdRobotsAt + strides.robots * sizeof(LotpCmdRobot);
  std::memcpy(&tail, item + at, std::min(sizeof(tail), strides.cmd - at));
  cell.reason = {.code = tail.code, .robot = tail.robot, .zone = tail.zone};
  return true;
}

void write_header(const LotpHeader& head, LotpType type, std::size_t body_bytes,
                  std::size_t n_items, std::span<std::byte> out) {
  DARKLINE_CHECK(sizeof(LotpHeader) + body_bytes <= std::min(out.size(), kLotpMaxMessageBytes),
                 fmt::format("a body of {} bytes for a buffer of {}", body_bytes, out.size()));
  LotpHeader full = head;
  full.type = static_cast<std::uint16_t>(type);
  full.body_len = static_cast<std::uint32_t>(body_bytes);
  full.n_items = static_cast<std::uint16_t>(n_items);
  std::memcpy(out.data(), &full, sizeof(full));
}

const CellObservation& cell_of(const CellAsk& ask) {
  return *ask.seen;
}
template <class Cell>
const Cell& cell_of(const Cell& cell) {
  return cell;
}

template <class Cell>
std::size_t encode_items(const LotpHeader& head, LotpType type, std::span<const Cell> cells,
                         std::span<std::byte> out, std::size_t stride, const LotpStrides& strides) {
  write_header(head, type, cells.size() * stride, cells.size(), out);
  std::byte* at = out.data() + sizeof(LotpHeader);
  for (const Cell& each : cells) {
    const auto& cell = cell_of(each);
    DARKLINE_CHECK(cell.n_robots <= strides.robots,
                   fmt::format("cell {} has {} robots", cell.cell, cell.n_robots));
    write_item(cell, at, strides);
    at += stride;
  }
  return static_cast<std::size_t>(at - out.data());
}

LotpReject read_answer(const std::byte* item, const LotpStrides& strides, std::int64_t t_ns,
                       const CellObservation& asked, CellCommand& command) {
  const bool is_whole = read_item(item, strides, command);
  if (command.cell != asked.cell) return LotpReject::wrong_cell;
  const bool is_good = is_whole && command.n_robots == asked.n_robots && is_valid(command, t_ns);
  return is_good ? LotpReject::none : LotpReject::bad_value;
}

bool is_known(std::uint16_t type) {
  return type < 32 && ((kAllTypes >> type) & 1U) != 0;
}

std::string fault_of(const RobotProgram& program) {
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const ProgramStep& step = program.steps[i];
    if (step.kind < StepKind::move || step.kind > StepKind::leave_zone) {
      return fmt::format("step {}: kind {} is none", i, static_cast<int>(step.kind));
    }
    if (!all_within(step.q_rad, kLotpMaxJoint)) {
      return fmt::format("step {}: joints beyond {} rad", i, kLotpMaxJoint);
    }
    if (!is_current(step.weld_current_ka)) {
      return fmt::format("step {}: {} kA, not within 0 to {}", i, step.weld_current_ka,
                         kLotpMaxCurrentKa);
    }
  }
  return {};
}

std::string fault_of_tips(const CellProgram& cell) {
  if (!cell.tips.empty() && cell.tips.size() != cell.robots.size()) {
    return fmt::format("{} robots, tips of {}", cell.robots.size(), cell.tips.size());
  }
  for (std::size_t i = 0; i < cell.tips.size(); ++i) {
    const TipCare& care = cell.tips[i];
    if (care.dress_job < -1 || care.dress_job > std::numeric_limits<std::uint16_t>::max()) {
      return fmt::format("robot {} dresses by job {}", i, care.dress_job);
    }
    if (care.dress_job >= 0 && care.dress_every_spots == 0) {
      return fmt::format("robot {} dresses every 0 spots", i);
    }
  }
  return {};
}

}  // namespace

const char* name_of(LotpReject reason) {
  return kRefusals[static_cast<std::size_t>(reason)].name;
}

std::uint16_t err_code_of(LotpReject reason) {
  return kRefusals[static_cast<std::size_t>(reason)].error;
}

LotpReject LotpCounts::count(LotpReject reason) {
  if (reason == LotpReject::none) {
    ++accepted;
  } else {
    ++rejected[static_cast<std::size_t>(reason)];
  }
  return reason;
}

std::string LotpCounts::text() const {
  std::string text;
  for (std::size_t i = 0; i < rejected.size(); ++i) {
    if (rejected[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", rejected[i], kRefusals[i].name);
  }
  return text.empty() ? "none" : text;
}

LotpReject accept(std::span<const std::byte> message, const LotpExpected& expected,
                  LotpHeader& header) {
  if (message.size() < sizeof(LotpHeader)) return LotpReject::too_short;
  if (message.size() > kLotpMaxMessageBytes) return LotpReject::too_long;
  LotpHeader read;
  std::memcpy(&read, message.data(), sizeof(read));
  if (read.magic != kLotpMagic) return LotpReject::bad_magic;
  if (read.major != kLotpMajor) return LotpReject::wrong_major;
  if (read.body_len != message.size() - sizeof(read)) return LotpReject::body_length;
  if (!is_known(read.type)) return LotpReject::unknown_type;
  if (read.host != expected.host) return LotpReject::unknown_host;
  if (!expected.authorised) return LotpReject::not_authorised;
  if (read.run_epoch != expected.run_epoch) return LotpReject::wrong_epoch;
  if (read.incarnation != expected.incarnation) return LotpReject::wrong_incarnation;
  if (((expected.types >> read.type) & 1U) == 0) return LotpReject::illegal_type;
  const bool counted = read.type == static_cast<std::uint16_t>(LotpType::step) ||
                       read.type == static_cast<std::uint16_t>(LotpType::act) ||
                       read.type == static_cast<std::uint16_t>(LotpType::replay);
  if (read.seq != (counted ? expected.seq : 0)) return LotpReject::wrong_seq;
  header = read;
  return LotpReject::none;
}

std::size_t encode_step(const LotpHeader& head, std::span<const CellObservation> cells,
                        std::span<std::byte> out, const LotpStrides& strides) {
  return encode_items(head, LotpType::step, cells, out, strides.obs, strides);
}

std::size_t encode_step(const LotpHeader& head, std::span<const CellAsk> cells,
                        std::span<std::byte> out, const LotpStrides& strides) {
  return encode_items(head, LotpType::step, cells, out, strides.obs, strides);
}

std::size_t encode_act(const LotpHeader& head, std::span<const CellCommand> cells,
                       std::span<std::byte> out, const LotpStrides& strides) {
  return encode_items(head, LotpType::act, cells, out, strides.cmd, strides);
}

void make_replay(std::span<std::byte> step, std::uint32_t incarnation, bool last) {
  DARKLINE_CHECK(step.size() >= sizeof(LotpHeader), "a STEP without a header");
  LotpHeader header;
  std::memcpy(&header, step.data(), sizeof(header));
  header.type = static_cast<std::uint16_t>(LotpType::replay);
  header.incarnation = incarnation;
  header.flags = last ? kLotpLast : std::uint16_t{0};
  std::memcpy(step.data(), &header, sizeof(header));
}

std::size_t encode_body(const LotpHeader& head, LotpType type, std::span<const char> body,
                        std::span<std::byte> out) {
  write_header(head, type, body.size(), 0, out);
  if (!body.empty()) std::memcpy(out.data() + sizeof(LotpHeader), body.data(), body.size());
  return sizeof(LotpHeader) + body.size();
}

LotpReject decode_step(std::span<const std::byte> message, const LotpHeader& header,
                       std::span<CellObservation> out, const LotpStrides& strides) {
  if (step_bytes(header.n_items, strides.obs) != message.size() || header.n_items > out.size()) {
    return LotpReject::item_count;
  }
  const std::byte* item = message.data() + sizeof(LotpHeader);
  for (CellObservation& each : out.first(header.n_items)) {
    each.t_ns = header.t_ns;
    if (!read_item(item, strides, each)) return LotpReject::bad_value;
    item += strides.obs;
  }
  return LotpReject::none;
}

LotpReject decode_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellAsk> asked, const LotpStrides& strides) {
  if (act_bytes(header.n_items, strides.cmd) != message.size() || header.n_items != asked.size()) {
    return LotpReject::item_count;
  }
  const std::byte* item = message.data() + sizeof(LotpHeader);
  for (const CellAsk& each : asked) {
    const LotpReject reason = read_answer(item, strides, header.t_ns, *each.seen, *each.command);
    if (reason != LotpReject::none) return reason;
    item += strides.cmd;
  }
  return LotpReject::none;
}

LotpReject decode_act(std::span<const std::byte> message, const LotpHeader& header,
                      std::span<const CellObservation> asked, std::span<CellCommand> out,
                      const LotpStrides& strides) {
  if (act_bytes(header.n_items, strides.cmd) != message.size() || header.n_items != asked.size() ||
      asked.size() != out.size()) {
    return LotpReject::item_count;
  }
  const std::byte* item = message.data() + sizeof(LotpHeader);
  for (std::size_t i = 0; i < asked.size(); ++i, item += strides.cmd) {
    const LotpReject reason = read_answer(item, strides, header.t_ns, asked[i], out[i]);
    if (reason != LotpReject::none) return reason;
  }
  return LotpReject::none;
}

std::string fault_of(const CellObservation& cell, std::int64_t t_ns) {
  if (cell.t_ns != t_ns) {
    return fmt::format("cell {}: seen at {} ns, due at {} ns", cell.cell, cell.t_ns, t_ns);
  }
  if (cell.n_robots > kMaxCellRobots) {
    return fmt::format("cell {}: {} robots", cell.cell, cell.n_robots);
  }
  for (std::size_t i = 0; i < cell.n_robots; ++i) {
    if (is_valid(cell.robots[i])) continue;
    return fmt::format("cell {} robot {}: a joint is not finite or beyond {}, or an unknown state",
                       cell.cell, i, kLotpMaxJoint);
  }
  return {};
}

std::string fault_of(std::span<const CellProgram> cells) {
  if (cells.size() > kLotpMaxItems) {
    return fmt::format("{} cells, at most {} go on one link", cells.size(), kLotpMaxItems);
  }
  std::vector<std::uint32_t> numbers;
  for (const CellProgram& cell : cells) {
    numbers.push_back(cell.cell);
    if (cell.robots.size() > kMaxCellRobots) {
      return fmt::format("cell {}: {} robots", cell.cell, cell.robots.size());
    }
    for (std::size_t i = 0; i < cell.robots.size(); ++i) {
      const std::string fault = fault_of(cell.robots[i]);
      if (!fault.empty()) return fmt::format("cell {} robot {} {}", cell.cell, i, fault);
    }
    std::string fault = zone_fault_of(cell);
    if (fault.empty()) fault = fault_of_tips(cell);
    if (!fault.empty()) return fmt::format("cell {}: {}", cell.cell, fault);
  }
  std::sort(numbers.begin(), numbers.end());
  const auto twice = std::adjacent_find(numbers.begin(), numbers.end());
  return twice == numbers.end() ? std::string() : fmt::format("cell {} comes twice", *twice);
}

}  // namespace darkline
