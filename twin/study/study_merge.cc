#include "twin/study/study_merge.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "twin/study/csv_text.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

// A file that appears under its name when it is whole.
class PendingFile {
 public:
  explicit PendingFile(fs::path path)
      : path_(std::move(path)), pending_(path_.parent_path() / name_of_process(".pending_")) {
    pending_ += "_" + path_.filename().string();
    fs::remove(pending_);
  }
  ~PendingFile() {
    std::error_code ignored;
    fs::remove(pending_, ignored);
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const fs::path& pending() const { return pending_; }
  const fs::path& path() const { return path_; }
  void publish() {
    std::error_code error;
    fs::rename(pending_, path_, error);
    if (error) throw IoError(fmt::format("{}: {}", path_.string(), error.message()));
  }

 private:
  fs::path path_, pending_;
};

// Text that goes to a file and through a hash.
class HashedText {
 public:
  explicit HashedText(const fs::path& path) : path_(path), file_(std::fopen(path.c_str(), "wb")) {
    if (!file_) fail();
  }
  void add(const std::string& text) {
    hash_.add(std::as_bytes(std::span(text)));
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) fail();
  }
  std::string finish() {
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail();
    return hash_.hex();
  }

 private:
  [[noreturn]] void fail() const {
    throw IoError(fmt::format("{}: {}", path_.string(), std::generic_category().message(errno)));
  }
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  fs::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  Sha256 hash_;
};

// A row of points as it is compared and copied.
struct Row {
  std::int64_t point = 0;
  std::vector<double> numbers;     // (n_columns), 0 for texts
  std::vector<std::string> texts;  // (n_columns), empty for numbers
  std::string samples;             // as they are kept

  bool operator==(const Row&) const = default;
};

// The rows of one shard, by point.
class ShardRows {
 public:
  explicit ShardRows(const fs::path& path)
      : file_(std::make_unique<SqliteFile>(path, SqliteFile::Access::read)),
        head_(read_head(*file_)) {}

  const StudyHead& head() const { return head_; }
  const fs::path& path() const { return file_->path(); }

  // Whether there is a next row, which row() then is.
  bool next() {
    if (!select_) select_ = std::make_unique<SqliteStatement>(*file_, kSelect);
    if (!select_->step()) return false;
    row_.point = select_->whole(0);
    row_.numbers.resize(head_.columns.size());
    row_.texts.resize(head_.columns.size());
    for (std::size_t c = 0; c < head_.columns.size(); ++c) {
      const int column = static_cast<int>(c) + 1;
      if (head_.columns[c].labels.empty()) {
        row_.numbers[c] = select_->real(column);
      } else {
        row_.texts[c] = select_->text(column);
      }
    }
    if (head_.keeps_samples) {
      row_.samples = select_->text(static_cast<int>(head_.columns.size()) + 1);
    }
    return true;
  }
  const Row& row() const { return row_; }

 private:
  static constexpr const char* kSelect = "select * from points order by point";
  std::unique_ptr<SqliteFile> file_;
  StudyHead head_;
  std::unique_ptr<SqliteStatement> select_;
  Row row_;
};

void require_one_study(const ShardRows& first, const ShardRows& other) {
  const auto refuse = [&](const std::string& what) {
    throw InputError({.place = {.file = other.path().string()},
                      .found = "results of another " + what,
                      .wanted = fmt::format("the same as in {}", first.path().string()),
                      .mend = "merge the shards of one study, made by one program"});
  };
  if (first.head().plan != other.head().plan) refuse("study file, base scenario or --set");
  if (first.head().program != other.head().program) {
    refuse(fmt::format("program, darkline {}", other.head().program));
  }
  if (to_json(first.head()) != to_json(other.head())) refuse("study");
}

std::string csv_line(const StudyHead& head, const Row& row) {
  std::string line = std::to_string(row.point);
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    line += ',';
    if (!head.columns[c].labels.empty()) {
      line += csv_quoted(row.texts[c]);
    } else if (std::isfinite(row.numbers[c])) {
      line += fmt::format("{}", row.numbers[c]);
    }
  }
  return line + '\n';
}

void begin_database(SqliteFile& file, const StudyHead& head) {
  // The file is not there until it is whole: no journal is needed.
  file.execute("pragma journal_mode = off; pragma page_size = 4096; begin");
  file.execute("create table head (json text)");
  file.execute("create table columns (name text, title text, unit text, meaning text)");
  file.execute(points_table_sql(head));
  SqliteStatement insert_head(file, "insert into head values (?)");
  const std::string json = to_json(head);
  insert_head.bind(1, json);
  insert_head.step();
  SqliteStatement insert(file, "insert into columns values (?, ?, ?, ?)");
  for (const StudyColumn& column : head.columns) {
    insert.bind(1, std::string_view(column.name));
    insert.bind(2, std::string_view(column.title));
    insert.bind(3, std::string_view(column.unit));
    insert.bind(4, std::string_view(column.meaning));
    insert.step();
    insert.restart();
  }
}

void insert_row(SqliteStatement& insert, const StudyHead& head, const Row& row) {
  insert.bind(1, row.point);
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    const int parameter = static_cast<int>(c) + 2;
    const StudyColumn& column = head.columns[c];
    if (!column.labels.empty()) {
      insert.bind(parameter, std::string_view(row.texts[c]));
    } else if (column.role == ColumnRole::replications) {
      insert.bind(parameter, static_cast<std::int64_t>(row.numbers[c]));
    } else {
      insert.bind(parameter, row.numbers[c]);
    }
  }
  if (head.keeps_samples) {
    insert.bind_bytes(static_cast<int>(head.columns.size()) + 2, row.samples);
  }
  insert.step();
  insert.restart();
}

// Goes through the rows of all shards by point; keep(row) for each point once.
template <class Keep>
std::uint64_t for_every_row(std::vector<ShardRows>& shards, Keep keep) {
  std::vector<ShardRows*> open;
  for (ShardRows& shard : shards) {
    if (shard.next()) open.push_back(&shard);
  }
  const auto later = [](const ShardRows* a, const ShardRows* b) {
    return a->row().point > b->row().point;
  };
  std::make_heap(open.begin(), open.end(), later);
  Row last{-1, {}, {}, {}};
  std::uint64_t n = 0;
  while (!open.empty()) {
    std::pop_heap(open.begin(), open.end(), later);
    ShardRows& shard = *open.back();
    const Row& row = shard.row();
    if (row.point != last.point) {
      keep(row);
      last = row;
      ++n;
    } else if (!(row == last)) {
      throw InputError({.place = {.file = shard.path().string()},
                        .found = fmt::format("another result for point {}", row.point),
                        .wanted = "the one that another shard has",
                        .mend = "run both shards again with --fresh"});
    }
    if (shard.next()) {
      std::push_heap(open.begin(), open.end(), later);
    } else {
      open.pop_back();
    }
  }
  return n;
}

}  // namespace

std::vector<fs::path> shard_files(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(path)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("shard_") && name.ends_with(".db")) files.push_back(entry.path());
    }
  }
  if (files.empty()) {
    throw InputError({.place = {.file = paths.empty() ? "" : paths.front().string()},
                      .found = "no results of a shard",
                      .wanted = "files shard_<i>_of_<N>.db that darkline study wrote"});
  }
  std::sort(files.begin(), files.end());
  return files;
}

MergedStudy merge_shards(const std::vector<fs::path>& files, const fs::path& folder) {
  std::vector<ShardRows> shards;
  for (const fs::path& file : files) shards.emplace_back(file);
  for (const ShardRows& shard : shards) require_one_study(shards.front(), shard);
  MergedStudy merged{.head = shards.front().head(),
                     .database = folder / "study.db",
                     .table = folder / "study.csv",
                     .sha256 = {},
                     .shards = shards.size()};
  std::error_code error;
  fs::create_directories(folder, error);
  remove_leftovers(folder, ".pending_");
  PendingFile database(merged.database), table(merged.table);
  {
    SqliteFile file(database.pending(), SqliteFile::Access::create);
    begin_database(file, merged.head);
    HashedText text(table.pending());
    std::string header = "point";
    for (const StudyColumn& column : merged.head.columns) header += "," + column.name;
    text.add(header + "\n");
    std::uint64_t n = 0;
    {
      SqliteStatement insert(file, insert_point_sql(merged.head));
      n = for_every_row(shards, [&](const Row& row) {
        insert_row(insert, merged.head, row);
        text.add(csv_line(merged.head, row));
      });
    }
    if (n != merged.head.points) {
      throw InputError({.place = {.file = files.front().string()},
                        .found = fmt::format("{} of {} points in {} shards", n, merged.head.points,
                                             files.size()),
                        .wanted = "all of them",
                        .mend = "run the shards that are missing, or did not end, once more"});
    }
    file.execute("commit");
    merged.sha256 = text.finish();
  }
  database.publish();
  table.publish();
  return merged;
}

}  // namespace darkline
