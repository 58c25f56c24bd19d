// The language of scenario files: one row per key. The reader, `darkline scenario --keys`,
// `--effective`, `--set` and docs/scenario.md all come from this table.
//
// A key is "section.name", or "zone.name" inside the table arrays [[zone]], [[link]], [[variant]],
// [[changeover]].
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/base/quantity.h"
#include "models/scenario/scenario.h"

namespace darkline {

// What may be written, and what it means.
struct KeySpec {
  std::string_view path;           // "plant.takt"
  Dimension dimension;             // of numbers; none for counts and texts
  std::string_view unit;           // in which it is shown
  double low, high;                // allowed, in base units, both ends included; texts: unused
  std::string_view default_value;  // as in a file, without quotes; empty: must be given
  std::string_view example;        // as in a file, without quotes
  std::string_view text;           // meaning; the source of the default in brackets
};

// The field of a record that a key fills; its type says how the key is written: a double is a
// quantity in quotes, an integer stands bare, a text in quotes, lists in brackets.
template <class Record>
using KeyField =
    std::variant<double& (*)(Record&), std::int64_t& (*)(Record&), std::string& (*)(Record&),
                 std::vector<double>& (*)(Record&), std::vector<std::int64_t>& (*)(Record&)>;

template <class Record>
struct Key {
  KeySpec spec;
  KeyField<Record> field;
};

// The rows, in the order in which they are shown.
std::span<const Key<Scenario>> scenario_keys();
std::span<const Key<ZoneConfig>> zone_keys();
std::span<const Key<LinkConfig>> link_keys();
std::span<const Key<VariantConfig>> variant_keys();
std::span<const Key<ChangeoverConfig>> changeover_keys();

// A scenario in which every key has its default; keys without one are zero or empty.
Scenario default_scenario();

// "a time", "a count", "a text", "a list of shares": how a key is written.
template <class Record>
std::string kind_of(const Key<Record>& key);

// The language as a table for people (Markdown), and as JSON for programs.
std::string keys_as_markdown();
std::string keys_as_json();

}  // namespace darkline
