// The robots of models/robots, for halls of tests.
#pragma once

#include <filesystem>
#include <string>

#include "models/robot/robot_reader.h"
#include "viewer/core/hall_scene.h"

namespace darkline::testing {

inline const RobotModels& shipped_models() {
  static const RobotModels models = [] {
    const auto folder = std::filesystem::path(DARKLINE_SOURCE_DIR) / "models" / "robots";
    RobotModels read;
    for (const std::string& id : robot_ids(folder)) {
      read[id] = read_robot(folder / (id + ".robot.toml"));
    }
    return read;
  }();
  return models;
}

}  // namespace darkline::testing
