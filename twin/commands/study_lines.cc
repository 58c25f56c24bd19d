#include "twin/commands/study_lines.h"

#include <algorithm>
#include <memory>
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
std::string hash_of_files(const std::vector<InputFile>& files) {
  ContentHash hash;
  hash.add("program", program_identity());
  for (std::size_t i = 1; i < files.size(); ++i) hash.add("file", files[i].sha256);
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

// Simulates lines, and keeps the last one: studies with a precision ask for more and more of it.
class Simulator {
 public:
  explicit Simulator(StudyLineOptions options) : options_(std::move(options)) {}

  LineFigures operator()(const Scenario& scenario) {
    const std::string name = name_without_replications(scenario);
    const auto wanted = static_cast<std::size_t>(scenario.simulation.replications);
    const bool grows = scenario.simulation.precision == 0.0 && name == name_ &&
                       last_.line_result.replications.size() < wanted;
    if (grows) {
      last_.factory.scenario.simulation.replications = scenario.simulation.replications;
      add_replications(last_.line_result, last_.line, static_cast<int>(wanted), options_.jobs, {},
                       options_.stop);
      last_.kpis = compute_kpis(last_.factory, last_.line, last_.line_result);
    } else {
      name_.clear();
      simulate(scenario);
      name_ = name;
    }
    return line_figures(last_.kpis,
                        plant_years(last_.factory, last_.study, last_.line_result, last_.kpis),
                        last_.factory.robots.size(), last_.factory.stations.size());
  }

 private:
  static std::string name_without_replications(Scenario scenario) {
    scenario.simulation.replications = 1;
    return line_text(scenario);
  }

  void simulate(const Scenario& scenario) {
    last_ = RunResult();
    last_.factory = build_factory(scenario);
    const ProfileCache cache(options_.cache_folder);
    last_.study = study_cells(last_.factory, {.jobs = options_.jobs,
                                              .transport = transport_from_environment(),
                                              .cache = &cache,
                                              .stop = options_.stop});
    simulate_line(last_, {.jobs = options_.jobs, .stop = options_.stop, .sensitivity = false});
  }

  StudyLineOptions options_;
  std::string name_;  // of the last one
  RunResult last_;
};

}  // namespace

LineSource study_lines(const std::vector<InputFile>& inputs, const StudyLineOptions& options) {
  const auto simulator = std::make_shared<Simulator>(options);
  return [options, simulator, files = hash_of_files(inputs)](const Scenario& scenario) {
    const LineCache cache(options.cache_folder / "lines");
    const std::string hash =
        ContentHash().add("files", files).add("scenario", line_text(scenario)).hex();
    if (!options.fresh) {
      if (auto kept = cache.find(hash)) return *std::move(kept);
    }
    LineFigures line = (*simulator)(scenario);
    cache.store(hash, line);
    return line;
  };
}

}  // namespace darkline
