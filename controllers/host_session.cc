#include "controllers/host_session.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp_maps.h"

namespace darkline {
namespace {

constexpr std::uint16_t kErrSnapshotInvalid = 13;
constexpr std::uint16_t kErrOverload = 15;
constexpr std::uint16_t kErrShuttingDown = 16;
constexpr std::uint16_t kErrInternal = 17;

constexpr LotpTypes kAlways = lotp_types(LotpType::hb, LotpType::bye, LotpType::err);

}  // namespace

// Which types the twin may send, by State.
const std::array<LotpTypes, HostSession::kStates> HostSession::kLegal = {{
    kAlways | lotp_types(LotpType::welcome),
    kAlways | lotp_types(LotpType::replay, LotpType::step, LotpType::req_snapshot, LotpType::pause),
    kAlways | lotp_types(LotpType::replay),
    kAlways | lotp_types(LotpType::step, LotpType::req_snapshot, LotpType::pause),
    kAlways | lotp_types(LotpType::resume),
}};

HostSession::HostSession(Identity identity, ControlLaw& law)
    : identity_(std::move(identity)), law_(law) {}

LotpHeader HostSession::head() const {
  return {.minor = minor_,
          .host = identity_.host,
          .incarnation = identity_.incarnation,
          .run_epoch = identity_.run_epoch};
}

HostSession::Answer HostSession::say(LotpType type, std::span<const char> map) {
  out_.resize(std::max(out_.size(), sizeof(LotpHeader) + map.size()));
  const std::size_t length = encode_body(head(), type, map, out_);
  return {.message = std::span(out_).first(length), .is_err = type == LotpType::err};
}

HostSession::Answer HostSession::hello() {
  std::vector<std::string> caps = identity_.caps;
  if (law_.can_snapshot()) caps.emplace_back("snapshot");
  return say(LotpType::hello, to_map(LotpHello{.name = identity_.name,
                                               .version = identity_.version,
                                               .caps = caps,
                                               .pid = identity_.pid,
                                               .schema_hash = lotp_schema_hash()}));
}

HostSession::Answer HostSession::err(std::uint16_t code, const std::string& detail) {
  if (code == 0) return {};
  return say(LotpType::err, to_map(LotpErr{.code = code, .detail = detail, .seq = seq_ + 1}));
}

HostSession::Answer HostSession::leave() {
  return err(kErrShuttingDown, "was told to end");
}

HostSession::Answer HostSession::broken(const std::string& what) {
  return err(kErrInternal, what);
}

LotpExpected HostSession::expected_of(std::span<const std::byte> message) const {
  LotpExpected expected{.host = identity_.host,
                        .incarnation = identity_.incarnation,
                        .run_epoch = identity_.run_epoch,
                        .types = kLegal[static_cast<std::size_t>(state_)],
                        .seq = seq_ + 1};
  if (!law_.can_snapshot()) expected.types &= ~lotp_types(LotpType::req_snapshot);
  if (identity_.incarnation == 0 && message.size() >= sizeof(LotpHeader)) {
    // not named yet: any name will do
    std::memcpy(&expected.incarnation, message.data() + offsetof(LotpHeader, incarnation),
                sizeof(expected.incarnation));
  }
  return expected;
}

HostSession::Answer HostSession::take(std::span<const std::byte> message) {
  LotpHeader header;
  LotpReject reason = accept(message, expected_of(message), header);
  Answer answer;
  detail_.clear();
  if (reason == LotpReject::none) reason = apply(message, header, answer);
  if (reason == LotpReject::none) return answer;
  return err(err_code_of(reason), detail_.empty() ? name_of(reason) : detail_);
}

LotpReject HostSession::apply(std::span<const std::byte> message, const LotpHeader& header,
                              Answer& answer) {
  switch (static_cast<LotpType>(header.type)) {
    case LotpType::welcome:
      return be_welcome(message, header, answer);
    case LotpType::step:
      return step(message, header, answer);
    case LotpType::replay:
      return replay(message, header, answer);
    case LotpType::req_snapshot:
      answer = snapshot();
      return LotpReject::none;
    case LotpType::pause:
      resumed_ = std::exchange(state_, State::paused);
      return LotpReject::none;
    case LotpType::resume:
      state_ = resumed_;
      return LotpReject::none;
    case LotpType::err: {
      LotpErr err;
      const bool is_read = read_map(message.subspan(sizeof(LotpHeader)), err) == LotpReject::none;
      error_ = is_read ? fmt::format("error {}: {}", err.code, err.detail) : "an error";
      is_over_ = true;
      return LotpReject::none;
    }
    case LotpType::bye:
      is_over_ = true;
      return LotpReject::none;
    default:
      return LotpReject::none;
  }
}

LotpReject HostSession::be_welcome(std::span<const std::byte> message, const LotpHeader& header,
                                   Answer& answer) {
  LotpWelcome welcome;
  const LotpReject reason = read_map(message.subspan(sizeof(LotpHeader)), welcome, &detail_);
  if (reason != LotpReject::none) return reason;
  if (!is_agreeable(welcome)) {
    answer = say(LotpType::err,
                 to_map(version_err(fmt::format("minor version {} is not spoken", welcome.minor))));
    return LotpReject::none;
  }
  minor_ = welcome.minor;
  strides_ = welcome.strides();
  if (welcome.next_seq == 0) {
    detail_ = "next_seq 0: STEPs are numbered from 1";
    return LotpReject::bad_value;
  }
  for (CellProgram& each : welcome.cells) programs_.push_back(std::move(each));
  detail_ = fault_of(programs_);
  if (!detail_.empty()) {
    programs_.clear();
    return LotpReject::bad_value;
  }
  if (identity_.incarnation == 0) identity_.incarnation = header.incarnation;
  if (welcome.more) return LotpReject::none;
  law_.configure(programs_);
  seen_.resize(programs_.size());
  commands_.resize(programs_.size());
  out_.resize(std::max(out_.size(), act_bytes(programs_.size(), strides_.cmd)));
  programs_.clear();
  if (!welcome.snapshot.empty() && !law_.restore(welcome.snapshot)) {
    answer = err(kErrSnapshotInvalid, "no snapshot of a host with these programs");
    return LotpReject::none;
  }
  seq_ = welcome.next_seq - 1;
  replayed_.restart();
  state_ = State::ready;
  answer = say(LotpType::hb);
  return LotpReject::none;
}

// Leaves the ACT in out_.
LotpReject HostSession::ask_law(std::span<const std::byte> message, const LotpHeader& header) {
  LotpReject reason = decode_step(message, header, seen_, strides_);
  if (reason != LotpReject::none) return reason;
  const auto seen = std::span<const CellObservation>(seen_).first(header.n_items);
  const auto commands = std::span(commands_).first(header.n_items);
  reason = law_.update(seen, commands);
  if (reason != LotpReject::none) return reason;
  seq_ = header.seq;
  LotpHeader reply = head();
  reply.seq = header.seq;
  reply.t_ns = header.t_ns;
  act_length_ = encode_act(reply, commands, out_, strides_);
  return LotpReject::none;
}

LotpReject HostSession::step(std::span<const std::byte> message, const LotpHeader& header,
                             Answer& answer) {
  const LotpReject reason = ask_law(message, header);
  if (reason != LotpReject::none) return reason;
  state_ = State::stepping;
  answer.message = std::span(out_).first(act_length_);
  return LotpReject::none;
}

LotpReject HostSession::replay(std::span<const std::byte> message, const LotpHeader& header,
                               Answer& answer) {
  const LotpReject reason = ask_law(message, header);
  if (reason != LotpReject::none) return reason;
  replayed_.add(std::span(out_).first(act_length_).subspan(sizeof(LotpHeader)));
  const bool is_last = (header.flags & kLotpLast) != 0;
  state_ = is_last ? State::stepping : State::replaying;
  if (is_last) {
    constexpr std::size_t kDigits = 16;
    const LotpReplayOk ok{.seq = seq_, .digest = replayed_.hex().substr(0, kDigits)};
    answer = say(LotpType::replay_ok, to_map(ok));
  }
  return LotpReject::none;
}

HostSession::Answer HostSession::snapshot() {
  const std::string map = to_map(LotpSnapshot{.seq = seq_, .state = law_.snapshot()});
  if (sizeof(LotpHeader) + map.size() > kLotpMaxMessageBytes) {
    return err(kErrOverload, "the snapshot does not fit one message");
  }
  return say(LotpType::snapshot, map);
}

}  // namespace darkline
