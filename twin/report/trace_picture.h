// Pictures (SVG) of a window of a line's trace.
#pragma once

#include <string>

#include "twin/line/trace_window.h"

namespace darkline {

// A row for each station, its states in colours and textures, with its share of time at work.
std::string trace_gantt_svg(const TraceWindow& window);

// A row for each buffer: how many bodies waited in it over time, against its places.
std::string trace_buffers_svg(const TraceWindow& window);

// A point of simulated time: "8:05", with seconds and more "8:05:03.250" as far as it needs them.
std::string clock_text(std::int64_t ms);

}  // namespace darkline
