// A host's way to its twin: whole messages in, whole messages out, one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace darkline {
struct HostOptions;
}

namespace darkline::internal {

class HostSocket {
 public:
  virtual ~HostSocket() = default;

  // Whether the message was taken, for which `patience` is waited at most: the connection may have
  // to come about first, or the twin to read what it was sent before.
  virtual bool send(std::span<const std::byte> message, std::chrono::milliseconds patience) = 0;

  // Whether a message came within `patience`, which a signal cuts short.
  // @throws IoError if none can come any more.
  virtual bool receive(std::chrono::milliseconds patience) = 0;

  // The one that came last, until the next receive; empty if it was none of LOTP.
  virtual std::span<const std::byte> message() const = 0;
};

// A local_socket.h for a local endpoint, ZeroMQ's own for a network.
// @throws UsageError, InputError as run_host
std::unique_ptr<HostSocket> open_host_socket(const HostOptions& options);

}  // namespace darkline::internal
