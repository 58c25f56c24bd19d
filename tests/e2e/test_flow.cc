// Loops and splits as a user writes them: what comes of them, and what is said of those that stand
// still.
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

// Handling robots alone: no arm is moved.
std::string zone(const std::string& name, const std::string& more = "") {
  return "[[zone]]\nname = \"" + name + "\"\nstations = [1]\npicks = 4\nhandling_robots = 2\n" +
         more;
}

std::string way(const std::string& from, const std::string& to, const std::string& more = "") {
  return "[[link]]\nfrom = \"" + from + "\"\nto = \"" + to + "\"\n" + more;
}

darkline::testing::ProgramResult run(const ScratchFolder& scratch, const std::string& scenario,
                                     const std::vector<std::string>& more = {}) {
  std::ofstream(scratch.path() / "line.toml", std::ios::binary)
      << "[plant]\ntakt = \"20 s\"\n[simulation]\nhorizon = \"100 h\"\nwarm_up = \"10 h\"\n"
         "replications = 3\nsensitivity_stations = 0\n"
      << scenario;
  std::vector<std::string> words = {"run", "line.toml", "--out", "result"};
  words.insert(words.end(), more.begin(), more.end());
  return run_program("darkline", words, {"DARKLINE_CACHE=cache"}, scratch.path());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flow)

// Weld holds a body for check, check one that goes back to weld: neither has a place to go to.
BOOST_AUTO_TEST_CASE(an_overfull_loop_ends_the_run_and_names_its_stations) {
  const ScratchFolder scratch;
  const auto result =
      run(scratch, zone("start") + zone("weld") + zone("check") + way("start", "weld") +
                       way("weld", "check") +
                       way("check", "weld", "carries = \"rework\"\nshare = \"30 %\"\n"));
  BOOST_TEST(result.exit_code == 65, result.err);
  for (const char* text : {"wait for each other in a circle", "weld/st01", "check/st01"}) {
    BOOST_TEST(result.err.find(text) != std::string::npos, text << " is missing in " << result.err);
  }
  BOOST_TEST(!fs::exists(scratch.path() / "result"));
}

BOOST_AUTO_TEST_CASE(more_carriers_than_places_are_refused_with_file_and_line) {
  const ScratchFolder scratch;
  const auto result =
      run(scratch, zone("on") + zone("off") + way("on", "off") +
                       way("off", "on", "places = 3\ncarries = \"carriers\"\ncarriers = 4\n"));
  BOOST_TEST(result.exit_code == 65, result.err);
  for (const char* text : {"line.toml:21:1", "link.carriers", "4 carriers and 3 places"}) {
    BOOST_TEST(result.err.find(text) != std::string::npos, text << " is missing in " << result.err);
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_loops_and_splits_runs_through_to_its_cost) {
  const ScratchFolder scratch;
  const std::string scenario =
      zone("on") +
      "[[zone]]\nname = \"weld\"\nstations = [1, 1]\npicks = 4\nhandling_robots = 4\n"
      "passes = \"one\"\n" +
      zone("off") + zone("check", "join = \"merge\"\n") + zone("repair") + zone("end") +
      way("on", "weld", "places = 1\n") + way("weld", "off", "places = 1\n") +
      way("off", "on", "places = 8\ncarriers = 8\ncarries = \"carriers\"\ntravel = \"20 s\"\n") +
      way("off", "check", "places = 2\n") + way("check", "end", "places = 2\n") +
      way("check", "repair", "places = 20\ncarries = \"rework\"\nshare = \"10 %\"\n") +
      way("repair", "check", "places = 20\n");
  const auto result = run(scratch, scenario, {"--json"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  const auto json = nlohmann::json::parse(result.out);
  const double jph = json.at("throughput").at("net_jph").at("mean").get<double>();
  BOOST_TEST(jph > 30.0);
  BOOST_TEST(jph < 180.0);  // a body each 20 s
  BOOST_TEST(json.at("unit_cost").at("conversion").at("mean").get<double>() > 0.0);
  const auto rendered = run_program("darkline", {"check", "line.toml"}, {}, scratch.path());
  BOOST_TEST(rendered.exit_code == 0, rendered.err);
}

BOOST_AUTO_TEST_SUITE_END()
