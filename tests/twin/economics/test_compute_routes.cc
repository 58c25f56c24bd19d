#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_schema.h"
#include "tests/support/throws.h"
#include "twin/economics/compute_routes.h"
#include "twin/economics/supply_effect.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

constexpr double kBodies = 300e3;

Scenario by_route(const std::string& route) {
  Scenario scenario = default_scenario();
  scenario.file = "my.toml";
  scenario.compute.route = route;
  return scenario;
}

const RouteCost& priced(const ComputeChoice& choice, const std::string& name) {
  for (const RouteCost& cost : choice.routes) {
    if (name == cost.route->name) return cost;
  }
  BOOST_FAIL("no route " + name);
  return choice.routes.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compute_routes_suite)

BOOST_AUTO_TEST_CASE(without_a_route_the_scenario_is_left_as_it_is) {
  const Scenario scenario = by_route("-");
  const ComputeChoice choice = choose_compute(scenario, kBodies);
  BOOST_TEST(!choice.from_routes);
  BOOST_TEST(with_compute(scenario, choice).cost.gpu_usd_per_h == scenario.cost.gpu_usd_per_h);
  BOOST_TEST(with_compute(scenario, choice).cost.retrain_s == scenario.cost.retrain_s);
}

// 1.25 USD, reference chip, no premium: the price times the inflation by failures. 3 + 4 days, 80
// TB at 1 Gbit/s (640,000 s), 62.5 h of work on 64 GPUs.
BOOST_AUTO_TEST_CASE(a_rented_a100_costs_its_rent_and_its_failures) {
  const ComputeChoice choice = choose_compute(by_route("domestic_a100"), kBodies);
  const RouteCost& cost = priced(choice, "domestic_a100");
  BOOST_TEST(choice.gpu_usd_per_h == 1.25 * cost.failure_inflation, tt::tolerance(1e-12));
  BOOST_TEST(cost.failure_inflation > 1.0);
  BOOST_TEST(cost.failure_inflation < 1.05);
  BOOST_TEST(choice.wait_s == 7 * 86400.0 + 640e3 + 4000.0 / 64 * cost.failure_inflation * 3600,
             tt::tolerance(1e-12));
}

// An official chip of an export-capped kind needs 2.1 hours for one; half the price for the same
// work would be needed. Ascend uses 2.31 times the energy for the same work, whatever its speed.
BOOST_AUTO_TEST_CASE(slower_chips_cost_more_hours_and_power_goes_by_work) {
  Scenario scenario = by_route("ascend");
  const RouteCost cheap = priced(choose_compute(scenario, kBodies), "ascend");
  scenario.compute.power_usd_per_kwh += 1.0;
  const RouteCost dear = priced(choose_compute(scenario, kBodies), "ascend");
  BOOST_TEST(dear.gpu_usd_per_h - cheap.gpu_usd_per_h == 0.4 * 2.31 * cheap.failure_inflation,
             tt::tolerance(1e-9));
  // a lag of twice doubles the hours of domestic chips and of nothing else
  scenario.compute.perf_gap = 2.0;
  const ComputeChoice lagging = choose_compute(scenario, kBodies);
  BOOST_TEST(priced(lagging, "ascend").gpu_usd_per_h > 1.5 * cheap.gpu_usd_per_h);
  BOOST_TEST(priced(lagging, "domestic_a100").gpu_usd_per_h ==
             priced(choose_compute(by_route("best"), kBodies), "domestic_a100").gpu_usd_per_h);
}

BOOST_AUTO_TEST_CASE(the_best_route_is_lawful_and_no_dearer_than_any_other_lawful_one) {
  const ComputeChoice best = choose_compute(by_route("best"), kBodies);
  BOOST_TEST(!best.adverse);
  for (const RouteCost& cost : best.routes) {
    BOOST_TEST((cost.route->legality == RouteLegality::lawful ||
                cost.route->legality == RouteLegality::flagged));
  }
}

BOOST_AUTO_TEST_CASE(unlawful_routes_are_off_unless_asked_for_as_counterfactuals) {
  for (const char* const name : {"sneakernet", "smuggled", "macau_import", "intermediary"}) {
    Scenario scenario = by_route(name);
    DARKLINE_TEST_THROWS(choose_compute(scenario, kBodies), InputError, "compute.route", name,
                         "compute.adverse = 1");
    scenario.compute.adverse = 1;
    const ComputeChoice choice = choose_compute(scenario, kBodies);
    BOOST_TEST(choice.adverse);
    BOOST_TEST(choice.text.find("no advice") != std::string::npos);
    // even then it is never the best
    scenario.compute.route = "best";
    BOOST_TEST(!choose_compute(scenario, kBodies).adverse);
    BOOST_TEST(choose_compute(scenario, kBodies).gpu_usd_per_h ==
               choose_compute(by_route("best"), kBodies).gpu_usd_per_h);
  }
}

// Banned for good: the official route is closed and the plant falls back on what is at home.
BOOST_AUTO_TEST_CASE(a_ban_sends_the_official_route_home) {
  Scenario scenario = by_route("official");
  scenario.compute.regime = "banned";
  scenario.compute.regime_changes_per_y = 0.0;
  const ComputeChoice banned = choose_compute(scenario, kBodies);
  const ComputeChoice home = choose_compute(by_route("domestic"), kBodies);
  BOOST_TEST(banned.gpu_usd_per_h == home.gpu_usd_per_h);
  scenario.compute.regime = "open";
  const ComputeChoice open = choose_compute(scenario, kBodies);
  BOOST_TEST(open.gpu_usd_per_h == priced(open, "official").gpu_usd_per_h);
  // if it may change within the year the expectation lies between the two
  scenario.compute.regime_changes_per_y = 1.5;
  const double expected = choose_compute(scenario, kBodies).gpu_usd_per_h;
  BOOST_TEST(expected > std::min(open.gpu_usd_per_h, banned.gpu_usd_per_h));
  BOOST_TEST(expected < std::max(open.gpu_usd_per_h, banned.gpu_usd_per_h));
}

BOOST_AUTO_TEST_CASE(a_listed_entity_loses_foreign_routes) {
  Scenario scenario = by_route("offshore_lease");
  const double open = choose_compute(scenario, kBodies).gpu_usd_per_h;
  scenario.compute.entity_listed = 1;
  BOOST_TEST(choose_compute(scenario, kBodies).gpu_usd_per_h ==
             choose_compute(by_route("domestic"), kBodies).gpu_usd_per_h);
  BOOST_TEST(open ==
             priced(choose_compute(by_route("best"), kBodies), "offshore_lease").gpu_usd_per_h);
}

// Carried drives do not care how much there is; a link does: 4.8 PB at 1 Gbit/s take 444 days.
BOOST_AUTO_TEST_CASE(data_by_link_takes_as_long_as_there_is_much_of_it) {
  Scenario scenario = by_route("sneakernet");
  scenario.compute.adverse = 1;
  const double carried = choose_compute(scenario, kBodies).wait_s;
  scenario.compute.data_tb = 4800;
  BOOST_TEST(choose_compute(scenario, kBodies).wait_s == carried);
  scenario.compute.route = "offshore_lease";
  const double big = choose_compute(scenario, kBodies).wait_s;
  scenario.compute.data_tb = 80;
  BOOST_TEST(big - choose_compute(scenario, kBodies).wait_s == 4720 * 8e12 / 1e9,
             tt::tolerance(1e-9));
}

// 20 % within 4 years: a hazard of -ln 0.8 / 4; over 2 years 1 - sqrt(0.8) have caught up.
BOOST_AUTO_TEST_CASE(catching_up_takes_from_the_lag_what_its_chance_says) {
  Scenario scenario = by_route("ascend");
  scenario.cost.training_gpu_h = 4000;
  scenario.compute.checkpoint_s = 0.0;
  scenario.compute.perf_gap = 3.0;
  scenario.compute.catch_up = 0.2;
  scenario.compute.horizon_s = 2 * 365 * 86400.0;
  const RouteCost some = priced(choose_compute(scenario, kBodies), "ascend");
  const double caught_up = 1 - std::sqrt(0.8);
  scenario.compute.catch_up = 0.0;
  scenario.compute.perf_gap = caught_up + 3.0 * (1 - caught_up);
  const RouteCost same = priced(choose_compute(scenario, kBodies), "ascend");
  BOOST_TEST(some.gpu_usd_per_h == same.gpu_usd_per_h, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(an_unknown_route_or_regime_is_refused_with_candidates) {
  DARKLINE_TEST_THROWS(choose_compute(by_route("ascent"), kBodies), InputError, "compute.route",
                       "did you mean ascend");
  Scenario scenario = by_route("best");
  scenario.compute.regime = "bannd";
  DARKLINE_TEST_THROWS(choose_compute(scenario, kBodies), InputError, "compute.regime", "banned");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(supply)

// Economics facts 7.4: stock of 20 days, another source for 40 %: 33.333 days.
BOOST_AUTO_TEST_CASE(the_published_time_to_survive_comes_out) {
  Scenario scenario = default_scenario();
  scenario.supply.chip_stock_s = 20 * 86400.0;
  scenario.supply.chip_alternative = 0.4;
  BOOST_TEST(supply_effect(scenario).time_to_survive_s / 86400 == 100.0 / 3, tt::tolerance(1e-12));
}

// One cut a year of 120 days, stock for 20 / 0.6 = 33.3: 86.67 days without, and half of 30 to come
// back; 10 % of the output hangs on it, of which 60 % has no other source:
// 101.667 / 365 x 0.06 = 1.6712 %.
BOOST_AUTO_TEST_CASE(cells_stand_still_when_the_stock_is_gone) {
  Scenario scenario = default_scenario();
  auto& supply = scenario.supply;
  supply.chip_cuts_per_y = 1.0;
  supply.chip_recover_s = 120 * 86400.0;
  supply.chip_stock_s = 20 * 86400.0;
  supply.chip_alternative = 0.4;
  supply.chip_robots = 0.1;
  supply.recovery_s = 30 * 86400.0;
  const double idle = (120 - 100.0 / 3 + 15) / 365 * 0.1 * 0.6;
  BOOST_TEST(supply_effect(scenario).idle_share == idle, tt::tolerance(1e-12));
  supply.chip_stock_s = 72 * 86400.0;  // lasts 120 days: nothing is lost, to the bit
  BOOST_TEST(supply_effect(scenario).volume_factor == 1.0);
}

// A tenth of the bodies waits for robots that are 73 of 365 days late: 2 %. Fixed costs go up by
// 1 / 0.98 and standing power with them.
BOOST_AUTO_TEST_CASE(late_robots_take_bodies_and_leave_standing_power) {
  Scenario scenario = default_scenario();
  scenario.supply.robot_delay_s = 73 * 86400.0;
  scenario.supply.ramp_share = 0.1;
  const SupplyEffect effect = supply_effect(scenario);
  BOOST_TEST(effect.volume_factor == 0.98, tt::tolerance(1e-12));
  PlantYear year;
  year.good_bodies_per_year = 1000;
  year.kwh_per_body = 50;
  year.standing_kwh_per_body = 9.8;
  const PlantYear after = shocked_year(year, effect);
  BOOST_TEST(after.good_bodies_per_year == 980.0, tt::tolerance(1e-12));
  BOOST_TEST(after.kwh_per_body == 50.2, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
