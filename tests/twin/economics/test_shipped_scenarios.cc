// The named scenarios S0 to S17 of the briefing: each can be priced, and says what changed. The
// lines are made up; what is held here is the prices.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_change.h"

namespace fs = std::filesystem;

namespace darkline {
namespace {

namespace tt = boost::test_tools;

const fs::path kFolder = fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios";

std::vector<fs::path> named_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".toml" && name.size() > 3 && name[0] == 's' &&
        std::isdigit(static_cast<unsigned char>(name[1])) != 0) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<PlantYear> years_of(bool large) {
  PlantYear year = illustration_year();
  year.spot_robots = large ? 516 : 320;
  year.other_robots = large ? 304 : 180;
  year.good_bodies_per_year = large ? 250e3 : 187e3;
  PlantYear worse = year;
  worse.good_bodies_per_year *= 0.98;
  return {year, worse};
}

struct Told {
  CostChange change;
  ResolvedPrices prices;
  std::string text;
};

Told told_by(const std::string& name, const std::string& robots_from = "") {
  Scenario scenario = read_scenario(kFolder / name).scenario;
  if (!robots_from.empty()) scenario.trade.robot_origin = robots_from;
  const Scenario base = read_scenario(kFolder / scenario.info.base).scenario;
  const auto years = years_of(true);
  Told told;
  told.prices = resolve_prices(scenario, 250e3);
  told.change =
      cost_change(resolve_prices(base, 250e3),
                  years_of(scenario.info.base != "s00_ningbo_2021.toml"), told.prices, years);
  told.text = change_text(told.change, base.info.title, told.prices);
  return told;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shipped_scenarios)

BOOST_AUTO_TEST_CASE(all_of_s0_to_s17_ship_and_tell_what_changed_by_parts_that_sum_to_it) {
  std::map<int, int> seen;
  for (const fs::path& file : named_scenarios()) {
    const std::string name = file.filename().string();
    ++seen[std::stoi(name.substr(1, 2))];
    if (name == "s00_ningbo_2021.toml") continue;
    const Told told = told_by(name);
    BOOST_TEST(told.text.find("Against \"") == 0U, name);
    double sum = 0.0;
    for (const DriverChange& each : told.change.drivers) sum += each.landed.mean;
    BOOST_TEST(std::abs(sum - told.change.landed.mean) < 1e-6, name);
    BOOST_TEST(std::isfinite(told.change.landed.half_width), name);
    BOOST_TEST(told.text.find("nan") == std::string::npos, name);
  }
  for (int s = 0; s <= 17; ++s) BOOST_TEST(seen[s] > 0, "S" << s);
}

// Only the channel that a scenario is about moves the landed vehicle.
BOOST_AUTO_TEST_CASE(each_acts_through_the_channel_that_it_is_about) {
  const std::vector<std::pair<std::string, std::vector<CostDriver>>> expected = {
      {"s03_duty_spike_export.toml", {CostDriver::vehicle_duty}},
      {"s08_eu_cvd.toml", {CostDriver::vehicle_duty}},
      {"s09_sneakernet_80.toml", {CostDriver::ai_compute}},
      {"s10_ascend_only.toml", {CostDriver::ai_compute}},
      {"s02_h20_halt.toml", {CostDriver::supply, CostDriver::ai_compute}},
      {"s12_subsidy.toml", {CostDriver::capital_goods, CostDriver::ai_compute}},
      {"s15_steel_eu.toml", {CostDriver::input_duty}},
      {"s17_canada_quota.toml", {CostDriver::vehicle_duty}},
  };
  for (const auto& [name, drivers] : expected) {
    const Told told = told_by(name);
    for (const DriverChange& each : told.change.drivers) {
      const bool named = std::find(drivers.begin(), drivers.end(), each.driver) != drivers.end();
      BOOST_TEST((std::abs(each.landed.mean) > 1e-9) == named,
                 name << ": " << name_of(each.driver));
    }
  }
}

// 80 TB and 4,800 TB are two readings of one report: more to copy is a longer wait.
BOOST_AUTO_TEST_CASE(the_two_readings_of_the_carried_data_differ_by_their_wait) {
  const Told small = told_by("s09_sneakernet_80.toml"), large = told_by("s09_sneakernet_4800.toml");
  BOOST_TEST(large.prices.compute.wait_s > small.prices.compute.wait_s);
  BOOST_TEST(large.change.landed.mean > small.change.landed.mean);
  BOOST_TEST(small.text.find("no advice") != std::string::npos);
}

// The ledger has no duty on Indian robots in Mexico, and one on Chinese that is no more than a
// range. What it does not know is told, not taken as 0.
BOOST_AUTO_TEST_CASE(a_duty_that_the_ledger_does_not_know_is_told) {
  const Told indian = told_by("s16_reshoring_mx.toml", "IN");
  BOOST_TEST(indian.text.find("Not in the ledger") != std::string::npos, indian.text);
  BOOST_TEST(indian.text.find("robots from IN to MX") != std::string::npos, indian.text);
  const Told chinese = told_by("s16_reshoring_mx.toml");
  BOOST_TEST(chinese.text.find("robots from CN to MX 0 % (0 to 15)") != std::string::npos,
             chinese.text);
}

// What a move to another country saves hangs on the rest of the vehicle.
BOOST_AUTO_TEST_CASE(a_move_says_what_it_assumes_of_the_rest_of_the_vehicle) {
  const Told home = told_by("s16_reshoring_us.toml");
  BOOST_TEST(home.text.find("rest of the vehicle at 20000 USD in both places") != std::string::npos,
             home.text);
  BOOST_TEST(!home.change.absorbed.has_value());
}

BOOST_AUTO_TEST_CASE(the_shop_of_2025_answers_what_duty_its_robots_absorb) {
  const Told ningbo = told_by("s01_ningbo_2025.toml");
  BOOST_REQUIRE(ningbo.change.absorbed.has_value());
  const AbsorbedDuty& found = *ningbo.change.absorbed;
  BOOST_TEST(found.base_robots == 500);
  BOOST_TEST(found.now_robots == 820);
  BOOST_TEST(found.of_conversion.mean > found.of_body_in_white.mean);
  BOOST_TEST(found.of_body_in_white.mean > found.of_vehicle.mean);
  BOOST_TEST(
      found.saved_usd.mean == found.base_line_base_prices.mean - found.now_line_now_prices.mean,
      tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
