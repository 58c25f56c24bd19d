#include "models/study/study_factor.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

namespace darkline {
namespace {

// A value in the key's unit: that of the text that format_quantity shows, or else by division.
double in_unit_of(const NamedKey& key, double base_value) {
  if (key.unit.empty()) return base_value;
  const std::string text = format_quantity(base_value, key.dimension, key.unit);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{}) {
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (unit == " " + key.unit || unit == key.unit) return number;
  }
  return base_value / parse_quantity("1 " + key.unit, key.dimension);
}

// Reads [[factor]] tables for one base scenario.
class FactorReader {
 public:
  FactorReader(const StudyTable& table, const Scenario& base, StudyDesign design)
      : table_(table), base_(base), design_(design) {}

  StudyFactor read() {
    StudyFactor factor;
    if (table_.has("options")) {
      read_options(factor);
      if (table_.has("choice")) read_choice(factor);
      return factor;
    }
    const std::string path = table_.text("key", "a key of the scenario, such as \"plant.takt\"");
    const std::optional<NamedKey> key = find_key(base_, path);
    if (!key) {
      table_.refuse("key", *table_.find("key"), "a key of the base scenario",
                    nearest_names(path, key_paths(base_)));
    }
    factor.key = *key;
    factor.base = study_level(*key, key->value);
    factor.place = table_.place();
    const int ways = static_cast<int>(table_.has("values")) +
                     static_cast<int>(table_.has("range")) +
                     static_cast<int>(table_.has("distribution"));
    if (ways != 1) {
      throw InputError({.place = table_.place(),
                        .key = "factor of " + path,
                        .found = ways == 0 ? "no values" : "several ways to say its values",
                        .wanted = "one of values, range and distribution"});
    }
    if (table_.has("values")) read_values(factor);
    if (table_.has("range")) read_range(factor);
    if (table_.has("distribution")) read_distribution(factor);
    if (table_.has("choice")) read_choice(factor);
    return factor;
  }

 private:
  // A value as a scenario would hold it, checked by setting it.
  StudyLevel level_of(const NamedKey& key, std::string_view name, const toml::node& node) const {
    const bool bare = key.kind == KeyKind::count ||
                      (key.kind == KeyKind::quantity && key.dimension == Dimension::none);
    if (bare ? !node.is_number() : !node.is_string()) {
      table_.refuse(name, node,
                    bare ? std::string("a number without quotes")
                         : fmt::format("a text in quotes, such as \"{}\"", key.value));
    }
    const std::string text = bare ? shown_node(node) : table_.text_of(name, node, "a text");
    try {
      Scenario trial = base_;
      set_key(trial, key.path + "=" + text);
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      problem.place = table_.place_of(node);
      problem.key = key.path;
      throw InputError(std::move(problem));
    }
    return study_level(key, text);
  }

  double number_of(const NamedKey& key, std::string_view name) const {
    return level_of(key, name, table_.get(name, "a value of " + key.path)).number;
  }

  void require_numbers(const NamedKey& key, std::string_view name) const {
    if (key.kind == KeyKind::quantity || key.kind == KeyKind::count) return;
    table_.refuse(name, *table_.find(name), "values = [...]: " + key.path + " is no number");
  }

  void require_ascending(std::string_view name, const NamedKey& key, double low,
                         double high) const {
    if (low < high) return;
    throw InputError({.place = table_.place_of_key(name),
                      .key = key.path,
                      .found = fmt::format("a range from {} to {}", setting_text(key, low),
                                           setting_text(key, high)),
                      .wanted = "the lower end first",
                      .mend = low == high ? "" : "exchange the two"});
  }

  void read_values(StudyFactor& factor) const {
    for (const toml::node& node : table_.list("values", "a list of values")) {
      factor.values.push_back(level_of(factor.key, "values", node));
    }
  }

  // [factor.options] names sets of changes, which are the values of a text.
  void read_options(StudyFactor& factor) const {
    for (const char* other : {"key", "values", "range", "steps", "distribution"}) {
      if (table_.has(other)) {
        table_.refuse(other, *table_.find(other), "name and options alone, or key and its values");
      }
    }
    factor.place = table_.place();
    factor.key.path = table_.text("name", "a name for what the options decide: \"shop\"");
    factor.key.meaning = "one of sets of changes";
    factor.base.text = "base";
    const std::vector<std::string> keys = key_paths(base_);
    if (std::find(keys.begin(), keys.end(), factor.key.path) != keys.end()) {
      table_.refuse("name", *table_.find("name"), "a name that is no key of the scenario");
    }
    const toml::node& node = *table_.find("options");
    constexpr std::size_t kMostOptions = 100;
    if (!node.is_table() || node.as_table()->empty() || node.as_table()->size() > kMostOptions) {
      table_.refuse("options", node,
                    fmt::format("a table [factor.options] of 1 to {} lists", kMostOptions));
    }
    std::vector<std::pair<toml::source_position, std::string>> order;  // as they stand in the file
    for (const auto& [name, changes] : *node.as_table()) {
      order.emplace_back(name.source().begin, std::string(name.str()));
    }
    std::sort(order.begin(), order.end());
    for (const auto& [where, name] : order) read_option(factor, name, *node.as_table()->get(name));
  }

  void read_option(StudyFactor& factor, const std::string& name, const toml::node& node) const {
    constexpr std::size_t kMostChanges = 1000;
    const std::string wanted = fmt::format("for {} a list of texts \"key=value\"", name);
    const toml::array* list = node.as_array();
    if (list == nullptr || list->size() > kMostChanges) table_.refuse("options", node, wanted);
    Scenario trial = base_;
    std::vector<std::string> settings;
    for (const toml::node& one : *list) {
      settings.push_back(table_.text_of("options", one, wanted));
      try {
        set_key(trial, settings.back());
      } catch (const Error& error) {
        throw InputError({.place = table_.place_of(one),
                          .key = table_.path("options"),
                          .found = shown_node(one),
                          .wanted = fmt::format("{}: {}", wanted, error.what())});
      }
    }
    factor.values.push_back({name, 0.0});
    factor.settings.push_back(std::move(settings));
  }

  void read_range(StudyFactor& factor) const {
    require_numbers(factor.key, "range");
    const toml::array& ends = table_.list("range", "the two ends of a range");
    if (ends.size() != 2) {
      table_.refuse("range", *table_.find("range"), "two values: [low, high]");
    }
    factor.low = level_of(factor.key, "range", ends[0]).number;
    factor.high = level_of(factor.key, "range", ends[1]).number;
    require_ascending("range", factor.key, factor.low, factor.high);
    if (is_sampled(design_)) {
      if (table_.has("steps")) {
        table_.refuse("steps", *table_.find("steps"),
                      fmt::format("no steps: design {} draws from the range", name_of(design_)));
      }
      factor.law = FactorLaw::uniform;
      return;
    }
    if (design_ != StudyDesign::one_at_a_time) {
      table_.get("steps", fmt::format("steps = N: design {} takes as many values of the range",
                                      name_of(design_)));
    }
    const std::uint64_t steps =
        table_.has("steps") ? table_.count("steps", 2, kMostStudyValues) : 2;
    for (std::uint64_t k = 0; k < steps; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(steps - 1);
      double number = factor.low + share * (factor.high - factor.low);
      if (k + 1 == steps) number = factor.high;
      if (factor.key.kind == KeyKind::count && number != std::round(number)) {
        table_.refuse("steps", *table_.find("steps"),
                      fmt::format("steps that meet whole numbers: {} is a count", factor.key.path));
      }
      factor.values.push_back({setting_text(factor.key, number), number});
    }
  }

  void read_distribution(StudyFactor& factor) const {
    const NamedKey& key = factor.key;
    require_numbers(key, "distribution");
    const std::string law = table_.text("distribution", "the name of a law");
    if (!is_sampled(design_)) {
      table_.refuse(
          "distribution", *table_.find("distribution"),
          fmt::format("values, or a range with steps: design {} draws nothing", name_of(design_)));
    }
    const std::vector<std::string> known = {"uniform", "normal", "triangular"};
    const auto at = std::find(known.begin(), known.end(), law);
    if (at == known.end()) {
      table_.refuse("distribution", *table_.find("distribution"), "uniform, normal or triangular",
                    nearest_names(law, known));
    }
    factor.law = static_cast<FactorLaw>(1 + (at - known.begin()));
    if (key.kind == KeyKind::count && factor.law != FactorLaw::uniform) {
      table_.refuse("distribution", *table_.find("distribution"),
                    fmt::format("uniform or values: {} is a count", key.path));
    }
    factor.low = number_of(key, "low");
    factor.high = number_of(key, "high");
    require_ascending("low", key, factor.low, factor.high);
    if (factor.law == FactorLaw::normal) {
      factor.mean = number_of(key, "mean");
      factor.deviation = number_of(key, "deviation");
      if (factor.deviation <= 0.0) {
        table_.refuse("deviation", *table_.find("deviation"), "more than 0");
      }
    }
    if (factor.law == FactorLaw::triangular) {
      factor.mode = number_of(key, "mode");
      if (factor.mode < factor.low || factor.mode > factor.high) {
        table_.refuse("mode", *table_.find("mode"), "a value between low and high");
      }
    }
  }

  void read_choice(StudyFactor& factor) const {
    const toml::node& node = *table_.find("choice");
    if (!node.is_boolean()) table_.refuse("choice", node, "true or false");
    factor.is_choice = node.as_boolean()->get();
    if (!factor.is_choice) return;
    if (design_ != StudyDesign::grid &&
        (!is_sampled(design_) || design_ >= StudyDesign::sobol_indices)) {
      table_.refuse("choice", node,
                    fmt::format("design grid, latin_hypercube, sobol or monte_carlo, which try "
                                "every choice everywhere; not {}",
                                name_of(design_)));
    }
    if (factor.law != FactorLaw::values) {
      table_.refuse("choice", node, "values = [...]: choices are listed");
    }
  }

  const StudyTable& table_;
  const Scenario& base_;
  StudyDesign design_;
};

}  // namespace

std::string setting_text(const NamedKey& key, double number) {
  if (key.kind == KeyKind::count) return fmt::format("{:.0f}", number);
  return fmt::format("{}{}{}", number, key.unit.empty() ? "" : " ", key.unit);
}

StudyLevel study_level(const NamedKey& key, const std::string& text) {
  StudyLevel level{text, 0.0};
  if (key.kind == KeyKind::count) level.number = parse_quantity(text, Dimension::none);
  if (key.kind == KeyKind::quantity) {
    level.number = in_unit_of(key, parse_quantity(text, key.dimension));
  }
  return level;
}

void set_factor(Scenario& scenario, const StudyFactor& factor, const std::string& text) {
  if (factor.settings.empty()) {
    set_key(scenario, factor.key.path + "=" + text);
    return;
  }
  for (std::size_t k = 0; k < factor.values.size(); ++k) {
    if (factor.values[k].text != text) continue;
    for (const std::string& change : factor.settings[k]) set_key(scenario, change);
    return;
  }
}

std::string shown_node(const toml::node& node) {
  if (const auto* text = node.as_string()) {
    return fmt::format("\"{}\"", std::string_view(text->get()).substr(0, 80));
  }
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
  if (node.is_boolean()) return "a truth value";
  if (node.is_table()) return "a table";
  return node.is_array() ? "a list" : "a date or time";
}

StudyFactor read_factor(const StudyTable& table, const Scenario& base, StudyDesign design) {
  return FactorReader(table, base, design).read();
}

}  // namespace darkline
