// Who is connected to a socket, and a door that is shut while there are too many: ZeroMQ ends the
// program when it is out of file descriptors (an accept that fails on a local socket), and spins
// when that happens on a network socket. Also counts the connections that ZeroMQ itself refuses,
// before the gate (zap_gate.h) hears of them: other protocols, wrong keys of the twin, silence.
//
// The door of a local socket is its name in the file system: renamed away, nobody finds it. That of
// a network socket is a filter on the listener that drops every packet of a new connection. Either
// leaves connections that stand alone, and holds at once, whatever the socket's thread does.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

namespace darkline::internal {

struct ConnectionCounts {
  std::uint64_t accepted = 0;
  std::uint64_t closed = 0;
  std::uint64_t shaken_hands = 0;  // let in
  // Of the others, as far as ZeroMQ tells why; it hangs up on some without a word.
  std::uint64_t silent = 0;          // it fell silent, or went, in the handshake
  std::uint64_t wrong_protocol = 0;  // no ZMTP, no CURVE, a wrong key of the twin
  std::uint64_t refused = 0;         // by the gate
  std::uint64_t accept_failed = 0;
  std::uint64_t door_shut = 0;  // how often

  std::uint64_t live() const { return accepted - closed; }
  std::uint64_t turned_down() const { return accepted - shaken_hands; }  // or not through yet
  std::string text() const;
};

class ConnectionWatch {
 public:
  // Must stand before `watched` binds; `watched` must be of `context`. The door shuts above
  // `most_live` connections and opens again below three quarters of it. `most_live` + 128 must fit
  // into the limit of open files beside all else.
  ConnectionWatch(zmq::context_t& context, zmq::socket_t& watched, std::size_t most_live);
  ~ConnectionWatch();
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  // Readable when something has happened; then take() is due, soon: the door waits for it.
  // Socket, take and live_of belong to one thread.
  zmq::socket_t& socket() { return events_; }
  void take();

  // Connections that stand of a peer: "pid:4711" of a local one, "10.0.0.7" of one of a network.
  int live_of(std::string_view peer) const;

  // From any thread.
  ConnectionCounts counts() const;

  // Half of what is left of `descriptors` when `n_hosts` have what they need.
  static std::size_t most_live_of(std::size_t descriptors, std::size_t n_hosts);

 private:
  struct Door {
    int listener = -1;
    std::filesystem::path path = {};  // empty: of a network
  };

  void take_one(std::uint16_t event, std::uint32_t value, const std::string& address);
  void add(int descriptor);
  void remove(int descriptor);
  void shut();
  void open();

  const std::size_t most_live_;
  zmq::socket_t events_;
  std::vector<Door> doors_;
  bool is_shut_ = false;
  std::map<int, std::string> peer_of_;  // by descriptor
  std::map<std::string, int, std::less<>> live_;
  mutable std::mutex mutex_;  // guards what follows
  ConnectionCounts counts_;
};

}  // namespace darkline::internal
