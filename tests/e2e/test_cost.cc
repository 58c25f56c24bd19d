// darkline cost as a user runs it, on a run of the ladder.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace fs = std::filesystem;
using darkline::testing::run_program;
using darkline::testing::ScratchFolder;

namespace {

const fs::path kScenarios = fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios";

// One run for all cases of this file.
const fs::path& run_folder() {
  static const ScratchFolder scratch;
  static const fs::path folder = [] {
    const fs::path out = scratch.path() / "run";
    const auto result = run_program(
        "darkline",
        {"run", (kScenarios / "01_one_cell.toml").string(), "--out", out.string(), "--set",
         "simulation.horizon=100 h", "--set", "simulation.replications=3", "--set",
         "trade.date=2025-04-10", "--set", "trade.site=US", "--set", "trade.market=US"},
        {"DARKLINE_CACHE=" + (scratch.path() / "cache").string()});
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    return out;
  }();
  return folder;
}

void expect_texts(const std::vector<std::string>& options, const std::vector<std::string>& texts) {
  std::vector<std::string> words = {"cost", run_folder().string()};
  words.insert(words.end(), options.begin(), options.end());
  const auto result = run_program("darkline", words);
  BOOST_TEST(result.exit_code == 0, result.err);
  for (const std::string& text : texts) {
    BOOST_TEST(result.out.find(text) != std::string::npos, "\"" << text << "\" is missing in:\n"
                                                                << result.out);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cost)

BOOST_AUTO_TEST_CASE(a_run_is_explained_from_its_folder) {
  expect_texts({}, {"Robot stations", "= conversion", "= landed vehicle"});
  expect_texts({"--why", "robot_stations"},
               {"AP(interest_per_y, robot_life_y)", "New York Times", "[S", "30000 to 70000 USD"});
  expect_texts({"--why", "labour"}, {"supervision", "USD a year"});
  expect_texts({"--zones"}, {"per robot"});
  expect_texts({"--invest"}, {"250 %", "people", "absorb", "When to buy", "2025-05-14", "Cournot"});
  expect_texts({"--trade"}, {"duties of 2025-04-10", "162.2 %", "duty on the car", "147.5"});
  expect_texts({"--resilience"}, {"survive", "chip_import", "regret"});
  expect_texts({"--doubt"}, {"cost.rest_of_vehicle", "12000 to 30000 USD", "are assumptions"});
}

BOOST_AUTO_TEST_CASE(all_of_it_is_there_for_programs_with_half_widths_sources_and_ranges) {
  const auto result = run_program("darkline", {"cost", run_folder().string(), "--json"});
  BOOST_REQUIRE(result.exit_code == 0);
  const auto json = nlohmann::json::parse(result.out);
  for (const auto& item : json.at("items")) {
    BOOST_TEST(item.at("half_width").is_number());
    BOOST_TEST(!item.at("formula").get<std::string>().empty());
    for (const auto& input : item.at("inputs")) {
      BOOST_TEST(!input.at("source").get<std::string>().empty());
    }
  }
  BOOST_TEST(json.at("ranges").size() > 30U);
  for (const auto& range : json.at("ranges")) {
    BOOST_TEST(range.at("low") <= range.at("high"));
    BOOST_TEST(!range.at("source").get<std::string>().empty());
  }
  BOOST_TEST(json.at("trade").at("duties").size() == 6U);
  for (const char* const part : {"cost_by_zone", "compute", "supply", "investment", "resilience"}) {
    BOOST_TEST(json.contains(part), part);
  }
}

// The cents of the items add up to the total, as printed.
BOOST_AUTO_TEST_CASE(what_is_printed_adds_up_to_the_cent) {
  const auto result = run_program("darkline", {"cost", run_folder().string()});
  std::istringstream lines(result.out);
  long cents = 0, conversion = -1, landed = -1;
  bool second = false;
  for (std::string line; std::getline(lines, line);) {
    const auto dot = line.find('.');
    if (line.size() < 40 || line.compare(0, 2, "  ") != 0 || dot == std::string::npos) continue;
    if (line.find("+-") == std::string::npos) continue;
    const std::string number = line.substr(26, 11);
    const long value = std::lround(100.0 * std::stod(number));
    if (line.find("= conversion") != std::string::npos) {
      conversion = value;
      BOOST_TEST(cents == conversion);
    } else if (line.find("= landed") != std::string::npos) {
      landed = value;
      BOOST_TEST(cents == landed);
    } else if (line.find("body in white") != std::string::npos) {
      BOOST_TEST(cents == value);
      second = true;
    } else {
      cents += value;
    }
  }
  BOOST_TEST(conversion > 0);
  BOOST_TEST(landed > conversion);
  BOOST_TEST(second);
}

// An American plant that buys Chinese robots on that day: 172.5 %, passed on at 94 %.
BOOST_AUTO_TEST_CASE(the_duties_of_the_day_are_in_the_result) {
  std::ifstream file(run_folder() / "result.json");
  const auto json = nlohmann::json::parse(file);
  for (const auto& duty : json.at("trade").at("duties")) {
    if (duty.at("good") != "robots") continue;
    BOOST_TEST(duty.at("channel") == "capital goods");
    BOOST_TEST(std::abs(duty.at("listed").get<double>() - 1.725) < 1e-9);
    BOOST_TEST(std::abs(duty.at("paid").get<double>() - 0.94 * 1.725) < 1e-9);
  }
  double sum = 0.0;
  for (const auto& item : json.at("unit_cost").at("items")) {
    sum += item.at("usd_per_body").at("mean").get<double>();
  }
  BOOST_TEST(sum == json.at("unit_cost").at("landed").at("mean").get<double>());
}

// S0 to S17 with their variants: each resolves its duties, routes and networks.
BOOST_AUTO_TEST_CASE(every_scenario_of_the_briefing_is_sound) {
  std::vector<std::string> words = {"check"};
  std::vector<bool> found(18, false);
  for (const auto& entry : fs::directory_iterator(kScenarios)) {
    const std::string name = entry.path().filename().string();
    if (name.size() < 4 || name[0] != 's' || entry.path().extension() != ".toml") continue;
    found.at(static_cast<std::size_t>(std::stoi(name.substr(1, 2)))) = true;
    words.push_back(entry.path().string());
  }
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i], "no scenario S" << i);
  const auto result = run_program("darkline", words);
  BOOST_TEST(result.exit_code == 0, result.err);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_refused_with_a_mend) {
  const auto folder = run_program("darkline", {"cost", "/nonexistent"});
  BOOST_TEST(folder.exit_code == 65);
  BOOST_TEST(folder.err.find("darkline run SCENARIO") != std::string::npos, folder.err);
  const auto item = run_program("darkline", {"cost", run_folder().string(), "--why", "labor"});
  BOOST_TEST(item.exit_code == 65);
  BOOST_TEST(item.err.find("did you mean labour") != std::string::npos, item.err);
  const auto check = [](const std::string& set, const std::string& text) {
    const auto result = run_program("darkline", {"run", (kScenarios / "01_one_cell.toml").string(),
                                                 "--set", set, "--set", "trade.market=US"});
    BOOST_TEST(result.exit_code == 65, set);
    BOOST_TEST(result.err.find(text) != std::string::npos, result.err);
  };
  check("cost.robot_life=-3 y", "cost.robot_life");
  check("trade.date=1999-01-01", "1999-01-01");
  check("trade.date=2025-13-01", "trade.date");
  check("compute.route=smuggled", "compute.adverse = 1");
  check("cost.technician_share=90 %", "supervises");
}

BOOST_AUTO_TEST_SUITE_END()
