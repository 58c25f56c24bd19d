// darkline study of kind buffers: a part of study.cc.
#pragma once

#include "twin/commands/command_table.h"

namespace darkline {

// @throws what darkline study does
ExitCode allocate_command(const Invocation& invocation);

}  // namespace darkline
