#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "twin/economics/finance.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;
const auto kTenDigits = tt::tolerance(5e-10);  // references are given to ten digits

// NPV as spreadsheets have it: the first flow one year from now.
double npv_a_year_later(double interest_per_y, std::initializer_list<double> flows_usd) {
  std::vector<double> flows = {0.0};
  flows.insert(flows.end(), flows_usd);
  return net_present_value_usd(interest_per_y, std::span<const double>(flows));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(finance)

// Economics facts 7.3; the last is line facts 6.8. Textbook tables of engineering economy.
BOOST_AUTO_TEST_CASE(annuity_factors_are_those_of_the_tables) {
  BOOST_TEST(annuity_factor(0.10, 5) == 0.2637974808, kTenDigits);
  BOOST_TEST(annuity_factor(0.10, 10) == 0.1627453949, kTenDigits);
  BOOST_TEST(annuity_factor(0.08, 12) == 0.1326950169, kTenDigits);
  BOOST_TEST(annuity_factor(0.12, 5) == 0.2774097319, kTenDigits);
  BOOST_TEST(annuity_factor(0.12, 20) == 0.1338787800, kTenDigits);
  BOOST_TEST(annuity_factor(0.12, 25) == 0.1274999698, kTenDigits);
  BOOST_TEST(annuity_factor(0.08, 8) == 0.1740147606, kTenDigits);
}

BOOST_AUTO_TEST_CASE(without_interest_the_payment_is_the_nth_part) {
  BOOST_TEST(annuity_factor(0.0, 12) == 1.0 / 12);
  BOOST_TEST(annuity_factor(0.0, 2.5) == 0.4);
}

// Series for small r: A/P = 1/n + r (n + 1)/(2n) + r^2 (n^2 - 1)/(12n) + O(r^3). The formula as
// written loses 1e-16/(n r) of it: 1e-5 at r = 1e-12.
BOOST_AUTO_TEST_CASE(the_annuity_factor_keeps_its_digits_for_small_interest) {
  for (const double n : {1.0, 5.0, 12.0, 40.0}) {
    for (const double r : {1e-15, 1e-12, 1e-9, 1e-7}) {
      const double series = 1 / n + r * (n + 1) / (2 * n) + r * r * (n * n - 1) / (12 * n);
      BOOST_TEST(annuity_factor(r, n) == series, tt::tolerance(4e-16 * 4));
    }
    BOOST_TEST(annuity_factor(1e-300, n) == 1 / n, tt::tolerance(1e-15));
  }
}

// n payments of A/P, each discounted, are worth the 1 that was spent.
BOOST_AUTO_TEST_CASE(an_annuity_repays_what_it_stands_for) {
  for (const double r : {0.0, 1e-6, 0.07, 0.35}) {
    std::vector<double> flows(13, annuity_factor(r, 12));
    flows[0] = -1.0;
    BOOST_TEST(std::abs(net_present_value_usd(r, std::span<const double>(flows))) < 1e-14);
  }
}

BOOST_AUTO_TEST_CASE(present_values_are_those_of_the_spreadsheets) {
  // Facts 7.3, given to a hundredth of a cent.
  BOOST_TEST(std::abs(npv_a_year_later(0.10, {-10000, 3000, 4200, 6800}) - 1188.4434) < 5e-5);
  const double five = npv_a_year_later(0.08, {8000, 9200, 10000, 12000, 14500});
  BOOST_TEST(std::abs(-40000 + five - 1922.0616) < 5e-5);
  const double six = npv_a_year_later(0.08, {8000, 9200, 10000, 12000, 14500, -9000});
  BOOST_TEST(std::abs(-40000 + six - -3749.4651) < 5e-5);
  // Line facts 6.8: a robot system at 140 kUSD or 40 kUSD that saves 38 kUSD a year for 6 years.
  const std::array<double, 7> old_price = {-140e3, 38e3, 38e3, 38e3, 38e3, 38e3, 38e3};
  BOOST_TEST(std::abs(net_present_value_usd(0.10, old_price) - 25499.91) < 5e-3);
  std::array<double, 7> new_price = old_price;
  new_price[0] = -40e3;
  BOOST_TEST(std::abs(net_present_value_usd(0.10, new_price) - 125499.91) < 5e-3);
}

BOOST_AUTO_TEST_CASE(dated_flows_at_whole_years_are_the_yearly_flows) {
  const std::array<double, 4> yearly = {-10000, 3000, 4200, 6800};
  const std::array<DatedFlow, 4> dated = {{{3, 6800}, {0, -10000}, {1, 3000}, {2, 4200}}};
  BOOST_TEST(net_present_value_usd(0.1, yearly) == net_present_value_usd(0.1, dated),
             tt::tolerance(1e-14));
}

// 1000 at 5 % for half a year: 1000 / sqrt(1.05).
BOOST_AUTO_TEST_CASE(a_flow_between_year_ends_is_discounted_for_its_part_of_the_year) {
  const std::array<DatedFlow, 1> flow = {{{0.5, 1000}}};
  BOOST_TEST(net_present_value_usd(0.05, flow) == 1000 / std::sqrt(1.05), tt::tolerance(1e-15));
}

// What is sold at its full price costs its interest: I (1 - (1 + r)^-n) r / (1 - (1 + r)^-n) = I r.
BOOST_AUTO_TEST_CASE(capital_that_keeps_its_value_costs_its_interest) {
  BOOST_TEST(capital_usd_per_y(50e3, 1.0, 0.1, 12) == 5e3, tt::tolerance(1e-14));
  BOOST_TEST(capital_usd_per_y(50e3, 0.0, 0.1, 5) == 50e3 * annuity_factor(0.1, 5),
             tt::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(what_has_no_meaning_is_a_bug_of_the_caller) {
  BOOST_CHECK_THROW(annuity_factor(-0.01, 5), InternalError);
  BOOST_CHECK_THROW(annuity_factor(std::nan(""), 5), InternalError);
  BOOST_CHECK_THROW(annuity_factor(0.1, 0), InternalError);
  BOOST_CHECK_THROW(capital_usd_per_y(1.0, 1.5, 0.1, 5), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
