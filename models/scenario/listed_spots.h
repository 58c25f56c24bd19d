// Gives the stations of a factory the spots of the scenario's spot list (process.spot_list).
#pragma once

#include <filesystem>
#include <optional>

#include "models/scenario/factory_model.h"

namespace darkline {

// The scenario's spot list (Scenario::path_beside). None if it names none.
std::optional<std::filesystem::path> spot_list_path(const Scenario& scenario);

// Fills Station::listed_spots, in the order of the list, and counts them as the stations' work.
// @throws InputError for a file that is not there, what is wrong in it, a station or robot that the
//   factory does not have, and a robot that does not weld. @throws IoError
void take_listed_spots(FactoryModel& factory);

}  // namespace darkline
