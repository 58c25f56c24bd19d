// darkline cell SCENARIO [STATION]: explains one station, or lists them all.
#include "twin/commands/cell.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/live/cell_study.h"
#include "twin/live/station_study.h"
#include "twin/report/cell_report.h"
#include "twin/report/gantt.h"
#include "twin/report/progress.h"
#include "twin/report/station_load.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& found, const std::string& wanted,
                         const std::vector<std::string>& known) {
  std::vector<std::string> near = nearest_names(found, known);
  if (near.empty())
    near.assign(known.begin(), known.begin() + std::min<std::ptrdiff_t>(3, std::ssize(known)));
  std::string text = fmt::format("found \"{}\", wanted {}", found, wanted);
  if (!near.empty()) text += fmt::format("; did you mean {}?", fmt::join(near, ", "));
  throw UsageError(text + "\n  to mend it: darkline cell SCENARIO lists the stations");
}

// The folder for the files, made before the work so that it does not fail after it.
void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw IoError(fmt::format("cannot make {}: {}", folder.string(), error.message()));
}

ExitCode list_stations(const FactoryModel& factory, const Invocation& invocation) {
  if (invocation.has("--out")) {
    throw UsageError("found --out without a station, wanted darkline cell SCENARIO STATION --out");
  }
  const ProfileCache cache(ProfileCache::default_folder());
  Progress progress("studying cells");
  const CellStudy study = study_cells(
      factory, {.jobs = invocation.jobs(),
                .transport = transport_from_environment(),
                .cache = &cache,
                .progress = [&](std::size_t done, std::size_t total,
                                const std::string& cell) { progress.show(done, total, cell); },
                .stop = interrupt_token()});
  const std::vector<StationRow> rows = station_rows(factory, study.profiles);
  std::fputs(
      (invocation.has("--json") ? station_table_json(factory, rows) : station_table(factory, rows))
          .c_str(),
      stdout);
  return ExitCode::done;
}

}  // namespace

StationId station_named(const FactoryModel& factory, const std::string& address) {
  std::vector<std::string> known;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    if (factory.stations[s].address == address) return StationId(s);
    known.push_back(factory.stations[s].address);
  }
  refuse(address, "a station of the scenario", known);
}

std::size_t variant_named(const FactoryModel& factory, const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t v = 0; v < factory.variants.size(); ++v) {
    if (factory.variants[v].name == name) return v;
    known.push_back(factory.variants[v].name);
  }
  refuse(name, "a variant of the scenario", known);
}

ExitCode cell_command(const Invocation& invocation) {
  const ReadScenario read = read_scenario(invocation.arguments[0], invocation.overrides());
  const FactoryModel factory = build_factory(read.scenario);
  if (invocation.arguments.size() < 2) return list_stations(factory, invocation);

  const StationId station = station_named(factory, invocation.arguments[1]);
  const auto wanted = invocation.value("--variant");
  const std::size_t variant = wanted ? variant_named(factory, *wanted) : 0;
  const auto out = invocation.value("--out");
  if (out) make_folder(*out);

  const StationStudy study =
      study_station(factory, station, variant, transport_from_environment(), interrupt_token(),
                    invocation.has("--without-zones") ? Zones::ignored : Zones::kept);
  std::string text = invocation.has("--json") ? cell_json(factory, study, station, variant)
                                              : cell_text(factory, study, station, variant);
  if (out) {
    const fs::path folder = *out;
    write_file_whole(folder / "gantt.svg", gantt_svg(gantt_of(factory, study)));
    write_file_whole(folder / "profile.json", to_json(study.profile));
    write_file_whole(folder / "recording.json", to_json(study.recording));
    if (!invocation.has("--json")) {
      text += fmt::format("  {}: gantt.svg, profile.json, recording.json\n", folder.string());
      text += fmt::format("  darkline render {} --at \"{:.1f} s\" draws a moment of it\n",
                          folder.string(), 0.5e-9 * static_cast<double>(study.recording.end_ns));
    }
  }
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
