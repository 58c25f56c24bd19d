#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "twin/report/run_folder.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

std::vector<NamedBytes> files(const std::string& text) {
  return {{"result.json", text}, {"provenance.json", "{}"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_folder)

BOOST_AUTO_TEST_CASE(a_published_folder_holds_every_file_and_nothing_lies_beside_it) {
  const TemporaryFolder folder;
  RunFolder(folder.path() / "a/run").publish(files("first"));
  BOOST_TEST(read_file(folder.path() / "a/run/result.json", 100) == "first");
  BOOST_TEST(std::distance(fs::directory_iterator(folder.path() / "a"), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_second_run_takes_the_place_of_the_first) {
  const TemporaryFolder folder;
  RunFolder(folder.path() / "run").publish(files("first"));
  RunFolder(folder.path() / "run").publish(files("second"));
  BOOST_TEST(read_file(folder.path() / "run/result.json", 100) == "second");
  BOOST_TEST(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_folder_never_published_leaves_nothing) {
  const TemporaryFolder folder;
  { const RunFolder never(folder.path() / "run"); }
  BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_left_is_removed_and_what_lives_stays) {
  const TemporaryFolder folder;
  // No process has this number: the largest that Linux gives is 2^22.
  const fs::path dead = folder.path() / ".run.partial-2147483647";
  const fs::path living = folder.path() / ".run.partial-1";
  fs::create_directory(dead);
  fs::create_directory(living);
  const RunFolder run(folder.path() / "run");
  BOOST_TEST(!fs::exists(dead));
  BOOST_TEST(fs::exists(living));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_run_is_refused) {
  const TemporaryFolder folder;
  folder.write("precious/thesis.txt", "years of work");
  DARKLINE_TEST_THROWS(RunFolder(folder.path() / "precious"), IoError, "precious",
                       "not a run folder", "--out");
}

BOOST_AUTO_TEST_CASE(a_parent_that_is_a_file_is_refused) {
  const TemporaryFolder folder;
  folder.write("occupied", "a file");
  DARKLINE_TEST_THROWS(RunFolder(folder.path() / "occupied/run"), IoError, "occupied/run");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
