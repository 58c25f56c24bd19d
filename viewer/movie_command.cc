#include "viewer/movie_command.h"

#include <signal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/palette_names.h"
#include "viewer/film_progress.h"
#include "viewer/movie_file.h"
#include "viewer/plant_film.h"
#include "viewer/session_file.h"

namespace darkline {
namespace {

constexpr double kNsPerS = 1e9;

volatile sig_atomic_t g_stopped = 0;

// Ctrl-C and a polite kill end the movie between two pictures, so that nothing is left behind.
class StopSignals {
 public:
  StopSignals() {
    g_stopped = 0;
    struct sigaction action = {};
    action.sa_handler = [](int) { g_stopped = 1; };
    ::sigaction(SIGINT, &action, &before_[0]);
    ::sigaction(SIGTERM, &action, &before_[1]);
  }
  ~StopSignals() {
    ::sigaction(SIGINT, &before_[0], nullptr);
    ::sigaction(SIGTERM, &before_[1], nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  struct sigaction before_[2] = {};
};

std::int64_t time_given(const char* option, const std::string& text, std::int64_t otherwise_ns,
                        TimeSpan plant) {
  if (text.empty()) return otherwise_ns;
  std::int64_t t_ns = 0;
  try {
    t_ns = parse_clock(text);
  } catch (const UsageError& problem) {
    throw UsageError(fmt::format("{}: {}", option, problem.what()));
  }
  if (t_ns < plant.start_ns || t_ns > plant.end_ns) {
    throw UsageError(
        fmt::format("{}: found {}, wanted a time from {} to {}, which the recording has", option,
                    plant_clock(t_ns), plant_clock(plant.start_ns), plant_clock(plant.end_ns)));
  }
  return t_ns;
}

// One shot that stands at --camera.
Tour tour_of_times(const RenderOptions& options, TimeSpan plant) {
  if (plant.end_ns <= plant.start_ns) {
    throw UsageError(
        fmt::format("{}: a movie needs the recording of a plant (darkline live --record writes "
                    "one), or --tour",
                    options.hall_json.string()));
  }
  const std::int64_t from_ns = time_given("--from", options.from, plant.start_ns, plant);
  const std::int64_t to_ns = time_given("--to", options.to, plant.end_ns, plant);
  if (to_ns <= from_ns) {
    throw UsageError(fmt::format("--to: found {}, wanted a time behind {}", plant_clock(to_ns),
                                 plant_clock(from_ns)));
  }
  TourShot shot;
  shot.camera.view = options.camera;
  shot.for_s = static_cast<double>(to_ns - from_ns) / kNsPerS / options.speed;
  shot.start.at_ns = from_ns;
  shot.speed = options.speed;
  shot.lights_out = options.lights_out;
  return {.file = {}, .title = {}, .shots = {shot}};
}

void check_movie(const RenderOptions& options) {
  for (const auto& [name, value] :
       {std::pair{"--width", options.size.width}, std::pair{"--height", options.size.height}}) {
    if (value % 2 != 0) {
      throw UsageError(fmt::format(
          "{}: found {}, wanted an even number: a movie keeps its colours for 2 x 2 pixels", name,
          value));
    }
  }
  if (!options.at.empty()) {
    throw UsageError("--time: is for a picture; a movie has --from and --to");
  }
  if (!options.second.empty()) {
    throw UsageError("--second: is for a picture of a tour; a movie shows all of it");
  }
}

}  // namespace

bool is_movie(const RenderOptions& options) {
  return options.out.extension() == ".mp4";
}

TourPlayer tour_of(const RenderOptions& options, const HallSnapshot& hall, TimeSpan plant) {
  if (options.tour.empty()) {
    camera_named(options.camera, hall, options.size.aspect());  // it says which there are
    return {tour_of_times(options, plant), hall, options.size.aspect(), plant};
  }
  if (!options.from.empty() || !options.to.empty()) {
    throw UsageError("--from and --to: a tour says its times itself");
  }
  Tour tour = read_tour(options.tour);
  for (TourShot& shot : tour.shots) shot.lights_out = shot.lights_out || options.lights_out;
  return {std::move(tour), hall, options.size.aspect(), plant};
}

void render_movie(const RenderOptions& options) {
  check_movie(options);
  ViewSession session =
      session_of_file(options.hall_json, options.data, "overview", options.size, false);
  if (!options.palette.empty()) session.set_palette(read_viewer_palette(options.palette));
  if (!session.complaint().empty()) fmt::print(stderr, "{}\n", session.complaint());
  const TimeController* const time = session.time();
  const TimeSpan plant = time == nullptr ? TimeSpan{} : TimeSpan{time->first_ns(), time->last_ns()};
  const TourPlayer tour = tour_of(options, session.hall(), plant);
  if (time != nullptr && tour.runs_dry_s() < tour.length_s() - 0.05) {
    fmt::print(stderr,
               "the recording ends at {}: from second {:.0f} of the tour's {:.0f} s the plant "
               "stands\n",
               plant_clock(plant.end_ns), tour.runs_dry_s(), tour.length_s());
  }
  const auto frames = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::llround(tour.length_s() * options.fps)));
  const StopSignals signals;
  MovieFile movie(options.out, {.size = options.size, .fps = options.fps, .crf = options.crf});
  PlantFilm film(session, options.size);
  FilmProgress progress("pictures of " + options.out.string(), frames);
  for (std::size_t i = 0; i < frames; ++i) {
    if (g_stopped != 0) throw Interrupted("stopped: no movie was written");
    movie.add(film.picture(tour.at(static_cast<double>(i) / options.fps)));
    progress.show(i + 1);
  }
  movie.close();
}

}  // namespace darkline
