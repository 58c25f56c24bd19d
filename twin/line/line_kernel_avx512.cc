#define DARKLINE_LINE_NAMESPACE line_avx512
#define DARKLINE_LINE_LANES 16
#include "twin/line/line_kernel.inc"
