#include "controllers/zap_gate.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "controllers/zmq_io.h"

namespace darkline::internal {
namespace {

constexpr std::string_view kHost = "host:";
constexpr std::string_view kProcess = "process:";
constexpr std::string_view kKey = "key:";

constexpr std::array<std::string_view, kGateRefusals> kTexts = {
    "malformed question", "wrong domain", "wrong mechanism", "other user", "unknown process",
    "unknown key",        "revoked key",  "too often",       "too many",   "too early"};

// Reads a whole number that makes up all of `text`.
template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

struct LocalPeer {
  uid_t uid = 0;
  pid_t pid = 0;
};

// For a local socket the address is "localhost:uid:gid:pid", from SO_PEERCRED.
std::optional<LocalPeer> local_peer_of(std::string_view address) {
  constexpr std::string_view kHead = "localhost:";
  if (!address.starts_with(kHead)) return std::nullopt;
  address.remove_prefix(kHead.size());
  const std::size_t first = address.find(':');
  const std::size_t last = address.rfind(':');
  LocalPeer peer;
  if (first == std::string_view::npos || last == first ||
      !read_number(address.substr(0, first), peer.uid) ||
      !read_number(address.substr(last + 1), peer.pid) || peer.pid <= 0) {
    return std::nullopt;
  }
  return peer;
}

std::vector<std::string> receive_question(zmq::socket_t& socket) {
  std::vector<std::string> question;
  zmq::message_t frame;
  constexpr std::size_t kMostFrames = 16;
  for (bool more = receive_now(socket, frame); more;
       more = frame.more() && receive_now(socket, frame)) {
    if (question.size() < kMostFrames) question.push_back(frame.to_string());
  }
  return question;
}

// 300 makes the peer try again later, 400 not.
const char* status_of(std::optional<GateRefusal> refusal) {
  if (!refusal) return "200";
  const bool passes = *refusal == GateRefusal::too_often || *refusal == GateRefusal::too_many ||
                      *refusal == GateRefusal::too_early;
  return passes ? "300" : "400";
}

}  // namespace

void put_behind_gate(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::zap_domain, kZapDomain);
  // libzmq 4.3 takes this option in every build, but its header names it in draft builds only
  constexpr int kEnforceDomain = 93;
  socket.set(zmq::sockopt::integral_option<kEnforceDomain, int, true>{}, 1);
}

std::string_view text_of(GateRefusal refusal) {
  return kTexts[static_cast<std::size_t>(refusal)];
}

std::uint64_t GateCounts::all_refused() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t each : refused) sum += each;
  return sum;
}

std::string GateCounts::text() const {
  std::string text;
  for (std::size_t i = 0; i < kGateRefusals; ++i) {
    if (refused[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", refused[i], kTexts[i]);
  }
  return text.empty() ? "none" : text;
}

ZapGate::ZapGate(zmq::context_t& context, GateLimits limits, Log log)
    : limits_(limits), log_(std::move(log)), socket_(context, zmq::socket_type::rep) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind("inproc://zeromq.zap.01");
}

ZapGate::~ZapGate() {
  const std::lock_guard lock(mutex_);
  flush();
}

void ZapGate::admit(HostName name, pid_t pid) {
  forget(name);
  const std::lock_guard lock(mutex_);
  hosts_.push_back({.name = name, .pid = pid});
}

void ZapGate::admit_external(HostName name, std::vector<std::uint32_t> cells) {
  forget(name);
  const std::lock_guard lock(mutex_);
  hosts_.push_back({.name = name, .external = true, .cells = std::move(cells)});
  find_keys_of(hosts_.back());
}

void ZapGate::expect_processes() {
  const std::lock_guard lock(mutex_);
  expects_processes_ = true;
}

void ZapGate::keep_processes_out() {
  const std::lock_guard lock(mutex_);
  takes_processes_ = false;
}

void ZapGate::forget(HostName name) {
  const std::lock_guard lock(mutex_);
  std::erase_if(hosts_, [&](const Host& host) { return host.name == name; });
}

void ZapGate::admit_key(const AllowedKey& key) {
  const std::lock_guard lock(mutex_);
  keys_[key.key] = {.entry = key, .revoked = false};
  for (Host& host : hosts_) find_keys_of(host);
}

void ZapGate::revoke_key(const AllowedKey& key) {
  const std::lock_guard lock(mutex_);
  keys_[key.key] = {.entry = key, .revoked = true};
  for (Host& host : hosts_) find_keys_of(host);
}

void ZapGate::set_keys(const AllowList& list) {
  const std::lock_guard lock(mutex_);
  keys_.clear();
  for (const AllowedKey& key : list.allowed) keys_[key.key] = {.entry = key, .revoked = false};
  for (const AllowedKey& key : list.revoked) keys_[key.key] = {.entry = key, .revoked = true};
  for (Host& host : hosts_) find_keys_of(host);
}

void ZapGate::find_keys_of(Host& host) const {
  host.keys.clear();
  if (!host.external) return;
  for (const auto& [bytes, key] : keys_) {
    if (!key.revoked && key.entry.cells.holds_all(host.cells)) host.keys.push_back(z85_of(bytes));
  }
}

bool ZapGate::may_speak_for(std::string_view user_id, HostName name) const {
  const std::lock_guard lock(mutex_);
  const auto host = std::find_if(hosts_.begin(), hosts_.end(),
                                 [&](const Host& each) { return each.name == name; });
  if (host == hosts_.end()) return false;
  if (user_id.starts_with(kHost)) {
    HostName named;
    return !host->external && read_routing_id(user_id.substr(kHost.size()), named) && named == name;
  }
  if (!host->external) return false;
  if (user_id.starts_with(kKey)) {
    const std::string_view key = user_id.substr(kKey.size());
    return std::find(host->keys.begin(), host->keys.end(), key) != host->keys.end();
  }
  return takes_processes_ && user_id.starts_with(kProcess);
}

GateCounts ZapGate::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool ZapGate::answer() {
  const std::vector<std::string> question = receive_question(socket_);
  if (question.empty()) return false;
  Verdict verdict;
  {
    const std::lock_guard lock(mutex_);
    verdict = verdict_on(question);
    if (verdict.refusal) {
      ++counts_.refused[static_cast<std::size_t>(*verdict.refusal)];
      tell(verdict);
    } else {
      ++counts_.admitted;
    }
  }
  const std::array<std::string, 6> reply = {
      "1.0",
      question.size() > 1 ? question[1] : "",
      status_of(verdict.refusal),
      verdict.refusal ? std::string(text_of(*verdict.refusal)) : "",
      verdict.refusal ? "" : verdict.user_id,
      "",
  };
  for (std::size_t i = 0; i < reply.size(); ++i) {
    const auto bytes = std::as_bytes(std::span(reply[i].data(), reply[i].size()));
    send_now(socket_, bytes, i + 1 < reply.size());
  }
  return true;
}

// version, request id, domain, address, identity of our own socket, mechanism, credentials
ZapGate::Verdict ZapGate::verdict_on(std::span<const std::string> question) {
  if (question.size() < 6 || question[0] != "1.0") {
    return {.refusal = GateRefusal::malformed, .peer = "a question of another form"};
  }
  const std::string& address = question[3];
  const std::string& mechanism = question[5];
  if (question[2] != kZapDomain) {
    return {.refusal = GateRefusal::wrong_domain, .peer = address};
  }
  if (mechanism == "NULL") return on_process(address);
  if (mechanism != "CURVE") return {.refusal = GateRefusal::wrong_mechanism, .peer = address};
  if (question.size() != 7) return {.refusal = GateRefusal::malformed, .peer = address};
  return on_key(address, question[6]);
}

ZapGate::Verdict ZapGate::on_process(const std::string& address) {
  const std::optional<LocalPeer> peer = local_peer_of(address);
  // an address without credentials is one of a network: there a key is due
  if (!peer) return {.refusal = GateRefusal::wrong_mechanism, .peer = address};
  Verdict verdict{.peer = fmt::format("process {} of user {}", peer->pid, peer->uid)};
  if (peer->uid != ::geteuid()) {
    verdict.refusal = GateRefusal::other_user;
    return verdict;
  }
  const auto own = std::find_if(hosts_.begin(), hosts_.end(),
                                [&](const Host& host) { return host.pid == peer->pid; });
  const bool external =
      std::any_of(hosts_.begin(), hosts_.end(), [](const Host& host) { return host.external; });
  if (own != hosts_.end()) {
    verdict.user_id = fmt::format("{}{}", kHost, routing_id_of(own->name));
  } else if (takes_processes_ && external) {
    verdict.user_id = fmt::format("{}{}", kProcess, peer->pid);
  } else {
    verdict.refusal = expects_processes_ ? GateRefusal::too_early : GateRefusal::unknown_process;
    return verdict;
  }
  verdict.refusal = beyond_limits(verdict.user_id, fmt::format("pid:{}", peer->pid));
  return verdict;
}

ZapGate::Verdict ZapGate::on_key(const std::string& address, const std::string& credentials) {
  CurveKey bytes = {};
  if (credentials.size() != bytes.size()) {
    return {.refusal = GateRefusal::malformed, .peer = address};
  }
  std::memcpy(bytes.data(), credentials.data(), bytes.size());
  const auto known = keys_.find(bytes);
  if (known == keys_.end()) {
    return {.refusal = GateRefusal::unknown_key,
            .peer = fmt::format("{} with key {}", address, z85_of(bytes))};
  }
  const std::string& name = known->second.entry.name;
  Verdict verdict{.user_id = fmt::format("{}{}", kKey, z85_of(bytes)),
                  .peer = fmt::format("{} with key \"{}\"", address, name)};
  verdict.refusal =
      known->second.revoked ? GateRefusal::revoked_key : beyond_limits(verdict.user_id, address);
  return verdict;
}

std::optional<GateRefusal> ZapGate::beyond_limits(const std::string& user_id,
                                                  std::string_view peer) {
  if (asks_too_often(user_id)) return GateRefusal::too_often;
  if (live_count_ && live_count_(peer) > limits_.live_per_peer) return GateRefusal::too_many;
  return std::nullopt;
}

// Only those who are let in come here, so that the table cannot be filled by strangers.
bool ZapGate::asks_too_often(const std::string& user_id) {
  const auto now = Clock::now();
  constexpr auto kSecond = std::chrono::seconds(1);
  constexpr std::size_t kMostRemembered = 4096;
  if (asked_.size() >= kMostRemembered) {
    std::erase_if(asked_, [&](const auto& each) { return now - each.second.since >= kSecond; });
  }
  Asked& asked = asked_[user_id];
  if (now - asked.since >= kSecond) asked = {.since = now};
  return ++asked.times > limits_.asked_per_second;
}

void ZapGate::tell(const Verdict& verdict) {
  ++untold_;
  last_ = fmt::format("{} ({})", verdict.peer, text_of(*verdict.refusal));
  if (Clock::now() - told_ >= std::chrono::seconds(1)) flush();
}

void ZapGate::flush() {
  if (untold_ == 0) return;
  const std::string line =
      untold_ == 1 ? fmt::format("refused a connection of {}", last_)
                   : fmt::format("refused {} connections, the last one of {}", untold_, last_);
  untold_ = 0;
  told_ = Clock::now();
  if (log_) {
    log_(line);
  } else {
    fmt::print(stderr, "darkline: {}\n", line);
  }
}

}  // namespace darkline::internal
