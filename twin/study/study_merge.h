// One result of many shards: a database and a table of comma-separated values, a row a point. Their
// bytes depend on the study alone, not on how many shards there were, in which order they ran, how
// often they were interrupted, or on how many threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "twin/study/study_store.h"

namespace darkline {

struct MergedStudy {
  StudyHead head;
  std::filesystem::path database, table;  // study.db, study.csv
  std::string sha256;                     // of the table
  std::size_t shards = 0;
};

// The shard files among `paths`, which may be folders that hold some. @throws InputError for none
std::vector<std::filesystem::path> shard_files(const std::vector<std::filesystem::path>& paths);

// Writes study.db and study.csv to `folder`.
// @throws InputError if shards are of different studies or programs, disagree about a point, or a
//   point is missing; IoError
MergedStudy merge_shards(const std::vector<std::filesystem::path>& shards,
                         const std::filesystem::path& folder);

}  // namespace darkline
