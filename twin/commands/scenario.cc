// darkline scenario [SCENARIO] --effective | --keys
#include <cstdio>

#include <fmt/format.h>

#include "models/scenario/factory_model.h"
#include "models/scenario/scenario_reader.h"
#include "models/scenario/scenario_schema.h"
#include "twin/commands/command_table.h"

namespace darkline {

ExitCode scenario_command(const Invocation& invocation) {
  if (invocation.has("--keys")) {
    const std::string text = invocation.has("--json") ? keys_as_json() : keys_as_markdown();
    std::fputs(text.c_str(), stdout);
    return ExitCode::done;
  }
  if (!invocation.has("--effective") || invocation.arguments.empty()) {
    throw UsageError(
        "wanted darkline scenario SCENARIO --effective, or darkline scenario --keys\n  see "
        "darkline scenario --help");
  }
  const Scenario scenario = read_scenario(invocation.arguments[0], invocation.overrides()).scenario;
  build_factory(scenario);  // what is printed can be run
  std::fputs(effective_toml(scenario).c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
