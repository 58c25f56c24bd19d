// Known answers beside ours, of sensitivity: rows for darkline validate.
#pragma once

#include <vector>

#include "twin/line/validation.h"

namespace darkline {

// A second or two. Always the same rows.
std::vector<ValidationRow> run_study_validation();

}  // namespace darkline
