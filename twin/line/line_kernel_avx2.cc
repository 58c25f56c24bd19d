#define DARKLINE_LINE_NAMESPACE line_avx2
#define DARKLINE_LINE_LANES 8
#include "twin/line/line_kernel.inc"
