#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "twin/kpi/bottleneck.h"
#include "twin/kpi/sensitivity.h"

namespace darkline {
namespace {

constexpr std::int64_t kHour = 3'600'000;

LineModel row(const std::vector<std::int64_t>& cycle_ms, std::int64_t places) {
  LineModel model;
  for (std::size_t k = 0; k < cycle_ms.size(); ++k) {
    LineStation station;
    station.address = station_address("row", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{cycle_ms[k]}};
    model.stations.push_back(station);
    if (k > 0) model.links.push_back({k - 1, k, places});
  }
  model.variant_share = {1.0};
  model.exit = cycle_ms.size() - 1;
  model.warm_up_ms = 10 * kHour;
  model.horizon_ms = 510 * kHour;
  return model;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sensitivity)

// Without stops the slowest of 60, 75, 50 s sets the pace: 75 -> 74.25 s is 1 / 0.99 of the output,
// 1.0101 % more, to a body of 24,000; the others give nothing.
BOOST_AUTO_TEST_CASE(only_the_slowest_station_gives_something_without_stops) {
  const LineModel model = row({60'000, 75'000, 50'000}, 2);
  const auto found = measure_sensitivity(model, 1, {0, 1, 2}, {.replications = 2});
  BOOST_TEST(found.size() == 3U);
  BOOST_TEST(std::fabs(found[1].faster.mean - 100.0 * (1.0 / 0.99 - 1.0)) < 100.0 / 24'000);
  BOOST_TEST(found[1].faster_jph == 0.48, boost::test_tools::tolerance(0.02));
  BOOST_TEST(found[0].faster.mean == 0.0);
  BOOST_TEST(found[2].faster.mean == 0.0);
  BOOST_TEST(found[1].repaired.mean == 0.0);
}

// One station that is up A = 1/(1 + .25) = 0.8: TH = 1 / (c (1 + MTTR/MTBF)), so one per cent of
// MTTR gives 0.25 x 0.01 / 1.2475 = 0.2004 %, and one per cent of the cycle 1.0101 %.
BOOST_AUTO_TEST_CASE(one_station_gives_what_its_formula_says) {
  LineModel model = row({60'000}, 0);
  model.stations[0].stops = {{"stop", 0, 4.0 * kHour, 1.0 * kHour, 0.5}};
  model.horizon_ms = 2'010 * kHour;
  const auto found = measure_sensitivity(model, 1, {0}, {.replications = 10});
  BOOST_TEST(std::fabs(found[0].faster.mean - 1.0101) < 2.0 * found[0].faster.half_width + 0.02);
  BOOST_TEST(std::fabs(found[0].repaired.mean - 0.2004) < 2.0 * found[0].repaired.half_width);
  // 400 stops of cv 0.5 a run: its down time has an error of 5.6 %, its throughput one of 1.1 %, so
  // independent runs would know the difference to +- 1.1 %; common random numbers ten times better
  BOOST_TEST(found[0].repaired.half_width < 0.11);
}

BOOST_AUTO_TEST_CASE(a_changed_station_is_the_only_change) {
  LineModel model = row({60'000, 70'000}, 1);
  model.stations[1].pace_ms = 51'000;
  model.stations[1].periodic = {{20, 9'000}};
  model.stations[1].stops = {{"stop", 0, 4.0 * kHour, 100'000.0}};
  const LineModel faster = with_faster_station(model, 1);
  BOOST_TEST(faster.stations[1].cycle_ms[0][0] == 69'300);
  BOOST_TEST(faster.stations[1].pace_ms == 50'490);
  BOOST_TEST(faster.stations[1].periodic[0].extra_ms == 8'910);
  BOOST_TEST(faster.stations[1].stops[0].mttr_ms == 100'000.0);
  BOOST_TEST(faster.stations[0].cycle_ms[0][0] == 60'000);
  const LineModel repaired = with_shorter_repairs(model, 1);
  BOOST_TEST(repaired.stations[1].stops[0].mttr_ms == 99'000.0);
  BOOST_TEST(repaired.stations[1].cycle_ms[0][0] == 70'000);
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_it) {
  LineModel model = row({60'000, 61'000}, 1);
  for (LineStation& s : model.stations) s.stops = {{"stop", 0, 4.0 * kHour, 600e3}};
  const auto one = measure_sensitivity(model, 1, {1, 0}, {.replications = 3, .jobs = 1});
  const auto three = measure_sensitivity(model, 1, {1, 0}, {.replications = 3, .jobs = 3});
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(one[i].faster.mean == three[i].faster.mean);
    BOOST_TEST(one[i].repaired.half_width == three[i].repaired.half_width);
  }
}

BOOST_AUTO_TEST_CASE(the_verdict_says_whether_the_three_methods_agree) {
  Kpis kpis;
  for (const char* name : {"a/st01", "a/st02", "a/st03"}) {
    StationKpis station;
    station.address = name;
    kpis.stations.push_back(station);
  }
  kpis.stations[0].working.mean = 0.5;
  kpis.stations[1].working.mean = 0.9;
  kpis.stations[2].working.mean = 0.7;
  kpis.bottleneck.station = 1;
  kpis.bottleneck.busiest = 1;
  BOOST_TEST((bottleneck_candidates(kpis, 2) == std::vector<std::size_t>{1, 2}));
  BOOST_TEST((bottleneck_candidates(kpis, 9) == std::vector<std::size_t>{1, 2, 0}));

  const auto tried = [](std::size_t station, double percent, double half_width) {
    StationSensitivity one;
    one.station = station;
    one.faster = {percent, half_width, 10};
    return one;
  };
  Kpis agreed = kpis;
  judge_by_sensitivity(agreed, {tried(2, 0.1, 0.02), tried(1, 0.6, 0.02)});
  BOOST_TEST(agreed.bottleneck.sensitivity[0].station == 1U);  // the most first
  BOOST_TEST(agreed.bottleneck.verdict.find("agree") != std::string::npos);
  BOOST_TEST(agreed.bottleneck.verdict.find("+0.60 +- 0.02 %") != std::string::npos);

  Kpis other = kpis;
  judge_by_sensitivity(other, {tried(1, 0.1, 0.02), tried(2, 0.6, 0.02)});
  BOOST_TEST(other.bottleneck.verdict.find("more than a/st02: improve there") != std::string::npos);

  Kpis close = kpis;
  judge_by_sensitivity(close, {tried(1, 0.5, 0.1), tried(2, 0.6, 0.1)});
  BOOST_TEST(close.bottleneck.verdict.find("not clearly more than a/st02") != std::string::npos);

  Kpis noise = kpis;
  judge_by_sensitivity(noise, {tried(1, 0.1, 0.2), tried(2, 0.0, 0.2)});
  BOOST_TEST(noise.bottleneck.verdict.find("not told from chance") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
