// Rows of the scenario language for economics: a part of scenario_schema.h.
#pragma once

#include <span>
#include <vector>

#include "models/scenario/scenario_schema.h"

namespace darkline {

// `keys` with those rows put in: behind the last one of their section, new sections behind all.
std::vector<Key<Scenario>> with_economics_keys(std::span<const Key<Scenario>> keys);

}  // namespace darkline
