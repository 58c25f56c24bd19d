// Which engine simulates a line. All give the same bits where they are safe, so the choice is one
// of speed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "twin/line/line_model.h"

namespace darkline {

enum class LineEngineKind : std::uint8_t {
  event,  // E1, event_engine.h: takes every line, and can be watched
  flow,   // E2, flow_engine.h: several times as fast, for lines it can prove safe
};

const char* name_of(LineEngineKind engine);  // "event", "flow"

// As first_not_plain (line_model.h), of what the flow engine takes: plain models, and technicians
// with skills and ways.
std::string first_not_flow(const LineModel& model);

// What a user asks for.
enum class EngineRequest : std::uint8_t { automatic, event, flow };

// "auto", "event" or "flow". @throws UsageError for another word.
EngineRequest engine_request(std::string_view word);

struct EngineChoice {
  LineEngineKind engine = LineEngineKind::event;
  std::string
      note;  // why it is not the flow engine, a sentence; empty where that is used or unasked
};

// The fastest engine that is safe for the line, or the event engine where that is asked for.
EngineChoice engine_for(const LineModel& model, EngineRequest request = EngineRequest::automatic);

}  // namespace darkline
