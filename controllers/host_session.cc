#include "controllers/host_session.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp_maps.h"

namespace darkline {
namespace {

constexpr std::uint16_t kErrInternal = 17;

}  // namespace

HostSession::HostSession(Identity identity) : identity_(std::move(identity)) {}

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
  return say(LotpType::hello, to_map(LotpHello{.name = "darkline-controller",
                                               .version = identity_.version,
                                               .caps = {"deterministic", "lookahead"},
                                               .pid = identity_.pid,
                                               .schema_hash = lotp_schema_hash()}));
}

HostSession::Answer HostSession::err(std::uint16_t code, const std::string& detail) {
  if (code == 0) return {};
  return say(LotpType::err, to_map(LotpErr{.code = code, .detail = detail, .seq = seq_ + 1}));
}

HostSession::Answer HostSession::broken(const std::string& what) {
  return err(kErrInternal, what);
}

HostSession::Answer HostSession::take(std::span<const std::byte> message) {
  const LotpTypes types = lotp_types(LotpType::hb, LotpType::bye, LotpType::err) |
                          lotp_types(is_welcome_ ? LotpType::step : LotpType::welcome);
  LotpHeader header;
  LotpReject reason = accept(message,
                             {.host = identity_.host,
                              .incarnation = identity_.incarnation,
                              .run_epoch = identity_.run_epoch,
                              .types = types,
                              .seq = seq_ + 1},
                             header);
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
      return be_welcome(message.subspan(sizeof(LotpHeader)), answer);
    case LotpType::step:
      return step(message, header, answer);
    case LotpType::bye:
    case LotpType::err:
      is_over_ = true;
      return LotpReject::none;
    default:
      return LotpReject::none;
  }
}

LotpReject HostSession::be_welcome(std::span<const std::byte> body, Answer& answer) {
  LotpWelcome welcome;
  const LotpReject reason = read_map(body, welcome, &detail_);
  if (reason != LotpReject::none) return reason;
  if (!is_agreeable(welcome)) {
    answer = say(LotpType::err,
                 to_map(version_err(fmt::format("minor version {} is not spoken", welcome.minor))));
    return LotpReject::none;
  }
  minor_ = welcome.minor;
  strides_ = {.obs = welcome.stride_obs, .cmd = welcome.stride_cmd};
  for (CellProgram& each : welcome.cells) programs_.push_back(std::move(each));
  detail_ = fault_of(programs_);
  if (!detail_.empty()) {
    programs_.clear();
    return LotpReject::bad_value;
  }
  if (welcome.more) return LotpReject::none;
  controllers_ = ControllerSet(programs_);
  programs_.clear();
  seen_.resize(controllers_.size());
  commands_.resize(controllers_.size());
  out_.resize(act_bytes(controllers_.size(), strides_.cmd));
  is_welcome_ = true;
  answer = say(LotpType::hb);
  return LotpReject::none;
}

LotpReject HostSession::step(std::span<const std::byte> message, const LotpHeader& header,
                             Answer& answer) {
  LotpReject reason = decode_step(message, header, seen_, strides_.obs);
  if (reason != LotpReject::none) return reason;
  const auto seen = std::span<const CellObservation>(seen_).first(header.n_items);
  const auto commands = std::span(commands_).first(header.n_items);
  reason = controllers_.update(seen, commands);
  if (reason != LotpReject::none) return reason;
  seq_ = header.seq;
  LotpHeader reply = head();
  reply.seq = header.seq;
  reply.t_ns = header.t_ns;
  answer.message = std::span(out_).first(encode_act(reply, commands, out_, strides_.cmd));
  return LotpReject::none;
}

}  // namespace darkline
