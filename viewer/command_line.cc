#include "viewer/command_line.h"

#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/error.h"
#include "viewer/bench_command.h"
#include "viewer/render_command.h"
#include "viewer/view_command.h"

#ifndef DARKLINE_VERSION
#error "DARKLINE_VERSION is set by viewer/CMakeLists.txt"
#endif

namespace darkline {
namespace {

void add_palette(CLI::App& command, std::filesystem::path& palette) {
  command.add_option("--palette", palette,
                     "Colours (TOML) in place of the standard ones, as models/palettes has them");
}

void add_movie(CLI::App& render, RenderOptions& options) {
  render.add_option("--tour", options.tour, "A tour (TOML) in place of --camera and --time");
  render.add_option("--second", options.second, "Of the tour, for a picture, such as \"12 s\"");
  render.add_option("--from", options.from, "Where a movie begins, such as 00:12:30");
  render.add_option("--to", options.to, "Where it ends");
  render.add_option("--speed", options.speed, "Seconds of the plant in a second of the movie")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  render.add_option("--fps", options.fps, "Pictures in a second of the movie")
      ->check(CLI::Range(1, 120))
      ->capture_default_str();
  render.add_option("--crf", options.crf, "What may be lost: 0 nothing, 51 nearly all")
      ->check(CLI::Range(0, 51))
      ->capture_default_str();
}

// The size that was asked for, else the one that suits.
PictureSize sized(const RenderOptions& options) {
  const bool movie = options.out.extension() == ".mp4";
  PictureSize size = options.size;
  if (size.width == 0) size.width = movie ? 1280 : 1920;
  if (size.height == 0) size.height = movie ? 720 : 1080;
  return size;
}

void tell_drawn(const RenderOptions& options) {
  if (options.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"file", options.out.string()},
                                              {"width", options.size.width},
                                              {"height", options.size.height}}
                           .dump(1));
    return;
  }
  fmt::print("{} {}, {} x {} pixels\n", options.out.extension() == ".mp4" ? "Movie" : "Picture",
             options.out.string(), options.size.width, options.size.height);
}

void add_render(CLI::App& app, RenderOptions& options) {
  CLI::App* render = app.add_subcommand(
      "render",
      "Draw a picture of the hall (PNG), or a movie of a recording (MP4), without a display");
  render->footer(
      "Example:\n"
      "  darkline-viewer render runs/ningbo_2024/hall.json --out hall.png --lights-out\n"
      "  darkline-viewer render plant.dlrec --out plant.mp4 --from 00:01:00 --to 00:01:30\n"
      "Needs Mesa's drivers (libgl1-mesa-dri) and the font DejaVu (fonts-dejavu-core); a movie "
      "also needs ffmpeg.");
  render
      ->add_option("HALL_JSON", options.hall_json,
                   "The hall that a run wrote (hall.json), or the recording of a plant or a cell")
      ->required();
  render->add_option("--out", options.out, "What to write: a picture *.png or a movie *.mp4")
      ->required();
  options.size = {0, 0};  // then by what is drawn: see sized()
  render->add_option("--width", options.size.width, "Pixels (default: 1920; a movie: 1280)")
      ->check(CLI::Range(160, 7680));
  render->add_option("--height", options.size.height, "Pixels (default: 1080; a movie: 720)")
      ->check(CLI::Range(90, 4320));
  render
      ->add_option("--camera", options.camera,
                   "overview, aisle, plan, or the address of a zone, a station or a robot")
      ->capture_default_str();
  render->add_option("--at,--time", options.at,
                     "Moment of a recording, such as 00:12:30 or \"12.3 s\"");
  add_movie(*render, options);
  add_palette(*render, options.palette);
  render->add_flag("--lights-out", options.lights_out, "The dark factory: lamps and little else");
  render->add_flag("--json", options.json, "Say as JSON what was written");
  render->add_option("--data", options.data,
                     "Folder with robots/ in it (default: the shipped data, or $DARKLINE_DATA)");
}

void add_view(CLI::App& app, ViewOptions& options) {
  CLI::App* view = app.add_subcommand("view", "Show the hall in a window");
  view->footer(
      "Example:\n"
      "  darkline-viewer view runs/ningbo_2024/hall.json --camera aisle\n"
      "F1 in the window shows its keys.");
  view->add_option("HALL_JSON", options.hall_json,
                   "The hall that a run wrote (hall.json), or the recording of a plant; default: "
                   "the plant that lives (darkline live --publish)");
  view->add_option("--live", options.live,
                   "Which one, where several live: its name, as the refusal lists them");
  view->add_option("--run", options.run,
                   "The run folder that says what bodies cost; default: the one of HALL_JSON");
  view->add_option("--against", options.against, "A second hall.json or recording to compare with");
  view->add_option("--against-run", options.against_run, "The run folder of the second");
  view->add_option("--width", options.size.width, "Pixels")
      ->check(CLI::Range(320, 7680))
      ->capture_default_str();
  view->add_option("--height", options.size.height, "Pixels")
      ->check(CLI::Range(200, 4320))
      ->capture_default_str();
  view->add_option("--camera", options.camera,
                   "overview, aisle, plan, or the address of a zone, a station or a robot")
      ->capture_default_str();
  view->add_option("--tour", options.tour,
                   "A tour (TOML), shown over and over until a key, click or wheel takes over");
  add_palette(*view, options.palette);
  view->add_flag("--lights-out", options.lights_out, "The dark factory: lamps and little else");
  view->add_option("--language", options.language,
                   "en, pl or zh (default: as LC_ALL, LC_MESSAGES or LANG say, else en)");
  view->add_flag("--log", options.log, "Print what is selected and switched, a line each");
  view->add_option("--data", options.data,
                   "Folder with robots/ in it (default: the shipped data, or $DARKLINE_DATA)");
}

void add_bench(CLI::App& app, ViewBenchOptions& options) {
  CLI::App* bench = app.add_subcommand(
      "bench", "Time frames of a moving hall (for darkline bench --view), as JSON");
  bench->add_option("HALL_JSON", options.hall_json, "The hall that a run wrote")->required();
  bench->add_option("--data", options.data,
                    "Folder with robots/ in it (default: the shipped data, or $DARKLINE_DATA)");
}

int report(const char* text, ExitCode code) {
  fmt::print(stderr, "darkline-viewer: {}\n", text);
  return static_cast<int>(code);
}

}  // namespace

int run_viewer(int argc, const char* const* argv) {
  CLI::App app("What a darkline factory looks like", "darkline-viewer");
  app.set_version_flag("--version", "darkline-viewer " DARKLINE_VERSION);
  app.require_subcommand(1);
  RenderOptions options;
  add_render(app, options);
  ViewOptions view;
  add_view(app, view);
  ViewBenchOptions bench;
  add_bench(app, bench);
  try {
    app.parse(argc, argv);
    options.size = sized(options);
    if (app.got_subcommand("render")) {
      render_hall(options);
      tell_drawn(options);
    }
    if (app.got_subcommand("view")) view_hall(view);
    if (app.got_subcommand("bench")) bench_view(bench);
    return static_cast<int>(ExitCode::done);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  } catch (const Error& problem) {
    return report(problem.what(), problem.code());
  } catch (const std::exception& problem) {
    return report(problem.what(), ExitCode::internal);
  }
}

}  // namespace darkline
