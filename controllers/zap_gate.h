// Who may connect: ZeroMQ asks here (ZAP, RFC 27) before it lets a peer in. The gate admits one
// process of the own user, known by the credentials that the kernel gives for a local socket, and
// names it as the host it is; that name comes with every message it sends.
#pragma once

#include <sys/types.h>

#include <string>

#include <zmq.hpp>

namespace darkline::internal {

inline constexpr const char* kZapDomain = "darkline";

class ZapGate {
 public:
  // Must stand before any socket of the context binds.
  explicit ZapGate(zmq::context_t& context);

  // From now on `pid` may come in, as `user_id`.
  void admit(pid_t pid, std::string user_id);

  // Answers one question that has arrived, if there is one.
  void answer();

  zmq::socket_t& socket() { return socket_; }

 private:
  bool is_admitted(const std::string& address) const;

  zmq::socket_t socket_;
  pid_t pid_ = -1;
  std::string user_id_;
};

}  // namespace darkline::internal
