// darkline study of kind size and pareto: a part of study.cc.
#pragma once

#include "twin/commands/command_table.h"

namespace darkline {

// @throws what darkline study does
ExitCode size_command(const Invocation& invocation);

}  // namespace darkline
