#define DARKLINE_LINE_NAMESPACE line_sse2
#define DARKLINE_LINE_LANES 4
#include "twin/line/line_kernel.inc"
