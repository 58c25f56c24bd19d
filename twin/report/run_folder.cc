#include "twin/report/run_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <stdio.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
  throw IoError(
      fmt::format("cannot write the run folder {}: {}\n  to mend it: name another with "
                  "--out DIR",
                  path.string(), why));
}

std::string partial_prefix(const fs::path& path) {
  return fmt::format(".{}.partial-", path.filename().string());
}

}  // namespace

RunFolder::RunFolder(fs::path path) : path_(fs::absolute(std::move(path)).lexically_normal()) {
  if (!path_.has_filename()) path_ = path_.parent_path();
  std::error_code error;
  fs::create_directories(path_.parent_path(), error);
  if (error) fail(path_, error.message());
  if (::access(path_.parent_path().c_str(), W_OK | X_OK) != 0) {
    fail(path_, std::strerror(errno));
  }
  const bool free = !fs::exists(path_) || fs::exists(path_ / "provenance.json") ||
                    (fs::is_directory(path_) && fs::is_empty(path_));
  if (!free) fail(path_, "something that is not a run folder has that name");
  remove_leftovers(path_.parent_path(), partial_prefix(path_));
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

void RunFolder::make_partial() {
  partial_ = path_.parent_path() / name_of_process(partial_prefix(path_));
  std::error_code error;
  fs::create_directory(partial_, error);
  if (error) fail(path_, error.message());
}

void RunFolder::publish(const std::vector<NamedBytes>& files) {
  make_partial();
  for (const auto& [name, bytes] : files) write_file_whole(partial_ / name, bytes);
  // One step whatever was there: an older run ends up under the partial name and is removed.
  const unsigned how = fs::exists(path_) ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, path_.c_str(), how) != 0) {
    fail(path_, std::strerror(errno));
  }
  if (how == RENAME_NOREPLACE) partial_.clear();
}

}  // namespace darkline
