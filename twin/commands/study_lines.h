// Lines of a study: cells studied under physics, the line simulated, its figures kept in the cache.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "twin/study/line_figures.h"
#include "twin/study/study_store.h"

namespace darkline {

struct StudyLineOptions {
  int jobs = 1;
  std::filesystem::path cache_folder;
  bool fresh = false;  // simulate even what the cache holds
  std::stop_token stop = {};
};

// For the scenarios of one study, of which `files` were read: the study first. Kept figures are
// named by a hash of what the line reads, the files beside the scenario, the robots and the
// program.
LineSource study_lines(const std::vector<InputFile>& files, const StudyLineOptions& options);

}  // namespace darkline
