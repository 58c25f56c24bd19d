#include "controllers/supervised_host.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp_maps.h"
#include "models/base/error.h"

namespace darkline {
namespace {

using Milliseconds = std::chrono::milliseconds;

// ERR codes that the twin sends when it gives an incarnation up (docs/lotp.md).
constexpr std::uint16_t kErrBadState = 8;
constexpr std::uint16_t kErrDeadline = 12;
constexpr std::uint16_t kErrSnapshotInvalid = 13;
constexpr std::uint16_t kErrDiverged = 14;
constexpr std::uint16_t kErrOverload = 15;
constexpr std::uint16_t kErrInternal = 17;

// Messages of one incarnation that are refused before it is given up for a flood.
constexpr std::uint64_t kMostRefused = 10'000;

// How often a host that owes nothing is looked at, and one that does not read its messages.
constexpr Milliseconds kLookEvery{500};
constexpr Milliseconds kSendAgain{1};
constexpr Milliseconds kMomentToDie{100};

std::uint64_t n_refused(const LotpCounts& counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t each : counts.rejected) sum += each;
  return sum;
}

// What a message says that it is, before anything is accepted.
LotpType type_of(std::span<const std::byte> message) {
  LotpHeader header;
  if (message.size() < sizeof(header)) return LotpType{};
  std::memcpy(&header, message.data(), sizeof(header));
  return LotpType{header.type};
}

// That any of the cells has, and no less than 1.
std::size_t most_robots(std::span<const CellProgram> programs) {
  std::size_t most = 1;
  for (const CellProgram& each : programs) most = std::max(most, each.robots.size());
  return most;
}

WallTime after(WallTime now, Milliseconds limit) {
  return limit.count() > 0 ? now + limit : WallTime::max();
}

}  // namespace

SupervisedHost::SupervisedHost(BusTransport& transport, const BusOptions& options,
                               std::uint32_t number, HostSpec spec,
                               std::vector<CellProgram> programs)
    : transport_(transport),
      options_(options),
      number_(number),
      spec_(std::move(spec)),
      programs_(std::move(programs)) {
  if (options_.on_fault == OnFault::model) last_commands_.resize(spec_.cells.size());
  report_.host = number;
  report_.cells = spec_.cells.size();
}

HostName SupervisedHost::address() const {
  return {number_, spec_.kind == HostKind::external ? 0 : incarnation_};
}

void SupervisedHost::move_to(HostState state) {
  ++report_.moves[static_cast<std::size_t>(state_)][static_cast<std::size_t>(state)];
  state_ = state;
  next_look_ = std::min(next_look_, deadline_);
}

void SupervisedHost::start() {
  spawn();
}

void SupervisedHost::spawn() {
  ++incarnation_;
  session_ =
      std::make_unique<TwinSession>(TwinSession::Identity{.host = number_,
                                                          .incarnation = incarnation_,
                                                          .run_epoch = options_.run_epoch,
                                                          .next_seq = journal_.snapshot_seq() + 1},
                                    spec_.cells.size(), most_robots(programs_));
  queue_.clear();
  snapshot_asked_ = false;
  unroutable_since_ = WallTime::max();
  of_others_ = 0;
  const bool external = spec_.kind == HostKind::external;
  deadline_ = after(transport_.now(), external ? options_.external_limit : options_.hello_limit);
  transport_.start(address(), spec_);
  next_look_ = transport_.now() + kLookEvery;
  move_to(HostState::spawned);
}

bool SupervisedHost::is_ready() const {
  return state_ == HostState::ready || state_ == HostState::stepping ||
         state_ == HostState::waiting || is_modelled_;
}

void SupervisedHost::ask(std::int64_t t_ns, std::span<const CellAsk> due) {
  DARKLINE_CHECK(!is_asked_, fmt::format("host {} is asked while it is asked", number_));
  t_ns_ = t_ns;
  due_ = due;
  if (is_modelled_) return stop_cells();
  is_asked_ = true;
  step_is_sent_ = false;
  asked_at_ = transport_.now();
  if (state_ == HostState::ready || state_ == HostState::waiting) send_step();
}

void SupervisedHost::send_step() {
  if (options_.snapshot_every > 0 && can_snapshot_ && !snapshot_asked_ &&
      since_snapshot_ >= options_.snapshot_every) {
    const auto message = session_->message(LotpType::req_snapshot);
    queue_.emplace_back(message.begin(), message.end());
    snapshot_asked_ = true;
  }
  deadline_ = after(asked_at_, options_.step_deadline);
  move_to(HostState::stepping);
  const auto message = session_->step(t_ns_, due_);
  step_is_sent_ = queue_.empty() && transport_.send(address(), message) == Sent::yes;
  if (!step_is_sent_) {
    queue_.emplace_back(message.begin(), message.end());
    send_queue(transport_.now());
  }
}

void SupervisedHost::send_queue(WallTime now) {
  while (!queue_.empty()) {
    const Sent sent = transport_.send(address(), queue_.front());
    if (sent == Sent::unroutable) {
      // a process that has died is known as such a moment after its connection has closed
      if (unroutable_since_ == WallTime::max()) unroutable_since_ = now;
      const std::string end = transport_.how_ended(address());
      if (end.empty() && now - unroutable_since_ < kMomentToDie) {
        next_look_ = std::min(next_look_, now + kSendAgain);
        return;
      }
      return fail(end.empty() ? HostFault::disconnected : HostFault::ended, 0,
                  end.empty() ? "has closed its connection" : end);
    }
    unroutable_since_ = WallTime::max();
    if (sent == Sent::full) {
      next_look_ = std::min(next_look_, now + kSendAgain);
      return;
    }
    queue_.pop_front();
  }
  step_is_sent_ = state_ == HostState::stepping;
}

LotpTypes SupervisedHost::legal() const {
  switch (state_) {
    case HostState::spawned:
      return lotp_types(LotpType::hello);
    case HostState::greeted:
      return lotp_types(LotpType::hb);
    case HostState::restoring:
      return lotp_types(LotpType::hb, LotpType::replay_ok);
    case HostState::stepping:
      return lotp_types(LotpType::hb, LotpType::act, LotpType::snapshot);
    default:
      return lotp_types(LotpType::hb);
  }
}

void SupervisedHost::hear(const HeardMessage& message) {
  if (session_ == nullptr || state_ == HostState::backoff || state_ == HostState::faulted ||
      state_ == HostState::done) {
    report_.heard.count(LotpReject::wrong_incarnation);
    return;
  }
  take(message);
  // what others sent under its number is not its fault
  if (session_ != nullptr && n_refused(session_->counts()) - of_others_ > kMostRefused) {
    fail(HostFault::flood, kErrOverload, "sends nothing but nonsense");
  }
}

void SupervisedHost::take(const HeardMessage& message) {
  if (message.authorised && message.from != address()) {  // of a start before, or to come
    session_->count(LotpReject::wrong_incarnation);
    return;
  }
  if (spec_.kind == HostKind::external && state_ != HostState::spawned &&
      type_of(message.bytes) == LotpType::hello) {
    return greet_again(message);
  }
  LotpHeader header;
  const bool unknown = state_ == HostState::spawned && spec_.kind == HostKind::external;
  if (session_->hear(message.bytes, legal(), message.authorised, header, unknown) !=
      LotpReject::none) {
    of_others_ += message.authorised ? 0 : 1;
    return;
  }
  switch (static_cast<LotpType>(header.type)) {
    case LotpType::hello:
      return take_hello(message.bytes);
    case LotpType::act:
      return take_act(message.bytes, header);
    case LotpType::snapshot:
      return take_snapshot(message.bytes);
    case LotpType::replay_ok:
      return take_replay_ok(message.bytes);
    case LotpType::err:
      return take_err(message.bytes);
    default:
      session_->take_bodiless();
      if (state_ == HostState::greeted) restore();
  }
}

// A user started the program again before it was noticed that it was gone.
void SupervisedHost::greet_again(const HeardMessage& message) {
  LotpHeader header;
  if (session_->hear(message.bytes, lotp_types(LotpType::hello), message.authorised, header,
                     true) != LotpReject::none) {
    return;
  }
  fail(HostFault::ended, 0, "was started again");
  if (state_ == HostState::spawned) take(message);
}

void SupervisedHost::take_hello(std::span<const std::byte> message) {
  LotpHello hello;
  const LotpReject reason = session_->take_hello(message, hello);
  if (reason == LotpReject::bad_map) return;
  if (reason != LotpReject::none) {
    const std::string what =
        fmt::format("({} {}) speaks another protocol than this program", hello.name, hello.version);
    transport_.send(address(), session_->message(LotpType::err, to_map(version_err(what))));
    return fail(HostFault::protocol, 0, what);
  }
  if (journal_.bytes() > 0 && session_->minor() != journal_minor_) {
    const std::string what = fmt::format("speaks LOTP/1.{}, and the one before it spoke LOTP/1.{}",
                                         session_->minor(), journal_minor_);
    transport_.send(address(), session_->message(LotpType::err, to_map(version_err(what))));
    return fail(HostFault::protocol, 0, what);
  }
  journal_minor_ = session_->minor();
  was_greeted_ = true;
  is_deterministic_ = std::ranges::count(hello.caps, "deterministic") > 0;
  can_snapshot_ = std::ranges::count(hello.caps, "snapshot") > 0;
  LotpWelcome welcome{.deadline_ms = static_cast<std::uint32_t>(options_.step_deadline.count()),
                      .hb_ms = static_cast<std::uint32_t>(options_.heartbeat.count()),
                      .next_seq = journal_.snapshot_seq() + 1,
                      .snapshot = journal_.snapshot()};
  agree(welcome, session_->minor(), most_robots(programs_));
  for (const std::string& map : TwinSession::welcome_maps(welcome, programs_)) {
    const auto bytes = session_->message(LotpType::welcome, map);
    queue_.emplace_back(bytes.begin(), bytes.end());
  }
  const auto heartbeat = session_->message(LotpType::hb);
  transport_.set_heartbeat(address(), heartbeat);
  deadline_ = after(transport_.now(), options_.hello_limit);
  move_to(HostState::greeted);
  send_queue(transport_.now());
}

// The host has its programs and its snapshot; now what came after.
void SupervisedHost::restore() {
  const std::size_t n = journal_.n_since_snapshot();
  if (n == 0) return be_ready();
  for (std::size_t i = 0; i < n; ++i) {
    const auto step = journal_.step(i);
    make_replay(queue_.emplace_back(step.begin(), step.end()), incarnation_, i + 1 == n);
  }
  session_->skip(n);
  deadline_ = after(transport_.now(), options_.restore_limit);
  move_to(HostState::restoring);
  send_queue(transport_.now());
}

void SupervisedHost::take_replay_ok(std::span<const std::byte> message) {
  LotpReplayOk ok;
  if (session_->take_map(message, ok) != LotpReject::none) return;
  if (ok.seq != session_->seq()) {  // it was not shown all; the next one may be
    return fail(HostFault::refused, kErrBadState, "did not get all that it was shown again");
  }
  if (ok.digest != journal_.digest()) {
    return fail(HostFault::diverged, kErrDiverged,
                "gave other commands than before when it was shown the same again");
  }
  be_ready();
}

void SupervisedHost::be_ready() {
  deadline_ = WallTime::max();
  move_to(HostState::ready);
  since_snapshot_ = static_cast<std::uint32_t>(journal_.n_since_snapshot());
  const WallTime now = transport_.now();
  if (failed_at_ != WallTime::max()) {
    report_.recoveries.push_back(now - failed_at_);
    failed_at_ = WallTime::max();
    const WallTime gone = report_.recoveries.back();
    if (options_.news) options_.news({.cells = spec_.cells, .is_back = true, .gone = gone});
  }
  if (!is_asked_) return;
  asked_at_ = now;
  send_step();
}

void SupervisedHost::take_act(std::span<const std::byte> message, const LotpHeader& header) {
  if (!is_asked_ || session_->take_act(message, header, due_) != LotpReject::none) {
    return;
  }
  round_trip_ = transport_.now() - asked_at_;
  is_asked_ = false;
  ++report_.exchanges;
  ++since_snapshot_;
  if (options_.on_fault == OnFault::recover) {
    journal_.add(header.seq, session_->last_step(), message.subspan(sizeof(LotpHeader)));
  }
  if (options_.on_fault == OnFault::model) {
    for (const CellAsk& each : due_) {
      const auto at = std::ranges::find(spec_.cells, each.seen->cell);
      last_commands_[static_cast<std::size_t>(at - spec_.cells.begin())] = *each.command;
    }
  }
  deadline_ = WallTime::max();
  move_to(HostState::waiting);
}

void SupervisedHost::take_snapshot(std::span<const std::byte> message) {
  LotpSnapshot snapshot;
  if (session_->take_map(message, snapshot) != LotpReject::none) return;
  if (!snapshot_asked_ || snapshot.seq + 1 != session_->seq()) {
    session_->count(LotpReject::bad_value);
    return;
  }
  snapshot_asked_ = false;
  since_snapshot_ = 0;
  ++report_.snapshots;
  if (options_.on_fault == OnFault::recover) {
    journal_.add_snapshot(snapshot.seq, std::move(snapshot.state));
  }
}

void SupervisedHost::take_err(std::span<const std::byte> message) {
  LotpErr err;
  if (session_->take_err(message, err) != LotpReject::none) {
    return fail(HostFault::refused, kErrBadState, "sent an ERR that cannot be read");
  }
  const std::string what = fmt::format("reported error {}: {}", err.code, err.detail);
  // the law itself broke: it would again
  if (err.code == kErrInternal) return give_up(what, spec_.kind == HostKind::own);
  if (err.code == kErrSnapshotInvalid && !journal_.drop_snapshot()) return give_up(what, true);
  fail(HostFault::refused, 0, what);
}

void SupervisedHost::look(WallTime now) {
  next_look_ = now + kLookEvery;
  if (state_ == HostState::backoff) {
    if (now >= deadline_) return spawn();
    next_look_ = deadline_;
    return;
  }
  if (state_ == HostState::faulted || state_ == HostState::done) {
    next_look_ = WallTime::max();
    return;
  }
  if (const std::string end = transport_.how_ended(address()); !end.empty()) {
    return fail(HostFault::ended, 0, end);
  }
  if (now >= deadline_) {
    if (state_ == HostState::stepping) move_to(HostState::late);
    return fail(HostFault::late, kErrDeadline, "did not answer in time");
  }
  next_look_ = std::min(next_look_, deadline_);
  if (!queue_.empty()) send_queue(now);
}

}  // namespace darkline
