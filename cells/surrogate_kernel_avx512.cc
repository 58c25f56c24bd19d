#define DARKLINE_FLEET_NAMESPACE surrogate_avx512
#define DARKLINE_FLEET_LANES 8
#include "cells/surrogate_kernel.inc"
