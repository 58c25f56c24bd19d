#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_schema.h"
#include "tests/support/throws.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/investment.h"
#include "twin/economics/returns.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

Scenario investing() {
  Scenario scenario = illustration();
  scenario.invest = default_scenario().invest;
  return scenario;
}

const std::vector<PlantYear> kYear = {illustration_year()};

bool rounds_to(double value, double printed, double unit) {
  return std::abs(value - printed) <= 0.5 * unit * (1 + 1e-9);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(returns)

// -100 now and 110 in a year: 10 %.
BOOST_AUTO_TEST_CASE(a_loan_for_a_year_returns_its_interest) {
  const auto rates = internal_rates(std::array<double, 2>{-100, 110});
  BOOST_REQUIRE(rates.size() == 1U);
  BOOST_TEST(rates[0] == 0.10, tt::tolerance(1e-12));
}

// (1 - 1.1 x)(1 - 1.5 x) with x = 1 / (1 + r): -1, 2.6, -1.65 is worth nothing at 10 % and at 50 %.
BOOST_AUTO_TEST_CASE(two_changes_of_sign_have_two_rates_and_both_are_told) {
  const auto rates = internal_rates(std::array<double, 3>{-1, 2.6, -1.65});
  BOOST_REQUIRE(rates.size() == 2U);
  BOOST_TEST(rates[0] == 0.10, tt::tolerance(1e-9));
  BOOST_TEST(rates[1] == 0.50, tt::tolerance(1e-9));
}

// (1 - 1.1 x)(1 - 1.2 x)(1 - 1.4 x).
BOOST_AUTO_TEST_CASE(three_rates_are_found) {
  const auto rates = internal_rates(std::array<double, 4>{1, -3.7, 4.54, -1.848});
  BOOST_REQUIRE(rates.size() == 3U);
  for (const std::size_t i : {0U, 1U, 2U}) {
    BOOST_TEST(std::abs(rates[i] - std::array{0.1, 0.2, 0.4}[i]) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(flows_of_one_sign_have_no_rate) {
  BOOST_TEST(internal_rates(std::array<double, 3>{1, 2, 3}).empty());
  BOOST_TEST(internal_rates(std::array<double, 3>{0, 0, 0}).empty());
  BOOST_TEST(internal_rates(std::array<double, 3>{-1, 0, 0}).empty());
}

BOOST_AUTO_TEST_CASE(at_every_rate_found_the_flows_are_worth_nothing) {
  const std::vector<double> flows = {-70, 12, 15, 18, 21, 26, -5, 40};
  const auto rates = internal_rates(flows);
  BOOST_REQUIRE(!rates.empty());
  for (const double rate : rates) {
    if (rate >= 0.0) BOOST_TEST(std::abs(net_present_value_usd(rate, flows)) < 1e-9);
  }
}

// A year later by half: (1 + r)^1.5 = 1.21.
BOOST_AUTO_TEST_CASE(dated_flows_have_a_rate_too) {
  const std::vector<DatedFlow> flows = {{0.0, -100}, {1.5, 121}};
  const auto rates = internal_rates(flows);
  BOOST_REQUIRE(rates.size() == 1U);
  BOOST_TEST(rates[0] == std::pow(1.21, 1 / 1.5) - 1, tt::tolerance(1e-9));
}

// 100 spent, 40 a year: 2.5 years. At 10 %: 36.364, 33.058, 30.053, sum 99.474 after 3; the 0.526
// left are 0.01925 of the fourth's 27.321.
BOOST_AUTO_TEST_CASE(payback_is_capital_over_savings) {
  const std::vector<double> flows = {-100, 40, 40, 40, 40};
  BOOST_TEST(*payback_y(flows, 0.0) == 2.5, tt::tolerance(1e-12));
  const double after_3 = 40 * (1 - std::pow(1.1, -3)) / 0.1;
  BOOST_TEST(*payback_y(flows, 0.1) == 3 + (100 - after_3) / (40 / std::pow(1.1, 4)),
             tt::tolerance(1e-9));
  BOOST_TEST(!payback_y(std::vector<double>{-100, 10, 10}, 0.0).has_value());
  // paid back once and lost again is not paid back
  BOOST_TEST(!payback_y(std::vector<double>{-100, 150, -100}, 0.0).has_value());
}

// 1,000 at 1 % a month over 12 months: 88.85 (a textbook loan). The equal yearly cost of 1,000 now
// and nothing after is its annuity.
BOOST_AUTO_TEST_CASE(level_payments_and_yearly_costs_are_annuities) {
  BOOST_TEST(rounds_to(level_payment_usd(1000, 0.01, 12), 88.85, 0.01));
  BOOST_TEST(equivalent_annual_cost_usd(std::vector<double>{-1000, 0, 0, 0, 0, 0}, 0.10) ==
                 1000 * annuity_factor(0.10, 5),
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(investment)

// 140 to 40 kUSD over four years: -71.4 %, -26.9 % a year; a duty of 250 % brings it back; as pure
// learning 1 - (2/7)^(1/0.79), 79.5 %, over 0.79 doublings, 66 % over 1.17; with 20 % a doubling
// 0.36 stays.
BOOST_AUTO_TEST_CASE(the_fall_of_the_price_is_told_as_the_facts_have_it) {
  Scenario scenario = investing();
  const PriceFall fall = price_fall(scenario);
  BOOST_TEST(rounds_to(100 * (fall.factor - 1), -71.4, 0.1));
  BOOST_TEST(rounds_to(100 * fall.change_per_y, -26.9, 0.1));
  BOOST_TEST(fall.equal_price_duty == 2.5, tt::tolerance(1e-12));
  BOOST_TEST(rounds_to(fall.residual_factor, 0.36, 0.01));
  BOOST_TEST(fall.learning_factor * fall.supplier_factor * fall.residual_factor == fall.factor,
             tt::tolerance(1e-12));
  // mark-ups of Cournot at an elasticity of 2: of one maker 2, of sixty 120/119
  BOOST_TEST(cournot_markup(1, 2) == 2.0, tt::tolerance(1e-12));
  BOOST_TEST(fall.markup_factor == 60.0 / 119.0, tt::tolerance(1e-12));
  scenario.invest.doublings = 0.79;
  BOOST_TEST(price_fall(scenario).learning_if_alone == 1 - std::pow(2.0 / 7, 1 / 0.79),
             tt::tolerance(1e-12));
  scenario.invest.doublings = 1.17;
  BOOST_TEST(rounds_to(price_fall(scenario).learning_if_alone, 0.66, 0.01));
  BOOST_TEST(price_on_path_usd(scenario, "2021-07-01") == 140e3, tt::tolerance(1e-12));
  BOOST_TEST(price_on_path_usd(scenario, "2025-07-01") == 40e3, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(days_and_prices_that_cannot_be_are_refused) {
  Scenario scenario = investing();
  scenario.invest.date_after = "2020-01-01";
  DARKLINE_TEST_THROWS(price_fall(scenario), InputError, "invest.date_after", "after 2021-07-01");
  scenario = investing();
  scenario.invest.price_before_usd = 0.0;
  DARKLINE_TEST_THROWS(price_fall(scenario), InputError, "invest.price_before", "above 0");
}

// Economics facts 8, by wage: conversion of robots and people, break-even duty, tariff equivalents.
BOOST_AUTO_TEST_CASE(robots_against_people_come_out_as_in_the_illustration) {
  const std::array<double, 3> wages = {8, 18, 45};
  const auto rows = compare_with_people(investing(), kYear, wages);
  struct Wanted {
    double robots, people, duty, equivalent;
  };
  constexpr std::array<Wanted, 3> kWanted = {
      {{83.66, 97.67, 125, 16.8}, {99.02, 166.79, 604, 68}, {140.49, 353.42, 1897, 152}}};
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(rounds_to(rows[i].automated.mean, kWanted[i].robots, 0.011));
    BOOST_TEST(rounds_to(rows[i].manual.mean, kWanted[i].people, 0.011));
    BOOST_TEST(rounds_to(100 * rows[i].break_even_robot_duty.mean, kWanted[i].duty, 1));
    BOOST_TEST(rounds_to(100 * rows[i].equivalent_conversion.mean, kWanted[i].equivalent,
                         i == 0 ? 0.1 : 1));
  }
  BOOST_TEST(rounds_to(100 * rows[0].equivalent_body_in_white.mean, 3.7, 0.1));
  BOOST_TEST(rounds_to(100 * rows[0].equivalent_landed.mean, 0.064, 0.001));
}

BOOST_AUTO_TEST_CASE(people_are_as_many_as_told_or_in_proportion_to_the_robots) {
  Scenario scenario = investing();
  BOOST_TEST(manual_heads(scenario, kYear[0]) == 900.0, tt::tolerance(1e-12));
  scenario.invest.manual_heads = 700;
  BOOST_TEST(manual_heads(scenario, kYear[0]) == 700.0);
}

BOOST_AUTO_TEST_CASE(at_the_break_even_duty_and_wage_both_cost_the_same) {
  Scenario scenario = investing();
  const std::array<double, 1> wage = {scenario.cost.wage_usd_per_h};
  const auto row = compare_with_people(scenario, kYear, wage).front();
  scenario.cost.robot_duty = row.break_even_robot_duty.mean;
  const auto even = compare_with_people(scenario, kYear, wage).front();
  BOOST_TEST(even.automated.mean == even.manual.mean, tt::tolerance(1e-9));
  scenario = investing();
  const std::array<double, 1> at = {*break_even_wage_usd_per_h(scenario, kYear[0])};
  const auto same = compare_with_people(scenario, kYear, at).front();
  BOOST_TEST(same.automated.mean == same.manual.mean, tt::tolerance(1e-9));
}

// NPV over flows that start with what the robots cost: 530 x (40.8 + 45 + 15 + 1.5) kUSD.
BOOST_AUTO_TEST_CASE(the_case_for_robots_starts_with_what_they_cost_and_dearer_robots_are_worse) {
  const Scenario scenario = investing();
  const AutomationCase found = automation_case(scenario, kYear[0]);
  BOOST_TEST(found.flows_usd.size() == 13U);
  BOOST_TEST(found.flows_usd[0] == -530 * 102.3e3, tt::tolerance(1e-12));
  BOOST_TEST(found.npv_usd == net_present_value_usd(0.10, found.flows_usd), tt::tolerance(1e-12));
  for (const double rate : found.internal_rates) {
    if (rate < 0.0) continue;
    BOOST_TEST(std::abs(net_present_value_usd(rate, found.flows_usd)) < 1.0);
  }
  Scenario dear = scenario;
  dear.cost.robot_usd = 140e3;
  const AutomationCase worse = automation_case(dear, kYear[0]);
  BOOST_TEST(worse.npv_usd < found.npv_usd);
  BOOST_TEST(found.annual_cost_usd < worse.annual_cost_usd);
}

// r = d and s^2 = 2 r: b1 = 1/2 + sqrt(1/4 + 1) = the golden number, threshold b1 / (b1 - 1) =
// 2.618.
BOOST_AUTO_TEST_CASE(the_root_of_waiting_is_the_golden_number_where_it_should_be) {
  const double golden = (1 + std::sqrt(5.0)) / 2;
  const double b1 = option_root(0.08, 0.08, 0.4);
  BOOST_TEST(b1 == golden, tt::tolerance(1e-12));
  BOOST_TEST(b1 / (b1 - 1) == golden * golden, tt::tolerance(1e-12));
}

// If nothing changes while one waits, waiting only discounts.
BOOST_AUTO_TEST_CASE(waiting_for_nothing_costs_the_interest) {
  Scenario scenario = investing();
  scenario.cost.wage_usd_per_h = 45;
  scenario.invest.duty_up_chance = 0.0;
  const WaitingCase wait = waiting_case(scenario, kYear[0]);
  BOOST_TEST(wait.now_usd > 0.0);
  BOOST_TEST(wait.wait_usd == wait.now_usd / 1.1, tt::tolerance(1e-12));
  BOOST_TEST(wait.buy_now);
  scenario.invest.price_change_per_y = -0.9;
  BOOST_TEST(waiting_case(scenario, kYear[0]).wait_usd > wait.wait_usd);
}

// Far from 0 a compound Poisson process of jumps of 15 points, up as likely as down, keeps its mean
// and has the variance rate x time x jump^2: 6 x 2 x 0.0225 = 0.27.
BOOST_AUTO_TEST_CASE(jumps_of_a_duty_keep_its_mean_and_spread_it) {
  double sum = 0.0, mean = 0.0, square = 0.0;
  for (const DutyChance& each : duty_after_jumps(50.0, 6.0, 0.15, 2.0)) {
    sum += each.chance;
    mean += each.chance * each.duty;
    square += each.chance * (each.duty - 50.0) * (each.duty - 50.0);
  }
  BOOST_TEST(sum == 1.0, tt::tolerance(1e-12));
  BOOST_TEST(mean == 50.0, tt::tolerance(1e-12));
  BOOST_TEST(square == 0.27, tt::tolerance(1e-9));
  // at 0 a duty can only rise
  const auto none = duty_after_jumps(0.0, 6.0, 0.15, 1.0);
  BOOST_TEST(none.front().duty == 0.0);
  BOOST_TEST(none.front().chance > 0.5);
  BOOST_TEST(none.front().chance < 1.0);
  const auto still = duty_after_jumps(0.4, 0.0, 0.15, 1.0);
  BOOST_REQUIRE(still.size() == 1U);
  BOOST_TEST(still[0].duty == 0.4);
}

// Where every duty still pays, value is linear in it: jumps up and down change nothing but the
// interest; where the duty stops at 0 it can only rise, and waiting is worth less.
BOOST_AUTO_TEST_CASE(waiting_while_duties_jump_is_worth_no_more_than_what_they_become) {
  Scenario scenario = investing();
  scenario.cost.wage_usd_per_h = 45;
  scenario.invest.duty_up_chance = 0.0;
  const double still = waiting_case(scenario, kYear[0]).wait_usd;
  scenario.invest.duty_jumps_per_y = 2.0;
  scenario.invest.duty_jump = 0.05;
  const WaitingCase jumping = waiting_case(scenario, kYear[0]);
  BOOST_TEST(jumping.duty_mean > 0.0);
  BOOST_TEST(jumping.wait_usd < still);
  scenario.cost.robot_duty = 0.0;
  scenario.invest.duty_jumps_per_y = 0.0;
  BOOST_TEST(waiting_case(scenario, kYear[0]).wait_usd == still, tt::tolerance(1e-12));
}

// Local 23,000, made abroad 20,000 and brought for 1,500: 1,500 of 20,000 are 7.5 %.
BOOST_AUTO_TEST_CASE(the_duty_that_makes_local_production_pay) {
  BOOST_TEST(break_even_vehicle_duty(23e3, 20e3, 1500, 20e3) == 0.075, tt::tolerance(1e-12));
}

// E29: dlnC/dln(1+t) is the item's share: 40 k of the station's 100.8 k of robot_stations, with its
// maintenance, over conversion. GPU hours enter as a root.
BOOST_AUTO_TEST_CASE(elasticities_are_shares_of_cost) {
  const Scenario scenario = investing();
  const auto rows = elasticities(scenario, kYear);
  const ItemsUsd items = CostModel(scenario).items_usd(kYear[0]);
  const double stations = items[index_of(CostItemId::robot_stations)];
  const CostTotals totals = totals_of(items);
  BOOST_TEST(rows[0].conversion.mean == stations * 1.1 * 40 / 100.8 / totals.conversion_usd,
             tt::tolerance(1e-6));
  const double gpu = std::sqrt(2 * 4000 * 1.25 * 35 * 0.01 / 300e3) / 2;
  BOOST_TEST(rows.back().conversion.mean == gpu / totals.conversion_usd, tt::tolerance(1e-6));
}

// More robots at one volume cost more; the volume that makes up for them grows.
BOOST_AUTO_TEST_CASE(each_rung_of_the_fleet_needs_more_bodies) {
  const auto ladder = fleet_ladder(investing(), kYear, 5);
  BOOST_TEST(ladder.front().robots == 500);
  BOOST_TEST(ladder.back().robots == 820);
  BOOST_TEST(*ladder.front().bodies_for_equal_cost == 300e3, tt::tolerance(1e-6));
  for (std::size_t i = 1; i < ladder.size(); ++i) {
    BOOST_TEST(ladder[i].conversion.mean > ladder[i - 1].conversion.mean);
    BOOST_TEST(*ladder[i].bodies_for_equal_cost > *ladder[i - 1].bodies_for_equal_cost);
  }
}

BOOST_AUTO_TEST_CASE(the_text_says_what_cheaper_robots_do_not_absorb) {
  const auto text = investment_text(investing(), kYear);
  BOOST_REQUIRE(text.size() == 6U);
  BOOST_TEST(text[1].find("28.63 USD a vehicle") != std::string::npos, text[1]);
  BOOST_TEST(text[1].find("do not absorb") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
