#include "controllers/simulated_transport.h"

#include <algorithm>
#include <deque>
#include <utility>

#include <fmt/format.h>

#include "controllers/controller_set.h"
#include "controllers/lotp_maps.h"
#include "models/base/error.h"

namespace darkline {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr WallTime kNever = WallTime::max();
constexpr WallTime kLook = microseconds(1);
constexpr WallTime kLongestWay = microseconds(900);
constexpr WallTime kLongestStart = milliseconds(50);
constexpr WallTime kBeat = milliseconds(1'000);
constexpr WallTime kSilenceLimit = milliseconds(10'000);  // of a host
constexpr std::size_t kMostUnread = 8;                    // as the sockets' high-water mark
constexpr std::size_t kHistory = 64;
constexpr int kFlood = 20'000;  // empty messages

}  // namespace

struct SimulatedTransport::Host {
  Host(HostName host_name, std::uint64_t run_epoch, std::int64_t pid)
      : name(host_name),
        session({.host = host_name.host,
                 .incarnation = host_name.incarnation,
                 .run_epoch = run_epoch,
                 .version = "simulated",
                 .pid = pid},
                law) {}

  bool hangs(WallTime now) const { return now < hangs_until; }

  HostName name;
  ControllerSet law;
  HostSession session;
  std::string ended;
  std::string leaves;                         // how it will end
  std::vector<std::byte> heartbeat;           // of the twin
  std::deque<std::vector<std::byte>> unread;  // while it hangs
  bool is_connected = false;
  bool is_busy = false;
  std::size_t on_the_way = 0;  // to it
  WallTime hangs_until = {};
  WallTime slow_until = {};
  WallTime clog_from = {};
  WallTime clog_until = {};
  WallTime last_heard = {};
  WallTime last_said = {};
  std::array<WallTime, 2> last_arrival = {};  // at the host, at the twin
};

SimulatedTransport::SimulatedTransport(SimulatedOptions options)
    : options_(options), draws_(options.seed, 1) {}

SimulatedTransport::~SimulatedTransport() = default;

bool SimulatedTransport::is_later(const Event& a, const Event& b) {
  return a.at != b.at ? a.at > b.at : a.order > b.order;
}

WallTime SimulatedTransport::some(WallTime most) {
  return WallTime(most.count() / 1'000 * draws_.below(1'001));
}

bool SimulatedTransport::strikes(BusFault fault) {
  const bool now = draws_.strikes(options_.rates[fault]);
  if (now) ++faults_[fault];
  return now;
}

WallTime SimulatedTransport::now() {
  return now_ += kLook;
}

void SimulatedTransport::plan(Event event) {
  event.order = ++n_events_;
  events_.push_back(std::move(event));
  std::push_heap(events_.begin(), events_.end(), is_later);
}

SimulatedTransport::Event SimulatedTransport::take_next() {
  std::pop_heap(events_.begin(), events_.end(), is_later);
  Event event = std::move(events_.back());
  events_.pop_back();
  now_ = std::max(now_, event.at);
  return event;
}

const SimulatedTransport::Host* SimulatedTransport::find(HostName name) const {
  const auto found = hosts_.find(name);
  return found == hosts_.end() ? nullptr : found->second.get();
}

SimulatedTransport::Host* SimulatedTransport::find(HostName name) {
  return const_cast<Host*>(std::as_const(*this).find(name));
}

void SimulatedTransport::start(HostName name, const HostSpec&) {
  if (strikes(BusFault::cannot_start)) {
    throw IoError("cannot run darkline-controller: no more processes, says the simulation");
  }
  DARKLINE_CHECK(find(name) == nullptr, "this host has been started before");
  auto host = std::make_unique<Host>(name, options_.run_epoch,
                                     static_cast<std::int64_t>(1'000 + n_events_));
  host->last_heard = host->last_said = now_;
  hosts_.emplace(name, std::move(host));
  const bool refuses = strikes(BusFault::refuses);
  plan(
      {.at = now_ + some(kLongestStart), .what = refuses ? What::ends : What::wakes, .host = name});
  plan({.at = now_ + kBeat, .what = What::beats, .host = name});
}

Sent SimulatedTransport::send(HostName to, std::span<const std::byte> message) {
  Host* const host = find(to);
  if (host == nullptr || !host->ended.empty() || !host->is_connected) return Sent::unroutable;
  if (host->unread.size() + host->on_the_way >= kMostUnread) return Sent::full;
  if (strikes(BusFault::full)) return Sent::full;
  count_err(message, errs_of_twin_);
  carry(*host, true, message);
  return Sent::yes;
}

bool SimulatedTransport::receive(HeardMessage& message, WallTime until) {
  while (!events_.empty() && events_.front().at <= std::max(until, now_)) {
    Event event = take_next();
    if (event.what == What::to_twin) {
      spare_.push_back(std::exchange(heard_, std::move(event.bytes)));
      const Host* const host = find(event.host);
      message = {
          .from = event.host, .authorised = event.authorised && host != nullptr, .bytes = heard_};
      return true;
    }
    act(event);
    spare_.push_back(std::move(event.bytes));
    if (std::exchange(somebody_ended_, false)) return false;
  }
  DARKLINE_CHECK(until != kNever, "everybody waits for ever");
  now_ = std::max(now_, until);
  return false;
}

std::string SimulatedTransport::how_ended(HostName name) {
  const Host* const host = find(name);
  return host == nullptr ? "" : host->ended;
}

void SimulatedTransport::end(HostName name) {
  Host* const host = find(name);
  if (host == nullptr) return;
  if (strikes(BusFault::haunts)) haunt(*host);
  hosts_.erase(name);
}

void SimulatedTransport::end_all(std::chrono::milliseconds grace) {
  const WallTime until = now_ + grace;
  while (!events_.empty() && events_.front().at <= until) {
    Event event = take_next();
    act(event);
  }
  hosts_.clear();
  events_.clear();
}

void SimulatedTransport::set_heartbeat(HostName to, std::span<const std::byte> message) {
  if (Host* const host = find(to)) host->heartbeat.assign(message.begin(), message.end());
}

std::string SimulatedTransport::text_of(HostName name) const {
  return fmt::format("simulated host {}.{}", name.host, name.incarnation);
}

// Everything that is not for the twin.
void SimulatedTransport::act(Event& event) {
  Host* const host = find(event.host);
  if (host == nullptr || !host->ended.empty()) return;
  switch (event.what) {
    case What::to_host:
      if (host->on_the_way > 0) --host->on_the_way;
      return deliver(*host, event.bytes);
    case What::wakes:
      return wake(*host);
    case What::beats:
      return beat(*host);
    case What::ends:
      return finish(*host, host->leaves.empty() ? "exited with code 74" : host->leaves);
    case What::to_twin:
      return;
  }
}

void SimulatedTransport::finish(Host& host, std::string how) {
  host.ended = std::move(how);
  somebody_ended_ = true;
}

// It ends as soon as its last words are heard, or a little before.
void SimulatedTransport::leave(Host& host, std::string how) {
  host.is_busy = true;
  host.leaves = std::move(how);
  plan({.at = now_ + some(2 * kLongestWay), .what = What::ends, .host = host.name});
}

// It begins, or goes on after it hung.
void SimulatedTransport::wake(Host& host) {
  if (host.hangs(now_)) return;
  if (!host.is_connected) {
    host.is_connected = true;
    host.last_heard = now_;
    say(host, host.session.hello());
    return;
  }
  std::deque<std::vector<std::byte>> unread = std::exchange(host.unread, {});
  for (const std::vector<std::byte>& message : unread) {
    if (host.ended.empty()) deliver(host, message);
  }
}

// Once a second: the twin's service thread, and the host's own look at the clock.
void SimulatedTransport::beat(Host& host) {
  if (!host.heartbeat.empty() && host.is_connected && host.unread.size() < kMostUnread) {
    carry(host, true, host.heartbeat);
  }
  if (!host.hangs(now_)) {
    if (now_ - host.last_heard > kSilenceLimit) return finish(host, "exited with code 74");
    if (host.is_connected && now_ - host.last_said >= kBeat) {
      std::array<std::byte, sizeof(LotpHeader)> message = {};
      encode_body({.host = host.name.host,
                   .incarnation = host.name.incarnation,
                   .run_epoch = options_.run_epoch},
                  LotpType::hb, {}, message);
      say(host, {.message = message});
    }
  }
  plan({.at = now_ + kBeat, .what = What::beats, .host = host.name});
}

void SimulatedTransport::deliver(Host& host, std::span<const std::byte> message) {
  if (host.hangs(now_)) {
    host.unread.emplace_back(message.begin(), message.end());
    return;
  }
  host.last_heard = now_;
  if (host.is_busy) return;
  const bool says_it_first = draws_.below(2) == 0;
  if (!says_it_first && host_faults(host)) return;
  try {
    say(host, host.session.take(message));
  } catch (const InternalError& error) {
    say(host, host.session.broken(error.what()));
    return leave(host, "exited with code 70");
  }
  if (host.session.is_over()) return finish(host, "exited with code 0");
  if (says_it_first) host_faults(host);
}

// Whether something happened to the host that keeps it from going on.
bool SimulatedTransport::host_faults(Host& host) {
  if (strikes(BusFault::dies)) {
    finish(host, "ended by signal 9 (Killed)");
  } else if (strikes(BusFault::quits)) {
    finish(host, "exited with code 0");
  } else if (strikes(BusFault::breaks)) {
    say(host, host.session.broken("a bug, says the simulation"));
    leave(host, "exited with code 70");
  } else if (strikes(BusFault::hangs)) {
    host.hangs_until = draws_.below(2) == 0 ? kNever : now_ + some(options_.lateness);
    if (host.hangs_until != kNever) {
      plan({.at = host.hangs_until, .what = What::wakes, .host = host.name});
    }
  } else if (strikes(BusFault::is_busy)) {
    host.is_busy = true;
  } else if (strikes(BusFault::floods)) {
    host.is_busy = true;
    for (int i = 0; i < kFlood; ++i) {
      plan({.at = now_ + microseconds(10 * i), .what = What::to_twin, .host = host.name});
    }
  } else {
    if (strikes(BusFault::is_slow)) host.slow_until = now_ + some(5 * options_.lateness);
    return false;
  }
  return true;
}

void SimulatedTransport::say(Host& host, const HostSession::Answer& answer) {
  if (answer.message.empty()) return;
  host.last_said = now_;
  count_err(answer.message, errs_of_hosts_);
  carry(host, false, answer.message);
}

// What it would have said to what it did not read any more, from beyond.
void SimulatedTransport::haunt(Host& host) {
  const std::deque<std::vector<std::byte>> unread = std::exchange(host.unread, {});
  for (const std::vector<std::byte>& message : unread) {
    if (host.ended.empty()) say(host, host.session.take(message));
  }
}

// Puts a message on its way, with whatever happens to it there.
void SimulatedTransport::carry(Host& host, bool to_host, std::span<const std::byte> message) {
  remember(message);
  forge(host.name, to_host);
  if (strikes(BusFault::clogs)) clog();
  Event event{.at = now_ + some(kLongestWay) + microseconds(1),
              .what = to_host ? What::to_host : What::to_twin,
              .host = host.name};
  if (!spare_.empty()) {
    event.bytes = std::move(spare_.back());
    spare_.pop_back();
  }
  event.bytes.assign(message.begin(), message.end());
  for (const BusFault fault :
       {BusFault::spoiled_header, BusFault::spoiled_body, BusFault::other_version,
        BusFault::bad_snapshot, BusFault::bad_digest, BusFault::cut}) {
    if (draws_.strikes(options_.rates[fault]) && spoil(fault, draws_, event.bytes)) {
      ++faults_[fault];
    }
  }
  if (strikes(BusFault::lost)) return;
  if (!to_host && now_ < host.slow_until) event.at += some(options_.longest_delay);
  WallTime& last = host.last_arrival[to_host ? 0 : 1];
  if (strikes(BusFault::late)) {
    event.at += options_.lateness;
  } else if (strikes(BusFault::delayed)) {
    event.at += some(options_.longest_delay);
  } else {
    last = event.at = std::max(event.at, last);  // none overtakes another
  }
  if (event.at >= host.clog_from && event.at < host.clog_until) event.at = host.clog_until;
  if (strikes(BusFault::doubled)) {
    Event twin = event;
    twin.at += some(options_.longest_delay);
    if (to_host) ++host.on_the_way;
    plan(std::move(twin));
  }
  if (to_host) ++host.on_the_way;
  plan(std::move(event));
}

// Some hosts are cut off, one after the other, and come back in another order.
void SimulatedTransport::clog() {
  for (const auto& [name, host] : hosts_) {
    if (draws_.below(2) == 0) continue;
    host->clog_from = now_ + some(options_.longest_delay);
    host->clog_until = host->clog_from + some(options_.longest_delay);
  }
}

// Messages that nobody sent now.
void SimulatedTransport::forge(HostName host, bool to_host) {
  // a host has but one connection, which brings nothing of strangers
  Event event{.at = now_ + some(kLongestWay), .what = What::to_twin, .host = host};
  if (strikes(BusFault::forged)) {
    event.authorised = false;
    event.bytes = history_[draws_.below(static_cast<std::uint32_t>(history_.size()))];
    if (draws_.below(3) == 0) event.host = {.host = host.host + 1'000, .incarnation = 1};
    plan(event);
  }
  event.what = to_host ? What::to_host : What::to_twin;
  event.authorised = true;
  event.host = host;
  if (strikes(BusFault::stale)) {
    event.bytes = history_[draws_.below(static_cast<std::uint32_t>(history_.size()))];
    plan(event);
  }
  if (strikes(BusFault::noise)) {
    event.bytes.resize(draws_.below(2'000));
    for (std::byte& each : event.bytes) each = static_cast<std::byte>(draws_.below(256));
    plan(event);
  }
  if (strikes(BusFault::too_long)) {
    event.bytes.assign(kLotpMaxMessageBytes + 1, std::byte{0});
    plan(std::move(event));
  }
}

void SimulatedTransport::remember(std::span<const std::byte> message) {
  if (options_.rates[BusFault::forged] == 0 && options_.rates[BusFault::stale] == 0) return;
  if (history_.size() < kHistory) {
    history_.emplace_back(message.begin(), message.end());
    return;
  }
  history_[oldest_].assign(message.begin(), message.end());
  oldest_ = (oldest_ + 1) % kHistory;
}

void SimulatedTransport::count_err(std::span<const std::byte> message,
                                   std::array<std::uint64_t, 32>& errs) const {
  constexpr std::size_t kTypeAt = offsetof(LotpHeader, type);
  if (message.size() <= sizeof(LotpHeader) ||
      message[kTypeAt] != static_cast<std::byte>(LotpType::err)) {
    return;
  }
  LotpErr err;
  if (read_map(message.subspan(sizeof(LotpHeader)), err) == LotpReject::none &&
      err.code < errs.size()) {
    ++errs[err.code];
  }
}

}  // namespace darkline
