// Telemetry out by MQTT with Sparkplug B (docs/telemetry.md): the twin is an edge node, its
// stations are devices. It sends and takes nothing in.
//
// A thread of its own speaks with the broker; the twin never waits for it. When the broker is away
// it is tried again, from 1 s to 30 s apart, and everything is announced anew (NBIRTH, DBIRTH)
// under the next bdSeq. Between births only what has changed is sent.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "controllers/bus_status.h"

namespace darkline {

class Telemetry {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 1883;
    std::string group = "darkline";
    std::string node = "plant";
    std::string user = {};  // empty: anonymous
    std::string password = {};
    std::chrono::milliseconds interval{1'000};  // sent no more often
  };

  // "HOST:PORT" or "HOST". `password_file` holds "USER:PASSWORD" on its first line and must be
  // readable by its owner alone; empty: anonymous, which only a broker on this machine is sent.
  // @throws UsageError, InputError, IoError
  static Options options_of(const std::string& where, const std::filesystem::path& password_file);

  // @throws IoError if there is no memory for it; a broker that is away is no error.
  explicit Telemetry(Options options);
  ~Telemetry();  // says NDEATH
  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;

  // As BusBeacon's: a look at the clock, and a copy if it is due.
  bool due() const { return std::chrono::steady_clock::now() >= next_; }
  void publish(const BusStatus& status);
  template <class Make>
  void offer(Make&& make) {
    if (due()) publish(std::forward<Make>(make)());
  }

  // Whether the broker has let it in, and the last reason why not; from any thread.
  bool is_connected() const;
  std::string problem() const;

 private:
  class Client;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point next_ = {};
  std::unique_ptr<Client> client_;
};

}  // namespace darkline
