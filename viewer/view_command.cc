#include "viewer/view_command.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/stream/cost_coefficients.h"
#include "models/stream/tour.h"
#include "viewer/core/palette_names.h"
#include "viewer/hall_file.h"
#include "viewer/hall_window.h"
#include "viewer/live_source.h"
#include "viewer/panel_fonts.h"
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

// English where the letters of a language are missing.
Language language_of(const std::string& name) {
  const Language language = name.empty() ? language_of_environment() : language_named(name);
  const std::string missing = missing_font(language);
  if (missing.empty()) return language;
  fmt::print(stderr, "darkline-viewer: {}; the window speaks English\n", missing);
  return Language::english;
}

// What bodies cost in a run: beside its hall, or in the folder that is named.
void add_costs(ViewSession& session, const ViewOptions& options) {
  if (options.run.empty() && options.hall_json.empty()) return;
  const std::filesystem::path folder =
      options.run.empty() ? options.hall_json.parent_path() : options.run;
  if (auto costs = read_cost_coefficients(folder)) {
    session.set_costs(std::move(*costs));
  } else if (!options.run.empty()) {
    throw InputError({.place = {.file = folder.string()},
                      .found = "no " + std::string(kCostCoefficientsName),
                      .wanted = "the folder that darkline run wrote",
                      .mend = "run the scenario again"});
  }
}

ViewSession whole_session(const ViewOptions& options) {
  ViewSession session = session_of(options);
  add_costs(session, options);
  if (options.against.empty()) return session;
  ViewOptions second = options;
  second.hall_json = options.against;
  second.run = options.against_run;
  auto other = std::make_unique<ViewSession>(session_of(second));
  if ((session.time() == nullptr) != (other->time() == nullptr)) {
    throw UsageError("two runs or two recordings can be compared, not one of each");
  }
  add_costs(*other, second);
  session.set_other(std::move(other));
  return session;
}

}  // namespace

void view_hall(const ViewOptions& options) {
  const Language language = language_of(options.language);
  std::optional<Palette> palette;
  if (!options.palette.empty()) palette = read_viewer_palette(options.palette);
  for (bool again = true; again;) {
    ViewSession session = whole_session(options);
    session.set_language(language);
    if (palette) session.set_palette(*palette);
    if (!options.tour.empty()) session.present(read_tour(options.tour));
    HallWindow(session, options.log).run();
    again = session.wants_successor();
  }
}

}  // namespace darkline
