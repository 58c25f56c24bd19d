#define DARKLINE_FLEET_NAMESPACE surrogate_avx2
#define DARKLINE_FLEET_LANES 4
#include "cells/surrogate_kernel.inc"
