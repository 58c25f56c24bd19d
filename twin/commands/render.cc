// darkline render RUN|RECORDING: starts darkline-viewer, which lies beside this program.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "models/base/file.h"
#include "twin/commands/command_table.h"

namespace darkline {
namespace fs = std::filesystem;

ExitCode render_command(const Invocation& invocation) {
  const fs::path run = invocation.arguments[0];
  fs::path hall = fs::is_directory(run) ? run / "hall.json" : run;
  // what darkline cell --out wrote
  if (fs::is_directory(run) && !fs::exists(hall)) hall = run / "recording.json";
  if (!fs::exists(hall)) {
    throw IoError(fmt::format(
        "{}: found no run there, wanted a run folder with hall.json, or a recording\n  to mend it: "
        "darkline run SCENARIO writes one and names it at the end",
        run.string()));
  }
  const std::string out =
      invocation.value("--out").value_or((hall.parent_path() / hall.stem()).string() + ".png");
  std::vector<std::string> words = {(program_folder() / "darkline-viewer").string(), "render",
                                    hall.string(), "--out", out};
  for (const char* option : {"--at", "--time", "--camera", "--width", "--height"}) {
    if (const auto value = invocation.value(option)) {
      words.emplace_back(option);
      words.push_back(*value);
    }
  }
  if (invocation.has("--lights-out")) words.emplace_back("--lights-out");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execv(argv[0], argv.data());
  throw IoError(fmt::format("cannot start {}: {}; build it with DARKLINE_BUILD_VIEWER=ON", words[0],
                            std::strerror(errno)));
}

}  // namespace darkline
