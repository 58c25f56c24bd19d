// Feeds every file of the folders given to the fuzz target: `replay_scenario
// tests/fuzz/corpus/scenario`.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace fs = std::filesystem;

namespace {

int replay(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    try {
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    } catch (const std::exception& escaped) {
      std::fprintf(stderr, "%s: %s\n", file.c_str(), escaped.what());
      return -1;
    }
  }
  std::printf("%s: %zu files\n", folder.c_str(), files.size());
  return static_cast<int>(files.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  for (int i = 1; i < argc; ++i) {
    if (replay(argv[i]) <= 0) return 1;  // a finding, or a corpus that was not found
  }
  return 0;
}
