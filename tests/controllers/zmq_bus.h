// A bus with real processes, and what tests want to know of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "controllers/controller_bus.h"
#include "controllers/zmq_transport.h"

namespace darkline {

struct ZmqBus : ControllerBus {
  explicit ZmqBus(BusOptions options = {}, ZmqOptions carrier_options = {})
      : ControllerBus(std::make_unique<ZmqTransport>(std::move(carrier_options)),
                      std::move(options)) {}

  ZmqTransport& zmq() { return static_cast<ZmqTransport&>(carrier()); }
  pid_t host_pid(std::uint32_t host = 0) {
    return zmq().pid_of({host, report().hosts.at(host).incarnation});
  }
  std::filesystem::path socket_folder() { return zmq().socket_folder(); }
  std::string refused() const { return report().hosts.at(0).heard.text(); }
};

}  // namespace darkline
