#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "tests/support/throws.h"
#include "twin/report/cost_report.h"

namespace fs = std::filesystem;

namespace darkline {
namespace {

// A folder that is gone with the test.
struct Folder {
  Folder() : path(fs::temp_directory_path() / name_of_process("darkline_cost_report_")) {
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cost_report)

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_run_is_refused_with_the_command_that_makes_one) {
  const Folder folder;
  DARKLINE_TEST_THROWS(read_run_cost(folder.path), InputError, "no result.json", "darkline run");
}

BOOST_AUTO_TEST_CASE(a_result_that_is_not_as_run_writes_it_is_refused) {
  const Folder folder;
  for (const char* const text :
       {"", "{", "[]", "{}", "{\"scenario\": 3}", "{\"scenario\": \"a\", \"confidence\": \"b\"}",
        "{\"scenario\": \"a\", \"confidence\": 0.95, \"replications\": 2, \"unit_cost\": []}",
        "[[[[[[[[[[[[[[[[[[[[[[[["}) {
    write_file_whole(folder.path / "result.json", text);
    DARKLINE_TEST_THROWS(read_run_cost(folder.path), InputError, "result.json", "again");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
