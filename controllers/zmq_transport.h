// The bus over ZeroMQ: one ROUTER for all hosts, each host a process that this program starts.
//
// The socket is a local one in a fresh folder that only the own user can enter; both are gone when
// the transport is, and so is every process, even if this program is killed. Only processes that
// were started here are let in (zap_gate.h). A thread of its own starts them, answers the gate and
// keeps quiet hosts informed, so that a twin that computes for long is not taken for dead.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "controllers/bus_transport.h"

namespace darkline {

struct ZmqOptions {
  std::filesystem::path host_program = {};  // empty: darkline-controller beside this program
  std::chrono::milliseconds heartbeat{1'000};
  std::chrono::milliseconds term_grace{2'000};  // from SIGTERM to SIGKILL
  std::uint64_t run_epoch = 1;
  std::string endpoint = {};  // where hosts come that the user starts (bus_sockets.h); empty: none
  std::string keys = {};      // folder of the keys for a network endpoint; empty: the usual one
};

namespace internal {
class BusSockets;
}

class ZmqTransport final : public BusTransport {
 public:
  // @throws IoError if a socket cannot be made; UsageError, InputError for what is wrong with the
  // endpoint or the keys.
  explicit ZmqTransport(ZmqOptions options = {});
  ~ZmqTransport() override;

  WallTime now() override;
  void start(HostName name, const HostSpec& spec) override;
  Sent send(HostName to, std::span<const std::byte> message) override;
  bool receive(HeardMessage& message, WallTime until) override;
  void answer(std::span<const std::byte> message) override;
  std::map<std::string, std::uint64_t> turned_away() const override;
  std::string how_ended(HostName name) override;
  void end(HostName name) override;
  void end_all(std::chrono::milliseconds grace) override;
  void set_heartbeat(HostName to, std::span<const std::byte> message) override;
  std::string text_of(HostName name) const override;

  pid_t pid_of(HostName name) const;  // -1: none
  std::string endpoint() const;       // of the hosts that are started here
  std::string user_endpoint() const;  // of the user's hosts, as bound; empty: none
  std::string refused() const;        // who came and was not let in, for people
  internal::BusSockets& sockets();    // for tests
  std::filesystem::path socket_folder() const;

 private:
  class Bus;
  std::unique_ptr<Bus> bus_;
};

}  // namespace darkline
