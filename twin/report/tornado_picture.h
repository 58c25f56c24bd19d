// The tornado (SVG) of a study of one factor at a time.
#pragma once

#include <string>
#include <vector>

#include "twin/study/tornado.h"

namespace darkline {

// A block a response: bars around the value at the base, the greatest swing on top, with the
// factor's values at their ends. Ends below the base's value of a factor are hatched, ends above
// are full, ends at other texts are dotted.
std::string tornado_svg(const std::vector<TornadoAnswer>& answers, const std::string& subtitle);

}  // namespace darkline
