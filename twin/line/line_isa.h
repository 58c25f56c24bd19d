// The instruction sets of the line's kernels (line_kernel.h). Results do not depend on the choice.
#pragma once

#include <cstdint>
#include <vector>

#include "twin/line/line_kernel.h"

namespace darkline {

enum class LineIsa : std::uint8_t { sse2, avx2, avx512 };

const char* name_of(LineIsa isa);

// Those that this machine can run, narrowest first; never empty.
std::vector<LineIsa> line_isas();

// DARKLINE_CHECK: `isa` is one of line_isas().
const LineKernel& line_kernel(LineIsa isa);

// Of the widest.
const LineKernel& line_kernel();

}  // namespace darkline
