// A folder for studied cells that is empty at the start and gone at the end.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "models/base/error.h"

namespace darkline {

class ScratchCache {
 public:
  ScratchCache() {
    std::string name = (std::filesystem::temp_directory_path() / "darkline_bench_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw IoError("cannot make a folder in " + name);
    path_ = name;
  }
  ~ScratchCache() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchCache(const ScratchCache&) = delete;
  ScratchCache& operator=(const ScratchCache&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace darkline
