// The instruction sets that vector kernels are compiled for. A kernel gives the same bits under
// each, so the choice is one of speed alone.
#pragma once

#include <cstdint>
#include <vector>

namespace darkline {

enum class InstructionSet : std::uint8_t { sse2, avx2, avx512 };

const char* name_of(InstructionSet set);

// Those that this machine can run, narrowest first; never empty.
std::vector<InstructionSet> instruction_sets();

// DARKLINE_CHECK: `set` is one of instruction_sets().
void check_can_run(InstructionSet set);

}  // namespace darkline
