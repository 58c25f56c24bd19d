// Faults put upon another transport, at random moments that a seed draws: host processes are killed
// and stopped, and what they say reaches the twin doubled, out of order, spoiled, late or not at
// all, among garbage that nobody sent.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "controllers/bus_faults.h"
#include "controllers/bus_transport.h"

namespace darkline {

struct ChaosOptions {
  std::uint64_t seed = 1;
  // Per message of a host. Of hosts: dies (SIGKILL), hangs (SIGSTOP, and SIGCONT later). Of
  // messages: lost, doubled, delayed, late, cut, spoiled_header, spoiled_body, forged, stale,
  // noise, too_long.
  FaultRates rates = {};
  std::function<pid_t(HostName)> pid_of = {};   // -1: not running
  std::chrono::milliseconds longest_stop{800};  // of a hang
  std::chrono::milliseconds longest_delay{20};  // of a message that is delayed
  std::chrono::milliseconds lateness{600};      // of one that is late
};

class ChaosTransport final : public BusTransport {
 public:
  ChaosTransport(std::unique_ptr<BusTransport> inner, ChaosOptions options);
  ~ChaosTransport() override;

  WallTime now() override { return inner_->now(); }
  void start(HostName name, const HostSpec& spec) override;
  Sent send(HostName to, std::span<const std::byte> message) override;
  bool receive(HeardMessage& message, WallTime until) override;
  std::string how_ended(HostName name) override { return inner_->how_ended(name); }
  void end(HostName name) override;
  void end_all(std::chrono::milliseconds grace) override;
  void set_heartbeat(HostName to, std::span<const std::byte> message) override;
  std::string text_of(HostName name) const override { return inner_->text_of(name); }
  std::map<std::string, std::uint64_t> turned_away() const override {
    return inner_->turned_away();
  }

  const FaultCounts& faults() const { return faults_; }
  std::uint64_t resumed() const { return resumed_; }  // hosts that were told to go on

 private:
  struct Held {
    WallTime at = {};
    HostName from = {};
    bool authorised = false;
    std::vector<std::byte> bytes = {};
  };
  struct Stopped {
    WallTime until = {};
    HostName host = {};
  };
  bool strikes(BusFault fault);
  WallTime some(std::chrono::milliseconds most);
  void strike_host(HostName name);
  void resume(WallTime now);
  bool give_held(WallTime now, HeardMessage& message);
  bool tamper(HeardMessage& message, WallTime now);
  void forge(const HeardMessage& message, WallTime now);
  void remember(std::span<const std::byte> message);
  WallTime next_event() const;

  std::unique_ptr<BusTransport> inner_;
  ChaosOptions options_;
  FaultDraws draws_;
  FaultCounts faults_;
  std::uint64_t resumed_ = 0;
  std::set<HostName> running_;
  std::vector<Stopped> stopped_;
  std::vector<Held> held_;
  std::vector<std::byte> given_;
  std::vector<std::vector<std::byte>> history_;
  std::size_t oldest_ = 0;  // of history_
};

}  // namespace darkline
