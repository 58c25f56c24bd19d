// What a study asks: a base scenario, factors that are changed, the points at which, and the
// figures that are looked at. Read from a study file (TOML); docs/study.md has the language.
//
//   [study]
//   base = "../scenarios/ningbo_2024.toml"
//   design = "grid"
//   responses = ["net_jph", "landed"]
//   [[factor]]
//   key = "cost.robot_price"
//   range = ["40 kUSD", "140 kUSD"]
//   steps = 11
//
// A factor is a key of the scenario, changed by the function behind --set (named_key.h). Its
// numbers here are in the unit in which the key is shown.
//
// Bounds: 1 MiB a file, 50 factors, 10,000 values a factor, 10 million points.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/base/error.h"
#include "models/scenario/named_key.h"
#include "models/scenario/scenario_reader.h"
#include "models/study/study_amount.h"

namespace darkline {

enum class StudyDesign : std::uint8_t {
  grid,             // every combination of the factors' values, the last factor fastest
  list,             // point k has every factor's k-th value
  one_at_a_time,    // the base, then each value of each factor alone
  latin_hypercube,  // `points` of them, one in each of as many strata of every factor
  sobol,            // `points` of Sobol's sequence
  monte_carlo,      // `points` independent draws
  sobol_indices,    // `points` draws twice, and once more for every factor: shares of the variance
  elementary_effects,  // `points` draws, and each once more with every factor changed alone
};
const char* name_of(StudyDesign design);  // "one_at_a_time"

// Drawn from laws rather than listed.
constexpr bool is_sampled(StudyDesign design) {
  return design >= StudyDesign::latin_hypercube;
}

enum class FactorLaw : std::uint8_t { values, uniform, normal, triangular };

struct StudyLevel {
  std::string text;     // as --set takes it: "40 kUSD"
  double number = 0.0;  // the same in the key's unit; 0 for texts and lists
};

struct StudyFactor {
  NamedKey key;  // of options: their name, a text
  Place place;
  FactorLaw law = FactorLaw::values;
  StudyLevel base;                     // what the base scenario has
  std::vector<StudyLevel> values;      // listed, or the steps of a range
  double low = 0.0, high = 0.0;        // of a law, low < high
  double mean = 0.0, deviation = 0.0;  // of the normal law before it is cut at low and high
  double mode = 0.0;                   // of the triangular law
  // Of options: what each of `values` sets, "key=value"; the base scenario's text sets nothing.
  std::vector<std::vector<std::string>> settings = {};
  bool is_choice = false;  // ours to make: see StudyFile::choices
  std::size_t group = 0;   // correlated factors share one; of choices without meaning
};

// How well a response is to be known at every point: half its interval, of its unit, or in % of
// its mean.
struct StudyPrecision {
  std::string response;
  StudyAmount amount;
};

// A response that the reader does not judge: twin/study knows which there are.
struct StudyResponse {
  std::string name;
  Place place;
};

// At which value of one factor a response is what it is at another place of the grid.
struct StudyBreakEven {
  std::size_t factor = 0;  // in StudyFile::factors, the one that is solved for
  std::string response = {};
  // Where the response is taken from: values of some factors, as indices of factors and of their
  // values. The others are those of each point.
  struct At {
    std::size_t factor = 0, level = 0;
  };
  std::vector<At> reference = {};
  Place place = {};
};

struct StudyFile {
  std::string file;  // as given
  std::string title;
  std::filesystem::path base_file;
  StudyDesign design = StudyDesign::grid;
  std::uint64_t points = 0;  // of all designs
  std::uint64_t seed = 1;    // of the design, not of the line
  std::vector<StudyFactor> factors;

  // Of sampled designs.
  std::uint64_t draws = 0;  // what the file calls points
  // Combinations of the factors that are choices, each of which is tried on every draw of the
  // others: point = draw x choices + combination. In a grid, on every combination of the others.
  std::uint64_t choices = 1;
  // Of the response that points are ranked by: choices that differ by no more are as good as each
  // other. Of grids with choices.
  std::optional<StudyAmount> indifference;
  std::size_t groups = 0;  // of factors that are drawn; those without correlation are one each
  // Spearman's rank correlations of the drawn factors, (n x n), where any are correlated.
  std::vector<double> rank_correlation;

  // Replications are added to a line until all of these are met at all of its points. None: the
  // scenario's number of them, whatever it gives.
  std::vector<StudyPrecision> precision;
  std::uint64_t most_replications = 1'000;  // of a line
  std::uint64_t budget = 0;                 // of all lines together; 0: none
  Place budget_place;

  std::vector<StudyResponse> responses;
  std::string best;  // the response by which points are ranked
  bool best_is_least = true;
  Place best_place;
  std::optional<StudyBreakEven> break_even;

  Scenario base;                 // with the study's replications and [study] set
  std::vector<InputFile> files;  // the study, then the base scenario's
};

inline constexpr std::uint64_t kMostStudyPoints = 10'000'000;

// Changes a scenario to a value of the factor, given as StudyLevel::text.
void set_factor(Scenario& scenario, const StudyFactor& factor, const std::string& text);

// The text of a number of the key's unit, as --set takes it: "40 kUSD".
std::string setting_text(const NamedKey& key, double number);

// `overrides` change the base scenario, as after --set.
// @throws InputError with place, found, wanted, candidates; IoError
StudyFile read_study(const std::filesystem::path& file,
                     const std::vector<std::string>& overrides = {});

// The same from the file's text. `file` says where it would stand: the base is sought from there.
StudyFile read_study_text(const std::filesystem::path& file, const std::string& text,
                          const std::vector<std::string>& overrides = {});

}  // namespace darkline
