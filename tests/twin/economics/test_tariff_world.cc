// The shipped duties outside the United States, held to the laws that they are said to follow.
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/economics/tariff_texts.h"

using namespace darkline;
using darkline::testing::route;
using darkline::testing::total_percent;

namespace {

const std::vector<std::string> kMachines = {"8479.50", "8479.90", "8428.70", "8515.21",
                                            "8515.31", "8515.90", "8537.10", "8507.60"};

bool close(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff_world)

// Decision 1/95: Turkey applies the common customs tariff to industrial goods of third countries.
BOOST_AUTO_TEST_CASE(turkey_levies_the_common_tariff_and_what_it_adds_is_open) {
  for (const std::string& hs : kMachines) {
    const Duty turkey = route(hs, "CN", "TR").duty_on(parse_date("2025-01-01"));
    BOOST_TEST(close(100.0 * turkey.total, total_percent(hs, "CN", "EU", "2025-01-01")), hs);
    BOOST_TEST(!turkey.complete, hs);
    BOOST_TEST(close(total_percent(hs, "EU", "TR", "2025-01-01"), 0.0), hs);
  }
  // 10 % and the additional 40 % on Chinese electric cars
  BOOST_TEST(close(total_percent("8703.80", "CN", "TR", "2025-01-01"), 50.0));
}

// The UK Global Tariff took the common tariff, dropped what was below 2 % and rounded the rest
// below 20 % down to a multiple of 2.
BOOST_AUTO_TEST_CASE(the_united_kingdom_rounded_the_common_tariff_down) {
  std::vector<std::string> goods = kMachines;
  goods.push_back("8703.80");
  for (const std::string& hs : goods) {
    DutyOptions options;
    options.undertaking = true;  // without the countervailing duty of the Union
    options.producer = "vw_anhui";
    const double common = total_percent(hs, "CN", "EU", "2026-03-01", options);
    const double rounded = common < 2.0 ? 0.0 : 2.0 * std::floor(common / 2.0);
    BOOST_TEST(close(total_percent(hs, "CN", "GB", "2026-03-01"), rounded), hs);
  }
}

// Gecex resolution 852: below 7.2 to 7.2, below 12.6 to 12.6, below 20 to 20.
BOOST_AUTO_TEST_CASE(brazil_raises_machines_to_the_next_step) {
  for (const char* hs : {"8479.50", "8515.21"}) {
    const double before = total_percent(hs, "CN", "BR", "2026-02-05");
    const double step = before < 7.2 ? 7.2 : before < 12.6 ? 12.6 : 20.0;
    BOOST_TEST(close(total_percent(hs, "CN", "BR", "2026-02-06"), step), hs);
  }
}

// 84 % from 2025-04-10, 125 % from 04-12, 10 % from 05-14, on all American goods and no others.
BOOST_AUTO_TEST_CASE(china_answers_the_duties_of_2025_on_american_goods_alone) {
  for (const char* hs : {"8479.50", "8542.31", "8537.10"}) {
    const double before = total_percent(hs, "US", "CN", "2025-04-09");
    BOOST_TEST(close(total_percent(hs, "US", "CN", "2025-04-10") - before, 84.0), hs);
    BOOST_TEST(close(total_percent(hs, "US", "CN", "2025-04-12") - before, 125.0), hs);
    BOOST_TEST(close(total_percent(hs, "US", "CN", "2025-05-14") - before, 10.0), hs);
    BOOST_TEST(close(total_percent(hs, "JP", "CN", "2025-04-12"),
                     total_percent(hs, "JP", "CN", "2025-04-09")),
               hs);
  }
}

// 8 % without a claim, nothing with one; the duty on dumped robots is a range above that.
BOOST_AUTO_TEST_CASE(korea_takes_eight_percent_of_those_who_have_no_agreement) {
  DutyOptions unclaimed;
  unclaimed.preference_share = 0.0;
  BOOST_TEST(close(total_percent("8479.50", "DE", "KR", "2025-01-01"), 0.0));
  BOOST_TEST(close(total_percent("8479.50", "DE", "KR", "2025-01-01", unclaimed), 8.0));
  const Duty japanese = route("8479.50", "JP", "KR").duty_on(parse_date("2025-09-25"));
  BOOST_TEST(!japanese.complete);
  BOOST_TEST(close(japanese.total, 0.08));
  BOOST_TEST(close(japanese.high, 0.08 + 0.436));
}

BOOST_AUTO_TEST_CASE(mexico_raises_what_has_no_agreement) {
  BOOST_TEST(close(total_percent("8703.80", "CN", "MX", "2025-12-31"), 20.0));
  BOOST_TEST(close(total_percent("8703.80", "CN", "MX", "2026-01-01"), 50.0));
  BOOST_TEST(close(total_percent("8703.80", "JP", "MX", "2026-01-01"), 0.0));
  BOOST_TEST(close(total_percent("7210.49", "KR", "MX", "2026-01-01"), 35.0));
  BOOST_TEST(close(total_percent("7210.49", "US", "MX", "2026-01-01"), 0.0));
}

// Canadian sheet: 25 % on Chinese, then 50 % beyond the quotas of all but the neighbours.
BOOST_AUTO_TEST_CASE(canada_levies_beyond_its_quotas_of_sheet) {
  DutyOptions beyond;
  beyond.in_quota_share = 0.0;
  BOOST_TEST(close(total_percent("7210.49", "CN", "CA", "2025-01-01", beyond), 25.0));
  BOOST_TEST(close(total_percent("7210.49", "CN", "CA", "2025-08-01", beyond), 75.0));
  BOOST_TEST(close(total_percent("7210.49", "JP", "CA", "2025-07-01", beyond), 0.0));
  BOOST_TEST(close(total_percent("7210.49", "JP", "CA", "2025-08-01", beyond), 50.0));
  BOOST_TEST(close(total_percent("7210.49", "MX", "CA", "2025-08-01", beyond), 0.0));
}

BOOST_AUTO_TEST_SUITE_END()
