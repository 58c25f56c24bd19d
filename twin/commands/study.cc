// darkline study STUDY: many scenarios, and what they say together.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "models/study/sizing_file.h"
#include "models/study/study_file.h"
#include "models/study/when_file.h"
#include "twin/commands/allocate.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/optimise.h"
#include "twin/commands/size.h"
#include "twin/commands/study_lines.h"
#include "twin/commands/study_output.h"
#include "twin/commands/study_slurm.h"
#include "twin/commands/when.h"
#include "twin/economics/resolve_prices.h"
#include "twin/live/profile_cache.h"
#include "twin/report/progress.h"
#include "twin/study/program_identity.h"
#include "twin/study/shard_runner.h"

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

// All shards as one job array.
ExitCode submit_study(const Invocation& invocation, const StudyFile& study,
                      const std::filesystem::path& out) {
  constexpr std::uint64_t kPointsOfTask = 1'000;
  if (invocation.has("--shard")) throw UsageError("--slurm submits all shards: leave --shard out");
  const std::uint64_t wanted = std::clamp<std::uint64_t>(
      (study.points + kPointsOfTask - 1) / kPointsOfTask, 1, kMostArrayTasks);
  const auto shards = static_cast<std::uint64_t>(
      invocation.count("--shards", 1).value_or(static_cast<std::int64_t>(wanted)));
  if (shards > kMostArrayTasks) {
    throw UsageError(
        fmt::format("--shards: found {}, wanted at most {}, the tasks that Slurm allows "
                    "in an array where nobody changed it",
                    shards, kMostArrayTasks));
  }
  const std::filesystem::path script = submit_array({.study = invocation.arguments[0],
                                                     .folder = out,
                                                     .overrides = invocation.overrides(),
                                                     .shards = shards});
  fmt::print("{} points in {} shards, by {}\n", study.points, shards, script.string());
  fmt::print("When squeue shows none of them any more: darkline merge {}\n", out.string());
  fmt::print("If it finds points missing, submit again: sbatch {}\n", script.string());
  return ExitCode::done;
}

}  // namespace

ExitCode study_command(const Invocation& invocation) {
  const std::filesystem::path file = invocation.arguments[0];
  const std::string named = kind_of_study(file);
  if (named == "when" || named == "optimise") {
    if (invocation.has("--shard") || invocation.has("--slurm")) {
      throw UsageError(fmt::format(
          "--shard, --slurm: found with a study of kind {}, which is one piece; wanted --jobs N",
          named));
    }
    return named == "when" ? when_command(invocation) : optimise_command(invocation);
  }
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
  if (invocation.has("--slurm")) return submit_study(invocation, study, out);
  if (invocation.has("--shards")) throw UsageError("--shards goes with --slurm");

  ShardResult result;
  try {
    Progress progress("studying points");
    result =
        run_shard(plan, head,
                  study_lines(study.files, {.jobs = invocation.jobs(),
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
  show_study(invocation, merged);
  return ExitCode::done;
}

}  // namespace darkline
