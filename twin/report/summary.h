// The run on a terminal, for a planner to understand at first sight. The same result prints the
// same text: no wall times, no colours, no paths but the run folder's.
#pragma once

#include <string>

#include "twin/report/run_result.h"

namespace darkline {

std::string summary_text(const RunResult& result, const std::string& run_folder);

}  // namespace darkline
