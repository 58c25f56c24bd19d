// Who may connect: ZeroMQ asks here (ZAP, RFC 27) before it lets a peer in. The gate admits
// processes of the own user, known by the credentials that the kernel gives for a local socket, and
// names each as the host it is ("3.1"); that name comes with every message it sends.
#pragma once

#include <sys/types.h>

#include <map>
#include <mutex>
#include <string>

#include <zmq.hpp>

#include "controllers/bus_transport.h"

namespace darkline::internal {

inline constexpr const char* kZapDomain = "darkline";

class ZapGate {
 public:
  // Must stand before any socket of the context binds.
  explicit ZapGate(zmq::context_t& context);

  // From now on `pid` may come in as `name`, until it is forgotten. From any thread.
  void admit(HostName name, pid_t pid);
  void forget(HostName name);

  // Answers one question that has arrived, if there is one.
  void answer();

  zmq::socket_t& socket() { return socket_; }

 private:
  std::string user_of(const std::string& address);

  zmq::socket_t socket_;
  std::mutex mutex_;
  std::map<HostName, pid_t> admitted_;  // guarded
};

}  // namespace darkline::internal
