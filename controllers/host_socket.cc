#include "controllers/host_socket.h"

#include <array>

#include <zmq.hpp>

#include "controllers/endpoint.h"
#include "controllers/host_loop.h"
#include "controllers/local_socket.h"
#include "controllers/zmq_io.h"

namespace darkline::internal {
namespace {

class Dealer final : public HostSocket {
 public:
  explicit Dealer(const HostOptions& options) : socket_(context_, zmq::socket_type::dealer) {
    set_common_options(socket_);
    socket_.set(zmq::sockopt::routing_id, routing_id_of({options.host, options.incarnation}));
    secure_host_socket(socket_, options.endpoint, options.keys);
    socket_.connect(options.endpoint);
  }

  bool send(std::span<const std::byte> message, std::chrono::milliseconds patience) override {
    if (send_now(socket_, message, false) == Sent::yes) return true;
    std::array<zmq::pollitem_t, 1> items = {{{socket_.handle(), 0, ZMQ_POLLOUT, 0}}};
    return poll_through_signals(items, patience.count()) &&
           send_now(socket_, message, false) == Sent::yes;
  }

  bool receive(std::chrono::milliseconds patience) override {
    socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
    if (!receive_soon(socket_, frame_)) return false;
    zmq::message_t surplus;
    for (bool more = frame_.more(); more; more = surplus.more()) {
      if (!receive_now(socket_, surplus)) break;
      frame_.rebuild();  // LOTP has one frame: what has more is too short for anything
    }
    return true;
  }

  std::span<const std::byte> message() const override { return bytes_of(frame_); }

 private:
  zmq::context_t context_;
  zmq::socket_t socket_;
  zmq::message_t frame_;
};

}  // namespace

std::unique_ptr<HostSocket> open_host_socket(const HostOptions& options) {
  const Endpoint endpoint = parse_endpoint(options.endpoint);
  if (endpoint.kind == EndpointKind::network) return std::make_unique<Dealer>(options);
  return std::make_unique<LocalSocket>(endpoint.path,
                                       routing_id_of({options.host, options.incarnation}));
}

}  // namespace darkline::internal
