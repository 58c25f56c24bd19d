// A study run by arithmetic and merged in a folder of its own, which goes with it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "models/base/file.h"
#include "tests/twin/study/sample_study.h"
#include "twin/study/shard_runner.h"
#include "twin/study/study_columns.h"
#include "twin/study/study_merge.h"

namespace darkline::testing {

class MergedSample {
 public:
  explicit MergedSample(const std::string& text, const LineSource& line = plain_line())
      : folder_(next_folder()) {
    const StudyFile study = read_study_text(text);
    const StudyPoints points(study);
    const StudyPlan plan = plan_of(study, points);
    run_shard(plan, head_of(plan, "1.0+test"), line, {.folder = folder_});
    study_ = merge_shards(shard_files({folder_}), folder_);
  }
  ~MergedSample() { std::filesystem::remove_all(folder_); }
  MergedSample(const MergedSample&) = delete;
  MergedSample& operator=(const MergedSample&) = delete;

  const MergedStudy& study() const { return study_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  static std::filesystem::path next_folder() {
    static int made = 0;
    auto folder = std::filesystem::temp_directory_path() / name_of_process("darkline_merged_");
    folder += "_" + std::to_string(++made);
    std::filesystem::remove_all(folder);
    return folder;
  }

  std::filesystem::path folder_;
  MergedStudy study_;
};

// A line whose net JPH in replication r is `of(scenario, r)`, and nothing else that matters.
template <class Function>
LineSource line_of_jph(int replications, Function of) {
  return [replications, of](const Scenario& scenario) {
    LineFigures line;
    std::vector<double> jph;
    for (int r = 0; r < replications; ++r) {
      jph.push_back(of(scenario, r));
      PlantYear year;
      year.good_bodies_per_year = 5'000.0 * jph.back();
      year.kwh_per_body = 300.0;
      year.spot_robots = 10;
      line.years.push_back(year);
      line.bodies_per_year += year.good_bodies_per_year / replications;
    }
    line.figures[0] = estimate_mean(jph, scenario.simulation.confidence);
    line.values[0] = jph;
    return line;
  };
}

}  // namespace darkline::testing
