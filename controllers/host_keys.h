// A controller host's side of a network connection: its own secret key and the twin's public one.
#pragma once

#include <filesystem>
#include <string>

#include <zmq.hpp>

namespace darkline {

struct HostKeys {
  std::filesystem::path key = {};         // NAME.key, secret
  std::filesystem::path server_key = {};  // server.pub of the twin
};

namespace internal {

// Encrypts what goes over the socket, lets the twin know who it is, and refuses any other twin.
// @throws InputError, IoError (curve_keys.h).
void apply_curve(zmq::socket_t& socket, const HostKeys& keys);

// What a host's socket needs for that endpoint, before connect: nothing for a local one, both keys
// for a network.
// @throws UsageError if a key is missing or the endpoint is none; as apply_curve.
void secure_host_socket(zmq::socket_t& socket, const std::string& endpoint, const HostKeys& keys);

}  // namespace internal
}  // namespace darkline
