// The light by which a running twin is found: it publishes its status on a local socket that only
// the own user can reach, for any number of listeners (bus_watch.h), and never waits for one.
//
// The socket lies in beacon_folder(): $XDG_RUNTIME_DIR/darkline, else darkline-<uid> in the
// temporary folder; it is the own user's with mode 0700, or nothing is published in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "controllers/bus_status.h"

namespace darkline {

// @throws IoError if there is none, or it is not the own user's alone.
std::filesystem::path beacon_folder();

class BusBeacon {
 public:
  static constexpr std::chrono::milliseconds kInterval{250};  // published no more often

  // `name`: what is run, for people. @throws IoError if the socket cannot be made.
  explicit BusBeacon(std::string name);
  ~BusBeacon();  // takes the socket away
  BusBeacon(const BusBeacon&) = delete;
  BusBeacon& operator=(const BusBeacon&) = delete;

  // Whether publish would do anything now: a look at the clock.
  bool due() const { return std::chrono::steady_clock::now() >= next_; }

  // Publishes the status under the name of the beacon and the own process, if it is due; else it
  // is forgotten. A copy; all else is done by a thread of its own. From one thread.
  void publish(const BusStatus& status);

  // The same, with a status that is made only if it is due.
  template <class Make>
  void offer(Make&& make) {
    if (due()) publish(std::forward<Make>(make)());
  }

  std::filesystem::path socket() const;

 private:
  class Sender;
  std::chrono::steady_clock::time_point next_ = {};
  std::unique_ptr<Sender> sender_;
};

}  // namespace darkline
