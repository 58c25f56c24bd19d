#include "models/scenario/scenario_schema.h"

#include <type_traits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/scenario/key_values.h"

namespace darkline {
namespace {

template <class Record>
std::string default_of(const Key<Record>& key) {
  if (!key.spec.default_value.empty()) return written(key, key.spec.default_value);
  // of the sections only the title has none
  return std::is_same_v<Record, Scenario> ? "the file's name" : "must be given";
}

template <class Record>
std::string range_of(const Key<Record>& key) {
  const KeySpec& spec = key.spec;
  if (is_text(key)) return "";
  return fmt::format("{} to {}", bound_text(spec, spec.low), bound_text(spec, spec.high));
}

// `visit(key, prefix)` for every row of the language.
template <class Visit>
void for_every_key(Visit visit) {
  for (const auto& key : scenario_keys()) visit(key);
  for (const auto& key : zone_keys()) visit(key);
  for (const auto& key : link_keys()) visit(key);
  for (const auto& key : variant_keys()) visit(key);
  for (const auto& key : changeover_keys()) visit(key);
}

}  // namespace

template <class Record>
std::string kind_of(const Key<Record>& key) {
  std::string one(name_of(key.spec.dimension));
  switch (key.field.index()) {
    case 0:
      return one;
    case 1:
      return "a count";
    case 2:
      return "a text";
    case 3:
      return "a list, each " + one;
    default:
      return "a list of counts";
  }
}
template std::string kind_of(const Key<Scenario>&);
template std::string kind_of(const Key<ZoneConfig>&);
template std::string kind_of(const Key<LinkConfig>&);
template std::string kind_of(const Key<VariantConfig>&);
template std::string kind_of(const Key<ChangeoverConfig>&);

Scenario default_scenario() {
  Scenario scenario;
  for (const auto& key : scenario_keys()) {
    if (!key.spec.default_value.empty()) set_from_text(key, scenario, key.spec.default_value);
  }
  return scenario;
}

std::string keys_as_markdown() {
  std::string text =
      "| key | written as | allowed | default | example | meaning |\n|---|---|---|---|---|---|\n";
  for_every_key([&](const auto& key) {
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", key.spec.path, kind_of(key),
                    range_of(key), default_of(key), written(key, key.spec.example), key.spec.text);
  });
  return text;
}

std::string keys_as_json() {
  nlohmann::ordered_json json;
  json["schema"] = "darkline.scenario_keys/1";
  json["keys"] = nlohmann::ordered_json::array();
  for_every_key([&](const auto& key) {
    const KeySpec& spec = key.spec;
    nlohmann::ordered_json row{{"key", spec.path}, {"kind", kind_of(key)}, {"unit", spec.unit}};
    if (!is_text(key)) {
      row["low"] = bound_text(spec, spec.low);
      row["high"] = bound_text(spec, spec.high);
    }
    if (!spec.default_value.empty()) row["default"] = spec.default_value;
    row["example"] = spec.example;
    row["text"] = spec.text;
    json["keys"].push_back(std::move(row));
  });
  return json.dump(1) + "\n";
}

}  // namespace darkline
