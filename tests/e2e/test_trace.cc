// A trace as a user makes and checks it.
#include <filesystem>
#include <fstream>
#include <sstream>
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

BOOST_AUTO_TEST_CASE(a_window_of_a_trace_is_drawn_and_one_beyond_it_refused) {
  const ScratchFolder folder;
  const std::string scenario =
      (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/04_buffers.toml").string();
  const std::string trace = (folder.path() / "line.trace").string();
  const std::vector<std::string> cache = {"DARKLINE_CACHE=" + (folder.path() / "cache").string()};
  const auto traced =
      run_program("darkline",
                  {"run", scenario, "--out", (folder.path() / "run").string(), "--trace", trace,
                   "--set", "simulation.replications=2", "--set", "simulation.horizon=20 h"},
                  cache);
  BOOST_REQUIRE_MESSAGE(traced.exit_code == 0, traced.err);

  const fs::path pictures = folder.path() / "a/b";
  const auto drawn = run_program(
      "darkline", {"trace", trace, "--from", "5 h", "--to", "6 h", "--out", pictures.string()});
  BOOST_TEST(drawn.exit_code == 0, drawn.err);
  for (const char* name : {"gantt.svg", "buffers.svg"}) {
    std::ifstream in(pictures / name);
    std::ostringstream text;
    text << in.rdbuf();
    const std::string svg = text.str();
    BOOST_TEST(svg.rfind("<svg ", 0) == 0U, name);
    BOOST_TEST(svg.find("/st0") != std::string::npos, name);
    BOOST_TEST(svg.find("simulated time since the start of the run, h:min") != std::string::npos,
               name);
    BOOST_TEST(svg.find(">5:30<") != std::string::npos, name);
    BOOST_TEST(svg.find("nan") == std::string::npos, name);
  }
  const auto beyond = run_program("darkline", {"trace", trace, "--from", "5 h", "--to", "500 h"});
  BOOST_TEST(beyond.exit_code == 65);
  BOOST_TEST(beyond.err.find("wanted one within the traced") != std::string::npos, beyond.err);
  const auto typo = run_program("darkline", {"trace", trace, "--from", "5 kg"});
  BOOST_TEST(typo.exit_code == 64);
  const auto none = run_program("darkline", {"trace", scenario});
  BOOST_TEST(none.exit_code == 65);
}

BOOST_AUTO_TEST_SUITE_END()
