// darkline study STUDY: many scenarios, and what they say together.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "models/study/sizing_file.h"
#include "models/study/study_file.h"
#include "twin/commands/allocate.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/size.h"
#include "twin/commands/study_lines.h"
#include "twin/economics/resolve_prices.h"
#include "twin/live/profile_cache.h"
#include "twin/report/progress.h"
#include "twin/study/program_identity.h"
#include "twin/study/shard_runner.h"
#include "twin/study/study_answers.h"

namespace darkline {
namespace {

constexpr std::uint64_t kMostShards = 1'000'000;

// "3/8"
std::pair<std::uint64_t, std::uint64_t> shard_of(const std::string& text) {
  std::uint64_t shard = 0, n = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard);
  const bool slash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, n) : first;
  if (!slash || second.ec != std::errc{} || second.ptr != end || n < 1 || n > kMostShards ||
      shard < 1 || shard > n) {
    throw UsageError(fmt::format(
        "--shard: found \"{}\", wanted i/N with i from 1 to N, such as 1/8 to 8/8", text));
  }
  return {shard, n};
}

}  // namespace

ExitCode study_command(const Invocation& invocation) {
  const std::filesystem::path file = invocation.arguments[0];
  if (const auto kind = sizing_kind(file)) {
    if (invocation.has("--shard")) {
      throw UsageError(fmt::format(
          "--shard: found with a study of kind {}, which is one search; wanted --jobs N",
          name_of(*kind)));
    }
    return *kind == SizingKind::buffers ? allocate_command(invocation) : size_command(invocation);
  }
  const auto [shard, n_shards] = shard_of(invocation.value("--shard").value_or("1/1"));
  const std::filesystem::path out =
      invocation.value("--out").value_or((std::filesystem::path("runs") / file.stem()).string());
  const StudyFile study = read_study(file, invocation.overrides());
  const StudyPoints points(study);
  const StudyPlan plan = plan_of(study, points);
  const StudyHead head = head_of(plan, program_identity());
  check_prices(study.base);

  ShardResult result;
  try {
    Progress progress("studying points");
    result =
        run_shard(plan, head,
                  study_lines(study, {.jobs = invocation.jobs(),
                                      .cache_folder = ProfileCache::default_folder(),
                                      .fresh = invocation.has("--fresh"),
                                      .stop = interrupt_token()}),
                  {.shard = shard,
                   .n_shards = n_shards,
                   .folder = out,
                   .jobs = invocation.jobs(),
                   .fresh = invocation.has("--fresh"),
                   .progress = [&](std::size_t done, std::size_t total,
                                   const std::string& where) { progress.show(done, total, where); },
                   .stop = interrupt_token()});
  } catch (const Interrupted&) {
    throw Interrupted(
        fmt::format("stopped; finished points are in {}, and the same command goes on from there",
                    (out / shard_file_name(shard, n_shards)).string()));
  }
  if (invocation.has("--shard")) {
    fmt::print(stderr, "shard {}/{}: {} points of {}, {} of them now, in {}\n", shard, n_shards,
               result.points, study.points, result.points - result.already, result.file.string());
    return ExitCode::done;
  }
  const MergedStudy merged = merge_shards({result.file}, out);
  const StudyAnswers answers = answer(merged);
  const std::string text =
      invocation.has("--json") ? answers_json(merged, answers) : answers_text(merged, answers);
  std::fputs(text.c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
