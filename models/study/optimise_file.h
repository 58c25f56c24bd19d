// A study of kind "optimise": the values of some factors at which a response is least or most while
// others keep within bounds.
//
//   [study]
//   kind = "optimise"
//   base = "../scenarios/09_unit_cost.toml"
//   objective = "least conversion"
//   constraints = ["net_jph >= 57.8 1/h"]
//   evaluations = 60
//   [[factor]]
//   key = "plant.buffer_factor"
//   range = [0.5, 4]
//
// docs/study.md has the language.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/study/study_file.h"

namespace darkline {

struct OptimiseConstraint {
  std::string response;
  bool is_least = true;  // response >= bound, else <=
  StudyAmount bound;
  std::string text;  // as in the file
};

struct OptimiseFile {
  std::string file;  // as given
  std::string title;
  std::filesystem::path base_file;
  std::vector<StudyFactor> factors;  // uniform laws between low and high
  std::vector<double> start;         // (n_factors) in their units
  StudyResponse objective;
  bool is_least = true;
  std::vector<OptimiseConstraint> constraints;
  int evaluations = 60;  // points that are looked at, at most
  int confirm = 100;     // replications that the search has not seen
  bool is_global = false;
  Scenario base;
  std::vector<InputFile> files;  // the study, then the base scenario's
};

// @throws InputError with place, found, wanted, candidates; IoError
OptimiseFile read_optimise(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides = {});
OptimiseFile read_optimise_text(const std::filesystem::path& file, const std::string& text,
                                const std::vector<std::string>& overrides = {});

}  // namespace darkline
