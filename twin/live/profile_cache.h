// Studied cells, kept from run to run under the hash of everything that went into the study:
// change one spot and one station is studied again.
//
// Beside the profiles stands, under the key of what planning reads (cells/plan_key.h), the hash of
// the study that a plan leads to: where nothing changed, nothing is planned either.
//
// One file a profile or plan below $DARKLINE_CACHE, else $XDG_CACHE_HOME/darkline, else
// ~/.cache/darkline. Files are written whole and never changed; deleting the folder is always safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "models/cell/cycle_profile.h"

namespace darkline {

class ProfileCache {
 public:
  explicit ProfileCache(std::filesystem::path folder);

  // The folder named above. @throws IoError if there is no home to put it in.
  static std::filesystem::path default_folder();

  // The profile stored under `hash`; none if there is none or the file is damaged.
  std::optional<CycleProfile> find(const std::string& hash) const;

  // @throws IoError if the profile cannot be written.
  void store(const CycleProfile& profile) const;

  // The study hash that was stored for a plan key; none if there is none or the file is damaged.
  std::optional<std::string> find_plan(const std::string& plan_key) const;

  // @throws IoError if it cannot be written.
  void store_plan(const std::string& plan_key, const std::string& study_hash) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path path_of(const std::string& hash) const;
  std::filesystem::path plan_path(const std::string& plan_key) const;
  std::filesystem::path folder_;
};

}  // namespace darkline
