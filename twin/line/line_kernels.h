// The line's kernels (line_kernel.h) by instruction set. Results do not depend on the choice.
#pragma once

#include "models/base/instruction_set.h"
#include "twin/line/line_kernel.h"

namespace darkline {

// DARKLINE_CHECK: `isa` is one of instruction_sets().
const LineKernel& line_kernel(InstructionSet isa);

// Of the widest.
const LineKernel& line_kernel();

}  // namespace darkline
