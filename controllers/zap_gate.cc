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

void ZapGate::admit(pid_t pid, std::string user_id) {
  pid_ = pid;
  user_id_ = std::move(user_id);
}

bool ZapGate::is_admitted(const std::string& address) const {
  // for ipc the address is "localhost:uid:gid:pid", from SO_PEERCRED
  const std::string head = fmt::format("localhost:{}:", ::geteuid());
  const std::string tail = fmt::format(":{}", pid_);
  return pid_ > 0 && address.size() > head.size() + tail.size() && address.starts_with(head) &&
         address.ends_with(tail);
}

void ZapGate::answer() {
  // version, request id, domain, address, identity, mechanism, credentials
  std::vector<std::string> question;
  zmq::message_t frame;
  if (!receive_now(socket_, frame)) return;
  question.push_back(frame.to_string());
  while (frame.more() && receive_now(socket_, frame)) question.push_back(frame.to_string());
  const bool admitted = question.size() >= 6 && question[0] == "1.0" && question[2] == kZapDomain &&
                        question[5] == "NULL" && is_admitted(question[3]);
  const std::array<std::string, 6> reply = {
      "1.0",
      question.size() > 1 ? question[1] : "",
      admitted ? "200" : "400",
      admitted ? "" : "not a controller of this twin",
      admitted ? user_id_ : "",
      "",
  };
  for (std::size_t i = 0; i < reply.size(); ++i) {
    const auto bytes = std::as_bytes(std::span(reply[i].data(), reply[i].size()));
    send_now(socket_, bytes, i + 1 < reply.size());
  }
}

}  // namespace darkline::internal
