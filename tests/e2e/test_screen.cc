// Many variants of a scenario's line, as a planner screens them.
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

struct Screening {
  ScratchFolder folder;
  std::string scenario =
      (fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios/05_one_technician.toml").string();

  auto run(std::vector<std::string> words) const {
    const std::vector<std::string> all = {
        "screen",         scenario, "--set", "simulation.horizon=100 h",
        "--replications", "8",      "--set", "simulation.replications=3"};
    words.insert(words.begin(), all.begin(), all.end());
    return run_program("darkline", words, {"DARKLINE_CACHE=" + (folder.path() / "cache").string()});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(screen)

// Two keys of two values: four lines, the same bytes on one thread and two, and the best of them
// with the same figures that darkline run gives.
BOOST_AUTO_TEST_CASE(combinations_are_screened_confirmed_and_judged_in_a_sentence) {
  const Screening at;
  const std::vector<std::string> vary = {"--vary",      "reliability.technicians=1,2",
                                         "--vary",      "plant.buffer_factor=1,3",
                                         "--finalists", "2"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), vary.begin(), vary.end());
    return at.run(more);
  };
  const auto text = with({"--jobs", "1"});
  BOOST_REQUIRE_MESSAGE(text.exit_code == 0, text.err);
  BOOST_TEST(text.out.find("4 lines, 8 replications") != std::string::npos, text.out);
  BOOST_TEST(text.out.find("Lanes are approximate") != std::string::npos, text.out);
  BOOST_TEST(text.out.find(" gives most, ") != std::string::npos, text.out);
  BOOST_TEST(with({"--jobs", "2"}).out == text.out);

  const auto json = nlohmann::json::parse(with({"--json"}).out);
  BOOST_TEST(json.at("schema") == "darkline.screening/1");
  BOOST_TEST(json.at("screened").size() == 4U);
  BOOST_TEST(json.at("finalists").size() == 2U);
  for (const auto& line : json.at("screened")) {
    BOOST_TEST(line.at("approximate") == true);
    BOOST_TEST(line.at("bias").at("n") == 4);
  }
  const auto& best = json.at("finalists").at(0);
  std::vector<std::string> same = {"run",
                                   at.scenario,
                                   "--json",
                                   "--out",
                                   (at.folder.path() / "run").string(),
                                   "--set",
                                   "simulation.horizon=100 h",
                                   "--set",
                                   "simulation.replications=3"};
  for (const auto& setting : best.at("settings")) {
    same.insert(same.end(), {"--set", setting.get<std::string>()});
  }
  const auto run =
      run_program("darkline", same, {"DARKLINE_CACHE=" + (at.folder.path() / "cache").string()});
  BOOST_REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  const auto jph = nlohmann::json::parse(run.out).at("throughput").at("net_jph");
  BOOST_TEST(jph.at("mean").get<double>() == best.at("net_jph").at("mean").get<double>(),
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_lanes_cannot_take_is_said) {
  const Screening at;
  const auto result = at.run({"--vary", "plant.planned_stop_every=0 h,5 h", "--finalists", "1"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  BOOST_TEST(result.out.find("1 of 2 lines were not screened by lanes") != std::string::npos,
             result.out);
  BOOST_TEST(result.out.find("calendar") != std::string::npos, result.out);
}

BOOST_AUTO_TEST_CASE(too_many_combinations_and_wrong_keys_are_refused) {
  const Screening at;
  std::string many = "plant.buffer_factor=0";
  for (int i = 1; i < 40; ++i) many += "," + std::to_string(i);
  const auto bounded = at.run({"--vary", many, "--vary", many});
  BOOST_TEST(bounded.exit_code == 64);
  BOOST_TEST(bounded.err.find("at most 1000") != std::string::npos, bounded.err);
  BOOST_TEST(at.run({}).exit_code == 64);
  BOOST_TEST(at.run({"--vary", "plant.buffer_factor"}).exit_code == 64);
  BOOST_TEST(at.run({"--vary", "plant.buffer_factor=1,"}).exit_code == 64);
  const auto typo = at.run({"--vary", "plant.bufer_factor=1,2"});
  BOOST_TEST(typo.exit_code == 65);
  BOOST_TEST(typo.err.find("buffer_factor") != std::string::npos, typo.err);
}

BOOST_AUTO_TEST_SUITE_END()
