#include "models/study/optimise_file.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/study/study_base.h"
#include "models/study/study_factor.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostFactors = 20;

void read_start(const StudyTable& table, const StudyFactor& factor, OptimiseFile& study) {
  double start = std::clamp(factor.base.number, factor.low, factor.high);
  if (table.has("start")) {
    const toml::node& node = *table.find("start");
    const std::string text = node.is_string() ? node.as_string()->get() : shown_node(node);
    try {
      Scenario trial = study.base;
      set_key(trial, factor.key.path + "=" + text);
      start = study_level(factor.key, text).number;
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      problem.place = table.place_of(node);
      problem.key = factor.key.path;
      throw InputError(std::move(problem));
    }
    if (start < factor.low || start > factor.high) {
      table.refuse("start", node,
                   fmt::format("a value from {} to {}", setting_text(factor.key, factor.low),
                               setting_text(factor.key, factor.high)));
    }
  }
  study.start.push_back(start);
}

void read_factors(const toml::table& root, OptimiseFile& study) {
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
    const StudyTable table(*one.as_table(), study.file, "factor", {"key", "range", "start"});
    table.get("range", "the two ends between which a value is sought");
    // as a design that takes any value between the ends
    study.factors.push_back(read_factor(table, study.base, StudyDesign::monte_carlo));
    const StudyFactor& factor = study.factors.back();
    for (std::size_t k = 0; k + 1 < study.factors.size(); ++k) {
      if (study.factors[k].key.path != factor.key.path) continue;
      table.refuse(
          "key", *table.find("key"),
          fmt::format("a key once; the first stands at {}", study.factors[k].place.text()));
    }
    read_start(table, factor, study);
  }
}

void read_objective(const StudyTable& table, OptimiseFile& study) {
  const std::string wanted = "\"least NAME\" or \"most NAME\" of a response";
  const std::string text = table.text("objective", wanted);
  const std::size_t blank = text.find(' ');
  const std::string goal = text.substr(0, blank);
  if ((goal != "least" && goal != "most") || blank == std::string::npos) {
    table.refuse("objective", *table.find("objective"), wanted);
  }
  study.objective = {text.substr(blank + 1), table.place_of_key("objective")};
  study.is_least = goal == "least";
}

void read_constraints(const StudyTable& table, OptimiseFile& study) {
  if (!table.has("constraints")) return;
  const std::string wanted = "a list of texts such as \"net_jph >= 40 1/h\" or \"robots <= 500\"";
  for (const toml::node& node : table.list("constraints", wanted)) {
    OptimiseConstraint one;
    one.text = table.text_of("constraints", node, wanted);
    const std::size_t sign = one.text.find_first_of("<>");
    if (sign == std::string::npos || sign == 0 || one.text.substr(sign + 1, 1) != "=") {
      table.refuse("constraints", node, wanted);
    }
    one.is_least = one.text[sign] == '>';
    one.response = one.text.substr(0, one.text.find_last_not_of(' ', sign - 1) + 1);
    const std::size_t from = one.text.find_first_not_of(' ', sign + 2);
    if (from == std::string::npos) table.refuse("constraints", node, wanted);
    one.bound = amount_of(table, "constraints", node, one.text.substr(from));
    study.constraints.push_back(std::move(one));
  }
}

}  // namespace

OptimiseFile read_optimise(const fs::path& file, const std::vector<std::string>& overrides) {
  return read_optimise_text(file, read_file(file, kMostStudyBytes), overrides);
}

OptimiseFile read_optimise_text(const fs::path& file, const std::string& bytes,
                                const std::vector<std::string>& overrides) {
  OptimiseFile study;
  study.file = file.string();
  study.files.push_back({file.filename().string(), sha256_hex(bytes)});
  const toml::table root = parse_study(bytes, study.file);
  const StudyTable top(root, study.file, "file", {"study", "factor"});
  const toml::node& node = top.get("study", "a table [study]");
  if (!node.is_table()) top.refuse("study", node, "a table [study]");
  const StudyTable table(*node.as_table(), study.file, "study",
                         {"kind", "title", "base", "set", "replications", "objective",
                          "constraints", "evaluations", "confirm", "search"});
  study.title = table.has("title") ? table.text("title", "a text") : file.stem().string();
  if (table.has("evaluations")) {
    study.evaluations = static_cast<int>(table.count("evaluations", 2, 10'000));
  }
  if (table.has("confirm")) study.confirm = static_cast<int>(table.count("confirm", 2, 100'000));
  if (table.has("search")) {
    const std::string name = table.text("search", "\"local\" or \"global\"");
    if (name != "local" && name != "global") {
      table.refuse("search", *table.find("search"), "\"local\" or \"global\"",
                   nearest_names(name, {"local", "global"}));
    }
    study.is_global = name == "global";
  }
  StudyBase base = read_study_base(table, study.file, overrides);
  study.base_file = std::move(base.file);
  study.base = std::move(base.scenario);
  study.files.insert(study.files.end(), base.files.begin(), base.files.end());
  study.base.simulation.precision = 0.0;  // a fixed number, so that points share their noise
  read_objective(table, study);
  read_constraints(table, study);
  read_factors(root, study);
  return study;
}

}  // namespace darkline
