// The few calls that both ends make of ZeroMQ, with its traps closed: a signal never ends a wait
// early, nothing ever blocks in a send, and sockets forget what they could not deliver.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "controllers/bus_transport.h"

namespace darkline::internal {

// "3.1", and back; false if it is no such text.
std::string routing_id_of(HostName name);
bool read_routing_id(std::string_view text, HostName& name);

// The options that both ends share, before bind or connect.
void set_common_options(zmq::socket_t& socket);

// Waits up to `timeout_ms` (-1: for ever) and starts again when a signal comes in between.
// Whether any item is ready.
bool poll_through_signals(std::span<zmq::pollitem_t> items, long timeout_ms);

// Receives one frame, or says false: receive_now if none is there, receive_soon if none came within
// the receive limit set on the socket. The latter takes fewer system calls than poll and receive.
bool receive_now(zmq::socket_t& socket, zmq::message_t& frame);
bool receive_soon(zmq::socket_t& socket, zmq::message_t& frame);

// Sends a frame if there is room for it now.
Sent send_now(zmq::socket_t& socket, std::span<const std::byte> bytes, bool more);

inline std::span<const std::byte> bytes_of(const zmq::message_t& frame) {
  return {frame.data<std::byte>(), frame.size()};
}

}  // namespace darkline::internal
