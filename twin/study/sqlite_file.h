// A database in a file (library: SQLite, which this source alone includes).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace darkline {

class SqliteFile {
 public:
  enum class Access { create, read };
  // @throws IoError if it cannot be opened, InputError if it is no database
  SqliteFile(const std::filesystem::path& path, Access access);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  // @throws IoError: the disk is full, the file is locked for longer than 10 s
  void execute(const std::string& sql);

  const std::filesystem::path& path() const { return path_; }

 private:
  friend class SqliteStatement;
  struct Impl;
  [[noreturn]] void fail() const;
  std::filesystem::path path_;
  std::unique_ptr<Impl> impl_;
};

// Parameters count from 1, columns from 0.
class SqliteStatement {
 public:
  SqliteStatement(SqliteFile& file, const std::string& sql);
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&&) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;

  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);  // NULL for what is not finite
  void bind(int parameter, std::string_view text);
  void bind_bytes(int parameter, std::string_view bytes);

  bool step();     // whether there is a row
  void restart();  // with the same parameters

  std::int64_t whole(int column) const;
  double real(int column) const;       // infinite for NULL
  std::string text(int column) const;  // or bytes

 private:
  struct Impl;
  SqliteFile& file_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
