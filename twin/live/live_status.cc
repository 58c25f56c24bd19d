#include "twin/live/live_status.h"

#include <algorithm>
#include <utility>

#include "models/base/error.h"

namespace darkline {

LiveStatus::LiveStatus(std::string run, double pace, std::size_t n_groups,
                       const std::optional<Telemetry::Options>& telemetry)
    : pace_(pace), parts_(n_groups) {
  try {
    beacon_ = std::make_unique<BusBeacon>(std::move(run));
  } catch (const IoError&) {
    // a run is worth more than being seen
  }
  if (telemetry) telemetry_ = std::make_unique<Telemetry>(*telemetry);
}

void LiveStatus::tell(std::size_t group, Part part) {
  const std::lock_guard lock(mutex_);
  parts_[group] = std::move(part);
  next_ = std::chrono::steady_clock::now() + BusBeacon::kInterval / static_cast<int>(parts_.size());
  const bool beacon = beacon_ != nullptr && beacon_->due();
  const bool telemetry = telemetry_ != nullptr && telemetry_->due();
  if (!beacon && !telemetry) return;
  const BusStatus status = whole();
  if (beacon) beacon_->publish(status);
  if (telemetry) telemetry_->publish(status);
}

BusStatus LiveStatus::whole() const {
  BusReport bus;
  std::int64_t t_ns = 0;
  std::vector<StationStatus> stations;
  for (const Part& part : parts_) {
    const auto before = static_cast<std::uint32_t>(bus.hosts.size());
    for (const HostReport& host : part.bus.hosts) {
      bus.hosts.push_back(host);
      bus.hosts.back().host += before;
    }
    bus.exchanges += part.bus.exchanges;
    bus.strangers += part.bus.strangers;
    bus.run_epoch = std::max(bus.run_epoch, part.bus.run_epoch);
    for (const auto& [reason, times] : part.bus.gate) bus.gate[reason] += times;
    bus.is_degraded = bus.is_degraded || part.bus.is_degraded;
    bus.round_trips.insert(bus.round_trips.end(), part.bus.round_trips.begin(),
                           part.bus.round_trips.end());
    stations.insert(stations.end(), part.stations.begin(), part.stations.end());
    t_ns = std::max(t_ns, part.t_ns);
  }
  BusStatus status = status_of(bus);
  status.t_ns = t_ns;
  status.pace = pace_;
  status.stations = std::move(stations);
  return status;
}

}  // namespace darkline
