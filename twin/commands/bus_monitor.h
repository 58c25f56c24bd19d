// darkline bus monitor: what the live twins of this user say of their controllers.
#pragma once

#include <string>
#include <vector>

#include "controllers/bus_watch.h"
#include "twin/commands/command_table.h"

namespace darkline {

// The table that is shown.
std::string monitor_text(const std::vector<SeenTwin>& twins);

// Options --once and --json. @throws IoError
ExitCode bus_monitor(const Invocation& invocation);

}  // namespace darkline
