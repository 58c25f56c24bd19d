// One shard of a study: the one runner under `--jobs`, GNU parallel and job arrays.
//
// Shard i of N, from 1, has the points p with p mod N = i - 1. What a point gives depends on the
// study alone, so shards may run anywhere, in any order, be killed and started again. Points that
// share a line are costed together; each line is simulated once, or taken from the cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "twin/study/point_cost.h"
#include "twin/study/study_store.h"

namespace darkline {

struct ShardOptions {
  std::uint64_t shard = 1, n_shards = 1;
  std::filesystem::path folder;  // of the results
  int jobs = 1;
  bool fresh = false;  // begin anew, whatever the folder holds
  // Points done, points of the shard, where it is. From one thread at a time.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress = {};
  std::stop_token stop = {};
};

struct ShardResult {
  std::uint64_t points = 0;   // of the shard
  std::uint64_t already = 0;  // had rows when it began
  std::size_t lines = 0;      // line configurations that were needed
  std::filesystem::path file;
};

// @throws InputError, IoError; Interrupted with all finished points written
ShardResult run_shard(const StudyPlan& plan, const StudyHead& head, const LineSource& line_of,
                      const ShardOptions& options);

}  // namespace darkline
