// What the study of one station found, for people and as JSON: `darkline cell`.
#pragma once

#include <string>

#include "twin/live/station_study.h"

namespace darkline {

// What makes the station as slow as it is, in one sentence, and what to do about it, in another.
struct CellVerdict {
  std::string pace;  // "r3 finishes last: 26.1 s, of which 14.2 s welding, ..."
  std::string next;  // "1 spot from r3 to r1 evens them out: about 1.2 s less"
};
CellVerdict verdict_of(const FactoryModel& factory, const StationStudy& study);

std::string cell_text(const FactoryModel& factory, const StationStudy& study, StationId station,
                      std::size_t variant);
std::string cell_json(const FactoryModel& factory, const StationStudy& study, StationId station,
                      std::size_t variant);

}  // namespace darkline
