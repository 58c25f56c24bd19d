// What the viewer reads to draw a hall: its file, and the robots that the file names.
#pragma once

#include <cstddef>
#include <filesystem>

#include "models/stream/hall_snapshot.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

inline constexpr std::size_t kMostHallBytes = std::size_t{64} << 20U;

// Every id of the folder, so that who misspelt one is told of the others; of those only the ones
// that the hall names are read. `data` has robots/ in it; empty: the shipped one.
// @throws InputError, IoError as the readers of robots; a robot that is missing is refused by the
//   scene.
RobotModels read_models(const HallSnapshot& hall, const std::filesystem::path& data);

// Whether a file is the recording of a plant, by its first bytes.
bool begins_a_plant_recording(const std::filesystem::path& file);

}  // namespace darkline
