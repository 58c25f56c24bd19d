#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/economics/illustration.h"
#include "twin/economics/zone_cost.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

std::vector<ZoneFootprint> three_zones() {
  return {{"floor", 4, 300, 20, 3000, 40, 10, 5},
          {"framing", 2, 230, 0, 1800, 0, 0, 0},
          {"hemming", 2, 0, 30, 0, 60, 0, 0}};
}

ItemsUsd items_for(const Scenario& scenario) {
  PlantYear year = illustration_year();
  year.other_robots = 50;
  year.sealer_m_per_body = 100;
  year.studs_per_body = 10;
  year.rivets_per_body = 5;
  return CostModel(scenario).items_usd(year);
}

Scenario with_all_items() {
  Scenario scenario = illustration();
  scenario.cost.sealer_usd_per_m = 0.12;
  scenario.cost.stud_usd = 0.03;
  scenario.cost.rivet_usd = 0.05;
  scenario.cost.overhead = 0.1;
  scenario.cost.working_capital_s = 7 * 86400.0;
  return scenario;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zone_cost)

BOOST_AUTO_TEST_CASE(the_zones_bear_every_item_whole) {
  const Scenario scenario = with_all_items();
  const ItemsUsd items = items_for(scenario);
  const auto zones = zone_costs(scenario, three_zones(), items);
  BOOST_REQUIRE(zones.size() == 3U);
  double all = 0.0;
  for (std::size_t i = 0; i < kConversionItems; ++i) {
    double sum = 0.0;
    for (const ZoneCost& zone : zones) sum += zone.items_usd[i];
    BOOST_TEST(sum == items[i], tt::tolerance(1e-12));
  }
  for (const ZoneCost& zone : zones) all += zone.conversion_usd;
  BOOST_TEST(all == totals_of(items).conversion_usd, tt::tolerance(1e-12));
}

// Stations: a spot robot at 40.8 + 45 + 15 = 100.8 kUSD, another at 85.8: 230 x 100.8 of the
// 530 x 100.8 + 50 x 85.8 are framing's. Tooling by stations: a quarter. Caps by spots: 1,800 of
// 4,800. A zone without spots bears none; sealer is 60 of 100 m and no stud.
BOOST_AUTO_TEST_CASE(each_zone_bears_what_it_causes) {
  const Scenario scenario = with_all_items();
  const ItemsUsd items = items_for(scenario);
  const auto zones = zone_costs(scenario, three_zones(), items);
  const auto share = [&](std::size_t zone, CostItemId id) {
    return zones[zone].items_usd[index_of(id)] / items[index_of(id)];
  };
  BOOST_TEST(share(1, CostItemId::robot_stations) == 230 * 100.8 / (530 * 100.8 + 50 * 85.8),
             tt::tolerance(1e-12));
  BOOST_TEST(share(1, CostItemId::tooling) == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(share(1, CostItemId::electrode_caps) == 1800.0 / 4800, tt::tolerance(1e-12));
  BOOST_TEST(share(2, CostItemId::electrode_caps) == 0.0);
  BOOST_TEST(
      share(2, CostItemId::sealer_and_fasteners) == 60 * 0.12 / (100 * 0.12 + 10 * 0.03 + 5 * 0.05),
      tt::tolerance(1e-12));
  BOOST_TEST(share(2, CostItemId::energy) == 30.0 / 580, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_single_zone_bears_all) {
  const Scenario scenario = with_all_items();
  const ItemsUsd items = items_for(scenario);
  const std::vector<ZoneFootprint> one = {{"all", 8, 530, 50, 0, 0, 0, 0}};
  const auto zones = zone_costs(scenario, one, items);
  BOOST_TEST(zones[0].conversion_usd == totals_of(items).conversion_usd, tt::tolerance(1e-12));
}

// 133 kUSD x (0.16274539 + 0.10) / 4,000 h = 8.736 USD, with A/P(10 %, 10).
BOOST_AUTO_TEST_CASE(an_hour_of_the_published_spot_robot_costs_what_was_published) {
  BOOST_TEST(std::abs(robot_hour_usd(133e3, 10, 0.10, 0.10, 4000) - 8.7363) < 1e-4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
