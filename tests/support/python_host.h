// A program file that runs a Python host of the tree, for links that start their host themselves.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>

namespace darkline {

class PythonHost {
 public:
  // `script`: from the root of the tree.
  explicit PythonHost(const std::string& script) {
    std::string name = (std::filesystem::temp_directory_path() / "darkline-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    // Debian's own, where python3-zmq lies, whatever comes first in PATH; -B: it leaves no files
    std::ofstream(program()) << "#!/bin/sh\nexec /usr/bin/python3 -B '" DARKLINE_SOURCE_DIR "/" +
                                    script + "' \"$@\"\n";
    std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
  }
  ~PythonHost() {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  PythonHost(const PythonHost&) = delete;
  PythonHost& operator=(const PythonHost&) = delete;

  std::filesystem::path program() const { return folder_ / "host"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace darkline
