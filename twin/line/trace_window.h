// A part of a trace, ready to be drawn: what each station did when, and how many bodies waited
// between stations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "twin/line/trace.h"

namespace darkline {

enum class TraceState : std::uint8_t { working, blocked, starved, down };
inline constexpr std::size_t kTraceStates = 4;
const char* name_of(TraceState state);  // "working"

struct TraceBar {
  std::int64_t from_ms = 0, to_ms = 0;
  TraceState state = TraceState::starved;
};

// A station's bars fill the window from its start to its end. One of several machines works while
// any of them does, and is down while all that have a body are; a station that is closed or in
// maintenance, which a trace does not tell, counts as what it was before.
struct TraceStation {
  std::string address;
  std::vector<TraceBar> bars;
  std::array<std::int64_t, kTraceStates> time_ms = {};  // by state; sums to the window
};

// Bodies that have left the stations before and are not yet at work in the station after.
struct TraceBuffer {
  std::string name;         // "zone/st01 to zone/st02"; several stations before a merge
  std::int64_t places = 0;  // those in stations not counted
  // (time, level from then on), first at the window's start.
  std::vector<std::pair<std::int64_t, std::int64_t>> steps;
  double mean = 0.0;
  std::int64_t most = 0;
};

struct TraceWindow {
  TraceHead head;
  std::int64_t from_ms = 0, to_ms = 0;
  std::vector<TraceStation> stations;  // (n_stations)
  std::vector<TraceBuffer> buffers;    // with places, in order of links
  // Links with places after stations of several ways out: a trace does not tell which was taken.
  std::size_t links_left_out = 0;
};

// @throws InputError if the file is no trace, if the window is empty or goes beyond the traced
// time,
//   or holds more than can be drawn; IoError.
TraceWindow read_trace_window(const std::filesystem::path& file, std::int64_t from_ms,
                              std::int64_t to_ms);

// When the traced time ends. @throws InputError, IoError
std::int64_t trace_end_ms(const std::filesystem::path& file);

}  // namespace darkline
