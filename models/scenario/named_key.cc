#include "models/scenario/named_key.h"

#include "models/scenario/key_values.h"
#include "models/scenario/scenario_schema.h"

namespace darkline {
namespace {

template <class Record>
KeyKind kind_of_field(const Key<Record>& key) {
  switch (key.field.index()) {
    case 0:
      return KeyKind::quantity;
    case 1:
      return KeyKind::count;
    case 2:
      return KeyKind::text;
    default:
      return KeyKind::list;
  }
}

// visit(path, key, record) for every key of the scenario that --set reaches.
template <class Visit>
void for_every_path(const Scenario& scenario, Visit visit) {
  for (const auto& key : scenario_keys()) visit(std::string(key.spec.path), key, scenario);
  const auto visit_records = [&](const std::string& section, const auto& keys,
                                 const auto& records) {
    for (const auto& record : records) {
      for (const auto& key : keys) {
        visit(section + "." + record.name + std::string(key.spec.path.substr(section.size())), key,
              record);
      }
    }
  };
  visit_records("zone", zone_keys(), scenario.zones);
  visit_records("variant", variant_keys(), scenario.variants);
}

}  // namespace

std::optional<NamedKey> find_key(const Scenario& scenario, const std::string& path) {
  std::optional<NamedKey> found;
  for_every_path(scenario, [&](const std::string& each, const auto& key, const auto& record) {
    if (found || each != path) return;
    found = NamedKey{.path = path,
                     .kind = kind_of_field(key),
                     .dimension = key.spec.dimension,
                     .unit = std::string(key.spec.unit),
                     .low = key.spec.low,
                     .high = key.spec.high,
                     .value = text_of_field(key, record),
                     .meaning = std::string(key.spec.text)};
  });
  return found;
}

std::vector<std::string> key_paths(const Scenario& scenario) {
  std::vector<std::string> paths;
  for_every_path(scenario,
                 [&](const std::string& each, const auto&, const auto&) { paths.push_back(each); });
  return paths;
}

}  // namespace darkline
