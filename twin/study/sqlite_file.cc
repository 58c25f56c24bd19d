#include "twin/study/sqlite_file.h"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "models/base/error.h"

namespace darkline {

struct SqliteFile::Impl {
  sqlite3* database = nullptr;
  ~Impl() { sqlite3_close(database); }
};

struct SqliteStatement::Impl {
  sqlite3_stmt* statement = nullptr;
  ~Impl() { sqlite3_finalize(statement); }
};

SqliteFile::SqliteFile(const std::filesystem::path& path, Access access)
    : path_(path), impl_(std::make_unique<Impl>()) {
  const int flags =
      access == Access::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2(path.c_str(), &impl_->database, flags, nullptr) != SQLITE_OK) fail();
  constexpr int kPatienceMs = 10'000;
  sqlite3_busy_timeout(impl_->database, kPatienceMs);
}

SqliteFile::~SqliteFile() = default;

void SqliteFile::fail() const {
  const int code = sqlite3_errcode(impl_->database) & 0xFF;
  const std::string text = sqlite3_errmsg(impl_->database);
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
    throw InputError({.place = {.file = path_.string()},
                      .found = text,
                      .wanted = "results that darkline study wrote",
                      .mend = "remove the file and run that shard again"});
  }
  if (code == SQLITE_READONLY) {  // its journal cannot be rolled back from here
    throw IoError(fmt::format("{}: a program was stopped while it wrote; start that shard again",
                              path_.string()));
  }
  throw IoError(fmt::format("{}: {}", path_.string(), text));
}

void SqliteFile::execute(const std::string& sql) {
  if (sqlite3_exec(impl_->database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

SqliteStatement::SqliteStatement(SqliteFile& file, const std::string& sql)
    : file_(file), impl_(std::make_unique<Impl>()) {
  const auto length = static_cast<int>(sql.size());
  if (sqlite3_prepare_v2(file.impl_->database, sql.c_str(), length, &impl_->statement, nullptr) !=
      SQLITE_OK) {
    file.fail();
  }
}

SqliteStatement::~SqliteStatement() = default;
SqliteStatement::SqliteStatement(SqliteStatement&&) noexcept = default;

void SqliteStatement::bind(int parameter, std::int64_t value) {
  if (sqlite3_bind_int64(impl_->statement, parameter, value) != SQLITE_OK) file_.fail();
}

void SqliteStatement::bind(int parameter, double value) {
  const int code = std::isfinite(value) ? sqlite3_bind_double(impl_->statement, parameter, value)
                                        : sqlite3_bind_null(impl_->statement, parameter);
  if (code != SQLITE_OK) file_.fail();
}

void SqliteStatement::bind(int parameter, std::string_view text) {
  // a null destructor: the text lives until the next bind, which is after the step
  if (sqlite3_bind_text(impl_->statement, parameter, text.data(), static_cast<int>(text.size()),
                        nullptr) != SQLITE_OK) {
    file_.fail();
  }
}

void SqliteStatement::bind_bytes(int parameter, std::string_view bytes) {
  if (sqlite3_bind_blob64(impl_->statement, parameter, bytes.data(), bytes.size(), nullptr) !=
      SQLITE_OK) {
    file_.fail();
  }
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(impl_->statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) file_.fail();
  return false;
}

void SqliteStatement::restart() {
  sqlite3_reset(impl_->statement);
}

std::int64_t SqliteStatement::whole(int column) const {
  return sqlite3_column_int64(impl_->statement, column);
}

double SqliteStatement::real(int column) const {
  if (sqlite3_column_type(impl_->statement, column) == SQLITE_NULL) {
    return std::numeric_limits<double>::infinity();
  }
  return sqlite3_column_double(impl_->statement, column);
}

std::string SqliteStatement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(impl_->statement, column));
  if (bytes == nullptr) return {};
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(impl_->statement, column));
  return {bytes, length};
}

}  // namespace darkline
