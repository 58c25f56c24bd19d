#include "models/study/study_base.h"

#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "models/base/toml_file.h"

namespace darkline {
namespace fs = std::filesystem;

toml::table parse_study(const std::string& bytes, const std::string& file) {
  return parse_toml(bytes, file, "a study");
}

StudyAmount read_amount(const StudyTable& table, std::string_view key, const toml::node& node) {
  const std::string wanted = "a number above 0 with its unit in quotes, such as \"1 USD\"";
  return amount_of(table, key, node, table.text_of(key, node, wanted));
}

StudyAmount amount_of(const StudyTable& table, std::string_view key, const toml::node& node,
                      const std::string& text) {
  StudyAmount amount{0.0, {}, table.place_of(node)};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.number);
  if (error != std::errc{} || !std::isfinite(amount.number) || amount.number <= 0.0) {
    table.refuse(key, node, "a number above 0 with its unit, such as \"1 USD\"");
  }
  amount.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const std::size_t from = amount.unit.find_first_not_of(' ');
  amount.unit = from == std::string::npos ? "" : amount.unit.substr(from);
  return amount;
}

StudyBase read_study_base(const StudyTable& table, const std::string& study_file,
                          const std::vector<std::string>& overrides) {
  StudyBase base;
  const std::string name =
      table.text("base", "a scenario file beside this one, such as \"ningbo_2024.toml\"");
  base.file = fs::path(study_file).parent_path() / name;
  std::error_code unknown;
  if (!fs::is_regular_file(base.file, unknown)) {
    table.refuse("base", *table.find("base"),
                 fmt::format("a scenario file; there is none at {}", base.file.string()));
  }
  std::vector<std::string> changes;
  if (table.has("set")) {
    for (const toml::node& node : table.list("set", "a list of texts \"key=value\"")) {
      changes.push_back(table.text_of("set", node, "a text \"key=value\""));
      if (changes.back().find('=') == std::string::npos) {
        table.refuse("set", node, "a text \"key=value\"");
      }
    }
  }
  if (table.has("replications")) {
    changes.push_back(
        fmt::format("simulation.replications={}", table.count("replications", 1, 1'000'000)));
  }
  changes.insert(changes.end(), overrides.begin(), overrides.end());
  ReadScenario read = read_scenario(base.file, changes);
  base.scenario = std::move(read.scenario);
  base.files = std::move(read.files);
  base.changes = std::move(changes);
  return base;
}

}  // namespace darkline
