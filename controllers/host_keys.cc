#include "controllers/host_keys.h"

#include <fmt/format.h>

#include "controllers/curve_keys.h"
#include "controllers/endpoint.h"
#include "models/base/error.h"

namespace darkline::internal {

void apply_curve(zmq::socket_t& socket, const HostKeys& keys) {
  const CurveKey secret = read_secret_key(keys.key);
  socket.set(zmq::sockopt::curve_serverkey, z85_of(read_public_key(keys.server_key).key));
  socket.set(zmq::sockopt::curve_publickey, z85_of(public_of_secret(secret)));
  socket.set(zmq::sockopt::curve_secretkey, z85_of(secret));
}

void secure_host_socket(zmq::socket_t& socket, const std::string& endpoint, const HostKeys& keys) {
  if (parse_endpoint(endpoint).kind == EndpointKind::local) return;
  if (keys.key.empty() || keys.server_key.empty()) {
    throw UsageError(fmt::format(
        "--endpoint: found \"{}\" without keys, wanted --key NAME.key and --server-key server.pub: "
        "a network address takes nobody without them\n  to mend it: darkline keys new NAME on the "
        "twin's machine makes them (docs/security.md)",
        endpoint));
  }
  constexpr int kBeatMs = 1'000;
  constexpr int kGoneMs = 10'000;
  socket.set(zmq::sockopt::heartbeat_ivl, kBeatMs);  // notices a machine that was switched off
  socket.set(zmq::sockopt::heartbeat_timeout, kGoneMs);
  apply_curve(socket, keys);
}

}  // namespace darkline::internal
