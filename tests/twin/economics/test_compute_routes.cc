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

// 4,720 TB more over 60 drives, 1.11 h a terabyte, written once and read once: 174.64 h. A link
// needs 4,720 x 8e12 / 1e9 s, 437 days.
BOOST_AUTO_TEST_CASE(data_takes_as_long_as_there_is_much_of_it_and_drives_far_less_than_a_link) {
  Scenario scenario = by_route("sneakernet");
  scenario.compute.adverse = 1;
  const double carried = choose_compute(scenario, kBodies).wait_s;
  scenario.compute.data_tb = 4800;
  BOOST_TEST(choose_compute(scenario, kBodies).wait_s - carried == 2 * 4720 * 1.11 * 3600 / 60,
             tt::tolerance(1e-9));
  scenario.compute.route = "offshore_lease";
  const double big = choose_compute(scenario, kBodies).wait_s;
  scenario.compute.data_tb = 80;
  BOOST_TEST(big - choose_compute(scenario, kBodies).wait_s == 4720 * 8e12 / 1e9,
             tt::tolerance(1e-9));
}

// Leased kit has 64 GPUs: asking for more does not make the run shorter, asking for half of them
// makes it twice as long (checkpoints cost nothing here and failures next to nothing).
BOOST_AUTO_TEST_CASE(a_route_gives_no_more_gpus_than_it_has) {
  Scenario scenario = by_route("leased_kit");
  scenario.compute.checkpoint_s = scenario.compute.restart_s = 0.0;
  const auto run_days = [&](double gpus) {
    scenario.compute.gpus = gpus;
    const RouteCost cost = priced(choose_compute(scenario, kBodies), "leased_kit");
    return 4000.0 * cost.failure_inflation / cost.gpus / 24.0;
  };
  const double all = run_days(64);
  BOOST_TEST(run_days(6400) == all, tt::tolerance(1e-12));
  BOOST_TEST(run_days(32) == 2 * all, tt::tolerance(1e-2));
}

// A stock for half of the horizon: half of the time its price, half that of the cheapest other
// route at home. Without a stock there is no such route.
BOOST_AUTO_TEST_CASE(a_stockpile_lasts_as_long_as_it_does) {
  Scenario scenario = by_route("stockpile");
  DARKLINE_TEST_THROWS(choose_compute(scenario, kBodies), InputError, "compute.stockpile");
  const double home = choose_compute(by_route("domestic"), kBodies).gpu_usd_per_h;
  scenario.compute.horizon_s = 2 * 365 * 86400.0;
  scenario.compute.stockpile_s = 730 * 86400.0;
  const ComputeChoice whole = choose_compute(scenario, kBodies);
  BOOST_TEST(whole.gpu_usd_per_h == priced(whole, "stockpile").gpu_usd_per_h);
  scenario.compute.stockpile_s = 365 * 86400.0;
  BOOST_TEST(
      choose_compute(scenario, kBodies).gpu_usd_per_h == 0.5 * whole.gpu_usd_per_h + 0.5 * home,
      tt::tolerance(1e-12));
}

// Hazard 60 % a year over one year: open for (1 - e^-0.6) / 0.6 = 75.198 % of it.
BOOST_AUTO_TEST_CASE(a_route_that_may_close_is_mixed_with_what_is_left_at_home) {
  Scenario scenario = by_route("offshore_lease");
  const double lease = choose_compute(scenario, kBodies).gpu_usd_per_h;
  const double home = choose_compute(by_route("domestic"), kBodies).gpu_usd_per_h;
  scenario.compute.closing = 1.0;
  // its hazard of 60 % a year is raised by 25 % for each other loophole, for as long as that is
  // closed: sneakernet, cloud, private cloud, leased kit, Macau, intermediaries, smuggling
  const auto lasts = [](double hazard) { return (1 - std::exp(-hazard)) / hazard; };
  double closed = 0.0;
  for (const double hazard : {1.0, 0.8, 0.8, 0.9, 1.5, 1.5, 1.5}) closed += 1 - lasts(hazard);
  const double open = lasts(0.6 * (1 + 0.25 * closed));
  BOOST_TEST(choose_compute(scenario, kBodies).gpu_usd_per_h == open * lease + (1 - open) * home,
             tt::tolerance(1e-12));
}

// Under a ban rents rise by half, and 4 days of queue become 6; in an open world they do not.
BOOST_AUTO_TEST_CASE(where_controls_close_routes_the_others_are_crowded) {
  Scenario scenario = by_route("domestic_a100");
  scenario.compute.regime_changes_per_y = 0.0;
  scenario.compute.regime = "open";
  scenario.compute.crowding = 0.5;
  const ComputeChoice open = choose_compute(scenario, kBodies);
  scenario.compute.regime = "banned";
  const ComputeChoice banned = choose_compute(scenario, kBodies);
  BOOST_TEST(banned.gpu_usd_per_h == 1.5 * open.gpu_usd_per_h, tt::tolerance(1e-12));
  BOOST_TEST(banned.wait_s - open.wait_s == 2 * 86400.0, tt::tolerance(1e-9));
}

// 10,000 h committed, 80 % owed. Runs of 4,000 h at an interval of sqrt(2 C / k) use some of them;
// the rest is paid at the rent, half of it comes back. A lease that is closed uses none.
BOOST_AUTO_TEST_CASE(what_is_owed_on_a_lease_is_paid_whether_it_is_used_or_not) {
  Scenario scenario = by_route("offshore_lease");
  auto& compute = scenario.compute;
  compute.commitment_gpu_h = 10000;
  compute.take_or_pay = 0.8;
  compute.resale = 0.5;
  const ComputeChoice leased = choose_compute(scenario, kBodies);
  const RouteCost& lease = priced(leased, "offshore_lease");
  const double run_usd = 4000 * lease.gpu_usd_per_h + lease.run_usd;
  const double k = kBodies * scenario.cost.rework_usd * scenario.cost.drift_per_y;
  const double used_h = 4000 / std::sqrt(2 * run_usd / k);
  BOOST_TEST(used_h < 8000);
  BOOST_TEST(leased.idle_usd_per_y == (8000 - used_h) * lease.rent_usd_per_h * 0.5,
             tt::tolerance(1e-9));
  BOOST_TEST(with_compute(scenario, leased).cost.base_model_usd ==
             scenario.cost.base_model_usd + leased.idle_usd_per_y);
  compute.entity_listed = 1;
  BOOST_TEST(choose_compute(scenario, kBodies).idle_usd_per_y == 8000 * lease.rent_usd_per_h * 0.5,
             tt::tolerance(1e-9));
}

// 90 % of 1,500 USD, and 10 W more for 8,760 h a year at 0.088 USD/kWh over 5 years at 10 %
// (annuity 0.26379748): 7.7088 / 0.26379748 = 29.22 USD.
BOOST_AUTO_TEST_CASE(chips_at_home_cost_their_price_their_porting_and_their_power) {
  Scenario scenario = default_scenario();
  scenario.compute.inference = "imported";
  BOOST_TEST(with_inference(scenario).cost.edge_box_usd == scenario.cost.edge_box_usd);
  scenario.compute.inference = "dom_infer";
  scenario.cost.edge_box_usd = 1500;
  scenario.cost.energy_usd_per_kwh = 0.088;
  scenario.cost.interest_per_y = 0.10;
  const Scenario home = with_inference(scenario);
  BOOST_TEST(home.cost.edge_box_usd == 1350 + 7.7088 / 0.2637974808, tt::tolerance(1e-9));
  BOOST_TEST(home.supply.chip_alternative == 0.5);
  scenario.compute.inference = "cambrikon";
  DARKLINE_TEST_THROWS(with_inference(scenario), InputError, "compute.inference",
                       "did you mean cambricon");
}

// Energy and capacity of Ascend have sources, its rent, waits and failures are ours.
BOOST_AUTO_TEST_CASE(a_route_counts_the_assumptions_it_rests_on) {
  const ComputeChoice choice = choose_compute(by_route("ascend"), kBodies);
  const RouteCost& cost = priced(choice, "ascend");
  BOOST_TEST(cost.assumed > 0);
  BOOST_TEST(cost.assumed < cost.facts);
  BOOST_TEST(choice.text.find("are assumptions") != std::string::npos);
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
