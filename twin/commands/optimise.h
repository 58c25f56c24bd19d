// darkline study of kind optimise: the best values of some factors within bounds.
#pragma once

#include "twin/commands/command_table.h"

namespace darkline {

// @throws InputError, IoError, Interrupted
ExitCode optimise_command(const Invocation& invocation);

}  // namespace darkline
