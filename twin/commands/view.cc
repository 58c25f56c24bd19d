// darkline view [RUN]: its hall, or the plant that lives, in a window by darkline-viewer.
#include <string>
#include <vector>

#include "twin/commands/command_table.h"
#include "twin/commands/start_viewer.h"

namespace darkline {

ExitCode view_command(const Invocation& invocation) {
  std::vector<std::string> words = {"view"};
  if (!invocation.arguments.empty()) {
    words.push_back(hall_of_run(invocation.arguments[0]).string());
  }
  if (const auto against = invocation.value("--against")) {
    words.emplace_back("--against");
    words.push_back(hall_of_run(*against).string());
  }
  for (const char* option : {"--run", "--against-run", "--live", "--camera", "--language",
                             "--width", "--height", "--tour", "--palette"}) {
    if (const auto value = invocation.value(option)) {
      words.emplace_back(option);
      words.push_back(*value);
    }
  }
  for (const char* flag : {"--lights-out", "--log"}) {
    if (invocation.has(flag)) words.emplace_back(flag);
  }
  start_viewer(std::move(words));
}

}  // namespace darkline
