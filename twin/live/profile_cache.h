// Studied cells, kept from run to run under the hash of everything that went into the study:
// change one spot and one station is studied again.
//
// One file a profile below $DARKLINE_CACHE, else $XDG_CACHE_HOME/darkline, else ~/.cache/darkline.
// Files are written whole and never changed; deleting the folder is always safe.
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

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path path_of(const std::string& hash) const;
  std::filesystem::path folder_;
};

}  // namespace darkline
