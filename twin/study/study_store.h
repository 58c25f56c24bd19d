// Results of a study in files: one database a shard, a row a point.
//
// A shard's rows are written in transactions, so a killed program loses the points it was at and
// nothing else. What a file was made from stands in it: another study, or another program, is
// refused rather than mixed in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "twin/study/point_cost.h"
#include "twin/study/sqlite_file.h"

namespace darkline {

enum class ColumnRole : std::uint8_t { factor, replications, mean, half_width };

// A column of the results, behind "point". Its name ends in its unit: "landed_usd".
struct StudyColumn {
  std::string name;
  std::string title;  // "cost.robot_price", "landed"
  std::string unit;   // "kUSD"; empty for none
  std::string meaning;
  ColumnRole role = ColumnRole::factor;
  // Of a factor of texts: rows hold the number of one of these.
  std::vector<std::string> labels = {};
  // Of factors.
  bool is_choice = false;
  std::size_t group = 0;
  double low = 0.0, high = 0.0;  // ends of its values or its law, in its unit
  std::size_t levels = 0;        // listed values
};

// A column's unit as people write it: "1/h" of "per_h", nothing of "count".
std::string unit_text(const std::string& unit);

// What a response was to be known to, as PrecisionRule::Goal.
struct StudyGoal {
  std::string response;
  double half_width = 0.0;
  bool is_relative = false;
};

// What all shards of a study have in common.
struct StudyHead {
  std::string title;
  std::string design;
  std::uint64_t points = 0;
  std::uint64_t draws = 0;    // of sampled designs, as in StudyFile
  std::uint64_t choices = 1;  // the same
  std::size_t groups = 0;     // the same
  double confidence = 0.95;
  std::string best;  // title of the response by which points are ranked
  bool best_is_least = true;
  double indifference = 0.0;         // between choices, of that response, in its unit
  std::vector<StudyGoal> precision;  // none where it was not asked for
  int most_replications = 0;         // of a line, where it was
  std::string plan;     // hash of the study file, its base scenario and what --set changed
  std::string program;  // which made it
  std::vector<StudyColumn> columns;  // the factors first, in the order of the study file
  // Databases hold, in a last column `samples`, what each replication gave: for differences on
  // common random numbers, and to tell the line's noise from the inputs'. Doubles, little-endian,
  // (n_responses x n_replications); not a number where it is not known.
  bool keeps_samples = false;
  std::optional<StudyBreakEven> break_even;
};

// `program` names version and build.
StudyHead head_of(const StudyPlan& plan, const std::string& program);

// As text, equal for equal heads; and back. @throws InputError naming `file`
std::string to_json(const StudyHead& head);
StudyHead study_head_from_json(const std::string& text, const std::string& file);

// "shard_3_of_8.db"
std::string shard_file_name(std::uint64_t shard, std::uint64_t n_shards);

class ShardFile {
 public:
  // Opens the file or begins it. `fresh` removes what was there.
  // @throws InputError if another study or program made it, IoError
  ShardFile(const std::filesystem::path& path, const StudyHead& head, bool fresh);

  // Points with a row.
  std::vector<std::uint64_t> finished();

  // Rows in one transaction; a point that has one keeps it. `cells`: (n_points x n_columns);
  // `samples`: (n_points x whatever a point has), of equal length, where the head keeps them.
  void add(std::span<const std::uint64_t> points, std::span<const double> cells,
           std::span<const double> samples = {});

 private:
  StudyHead head_;
  SqliteFile file_;
};

// The head of a shard's or a merged file. @throws InputError if it is no such file
StudyHead read_head(SqliteFile& file);

// "create table points (point integer primary key, ...)" and "insert or ignore into points ...".
std::string points_table_sql(const StudyHead& head);
std::string insert_point_sql(const StudyHead& head);

}  // namespace darkline
