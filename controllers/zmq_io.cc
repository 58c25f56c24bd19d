#include "controllers/zmq_io.h"

#include <cerrno>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "controllers/lotp.h"

namespace darkline::internal {

std::string routing_id_of(HostName name) {
  return fmt::format("{}.{}", name.host, name.incarnation);
}

bool read_routing_id(std::string_view text, HostName& name) {
  HostName read;
  const char* const end = text.data() + text.size();
  const auto host = std::from_chars(text.data(), end, read.host);
  if (host.ec != std::errc() || host.ptr == end || *host.ptr != '.') return false;
  const auto incarnation = std::from_chars(host.ptr + 1, end, read.incarnation);
  if (incarnation.ec != std::errc() || incarnation.ptr != end) return false;
  name = read;
  return true;
}

void set_common_options(zmq::socket_t& socket) {
  constexpr int kHighWater = 8;  // lockstep has at most two messages under way
  constexpr int kHandshakeMs = 2'000;
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::sndhwm, kHighWater);
  socket.set(zmq::sockopt::rcvhwm, kHighWater);
  socket.set(zmq::sockopt::immediate, true);
  socket.set(zmq::sockopt::maxmsgsize, std::int64_t{kLotpMaxMessageBytes});
  socket.set(zmq::sockopt::handshake_ivl, kHandshakeMs);
}

bool poll_through_signals(std::span<zmq::pollitem_t> items, long timeout_ms) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds(timeout_ms < 0 ? 0 : timeout_ms);
  for (;;) {
    try {
      return zmq::poll(items.data(), items.size(), std::chrono::milliseconds(timeout_ms)) > 0;
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
    if (timeout_ms < 0) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    timeout_ms = left.count();
  }
}

namespace {

bool receive(zmq::socket_t& socket, zmq::message_t& frame, zmq::recv_flags flags) {
  for (;;) {
    try {
      return socket.recv(frame, flags).has_value();
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
  }
}

}  // namespace

bool receive_now(zmq::socket_t& socket, zmq::message_t& frame) {
  return receive(socket, frame, zmq::recv_flags::dontwait);
}

bool receive_soon(zmq::socket_t& socket, zmq::message_t& frame) {
  return receive(socket, frame, zmq::recv_flags::none);
}

namespace {

Sent try_to_send(zmq::socket_t& socket, std::span<const std::byte> bytes, bool more) {
  const auto flags =
      more ? zmq::send_flags::dontwait | zmq::send_flags::sndmore : zmq::send_flags::dontwait;
  for (;;) {
    try {
      return socket.send(zmq::const_buffer(bytes.data(), bytes.size()), flags) ? Sent::yes
                                                                               : Sent::full;
    } catch (const zmq::error_t& error) {
      if (error.num() == EHOSTUNREACH) return Sent::unroutable;
      if (error.num() != EINTR) throw;
    }
  }
}

}  // namespace

Sent send_now(zmq::socket_t& socket, std::span<const std::byte> bytes, bool more) {
  const Sent sent = try_to_send(socket, bytes, more);
  if (sent != Sent::full) return sent;
  // a send looks only now and then for the news that the peer has read; asking for events does so
  [[maybe_unused]] const int events = socket.get(zmq::sockopt::events);
  return try_to_send(socket, bytes, more);
}

}  // namespace darkline::internal
