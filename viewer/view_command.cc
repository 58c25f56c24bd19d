#include "viewer/view_command.h"

#include <memory>
#include <utility>

#include "models/stream/tour.h"
#include "viewer/hall_file.h"
#include "viewer/hall_window.h"
#include "viewer/live_source.h"
#include "viewer/session_file.h"

namespace darkline {
namespace {

ViewSession session_of(const ViewOptions& options) {
  if (options.hall_json.empty()) {
    const std::filesystem::path feed = feed_named(options.live);
    auto source = std::make_unique<LiveSource>(feed, options.live.empty());
    RobotModels models = read_models(source->scene(), options.data);
    return ViewSession(std::move(source), std::move(models), feed.string(), options.camera,
                       options.size, options.lights_out);
  }
  return session_of_file(options.hall_json, options.data, options.camera, options.size,
                         options.lights_out);
}

}  // namespace

void view_hall(const ViewOptions& options) {
  for (bool again = true; again;) {
    ViewSession session = session_of(options);
    if (!options.tour.empty()) session.present(read_tour(options.tour));
    HallWindow(session, options.log).run();
    again = session.wants_successor();
  }
}

}  // namespace darkline
