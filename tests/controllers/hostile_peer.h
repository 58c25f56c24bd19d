// Connections that mean no good: raw bytes to a bus's endpoint, below ZeroMQ. Which way each goes
// is drawn from a seed.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <thread>

#include <poll.h>

#include "controllers/endpoint.h"
#include "models/base/random_stream.h"

namespace darkline::testing {

// ZMTP 3.1, RFC 37: signature, version, mechanism, not a server, filler.
inline std::string zmtp_greeting(const std::string& mechanism, char major = 3) {
  std::string bytes = std::string("\xFF", 1) + std::string(8, '\0') + "\x7F";
  bytes += major;
  bytes += '\1';
  bytes += mechanism + std::string(20 - mechanism.size(), '\0');
  return bytes + std::string(32, '\0');
}

inline std::string zmtp_property(const std::string& name, const std::string& value) {
  return std::string(1, static_cast<char>(name.size())) + name + std::string(3, '\0') +
         static_cast<char>(value.size()) + value;
}

// The command by which a DEALER of that routing id says that it is ready.
inline std::string zmtp_ready(const std::string& routing_id) {
  const std::string body = std::string("\5READY") + zmtp_property("Socket-Type", "DEALER") +
                           zmtp_property("Identity", routing_id);
  return std::string("\4", 1) + static_cast<char>(body.size()) + body;
}

inline std::string zmtp_message(const std::string& bytes) {
  std::string frame("\2", 1);
  for (int shift = 56; shift >= 0; shift -= 8) {
    frame += static_cast<char>((std::uint64_t{bytes.size()} >> shift) & 0xFFU);
  }
  return frame + bytes;
}

// One connection.
class RawPeer {
 public:
  // `number` picks a loopback address to come from, so that a network's ports do not run out.
  explicit RawPeer(const Endpoint& endpoint, std::uint64_t number = 0) {
    const bool local = endpoint.kind == EndpointKind::local;
    descriptor_ = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    is_connected_ = descriptor_ >= 0 && (local ? connect_local(endpoint.path.string())
                                               : connect_network(endpoint, number));
  }
  ~RawPeer() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  RawPeer(RawPeer&& other) noexcept
      : descriptor_(other.descriptor_), is_connected_(other.is_connected_) {
    other.descriptor_ = -1;
  }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  RawPeer& operator=(RawPeer&&) = delete;

  bool is_connected() const { return is_connected_; }

  // What the other end does not take is not said.
  void say(const std::string& bytes) const {
    [[maybe_unused]] const ssize_t n =
        ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  // Whether the other end hangs up within `patience`; what it says is passed over.
  bool is_hung_up_on(std::chrono::milliseconds patience) const {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      pollfd item = {.fd = descriptor_, .events = POLLIN, .revents = 0};
      if (left.count() <= 0 || ::poll(&item, 1, static_cast<int>(left.count())) <= 0) return false;
      std::array<char, 512> bytes = {};
      if (::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT) <= 0) return true;
    }
  }

 private:
  bool connect_local(const std::string& path) const {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    return ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
           0;
  }
  bool connect_network(const Endpoint& endpoint, std::uint64_t number) const {
    sockaddr_in from = {};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(0x7F000102U + static_cast<std::uint32_t>(number % 60'000));
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(endpoint.port);
    ::inet_pton(AF_INET, endpoint.host.c_str(), &to.sin_addr);
    return ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&from), sizeof(from)) == 0 &&
           ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
  }

  int descriptor_ = -1;
  bool is_connected_ = false;
};

class HostilePeers {
 public:
  HostilePeers(const std::string& endpoint, std::uint64_t seed)
      : endpoint_(parse_endpoint(endpoint)), stream_(seed, 0, 0, DrawPurpose::weld_process) {}

  // Connects n times, each time hostile in one of the ways.
  void attack(std::uint64_t n) {
    while (made_ < n) {
      RawPeer peer(endpoint_, tries_++);
      if (!peer.is_connected()) {  // the door is shut
        ++turned_away_;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      ++made_;
      be_hostile(std::move(peer));
    }
    half_open_.clear();
  }

  std::uint64_t made() const { return made_; }
  std::uint64_t turned_away() const { return turned_away_; }

 private:
  double draw() { return stream_.uniforms(draws_++)[0]; }
  std::size_t draw_below(double n) { return static_cast<std::size_t>(n * (1.0 - draw())); }

  std::string random_bytes(std::uint64_t n) {
    std::string bytes;
    for (std::uint64_t i = 0; i < n; ++i) bytes += static_cast<char>(draw_below(256.0));
    return bytes;
  }
  std::string flipped(std::string bytes, std::uint64_t n) {
    for (std::uint64_t i = 0; i < n; ++i) {
      const auto at = draw_below(static_cast<double>(bytes.size()));
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << draw_below(8.0)));
    }
    return bytes;
  }

  void be_hostile(RawPeer peer) {
    constexpr std::size_t kMostHalfOpen = 40;
    const std::string greeting = zmtp_greeting(draw() < 0.7 ? "NULL" : "CURVE");
    constexpr std::array<const char*, 4> kClaims = {"0.1", "0.0", "1.1", "7.7"};
    const std::string claimed = kClaims[draw_below(4.0)];
    switch (draw_below(10.0)) {
      case 0:
        peer.say(random_bytes(1 + draw_below(300.0)));
        break;
      case 1:
        peer.say(flipped(greeting, 1 + draw_below(8.0)) + zmtp_ready(claimed));
        break;
      case 2:
        peer.say(greeting + flipped(zmtp_ready(claimed), 1 + draw_below(8.0)));
        break;
      case 3:
        peer.say(greeting + zmtp_ready(claimed) + zmtp_message("LOT1" + random_bytes(99)));
        break;
      case 4:
        peer.say(zmtp_greeting("NULL", static_cast<char>(draw_below(3.0))));
        break;
      case 5:
        peer.say(zmtp_greeting("PLAIN") + zmtp_ready(claimed));
        break;
      case 6: {  // a frame said to have 2^40 bytes
        peer.say(greeting + zmtp_ready(claimed) + std::string("\2\0\0\1\0\0\0\0\0", 9));
        break;
      }
      case 7:
        break;    // says nothing
      default: {  // says half of it, and stays
        peer.say(greeting.substr(0, 1 + draw_below(60.0)));
        half_open_.push_back(std::move(peer));
        if (half_open_.size() > kMostHalfOpen) half_open_.pop_front();
        return;
      }
    }
    // some want to hear what the twin says to that
    if (draw() < 0.1) peer.is_hung_up_on(std::chrono::milliseconds(20));
  }

  const Endpoint endpoint_;
  RandomStream stream_;
  std::uint32_t draws_ = 0;
  std::uint64_t tries_ = 0;
  std::atomic<std::uint64_t> made_ = 0;
  std::atomic<std::uint64_t> turned_away_ = 0;
  std::deque<RawPeer> half_open_;
};

}  // namespace darkline::testing
