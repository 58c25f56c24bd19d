#include "twin/commands/study_slurm.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <spawn.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

// A word of a shell's command line, whatever is in it.
std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string slurm_script(const StudyArray& array) {
  const std::string folder = fs::absolute(array.folder).string();
  std::string command =
      fmt::format("{} study {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" --out {} --jobs 1",
                  quoted((program_folder() / "darkline").string()),
                  quoted(fs::absolute(array.study).string()), array.shards, quoted(folder));
  for (const std::string& each : array.overrides) command += " --set " + quoted(each);
  return fmt::format(
      "#!/bin/sh\n"
      "#SBATCH --job-name=darkline-{}\n"
      "#SBATCH --array=1-{}\n"
      "#SBATCH --ntasks=1\n"
      "#SBATCH --cpus-per-task=1\n"
      "#SBATCH --requeue\n"
      "#SBATCH --output={}/logs/shard_%a.log\n"
      "#SBATCH --open-mode=append\n"
      "{}\n"
      "status=$?\n"
      "# 75: interrupted, for a time limit or a more urgent job; it goes on where it was\n"
      "if [ \"$status\" -eq 75 ]; then scontrol requeue \"$SLURM_JOB_ID\"; fi\n"
      "exit \"$status\"\n",
      array.study.stem().string(), array.shards, folder, command);
}

fs::path submit_array(const StudyArray& array) {
  const fs::path script = array.folder / "study.sbatch";
  std::error_code error;
  fs::create_directories(array.folder / "logs", error);
  if (error) throw IoError(fmt::format("{}: {}", array.folder.string(), error.message()));
  write_file_whole(script, slurm_script(array));
  std::string name = "sbatch", file = script.string();
  char* words[] = {name.data(), file.data(), nullptr};
  ::pid_t child = 0;
  const int failure = ::posix_spawnp(&child, "sbatch", nullptr, nullptr, words, environ);
  if (failure != 0) {
    throw IoError(fmt::format(
        "cannot run sbatch: {}; the job array is written, and is submitted where Slurm is by\n"
        "  sbatch {}",
        std::strerror(failure), file));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw IoError(fmt::format("sbatch refused {}: what it said stands above", file));
  }
  return script;
}

}  // namespace darkline
