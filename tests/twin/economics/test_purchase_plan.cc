// When to buy, against closed forms.
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/finance.h"
#include "twin/economics/investment.h"
#include "twin/economics/purchase_plan.h"

using namespace darkline;

namespace {

Scenario shop() {
  Scenario scenario =
      read_scenario(std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/09_unit_cost.toml")
          .scenario;
  scenario.invest.volume_change_per_y = 0.0;
  return scenario;
}

PlantYear year_of(int robots) {
  PlantYear year;
  year.good_bodies_per_year = 200'000.0;
  year.kwh_per_body = 20.0;
  year.spots_per_body = 200.0;
  year.spot_robots = robots;
  return year;
}

std::vector<PurchaseChance> chances_at(const std::vector<double>& years, double robot_usd) {
  std::vector<PurchaseChance> chances;
  for (const double at : years) {
    chances.push_back({Date(20'000 + static_cast<int>(365.0 * at)), at, robot_usd, 0.1, 0.0});
  }
  return chances;
}

double conversion_usd_per_y(const Scenario& scenario, const PlantYear& year) {
  return totals_of(CostModel(scenario).items_usd(year)).conversion_usd * year.good_bodies_per_year;
}

double normal_share_below(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(purchase_plan)

// Over whole years a sum at the end of each is an annuity: n years of c are worth c / (A/P(r, n)).
BOOST_AUTO_TEST_CASE(whole_years_are_worth_what_their_annuity_says) {
  Scenario scenario = shop();
  scenario.cost.interest_per_y = 0.08;
  const PlantYear year = year_of(20);
  const auto chances = chances_at({0.0, 3.0}, 60e3);
  const PlanCosts costs = plan_costs(scenario, year, chances, 10.0);
  const double people = conversion_usd_per_y(shop_of_people(scenario, year), without_robots(year));
  Scenario bought = scenario;
  bought.cost.robot_usd = 60e3;
  bought.cost.robot_duty = 0.1;
  bought.cost.gun_duty = 0.0;
  const double robots = conversion_usd_per_y(bought, year);
  BOOST_TEST(costs.never_usd == people / annuity_factor(0.08, 10.0),
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(costs.days[0].at(1.0) == robots / annuity_factor(0.08, 10.0),
             boost::test_tools::tolerance(1e-12));
  const double later = people / annuity_factor(0.08, 3.0) +
                       robots / annuity_factor(0.08, 7.0) * present_value_factor(0.08, 3.0);
  BOOST_TEST(costs.days[1].at(1.0) == later, boost::test_tools::tolerance(1e-12));
}

// Every item is straight in the robots' price.
BOOST_AUTO_TEST_CASE(the_cost_of_a_day_is_straight_in_the_price) {
  const PlantYear year = year_of(20);
  const auto at_price = [&](double usd) {
    return plan_costs(shop(), year, chances_at({1.5}, usd), 12.0).days[0].at(1.0);
  };
  const CostOfDay day = plan_costs(shop(), year, chances_at({1.5}, 50e3), 12.0).days[0];
  for (const double factor : {0.2, 1.0, 2.8}) {
    BOOST_TEST(day.at(factor) == at_price(50e3 * factor), boost::test_tools::tolerance(1e-12));
  }
}

// Without interest and with money of the same worth every year, bodies that grow by g a year cost
// what the years one by one do: three years of people are the sum of three.
BOOST_AUTO_TEST_CASE(volume_grows_from_year_to_year) {
  Scenario scenario = shop();
  scenario.cost.interest_per_y = 0.0;
  scenario.invest.volume_change_per_y = 0.1;
  const PlantYear year = year_of(20);
  const Scenario people = shop_of_people(scenario, year);
  double sum = 0.0;
  PlantYear now = without_robots(year);
  for (int k = 0; k < 3; ++k) {
    sum += conversion_usd_per_y(people, now);
    now.good_bodies_per_year *= 1.1;
  }
  BOOST_TEST(plan_costs(scenario, year, chances_at({0.0}, 50e3), 3.0).never_usd == sum,
             boost::test_tools::tolerance(1e-12));
}

// Two days, of which only the second may be worth it: buying there at a + b x or never at c is a
// put on the price with strike (c - a) / b. Without discounting (sums are worth on day 0 already)
// Black and Scholes (1973) give E[max(K - x, 0)] = K N(-d2) - N(-d1).
BOOST_AUTO_TEST_CASE(the_right_to_wait_is_worth_what_black_and_scholes_say) {
  const auto chances = chances_at({0.0, 2.0}, 50e3);
  for (const double spread : {0.1, 0.3}) {
    for (const double strike : {0.8, 1.0, 1.3}) {
      PlanCosts costs;
      const double a = 700.0, b = 100.0;
      costs.never_usd = a + b * strike;
      costs.days = {{costs.never_usd + 1e6, 0.0}, {a, b}};
      const double deviation = spread * std::sqrt(2.0);
      const double d1 = (std::log(1.0 / strike) + 0.5 * deviation * deviation) / deviation;
      const double put = strike * normal_share_below(deviation - d1) - normal_share_below(-d1);
      const WaitingValue value = wait_and_see(costs, chances, spread);
      BOOST_TEST(costs.never_usd - value.cost_usd == b * put, boost::test_tools::tolerance(2e-3));
      BOOST_TEST(value.trigger[1] == strike, boost::test_tools::tolerance(1e-3));
      BOOST_TEST(value.trigger[0] == 0.0);
    }
  }
}

// What does not scatter need not be waited for: the least of all days and never.
BOOST_AUTO_TEST_CASE(without_spread_waiting_is_worth_the_least_cost) {
  const auto chances = chances_at({0.0, 1.0, 2.0}, 50e3);
  PlanCosts costs;
  costs.never_usd = 900.0;
  costs.days = {{500.0, 300.0}, {500.0, 250.0}, {500.0, 280.0}};
  BOOST_TEST(wait_and_see(costs, chances, 0.0).cost_usd == 750.0);
  // and a little of it changes little
  BOOST_TEST(wait_and_see(costs, chances, 1e-4).cost_usd == 750.0,
             boost::test_tools::tolerance(1e-4));
}

// A right is never a burden: waiting costs no more than any plan that was fixed before, and more
// spread never makes it dearer.
BOOST_AUTO_TEST_CASE(deciding_later_costs_no_more_and_less_the_more_prices_scatter) {
  const auto chances = chances_at({0.0, 1.0, 2.0, 3.0}, 50e3);
  const PlanCosts costs = plan_costs(shop(), year_of(20), chances, 12.0);
  double least = costs.never_usd;
  for (const CostOfDay& day : costs.days) least = std::min(least, day.at(1.0));
  double last = least * (1.0 + 1e-9);
  for (const double spread : {0.05, 0.2, 0.5}) {
    const double cost = wait_and_see(costs, chances, spread).cost_usd;
    BOOST_TEST(cost <= last * (1.0 + 1e-6));
    last = cost;
  }
}

// Draws have mean 1 and the deviation of their logarithm is spread x sqrt(years): of 20,000 the
// mean lies within 5 standard errors.
BOOST_AUTO_TEST_CASE(drawn_prices_scatter_as_they_should) {
  const auto chances = chances_at({0.0, 1.0, 4.0}, 50e3);
  constexpr int kDraws = 20'000;
  double mean = 0.0, log_mean = 0.0, squares = 0.0;
  for (int d = 0; d < kDraws; ++d) {
    const auto factors = drawn_path(chances, 0.25, 7, static_cast<std::uint32_t>(d));
    BOOST_REQUIRE(factors.size() == 3U);
    BOOST_REQUIRE(factors[0] == 1.0);
    mean += factors[2] / kDraws;
    log_mean += std::log(factors[2]) / kDraws;
    squares += std::log(factors[2]) * std::log(factors[2]) / kDraws;
  }
  const double variance = 0.25 * 0.25 * 4.0;
  const double relative_deviation = std::sqrt(std::exp(variance) - 1.0);
  BOOST_TEST(std::abs(mean - 1.0) < 5.0 * relative_deviation / std::sqrt(double(kDraws)));
  BOOST_TEST(std::sqrt(squares - log_mean * log_mean) == std::sqrt(variance),
             boost::test_tools::tolerance(0.03));
}

BOOST_AUTO_TEST_SUITE_END()
