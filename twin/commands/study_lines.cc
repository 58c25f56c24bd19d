#include "twin/commands/study_lines.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "twin/commands/line_job.h"
#include "twin/study/program_identity.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostRobotBytes = 64U << 20U;

// Of all that stands in files and not in the scenario.
std::string hash_of_files(const StudyFile& study) {
  ContentHash hash;
  hash.add("program", program_identity());
  for (std::size_t i = 1; i < study.files.size(); ++i) hash.add("file", study.files[i].sha256);
  std::vector<fs::path> robots;
  for (const auto& entry : fs::directory_iterator(data_folder() / "robots")) {
    if (entry.is_regular_file()) robots.push_back(entry.path());
  }
  std::sort(robots.begin(), robots.end());
  for (const fs::path& robot : robots) {
    hash.add(robot.filename().string(), sha256_hex(read_file(robot, kMostRobotBytes)));
  }
  return hash.hex();
}

LineFigures simulated(const Scenario& scenario, const StudyLineOptions& options) {
  RunResult r;
  r.factory = build_factory(scenario);
  const ProfileCache cache(options.cache_folder);
  r.study = study_cells(r.factory, {.jobs = options.jobs,
                                    .transport = transport_from_environment(),
                                    .cache = &cache,
                                    .stop = options.stop});
  simulate_line(r, {.jobs = options.jobs, .stop = options.stop, .sensitivity = false});
  return line_figures(r.kpis, plant_years(r.factory, r.study, r.line_result, r.kpis),
                      r.factory.robots.size(), r.factory.stations.size());
}

}  // namespace

LineSource study_lines(const StudyFile& study, const StudyLineOptions& options) {
  return [options, files = hash_of_files(study)](const Scenario& scenario) {
    const LineCache cache(options.cache_folder / "lines");
    const std::string hash =
        ContentHash().add("files", files).add("scenario", line_text(scenario)).hex();
    if (!options.fresh) {
      if (auto kept = cache.find(hash)) return *std::move(kept);
    }
    LineFigures line = simulated(scenario, options);
    cache.store(hash, line);
    return line;
  };
}

}  // namespace darkline
