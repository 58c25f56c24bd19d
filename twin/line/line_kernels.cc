#include "twin/line/line_kernels.h"

namespace darkline {

const LineKernel& line_kernel(InstructionSet isa) {
  check_can_run(isa);
  switch (isa) {
    case InstructionSet::avx512:
      return line_avx512::kernel;
    case InstructionSet::avx2:
      return line_avx2::kernel;
    case InstructionSet::sse2:
      break;
  }
  return line_sse2::kernel;
}

const LineKernel& line_kernel() {
  static const LineKernel& widest = line_kernel(instruction_sets().back());
  return widest;
}

}  // namespace darkline
