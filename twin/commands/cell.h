// Which station of a factory a user means.
#pragma once

#include <string>

#include "models/scenario/factory_model.h"

namespace darkline {

// @throws UsageError naming the nearest stations, or variants.
StationId station_named(const FactoryModel& factory, const std::string& address);
std::size_t variant_named(const FactoryModel& factory, const std::string& name);

}  // namespace darkline
