#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/throws.h"
#include "tests/twin/economics/tariff_texts.h"
#include "twin/economics/tariff_duty.h"

using namespace darkline;
using darkline::testing::facts;
using darkline::testing::route;
using darkline::testing::shipped;
using darkline::testing::short_ledger;
using darkline::testing::total_percent;
using darkline::testing::vocabulary;

namespace {

bool close(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

double percent(const TariffLedger& ledger, const DutyOptions& options = {},
               const char* day = "2025-01-01") {
  return total_percent("8479.50", "CN", "US", day, options, ledger);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff_duty)

BOOST_AUTO_TEST_CASE(a_domestic_purchase_pays_nothing) {
  for (const char* code : {"CN", "US", "EU", "JP"}) {
    BOOST_TEST(total_percent("8479.50", code, code, "2025-04-10") == 0.0);
  }
  BOOST_TEST(total_percent("8703.80", "DE", "PL", "2025-04-10") == 0.0);  // one customs union
  const Duty duty = route("8479.50", "CN", "CN").duty_on(parse_date("1950-01-01"));
  BOOST_TEST(duty.domestic);
  BOOST_TEST(duty.layers.empty());
}

BOOST_AUTO_TEST_CASE(of_several_lists_the_highest_counts_and_never_the_sum) {
  const auto ledger = short_ledger(
      "a,8479.50,CN,S301,1,add,25,,,,2020-01-01,\n"
      "b,8479.50,CN,S301,3,add,10,,,,2020-01-01,\n"
      "c,8479.50,CN,S301,4,add,7.5,,,,2020-01-01,\n");
  BOOST_TEST(close(percent(ledger), 2 + 25));
}

BOOST_AUTO_TEST_CASE(the_most_specific_row_of_a_layer_speaks) {
  const auto ledger = short_ledger(
      "any,84,*,X,,add,1,,,,2020-01-01,\n"
      "code,8479,*,X,,add,2,,,,2020-01-01,\n"
      "country,8479,CN,X,,add,4,,,,2020-01-01,\n"
      "maker,8479,CN,X,,add,8,,,producer is acme,2020-01-01,\n"
      "longer,8479.50,*,X,,add,16,,,,2024-01-01,\n");
  DutyOptions acme;
  acme.producer = "acme";
  BOOST_TEST(close(percent(ledger, {}, "2023-12-31"), 2 + 4));
  BOOST_TEST(close(percent(ledger, acme, "2023-12-31"), 2 + 8));
  BOOST_TEST(close(percent(ledger, acme, "2024-01-01"), 2 + 16));
}

BOOST_AUTO_TEST_CASE(a_country_comes_before_its_union) {
  const std::string head =
      "id,destination,hs,origin,authority,rule,rate_percent,from,to,as_of,confidence,source\n";
  const auto ledger = TariffLedger::merged(
      {}, TariffLedger::rows_of(head + "a,US,8479.50,EU,MFN,base,5,2020-01-01,,2025-01-01,E,x\n"
                                       "b,US,8479.50,DE,MFN,base,3,2020-01-01,,2025-01-01,E,x\n"
                                       "c,US,8479.50,*,MFN,base,9,2020-01-01,,2025-01-01,E,x\n",
                                "eu.csv", vocabulary()));
  BOOST_TEST(close(total_percent("8479.50", "DE", "US", "2025-01-01", {}, ledger), 3));
  BOOST_TEST(close(total_percent("8479.50", "FR", "US", "2025-01-01", {}, ledger), 5));
  BOOST_TEST(close(total_percent("8479.50", "EU", "US", "2025-01-01", {}, ledger), 5));
  BOOST_TEST(close(total_percent("8479.50", "KR", "US", "2025-01-01", {}, ledger), 9));
}

BOOST_AUTO_TEST_CASE(a_floor_adds_what_the_base_lacks_and_silences_all_the_same) {
  const auto ledger = short_ledger(
      "floor,8479.50,CN,S232,,floor,1.5,,,,2020-01-01,\n"
      "other,8479.50,CN,S122,,add,10,S232,,,2020-01-01,\n");
  BOOST_TEST(close(percent(ledger), 2));  // the base of 2 % is above it, and S122 is silent
  const auto higher = short_ledger("floor,8479.50,CN,S232,,floor,15,,,,2020-01-01,\n");
  BOOST_TEST(close(percent(higher), 15));
}

// Floors of two authorities lift to the higher of them, not by the sum of what each lacks.
BOOST_AUTO_TEST_CASE(two_floors_lift_to_the_higher) {
  const auto ledger = short_ledger(
      "f,8479.50,CN,A,,floor,10,,,,2020-01-01,\ng,8479.50,CN,B,,floor,15,,,,2020-01-01,\n");
  BOOST_TEST(close(percent(ledger), 15));
}

// 232 on 60 % metal: 2 + 0.6 x 50 + 0.4 x 10 of the reciprocal duty on the rest.
BOOST_AUTO_TEST_CASE(metal_pays_one_duty_and_the_rest_the_other) {
  const auto ledger = short_ledger(
      "metal,8479.50,CN,S232,,add,50,,metal_content,,2020-01-01,\n"
      "rest,8479.50,CN,RECIP,,add,10,S232,,,2020-01-01,\n");
  DutyOptions options;
  options.metal_content = 0.6;
  BOOST_TEST(close(percent(ledger, options), 2 + 30 + 4));
  BOOST_TEST(close(percent(ledger), 2 + 50));
}

// A Mexican robot of which 93.5 % claim USMCA, in April 2025: the rest pays 2.5 % and 25 %.
BOOST_AUTO_TEST_CASE(only_what_does_not_claim_the_preference_pays) {
  DutyOptions options;
  options.preference_share = 0.935;
  BOOST_TEST(close(total_percent("8479.50", "MX", "US", "2025-04-05", options), 0.065 * 27.5));
  options.preference_share = 0.0;
  BOOST_TEST(close(total_percent("8479.50", "MX", "US", "2025-04-05", options), 27.5));
}

// A Mexican car: 25 % on the content from outside the United States, if it claims USMCA; else on
// all of it, with the base of 2.5 %.
BOOST_AUTO_TEST_CASE(cars_from_mexico_pay_on_their_foreign_content) {
  DutyOptions options;
  BOOST_TEST(close(total_percent("8703.80", "MX", "US", "2025-04-03", options), 25));
  options.foreign_content = 0.6;
  BOOST_TEST(close(total_percent("8703.80", "MX", "US", "2025-04-03", options), 15));
  options.preference_share = 0.0;
  BOOST_TEST(close(total_percent("8703.80", "MX", "US", "2025-04-03", options), 27.5));
}

BOOST_AUTO_TEST_CASE(an_undertaking_asks_for_its_price_and_quota) {
  const std::string text =
      "id,destination,hs,origin,authority,rule,rate_percent,quota,quota_unit,amount,currency,"
      "unless,from,to,as_of,confidence,source\n"
      "m,EU,8703.80,CN,MFN,base,10,,,,,,2020-01-01,,2025-01-01,E,x\n"
      "c,EU,8703.80,CN,CVD,add,18.8,,,,,PROMISE,2020-01-01,,2025-01-01,E,x\n"
      "u,EU,8703.80,CN,PROMISE,undertaking,,5000,vehicles,30000,USD,,2020-01-01,,2025-01-01,E,x\n";
  const auto ledger = TariffLedger::merged({}, TariffLedger::rows_of(text, "u.csv", vocabulary()));
  DutyOptions options;
  const auto car = [&] {
    return total_percent("8703.80", "CN", "EU", "2025-01-01", options, ledger);
  };
  options.value_usd = 31e3;
  BOOST_TEST(close(car(), 28.8));
  options.undertaking = true;
  BOOST_TEST(close(car(), 10));
  options.value_usd = 29e3;
  BOOST_TEST(close(car(), 28.8));
  options.value_usd = 30e3;
  options.quantity = 5001.0;
  BOOST_TEST(close(car(), 28.8));
  options.quantity = 5000.0;
  BOOST_TEST(close(car(), 10));
}

BOOST_AUTO_TEST_CASE(small_shipments_drawback_and_fees_come_last) {
  const std::string text =
      "id,destination,hs,origin,authority,rule,rate_percent,amount,currency,from,to,as_of,"
      "confidence,source\n"
      "m,US,8479.50,CN,MFN,base,10,,,2020-01-01,,2025-01-01,E,x\n"
      "a,US,8479.50,CN,S301,add,30,,,2020-01-01,,2025-01-01,E,x\n"
      "d,US,*,*,SMALL,de_minimis,,800,USD,2020-01-01,,2025-01-01,E,x\n"
      "b,US,*,*,BACK,drawback,99,,,2020-01-01,,2025-01-01,E,x\n"
      "f,US,*,*,FEE,fee,0.5,,,2020-01-01,,2025-01-01,E,x\n";
  const auto ledger = TariffLedger::merged({}, TariffLedger::rows_of(text, "l.csv", vocabulary()));
  DutyOptions options;
  BOOST_TEST(close(percent(ledger, options), 40));
  options.fees = true;
  BOOST_TEST(close(percent(ledger, options), 40.5));
  options.exported_again = 0.5;  // 40 x (1 - 0.99 / 2) + 0.5
  BOOST_TEST(close(percent(ledger, options), 20.7));
  options.shipment_usd = 800.0;
  BOOST_TEST(close(percent(ledger, options), 0.0));
  options.shipment_usd = 800.01;
  BOOST_TEST(close(percent(ledger, options), 20.7));
}

// The EU levies on CIF: 1.7 % of a robot with 5 % freight is 1.785 % of its FOB price. The United
// States levy on FOB, whatever the freight.
BOOST_AUTO_TEST_CASE(freight_counts_where_the_base_is_cif) {
  DutyOptions options;
  options.freight_share = 0.05;
  const Duty eu = route("8479.50", "CN", "EU").duty_on(parse_date("2025-01-01"), options);
  BOOST_TEST(close(eu.total, 0.017));
  BOOST_TEST(close(eu.of_fob, 0.01785));
  const Duty us = route("8479.50", "CN", "US").duty_on(parse_date("2025-01-01"), options);
  BOOST_TEST(close(us.of_fob, us.total));
}

BOOST_AUTO_TEST_CASE(what_is_not_established_is_said_and_not_guessed) {
  // 2.7 % of the customs union and additional duties of 0 to 30 %
  const Duty turkey = route("8515.21", "CN", "TR").duty_on(parse_date("2025-01-01"));
  BOOST_TEST(!turkey.complete);
  BOOST_TEST(close(turkey.total, 0.027));
  BOOST_TEST(close(turkey.high, 0.054 + 0.30));
  BOOST_TEST((turkey.confidence == Confidence::unverified));
  // 2.5 + 25 + 0 to 12.5 of forced-labour tiers as proposed
  const Duty robot = route("8479.50", "CN", "US").duty_on(parse_date("2026-07-24"));
  BOOST_TEST(close(robot.low, 0.275));
  BOOST_TEST(close(robot.high, 0.40));
  BOOST_TEST((robot.confidence == Confidence::approximate));
}

BOOST_AUTO_TEST_CASE(what_the_ledger_does_not_know_is_refused_with_what_it_knows) {
  DARKLINE_TEST_THROWS(total_percent("8479.50", "CN", "US", "2017-12-31"), InputError,
                       "ledger_us.csv:2:", "before the ledger", "2018-01-01", "--ledger");
  DARKLINE_TEST_THROWS(route("8479.51", "CN", "US"), InputError, "\"8479.51\"", "8479.50");
  DARKLINE_TEST_THROWS(route("robots", "CN", "US"), InputError, "\"robots\"", "8479.50");
  DARKLINE_TEST_THROWS(route("84", "CN", "US"), InputError, "6 to 10 digits");
  DARKLINE_TEST_THROWS(route("8479.50", "CM", "US"), InputError, "origin", "\"CM\"", "CN");
  DARKLINE_TEST_THROWS(route("8479.50", "CN", "Untied States"), InputError, "destination",
                       "United States");
  DARKLINE_TEST_THROWS(route("8479.50", "IN", "US"), InputError, "no base duty", "CN, EU, GB");
  DARKLINE_TEST_THROWS(route("8479.50", "CN", "TW"), InputError, "CN, EU, GB", "--coverage");
  DARKLINE_TEST_THROWS(route("8515.90", "CN", "US"), InputError, "8515.90.20");
}

BOOST_AUTO_TEST_CASE(amounts_in_another_currency_are_exchanged_at_the_year_of_the_row) {
  const std::string text =
      "id,destination,hs,origin,authority,rule,rate_percent,amount,currency,from,to,as_of,"
      "confidence,source\n"
      "m,US,8479.50,CN,MFN,base,1,1000,EUR,2024-03-01,,2025-01-01,E,x\n";
  const auto ledger = TariffLedger::merged({}, TariffLedger::rows_of(text, "l.csv", vocabulary()));
  DutyOptions options;
  options.value_usd = 10'000.0;
  const double usd = facts().convert({1000.0, "EUR", 2024}, "USD", 2024).amount;
  BOOST_TEST(close(percent(ledger, options), usd / 100.0));
  const std::string unknown = "TRY";
  std::string other = text;
  other.replace(other.find("EUR"), 3, unknown);
  const auto lira = TariffLedger::merged({}, TariffLedger::rows_of(other, "l.csv", vocabulary()));
  DARKLINE_TEST_THROWS(percent(lira, options), InputError, "l.csv:2", "exchange.try");
}

BOOST_AUTO_TEST_CASE(a_schedule_steps_where_the_duty_does) {
  const TariffRoute robot = route("8479.50", "CN", "US");
  const DutySchedule schedule(robot, {});
  for (Date day = robot.first_day(); day < parse_date("2027-01-01"); day = day + 1) {
    if (schedule.total_on(day) != robot.total_on(day, {}).total) BOOST_ERROR(text_of(day));
  }
  for (std::size_t i = 1; i < schedule.steps().size(); ++i) {
    BOOST_TEST(schedule.steps()[i].total != schedule.steps()[i - 1].total);
  }
}

BOOST_AUTO_TEST_SUITE_END()
