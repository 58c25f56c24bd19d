#define DARKLINE_FLEET_NAMESPACE fleet_avx512
#define DARKLINE_FLEET_LANES 8
#include "cells/fleet_kernel.inc"
