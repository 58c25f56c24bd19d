// What a live plant tells about itself while it runs: the beacon that `darkline bus monitor` finds,
// and telemetry by MQTT where the user wants it. Of wall time, and no result.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "controllers/bus_beacon.h"
#include "controllers/bus_status.h"
#include "controllers/gateways/telemetry.h"

namespace darkline {

class LiveStatus {
 public:
  // `run`: its name, for people. Without a place for the beacon the plant is live unseen.
  // @throws IoError if telemetry cannot be set up.
  LiveStatus(std::string run, double pace, std::size_t n_groups,
             const std::optional<Telemetry::Options>& telemetry);

  // What one group of cells knows; its hosts are numbered on from those of the groups before.
  struct Part {
    BusReport bus = {};
    std::int64_t t_ns = 0;
    std::vector<StationStatus> stations = {};
  };

  // Whether it is time to say something: a look at the clock. From any thread, as tell.
  bool due() const { return std::chrono::steady_clock::now() >= next_.load(); }
  void tell(std::size_t group, Part part);

 private:
  BusStatus whole() const;

  double pace_;
  std::unique_ptr<BusBeacon> beacon_;
  std::unique_ptr<Telemetry> telemetry_;
  std::atomic<std::chrono::steady_clock::time_point> next_ = {};
  std::mutex mutex_;
  std::vector<Part> parts_;  // (groups), guarded
};

}  // namespace darkline
