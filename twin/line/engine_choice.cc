#include "twin/line/engine_choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// Memory of the flow engine: it keeps a time for each place.
constexpr std::int64_t kMostPlaces = 1 << 22;

}  // namespace

const char* name_of(LineEngineKind engine) {
  return engine == LineEngineKind::flow ? "flow" : "event";
}

EngineRequest engine_request(std::string_view word) {
  if (word == "auto") return EngineRequest::automatic;
  if (word == "event") return EngineRequest::event;
  if (word == "flow") return EngineRequest::flow;
  throw UsageError(fmt::format("no line engine \"{}\": auto, event or flow", word));
}

EngineChoice engine_for(const LineModel& model, EngineRequest request) {
  if (request == EngineRequest::event) return {};
  if (const std::string other = first_not_flow(model); !other.empty()) {
    return {LineEngineKind::event,
            fmt::format("The event engine simulates this line, because of its {}.", other)};
  }
  std::int64_t places = 0;
  for (const LineLink& link : model.links) {
    places += std::min(link.places, kMostPlaces);
    if (places < kMostPlaces) continue;
    return {LineEngineKind::event,
            fmt::format("The event engine simulates this line, because the flow engine would need "
                        "too much memory for the {} places after {}.",
                        link.places, model.stations[link.from].address)};
  }
  return {LineEngineKind::flow, ""};
}

}  // namespace darkline
