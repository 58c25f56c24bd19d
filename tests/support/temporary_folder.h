// A folder for the files of one test case: named after the case, so that a leftover tells where it
// came from, and removed with everything in it.
//
//   BOOST_FIXTURE_TEST_CASE(a_file_is_read, TemporaryFolder) { write("a.toml", "..."); ... }
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/test/unit_test.hpp>
#include <stdlib.h>

namespace darkline::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = boost::unit_test::framework::current_test_case().full_name();
    std::replace(name.begin(), name.end(), '/', '.');
    std::string path =
        (std::filesystem::temp_directory_path() / ("darkline." + name + ".XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
    path_ = path;
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // a destructor must not throw; a leftover is harmless
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Writes a file, byte for byte, and says where it lies.
  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file.string());
    return file;
  }

  // How many files and folders lie directly in it.
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), {});
  }

 private:
  std::filesystem::path path_;
};

}  // namespace darkline::testing
