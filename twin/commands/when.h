// darkline study of kind when: on which day to buy the robots.
#pragma once

#include "twin/commands/command_table.h"

namespace darkline {

// @throws InputError, IoError, Interrupted
ExitCode when_command(const Invocation& invocation);

}  // namespace darkline
