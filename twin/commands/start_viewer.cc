#include "twin/commands/start_viewer.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

namespace fs = std::filesystem;

fs::path hall_of_run(const fs::path& run) {
  fs::path hall = fs::is_directory(run) ? run / "hall.json" : run;
  // what darkline cell --out wrote
  if (fs::is_directory(run) && !fs::exists(hall)) hall = run / "recording.json";
  if (fs::exists(hall)) return hall;
  throw IoError(fmt::format(
      "{}: found no run there, wanted a run folder with hall.json, or a recording\n  to mend it: "
      "darkline run SCENARIO writes one and names it at the end",
      run.string()));
}

void start_viewer(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), (program_folder() / "darkline-viewer").string());
  std::vector<char*> argv;
  for (std::string& word : arguments) argv.push_back(word.data());
  argv.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execv(argv[0], argv.data());
  throw IoError(fmt::format("cannot start {}: {}; build it with DARKLINE_BUILD_VIEWER=ON",
                            arguments[0], std::strerror(errno)));
}

}  // namespace darkline
