#include "viewer/session_file.h"

#include <memory>
#include <utility>

#include "models/base/file.h"
#include "viewer/hall_file.h"

namespace darkline {

ViewSession session_of_file(const std::filesystem::path& file, const std::filesystem::path& data,
                            const std::string& camera, const PictureSize& size, bool lights_out) {
  const std::string name = file.string();
  if (begins_a_plant_recording(file)) {
    auto source = std::make_unique<ReplaySource>(file);
    RobotModels models = read_models(source->scene(), data);
    return ViewSession(std::move(source), std::move(models), name, camera, size, lights_out);
  }
  HallSnapshot hall = hall_snapshot_from_json(read_file(file, kMostHallBytes), name);
  RobotModels models = read_models(hall, data);
  return ViewSession(std::move(hall), std::move(models), name, camera, size, lights_out);
}

}  // namespace darkline
