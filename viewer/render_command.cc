#include "viewer/render_command.h"

#include <set>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/robot/robot_reader.h"
#include "viewer/core/camera_rig.h"
#include "viewer/renderer.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostHallBytes = 64 << 20;
constexpr double kShadowRoom_m = 4.0;

// The robots that the hall names and the folder has; the scene refuses those that are missing.
RobotModels read_models(const HallSnapshot& hall, const fs::path& data) {
  RobotModels models;
  if (hall.robots.empty()) return models;
  const fs::path folder = (data.empty() ? data_folder() : data) / "robots";
  std::set<std::string> wanted;
  for (const auto& robot : hall.robots) wanted.insert(robot.model);
  for (const std::string& id : robot_ids(folder)) {
    // A robot that is not needed is not read; its name is offered to who misspelt another.
    RobotModel& model = models[id];
    if (wanted.contains(id)) model = read_robot(folder / (id + ".robot.toml"));
  }
  return models;
}

}  // namespace

void render_hall(const RenderOptions& options) {
  const std::string file = options.hall_json.string();
  const HallSnapshot hall =
      hall_snapshot_from_json(read_file(options.hall_json, kMostHallBytes), file);
  const Camera camera = camera_named(options.camera, hall, options.size.aspect());
  const Theme& theme = theme_of(options.lights_out);
  const HallScene scene = build_hall_scene(hall, read_models(hall, options.data), file, theme);
  const DrawList list = draw_list(scene, camera, options.size, kShadowRoom_m);
  const Overlay overlay = build_overlay(hall, scene, camera, options.size, theme);

  const Picture picture =
      make_headless_renderer()->render({scene, list, overlay, camera, options.size, theme});
  write_file_whole(options.out, to_png(picture));
  if (fs::file_size(options.out) == 0) {
    throw IoError(fmt::format("cannot write {}: the file is empty", options.out.string()));
  }
}

}  // namespace darkline
