// The duties that the economics facts list, day by day.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/csv.h"
#include "tests/twin/economics/tariff_texts.h"

using darkline::DutyOptions;
using darkline::parse_date;
using darkline::testing::route;
using darkline::testing::total_percent;

namespace {

constexpr double kHundredth = 0.005;  // of a percent

struct Cell {
  const char* day;
  const char* hs;
  const char* origin;
  double percent;
};

// Table 3.3 of the economics facts, every filled cell; "others" of the sheet column are JP, DE, MX
// and from 2025 KR.
const std::vector<Cell> kTable = {
    {"2018-03-01", "8479.50", "CN", 2.5},   {"2018-03-01", "8479.50", "KR", 0},
    {"2018-03-01", "8479.50", "JP", 2.5},   {"2018-03-01", "8479.50", "DE", 2.5},
    {"2018-03-01", "8479.50", "MX", 0},     {"2018-03-01", "8515.21", "CN", 0},
    {"2018-03-01", "8515.21", "KR", 0},     {"2018-03-01", "8515.21", "JP", 0},
    {"2018-03-01", "8515.21", "DE", 0},     {"2018-03-01", "8703.80", "CN", 2.5},
    {"2018-03-01", "8703.80", "KR", 0},     {"2018-03-01", "8703.80", "JP", 2.5},
    {"2018-03-01", "8703.80", "DE", 2.5},   {"2018-03-01", "8542.31", "CN", 0},
    {"2018-03-01", "7210.49", "CN", 0},     {"2018-03-01", "7210.49", "JP", 0},
    {"2018-07-06", "8479.50", "CN", 27.5},  {"2018-07-06", "8479.50", "KR", 0},
    {"2018-07-06", "8479.50", "JP", 2.5},   {"2018-07-06", "8479.50", "DE", 2.5},
    {"2018-07-06", "8479.50", "MX", 0},     {"2018-07-06", "8515.21", "CN", 25},
    {"2018-07-06", "8515.21", "JP", 0},     {"2018-07-06", "8703.80", "CN", 27.5},
    {"2018-07-06", "8703.80", "JP", 2.5},   {"2018-07-06", "8542.31", "CN", 0},
    {"2018-08-23", "8542.31", "CN", 25},    {"2018-07-06", "7210.49", "CN", 25},
    {"2018-07-06", "7210.49", "JP", 25},    {"2018-07-06", "7210.49", "DE", 25},
    {"2018-07-06", "7210.49", "MX", 25},    {"2018-07-06", "7210.49", "KR", 0},
    {"2024-10-01", "8479.50", "CN", 27.5},  {"2024-10-01", "8479.50", "KR", 0},
    {"2024-10-01", "8479.50", "JP", 2.5},   {"2024-10-01", "8479.50", "DE", 2.5},
    {"2024-10-01", "8479.50", "MX", 0},     {"2024-10-01", "8515.21", "CN", 25},
    {"2024-10-01", "8703.80", "CN", 102.5}, {"2024-10-01", "8703.80", "KR", 0},
    {"2024-10-01", "8703.80", "JP", 2.5},   {"2024-10-01", "8703.80", "DE", 2.5},
    {"2024-10-01", "8542.31", "CN", 25},    {"2024-10-01", "7210.49", "CN", 50},
    {"2024-10-01", "7210.49", "JP", 0},     {"2024-10-01", "7210.49", "DE", 0},
    {"2025-01-01", "8542.31", "CN", 50},    {"2025-02-04", "8479.50", "CN", 37.5},
    {"2025-02-04", "8515.21", "CN", 35},    {"2025-02-04", "8703.80", "CN", 112.5},
    {"2025-02-04", "7210.49", "CN", 60},    {"2025-03-04", "8479.50", "CN", 47.5},
    {"2025-03-04", "8515.21", "CN", 45},    {"2025-03-04", "8703.80", "CN", 122.5},
    {"2025-03-04", "8542.31", "CN", 70},    {"2025-03-04", "7210.49", "CN", 70},
    {"2025-03-04", "7210.49", "DE", 0},     {"2025-03-12", "7210.49", "DE", 25},
    {"2025-04-05", "8479.50", "CN", 57.5},  {"2025-04-05", "8479.50", "KR", 10},
    {"2025-04-05", "8479.50", "JP", 12.5},  {"2025-04-05", "8479.50", "DE", 12.5},
    {"2025-04-05", "8479.50", "MX", 0},     {"2025-04-05", "8515.21", "CN", 55},
    {"2025-04-05", "8515.21", "KR", 10},    {"2025-04-05", "8515.21", "JP", 10},
    {"2025-04-05", "8515.21", "DE", 10},    {"2025-04-03", "8703.80", "KR", 25},
    {"2025-04-03", "8703.80", "JP", 27.5},  {"2025-04-03", "8703.80", "DE", 27.5},
    {"2025-04-05", "8542.31", "CN", 70},    {"2025-04-05", "7210.49", "CN", 70},
    {"2025-04-05", "7210.49", "KR", 25},    {"2025-04-09", "8479.50", "CN", 131.5},
    {"2025-04-09", "8515.21", "CN", 129},   {"2025-04-10", "8479.50", "CN", 172.5},
    {"2025-04-10", "8515.21", "CN", 170},   {"2025-05-14", "8479.50", "CN", 57.5},
    {"2025-05-14", "8479.50", "KR", 10},    {"2025-05-14", "8479.50", "JP", 12.5},
    {"2025-05-14", "8479.50", "DE", 12.5},  {"2025-05-14", "8479.50", "MX", 0},
    {"2025-05-14", "8515.21", "CN", 55},    {"2025-06-04", "7210.49", "CN", 95},
    {"2025-06-04", "7210.49", "JP", 50},    {"2025-08-07", "8479.50", "KR", 15},
    {"2025-08-07", "8479.50", "DE", 15},    {"2025-08-07", "8479.50", "MX", 0},
    {"2025-08-07", "8515.21", "CN", 55},    {"2025-08-07", "8515.21", "KR", 15},
    {"2025-08-07", "8515.21", "JP", 15},    {"2025-08-07", "8515.21", "DE", 15},
    {"2025-08-01", "8703.80", "DE", 15},    {"2025-08-07", "8703.80", "DE", 15},
    {"2025-09-16", "8703.80", "JP", 15},    {"2025-11-01", "8703.80", "KR", 15},
    {"2025-11-10", "8479.50", "KR", 15},    {"2025-11-10", "8479.50", "DE", 15},
    {"2025-11-10", "8479.50", "MX", 0},     {"2025-11-10", "8515.21", "CN", 45},
    {"2025-11-10", "8515.21", "KR", 15},    {"2025-11-10", "8515.21", "JP", 15},
    {"2025-11-10", "8515.21", "DE", 15},    {"2025-11-10", "8703.80", "CN", 137.5},
    {"2025-11-10", "8703.80", "KR", 15},    {"2025-11-10", "8703.80", "JP", 15},
    {"2025-11-10", "8703.80", "DE", 15},    {"2025-11-10", "8542.31", "CN", 60},
    {"2025-11-10", "7210.49", "CN", 85},    {"2025-11-10", "7210.49", "MX", 50},
    {"2026-02-24", "8479.50", "CN", 37.5},  {"2026-02-24", "8479.50", "KR", 10},
    {"2026-02-24", "8479.50", "JP", 12.5},  {"2026-02-24", "8479.50", "DE", 12.5},
    {"2026-02-24", "8479.50", "MX", 0},     {"2026-02-24", "8515.21", "CN", 35},
    {"2026-02-24", "8515.21", "KR", 10},    {"2026-02-24", "8515.21", "JP", 10},
    {"2026-02-24", "8515.21", "DE", 10},    {"2026-02-24", "8703.80", "CN", 127.5},
    {"2026-02-24", "8703.80", "KR", 15},    {"2026-02-24", "8703.80", "JP", 15},
    {"2026-02-24", "8703.80", "DE", 15},    {"2026-02-24", "8542.31", "CN", 50},
    {"2026-02-24", "7210.49", "CN", 75},    {"2026-02-24", "7210.49", "KR", 50},
    {"2026-07-24", "8479.50", "CN", 40},    {"2026-07-24", "8479.50", "KR", 12.5},
    {"2026-07-24", "8479.50", "JP", 15},    {"2026-07-24", "8479.50", "DE", 12.5},
    {"2026-07-24", "8479.50", "MX", 0},     {"2026-07-24", "8515.21", "CN", 37.5},
    {"2026-07-24", "8515.21", "KR", 12.5},  {"2026-07-24", "8515.21", "JP", 12.5},
    {"2026-07-24", "8515.21", "DE", 10},    {"2026-07-24", "8703.80", "CN", 127.5},
    {"2026-07-24", "8703.80", "KR", 15},    {"2026-07-24", "8703.80", "JP", 15},
    {"2026-07-24", "8703.80", "DE", 15},    {"2026-07-24", "8542.31", "CN", 50},
    {"2026-07-24", "7210.49", "CN", 75},    {"2026-07-24", "7210.49", "MX", 50},
};

struct Layer {
  const char* authority;
  double percent;
};

void expect_layers(const char* hs, const char* origin, const char* day,
                   const std::vector<Layer>& expected) {
  const auto of = route(hs, origin, "US");
  const darkline::Duty duty = of.duty_on(parse_date(day));
  std::string found, wanted;
  const auto append = [](std::string& text, const std::string& name, double percent) {
    if (percent > kHundredth)
      text += name + " " + std::to_string(std::lround(percent * 100)) + "; ";
  };
  for (const auto& layer : duty.layers) append(found, layer.row->authority, 100.0 * layer.rate);
  for (const Layer& layer : expected) append(wanted, layer.authority, layer.percent);
  BOOST_TEST(found == wanted, hs << " " << origin << " " << day << ": " << found);
  for (const auto& layer : duty.layers) BOOST_TEST(!layer.row->source.empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff_golden)

BOOST_AUTO_TEST_CASE(every_cell_of_the_table_of_the_facts_comes_out) {
  for (const Cell& cell : kTable) {
    const double found = total_percent(cell.hs, cell.origin, "US", cell.day);
    BOOST_TEST(std::abs(found - cell.percent) < kHundredth, cell.hs << " " << cell.origin << " "
                                                                    << cell.day << ": " << found
                                                                    << " for " << cell.percent);
  }
}

// us_totals.csv: the 142 layers of the facts added up by the rule that stands beside them (facts
// 3.3), on each day on which one of them starts or ends and on the day before, by a program of its
// own that shares nothing with ours.
BOOST_AUTO_TEST_CASE(all_days_of_change_agree_with_the_layers_of_the_facts) {
  std::ifstream in(std::string(DARKLINE_SOURCE_DIR) + "/tests/twin/economics/us_totals.csv");
  std::stringstream text;
  text << in.rdbuf();
  const auto rows = darkline::csv_rows(text.str(), "us_totals.csv");
  BOOST_TEST_REQUIRE(rows.size() == 324U);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const double found = total_percent(row[0].text, row[1].text, "US", row[2].text);
    BOOST_TEST(std::abs(found - std::stod(row[3].text)) < kHundredth,
               row[0].text << " " << row[1].text << " " << row[2].text << ": " << found << " for "
                           << row[3].text);
  }
}

BOOST_AUTO_TEST_CASE(totals_are_made_of_the_layers_of_the_law) {
  expect_layers("8479.50", "CN", "2025-04-10",
                {{"MFN", 2.5}, {"S301", 25}, {"IEEPA_FENT", 20}, {"IEEPA_RECIP", 125}});
  expect_layers("8479.50", "CN", "2026-02-24", {{"MFN", 2.5}, {"S301", 25}, {"S122", 10}});
  expect_layers("8479.50", "CN", "2026-07-24", {{"MFN", 2.5}, {"S301", 25}, {"S301_FL", 12.5}});
  // a floor of 15 % all-in on a base of 2.5 % adds 12.5 %
  expect_layers("8479.50", "JP", "2025-08-07", {{"MFN", 2.5}, {"IEEPA_RECIP", 12.5}});
  expect_layers("8703.80", "DE", "2025-08-07", {{"MFN", 2.5}, {"S232", 12.5}});
  // under S232 a Chinese car pays S301 and fentanyl, and no reciprocal duty or S122
  expect_layers("8703.80", "CN", "2025-11-10",
                {{"MFN", 2.5}, {"S301", 100}, {"IEEPA_FENT", 10}, {"S232", 25}});
  expect_layers("7210.49", "CN", "2026-02-24", {{"S301", 25}, {"S232", 50}});
  expect_layers("8542.31", "CN", "2026-02-24", {{"S301", 50}});
}

BOOST_AUTO_TEST_CASE(the_duty_on_a_chinese_robot_changed_ten_times) {
  const darkline::DutySchedule schedule(route("8479.50", "CN", "US"), {});
  BOOST_TEST(schedule.steps().size() == 11U);
  const auto changes_since = [&](const char* day) {
    return std::count_if(schedule.steps().begin(), schedule.steps().end(),
                         [&](const auto& step) { return step.from >= parse_date(day); });
  };
  BOOST_TEST(changes_since("2018-07-01") == 10);
  BOOST_TEST(changes_since("2025-01-24") == 9);  // in the last 18 months
}

// Table 3.4: a China-built battery car in its markets.
BOOST_AUTO_TEST_CASE(markets_treat_a_chinese_car_as_the_facts_say) {
  const auto car = [](const char* market, const char* day, const DutyOptions& options = {}) {
    return total_percent("8703.80", "CN", market, day, options);
  };
  const auto close = [](double a, double b) { return std::abs(a - b) < kHundredth; };
  DutyOptions maker;
  const auto of = [&](const char* producer) {
    maker.producer = producer;
    return maker;
  };
  BOOST_TEST(close(car("EU", "2024-07-04"), 10.0));
  BOOST_TEST(close(car("EU", "2024-07-05", of("byd")), 27.4));
  BOOST_TEST(close(car("EU", "2024-07-05", of("geely")), 29.9));
  BOOST_TEST(close(car("EU", "2024-07-05", of("cooperating")), 30.8));
  BOOST_TEST(close(car("EU", "2024-07-05"), 47.6));
  BOOST_TEST(close(car("EU", "2024-10-30", of("byd")), 27.0));
  BOOST_TEST(close(car("EU", "2024-10-30", of("zeekr")), 28.8));
  BOOST_TEST(close(car("EU", "2024-10-30", of("tesla")), 17.8));
  BOOST_TEST(close(car("EU", "2024-10-30", of("cooperating")), 30.7));
  BOOST_TEST(close(car("DE", "2024-10-30"), 45.3));  // SAIC, and who is not named
  // five years; the day after, the base duty is left
  BOOST_TEST(close(car("EU", "2029-10-30"), 10.0));
  // S8: an accepted undertaking takes the countervailing duty away, from its acceptance on
  of("vw_anhui");
  BOOST_TEST(close(car("EU", "2026-02-09", maker), 30.7));
  maker.undertaking = true;
  BOOST_TEST(close(car("EU", "2026-02-08", maker), 30.7));
  BOOST_TEST(close(car("EU", "2026-02-09", maker), 10.0));
  BOOST_TEST(close(car("EU", "2026-02-09", of("geely")), 28.8));  // it names another maker
  BOOST_TEST(close(car("US", "2026-07-24"), 127.5));
  BOOST_TEST(close(car("CA", "2024-10-01"), 106.1));
  BOOST_TEST(close(car("CA", "2026-01-16"), 6.1));
  BOOST_TEST(close(car("MX", "2026-01-01"), 50.0));
  BOOST_TEST(close(car("BR", "2024-01-01"), 10.0));
  BOOST_TEST(close(car("BR", "2024-07-01"), 18.0));
  BOOST_TEST(close(car("BR", "2025-07-01"), 25.0));
  BOOST_TEST(close(car("BR", "2026-07-01"), 35.0));
  BOOST_TEST(close(car("KR", "2026-01-01"), 8.0));
  BOOST_TEST(close(car("JP", "2026-01-01"), 0.0));
  BOOST_TEST(close(car("UK", "2026-01-01"), 10.0));
}

BOOST_AUTO_TEST_CASE(a_quota_averages_what_lies_within_and_beyond) {
  // S17: 98,000 cars a year, half of them beyond the 49,000: 6.1 + 100 / 2
  DutyOptions options;
  options.quantity = 98'000.0;
  BOOST_TEST(std::abs(total_percent("8703.80", "CN", "CA", "2026-02-01", options) - 56.1) <
             kHundredth);
  options.quantity = 49'000.0;
  BOOST_TEST(std::abs(total_percent("8703.80", "CN", "CA", "2026-02-01", options) - 6.1) <
             kHundredth);
  // S15: European steel beyond the quota, 25 % before and 50 % from 2026-07-01 on
  DutyOptions beyond;
  beyond.in_quota_share = 0.0;
  BOOST_TEST(std::abs(total_percent("7210.49", "CN", "EU", "2026-06-30", beyond) - 25.0) <
             kHundredth);
  BOOST_TEST(std::abs(total_percent("7210.49", "CN", "EU", "2026-07-01", beyond) - 50.0) <
             kHundredth);
  BOOST_TEST(std::abs(total_percent("7210.49", "CN", "EU", "2026-07-01")) < kHundredth);
}

// 40 % of a hybrid at 10,000 USD is 4,000: the least duty of 7,000 USD is 70 %. At 20,000 it is
// 35 %, and the rate counts. 10 % of the customs union stand below both.
BOOST_AUTO_TEST_CASE(a_least_duty_a_unit_lifts_cheap_cars) {
  DutyOptions options;
  options.value_usd = 10'000.0;
  const auto hybrid = route("8703.40", "CN", "TR");
  const auto cheap = hybrid.duty_on(parse_date("2025-01-01"), options);
  BOOST_TEST(std::abs(cheap.total - 0.80) < 1e-12);
  options.value_usd = 20'000.0;
  BOOST_TEST(std::abs(hybrid.duty_on(parse_date("2025-01-01"), options).total - 0.50) < 1e-12);
}

// Facts 3.5 and 7.5: note 39 hits H200 and MI325X; H100 fails on bandwidth, H20 and A100 on TPP.
BOOST_AUTO_TEST_CASE(note_39_hits_what_lies_within_its_windows_and_exempts_factory_robots) {
  const auto chip = [](double tpp, double bandwidth, const char* use = "") {
    DutyOptions options;
    options.tpp = tpp;
    options.bandwidth_gb_s = bandwidth;
    options.use = use;
    return total_percent("8473.30", "TW", "US", "2026-01-15", options);
  };
  BOOST_TEST(std::abs(chip(15832, 4800) - 25.0) < kHundredth);  // H200
  BOOST_TEST(std::abs(chip(20919, 6000) - 25.0) < kHundredth);  // MI325X
  BOOST_TEST(std::abs(chip(15832, 3350)) < kHundredth);         // H100
  BOOST_TEST(std::abs(chip(2368, 4000)) < kHundredth);          // H20
  BOOST_TEST(std::abs(chip(4992, 2000)) < kHundredth);          // A100
  BOOST_TEST(std::abs(chip(15832, 4800, "industrial")) < kHundredth);
  BOOST_TEST(std::abs(chip(14000, 4800)) < kHundredth);  // the windows are open
}

// S7: S232 of 25 % on robots and welding silences the forced-labour duty and stacks with S301.
BOOST_AUTO_TEST_CASE(a_user_s_ledger_adds_the_pending_duty_on_robots) {
  const std::string text =
      "id,destination,hs,origin,authority,rule,rate_percent,from,to,as_of,confidence,source\n"
      "s232-robots,US,8479.50|8515,*,S232,add,25,2026-07-24,,2026-07-24,A,pending investigation\n";
  using darkline::testing::shipped;
  using darkline::testing::vocabulary;
  const auto ledger = darkline::TariffLedger::merged(
      shipped(), darkline::TariffLedger::rows_of(text, "s7.csv", vocabulary()));
  const auto robot = [&](const char* origin) {
    return total_percent("8479.50", origin, "US", "2026-07-24", {}, ledger);
  };
  BOOST_TEST(std::abs(robot("CN") - 52.5) < kHundredth);
  BOOST_TEST(std::abs(robot("KR") - 25.0) < kHundredth);
  BOOST_TEST(std::abs(robot("JP") - 27.5) < kHundredth);
  BOOST_TEST(std::abs(robot("DE") - 27.5) < kHundredth);
}

// Facts 6: a Chinese robot of 40k at 40 % lands at 56k; a Japanese one at 15 % matches up to 48.7k.
BOOST_AUTO_TEST_CASE(the_crisp_check_of_july_2026_comes_out) {
  const double cn = total_percent("8479.50", "CN", "US", "2026-07-24") / 100.0;
  const double jp = total_percent("8479.50", "JP", "US", "2026-07-24") / 100.0;
  BOOST_TEST(std::abs(40e3 * (1.0 + cn) - 56e3) < 1e-6);
  BOOST_TEST(std::abs(40e3 * (1.0 + cn) / (1.0 + jp) - 48'695.65) < 0.01);
}

BOOST_AUTO_TEST_SUITE_END()
