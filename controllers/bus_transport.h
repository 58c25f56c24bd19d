// What carries messages between the twin and its controller hosts, starts and ends them, and tells
// the time: the part of the bus that a test can replace.
//
// zmq_transport.h: processes and ZeroMQ, wall time. simulated_transport.h: hosts on the same
// thread, faults and time drawn from a seed. chaos_transport.h: faults put upon another transport.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace darkline {

// Since a fixed moment of the transport's own.
using WallTime = std::chrono::nanoseconds;

// One start of one host. A host that nobody started (HostKind::external) is addressed as
// incarnation 0 for as long as it runs.
struct HostName {
  std::uint32_t host = 0;
  std::uint32_t incarnation = 1;
  auto operator<=>(const HostName&) const = default;
};

enum class HostKind : std::uint8_t {
  own,       // darkline-controller beside this program
  program,   // a user's program, started in its place with the same arguments
  external,  // started by the user, at any time
};

struct HostSpec {
  HostKind kind = HostKind::own;
  std::vector<std::string> command = {};  // of HostKind::program: the program and what precedes the
                                          // arguments that darkline-controller gets too
  std::vector<std::uint32_t> cells = {};  // that it carries
};

enum class Sent : std::uint8_t {
  yes,
  full,        // it does not read: try again later
  unroutable,  // nobody is connected under that name
};

struct HeardMessage {
  HostName from;
  bool authorised = false;                // whether the peer is who it claims to be
  std::span<const std::byte> bytes = {};  // until the next receive
};

class BusTransport {
 public:
  virtual ~BusTransport() = default;

  virtual WallTime now() = 0;

  // Starts a host, or begins to wait for one of the user's. @throws IoError if it cannot be run.
  virtual void start(HostName name, const HostSpec& spec) = 0;

  // Never waits.
  virtual Sent send(HostName to, std::span<const std::byte> message) = 0;

  // Says something to whoever sent the message that was received last, though he may be nobody's
  // host. Never waits; what cannot be said is not.
  virtual void answer(std::span<const std::byte> message) { static_cast<void>(message); }

  // How many were not let in, by reason.
  virtual std::map<std::string, std::uint64_t> turned_away() const { return {}; }

  // The next message of anybody; waits for one until `until`, or until a host has ended. Returns
  // false if there is none.
  virtual bool receive(HeardMessage& message, WallTime until) = 0;

  // Why the host is no more, for people ("ended by signal 9 (Killed)"); empty while it runs. What
  // it sent before may still be received.
  virtual std::string how_ended(HostName name) = 0;

  // Ends a host at once and forgets it; one that has ended is only forgotten. From here on nothing
  // of it is authorised.
  virtual void end(HostName name) = 0;

  // Waits up to `grace` for hosts that were told BYE, then ends all. Nothing is left of them.
  virtual void end_all(std::chrono::milliseconds grace) = 0;

  // What the host is to hear when nothing was sent to it for a while; empty: nothing.
  virtual void set_heartbeat(HostName to, std::span<const std::byte> message) = 0;

  // For people: "process 4711", "python3 (process 4712)".
  virtual std::string text_of(HostName name) const = 0;
};

}  // namespace darkline
