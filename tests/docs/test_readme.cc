// What the README shows is what the program prints.
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

const std::string kRoot = DARKLINE_SOURCE_DIR;

std::string text_of(const std::string& file) {
  std::ifstream in(kRoot + "/" + file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(readme)

BOOST_AUTO_TEST_CASE(the_summary_of_the_820_robots_is_the_one_that_run_prints) {
  const ScratchFolder scratch;
  const auto result =
      run_program("darkline", {"run", kRoot + "/models/scenarios/ningbo_2024.toml"},
                  {"DARKLINE_CACHE=" + (scratch.path() / "cache").string()}, scratch.path());
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  std::istringstream lines(result.out);
  std::string shown;
  for (std::string line; std::getline(lines, line);)
    shown += line.empty() ? "\n" : "    " + line + "\n";
  BOOST_TEST(text_of("README.md").find(shown) != std::string::npos,
             "README.md does not hold this summary:\n"
                 << shown);
}

BOOST_AUTO_TEST_CASE(every_command_it_names_exists) {
  std::istringstream lines(text_of("README.md"));
  int named = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::string start = "    darkline ";
    if (line.compare(0, start.size(), start) != 0) continue;
    const std::string rest = line.substr(start.size());
    const std::string command = rest.substr(0, rest.find(' '));
    BOOST_TEST(run_program("darkline", {command, "--help"}).exit_code == 0, command);
    ++named;
  }
  BOOST_TEST(named >= 7);
}

BOOST_AUTO_TEST_SUITE_END()
