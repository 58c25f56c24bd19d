#include "models/study/sizing_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/cell/cycle_profile.h"
#include "models/study/study_base.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostChoices = 200;
constexpr std::array<SizingKind, 3> kKinds = {SizingKind::size, SizingKind::pareto,
                                              SizingKind::buffers};

// What the numbers of a list are, and between what.
struct NumberRule {
  Dimension dimension = Dimension::none;
  double low = 0.0, high = 0.0;
  bool whole = false;
};

std::string shown(const NumberRule& rule, double value) {
  if (rule.dimension == Dimension::none) return fmt::format("{}", value);
  return format_quantity(value, rule.dimension, rule.dimension == Dimension::percent ? "%" : "");
}

// Reads the keys of [study] that are numbers.
class NumberReader {
 public:
  explicit NumberReader(const StudyTable& table) : table_(table) {}

  double one(std::string_view key, const toml::node& node, const NumberRule& rule) const {
    const std::string wanted =
        fmt::format("{} from {} to {}", rule.whole ? "a whole number" : "a number",
                    shown(rule, rule.low), shown(rule, rule.high));
    double value = 0.0;
    if (rule.dimension == Dimension::none) {
      if (!node.is_number() || (rule.whole && !node.is_integer())) {
        table_.refuse(key, node, wanted);
      }
      value = *node.value<double>();
    } else {
      value = quantity(key, node, rule, wanted);
    }
    if (!(value >= rule.low && value <= rule.high)) table_.refuse(key, node, wanted);
    return value;
  }

  // An ascending list: [a, b, ...] or { range = [a, b], steps = n }.
  std::vector<double> list(std::string_view key, const NumberRule& rule,
                           const std::vector<double>& unsaid) const {
    const toml::node* node = table_.find(key);
    if (node == nullptr) return unsaid;
    if (const toml::table* range = node->as_table()) return steps(key, *range, rule);
    const toml::array& array = table_.list(key, "a list, or { range = [low, high], steps = N }");
    if (array.size() > kMostChoices) {
      table_.refuse(key, *node, fmt::format("at most {} values", kMostChoices));
    }
    std::vector<double> values;
    for (const toml::node& each : array) {
      values.push_back(one(key, each, rule));
      if (values.size() > 1 && values.back() <= values[values.size() - 2]) {
        table_.refuse(key, each, "values in rising order, each once");
      }
    }
    return values;
  }

 private:
  double quantity(std::string_view key, const toml::node& node, const NumberRule& rule,
                  const std::string& wanted) const {
    try {
      return parse_quantity(table_.text_of(key, node, wanted), rule.dimension);
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      if (!problem.place.file.empty()) throw;
      problem.place = table_.place_of(node);
      problem.key = table_.path(key);
      throw InputError(std::move(problem));
    }
  }

  std::vector<double> steps(std::string_view key, const toml::table& node,
                            const NumberRule& rule) const {
    const StudyTable table(node, table_.place().file, table_.path(key), {"range", "steps"});
    const toml::array& ends = table.list("range", "two values: [low, high]");
    if (ends.size() != 2) table.refuse("range", ends, "two values: [low, high]");
    const NumberReader own(table);
    const double low = own.one("range", ends[0], rule), high = own.one("range", ends[1], rule);
    if (!(low < high)) {
      throw InputError(
          {.place = table.place_of(ends),
           .key = table.path("range"),
           .found = fmt::format("a range from {} to {}", shown(rule, low), shown(rule, high)),
           .wanted = "the lower end first"});
    }
    const std::uint64_t n = table.count("steps", 2, kMostChoices);
    std::vector<double> values;
    for (std::uint64_t k = 0; k < n; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(n - 1);
      values.push_back(k + 1 == n ? high : low + share * (high - low));
      if (rule.whole && values.back() != std::round(values.back())) {
        table.refuse("steps", *table.find("steps"), "steps that meet whole numbers");
      }
    }
    return values;
  }

  const StudyTable& table_;
};

constexpr NumberRule kTarget{Dimension::none, 0.01, 10'000.0};
constexpr NumberRule kTakt{Dimension::time, 1.0, 86'400.0};
constexpr NumberRule kLoad{Dimension::percent, 0.1, kMostLoad};
constexpr NumberRule kWeldLoad{Dimension::percent, 0.1, kMostWeldLoad};
constexpr NumberRule kFactor{Dimension::none, 0.0, 100.0};
constexpr NumberRule kTechnicians{Dimension::none, 1.0, 1'000.0, true};
constexpr NumberRule kSplit{Dimension::none, 0.0, 1'000.0, true};
constexpr NumberRule kMoney{Dimension::money, 0.0, 1e9};
constexpr NumberRule kHeads{Dimension::none, 0.0, 100.0};

std::vector<std::int64_t> counts_of(const std::vector<double>& values) {
  std::vector<std::int64_t> counts;
  for (const double value : values) counts.push_back(std::llround(value));
  return counts;
}

const std::vector<std::string> kCommonKeys = {"kind",         "title",     "base",   "set",
                                              "replications", "screening", "confirm"};

std::vector<std::string> keys_of(SizingKind kind) {
  std::vector<std::string> keys = kCommonKeys;
  const auto add = [&](std::initializer_list<const char*> more) {
    keys.insert(keys.end(), more.begin(), more.end());
  };
  if (kind == SizingKind::buffers) {
    add({"places", "indifference_jph", "most_replications"});
  } else {
    add({kind == SizingKind::size ? "target_net_jph" : "targets_net_jph", "takt", "load",
         "weld_load", "buffer_factor", "technicians", "split_from", "buffer_place",
         "heads_per_technician", "search_physics", "robot_prices", "plants"});
  }
  return keys;
}

void read_choices(const StudyTable& table, SizingFile& study) {
  const NumberReader numbers(table);
  const auto& base = study.base;
  SizingChoices& choices = study.choices;
  table.get("takt",
            "the gross takts that may be chosen, such as { range = [\"60 s\", \"78 s\"], "
            "steps = 19 }");
  table.get("technicians", "how many technicians may be on duty, such as [1, 2, 3, 4]");
  choices.takt_s = numbers.list("takt", kTakt, {});
  choices.load = numbers.list("load", kLoad, {1.0});
  choices.weld_load = numbers.list("weld_load", kWeldLoad, {1.0});
  choices.buffer_factor = numbers.list("buffer_factor", kFactor, {base.plant.buffer_factor});
  choices.technicians = counts_of(numbers.list("technicians", kTechnicians, {}));
  choices.split_from = counts_of(
      numbers.list("split_from", kSplit, {static_cast<double>(base.plant.split_from_stations)}));
  study.place_usd = numbers.one(
      "buffer_place",
      table.get("buffer_place", "the price of a waiting place with its conveyor: \"20 kUSD\""),
      kMoney);
  study.robot_usd = numbers.list("robot_prices", kMoney, {base.cost.robot_usd});
  study.heads_per_technician = base.plant.shifts_per_day;
  if (const toml::node* node = table.find("heads_per_technician")) {
    study.heads_per_technician = numbers.one("heads_per_technician", *node, kHeads);
  }
}

void read_targets(const StudyTable& table, SizingFile& study) {
  const NumberReader numbers(table);
  const char* key = study.kind == SizingKind::size ? "target_net_jph" : "targets_net_jph";
  const toml::node& node = table.get(key, "good bodies an hour that the plant is to make");
  study.target_place = table.place_of(node);
  if (study.kind == SizingKind::size) {
    study.targets_jph = {numbers.one(key, node, kTarget)};
  } else {
    study.targets_jph = numbers.list(key, kTarget, {});
  }
}

void read_allocation(const StudyTable& table, SizingFile& study) {
  study.places = static_cast<std::int64_t>(table.count("places", 0, 100'000));
  study.places_place = table.place_of_key("places");
  const NumberReader numbers(table);
  constexpr NumberRule kIndifference{Dimension::none, 1e-6, 1'000.0};
  study.indifference_jph = numbers.one(
      "indifference_jph",
      table.get("indifference_jph", "a difference in net JPH that is not worth finding: 0.1"),
      kIndifference);
  if (table.has("most_replications")) {
    study.most_replications =
        static_cast<std::int64_t>(table.count("most_replications", 10, 100'000));
  }
}

void read_search_physics(const StudyTable& table, SizingFile& study) {
  study.search_physics = study.base.simulation.physics;
  const toml::node* node = table.find("search_physics");
  if (node == nullptr) return;
  const std::vector<std::string> known = {name_of(Fidelity::surrogate), name_of(Fidelity::replay),
                                          name_of(Fidelity::fleet), name_of(Fidelity::bullet)};
  study.search_physics =
      table.text("search_physics", "the physics of the cells, such as \"fleet\"");
  if (std::find(known.begin(), known.end(), study.search_physics) != known.end()) return;
  table.refuse("search_physics", *node, "\"surrogate\", \"replay\", \"fleet\" or \"bullet\"",
               nearest_names(study.search_physics, known));
}

// Scenarios beside the study, with its changes, simulated as the base is.
void read_plants(const StudyTable& table, const std::vector<std::string>& changes,
                 SizingFile& study) {
  if (!table.has("plants")) return;
  for (const toml::node& node : table.list("plants", "a list of scenario files")) {
    const std::string name = table.text_of("plants", node, "a scenario file beside this one");
    const fs::path file = fs::path(study.file).parent_path() / name;
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown)) {
      table.refuse("plants", node,
                   fmt::format("a scenario file; there is none at {}", file.string()));
    }
    ReadScenario read = read_scenario(file, changes);
    read.scenario.simulation = study.base.simulation;
    study.plants.push_back(std::move(read.scenario));
    study.files.insert(study.files.end(), read.files.begin(), read.files.end());
  }
}

struct ParsedStudy {
  std::string bytes;
  toml::table root;
  const toml::table& table(const std::string& file) const {
    const StudyTable top(root, file, "file", {"study", "factor", "group"});
    const toml::node& node = top.get("study", "a table [study]");
    if (!node.is_table()) top.refuse("study", node, "a table [study]");
    return *node.as_table();
  }
};

ParsedStudy parsed(const fs::path& file) {
  ParsedStudy study{read_file(file, kMostStudyBytes), {}};
  study.root = parse_study(study.bytes, file.string());
  return study;
}

std::optional<SizingKind> kind_of(const toml::table& table, const std::string& file) {
  const toml::node* node = table.get("kind");
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> known;
  for (const SizingKind kind : kKinds) {
    known.emplace_back(name_of(kind));
    if (node->value<std::string>() == known.back()) return kind;
  }
  known.insert(known.end(), {"when", "optimise"});  // which others read
  throw InputError({.place = {.file = file,
                              .line = static_cast<int>(node->source().begin.line),
                              .column = static_cast<int>(node->source().begin.column)},
                    .key = "study.kind",
                    .found = shown_node(*node),
                    .wanted =
                        "\"size\", \"pareto\", \"buffers\", \"when\" or \"optimise\"; a study of "
                        "given points has no kind but a design",
                    .candidates = nearest_names(node->value<std::string>().value_or(""), known)});
}

}  // namespace

const char* name_of(SizingKind kind) {
  switch (kind) {
    case SizingKind::size:
      return "size";
    case SizingKind::pareto:
      return "pareto";
    default:
      return "buffers";
  }
}

std::optional<SizingKind> sizing_kind(const fs::path& file) {
  const ParsedStudy study = parsed(file);
  const toml::node* node = study.root.get("study");
  return node == nullptr || !node->is_table() ? std::nullopt
                                              : kind_of(*node->as_table(), file.string());
}

SizingFile read_sizing(const fs::path& file, const std::vector<std::string>& overrides) {
  SizingFile study;
  study.file = file.string();
  const ParsedStudy text = parsed(file);
  study.files.push_back({file.filename().string(), sha256_hex(text.bytes)});
  const toml::table& node = text.table(study.file);
  const std::optional<SizingKind> kind = kind_of(node, study.file);
  DARKLINE_CHECK(kind.has_value(), study.file);
  study.kind = *kind;
  const StudyTable table(node, study.file, "study", keys_of(study.kind));
  if (const toml::node* factor = text.root.get("factor")) {
    table.refuse("factor", *factor,
                 fmt::format("no factors: kind {} has keys of its own", name_of(study.kind)));
  }
  study.title = table.has("title") ? table.text("title", "a text") : file.stem().string();
  StudyBase base = read_study_base(table, study.file, overrides);
  study.base_file = std::move(base.file);
  study.base = std::move(base.scenario);
  study.files.insert(study.files.end(), base.files.begin(), base.files.end());
  if (table.has("screening")) {
    study.screening_replications = static_cast<int>(table.count("screening", 8, 10'000));
  }
  if (table.has("confirm")) {
    study.confirm_replications = static_cast<int>(table.count("confirm", 10, 100'000));
  }
  if (study.kind == SizingKind::buffers) {
    read_allocation(table, study);
  } else {
    read_targets(table, study);
    read_choices(table, study);
    read_search_physics(table, study);
    read_plants(table, base.changes, study);
  }
  return study;
}

}  // namespace darkline
