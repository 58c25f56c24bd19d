#define DARKLINE_FLEET_NAMESPACE fleet_sse2
#define DARKLINE_FLEET_LANES 2
#include "cells/fleet_kernel.inc"
