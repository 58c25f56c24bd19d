#include "controllers/bus_sockets.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "controllers/zmq_io.h"
#include "models/base/error.h"

namespace darkline::internal {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// What a network adds: encryption, and news of a machine that was switched off.
void set_network_options(zmq::socket_t& socket, const CurvePair& pair) {
  constexpr int kBeatMs = 1'000;
  constexpr int kGoneMs = 10'000;
  constexpr int kBacklog = 512;  // beyond it newcomers wait a second for their next try
  socket.set(zmq::sockopt::backlog, kBacklog);
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::curve_secretkey, z85_of(pair.secret_key));
  socket.set(zmq::sockopt::heartbeat_ivl, kBeatMs);
  socket.set(zmq::sockopt::heartbeat_timeout, kGoneMs);
}

// The parts of a connection that a stranger may try the strength of. A short queue of connections
// that are not accepted yet keeps the door (connection_watch.h) close to what is beyond it.
void set_bus_options(zmq::socket_t& socket) {
  constexpr int kBacklog = 32;
  set_common_options(socket);
  socket.set(zmq::sockopt::router_mandatory, true);
  socket.set(zmq::sockopt::backlog, kBacklog);
  put_behind_gate(socket);
}

std::vector<fs::file_time_type> changes_of(const fs::path& keys) {
  std::vector<fs::file_time_type> times;
  for (const char* folder : {"allowed", "revoked"}) {
    std::error_code none;  // a folder that is not there has no time
    times.push_back(fs::last_write_time(keys / folder, none));
  }
  return times;
}

ConnectionCounts operator+(ConnectionCounts a, const ConnectionCounts& b) {
  a.accepted += b.accepted;
  a.closed += b.closed;
  a.shaken_hands += b.shaken_hands;
  a.silent += b.silent;
  a.wrong_protocol += b.wrong_protocol;
  a.refused += b.refused;
  a.accept_failed += b.accept_failed;
  a.door_shut += b.door_shut;
  return a;
}

}  // namespace

BusSockets::BusSockets(const std::string& endpoint, const std::string& keys)
    : gate_(context_),
      router_(context_, zmq::socket_type::router),
      watch_(context_, router_, secure_descriptors(0) / 2) {
  set_bus_options(router_);
  router_.bind(folder_.endpoint());
  gate_.set_live_count([this](std::string_view peer) {
    return watch_.live_of(peer) + (network_watch_ ? network_watch_->live_of(peer) : 0);
  });
  if (endpoint.empty()) return;
  const Endpoint place = parse_endpoint(endpoint);
  if (place.kind == EndpointKind::local) {
    open_local(place);
  } else {
    open_network(place, keys);
  }
}

BusSockets::~BusSockets() {
  // the lock outlives the socket, which removes its own file
  router_.close();
  if (network_) network_->close();
}

void BusSockets::open_local(const Endpoint& endpoint) {
  lock_ = std::make_unique<EndpointLock>(endpoint.path);
  gate_.expect_processes();
  router_.bind(endpoint.text());
  endpoint_ = endpoint.text();
}

void BusSockets::open_network(const Endpoint& endpoint, const std::string& keys) {
  keys_ = keys_folder(keys);
  if (read_allow_list(keys_).allowed.empty()) {
    throw InputError({.place = {.file = (keys_ / "allowed").string()},
                      .key = "--endpoint",
                      .found = fmt::format("no allowed key, and the endpoint {}", endpoint.text()),
                      .wanted = "at least one key: whoever reaches a network address could "
                                "otherwise command the cells",
                      .mend = fmt::format("darkline keys new NAME --keys {}", keys_.string())});
  }
  gate_.keep_processes_out();
  read_keys();
  network_.emplace(context_, zmq::socket_type::router);
  network_watch_ =
      std::make_unique<ConnectionWatch>(context_, *network_, secure_descriptors(0) / 4);
  set_bus_options(*network_);
  set_network_options(*network_, server_pair(keys_));
  network_->bind(endpoint.text());
  endpoint_ = network_->get(zmq::sockopt::last_endpoint);
}

void BusSockets::read_keys() {
  keys_seen_ = changes_of(keys_);
  const AllowList list = read_allow_list(keys_);
  gate_.set_keys(list);
}

void BusSockets::look_at_keys() {
  constexpr auto kLookEvery = std::chrono::milliseconds(500);
  if (keys_.empty() || Clock::now() - keys_looked_at_ < kLookEvery) return;
  keys_looked_at_ = Clock::now();
  if (changes_of(keys_) == keys_seen_) return;
  try {
    read_keys();
  } catch (const Error& error) {
    // whoever had a key keeps it; the next change is looked at again
    fmt::print(stderr, "darkline: the keys stay as they were: {}\n", error.what());
  }
}

std::array<zmq::pollitem_t, BusSockets::kItems> BusSockets::items() {
  zmq::socket_t& other = network_watch_ ? network_watch_->socket() : watch_.socket();
  return {{{gate_.socket().handle(), 0, ZMQ_POLLIN, 0},
           {watch_.socket().handle(), 0, ZMQ_POLLIN, 0},
           {other.handle(), 0, ZMQ_POLLIN, 0}}};
}

void BusSockets::serve() {
  watch_.take();
  if (network_watch_) network_watch_->take();
  while (gate_.answer()) {
  }
  look_at_keys();
}

ConnectionCounts BusSockets::connections() const {
  return network_watch_ ? watch_.counts() + network_watch_->counts() : watch_.counts();
}

std::string BusSockets::own_endpoint() const {
  return folder_.endpoint();
}

Sent BusSockets::send(HostName to, std::span<const std::byte> message) {
  const std::string name = routing_id_of(to);
  const auto id = std::as_bytes(std::span(name.data(), name.size()));
  // never where another might have taken the name: a host of the network is not looked for here
  zmq::socket_t& socket = network_ && to.incarnation == 0 ? *network_ : router_;
  const Sent sent = send_now(socket, id, true);
  return sent == Sent::yes ? send_now(socket, message, false) : sent;
}

void BusSockets::answer(std::span<const std::byte> message) {
  if (heard_ != nullptr && send_now(*heard_, bytes_of(sender_), true) == Sent::yes) {
    send_now(*heard_, message, false);
  }
}

// The socket whose next message is in sender_ now, as far as its first frame goes.
zmq::socket_t* BusSockets::socket_with_news(std::chrono::milliseconds patience) {
  if (!network_) {
    router_.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
    return receive_soon(router_, sender_) ? &router_ : nullptr;
  }
  std::array<zmq::pollitem_t, 2> items = {
      {{router_.handle(), 0, ZMQ_POLLIN, 0}, {network_->handle(), 0, ZMQ_POLLIN, 0}}};
  if (!poll_through_signals(items, patience.count())) return nullptr;
  network_first_ = !network_first_;
  std::array<zmq::socket_t*, 2> sockets = {&router_, &*network_};
  if (network_first_) std::swap(sockets[0], sockets[1]);
  for (zmq::socket_t* socket : sockets) {
    if (receive_now(*socket, sender_)) return socket;
  }
  return nullptr;
}

bool BusSockets::receive(HeardMessage& out, std::chrono::milliseconds patience) {
  zmq::socket_t* const socket = socket_with_news(patience);
  if (socket == nullptr) return false;
  heard_ = socket;
  const bool whole = sender_.more() && receive_now(*socket, frame_);
  if (!whole) frame_.rebuild();
  zmq::message_t surplus;
  bool authorised = whole;
  for (bool more = whole && frame_.more(); more; more = surplus.more()) {
    if (!receive_now(*socket, surplus)) break;
    frame_.rebuild();  // LOTP has one frame: what has more is too short for anything
    authorised = false;
  }
  out.from = {UINT32_MAX, 0};
  const bool named = read_routing_id(sender_.to_string_view(), out.from);
  // a message that came past the gate, of which there is none, would carry no such name
  const char* const user = authorised ? ::zmq_msg_gets(frame_.handle(), "User-Id") : nullptr;
  out.authorised = named && user != nullptr && gate_.may_speak_for(user, out.from);
  out.bytes = bytes_of(frame_);
  return true;
}

}  // namespace darkline::internal
