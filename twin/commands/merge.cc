// darkline merge DIR...: one result of many shards.
#include <filesystem>
#include <system_error>
#include <vector>

#include "twin/commands/command_table.h"
#include "twin/commands/study_output.h"

namespace darkline {

ExitCode merge_command(const Invocation& invocation) {
  const std::vector<std::filesystem::path> paths(invocation.arguments.begin(),
                                                 invocation.arguments.end());
  const std::vector<std::filesystem::path> files = shard_files(paths);
  const std::filesystem::path folder =
      invocation.value("--out").value_or(files.front().parent_path().string());
  const MergedStudy merged = merge_shards(files, folder);
  show_study(invocation, merged);
  return ExitCode::done;
}

}  // namespace darkline
