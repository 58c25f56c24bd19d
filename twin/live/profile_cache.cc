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
constexpr std::size_t kMostPlanBytes = 1 << 10;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw IoError(fmt::format("cannot make the folder {}: {}; set DARKLINE_CACHE to another",
                              folder.string(), error.message()));
  }
}

bool is_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
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
  make_folder(path.parent_path());
  write_file_whole(path, to_json(profile));
}

fs::path ProfileCache::plan_path(const std::string& plan_key) const {
  return folder_ / "plans" / plan_key.substr(0, 2) / plan_key;
}

std::optional<std::string> ProfileCache::find_plan(const std::string& plan_key) const {
  const fs::path path = plan_path(plan_key);
  if (!fs::exists(path)) return std::nullopt;
  try {
    std::string study_hash = read_file(path, kMostPlanBytes);
    if (is_digest(study_hash)) return study_hash;
  } catch (const Error&) {
    // as with a damaged profile: the station is planned again and the file replaced
  }
  return std::nullopt;
}

void ProfileCache::store_plan(const std::string& plan_key, const std::string& study_hash) const {
  const fs::path path = plan_path(plan_key);
  make_folder(path.parent_path());
  write_file_whole(path, study_hash);
}

}  // namespace darkline
