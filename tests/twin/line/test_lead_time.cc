#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/line/line_test_models.h"
#include "twin/line/replications.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(lead_time)

// 1 to 1,000,000 ms once each: a share q does not exceed q x 1e6.
BOOST_AUTO_TEST_CASE(quantiles_are_within_a_bin_of_the_truth_and_the_mean_is_exact) {
  DurationHistogram histogram;
  for (std::int64_t ms = 1; ms <= 1'000'000; ++ms) histogram.add(ms);
  BOOST_TEST(histogram.mean_ms() == 500'000.5);
  for (const double q : {.0001, .01, .05, .25, .5, .75, .95, .99, 1.0}) {
    BOOST_TEST(std::fabs(histogram.quantile_ms(q) / (q * 1e6) - 1.0) < 0.008, q);
  }
  BOOST_TEST(DurationHistogram().quantile_ms(0.5) == 0.0);
}

BOOST_AUTO_TEST_CASE(short_and_the_longest_durations_have_bins) {
  DurationHistogram histogram;
  for (const std::int64_t ms : {0, 1, 254, 255}) histogram.add(ms);
  BOOST_TEST(histogram.quantile_ms(0.0) == 0.0);
  BOOST_TEST(histogram.quantile_ms(0.5) == 1.0);
  BOOST_TEST(histogram.quantile_ms(1.0) == 255.0);
  histogram.add((std::int64_t{1} << 43) - 1);
  BOOST_TEST(std::fabs(histogram.quantile_ms(1.0) / 0x1.0p43 - 1.0) < 0.008);
}

// Every body by itself, from the traced departures: it starts at the entry when the one before
// leaves (an entry is never starved).
BOOST_AUTO_TEST_CASE(lead_times_are_those_of_the_bodies) {
  LineModel model = line_test::serial_line({50'000, 60'000, 40'000}, {2, 1});
  for (LineStation& station : model.stations) {
    station.stops = {{"stop", 0, 3.6e6, 300e3, 1.0, RepairLaw::lognormal}};
  }
  model.warm_up_ms = 10'000'000;
  model.horizon_ms = 400'000'000;
  const ReplicationResult result = simulate(model, 5, 2);

  LineEngine::Options options;
  options.trace_departures = true;
  LineEngine engine(model, 5, 2, options);
  engine.run_until(LineDuration{model.horizon_ms});
  const auto& D = engine.departures();
  std::vector<double> lead;
  for (std::size_t j = 1; j < D[2].size(); ++j) {
    if (D[2][j] > model.warm_up_ms) lead.push_back(static_cast<double>(D[2][j] - D[0][j - 1]));
  }
  std::sort(lead.begin(), lead.end());
  double sum = 0.0;
  for (const double one : lead) sum += one;

  BOOST_TEST(result.lead_times.size() == 1U);
  const LeadTimes& found = result.lead_times[0];
  BOOST_TEST(found.bodies == static_cast<std::int64_t>(lead.size()));
  BOOST_TEST(found.mean_ms == sum / static_cast<double>(lead.size()),
             boost::test_tools::tolerance(1e-12));
  for (std::size_t i = 0; i < found.quantile_ms.size(); ++i) {
    const auto rank =
        static_cast<std::size_t>(kLeadTimeShares[i] * static_cast<double>(lead.size()));
    BOOST_TEST(std::fabs(found.quantile_ms[i] / lead[rank] - 1.0) < 0.009, kLeadTimeShares[i]);
  }
  BOOST_TEST(found.quantile_ms.back() > 1.5 * found.quantile_ms.front());
}

// Two entries of a join: both are told, the one with more room before the join for longer.
BOOST_AUTO_TEST_CASE(each_entry_has_its_lead_time) {
  LineModel model = line_test::serial_line({40'000, 40'000, 50'000}, {0, 0});
  model.links = {{0, 2, 1}, {1, 2, 5}};
  model.warm_up_ms = 2'000'000;
  model.horizon_ms = 10'000'000;
  const ReplicationResult result = simulate(model, 1, 0);
  BOOST_TEST(result.lead_times.size() == 2U);
  // All is full and moves at the pace of the join, 50 s: one body in the station, those on the
  // places, one in the join, each of which must leave before the next can.
  BOOST_TEST(result.lead_times[0].mean_ms == (1 + 1 + 1) * 50'000.0);
  BOOST_TEST(result.lead_times[1].mean_ms == (1 + 5 + 1) * 50'000.0);
}

BOOST_AUTO_TEST_CASE(output_by_interval_adds_up_to_the_output) {
  LineModel model = line_test::serial_line({50'000, 60'000}, {2});
  model.warm_up_ms = 1'000'003;
  model.horizon_ms = 99'000'020;
  const ReplicationResult result = simulate(model, 5, 0);
  BOOST_TEST(result.parts_by_interval.size() == static_cast<std::size_t>(kOutputIntervals));
  std::int64_t sum = 0;
  for (const std::int64_t parts : result.parts_by_interval) sum += parts;
  BOOST_TEST(sum == result.parts_out);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
