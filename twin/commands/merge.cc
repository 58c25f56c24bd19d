// darkline merge DIR...: one result of many shards.
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

#include "twin/commands/command_table.h"
#include "twin/study/study_answers.h"

namespace darkline {

ExitCode merge_command(const Invocation& invocation) {
  const std::vector<std::filesystem::path> paths(invocation.arguments.begin(),
                                                 invocation.arguments.end());
  const std::vector<std::filesystem::path> files = shard_files(paths);
  const std::filesystem::path folder =
      invocation.value("--out").value_or(files.front().parent_path().string());
  const MergedStudy merged = merge_shards(files, folder);
  const StudyAnswers answers = answer(merged);
  const std::string text =
      invocation.has("--json") ? answers_json(merged, answers) : answers_text(merged, answers);
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
