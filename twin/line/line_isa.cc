#include "twin/line/line_isa.h"

#include <algorithm>

#include "models/base/error.h"

namespace darkline {
namespace {

// What the flags in CMakeLists.txt let the compiler use, one by one.
bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0;
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
}

}  // namespace

const char* name_of(LineIsa isa) {
  switch (isa) {
    case LineIsa::avx512:
      return "AVX-512";
    case LineIsa::avx2:
      return "AVX2";
    case LineIsa::sse2:
      break;
  }
  return "SSE2";
}

std::vector<LineIsa> line_isas() {
  std::vector<LineIsa> isas = {LineIsa::sse2};
  if (has_avx2()) isas.push_back(LineIsa::avx2);
  if (has_avx512()) isas.push_back(LineIsa::avx512);
  return isas;
}

const LineKernel& line_kernel(LineIsa isa) {
  const std::vector<LineIsa> able = line_isas();
  DARKLINE_CHECK(std::find(able.begin(), able.end(), isa) != able.end(), name_of(isa));
  switch (isa) {
    case LineIsa::avx512:
      return line_avx512::kernel;
    case LineIsa::avx2:
      return line_avx2::kernel;
    case LineIsa::sse2:
      break;
  }
  return line_sse2::kernel;
}

const LineKernel& line_kernel() {
  static const LineKernel& widest = line_kernel(line_isas().back());
  return widest;
}

}  // namespace darkline
