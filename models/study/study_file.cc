#include "models/study/study_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/study/study_base.h"
#include "models/study/study_break_even.h"
#include "models/study/study_correlation.h"
#include "models/study/study_factor.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostFactors = 50;

constexpr std::array<StudyDesign, 8> kDesigns = {
    StudyDesign::grid,          StudyDesign::list,
    StudyDesign::one_at_a_time, StudyDesign::latin_hypercube,
    StudyDesign::sobol,         StudyDesign::monte_carlo,
    StudyDesign::sobol_indices, StudyDesign::elementary_effects};

StudyDesign read_design(const StudyTable& table) {
  std::vector<std::string> known;
  for (const StudyDesign each : kDesigns) known.emplace_back(name_of(each));
  const std::string wanted = fmt::format("one of {}", fmt::join(known, ", "));
  const std::string name = table.text("design", wanted);
  const auto at = std::find(known.begin(), known.end(), name);
  if (at == known.end()) {
    table.refuse("design", *table.find("design"), wanted, nearest_names(name, known));
  }
  return kDesigns[static_cast<std::size_t>(at - known.begin())];
}

void read_factors(const toml::table& root, StudyFile& study) {
  const toml::node* node = root.get("factor");
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr || array->empty() || !array->is_array_of_tables() ||
      array->size() > kMostFactors) {
    throw InputError({.place = {.file = study.file},
                      .key = "factor",
                      .found = node == nullptr ? "nothing" : shown_node(*node),
                      .wanted = fmt::format("1 to {} tables [[factor]]", kMostFactors)});
  }
  for (const toml::node& one : *array) {
    const StudyTable table(*one.as_table(), study.file, "factor",
                           {"key", "name", "options", "choice", "values", "range", "steps",
                            "distribution", "low", "high", "mean", "deviation", "mode"});
    StudyFactor factor = read_factor(table, study.base, study.design);
    for (const StudyFactor& other : study.factors) {
      if (other.key.path != factor.key.path) continue;
      const char* called = factor.settings.empty() ? "key" : "name";
      table.refuse(called, *table.find(called),
                   fmt::format("a key once; the first stands at {}", other.place.text()));
    }
    study.factors.push_back(std::move(factor));
  }
}

void read_responses(const StudyTable& table, StudyFile& study) {
  std::set<std::string> seen;
  for (const toml::node& node : table.list("responses", "a list of names of figures")) {
    const std::string name = table.text_of("responses", node, "the name of a figure");
    if (!seen.insert(name).second) table.refuse("responses", node, "each figure once");
    study.responses.push_back({name, table.place_of(node)});
  }
  study.best = study.responses.front().name;
  study.best_place = study.responses.front().place;
  if (!table.has("best")) return;
  const std::string wanted = "\"least NAME\" or \"most NAME\" of a response";
  const std::string text = table.text("best", wanted);
  const std::size_t blank = text.find(' ');
  const std::string goal = text.substr(0, blank);
  const std::string name = blank == std::string::npos ? "" : text.substr(blank + 1);
  if ((goal != "least" && goal != "most") || seen.count(name) == 0) {
    table.refuse("best", *table.find("best"), wanted,
                 nearest_names(name, std::vector<std::string>(seen.begin(), seen.end())));
  }
  study.best = name;
  study.best_is_least = goal == "least";
  study.best_place = table.place_of_key("best");
}

void refuse_too_many(const StudyFile& study, const Place& place) {
  throw InputError(
      {.place = place,
       .key = "study",
       .found = fmt::format("more than {} points", kMostStudyPoints),
       .wanted = "no more than that",
       .mend = study.design == StudyDesign::grid ? "take fewer values, or a sampled design" : ""});
}

// Each sampled design's points follow from its draws.
void count_sampled_points(const StudyTable& table, StudyFile& study) {
  const bool by_blocks = study.design >= StudyDesign::sobol_indices;
  study.draws = table.count("points", by_blocks ? 2 : 1, kMostStudyPoints);
  std::uint64_t times = 1;
  if (study.design == StudyDesign::sobol_indices) times = study.groups + 2;
  if (study.design == StudyDesign::elementary_effects) times = study.groups + 1;
  for (const StudyFactor& factor : study.factors) {
    if (!factor.is_choice) continue;
    study.choices *= factor.values.size();
    if (study.choices > kMostStudyPoints) refuse_too_many(study, table.place());
  }
  study.points = study.draws * times * study.choices;
  if (study.points > kMostStudyPoints) refuse_too_many(study, table.place());
}

void read_indifference(const StudyTable& table, StudyFile& study) {
  if (!table.has("indifference")) return;
  const toml::node& node = *table.find("indifference");
  if (study.design != StudyDesign::grid || study.choices < 2) {
    table.refuse("indifference", node, "none without a grid and factors with choice = true");
  }
  study.indifference = read_amount(table, "indifference", node);
}

void read_precision(const StudyTable& table, StudyFile& study) {
  if (!table.has("precision")) {
    for (const char* key : {"most_replications", "budget"}) {
      if (table.has(key)) table.refuse(key, *table.find(key), "none without precision");
    }
    return;
  }
  const std::string wanted =
      "\"0.5 %\" of the response that points are ranked by, or a table of responses: "
      "{ net_jph = \"0.2 1/h\", landed = \"0.5 %\" }";
  const toml::node& node = *table.find("precision");
  if (!node.is_table()) {
    if (!node.is_string()) table.refuse("precision", node, wanted);
    study.precision.push_back({study.best, read_amount(table, "precision", node)});
  } else {
    std::vector<std::string> known;
    for (const StudyResponse& each : study.responses) known.push_back(each.name);
    for (const auto& [key, value] : *node.as_table()) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        table.refuse("precision", value, "a response of this study", nearest_names(name, known));
      }
      study.precision.push_back({name, read_amount(table, "precision", value)});
    }
    if (study.precision.empty()) table.refuse("precision", node, wanted);
  }
  auto& simulation = study.base.simulation;
  simulation.precision = 0.0;  // the study's own takes its place
  const auto first = static_cast<std::uint64_t>(simulation.replications);
  if (table.has("most_replications")) {
    study.most_replications = table.count("most_replications", first, 1'000'000);
  }
  study.most_replications = std::max(study.most_replications, first);
  if (table.has("budget")) study.budget = table.count("budget", first, 1'000'000'000);
  study.budget_place = table.place_of_key("budget");
}

void count_points(const StudyTable& table, StudyFile& study) {
  if (is_sampled(study.design)) {
    count_sampled_points(table, study);
    return;
  }
  if (table.has("points")) {
    table.refuse(
        "points", *table.find("points"),
        fmt::format("no points: those of design {} follow from its values", name_of(study.design)));
  }
  study.points = study.design == StudyDesign::grid || study.design == StudyDesign::one_at_a_time;
  for (const StudyFactor& factor : study.factors) {
    const std::uint64_t n = factor.values.size();
    if (study.design == StudyDesign::grid) {
      study.points *= n;
      if (factor.is_choice) study.choices *= n;
    } else if (study.design == StudyDesign::one_at_a_time) {
      study.points += n;
    } else if (study.points != 0 && study.points != n) {
      throw InputError({.place = factor.place,
                        .key = factor.key.path,
                        .found = fmt::format("{} values", n),
                        .wanted = fmt::format("{}, as the factors before have: a list takes one "
                                              "of each for a point",
                                              study.points)});
    } else {
      study.points = n;
    }
    if (study.points > kMostStudyPoints) refuse_too_many(study, table.place());
  }
}

}  // namespace

const char* name_of(StudyDesign design) {
  switch (design) {
    case StudyDesign::grid:
      return "grid";
    case StudyDesign::list:
      return "list";
    case StudyDesign::one_at_a_time:
      return "one_at_a_time";
    case StudyDesign::latin_hypercube:
      return "latin_hypercube";
    case StudyDesign::sobol:
      return "sobol";
    case StudyDesign::sobol_indices:
      return "sobol_indices";
    case StudyDesign::elementary_effects:
      return "elementary_effects";
    default:
      return "monte_carlo";
  }
}

StudyFile read_study(const fs::path& file, const std::vector<std::string>& overrides) {
  return read_study_text(file, read_file(file, kMostStudyBytes), overrides);
}

StudyFile read_study_text(const fs::path& file, const std::string& bytes,
                          const std::vector<std::string>& overrides) {
  StudyFile study;
  study.file = file.string();
  study.files.push_back({file.filename().string(), sha256_hex(bytes)});
  const toml::table root = parse_study(bytes, study.file);
  const StudyTable top(root, study.file, "file", {"study", "factor", "correlation", "break_even"});
  const toml::node& node = top.get("study", "a table [study]");
  if (!node.is_table()) top.refuse("study", node, "a table [study]");
  const StudyTable table(
      *node.as_table(), study.file, "study",
      {"title", "base", "set", "design", "points", "seed", "replications", "responses", "best",
       "indifference", "precision", "most_replications", "budget"});
  study.title = table.has("title") ? table.text("title", "a text") : file.stem().string();
  study.design = read_design(table);
  if (table.has("seed")) study.seed = table.count("seed", 0, 0x7FFF'FFFF);
  StudyBase base = read_study_base(table, study.file, overrides);
  study.base_file = std::move(base.file);
  study.base = std::move(base.scenario);
  study.files.insert(study.files.end(), base.files.begin(), base.files.end());
  read_responses(table, study);
  read_factors(root, study);
  read_correlations(root, study);
  count_points(table, study);
  read_indifference(table, study);
  read_precision(table, study);
  read_break_even(top, study);
  return study;
}

}  // namespace darkline
