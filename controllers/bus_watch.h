// Who listens to beacons: finds the live twins of the own user and keeps the latest that each said.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controllers/bus_status.h"

namespace darkline {

// A status older than that is stale: the twin stands, or is stopped by a debugger.
inline constexpr double kStaleAfter_s = 2.0;

struct SeenTwin {
  BusStatus status;
  double age_s = 0.0;  // of the status
  bool is_stale() const { return age_s > kStaleAfter_s; }
};

class BusWatch {
 public:
  // @throws IoError if the folder of the beacons is not the own user's.
  BusWatch();
  ~BusWatch();
  BusWatch(const BusWatch&) = delete;
  BusWatch& operator=(const BusWatch&) = delete;

  // Listens for that long and returns all twins that live, in the order of their processes. Twins
  // that have not been heard yet are not among them; what cannot be read is passed over.
  std::vector<SeenTwin> look(std::chrono::milliseconds patience);

  // How many beacons there are, heard or not.
  std::size_t beacons() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

namespace internal {
inline constexpr std::string_view kBeaconPrefix = "beacon-";
// A message of a beacon: the age of the status in milliseconds, a blank, the status as JSON.
std::string beacon_message(double age_s, std::string_view status);
bool read_beacon_message(std::string_view message, SeenTwin& twin);
}  // namespace internal

}  // namespace darkline
