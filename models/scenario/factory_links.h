// How a factory's stations are linked: ways of bodies, of rework and of empty carriers.
#pragma once

#include <string>
#include <vector>

#include "models/scenario/factory_model.h"

namespace darkline {

// What is wrong with a scenario as a factory. @throws InputError, always
[[noreturn]] void refuse_factory(const Place& place, const std::string& key,
                                 const std::string& found, const std::string& wanted,
                                 std::vector<std::string> candidates = {},
                                 const std::string& mend = {});

// Whether a body passes one of the zone's parallel lines, and not all of them.
// @throws InputError for another text in zone.passes.
bool passes_one_line(const ZoneConfig& zone);

// From the scenario's zones and links, and the stations and variants that are there already, to
// links, order of flow, exit and rules of joining and routing.
// @throws InputError: a link to nowhere or into lines of which a body passes all, a circle (with
//   its zones), more or fewer exits than one, ways out or in without a rule, shares that do not sum
//   to 100 %, variants without a way, carriers without places, rework that cannot come back.
void link_stations(FactoryModel& factory);

}  // namespace darkline
