#define DARKLINE_FLEET_NAMESPACE fleet_avx2
#define DARKLINE_FLEET_LANES 4
#include "cells/fleet_kernel.inc"
