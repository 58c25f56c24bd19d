// What the coefficients of a run give is what the cost model gives at the same prices and duties.
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/scenario/scenario_reader.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/price_tariff_table.h"
#include "twin/economics/recosting.h"
#include "twin/economics/resolve_prices.h"
#include "twin/economics/unit_cost.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
namespace tt = boost::test_tools;

const fs::path kFolder = fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios";

// Lines made up from a seed: what a line does is no matter here, only that replications differ.
std::vector<PlantYear> years_of(unsigned seed, std::size_t n) {
  std::mt19937 draw(seed);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  std::vector<PlantYear> years(n, illustration_year());
  for (PlantYear& year : years) {
    year.good_bodies_per_year *= 0.5 + share(draw);
    year.kwh_per_body += 20.0 * share(draw);
    year.spot_robots = 300;
    year.other_robots = 120;
    year.sealer_m_per_body = 80.0;
    year.rivets_per_body = 40.0;
  }
  return years;
}

std::vector<ZoneFootprint> stations() {
  return {{"z1/st01", 1, 200, 20, 3000.0, 40.0, 10.0, 5.0},
          {"z1/st02", 1, 100, 0, 1800.0, 0.0, 0.0, 35.0},
          {"z2/st01", 1, 0, 100, 0.0, 40.0, 0.0, 0.0}};
}

ResolvedPrices prices_of(const fs::path& file, const std::vector<std::string>& sets = {}) {
  return resolve_prices(read_scenario(file, sets).scenario, 250e3);
}

// Every key figure, at 1e-9 of itself: both sides are sums of the same few products.
void check_same(const CostAt& found, const UnitCostEstimate& wanted, const std::string& where) {
  const auto digits = tt::tolerance(1e-9);
  BOOST_TEST_CONTEXT(where) {
    BOOST_TEST(found.conversion_usd == wanted.conversion.mean, digits);
    BOOST_TEST(found.body_in_white_usd == wanted.body_in_white.mean, digits);
    BOOST_TEST(found.landed_usd == wanted.landed.mean, digits);
    // of a sum of squares half the digits are left where the replications hardly differ
    BOOST_TEST(found.conversion_half_width_usd == wanted.conversion.half_width,
               tt::tolerance(1e-7));
    BOOST_TEST(found.landed_half_width_usd == wanted.landed.half_width, tt::tolerance(1e-7));
  }
}

// Corners and middles of what may be turned, and the run's own values.
std::vector<LeverSettings> grid(const LeverSettings& own) {
  std::vector<LeverSettings> all = {own, LeverSettings{}};
  for (const double price_usd : {0.0, 23'456.7, 40e3, 140e3, 1e6}) {
    for (const double duty : {0.0, 0.25, 1.725}) {
      for (const double on_vehicle : {0.0, 0.288, 1.025}) {
        all.push_back({price_usd, duty, 0.5 * duty, 2.0 * duty, 0.5, duty, on_vehicle});
      }
    }
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recosting_a_run)

BOOST_AUTO_TEST_CASE(every_shipped_scenario_costs_the_same_at_any_prices_and_duties) {
  int scenarios = 0;
  unsigned seed = 1;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".toml") continue;
    const Scenario scenario = prices_of(entry.path()).scenario;
    const auto years = years_of(++seed, 5);
    const CostCoefficients c = recosting(scenario, years, stations(), {});
    ++scenarios;
    for (const LeverSettings& settings : grid(settings_of(scenario))) {
      check_same(
          cost_at(c, settings), estimate_unit_cost(with_settings(scenario, settings), years),
          fmt::format("{} at {} USD, {} on robots, {} on the vehicle",
                      entry.path().filename().string(), settings[0], settings[1], settings[6]));
    }
  }
  BOOST_TEST(scenarios > 40);
}

// As a person would with darkline run --set, so that what resolving prices does is in it: a subsidy
// is taken off the price that is typed.
BOOST_AUTO_TEST_CASE(turning_a_slider_is_running_again_with_the_keys_set) {
  struct Case {
    std::string file;
    std::vector<std::string> sets;
    double subsidy;
  };
  const std::vector<Case> cases = {{"ningbo_2024.toml", {}, 0.0},
                                   {"10_tariff_shock.toml", {}, 0.0},
                                   {"us_plant.toml", {"trade.date=-"}, 0.0},
                                   {"06_assembly.toml", {"supply.robot_subsidy=20 %"}, 0.2}};
  const auto years = years_of(77, 4);
  for (const Case& each : cases) {
    const CostCoefficients c =
        recosting(prices_of(kFolder / each.file, each.sets).scenario, years, stations(), {});
    for (const double price_kusd : {40.0, 90.0}) {
      for (const double percent : {0.0, 35.0}) {
        auto sets = each.sets;
        sets.push_back(fmt::format("cost.robot_price={} kUSD", price_kusd));
        for (const char* key :
             {"robot_duty", "gun_duty", "cap_duty", "steel_duty", "edge_duty", "vehicle_duty"}) {
          sets.push_back(fmt::format("cost.{}={} %", key, percent));
        }
        LeverSettings settings;
        settings.fill(0.01 * percent);
        settings[0] = 1e3 * price_kusd * (1.0 - each.subsidy);
        check_same(cost_at(c, settings),
                   estimate_unit_cost(prices_of(kFolder / each.file, sets).scenario, years),
                   fmt::format("{} at {} kUSD, {} %", each.file, price_kusd, percent));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_price_and_tariff_table_says_the_same) {
  for (const char* name : {"ningbo_2024.toml", "us_plant.toml", "s01_ningbo_2025.toml"}) {
    const Scenario scenario = prices_of(kFolder / name).scenario;
    const auto years = years_of(5, 6);
    const CostCoefficients c = recosting(scenario, years, stations(), {});
    const auto rows = price_tariff_table(scenario, years);
    BOOST_TEST(rows.size() > 10U, name);
    for (const PriceTariffRow& row : rows) {
      LeverSettings settings = c.own;
      settings[0] = row.at.robot_usd;
      settings[1] = row.at.robot_duty;
      settings[6] = row.at.vehicle_duty;
      const CostAt at = cost_at(c, settings);
      BOOST_TEST(at.conversion_usd == row.conversion.mean, tt::tolerance(1e-9));
      BOOST_TEST(at.landed_usd == row.landed.mean, tt::tolerance(1e-9));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_station_bears_what_the_keys_of_the_zones_deal_it) {
  Scenario scenario = prices_of(kFolder / "ningbo_2024.toml").scenario;
  scenario.cost.overhead = 0.1;
  scenario.cost.working_capital_s = 30.0 * 86400.0;
  const std::vector<PlantYear> years = years_of(3, 1);
  const CostCoefficients c = recosting(scenario, years, stations(), {});
  std::vector<double> usd(c.stations.size());
  for (const LeverSettings& settings : grid(c.own)) {
    const Scenario at = with_settings(scenario, settings);
    const auto wanted = zone_costs(at, stations(), CostModel(at).items_usd(years[0]));
    station_usd_at(c, settings, usd);
    for (std::size_t s = 0; s < usd.size(); ++s) {
      BOOST_TEST(usd[s] == wanted[s].conversion_usd, tt::tolerance(1e-9));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lever_matters_where_it_changes_a_cost) {
  Scenario scenario = illustration();
  scenario.cost.steel_imported = 0.0;
  const auto matters = [&](CostLever lever) {
    const CostCoefficients c = recosting(scenario, years_of(1, 2), stations(), {});
    return c.levers[static_cast<std::size_t>(lever)].matters;
  };
  BOOST_TEST(matters(CostLever::robot_price));
  BOOST_TEST(matters(CostLever::robot_duty));
  BOOST_TEST(matters(CostLever::cap_duty));
  BOOST_TEST(matters(CostLever::vehicle_duty));
  BOOST_TEST(!matters(CostLever::steel_duty));
  scenario.cost.steel_imported = 0.3;
  BOOST_TEST(matters(CostLever::steel_duty));
  scenario.cost.edge_box_usd = 0.0;
  BOOST_TEST(!matters(CostLever::computer_duty));
}

BOOST_AUTO_TEST_CASE(a_duty_of_the_ledger_says_where_it_comes_from) {
  const ResolvedPrices prices = prices_of(kFolder / "us_plant.toml");
  const CostCoefficients c = recosting(prices.scenario, years_of(1, 2), stations(), prices.trade);
  const auto& robots = c.levers[static_cast<std::size_t>(CostLever::robot_duty)];
  BOOST_TEST(robots.note.find("to US on ") != std::string::npos, robots.note);
  BOOST_TEST(robots.note.find("% listed") != std::string::npos, robots.note);
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    BOOST_TEST(c.levers[i].least <= c.own[i]);
    BOOST_TEST(c.own[i] <= c.levers[i].most);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
