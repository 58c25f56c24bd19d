#include "controllers/controller_link.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "controllers/controller_bus.h"
#include "controllers/in_process_link.h"
#include "controllers/zmq_transport.h"
#include "models/base/error.h"

namespace darkline {

const char* name_of(Transport transport) {
  return transport == Transport::zmq ? "zmq" : "inproc";
}

std::unique_ptr<ControllerLink> make_link(Transport transport) {
  if (transport == Transport::in_process) return std::make_unique<InProcessLink>();
  return std::make_unique<ControllerBus>(std::make_unique<ZmqTransport>(), BusOptions{});
}

Transport transport_from_environment() {
  const char* given = std::getenv("DARKLINE_TRANSPORT");
  if (given == nullptr || *given == '\0') return Transport::zmq;
  const std::string text = given;
  const std::vector<std::string> known = {name_of(Transport::zmq), name_of(Transport::in_process)};
  if (text == known[0]) return Transport::zmq;
  if (text == known[1]) return Transport::in_process;
  std::vector<std::string> candidates = nearest_names(text, known);
  throw InputError({.key = "DARKLINE_TRANSPORT",
                    .found = fmt::format("\"{}\"", text),
                    .wanted = "\"zmq\" (controllers in a process of their own) or \"inproc\" (the "
                              "same control law inside this program)",
                    .candidates = candidates.empty() ? known : candidates,
                    .mend = "set it to one of the two, or unset it for \"zmq\""});
}

}  // namespace darkline
