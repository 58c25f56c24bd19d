#include "twin/report/run_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
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

// The process that made a partial folder, if the name is one.
std::optional<pid_t> maker_of(const std::string& name, const std::string& prefix) {
  if (name.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  pid_t pid = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, pid);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return pid;
}

void remove_leftovers(const fs::path& path) {
  const std::string prefix = partial_prefix(path);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(path.parent_path(), ignored)) {
    const auto pid = maker_of(entry.path().filename().string(), prefix);
    const bool maker_is_gone = pid && ::kill(*pid, 0) != 0 && errno == ESRCH;
    if (maker_is_gone) fs::remove_all(entry.path(), ignored);
  }
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
  remove_leftovers(path_);
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

void RunFolder::make_partial() {
  partial_ = path_.parent_path() / fmt::format("{}{}", partial_prefix(path_), ::getpid());
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
