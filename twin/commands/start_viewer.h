// Hands this process over to darkline-viewer, which lies beside it.
#pragma once

#include <string>
#include <vector>

#include "models/base/file.h"

namespace darkline {

// hall.json of a run folder; a file is taken as it is. @throws IoError if there is none: says how
// to get one.
std::filesystem::path hall_of_run(const std::filesystem::path& run);

// Does not come back. @throws IoError if the program cannot be started.
[[noreturn]] void start_viewer(std::vector<std::string> arguments);

}  // namespace darkline
