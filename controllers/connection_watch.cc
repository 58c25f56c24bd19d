#include "controllers/connection_watch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <linux/filter.h>

#include "controllers/endpoint.h"
#include "controllers/zmq_io.h"

namespace darkline::internal {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShutSuffix = ".shut";

fs::path shut_name(const fs::path& path) {
  return path.string() + kShutSuffix;
}

// Who is at the other end of a connection of ours; "gone" if it is closed already.
std::string peer_of(int descriptor) {
  sockaddr_storage address = {};
  socklen_t length = sizeof(address);
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) return "gone";
  if (address.ss_family == AF_UNIX) {
    ucred credentials = {};
    socklen_t size = sizeof(credentials);
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return "gone";
    return fmt::format("pid:{}", credentials.pid);
  }
  length = sizeof(address);
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) return "gone";
  std::array<char, INET6_ADDRSTRLEN> text = {};
  const void* bytes = nullptr;
  if (address.ss_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;
  } else if (address.ss_family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr;
  }
  if (bytes == nullptr ||
      ::inet_ntop(address.ss_family, bytes, text.data(), text.size()) == nullptr) {
    return "gone";
  }
  return text.data();
}

// On a listener: every packet of a connection that is not accepted yet is dropped.
void drop_newcomers(int listener, bool drop) {
  if (drop) {
    sock_filter nothing_passes = {.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0};
    const sock_fprog program = {.len = 1, .filter = &nothing_passes};
    ::setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
  } else {
    const int ignored = 0;
    ::setsockopt(listener, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof(ignored));
  }
}

}  // namespace

std::string ConnectionCounts::text() const {
  return fmt::format(
      "{} connections, {} let in, {} turned down ({} by the gate, {} of another protocol or key, "
      "{} silent), {} open now, door shut {} times",
      accepted, shaken_hands, turned_down(), refused, wrong_protocol, silent, live(), door_shut);
}

ConnectionWatch::ConnectionWatch(zmq::context_t& context, zmq::socket_t& watched,
                                 std::size_t most_live)
    : most_live_(most_live), events_(context, zmq::socket_type::pair) {
  const std::string name =
      fmt::format("inproc://watch-{}", static_cast<const void*>(watched.handle()));
  constexpr int kEvents = ZMQ_EVENT_LISTENING | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED |
                          ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                          ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                          ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
  if (::zmq_socket_monitor(watched.handle(), name.c_str(), kEvents) != 0) throw zmq::error_t();
  events_.set(zmq::sockopt::linger, 0);
  events_.set(zmq::sockopt::rcvhwm, 0);  // the socket's own thread must never wait for us
  events_.connect(name);
}

ConnectionWatch::~ConnectionWatch() {
  if (is_shut_) open();
}

std::size_t ConnectionWatch::most_live_of(std::size_t descriptors, std::size_t n_hosts) {
  const std::size_t wanted = descriptors_wanted(n_hosts);
  const std::size_t rest = descriptors > wanted ? descriptors - wanted : 0;
  return std::max<std::size_t>(2 * n_hosts + 32, rest / 2);
}

void ConnectionWatch::take() {
  zmq::message_t frame;
  while (receive_now(events_, frame)) {
    std::uint16_t event = 0;
    std::uint32_t value = 0;
    if (frame.size() >= sizeof(event) + sizeof(value)) {
      const auto* const bytes = frame.data<char>();
      std::memcpy(&event, bytes, sizeof(event));
      std::memcpy(&value, bytes + sizeof(event), sizeof(value));
    }
    std::string address;
    while (frame.more() && receive_now(events_, frame)) address = frame.to_string();
    take_one(event, value, address);
  }
}

void ConnectionWatch::take_one(std::uint16_t event, std::uint32_t value,
                               const std::string& address) {
  constexpr std::string_view kLocal = "ipc://";
  const auto descriptor = static_cast<int>(value);
  if (event == ZMQ_EVENT_LISTENING) {
    doors_.push_back({.listener = descriptor,
                      .path = address.starts_with(kLocal) ? address.substr(kLocal.size()) : ""});
    return;
  }
  if (event == ZMQ_EVENT_ACCEPTED) add(descriptor);
  if (event == ZMQ_EVENT_DISCONNECTED) remove(descriptor);
  std::size_t live = 0;
  {
    const std::lock_guard lock(mutex_);
    switch (event) {
      case ZMQ_EVENT_ACCEPTED:
        ++counts_.accepted;
        break;
      case ZMQ_EVENT_DISCONNECTED:
        ++counts_.closed;
        break;
      case ZMQ_EVENT_ACCEPT_FAILED:
        ++counts_.accept_failed;
        break;
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        ++counts_.shaken_hands;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        ++counts_.silent;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        ++counts_.wrong_protocol;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        ++counts_.refused;
        break;
      default:
        break;
    }
    live = counts_.live();
  }
  const bool out_of_files =
      event == ZMQ_EVENT_ACCEPT_FAILED && (value == EMFILE || value == ENFILE);
  if (!is_shut_ && (live > most_live_ || out_of_files)) shut();
  if (is_shut_ && !out_of_files && live < most_live_ - most_live_ / 4) open();
}

void ConnectionWatch::add(int descriptor) {
  remove(descriptor);
  std::string peer = peer_of(descriptor);
  ++live_[peer];
  peer_of_[descriptor] = std::move(peer);
}

void ConnectionWatch::remove(int descriptor) {
  const auto known = peer_of_.find(descriptor);
  if (known == peer_of_.end()) return;
  const auto live = live_.find(known->second);
  if (live != live_.end() && --live->second == 0) live_.erase(live);
  peer_of_.erase(known);
}

int ConnectionWatch::live_of(std::string_view peer) const {
  const auto live = live_.find(peer);
  return live == live_.end() ? 0 : live->second;
}

ConnectionCounts ConnectionWatch::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void ConnectionWatch::shut() {
  is_shut_ = true;
  for (const Door& door : doors_) {
    if (door.path.empty()) {
      drop_newcomers(door.listener, true);
    } else {
      std::rename(door.path.c_str(), shut_name(door.path).c_str());
    }
  }
  const std::lock_guard lock(mutex_);
  ++counts_.door_shut;
}

void ConnectionWatch::open() {
  is_shut_ = false;
  for (const Door& door : doors_) {
    if (door.path.empty()) {
      drop_newcomers(door.listener, false);
    } else {
      std::rename(shut_name(door.path).c_str(), door.path.c_str());
    }
  }
}

}  // namespace darkline::internal
