#include "viewer/view_command.h"

#include "models/base/file.h"
#include "viewer/hall_file.h"
#include "viewer/hall_window.h"

namespace darkline {

void view_hall(const ViewOptions& options) {
  const std::string file = options.hall_json.string();
  HallSnapshot hall = hall_snapshot_from_json(read_file(options.hall_json, kMostHallBytes), file);
  RobotModels models = read_models(hall, options.data);
  ViewSession session(std::move(hall), std::move(models), file, options.camera, options.size,
                      options.lights_out);
  HallWindow(session, options.log).run();
}

}  // namespace darkline
