// When to buy, as a picture (SVG).
#pragma once

#include <string>

#include "models/study/when_file.h"
#include "twin/study/when_to_buy.h"

namespace darkline {

// Above, what the plan costs by the day of purchase with the range of the prices (hatched) and what
// it costs to go on with people; below, the path of the price with its range, and the price at or
// below which one would buy on each day.
std::string when_svg(const WhenFile& study, const WhenResult& result);

}  // namespace darkline
