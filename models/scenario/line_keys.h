// Rows of the scenario language for the line: a part of scenario_schema.h.
#pragma once

#include <span>

#include "models/scenario/scenario_schema.h"

namespace darkline {

std::span<const Key<Scenario>> line_keys();

}  // namespace darkline
