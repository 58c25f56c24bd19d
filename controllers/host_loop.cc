#include "controllers/host_loop.h"

#include <unistd.h>

#include <array>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zmq.hpp>

#include "controllers/controller_set.h"
#include "controllers/lotp_maps.h"
#include "controllers/zmq_io.h"

namespace darkline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kErrInternal = 17;
constexpr int kLookMs = 100;  // how often a wait looks at the parent and the clock

class Host {
 public:
  explicit Host(const HostOptions& options)
      : options_(options), dealer_(context_, zmq::socket_type::dealer) {
    internal::set_common_options(dealer_);
    dealer_.set(zmq::sockopt::rcvtimeo, kLookMs);
    dealer_.set(zmq::sockopt::routing_id,
                fmt::format("{}.{}", options_.host, options_.incarnation));
    dealer_.connect(options_.endpoint);
  }

  void run() {
    say_hello();
    while (!is_over_) {
      receive();
      handle();
    }
  }

 private:
  LotpHeader head() const {
    return {.host = options_.host,
            .incarnation = options_.incarnation,
            .run_epoch = options_.run_epoch};
  }

  // Whether to go on waiting for the twin.
  void look_around(Clock::time_point until, const char* what) const {
    if (::getppid() != parent_) throw IoError("the program that started this one is gone");
    if (Clock::now() >= until) throw IoError(what);
  }

  void wait_for_room(Clock::time_point until, const char* what) {
    std::array<zmq::pollitem_t, 1> items = {{{dealer_.handle(), 0, ZMQ_POLLOUT, 0}}};
    while (!internal::poll_through_signals(items, kLookMs)) look_around(until, what);
  }

  void send(std::size_t length) {
    const auto until = Clock::now() + options_.silence_limit;
    while (internal::send_now(dealer_, std::span(out_).first(length), false) !=
           internal::Sent::yes) {
      wait_for_room(until, "the twin does not read its messages");
    }
  }

  void say_hello() {
    const std::string map = to_map(LotpHello{.name = "darkline-controller",
                                             .version = options_.version,
                                             .caps = {"deterministic", "lookahead"},
                                             .pid = ::getpid(),
                                             .schema_hash = lotp_schema_hash()});
    out_.resize(sizeof(LotpHeader) + map.size());
    limit_ = Clock::now() + options_.welcome_limit;
    wait_for_room(limit_, "the twin does not answer at the endpoint");
    send(encode_body(head(), LotpType::hello, map, out_));
  }

  void receive() {
    const auto until = is_welcome_ ? Clock::now() + options_.silence_limit : limit_;
    while (!internal::receive_soon(dealer_, frame_)) look_around(until, "the twin is silent");
    zmq::message_t surplus;
    for (bool more = frame_.more(); more; more = surplus.more()) {
      if (!internal::receive_now(dealer_, surplus)) break;
      frame_.rebuild();  // LOTP has one frame: what has more is too short for anything
    }
  }

  void handle() {
    const auto message = internal::bytes_of(frame_);
    const LotpTypes types = lotp_types(LotpType::hb, LotpType::bye, LotpType::err) |
                            lotp_types(is_welcome_ ? LotpType::step : LotpType::welcome);
    LotpHeader header;
    LotpReject reason = accept(message,
                               {.host = options_.host,
                                .incarnation = options_.incarnation,
                                .run_epoch = options_.run_epoch,
                                .types = types,
                                .seq = seq_ + 1},
                               header);
    if (reason == LotpReject::none) reason = apply(message, header);
    if (reason == LotpReject::none) return;
    report(err_code_of(reason), detail_.empty() ? name_of(reason) : detail_);
    detail_.clear();
  }

  LotpReject apply(std::span<const std::byte> message, const LotpHeader& header) {
    switch (static_cast<LotpType>(header.type)) {
      case LotpType::welcome:
        return be_welcome(message.subspan(sizeof(LotpHeader)));
      case LotpType::step:
        return step(message, header);
      case LotpType::bye:
      case LotpType::err:
        is_over_ = true;
        return LotpReject::none;
      default:
        return LotpReject::none;
    }
  }

  LotpReject be_welcome(std::span<const std::byte> body) {
    LotpWelcome welcome;
    const LotpReject reason = read_map(body, welcome, &detail_);
    if (reason != LotpReject::none) return reason;
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
    out_.resize(act_bytes(controllers_.size()));
    is_welcome_ = true;
    send(encode_body(head(), LotpType::hb, {}, out_));
    return LotpReject::none;
  }

  LotpReject step(std::span<const std::byte> message, const LotpHeader& header) {
    LotpReject reason = decode_step(message, header, seen_);
    if (reason != LotpReject::none) return reason;
    const auto seen = std::span<const CellObservation>(seen_).first(header.n_items);
    const auto commands = std::span(commands_).first(header.n_items);
    reason = controllers_.update(seen, commands);
    if (reason != LotpReject::none) return reason;
    seq_ = header.seq;
    LotpHeader answer = head();
    answer.seq = header.seq;
    answer.t_ns = header.t_ns;
    send(encode_act(answer, commands, out_));
    return LotpReject::none;
  }

 public:
  // Tells the twin, at most ten times a second, so that a flood is not answered by another.
  void report(std::uint16_t code, const std::string& detail) {
    if (code == 0) return;
    constexpr int kMostPerSecond = 10;
    if (Clock::now() - second_ >= std::chrono::seconds(1)) {
      second_ = Clock::now();
      reports_ = 0;
    }
    if (++reports_ > kMostPerSecond) return;
    const std::string map = to_map(LotpErr{.code = code, .detail = detail, .seq = seq_ + 1});
    if (out_.size() < sizeof(LotpHeader) + map.size()) out_.resize(sizeof(LotpHeader) + map.size());
    send(encode_body(head(), LotpType::err, map, out_));
  }

 private:
  const HostOptions& options_;
  const pid_t parent_ = ::getppid();
  zmq::context_t context_;
  zmq::socket_t dealer_;
  zmq::message_t frame_;
  std::vector<CellProgram> programs_;  // until the last WELCOME
  std::string detail_;                 // of the present refusal, where there is more to say
  ControllerSet controllers_;
  std::vector<CellObservation> seen_;
  std::vector<CellCommand> commands_;
  std::vector<std::byte> out_;
  std::uint64_t seq_ = 0;  // of the last STEP
  bool is_welcome_ = false;
  bool is_over_ = false;
  Clock::time_point limit_ = {};
  Clock::time_point second_ = {};
  int reports_ = 0;
};

}  // namespace

void run_host(const HostOptions& options) {
  if (!options.endpoint.starts_with("ipc://")) {
    throw UsageError(fmt::format(
        "--endpoint: found \"{}\", wanted a local socket, \"ipc://PATH\": controllers across a "
        "network are refused",
        options.endpoint));
  }
  Host host(options);
  try {
    host.run();
  } catch (const InternalError& error) {
    host.report(kErrInternal, error.what());
    throw;
  }
}

}  // namespace darkline
