#include "controllers/zap_gate.h"

#include <unistd.h>

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "controllers/zmq_io.h"

namespace darkline::internal {

ZapGate::ZapGate(zmq::context_t& context) : socket_(context, zmq::socket_type::rep) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind("inproc://zeromq.zap.01");
}

void ZapGate::admit(HostName name, pid_t pid) {
  const std::lock_guard lock(mutex_);
  admitted_[name] = pid;
}

void ZapGate::forget(HostName name) {
  const std::lock_guard lock(mutex_);
  admitted_.erase(name);
}

// The name of the peer; empty: it may not come in. For ipc the address is "localhost:uid:gid:pid",
// from SO_PEERCRED.
std::string ZapGate::user_of(const std::string& address) {
  if (!address.starts_with(fmt::format("localhost:{}:", ::geteuid()))) return {};
  const std::lock_guard lock(mutex_);
  for (const auto& [name, pid] : admitted_) {
    if (address.ends_with(fmt::format(":{}", pid))) return routing_id_of(name);
  }
  return {};
}

void ZapGate::answer() {
  // version, request id, domain, address, identity, mechanism, credentials
  std::vector<std::string> question;
  zmq::message_t frame;
  if (!receive_now(socket_, frame)) return;
  question.push_back(frame.to_string());
  while (frame.more() && receive_now(socket_, frame)) question.push_back(frame.to_string());
  const bool proper = question.size() >= 6 && question[0] == "1.0" && question[2] == kZapDomain &&
                      question[5] == "NULL";
  const std::string user_id = proper ? user_of(question[3]) : std::string();
  const bool admitted = !user_id.empty();
  const std::array<std::string, 6> reply = {
      "1.0",
      question.size() > 1 ? question[1] : "",
      admitted ? "200" : "400",
      admitted ? "" : "not a controller of this twin",
      user_id,
      "",
  };
  for (std::size_t i = 0; i < reply.size(); ++i) {
    const auto bytes = std::as_bytes(std::span(reply[i].data(), reply[i].size()));
    send_now(socket_, bytes, i + 1 < reply.size());
  }
}

}  // namespace darkline::internal
