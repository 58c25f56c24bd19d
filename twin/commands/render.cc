// darkline render RUN|RECORDING: a picture or a movie of it, by darkline-viewer.
#include <string>
#include <vector>

#include "twin/commands/command_table.h"
#include "twin/commands/start_viewer.h"

namespace darkline {

ExitCode render_command(const Invocation& invocation) {
  const std::filesystem::path hall = hall_of_run(invocation.arguments[0]);
  // a tour is a movie, unless one second of it is asked for
  const bool movie = invocation.has("--from") || invocation.has("--to") ||
                     (invocation.has("--tour") && !invocation.has("--second"));
  const std::string out = invocation.value("--out").value_or(
      (hall.parent_path() / hall.stem()).string() + (movie ? ".mp4" : ".png"));
  std::vector<std::string> words = {"render", hall.string(), "--out", out};
  for (const char* option :
       {"--at", "--time", "--camera", "--width", "--height", "--tour", "--palette", "--second",
        "--from", "--to", "--speed", "--fps", "--crf"}) {
    if (const auto value = invocation.value(option)) {
      words.emplace_back(option);
      words.push_back(*value);
    }
  }
  if (invocation.has("--json")) words.emplace_back("--json");
  if (invocation.has("--lights-out")) words.emplace_back("--lights-out");
  start_viewer(std::move(words));
}

}  // namespace darkline
