// A trace as a user makes and checks it.
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

BOOST_AUTO_TEST_SUITE(trace)

BOOST_AUTO_TEST_CASE(a_run_is_the_same_again_and_another_scenario_is_told_apart) {
  const ScratchFolder folder;
  const std::string scenario =
      (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/03_failures.toml").string();
  const std::string trace = (folder.path() / "line.trace").string();
  const std::vector<std::string> cache = {"DARKLINE_CACHE=" + (folder.path() / "cache").string()};
  const std::vector<std::string> few = {"--set", "simulation.replications=2", "--set",
                                        "simulation.horizon=20 h"};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"run", scenario});
    words.insert(words.end(), few.begin(), few.end());
    return run_program("darkline", words, cache);
  };
  const auto written = run({"--out", (folder.path() / "run").string(), "--trace", trace});
  BOOST_REQUIRE_MESSAGE(written.exit_code == 0, written.err);
  const auto same = run({"--verify-trace", trace});
  BOOST_TEST(same.exit_code == 0, same.err);
  BOOST_TEST(same.out.find("are the same") != std::string::npos, same.out);

  const auto other = run({"--verify-trace", trace, "--set", "plant.takt=70 s"});
  BOOST_TEST(other.exit_code == 65);
  BOOST_TEST(other.err.find("event ") != std::string::npos, other.err);
  BOOST_TEST(other.err.find("the line itself is another one") != std::string::npos, other.err);
}

BOOST_AUTO_TEST_SUITE_END()
