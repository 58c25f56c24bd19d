#include "controllers/bus_options.h"

namespace darkline {

const char* name_of(OnFault on_fault) {
  switch (on_fault) {
    case OnFault::recover:
      return "recover";
    case OnFault::abort:
      return "abort";
    case OnFault::model:
      return "model";
  }
  return "?";
}

const char* name_of(HostState state) {
  constexpr std::array<const char*, kHostStates> kNames = {
      "spawned", "greeted", "restoring", "ready",   "stepping", "waiting",
      "late",    "dead",    "backoff",   "faulted", "done"};
  return kNames.at(static_cast<std::size_t>(state));
}

const char* name_of(HostFault fault) {
  constexpr std::array<const char*, kHostFaults> kNames = {
      "ended", "late", "disconnected", "refused", "flood", "protocol", "diverged"};
  return kNames.at(static_cast<std::size_t>(fault));
}

}  // namespace darkline
