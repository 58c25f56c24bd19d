// A transport on which everything goes wrong at random: hosts that run their sessions on this
// thread, and between them and the twin a channel that loses, doubles, delays, cuts, spoils and
// forges messages. Time is virtual and all follows from the seed, so what was found once is found
// again.
//
// What the channel spoils is what LOTP is to notice: any field of the header, and of the body a
// value that is not finite, a cell's number, and a map. A changed digit of a joint's angle is
// noticed by nobody, as LOTP has no checksum of its own: local sockets do not change bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controllers/bus_faults.h"
#include "controllers/bus_transport.h"
#include "controllers/host_session.h"
#include "controllers/lotp.h"

namespace darkline {

struct SimulatedOptions {
  std::uint64_t seed = 1;
  std::uint64_t run_epoch = 1;  // that hosts are started with
  FaultRates rates = {};
  WallTime longest_delay = std::chrono::milliseconds(80);  // of BusFault::delayed
  WallTime lateness = std::chrono::milliseconds(600);  // of BusFault::late: beyond all deadlines
};

class SimulatedTransport final : public BusTransport {
 public:
  explicit SimulatedTransport(SimulatedOptions options);
  ~SimulatedTransport() override;

  // Every look at the clock takes a microsecond, so that whoever waits by looking gets on.
  WallTime now() override;
  void start(HostName name, const HostSpec& spec) override;
  Sent send(HostName to, std::span<const std::byte> message) override;
  bool receive(HeardMessage& message, WallTime until) override;
  std::string how_ended(HostName name) override;
  void end(HostName name) override;
  void end_all(std::chrono::milliseconds grace) override;
  void set_heartbeat(HostName to, std::span<const std::byte> message) override;
  std::string text_of(HostName name) const override;

  const FaultCounts& faults() const { return faults_; }
  // How often each error code was said, by the hosts and by the twin.
  const std::array<std::uint64_t, 32>& errs_of_hosts() const { return errs_of_hosts_; }
  const std::array<std::uint64_t, 32>& errs_of_twin() const { return errs_of_twin_; }
  std::size_t hosts() const { return hosts_.size(); }  // that have not been ended

  // From here on nothing goes wrong.
  void calm() { options_.rates = {}; }

 private:
  struct Host;
  enum class What : std::uint8_t { to_host, to_twin, wakes, beats, ends };
  struct Event {
    WallTime at = {};
    std::uint64_t order = 0;  // of those at one time, the earlier planned first
    What what = What::to_host;
    HostName host = {};
    bool authorised = true;
    std::vector<std::byte> bytes = {};
  };
  static bool is_later(const Event& a, const Event& b);

  WallTime some(WallTime most);
  bool strikes(BusFault fault);

  void plan(Event event);
  Event take_next();
  Host* find(HostName name);
  const Host* find(HostName name) const;
  void act(Event& event);
  void wake(Host& host);
  void beat(Host& host);
  void finish(Host& host, std::string how);
  void leave(Host& host, std::string how);

  void deliver(Host& host, std::span<const std::byte> message);
  bool host_faults(Host& host);
  void say(Host& host, const HostSession::Answer& answer);
  void haunt(Host& host);

  void carry(Host& host, bool to_host, std::span<const std::byte> message);
  void clog();
  void forge(HostName host, bool to_host);
  void remember(std::span<const std::byte> message);
  void count_err(std::span<const std::byte> message, std::array<std::uint64_t, 32>& errs) const;

  SimulatedOptions options_;
  FaultDraws draws_;
  std::uint64_t n_events_ = 0;
  WallTime now_ = {};
  std::map<HostName, std::unique_ptr<Host>> hosts_;
  std::vector<Event> events_;  // a heap, the next at the front
  std::vector<std::vector<std::byte>> spare_;
  std::vector<std::vector<std::byte>> history_;
  std::size_t oldest_ = 0;  // of history_
  std::vector<std::byte> heard_;
  bool somebody_ended_ = false;
  FaultCounts faults_;
  std::array<std::uint64_t, 32> errs_of_hosts_ = {};
  std::array<std::uint64_t, 32> errs_of_twin_ = {};
};

}  // namespace darkline
