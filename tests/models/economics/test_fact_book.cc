#include <cmath>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "models/economics/fact_book.h"
#include "models/scenario/scenario_schema.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

const std::string kHeader =
    "id,value,unit,low,high,base_year,as_of,valid_from,valid_to,source,confidence\n";

FactBook book(const std::string& rows) {
  return FactBook::from_text(kHeader + rows, "facts.csv");
}

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-12 * std::abs(b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fact_book)

BOOST_AUTO_TEST_CASE(a_fact_carries_all_that_stands_in_its_row) {
  const FactBook facts = book("wage,8,USD/h,6,11,2024,2026-07-24,2024-01-01,,NBS,A\n");
  const Fact& wage = facts.at("wage", parse_date("2030-01-01"));
  BOOST_TEST(wage.value == 8.0);
  BOOST_TEST(wage.low == 6.0);
  BOOST_TEST(wage.high == 11.0);
  BOOST_TEST(wage.currency == "USD");
  BOOST_TEST(wage.base_year == 2024);
  BOOST_TEST((wage.to == kOpenEnd));
  BOOST_TEST((wage.confidence == Confidence::approximate));
  BOOST_TEST(wage.source == "NBS");
}

BOOST_AUTO_TEST_CASE(a_fact_without_provenance_or_unit_is_refused_with_its_place) {
  const auto refused = [](const std::string& row, const char* found, const char* wanted) {
    DARKLINE_TEST_THROWS(book(row), InputError, "facts.csv:2:", found, wanted);
  };
  refused("a,8,USD,6,11,2024,2026-07-24,2024-01-01,,,A\n", "\"a\" without a source", "who says so");
  refused("a,8,,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "without a unit", "USD");
  refused("a,8,USB/h,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"USB/h\"", "USD");
  refused("a,8,USD/hour,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"USD/hour\"", "h");
  refused("a,8,USD,6,11,,2026-07-24,2024-01-01,,x,A\n", "USD without a year", "2025");
  refused("a,8,kg,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"2024\"", "no money");
  refused("a,5,USD,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"6\"", "at most the value, 5");
  refused("a,12,USD,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"11\"", "at least the value, 12");
  refused("a,8,USD,6,11,2024,2026-07-24,2024-01-01,2024-01-01,x,A\n", "2024-01-01", "a day after");
  refused("a,8,USD,6,11,2024,yesterday,2024-01-01,,x,A\n", "\"yesterday\"", "2025-04-10");
  refused("a,8,USD,6,11,2024,2026-07-24,2024-01-01,,x,Z\n", "\"Z\"", "E (primary text)");
  refused("a,1e999,USD,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "1e999", "number");
  refused("a,nan,USD,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "nan", "number");
  refused("a b,8,USD,6,11,2024,2026-07-24,2024-01-01,,x,A\n", "\"a b\"", "letters");
}

BOOST_AUTO_TEST_CASE(days_of_one_fact_do_not_overlap) {
  const std::string early = "a,8,kg,6,11,,2026-07-24,2024-01-01,2025-01-01,x,A\n";
  BOOST_TEST(book(early + "a,9,kg,6,11,,2026-07-24,2025-01-01,,x,A\n").facts().size() == 2U);
  DARKLINE_TEST_THROWS(book("a,9,kg,6,11,,2026-07-24,2024-12-31,,x,A\n" + early), InputError,
                       "facts.csv:2:", "2025-01-01", "facts.csv:3:1");
}

BOOST_AUTO_TEST_CASE(a_day_or_name_without_a_fact_is_refused) {
  const FactBook facts = book("wage.cn,8,USD/h,6,11,2024,2026-07-24,2024-01-01,2025-01-01,x,A\n");
  DARKLINE_TEST_THROWS(facts.at("wage.ch", parse_date("2024-05-01")), InputError, "wage.cn");
  DARKLINE_TEST_THROWS(facts.at("wage.cn", parse_date("2025-01-01")), InputError,
                       "\"wage.cn\" on 2025-01-01", "2024-01-01 and 2025-01-01");
}

// 110 CNY of 2020 at 5.5 CNY a dollar are 20 USD of 2020; prices rise from 100 to 150: 30 USD of
// 2024; at 0.9 EUR a dollar 27 EUR.
BOOST_AUTO_TEST_CASE(money_goes_through_the_dollar_of_its_own_year) {
  const FactBook facts = book(
      "exchange.cny,5.5,CNY/USD,5,6,2020,2026-07-24,2020-01-01,2021-01-01,x,M\n"
      "exchange.eur,0.9,EUR/USD,0.8,1,2024,2026-07-24,2024-01-01,2025-01-01,x,M\n"
      "price_index.usd,100,index,99,101,,2026-07-24,2020-01-01,2021-01-01,x,M\n"
      "price_index.usd,150,index,149,151,,2026-07-24,2024-01-01,2025-01-01,x,M\n");
  const Money money{.amount = 110.0, .currency = "CNY", .year = 2020};
  BOOST_TEST(close(facts.convert(money, "USD", 2020).amount, 20.0));
  BOOST_TEST(close(facts.convert(money, "USD", 2024).amount, 30.0));
  BOOST_TEST(close(facts.convert(money, "EUR", 2024).amount, 27.0));
  BOOST_TEST(facts.convert(money, "CNY", 2020).amount == 110.0);
  BOOST_TEST(close(facts.convert({30.0, "USD", 2024}, "USD", 2020).amount, 20.0));
  DARKLINE_TEST_THROWS(facts.convert(money, "EUR", 2020), InputError, "exchange.eur");
  DARKLINE_TEST_THROWS(facts.convert(money, "USD", 2023), InputError, "price_index.usd");
  DARKLINE_TEST_THROWS(facts.convert(money, "UDS", 2020), InputError, "USD");
}

BOOST_AUTO_TEST_CASE(the_shipped_facts_convert_the_anchor_of_1998) {
  const FactBook facts = shipped_fact_book();
  // 163.0 in 1998 and 313.689 in 2024: prices rose by 92.4 %
  const Money wage = facts.convert({44.0, "USD", 1998}, "USD", 2024);
  BOOST_TEST(close(wage.amount, 44.0 * 313.689 / 163.0));
  const Money back = facts.convert(facts.convert({100.0, "CNY", 2024}, "USD", 2024), "CNY", 2024);
  BOOST_TEST(close(back.amount, 100.0));
}

// What the scenario language has as a default price is a fact with a source, and the same number.
BOOST_AUTO_TEST_CASE(the_defaults_of_the_cost_model_are_facts_with_a_source) {
  const FactBook facts = shipped_fact_book();
  const Date day = parse_date("2026-07-24");
  // duties and imports are the scenario's own: they default to a domestic purchase
  const std::set<std::string> own = {"cost.robot_duty", "cost.gun_duty",       "cost.cap_duty",
                                     "cost.steel_duty", "cost.steel_imported", "cost.vehicle_duty"};
  int checked = 0;
  for (const Key<Scenario>& row : scenario_keys()) {
    const KeySpec& key = row.spec;
    const std::string name(key.path);
    if (name.rfind("cost.", 0) != 0 || own.count(name) != 0) continue;
    const Fact& fact = facts.at(name, day);
    const std::string unit = fact.unit == "1" ? "" : " " + fact.unit;
    const double ours = parse_quantity(std::to_string(fact.value) + unit, key.dimension);
    const double theirs = parse_quantity(std::string(key.default_value), key.dimension);
    BOOST_TEST(close(ours, theirs), name << ": " << ours << " for " << theirs);
    ++checked;
  }
  BOOST_TEST(checked > 25);
}

BOOST_AUTO_TEST_SUITE_END()
