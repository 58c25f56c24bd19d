// The hall that a factory stands in, before anything moves.
#pragma once

#include <cstddef>
#include <vector>

#include "models/scenario/factory_model.h"
#include "models/stream/hall_snapshot.h"

namespace darkline {

// Stations, robots and buffers in the order of the factory's stations: the robots of station s
// begin at first_robot[s]. All robots stand at home, buffers are empty.
struct PlantScene {
  HallSnapshot hall;
  std::vector<std::size_t> first_robot;  // (n_stations)
};

PlantScene plant_scene(const FactoryModel& factory);

}  // namespace darkline
