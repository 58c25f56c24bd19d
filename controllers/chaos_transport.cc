#include "controllers/chaos_transport.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "controllers/lotp.h"

namespace darkline {
namespace {

constexpr std::size_t kHistory = 256;

}  // namespace

ChaosTransport::ChaosTransport(std::unique_ptr<BusTransport> inner, ChaosOptions options)
    : inner_(std::move(inner)), options_(std::move(options)), draws_(options_.seed, 3) {}

ChaosTransport::~ChaosTransport() = default;

bool ChaosTransport::strikes(BusFault fault) {
  const bool now = draws_.strikes(options_.rates[fault]);
  if (now) ++faults_[fault];
  return now;
}

WallTime ChaosTransport::some(std::chrono::milliseconds most) {
  return WallTime(most) / 1'000 * draws_.below(1'001);
}

void ChaosTransport::start(HostName name, const HostSpec& spec) {
  inner_->start(name, spec);
  running_.insert(name);
}

Sent ChaosTransport::send(HostName to, std::span<const std::byte> message) {
  return inner_->send(to, message);
}

void ChaosTransport::end(HostName name) {
  running_.erase(name);
  std::erase_if(stopped_, [&](const Stopped& each) { return each.host == name; });
  for (Held& each : held_) each.authorised = each.authorised && each.from != name;
  inner_->end(name);
}

void ChaosTransport::end_all(std::chrono::milliseconds grace) {
  resume(WallTime::max());
  running_.clear();
  held_.clear();
  inner_->end_all(grace);
}

void ChaosTransport::set_heartbeat(HostName to, std::span<const std::byte> message) {
  inner_->set_heartbeat(to, message);
}

WallTime ChaosTransport::next_event() const {
  WallTime next = WallTime::max();
  for (const Stopped& each : stopped_) next = std::min(next, each.until);
  for (const Held& each : held_) next = std::min(next, each.at);
  return next;
}

bool ChaosTransport::receive(HeardMessage& message, WallTime until) {
  for (;;) {
    const WallTime now = inner_->now();
    resume(now);
    if (give_held(now, message)) return true;
    if (!inner_->receive(message, std::min(until, next_event()))) {
      return give_held(inner_->now(), message);
    }
    strike_host(message.from);
    if (tamper(message, inner_->now())) return true;
  }
}

// The host that spoke, or another one.
void ChaosTransport::strike_host(HostName name) {
  const bool dies = strikes(BusFault::dies);
  const bool hangs = !dies && strikes(BusFault::hangs);
  if ((!dies && !hangs) || running_.empty()) return;
  if (draws_.below(2) == 0 || !running_.contains(name)) {
    name = *std::next(running_.begin(), draws_.below(static_cast<std::uint32_t>(running_.size())));
  }
  // one that has ended is reaped, and its number may be another's
  const pid_t pid = inner_->how_ended(name).empty() ? options_.pid_of(name) : -1;
  if (pid <= 0) {
    --faults_[dies ? BusFault::dies : BusFault::hangs];
    return;
  }
  ::kill(pid, dies ? SIGKILL : SIGSTOP);
  if (hangs) {
    stopped_.push_back({.until = inner_->now() + some(options_.longest_stop), .host = name});
  }
}

void ChaosTransport::resume(WallTime now) {
  std::erase_if(stopped_, [&](const Stopped& each) {
    if (each.until > now) return false;
    const pid_t pid = inner_->how_ended(each.host).empty() ? options_.pid_of(each.host) : -1;
    if (pid > 0 && ::kill(pid, SIGCONT) == 0) ++resumed_;
    return true;
  });
}

// The first that is due of those that were held back.
bool ChaosTransport::give_held(WallTime now, HeardMessage& message) {
  const auto next = std::min_element(held_.begin(), held_.end(),
                                     [](const Held& a, const Held& b) { return a.at < b.at; });
  if (next == held_.end() || next->at > now) return false;
  given_ = std::move(next->bytes);
  message = {.from = next->from, .authorised = next->authorised, .bytes = given_};
  held_.erase(next);
  return true;
}

// What the twin gets to hear of it now; false: nothing.
bool ChaosTransport::tamper(HeardMessage& message, WallTime now) {
  forge(message, now);
  remember(message.bytes);
  const auto hold = [&](WallTime at) {
    held_.push_back({.at = at,
                     .from = message.from,
                     .authorised = message.authorised,
                     .bytes = {message.bytes.begin(), message.bytes.end()}});
  };
  if (strikes(BusFault::doubled)) hold(now + some(options_.longest_delay));
  for (const BusFault fault : {BusFault::cut, BusFault::spoiled_header, BusFault::spoiled_body}) {
    if (!draws_.strikes(options_.rates[fault])) continue;
    given_.assign(message.bytes.begin(), message.bytes.end());
    if (!spoil(fault, draws_, given_)) continue;
    ++faults_[fault];
    hold(now);  // the true one after it
    message.bytes = given_;
    return true;
  }
  if (strikes(BusFault::lost)) return false;
  if (strikes(BusFault::late)) {
    hold(now + options_.lateness);
    return false;
  }
  if (strikes(BusFault::delayed)) {
    hold(now + some(options_.longest_delay));
    return false;
  }
  return true;
}

// Messages that nobody sent now.
void ChaosTransport::forge(const HeardMessage& message, WallTime now) {
  Held forged{.at = now, .from = message.from, .authorised = message.authorised};
  if (!history_.empty() && strikes(BusFault::stale)) {
    forged.bytes = history_[draws_.below(static_cast<std::uint32_t>(history_.size()))];
    held_.push_back(forged);
  }
  if (strikes(BusFault::noise)) {
    forged.bytes.resize(draws_.below(2'000));
    for (std::byte& each : forged.bytes) each = static_cast<std::byte>(draws_.below(256));
    held_.push_back(forged);
  }
  if (strikes(BusFault::too_long)) {
    forged.bytes.assign(kLotpMaxMessageBytes + 1, std::byte{0});
    held_.push_back(forged);
  }
  if (!history_.empty() && strikes(BusFault::forged)) {
    forged.authorised = false;
    forged.bytes = history_[draws_.below(static_cast<std::uint32_t>(history_.size()))];
    held_.push_back(std::move(forged));
  }
}

void ChaosTransport::remember(std::span<const std::byte> message) {
  if (history_.size() < kHistory) {
    history_.emplace_back(message.begin(), message.end());
    return;
  }
  history_[oldest_].assign(message.begin(), message.end());
  oldest_ = (oldest_ + 1) % kHistory;
}

}  // namespace darkline
