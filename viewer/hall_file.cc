#include "viewer/hall_file.h"

#include <array>
#include <fstream>
#include <set>
#include <string>

#include "models/base/file.h"
#include "models/robot/robot_reader.h"
#include "models/robot/urdf_robot.h"
#include "models/stream/plant_recording.h"

namespace darkline {

namespace fs = std::filesystem;

RobotModels read_models(const HallSnapshot& hall, const fs::path& data) {
  RobotModels models;
  if (hall.robots.empty()) return models;
  const fs::path folder = (data.empty() ? data_folder() : data) / "robots";
  std::set<std::string> wanted;
  for (const auto& robot : hall.robots) wanted.insert(robot.model);
  for (const std::string& name : wanted) {
    if (names_robot_file(name)) models[name] = read_any_robot(name);
  }
  for (const std::string& id : robot_ids(folder)) {
    // A robot that is not needed is not read; its name is offered to who misspelt another.
    RobotModel& model = models[id];
    if (wanted.contains(id)) model = read_robot(folder / (id + ".robot.toml"));
  }
  return models;
}

bool begins_a_plant_recording(const fs::path& file) {
  std::array<char, 8> bytes = {};
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), bytes.size());
  return is_plant_recording({bytes.data(), static_cast<std::size_t>(in.gcount())});
}

}  // namespace darkline
