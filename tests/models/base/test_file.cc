#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

// While it lives, no file grows beyond `bytes`: a write past it fails, as on a full disk.
class SmallFilesOnly {
 public:
  explicit SmallFilesOnly(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small = before_;
    small.rlim_cur = bytes;
    in_force_ = ::setrlimit(RLIMIT_FSIZE, &small) == 0;
  }
  ~SmallFilesOnly() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallFilesOnly(const SmallFilesOnly&) = delete;
  SmallFilesOnly& operator=(const SmallFilesOnly&) = delete;
  bool in_force() const { return in_force_; }

 private:
  void (*handler_)(int);
  rlimit before_ = {};
  bool in_force_ = false;
};

// While it lives, the program has no more rights than an ordinary user: for root, those of nobody.
class OrdinaryUser {
 public:
  OrdinaryUser() : before_(::geteuid()) {
    constexpr uid_t kNobody = 65534;
    ordinary_ = before_ != 0 || ::seteuid(kNobody) == 0;
  }
  ~OrdinaryUser() {
    if (before_ == 0 && ::seteuid(0) != 0) std::abort();  // the other tests need their rights
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;
  bool ordinary() const { return ordinary_; }

 private:
  uid_t before_;
  bool ordinary_ = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_FIXTURE_TEST_CASE(a_file_is_read_byte_for_byte, TemporaryFolder) {
  const std::string bytes("a\0\r\n\xFF", 5);
  BOOST_TEST(read_file(write("a", bytes), 5) == bytes);
  BOOST_TEST(read_file(write("empty", ""), 0).empty());
}

BOOST_FIXTURE_TEST_CASE(a_file_beyond_the_bound_is_the_users_mistake, TemporaryFolder) {
  const fs::path file = write("a", "12345");
  DARKLINE_TEST_THROWS(read_file(file, 4), InputError, file.string(), "more than 4 bytes");
  BOOST_TEST(read_file(file, 5) == "12345");
}

BOOST_AUTO_TEST_CASE(a_file_without_end_is_refused_at_the_bound) {
  DARKLINE_TEST_THROWS(read_file("/dev/zero", 1000), InputError, "more than 1000 bytes");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_is_an_io_error_with_its_name, TemporaryFolder) {
  DARKLINE_TEST_THROWS(read_file(path() / "none.toml", 9), IoError, "none.toml", "No such file");
  DARKLINE_TEST_THROWS(read_file(path(), 9), IoError, path().string(), "directory");
  DARKLINE_TEST_THROWS(read_file(path() / std::string(300, 'x'), 9), IoError, "too long");
  DARKLINE_TEST_THROWS(read_file("", 9), IoError, "cannot read");
  const fs::path below_a_file = write("plain", "") / "x";
  DARKLINE_TEST_THROWS(read_file(below_a_file, 9), IoError, "Not a directory");
  fs::create_symlink("loop", path() / "loop");
  DARKLINE_TEST_THROWS(read_file(path() / "loop", 9), IoError, "loop");
}

BOOST_FIXTURE_TEST_CASE(a_file_is_written_whole_over_the_old_one, TemporaryFolder) {
  const std::string bytes("new\0\n", 5);
  const fs::path file = write("a", "the old content, which is longer");
  write_file_whole(file, bytes);
  BOOST_TEST(read_file(file, 100) == bytes);
  write_file_whole(file, "");
  BOOST_TEST(fs::file_size(file) == 0U);
  BOOST_TEST(entries() == 1, "a temporary file was left");
}

BOOST_FIXTURE_TEST_CASE(a_written_file_may_be_read_by_all_and_written_by_its_owner,
                        TemporaryFolder) {
  const mode_t before = ::umask(077);
  write_file_whole(path() / "a", "x");
  ::umask(before);
  struct stat status = {};
  BOOST_REQUIRE(::stat((path() / "a").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0644U);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_leaves_the_old_file_and_no_temporary_one, TemporaryFolder) {
  const fs::path file = write("a", "old");
  {
    const SmallFilesOnly limit(1000);
    if (!limit.in_force()) {
      BOOST_TEST_MESSAGE("skipped: the size of files cannot be limited here");
      return;
    }
    const auto error =
        testing::thrown_by<IoError>([&] { write_file_whole(file, std::string(100'000, 'x')); });
    BOOST_TEST(error.has_value());
  }
  BOOST_TEST(read_file(file, 100) == "old");
  BOOST_TEST(entries() == 1, "a temporary file was left");
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_may_not_be_written_keeps_its_file, TemporaryFolder) {
  const fs::path file = write("a", "old");
  fs::permissions(path(), fs::perms::owner_read | fs::perms::owner_exec);
  {
    const OrdinaryUser user;
    if (!user.ordinary()) {
      BOOST_TEST_MESSAGE("skipped: root cannot become an ordinary user here");
      return;
    }
    DARKLINE_TEST_THROWS(write_file_whole(file, "new"), IoError, "cannot write", file.string(),
                         "Permission denied");
  }
  BOOST_TEST(read_file(file, 100) == "old");
  BOOST_TEST(entries() == 1, "a temporary file was left");
}

BOOST_FIXTURE_TEST_CASE(a_place_that_takes_no_file_is_an_io_error, TemporaryFolder) {
  DARKLINE_TEST_THROWS(write_file_whole(path() / "none/a", "x"), IoError, "none/a", "No such file");
  fs::create_directories(path() / "full/below");
  DARKLINE_TEST_THROWS(write_file_whole(path() / "full", "x"), IoError, "full", "directory");
  BOOST_TEST(entries() == 1, "a temporary file was left");
}

BOOST_FIXTURE_TEST_CASE(the_data_folder_is_the_one_given_or_that_of_the_source_tree,
                        TemporaryFolder) {
  const char* given = std::getenv("DARKLINE_DATA");
  const std::string before = given == nullptr ? "" : given;
  ::setenv("DARKLINE_DATA", path().c_str(), 1);
  BOOST_TEST(data_folder() == path());
  ::unsetenv("DARKLINE_DATA");
  // a build folder outside the source tree has no data above it
  const bool in_tree = program_folder().string().starts_with(DARKLINE_SOURCE_DIR "/");
  if (in_tree) {
    BOOST_TEST(fs::equivalent(data_folder(), fs::path(DARKLINE_SOURCE_DIR) / "models"));
  }
  if (!before.empty()) ::setenv("DARKLINE_DATA", before.c_str(), 1);
}

// No process has the number 2147483647: Linux gives at most 2^22. Process 1 always lives.
BOOST_AUTO_TEST_CASE(what_dead_processes_left_is_removed_and_nothing_else) {
  const TemporaryFolder folder;
  const std::vector<std::string> dead = {"x-2147483647", "x-2147483647-AbC123"};
  const std::vector<std::string> kept = {"x-1",          "x-",  "x-abc",
                                         "y-2147483647", "x-0", name_of_process("x-")};
  for (const auto& names : {dead, kept}) {
    for (const std::string& name : names) std::filesystem::create_directory(folder.path() / name);
  }
  remove_leftovers(folder.path(), "x-");
  for (const std::string& name : dead) BOOST_TEST(!std::filesystem::exists(folder.path() / name));
  for (const std::string& name : kept) BOOST_TEST(std::filesystem::exists(folder.path() / name));
}

BOOST_AUTO_TEST_SUITE_END()
