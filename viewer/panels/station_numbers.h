// What the inspector says of a station in numbers and words: cost, energy, wear, whom it waits for.
#pragma once

#include <cstddef>

#include "viewer/core/view_session.h"

namespace darkline {

void station_numbers(const ViewSession& session, std::size_t station);

}  // namespace darkline
