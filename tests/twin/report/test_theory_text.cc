#include <cmath>
#include <limits>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "twin/report/replications_csv.h"
#include "twin/report/theory_text.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(theory_text_of_a_run)

// 1/3 three times: 333.3 each leaves one tenth, which the first gets.
BOOST_AUTO_TEST_CASE(printed_shares_sum_to_100_percent_exactly) {
  BOOST_TEST((tenths_of_percent({1.0 / 3, 1.0 / 3, 1.0 / 3, 0.0}) ==
              std::array<int, 4>{334, 333, 333, 0}));
  BOOST_TEST(
      (tenths_of_percent({0.25, 0.25, 0.25, 0.25}) == std::array<int, 4>{250, 250, 250, 250}));
  for (int i = 0; i < 200; ++i) {
    const double a = 0.5 * std::fabs(std::sin(i)), b = (1 - a) * std::fabs(std::cos(3 * i));
    const double c = (1 - a - b) * 0.37;
    const auto tenths = tenths_of_percent({a, b, c, 1 - a - b - c});
    BOOST_TEST(std::accumulate(tenths.begin(), tenths.end(), 0) == 1'000);
    BOOST_TEST(std::fabs(tenths[0] - 1'000 * a) < 1.0);
  }
}

BOOST_AUTO_TEST_CASE(theory_says_what_it_is_worth) {
  RunResult result;
  result.analytic = {
      {"throughput", "1/h", "m", TwinKind::exact, 50.0, {51.0, 0.1, 10}, 20.0, true},
      {"throughput", "1/h", "m", TwinKind::bound, 60.0, {51.0, 0.1, 10}, 0.0, false},
      {"down", "1", "m", TwinKind::approximation, 0.02, {0.03, 0.001, 10}, 9, false}};
  const std::string text = theory_text(result);
  BOOST_TEST(
      text.find("50.00 1/h (exact; simulated +20.0 standard errors from it) ! they disagree") !=
      std::string::npos);
  BOOST_TEST(text.find("60.00 1/h at most (simulated -15.0 %)\n") != std::string::npos);
  BOOST_TEST(text.find("2.00 % (approximation; simulated +50.0 %)\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_precision_that_was_not_reached_is_told) {
  RunResult result;
  BOOST_TEST(statistics_text(result).empty());
  result.kpis.replications = 40;
  result.precision = Precision{0.005, false, {{"net_jph", 0.0081}}};
  BOOST_TEST(statistics_text(result) ==
             "  ! not reached: 40 replications for +- 0.5 %: net_jph +- 0.81 %\n");
}

// One station, one replication: every figure of it by name.
BOOST_AUTO_TEST_CASE(the_replications_are_told_one_by_one) {
  RunResult result;
  result.line.stations.push_back({});
  result.line.stations[0].address = "z/st01";
  result.kpis.net_jph_by_replication = {49.0};
  result.line_result.window_ms = 7'200'000;
  ReplicationResult one;
  one.parts_out = 100;
  one.stations = {{{3'600'000, 1'800'000, 900'000, 900'000, 0}, 100, 7}};
  one.lead_times = {{0, 100, 60'000.0, {1e3, 2e3, 3e3, 4e3, 5e3, 6e3}}};
  result.line_result.replications = {one};
  const std::string csv = replications_csv(result);
  BOOST_TEST(csv.find("replication,object,figure,value,unit\n") == 0U);
  BOOST_TEST(csv.find("0,line,gross_jph,50,1/h\n") != std::string::npos);
  BOOST_TEST(csv.find("0,line,net_jph,49,1/h\n") != std::string::npos);
  BOOST_TEST(csv.find("0,z/st01,lead_time_to_exit_mean,60,s\n") != std::string::npos);
  BOOST_TEST(csv.find("0,z/st01,lead_time_to_exit_p05,1,s\n") != std::string::npos);
  BOOST_TEST(csv.find("0,z/st01,blocked,0.25,1\n") != std::string::npos);
  BOOST_TEST(csv.find("0,z/st01,repairs,7,1\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
