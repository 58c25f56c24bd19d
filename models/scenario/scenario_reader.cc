#include "models/scenario/scenario_reader.h"

#include <algorithm>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/base/toml_file.h"
#include "models/scenario/key_values.h"
#include "models/scenario/listed_spots.h"
#include "models/scenario/named_key.h"
#include "models/scenario/scenario_schema.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostFiles = 4;
constexpr std::size_t kMostZones = 200, kMostLinks = 400, kMostVariants = 50;
constexpr std::size_t kMostChangeovers = kMostVariants * kMostVariants;

std::string shown(const toml::node& node) {
  if (const auto* text = node.as_string()) {
    return toml_quoted(std::string_view(text->get()).substr(0, 80));
  }
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  return "a date or time";
}

// Reads one file's tables into a scenario.
class FileReader {
 public:
  FileReader(std::string file, Scenario& scenario) : file_(std::move(file)), scenario_(scenario) {}

  void read(const toml::table& root) {
    for (const auto& [name, node] : root) {
      const std::string section(name.str());
      if (section == "extends") continue;
      if (section == "zone") {
        read_records(node, zone_keys(), scenario_.zones, "zone", kMostZones);
      } else if (section == "link") {
        read_records(node, link_keys(), scenario_.links, "link", kMostLinks);
      } else if (section == "variant") {
        read_records(node, variant_keys(), scenario_.variants, "variant", kMostVariants);
      } else if (section == "changeover") {
        read_records(node, changeover_keys(), scenario_.changeovers, "changeover",
                     kMostChangeovers);
      } else {
        read_section(section, node);
      }
    }
  }

  Place place_of(const toml::node& node) const {
    return {.file = file_,
            .line = static_cast<int>(node.source().begin.line),
            .column = static_cast<int>(node.source().begin.column)};
  }

 private:
  void read_section(const std::string& section, const toml::node& node) {
    std::vector<std::string> sections = {"extends", "zone", "link", "variant", "changeover"};
    for (const auto& key : scenario_keys()) {
      const std::string known(key.spec.path.substr(0, key.spec.path.find('.')));
      if (std::find(sections.begin(), sections.end(), known) == sections.end()) {
        sections.push_back(known);
      }
    }
    if (std::find(sections.begin(), sections.end(), section) == sections.end()) {
      refuse_name(node, section, "a section of a scenario", section, sections);
    }
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      throw InputError({.place = place_of(node),
                        .key = section,
                        .found = shown(node),
                        .wanted = fmt::format("a table: [{}]", section)});
    }
    read_table(*table, section, scenario_keys(), scenario_);
  }

  template <class Record>
  void read_table(const toml::table& table, const std::string& section,
                  std::span<const Key<Record>> keys, Record& record) {
    for (const auto& [name, node] : table) {
      const std::string path = section + "." + std::string(name.str());
      const auto key = std::find_if(keys.begin(), keys.end(),
                                    [&](const auto& each) { return each.spec.path == path; });
      if (key == keys.end()) {
        std::vector<std::string> known;
        for (const auto& each : keys) {
          if (each.spec.path.substr(0, section.size() + 1) == section + ".") {
            known.emplace_back(each.spec.path.substr(section.size() + 1));
          }
        }
        refuse_name(node, path, "a key of [" + section + "]", std::string(name.str()), known);
      }
      read_value(*key, node, record);
    }
  }

  template <class Record>
  void read_value(const Key<Record>& key, const toml::node& node, Record& record) {
    try {
      set_from_text(key, record, text_of(key, node));
      if constexpr (std::is_same_v<Record, Scenario>) {
        scenario_.places[std::string(key.spec.path)] = place_of(node);
      }
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      problem.place = place_of(node);
      problem.key = key.spec.path;
      throw InputError(std::move(problem));
    }
  }

  // The node's value as set_from_text takes it, if it has the right TOML type.
  template <class Record>
  std::string text_of(const Key<Record>& key, const toml::node& node) {
    const bool list = key.field.index() >= 3;
    const bool in_quotes = is_text(key) || key.spec.dimension != Dimension::none;
    if (const toml::array* array = node.as_array(); list && array != nullptr) {
      std::string text;
      for (const toml::node& one : *array) {
        const std::string value = text_of_one(key, one, in_quotes);
        if (value.empty() || value.find_first_of(",[]\"") != std::string::npos) {
          refuse_kind(key, one);  // the text of the list is taken apart at these
        }
        text += (text.empty() ? "" : ", ") + value;
      }
      return text;
    }
    if (list && key.field.index() == 3) refuse_kind(key, node);
    return text_of_one(key, node, in_quotes);
  }

  template <class Record>
  std::string text_of_one(const Key<Record>& key, const toml::node& node, bool in_quotes) {
    if (const auto* text = node.as_string(); text != nullptr && in_quotes) {
      if (text->get().find('\0') != std::string::npos) refuse_kind(key, node);
      return text->get();
    }
    if (!in_quotes && (node.is_integer() || node.is_floating_point())) return shown(node);
    if (in_quotes && !is_text(key) && (node.is_integer() || node.is_floating_point())) {
      return shown(node);  // parse_quantity refuses it and names the unit
    }
    refuse_kind(key, node);
  }

  template <class Record>
  [[noreturn]] void refuse_kind(const Key<Record>& key, const toml::node& node) {
    throw InputError({.found = shown(node),
                      .wanted = fmt::format("{}, such as {} = {}", kind_of(key),
                                            key.spec.path.substr(key.spec.path.find('.') + 1),
                                            written(key, key.spec.example))});
  }

  [[noreturn]] void refuse_name(const toml::node& node, const std::string& path,
                                const std::string& wanted, const std::string& name,
                                const std::vector<std::string>& known) {
    throw InputError({.place = place_of(node),
                      .key = path,
                      .found = "an unknown name",
                      .wanted = wanted,
                      .candidates = nearest_names(name, known),
                      .mend = "see darkline scenario --keys"});
  }

  template <class Record>
  void read_records(const toml::node& node, std::span<const Key<Record>> keys,
                    std::vector<Record>& records, const std::string& section, std::size_t most) {
    const toml::array* array = node.as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
      throw InputError({.place = place_of(node),
                        .key = section,
                        .found = shown(node),
                        .wanted = fmt::format("a list of tables: [[{}]]", section)});
    }
    for (const toml::node& one : *array) {
      Record fresh;
      for (const auto& key : keys) {
        if (!key.spec.default_value.empty()) set_from_text(key, fresh, key.spec.default_value);
      }
      const toml::table& table = *one.as_table();
      read_table(table, section, keys, fresh);
      const auto old = std::find_if(records.begin(), records.end(),
                                    [&](const Record& each) { return same_record(each, fresh); });
      if (old != records.end()) {
        if (old->place.file == file_) refuse_twice(one, section, *old);
        read_table(table, section, keys, *old);  // what it extends, changed in place
        old->place = place_of(one);
        continue;
      }
      for (const auto& key : keys) {
        const std::string name(key.spec.path.substr(section.size() + 1));
        if (key.spec.default_value.empty() && !table.contains(name)) {
          throw InputError({.place = place_of(one),
                            .key = std::string(key.spec.path),
                            .found = "nothing",
                            .wanted = fmt::format("{}, such as {} = {}", kind_of(key), name,
                                                  written(key, key.spec.example))});
        }
      }
      fresh.place = place_of(one);
      records.push_back(std::move(fresh));
      if (records.size() > most) {
        throw InputError({.place = place_of(one),
                          .key = section,
                          .found = fmt::format("{} of them", records.size()),
                          .wanted = fmt::format("at most {}", most)});
      }
    }
  }

  static bool same_record(const ZoneConfig& a, const ZoneConfig& b) { return a.name == b.name; }
  static bool same_record(const VariantConfig& a, const VariantConfig& b) {
    return a.name == b.name;
  }
  static bool same_record(const LinkConfig& a, const LinkConfig& b) {
    return a.from == b.from && a.to == b.to && a.carries == b.carries;
  }
  static bool same_record(const ChangeoverConfig& a, const ChangeoverConfig& b) {
    return a.from == b.from && a.to == b.to;
  }

  template <class Record>
  [[noreturn]] void refuse_twice(const toml::node& node, const std::string& section,
                                 const Record& first) {
    throw InputError(
        {.place = place_of(node),
         .key = section,
         .found = "the same " + section + " a second time",
         .wanted = fmt::format("one of it; the first stands at {}", first.place.text())});
  }

  std::string file_;
  Scenario& scenario_;
};

void read_text_into(const fs::path& file, const std::string& bytes, ReadScenario& out,
                    std::vector<fs::path>& open);

// Where a name leads to, as far as that exists; the name itself if that cannot be known.
fs::path canonical_name(const fs::path& file) {
  std::error_code unknown;
  fs::path canonical = fs::weakly_canonical(file, unknown);
  return unknown ? file : canonical;
}

// Reads the scenario that `file` names after `extends`. `open` holds the files that wait for it.
void read_extended(const fs::path& file, const toml::node& extends, ReadScenario& out,
                   std::vector<fs::path>& open) {
  const auto refuse = [&](const std::string& found, const std::string& wanted) {
    throw InputError({.place = {.file = file.string(),
                                .line = static_cast<int>(extends.source().begin.line),
                                .column = static_cast<int>(extends.source().begin.column)},
                      .key = "extends",
                      .found = found,
                      .wanted = wanted});
  };
  const auto* text = extends.as_string();
  if (text == nullptr || text->get().find('\0') != std::string::npos) {
    refuse(shown(extends), "the name of a scenario file, such as \"ningbo_2024.toml\"");
  }
  const fs::path base = file.parent_path() / text->get();
  open.push_back(canonical_name(file));
  if (open.size() >= kMostFiles ||
      std::find(open.begin(), open.end(), canonical_name(base)) != open.end()) {
    refuse(shown(extends), fmt::format("a chain of at most {} files without a circle", kMostFiles));
  }
  std::error_code unknown;
  if (!fs::is_regular_file(base, unknown)) {
    refuse(shown(extends), fmt::format("a file; there is none at {}", base.string()));
  }
  read_text_into(base, read_file(base, kMostBytes), out, open);
}

void read_text_into(const fs::path& file, const std::string& bytes, ReadScenario& out,
                    std::vector<fs::path>& open) {
  const std::string name = file.string();
  const toml::table root = parse_toml(bytes, name, "a scenario");
  out.files.push_back({file.filename().string(), sha256_hex(bytes)});
  if (const toml::node* extends = root.get("extends")) read_extended(file, *extends, out, open);
  FileReader(name, out.scenario).read(root);
}

// A value that no file can hold would make scenario.effective.toml unreadable.
void require_writable_text(const std::string& path, const std::string& value) {
  if (value.find('\0') == std::string::npos) {
    try {
      static_cast<void>(toml::parse("value = " + toml_quoted(value)));
      return;
    } catch (const toml::parse_error&) {  // not UTF-8
    }
  }
  throw InputError({.place = {.file = "--set"},
                    .key = path,
                    .found = "bytes that are no text",
                    .wanted = "text in UTF-8"});
}

// What --set calls a record.
std::string name_of_record(const ZoneConfig& zone) {
  return zone.name;
}
std::string name_of_record(const VariantConfig& variant) {
  return variant.name;
}
std::string name_of_record(const LinkConfig& link) {
  return link.from + "." + link.to;
}
std::string name_of_record(const ChangeoverConfig& changeover) {
  return changeover.from + "." + changeover.to;
}

// "zone.z60_framing.spots" is the key "zone.spots" of the zone of that name, and
// "link.z60_framing.z65_roof.places" the key "link.places" of the link between these zones.
void set_override(Scenario& scenario, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string path = text.substr(0, equals);
  if (equals == std::string::npos) {
    throw UsageError(fmt::format("--set {}: wanted key=value, such as plant.takt=\"60 s\"", text));
  }
  const std::string value = text.substr(equals + 1);
  require_writable_text(path, value);
  std::vector<std::string> known;
  const auto try_keys = [&](const auto& keys, auto& record, const std::string& name,
                            const std::string& shown_prefix) {
    for (const auto& key : keys) {
      if (!shown_prefix.empty()) {
        known.push_back(shown_prefix +
                        std::string(key.spec.path.substr(key.spec.path.find('.') + 1)));
      } else {
        known.emplace_back(key.spec.path);
      }
      if (key.spec.path != name) continue;
      try {
        set_from_text(key, record, value);
        scenario.places[path] = {.file = "--set"};
      } catch (const InputError& error) {
        InputProblem problem = error.problem();
        problem.place = {.file = "--set"};
        problem.key = path;
        throw InputError(std::move(problem));
      }
      return true;
    }
    return false;
  };
  const auto try_named = [&](const std::string& section, auto keys, auto& records) {
    for (auto& record : records) {
      const std::string prefix = section + "." + name_of_record(record) + ".";
      const bool here = path.substr(0, prefix.size()) == prefix;
      const std::string name = here ? section + "." + path.substr(prefix.size()) : std::string();
      if (try_keys(keys, record, name, prefix)) return true;
    }
    return false;
  };
  if (try_keys(scenario_keys(), scenario, path, "")) return;
  if (try_named("zone", zone_keys(), scenario.zones)) return;
  if (try_named("variant", variant_keys(), scenario.variants)) return;
  if (try_named("link", link_keys(), scenario.links)) return;
  if (try_named("changeover", changeover_keys(), scenario.changeovers)) return;
  throw InputError({.place = {.file = "--set"},
                    .key = path,
                    .found = "an unknown key",
                    .wanted = "a key of the scenario",
                    .candidates = nearest_names(path, known),
                    .mend = "see darkline scenario --keys"});
}

}  // namespace

void set_key(Scenario& scenario, const std::string& text) {
  set_override(scenario, text);
}

ReadScenario read_scenario(const fs::path& file, const std::vector<std::string>& overrides) {
  ReadScenario out = read_scenario_text(file, read_file(file, kMostBytes), overrides);
  const auto list = spot_list_path(out.scenario);
  std::error_code unknown;
  if (list && fs::is_regular_file(*list, unknown)) {  // build_factory refuses one that is not there
    out.files.push_back(
        {list->filename().string(), sha256_hex(read_file(*list, kMostSpotListBytes))});
  }
  return out;
}

ReadScenario read_scenario_text(const fs::path& file, const std::string& text,
                                const std::vector<std::string>& overrides) {
  ReadScenario out{.scenario = default_scenario(), .files = {}};
  std::vector<fs::path> open;
  read_text_into(file, text, out, open);
  for (const std::string& each : overrides) set_override(out.scenario, each);
  out.scenario.file = file.string();
  if (out.scenario.info.title.empty()) out.scenario.info.title = file.stem().string();
  return out;
}

std::string effective_toml(const Scenario& scenario) {
  std::string text;
  std::string section;
  for (const auto& key : scenario_keys()) {
    const std::string path(key.spec.path);
    const std::size_t dot = path.find('.');
    if (path.substr(0, dot) != section) {
      section = path.substr(0, dot);
      text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", section);
    }
    text +=
        fmt::format("{} = {}\n", path.substr(dot + 1), written(key, text_of_field(key, scenario)));
  }
  const auto write_records = [&](const auto& keys, const auto& records, std::string_view name) {
    for (const auto& record : records) {
      text += fmt::format("\n[[{}]]\n", name);
      for (const auto& key : keys) {
        text += fmt::format("{} = {}\n", key.spec.path.substr(name.size() + 1),
                            written(key, text_of_field(key, record)));
      }
    }
  };
  write_records(variant_keys(), scenario.variants, "variant");
  write_records(zone_keys(), scenario.zones, "zone");
  write_records(link_keys(), scenario.links, "link");
  write_records(changeover_keys(), scenario.changeovers, "changeover");
  return text;
}

}  // namespace darkline
