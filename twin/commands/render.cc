// darkline render RUN|RECORDING: a picture of it, by darkline-viewer.
#include <string>
#include <vector>

#include "twin/commands/command_table.h"
#include "twin/commands/start_viewer.h"

namespace darkline {

ExitCode render_command(const Invocation& invocation) {
  const std::filesystem::path hall = hall_of_run(invocation.arguments[0]);
  const std::string out =
      invocation.value("--out").value_or((hall.parent_path() / hall.stem()).string() + ".png");
  std::vector<std::string> words = {"render", hall.string(), "--out", out};
  for (const char* option : {"--at", "--time", "--camera", "--width", "--height"}) {
    if (const auto value = invocation.value(option)) {
      words.emplace_back(option);
      words.push_back(*value);
    }
  }
  if (invocation.has("--lights-out")) words.emplace_back("--lights-out");
  start_viewer(std::move(words));
}

}  // namespace darkline
