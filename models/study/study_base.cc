#include "models/study/study_base.h"

#include <system_error>
#include <utility>

namespace darkline {
namespace fs = std::filesystem;

toml::table parse_study(const std::string& bytes, const std::string& file) {
  if (bytes.find('\0') != std::string::npos) {
    throw InputError({.place = {.file = file}, .found = "a NUL byte", .wanted = "text"});
  }
  try {
    return toml::parse(bytes, file);
  } catch (const toml::parse_error& error) {
    throw InputError({.place = {.file = file,
                                .line = static_cast<int>(error.source().begin.line),
                                .column = static_cast<int>(error.source().begin.column)},
                      .found = "something that is not TOML",
                      .wanted = std::string(error.description())});
  }
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
