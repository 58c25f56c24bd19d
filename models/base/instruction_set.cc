#include "models/base/instruction_set.h"

#include <algorithm>

#include "models/base/error.h"

namespace darkline {
namespace {

// What the flags of the kernels let the compiler use, one by one: the levels "x86-64-v3" and "-v4"
// would take more, and clang 14 does not know them by name.
bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0;
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
}

}  // namespace

const char* name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return "AVX-512";
    case InstructionSet::avx2:
      return "AVX2";
    case InstructionSet::sse2:
      break;
  }
  return "SSE2";
}

std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets = {InstructionSet::sse2};
  if (has_avx2()) sets.push_back(InstructionSet::avx2);
  if (has_avx512()) sets.push_back(InstructionSet::avx512);
  return sets;
}

void check_can_run(InstructionSet set) {
  const std::vector<InstructionSet> able = instruction_sets();
  DARKLINE_CHECK(std::find(able.begin(), able.end(), set) != able.end(), name_of(set));
}

}  // namespace darkline
