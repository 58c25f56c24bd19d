// Pictures (SVG) of a study.
#pragma once

#include <string>
#include <vector>

#include "twin/study/break_even.h"
#include "twin/study/factor_answers.h"

namespace darkline {

// A plane in colours with its numbers; what lies beyond the study's values is hatched.
std::string surface_svg(const StudySurface& surface, const std::string& subtitle);

// Bars of what factors do: shares of the variance, or sizes of effects, with their intervals.
std::string variance_svg(const std::vector<VarianceAnswer>& answers, const std::string& subtitle);
std::string effects_svg(const std::vector<EffectAnswer>& answers, const std::string& subtitle);

}  // namespace darkline
