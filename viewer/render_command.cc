#include "viewer/render_command.h"

#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/sim_time.h"
#include "models/stream/cell_recording.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/palette_names.h"
#include "viewer/core/source.h"
#include "viewer/core/tour_overlay.h"
#include "viewer/hall_file.h"
#include "viewer/movie_command.h"
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

struct Still {
  HallSnapshot hall;
  Camera camera;
  std::string caption, clock;
  bool lights_out = false;
};

// What a tour shows at --second.
Still still_of_tour(const RenderOptions& options) {
  if (!options.at.empty()) throw UsageError("--time: a tour says its times; wanted --second");
  std::optional<ReplaySource> source;
  if (begins_a_plant_recording(options.hall_json)) source.emplace(options.hall_json);
  Still still;
  still.hall = source ? source->scene() : hall_of(options);
  const TimeSpan plant = source ? TimeSpan{source->first_ns(), source->last_ns()} : TimeSpan{};
  const TourPlayer tour = tour_of(options, still.hall, plant);
  double second = 0.0;
  try {
    if (!options.second.empty()) second = 1e-9 * static_cast<double>(parse_clock(options.second));
  } catch (const UsageError& problem) {
    throw UsageError(fmt::format("--second: {}", problem.what()));
  }
  if (second > tour.length_s()) {
    throw UsageError(fmt::format("--second: found {} s, wanted at most {} s, the tour's length",
                                 second, tour.length_s()));
  }
  const TourMoment moment = tour.at(second);
  if (source) {
    source->show(moment.plant_ns);
    still.hall = source->hall();
    still.clock = running_clock(moment.plant_ns);
  }
  still.camera = moment.camera;
  still.caption = moment.caption;
  still.lights_out = moment.lights_out;
  return still;
}

Still still_of(const RenderOptions& options) {
  if (!options.tour.empty()) return still_of_tour(options);
  Still still{.hall = hall_of(options),
              .camera = {},
              .caption = {},
              .clock = {},
              .lights_out = options.lights_out};
  still.camera = camera_named(options.camera, still.hall, options.size.aspect());
  return still;
}

void check_kind(const RenderOptions& options) {
  const fs::path kind = options.out.extension();
  if (kind != ".png" && kind != ".mp4") {
    throw UsageError(fmt::format("--out: found \"{}\", wanted a picture *.png or a movie *.mp4",
                                 options.out.string()));
  }
  if (!is_movie(options) && (!options.from.empty() || !options.to.empty())) {
    throw UsageError("--from and --to: are for a movie; wanted --out with a name *.mp4, or --time");
  }
  if (options.tour.empty() && !options.second.empty()) {
    throw UsageError("--second: is of a tour; wanted --tour FILE, or --time");
  }
}

}  // namespace

void render_hall(const RenderOptions& options) {
  check_kind(options);
  if (is_movie(options)) return render_movie(options);
  const std::string file = options.hall_json.string();
  const Palette palette =
      options.palette.empty() ? standard_palette() : read_viewer_palette(options.palette);
  const Still still = still_of(options);
  const Theme& theme = palette.theme(still.lights_out);
  const HallScene scene =
      build_hall_scene(still.hall, read_models(still.hall, options.data), file, theme);
  const DrawList list = draw_list(scene, still.camera, options.size, kStillPicture);
  Overlay overlay = build_overlay(still.hall, scene, still.camera, options.size, theme);
  add_tour_overlay(overlay, still.caption, still.clock, options.size, theme);

  const Picture picture =
      make_headless_renderer()->render({scene, list, overlay, still.camera, options.size, theme});
  write_file_whole(options.out, to_png(picture));
  if (fs::file_size(options.out) == 0) {
    throw IoError(fmt::format("cannot write {}: the file is empty", options.out.string()));
  }
}

}  // namespace darkline
