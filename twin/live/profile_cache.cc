#include "twin/live/profile_cache.h"

#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostBytes = 4 << 20;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

ProfileCache::ProfileCache(fs::path folder) : folder_(std::move(folder)) {}

fs::path ProfileCache::default_folder() {
  if (const std::string given = environment("DARKLINE_CACHE"); !given.empty()) return given;
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty()) {
    return fs::path(cache) / "darkline";
  }
  if (const std::string home = environment("HOME"); !home.empty()) {
    return fs::path(home) / ".cache/darkline";
  }
  throw IoError("no folder for studied cells: set DARKLINE_CACHE or HOME");
}

fs::path ProfileCache::path_of(const std::string& hash) const {
  return folder_ / "profiles" / hash.substr(0, 2) / (hash + ".json");
}

std::optional<CycleProfile> ProfileCache::find(const std::string& hash) const {
  const fs::path path = path_of(hash);
  if (!fs::exists(path)) return std::nullopt;
  try {
    CycleProfile profile = cycle_profile_from_json(read_file(path, kMostBytes), path.string());
    if (profile.input_hash == hash) return profile;
  } catch (const Error&) {
    // A damaged file is as good as none: the cell is studied again and the file replaced.
  }
  return std::nullopt;
}

void ProfileCache::store(const CycleProfile& profile) const {
  const fs::path path = path_of(profile.input_hash);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    throw IoError(fmt::format("cannot make the folder {}: {}; set DARKLINE_CACHE to another",
                              path.parent_path().string(), error.message()));
  }
  write_file_whole(path, to_json(profile));
}

}  // namespace darkline
