// The map of a decision (SVG).
#pragma once

#include <string>

#include "twin/study/decision_map.h"

namespace darkline {

// The best choice at every place by letter, hatching and shade; places where none is told apart
// are white with the letters of all that may be best; thick lines where the best changes, between
// the places by the difference of the two, straight from one to the next.
std::string decision_svg(const DecisionMap& map, const std::string& subtitle);

}  // namespace darkline
