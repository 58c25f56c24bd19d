#define DARKLINE_FLEET_NAMESPACE surrogate_sse2
#define DARKLINE_FLEET_LANES 2
#include "cells/surrogate_kernel.inc"
