// The sockets at which a twin hears its controllers, with all that guards them: a local socket in
// a folder of its own for the hosts that it starts, and one endpoint more, if the user names one,
// for hosts that the user starts: a local socket at a fixed path (locked, endpoint.h) or a network
// address, which wants CURVE and at least one allowed key (curve_keys.h).
//
// Everyone who comes in passes the gate (zap_gate.h); who may say what is asked about each message.
// Keys that are allowed or revoked while the twin runs count within a second.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "controllers/bus_transport.h"
#include "controllers/connection_watch.h"
#include "controllers/endpoint.h"
#include "controllers/socket_folder.h"
#include "controllers/zap_gate.h"

namespace darkline::internal {

class BusSockets {
 public:
  // `endpoint`: for the user's hosts; empty: none. `keys`: keys_folder of --keys, for the network.
  // @throws UsageError, InputError, IoError; zmq::error_t if an address cannot be bound.
  BusSockets(const std::string& endpoint, const std::string& keys);
  ~BusSockets();
  BusSockets(const BusSockets&) = delete;
  BusSockets& operator=(const BusSockets&) = delete;

  // --- the part of one caller at a time
  // The next message into `out`, of one frame, whose bytes last until the next call; waits for
  // one up to `patience`. A message of more frames comes as an empty one.
  bool receive(HeardMessage& out, std::chrono::milliseconds patience);
  Sent send(HostName to, std::span<const std::byte> message);
  // To whoever sent the message that came last.
  void answer(std::span<const std::byte> message);

  // --- the part of one thread, which must look here whenever one of the items is ready, and at
  // least each second
  static constexpr std::size_t kItems = 3;
  std::array<zmq::pollitem_t, kItems> items();
  void serve();

  // --- for any thread
  ZapGate& gate() { return gate_; }
  ConnectionCounts connections() const;                      // of all sockets
  std::string own_endpoint() const;                          // for hosts that the twin starts
  const std::string& endpoint() const { return endpoint_; }  // for the user's; empty: none
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  void open_local(const Endpoint& endpoint);
  void open_network(const Endpoint& endpoint, const std::string& keys);
  zmq::socket_t* socket_with_news(std::chrono::milliseconds patience);
  void read_keys();
  void look_at_keys();

  SocketFolder folder_;
  std::unique_ptr<EndpointLock> lock_;
  zmq::context_t context_;
  ZapGate gate_;
  zmq::socket_t router_;
  ConnectionWatch watch_;
  std::string endpoint_;

  std::filesystem::path keys_;  // empty: no network
  std::optional<zmq::socket_t> network_;
  std::unique_ptr<ConnectionWatch> network_watch_;
  std::vector<std::filesystem::file_time_type> keys_seen_;  // changes of the folders
  std::chrono::steady_clock::time_point keys_looked_at_ = {};

  bool network_first_ = false;      // by turns, so that neither socket starves the other
  zmq::socket_t* heard_ = nullptr;  // where the last message came in
  zmq::message_t sender_, frame_;
};

}  // namespace darkline::internal
