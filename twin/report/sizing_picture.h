// The picture (SVG) of a sizing.
#pragma once

#include <string>
#include <vector>

#include "twin/study/sizing.h"

namespace darkline {

// Of one target at one price of a robot: cost against throughput of all plants that were looked at,
// the answer, the plants that were close and the base scenario marked. Of several: the front of
// cost against throughput, a line for each price.
std::string sizing_svg(const SizingFile& study, const std::vector<SizingResult>& results);

}  // namespace darkline
