#include "viewer/render_command.h"

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/stream/cell_recording.h"
#include "viewer/core/camera_rig.h"
#include "viewer/hall_file.h"
#include "viewer/renderer.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

static_assert(kMostRecordingBytes >= 64U << 20U);  // more than any hall
constexpr DrawChoice kStillPicture = {.shadow_room_m = 4.0, .detail = 2.0};

double moment_s(const std::string& at) {
  if (at.empty()) return 0.0;
  try {
    return parse_quantity(at, Dimension::time);
  } catch (const InputError& problem) {
    throw UsageError(fmt::format("--at: {}", problem.what()));
  }
}

// The hall of a file, or the moment of a recording that was asked for.
HallSnapshot hall_of(const RenderOptions& options) {
  const std::string file = options.hall_json.string();
  const std::string text = read_file(options.hall_json, kMostRecordingBytes);
  if (is_cell_recording(text)) {
    return snapshot_at(cell_recording_from_json(text, file), moment_s(options.at));
  }
  if (!options.at.empty()) {
    throw UsageError(
        fmt::format("--at: found \"{}\" for {}, wanted the recording of a cell (darkline cell "
                    "--out writes one)",
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
