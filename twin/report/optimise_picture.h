// The way of an optimisation, as a picture (SVG).
#pragma once

#include <string>

#include "twin/study/optimise.h"

namespace darkline {

// The objective of every point in the order in which it was looked at: full where it meets the
// constraints, a ring where it does not, a line through the best so far.
std::string optimise_svg(const OptimiseFile& study, const OptimiseResult& result);

}  // namespace darkline
