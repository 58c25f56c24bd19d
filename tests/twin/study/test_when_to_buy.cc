// Studies of kind "when": the file, the days, and answers whose truth is known.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/study/when_file.h"
#include "twin/study/when_to_buy.h"

using namespace darkline;
namespace fs = std::filesystem;

namespace {

WhenFile study_of(const std::string& days, const std::string& price, const std::string& set = "") {
  return read_when_text(fs::path(DARKLINE_SOURCE_DIR) / "models/studies/sample.toml",
                        "[study]\nkind = \"when\"\nbase = \"../scenarios/09_unit_cost.toml\"\n" +
                            (set.empty() ? set : "set = [" + set + "]\n") + days + "[price]\n" +
                            price);
}

const std::string kYears =
    "first_day = \"2025-01-01\"\nlast_day = \"2029-01-01\"\nmonths = 12\nhorizon = \"12 y\"\n";

std::vector<PlantYear> years_of(int robots) {
  std::vector<PlantYear> years;
  for (int r = 0; r < 6; ++r) {
    PlantYear year;
    year.good_bodies_per_year = 200'000.0 + 500.0 * r;
    year.kwh_per_body = 20.0;
    year.spots_per_body = 200.0;
    year.spot_robots = robots;
    years.push_back(year);
  }
  return years;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(when_to_buy_robots)

// From 140 to 40 in four years is a factor of 2/7; half-way in time its root.
BOOST_AUTO_TEST_CASE(a_path_changes_at_one_rate_between_its_days_and_learns_behind_the_last) {
  const WhenFile study = study_of(kYears,
                                  "path = { \"2021-07-01\" = \"140 kUSD\", \"2025-07-01\" = "
                                  "\"40 kUSD\" }\nlearning = \"20 %\"\ndoublings_per_year = 0.5\n");
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(study.price.on_usd(parse_date("2021-07-01")) == 140e3, tolerance);
  BOOST_TEST(study.price.on_usd(parse_date("2025-07-01")) == 40e3, tolerance);
  const Date middle = parse_date("2021-07-01") + 730;
  const double share = 730.0 / 1461.0;
  BOOST_TEST(study.price.on_usd(middle) == 140e3 * std::pow(2.0 / 7.0, share), tolerance);
  const Date later = parse_date("2025-07-01") + 730;  // two years: one doubling
  BOOST_TEST(study.price.on_usd(later) == 40e3 * 0.8, tolerance);
}

BOOST_AUTO_TEST_CASE(days_go_by_months_and_end_with_the_last) {
  const WhenFile study = study_of(
      "first_day = \"2025-08-31\"\nlast_day = \"2026-09-01\"\nmonths = 3\nhorizon = \"5 y\"\n", "");
  std::vector<std::string> days;
  for (const Date day : study.days()) days.push_back(text_of(day));
  const std::vector<std::string> expected = {"2025-08-31", "2025-11-30", "2026-02-28", "2026-05-31",
                                             "2026-08-31"};
  BOOST_TEST(days == expected);
}

// Robots that cost nothing to wait for: of a price that stays, the first day is best if robots are
// worth it at all, and never if they are not.
BOOST_AUTO_TEST_CASE(at_a_price_that_stays_one_buys_at_once_or_never) {
  const std::string still =
      "path = { \"2025-01-01\" = \"50 kUSD\" }\nlearning = \"0 %\"\n"
      "spread = \"0 %/y\"\n";
  const auto years = years_of(20);
  const WhenResult dear = when_to_buy(
      study_of(kYears, still, "\"invest.manual_heads=200\", \"cost.wage=45 USD/h\""), years);
  BOOST_TEST(dear.best == 0U);
  BOOST_TEST(!dear.never_is_best);
  BOOST_TEST(dear.option.mean == 0.0);
  BOOST_TEST(dear.days[0].best_in == 1.0);
  const WhenResult cheap = when_to_buy(
      study_of(kYears, still, "\"invest.manual_heads=13\", \"cost.wage=4 USD/h\""), years);
  BOOST_TEST(cheap.never_is_best);
  BOOST_TEST(cheap.never_best_in == 1.0);
  BOOST_TEST(cheap.waiting.mean == cheap.never.mean, boost::test_tools::tolerance(1e-12));
}

// The duty on Chinese robots in the United States jumped to 172.5 % on 2025-04-10 and fell on
// 2025-05-14 (the ledger): the spike's day is one of the table's and never the best.
BOOST_AUTO_TEST_CASE(days_of_the_ledger_are_tried_and_a_duty_spike_is_waited_out) {
  const WhenFile study = study_of(
      "first_day = \"2025-01-01\"\nlast_day = \"2026-01-01\"\nmonths = 12\nhorizon = \"12 y\"\n",
      "path = { \"2025-01-01\" = \"40 kUSD\" }\nlearning = \"0 %\"\nspread = \"0 %/y\"\n",
      "\"trade.date=2025-01-01\", \"trade.site=US\", \"trade.robot_origin=CN\", "
      "\"trade.pass_through=100 %\"");
  const auto chances = purchase_chances(study);
  const auto on = [&](const char* day) {
    for (const PurchaseChance& each : chances) {
      if (text_of(each.day) == day) return each.robot_duty;
    }
    return -1.0;
  };
  BOOST_TEST(on("2025-01-01") == 0.275, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(on("2025-04-10") == 1.725, boost::test_tools::tolerance(1e-9));
  const WhenResult result = when_to_buy(study, years_of(20));
  BOOST_TEST(text_of(result.days[result.best].chance.day) != "2025-04-10");
}

// Shares sum to all draws; a purchase in parts costs between its parts, and the mean of its worst
// draws is at most theirs in the same shares (an expected tail is subadditive).
BOOST_AUTO_TEST_CASE(draws_and_parts_add_up) {
  const WhenFile study = study_of(kYears + "draws = 4000\n",
                                  "path = { \"2025-01-01\" = \"80 kUSD\", \"2029-01-01\" = \"40 "
                                  "kUSD\" }\nspread = \"30 %/y\"\n",
                                  "\"invest.manual_heads=40\"");
  const WhenResult result = when_to_buy(study, years_of(20));
  double sum = result.never_best_in;
  for (const WhenDay& day : result.days) sum += day.best_in;
  BOOST_TEST(sum == 1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(result.splits.size() == 3U * 5U * 4U / 2U);
  for (const SplitPurchase& split : result.splits) {
    const double a = result.days[split.first].cost.mean, b = result.days[split.second].cost.mean;
    BOOST_TEST(split.cost == split.share * a + (1.0 - split.share) * b,
               boost::test_tools::tolerance(1e-9));
    BOOST_TEST(split.cost >= result.one_day.cost * (1.0 - 1e-12));
  }
  // what may still be decided is worth something where prices scatter
  BOOST_TEST(result.flexibility.mean >= 0.0);
  BOOST_TEST(result.option.mean >= result.flexibility.mean);
  const std::string text = when_text(study, result);
  BOOST_TEST(text.find("The right to wait is worth") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  const auto refused = [](const std::string& days, const std::string& price) {
    BOOST_CHECK_THROW(study_of(days, price), InputError);
  };
  refused("first_day = \"2025-01-01\"\nlast_day = \"2024-01-01\"\nhorizon = \"5 y\"\n", "");
  refused("first_day = \"2025-02-30\"\nlast_day = \"2026-01-01\"\nhorizon = \"5 y\"\n", "");
  refused("first_day = \"2025-01-01\"\nlast_day = \"2026-01-01\"\n", "");
  refused("first_day = \"2025-01-01\"\nlast_day = \"2035-01-01\"\nhorizon = \"5 y\"\n", "");
  refused(kYears, "path = { \"2025-01-01\" = \"40 kg\" }\n");
  refused(kYears, "path = { \"yesterday\" = \"40 kUSD\" }\n");
  refused(kYears, "learning = \"95 %\"\n");
  refused(kYears, "speed = 1\n");
}

BOOST_AUTO_TEST_SUITE_END()
