// One hour of the line, as it happened in replication 0 after the warm-up: what every station was
// doing when. The picture of the hall shows the moment at its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/scenario/factory_model.h"
#include "models/stream/station_state.h"
#include "twin/line/line_model.h"

namespace darkline {

// States are looked at this often; shorter changes are not seen.
inline constexpr std::int64_t kRecordingTickMs = 100;
inline constexpr std::int64_t kRecordingMs = 3'600'000;

struct LineRecording {
  struct Change {
    std::int64_t t_ms = 0;  // line time
    std::size_t station = 0;
    StationState state = StationState::starved;
  };
  std::vector<Change> changes;        // in order of time, then station; first those at the start
  std::vector<StationState> at_end;   // (n_stations)
  std::vector<bool> attended_at_end;  // (n_stations) whether a technician is at work there
  int idle_technicians_at_end = 0;    // on duty, with nothing to do; 0 of an unlimited crew
  std::vector<std::int64_t> level_at_end;  // (n_links) bodies on each link
};

LineRecording record_line(const LineModel& model, std::uint64_t seed);

// time_s, station, state; one row a change.
std::string events_csv(const FactoryModel& factory, const LineRecording& recording);

}  // namespace darkline
