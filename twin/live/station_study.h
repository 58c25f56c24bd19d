// One station studied by itself, with everything that explains it: what was planned, what every
// robot did and when, the profile, and a recording. The same code as the study of all cells,
// without the cache.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "cells/cycle_sampling.h"
#include "controllers/controller_link.h"
#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "models/stream/cell_recording.h"

namespace darkline {

struct StationStudy {
  CellConfig config;  // without robots: the station is not simulated
  StationLaw law;
  CellMeasurement measured;  // the nominal cycle
  CycleProfile profile;
  CellRecording recording;            // of the nominal cycle
  std::vector<SeenContact> contacts;  // of the nominal cycle; not looked for by the surrogate
};

enum class Zones : std::uint8_t { kept, ignored };

// With Zones::ignored robots do not wait for each other, to see what the zones keep apart.
// @throws InputError naming station and robot for what cannot be reached or carried out,
//   Interrupted when stopped, IoError if the controller fails.
StationStudy study_station(const FactoryModel& factory, StationId station, std::size_t variant,
                           Transport transport, const std::stop_token& stop = {},
                           Zones zones = Zones::kept);

// The station at home with its spots and zones, in a hall of its own.
HallSnapshot station_scene(const FactoryModel& factory, StationId station,
                           const CellConfig& config);

// What `measured` says of each robot, as segments and events about the scene.
CellRecording recording_of(const CellConfig& config, const CellMeasurement& measured,
                           HallSnapshot scene);

// The motion of one robot from its record: moves from stop to stop at rest, jobs along their paths.
CellRecording::Track motion_of(const CellRobot& robot, const RobotRecord& record);

}  // namespace darkline
