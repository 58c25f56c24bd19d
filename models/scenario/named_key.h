// One key of a scenario by its path, as --set spells it: "plant.takt", "zone.z60_framing.spots".
// For programs that change a scenario many times over: studies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/base/quantity.h"
#include "models/scenario/scenario.h"

namespace darkline {

enum class KeyKind : std::uint8_t { quantity, count, text, list };

struct NamedKey {
  std::string path;
  KeyKind kind = KeyKind::text;
  Dimension dimension = Dimension::none;
  std::string unit;              // in which it is shown
  double low = 0.0, high = 0.0;  // allowed, in base units; of numbers alone
  std::string value;             // what the scenario has, as --set would take it
  std::string meaning;
};

// None if the scenario has no such key.
std::optional<NamedKey> find_key(const Scenario& scenario, const std::string& path);

// Every path that the scenario has.
std::vector<std::string> key_paths(const Scenario& scenario);

// "key=value", as after --set: the one function that changes a scenario from outside its files.
// @throws InputError, UsageError
void set_key(Scenario& scenario, const std::string& text);

}  // namespace darkline
