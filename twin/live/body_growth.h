// Which parts a body has where: what the viewer draws it by.
//
// A zone's name says what it makes, by the words that cells/body_panel.h reads too: floor,
// front_end, rear_end, engine, underbody; side (left, right), roof, door, hood, tailgate, closure.
// A station has what the stations before it send it, and what its own zone makes. Where a plant
// names none of these every body is whole, as in a plant of one welding cell.
#pragma once

#include <vector>

#include "models/scenario/factory_model.h"
#include "models/stream/body_parts.h"

namespace darkline {

struct StationBody {
  BodyParts parts;   // when the body leaves the station
  BodyParts joined;  // those that a robot of the station has placed; none where none places parts
};

// (n_stations). What comes to a station by several ways is joined there to what came by the one
// that brings the most, the first of equals.
std::vector<StationBody> body_growth(const FactoryModel& factory);

// What a zone of this name makes; none for one that works at what others made.
BodyParts parts_named(const std::string& zone);

}  // namespace darkline
