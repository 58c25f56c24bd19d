// A Modbus/TCP server on the own machine that serves the image of one cell. Modbus has no
// authentication: whoever can connect commands the cell, so other addresses than 127.x.x.x are
// refused.
//
// One thread serves all clients. A request is looked at when it has come whole, so that a slow or
// silent client holds up nobody. A client is dropped when it sends what is no Modbus/TCP, does not
// finish a request within a second, does not read its answers, or is silent for a minute.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "controllers/gateways/modbus_exchange.h"

namespace darkline {

class ModbusServer {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 1502;  // 0: any that is free
    std::size_t most_clients = 8;
    std::chrono::milliseconds request_limit{1'000};
    std::chrono::milliseconds idle_limit{60'000};
  };
  // Listens from here on. `exchange` must outlive it.
  // @throws UsageError for an address beyond the own machine, IoError if it cannot listen.
  ModbusServer(ModbusExchange& exchange, const Options& options);
  ~ModbusServer();
  ModbusServer(const ModbusServer&) = delete;
  ModbusServer& operator=(const ModbusServer&) = delete;

  std::uint16_t port() const;

  struct Counts {
    std::uint64_t clients = 0;  // let in
    std::uint64_t turned_away = 0;
    std::uint64_t requests = 0;  // answered, exceptions included
    std::uint64_t dropped = 0;   // clients, for what they sent or did not send
  };
  Counts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
