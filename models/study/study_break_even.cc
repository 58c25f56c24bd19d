#include "models/study/study_break_even.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/study/study_factor.h"

namespace darkline {
namespace {

std::size_t factor_index(const StudyTable& table, const StudyFile& study, std::string_view key,
                         const toml::node& node, const std::string& path) {
  std::vector<std::string> known;
  for (const StudyFactor& factor : study.factors) {
    if (factor.key.path == path) return known.size();
    known.push_back(factor.key.path);
  }
  table.refuse(key, node, "the key of a factor of this study", nearest_names(path, known));
}

std::size_t level_index(const StudyTable& table, const StudyFactor& factor,
                        const toml::node& node) {
  const std::string text = node.is_string() ? node.as_string()->get() : shown_node(node);
  std::vector<std::string> known;
  for (const StudyLevel& level : factor.values) {
    if (level.text == text) return known.size();
    known.push_back(level.text);
  }
  table.refuse("reference", node,
               fmt::format("a value that {} has in this study, written as there", factor.key.path),
               nearest_names(text, known));
}

void require_ascending(const StudyTable& table, const StudyFactor& factor) {
  bool ascends = factor.values.size() >= 2 && factor.key.kind != KeyKind::text &&
                 factor.key.kind != KeyKind::list;
  for (std::size_t k = 1; k < factor.values.size(); ++k) {
    ascends = ascends && factor.values[k - 1].number < factor.values[k].number;
  }
  if (ascends) return;
  table.refuse("factor", *table.find("factor"), "a factor with two or more ascending numbers");
}

}  // namespace

void read_break_even(const StudyTable& top, StudyFile& study) {
  const toml::node* node = top.find("break_even");
  if (node == nullptr) return;
  if (!node->is_table()) top.refuse("break_even", *node, "a table [break_even]");
  const StudyTable table(*node->as_table(), study.file, "break_even",
                         {"factor", "response", "reference"});
  StudyBreakEven asked;
  asked.place = table.place();
  if (study.design != StudyDesign::grid) {
    throw InputError({.place = table.place(),
                      .key = "break_even",
                      .found = fmt::format("design {}", name_of(study.design)),
                      .wanted = "grid: what is solved for is sought between its values"});
  }
  const std::string path = table.text("factor", "the key of the factor that is solved for");
  asked.factor = factor_index(table, study, "factor", *table.find("factor"), path);
  require_ascending(table, study.factors[asked.factor]);
  asked.response = table.text("response", "the name of a response of this study");
  std::vector<std::string> known;
  for (const StudyResponse& response : study.responses) known.push_back(response.name);
  if (std::find(known.begin(), known.end(), asked.response) == known.end()) {
    table.refuse("response", *table.find("response"), "a response of this study",
                 nearest_names(asked.response, known));
  }
  const toml::node& reference = table.get("reference", "a table of factors and their values");
  if (!reference.is_table() || reference.as_table()->empty()) {
    table.refuse("reference", reference, "a table of factors and their values");
  }
  for (const auto& [key, value] : *reference.as_table()) {
    const std::size_t f = factor_index(table, study, "reference", value, std::string(key.str()));
    asked.reference.push_back({f, level_index(table, study.factors[f], value)});
  }
  const bool has_own = std::any_of(asked.reference.begin(), asked.reference.end(),
                                   [&](const auto& at) { return at.factor == asked.factor; });
  if (!has_own) {
    table.refuse("reference", reference,
                 fmt::format("a value of {} too, which is solved for", path));
  }
  study.break_even = std::move(asked);
}

}  // namespace darkline
