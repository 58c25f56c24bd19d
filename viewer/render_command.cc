#include "viewer/render_command.h"

#include <cstdio>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/sim_time.h"
#include "models/stream/cell_recording.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/source.h"
#include "viewer/hall_file.h"
#include "viewer/renderer.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

static_assert(kMostRecordingBytes >= 64U << 20U);  // more than any hall
constexpr DrawChoice kStillPicture = {.shadow_room_m = 4.0, .detail = 2.0};

std::int64_t moment_ns(const std::string& at) {
  if (at.empty()) return 0;
  try {
    return parse_clock(at);
  } catch (const UsageError& problem) {
    throw UsageError(fmt::format("--time: {}", problem.what()));
  }
}

HallSnapshot hall_of_plant(const RenderOptions& options) {
  ReplaySource source(options.hall_json);
  if (!source.complaint().empty()) fmt::print(stderr, "{}\n", source.complaint());
  const std::int64_t t_ns = moment_ns(options.at);
  if (t_ns > source.last_ns()) {
    throw UsageError(fmt::format("--time: found {}, wanted a time until {}, the recording's end",
                                 plant_clock(t_ns), plant_clock(source.last_ns())));
  }
  source.show(t_ns);
  return source.hall();
}

// The hall of a file, or the moment of a recording that was asked for.
HallSnapshot hall_of(const RenderOptions& options) {
  const std::string file = options.hall_json.string();
  if (begins_a_plant_recording(options.hall_json)) return hall_of_plant(options);
  const std::string text = read_file(options.hall_json, kMostRecordingBytes);
  if (is_cell_recording(text)) {
    return snapshot_at(cell_recording_from_json(text, file),
                       to_seconds(BusDuration{moment_ns(options.at)}));
  }
  if (!options.at.empty()) {
    throw UsageError(
        fmt::format("--time: found \"{}\" for {}, wanted a recording (darkline live --record or "
                    "darkline cell --out writes one)",
                    options.at, file));
  }
  return hall_snapshot_from_json(text, file);
}

}  // namespace

void render_hall(const RenderOptions& options) {
  const std::string file = options.hall_json.string();
  const HallSnapshot hall = hall_of(options);
  const Camera camera = camera_named(options.camera, hall, options.size.aspect());
  const Theme& theme = theme_of(options.lights_out);
  const HallScene scene = build_hall_scene(hall, read_models(hall, options.data), file, theme);
  const DrawList list = draw_list(scene, camera, options.size, kStillPicture);
  const Overlay overlay = build_overlay(hall, scene, camera, options.size, theme);

  const Picture picture =
      make_headless_renderer()->render({scene, list, overlay, camera, options.size, theme});
  write_file_whole(options.out, to_png(picture));
  if (fs::file_size(options.out) == 0) {
    throw IoError(fmt::format("cannot write {}: the file is empty", options.out.string()));
  }
}

}  // namespace darkline
