#include "controllers/lotp_maps.h"

#include <algorithm>
#include <array>
#include <bit>
#include <exception>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <msgpack.hpp>

#include "models/base/content_hash.h"

namespace darkline {
namespace {

class Packer : public msgpack::packer<msgpack::sbuffer> {
 public:
  explicit Packer(msgpack::sbuffer& buffer) : packer(buffer), buffer_(buffer) {}

  // The library's own packing of a whole number as an integer would lose the sign of -0.
  void pack_exact(double value) { write_big_endian('\xcb', std::bit_cast<std::uint64_t>(value)); }
  void pack_exact(float value) { write_big_endian('\xca', std::bit_cast<std::uint32_t>(value)); }

 private:
  template <class Bits>
  void write_big_endian(char mark, Bits bits) {
    std::array<char, 1 + sizeof(Bits)> bytes = {mark};
    for (std::size_t i = sizeof(Bits); i > 0; --i) {
      bytes[i] = static_cast<char>(bits & 0xFFU);
      bits >>= 8U;
    }
    buffer_.write(bytes.data(), bytes.size());
  }
  msgpack::sbuffer& buffer_;
};

// Lengths of the arrays that stand for a struct.
struct Lengths {
  std::uint32_t step = 0, zone = 0, tip = 0;
};
constexpr Lengths lengths_of_parts() {
  Lengths lengths;
#define LOTP_PART(of, name, type, place, text) lengths.of = (place) + 1;
#include "controllers/lotp_fields.def"
  return lengths;
}
constexpr std::uint32_t kStepParts = lengths_of_parts().step;
constexpr std::uint32_t kZoneParts = lengths_of_parts().zone;
constexpr std::uint32_t kTipParts = lengths_of_parts().tip;

void pack_key(Packer& packer, std::string_view key) {
  packer.pack_str(static_cast<std::uint32_t>(key.size()));
  packer.pack_str_body(key.data(), static_cast<std::uint32_t>(key.size()));
}

template <class Value>
void pack_entry(Packer& packer, std::string_view key, const Value& value) {
  pack_key(packer, key);
  packer.pack(value);
}

// [kind, q (kMaxJoints), spot, weld current in kA, job, zone]
void pack_step(Packer& packer, const ProgramStep& step) {
  packer.pack_array(kStepParts);
  packer.pack(static_cast<std::uint8_t>(step.kind));
  packer.pack_array(kMaxJoints);
  for (const double q : step.q_rad) packer.pack_exact(q);
  packer.pack(step.spot);
  packer.pack_exact(step.weld_current_ka);
  packer.pack(step.job);
  packer.pack(step.zone);
}

void pack_cell(Packer& packer, const CellProgram& cell) {
  packer.pack_map(4);
  pack_entry(packer, "id", cell.cell);
  pack_key(packer, "robots");
  packer.pack_array(static_cast<std::uint32_t>(cell.robots.size()));
  for (const RobotProgram& robot : cell.robots) {
    packer.pack_array(static_cast<std::uint32_t>(robot.steps.size()));
    for (const ProgramStep& step : robot.steps) pack_step(packer, step);
  }
  pack_key(packer, "zones");  // [number, nominal time in ns]
  packer.pack_array(static_cast<std::uint32_t>(cell.zones.size()));
  for (const ProgramZone& zone : cell.zones) {
    packer.pack_array(kZoneParts);
    packer.pack(zone.number);
    packer.pack(zone.nominal_ns);
  }
  pack_key(packer, "tips");  // [dress job, spots between two dresses, dresses of a cap]
  packer.pack_array(static_cast<std::uint32_t>(cell.tips.size()));
  for (const TipCare& care : cell.tips) {
    packer.pack_array(kTipParts);
    packer.pack(care.dress_job);
    packer.pack(care.dress_every_spots);
    packer.pack(care.dresses_per_cap);
  }
}

// A map of so many keys in the making.
class Map {
 public:
  explicit Map(std::uint32_t n_keys) : packer_(buffer_) { packer_.pack_map(n_keys); }

  template <class Value>
  void add(std::string_view key, const Value& value) {
    pack_entry(packer_, key, value);
  }
  void add(std::string_view key, const std::vector<std::byte>& bytes) {
    const auto n = static_cast<std::uint32_t>(bytes.size());
    pack_key(packer_, key);
    packer_.pack_bin(n);
    packer_.pack_bin_body(reinterpret_cast<const char*>(bytes.data()), n);
  }
  void add(std::string_view key, const std::vector<CellProgram>& cells) {
    pack_key(packer_, key);
    packer_.pack_array(static_cast<std::uint32_t>(cells.size()));
    for (const CellProgram& cell : cells) pack_cell(packer_, cell);
  }
  std::string text() const { return {buffer_.data(), buffer_.size()}; }

 private:
  msgpack::sbuffer buffer_;
  Packer packer_;
};

// A value that reads but may not be.
struct BadValue : std::exception {
  explicit BadValue(std::string text) : why(std::move(text)) {}
  std::string why;
};

// The value under `key`, or nothing.
const msgpack::object* find(const msgpack::object& map, std::string_view key) {
  if (map.type != msgpack::type::MAP) throw msgpack::type_error();
  for (std::uint32_t i = 0; i < map.via.map.size; ++i) {
    const msgpack::object_kv& each = map.via.map.ptr[i];
    if (each.key.type == msgpack::type::STR &&
        std::string_view(each.key.via.str.ptr, each.key.via.str.size) == key) {
      return &each.val;
    }
  }
  return nullptr;
}

// Throws msgpack's type_error if there is none.
const msgpack::object& entry(const msgpack::object& map, std::string_view key) {
  const msgpack::object* value = find(map, key);
  if (value == nullptr) throw msgpack::type_error();
  return *value;
}

template <class Value>
void read_entry(const msgpack::object& map, std::string_view key, Value& value) {
  value = entry(map, key).as<Value>();
}

std::vector<std::byte> bytes_of(const msgpack::object& object) {
  if (object.type != msgpack::type::BIN) throw msgpack::type_error();
  const auto bytes = std::as_bytes(std::span(object.via.bin.ptr, object.via.bin.size));
  return {bytes.begin(), bytes.end()};
}

std::span<const msgpack::object> array_of(const msgpack::object& object) {
  if (object.type != msgpack::type::ARRAY) throw msgpack::type_error();
  return {object.via.array.ptr, object.via.array.size};
}

std::span<const msgpack::object> array_of(const msgpack::object& object, std::size_t size) {
  const auto parts = array_of(object);
  if (parts.size() != size) throw msgpack::type_error();
  return parts;
}

ProgramStep read_step(const msgpack::object& object) {
  const auto parts = array_of(object, kStepParts);
  const auto joints = array_of(parts[1], kMaxJoints);
  ProgramStep step;
  step.kind = static_cast<StepKind>(parts[0].as<std::uint8_t>());
  for (std::size_t i = 0; i < joints.size(); ++i) step.q_rad[i] = joints[i].as<double>();
  step.spot = parts[2].as<std::uint32_t>();
  step.weld_current_ka = parts[3].as<float>();
  step.job = parts[4].as<std::uint16_t>();
  step.zone = parts[5].as<std::uint16_t>();
  return step;
}

ProgramZone read_zone(const msgpack::object& object) {
  const auto parts = array_of(object, kZoneParts);
  return {.number = parts[0].as<std::uint16_t>(), .nominal_ns = parts[1].as<std::int64_t>()};
}

TipCare read_tip(const msgpack::object& object) {
  const auto parts = array_of(object, kTipParts);
  return {.dress_job = parts[0].as<std::int32_t>(),
          .dress_every_spots = parts[1].as<std::uint32_t>(),
          .dresses_per_cap = parts[2].as<std::uint32_t>()};
}

CellProgram read_cell(const msgpack::object& object) {
  CellProgram cell;
  read_entry(object, "id", cell.cell);
  for (const msgpack::object& robot : array_of(entry(object, "robots"))) {
    RobotProgram& program = cell.robots.emplace_back();
    for (const msgpack::object& step : array_of(robot)) program.steps.push_back(read_step(step));
  }
  for (const msgpack::object& zone : array_of(entry(object, "zones"))) {
    cell.zones.push_back(read_zone(zone));
  }
  for (const msgpack::object& tip : array_of(entry(object, "tips"))) {
    cell.tips.push_back(read_tip(tip));
  }
  return cell;
}

void read(const msgpack::object& map, LotpHello& hello) {
  read_entry(map, "name", hello.name);
  read_entry(map, "version", hello.version);
  read_entry(map, "minor_min", hello.minor_min);
  read_entry(map, "minor_max", hello.minor_max);
  read_entry(map, "cells", hello.cells);
  read_entry(map, "caps", hello.caps);
  read_entry(map, "pid", hello.pid);
  read_entry(map, "schema_hash", hello.schema_hash);
}

// Without the fields that minor versions have appended since.
LotpStrides least_strides(std::size_t robots) {
  const LotpStrides all = lotp_strides(kLotpOldestMinor);
  const std::size_t less = kMaxCellRobots - robots;
  return {.obs = all.obs - less * sizeof(LotpObsRobot),
          .cmd = all.cmd - less * sizeof(LotpCmdRobot),
          .robots = robots};
}

bool is_stride(std::uint32_t stride, std::size_t least) {
  return stride >= least && stride <= kLotpMaxStride && stride % 8 == 0;
}

void read(const msgpack::object& map, LotpWelcome& welcome) {
  read_entry(map, "minor", welcome.minor);
  read_entry(map, "stride_obs", welcome.stride_obs);
  read_entry(map, "stride_cmd", welcome.stride_cmd);
  read_entry(map, "control_period_ns", welcome.control_period_ns);
  read_entry(map, "deadline_ms", welcome.deadline_ms);
  read_entry(map, "hb_ms", welcome.hb_ms);
  read_entry(map, "schema_hash", welcome.schema_hash);
  read_entry(map, "more", welcome.more);
  if (welcome.minor >= kLotpReplayMinor) {
    read_entry(map, "next_seq", welcome.next_seq);
    welcome.snapshot = bytes_of(entry(map, "snapshot"));
  }
  if (welcome.minor >= kLotpRobotsMinor) read_entry(map, "robots", welcome.robots);
  for (const msgpack::object& cell : array_of(entry(map, "cells"))) {
    welcome.cells.push_back(read_cell(cell));
  }
  std::size_t most_robots = 1;
  for (const CellProgram& each : welcome.cells) {
    most_robots = std::max(most_robots, each.robots.size());
  }
  if (welcome.robots < most_robots || welcome.robots > kMaxCellRobots) {
    throw BadValue(fmt::format("{} robots in an item, wanted {} to {}", welcome.robots, most_robots,
                               kMaxCellRobots));
  }
  const LotpStrides least = least_strides(welcome.robots);
  if (!is_stride(welcome.stride_obs, least.obs) || !is_stride(welcome.stride_cmd, least.cmd)) {
    throw BadValue(fmt::format("strides {} and {}, wanted multiples of 8 from {} and {}",
                               welcome.stride_obs, welcome.stride_cmd, least.obs, least.cmd));
  }
  if (welcome.control_period_ns <= 0) {
    throw BadValue(fmt::format("a control period of {} ns", welcome.control_period_ns));
  }
  if (std::string fault = fault_of(welcome.cells); !fault.empty()) throw BadValue(fault);
}

void read(const msgpack::object& map, LotpSnapshot& snapshot) {
  read_entry(map, "seq", snapshot.seq);
  snapshot.state = bytes_of(entry(map, "state"));
}

void read(const msgpack::object& map, LotpReplayOk& ok) {
  read_entry(map, "seq", ok.seq);
  read_entry(map, "digest", ok.digest);
}

void read(const msgpack::object& map, LotpErr& err) {
  read_entry(map, "code", err.code);
  read_entry(map, "retryable", err.retryable);
  read_entry(map, "detail", err.detail);
  read_entry(map, "seq", err.seq);
  if (err.code != static_cast<std::uint16_t>(LotpError::version)) return;
  if (const msgpack::object* min = find(map, "min")) err.minor_min = min->as<std::uint8_t>();
  if (const msgpack::object* max = find(map, "max")) err.minor_max = max->as<std::uint8_t>();
}

template <class Message>
LotpReject read_bounded(std::span<const std::byte> body, Message& out, std::string* why) {
  constexpr std::size_t kMost = 65'536;  // entries of one array or map
  constexpr std::size_t kDepth = 8;
  const msgpack::unpack_limit limit(kMost, 64, kLotpMaxMessageBytes, kLotpMaxMessageBytes, 0,
                                    kDepth);
  try {
    std::size_t offset = 0;
    const msgpack::object_handle handle = msgpack::unpack(
        reinterpret_cast<const char*>(body.data()), body.size(), offset, nullptr, nullptr, limit);
    if (offset != body.size()) return LotpReject::bad_map;
    Message message;
    read(handle.get(), message);
    out = std::move(message);
    return LotpReject::none;
  } catch (const BadValue& bad) {
    if (why != nullptr) *why = bad.why;
    return LotpReject::bad_value;
  } catch (const msgpack::unpack_error&) {
    return LotpReject::bad_map;
  } catch (const msgpack::type_error&) {
    return LotpReject::bad_map;
  }
}

struct SchemaRow {
  std::string_view of, name, type;
  std::size_t count, place;
  std::uint8_t minor;
};

constexpr SchemaRow kSchema[] = {
#define LOTP_FIELD(of, type, count, name, offset, minor, initial, text) \
  {#of, #name, #type, count, offset, minor},
#define LOTP_PART(of, name, type, place, text) {#of, #name, type, 1, place, 0},
#include "controllers/lotp_fields.def"
};
static_assert(kMaxJoints == 7 && kMaxCellRobots == 12, "as the table has it");

}  // namespace

std::string to_map(const LotpHello& hello) {
  Map map(8);
  map.add("name", hello.name);
  map.add("version", hello.version);
  map.add("minor_min", hello.minor_min);
  map.add("minor_max", hello.minor_max);
  map.add("cells", hello.cells);
  map.add("caps", hello.caps);
  map.add("pid", hello.pid);
  map.add("schema_hash", hello.schema_hash);
  return map.text();
}

std::string to_map(const LotpWelcome& welcome) {
  const bool has_robots = welcome.minor >= kLotpRobotsMinor;
  Map map(has_robots ? 12 : 11);
  map.add("minor", welcome.minor);
  map.add("stride_obs", welcome.stride_obs);
  map.add("stride_cmd", welcome.stride_cmd);
  map.add("control_period_ns", welcome.control_period_ns);
  map.add("deadline_ms", welcome.deadline_ms);
  map.add("hb_ms", welcome.hb_ms);
  map.add("schema_hash", welcome.schema_hash);
  map.add("more", welcome.more);
  map.add("next_seq", welcome.next_seq);
  map.add("snapshot", welcome.snapshot);
  if (has_robots) map.add("robots", welcome.robots);
  map.add("cells", welcome.cells);
  return map.text();
}

std::string to_map(const LotpErr& err) {
  const bool has_versions = err.code == static_cast<std::uint16_t>(LotpError::version);
  Map map(has_versions ? 6 : 4);
  map.add("code", err.code);
  map.add("retryable", err.retryable);
  map.add("detail", err.detail);
  map.add("seq", err.seq);
  if (has_versions) {
    map.add("min", err.minor_min);
    map.add("max", err.minor_max);
  }
  return map.text();
}

std::string to_map(const LotpSnapshot& snapshot) {
  Map map(2);
  map.add("seq", snapshot.seq);
  map.add("state", snapshot.state);
  return map.text();
}

std::string to_map(const LotpReplayOk& ok) {
  Map map(2);
  map.add("seq", ok.seq);
  map.add("digest", ok.digest);
  return map.text();
}

LotpReject read_map(std::span<const std::byte> body, LotpHello& out) {
  return read_bounded(body, out, nullptr);
}
LotpReject read_map(std::span<const std::byte> body, LotpWelcome& out, std::string* why) {
  return read_bounded(body, out, why);
}
LotpReject read_map(std::span<const std::byte> body, LotpErr& out) {
  return read_bounded(body, out, nullptr);
}
LotpReject read_map(std::span<const std::byte> body, LotpSnapshot& out) {
  return read_bounded(body, out, nullptr);
}
LotpReject read_map(std::span<const std::byte> body, LotpReplayOk& out) {
  return read_bounded(body, out, nullptr);
}

std::string lotp_schema(std::uint8_t minor) {
  std::string text;
  for (const SchemaRow& row : kSchema) {
    if (row.minor > minor || row.name.starts_with("pad")) continue;
    const std::string count = row.count == 1 ? "" : fmt::format("[{}]", row.count);
    text += fmt::format("{} {} {}{} {}\n", row.of, row.name, row.type, count, row.place);
  }
#define LOTP_VARIABLE(of, name, since) \
  if ((since) <= minor) text += #of " " #name " as WELCOME says\n";
#include "controllers/lotp_fields.def"
  return text;
}

std::string lotp_schema_hash(std::uint8_t minor) {
  return sha256_hex(lotp_schema(minor)).substr(0, 16);
}

std::optional<std::uint8_t> agreed_minor(const LotpHello& hello) {
  const std::uint8_t minor = std::min(hello.minor_max, kLotpMinor);
  if (minor < hello.minor_min || minor < kLotpOldestMinor) return std::nullopt;
  // the hash is that of its highest version; one later than ours says nothing to us
  const bool is_ours = minor < hello.minor_max || hello.schema_hash == lotp_schema_hash(minor);
  return is_ours ? std::optional(minor) : std::nullopt;
}

void agree(LotpWelcome& welcome, std::uint8_t minor, std::size_t most_robots) {
  const LotpStrides strides = lotp_strides(minor, most_robots);
  welcome.minor = minor;
  welcome.stride_obs = static_cast<std::uint32_t>(strides.obs);
  welcome.stride_cmd = static_cast<std::uint32_t>(strides.cmd);
  welcome.robots = static_cast<std::uint8_t>(strides.robots);
  welcome.schema_hash = lotp_schema_hash(minor);
}

bool is_agreeable(const LotpWelcome& welcome) {
  return welcome.minor >= kLotpOldestMinor && welcome.minor <= kLotpMinor &&
         welcome.schema_hash == lotp_schema_hash(welcome.minor);
}

LotpErr version_err(std::string detail) {
  return {.code = static_cast<std::uint16_t>(LotpError::version),
          .detail = std::move(detail),
          .minor_min = kLotpOldestMinor,
          .minor_max = kLotpMinor};
}

}  // namespace darkline
