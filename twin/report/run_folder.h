// The folder of a run on disk: there whole or not at all.
#pragma once

#include <filesystem>
#include <vector>

#include "twin/report/run_files.h"

namespace darkline {

// Holds the place of a run folder from before the work until it is written.
class RunFolder {
 public:
  // Refuses early what could not be written later: a parent that is no folder or cannot be written
  // to, or a path taken by something that is not a run folder. Removes what killed runs left.
  // @throws IoError
  explicit RunFolder(std::filesystem::path path);
  // Removes what was not published.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  // Writes all files beside the path, then puts the folder in place in one step, in exchange for
  // an older run. @throws IoError; the older run is then still there.
  void publish(const std::vector<NamedBytes>& files);

  const std::filesystem::path& path() const { return path_; }

 private:
  void make_partial();

  std::filesystem::path path_;
  std::filesystem::path partial_;  // ".<name>.partial-<process>", empty before publish
};

}  // namespace darkline
