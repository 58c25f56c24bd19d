// Runs one of our programs as a user would and returns what it printed and how it ended.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace darkline::testing {

struct ProgramResult {
  int exit_code = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

// `program` lies beside the test program. `environment` holds "NAME=VALUE" on top of ours.
// `working_folder` is where it runs; empty: here.
ProgramResult run_program(const std::string& program, const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment = {},
                          const std::filesystem::path& working_folder = {});

// A folder that is removed with the object.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace darkline::testing
