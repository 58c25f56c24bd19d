// How a sampled study's responses are spread, as a picture (SVG).
#pragma once

#include <string>
#include <vector>

#include "twin/study/noise_answer.h"

namespace darkline {

// A histogram a response over the draws, each by its mean over the replications, with the lines of
// 5, 50 and 95 %, and two bars that share a year's variance between inputs and line.
std::string noise_svg(const std::vector<NoiseAnswer>& answers, const std::string& subtitle);

}  // namespace darkline
