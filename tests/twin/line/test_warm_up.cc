#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "tests/twin/line/line_test_models.h"
#include "twin/line/replications.h"
#include "twin/line/warm_up.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(warm_up)

// 0 for 100 values, then noise about 10: every batch of zeros kept adds to the error, so exactly
// they are left out.
BOOST_AUTO_TEST_CASE(a_step_is_cut_where_it_is) {
  std::vector<double> series(100, 0.0);
  const RandomStream stream(1, 0, 7, DrawPurpose::rework);
  for (std::uint32_t i = 0; i < 900; ++i) series.push_back(9.5 + stream.uniforms(i)[0]);
  BOOST_TEST(mser_5(series) == 100U);
}

BOOST_AUTO_TEST_CASE(a_constant_series_keeps_everything) {
  const std::vector<double> series(200, 3.0);
  BOOST_TEST(mser_5(series) == 0U);
}

// A ramp is never steady: the cut goes as far as it may, half way.
BOOST_AUTO_TEST_CASE(a_ramp_is_cut_in_half) {
  std::vector<double> series;
  for (int i = 0; i < 400; ++i) series.push_back(i);
  BOOST_TEST(mser_5(series) == 200U);
}

// n identical stations, no stops: the first body leaves after n cycles, then one a cycle, so 10 n
// bodies have left after 11 n - 1 cycles.
BOOST_AUTO_TEST_CASE(a_longer_line_gets_a_longer_warm_up) {
  for (const std::size_t n : {5U, 40U}) {
    const LineModel model = line_test::serial_line(std::vector<std::int64_t>(n, 60'000),
                                                   std::vector<std::int64_t>(n - 1, 0));
    const WarmUp found = find_warm_up(model, 1, 1);
    BOOST_TEST(found.found);
    const auto cycles = static_cast<std::int64_t>(11 * n - 1);
    BOOST_TEST(found.filled_ms >= cycles * 60'000);
    BOOST_TEST(found.filled_ms <= cycles * 60'000 + found.pilot_ms / 1'000);
    BOOST_TEST(found.mser_ms >= static_cast<std::int64_t>(n - 1) * 60'000 - found.pilot_ms / 200);
    BOOST_TEST(found.ms % 60'000 == 0);
    BOOST_TEST(found.ms >= found.filled_ms);
    BOOST_TEST(found.ms < found.filled_ms + 60'000);
  }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_the_warm_up) {
  LineModel model = line_test::serial_line({50'000, 52'000, 51'000}, {1, 3});
  for (LineStation& station : model.stations) {
    station.stops = {{"stop", 0, 3.6e6, 300e3, 1.0, RepairLaw::lognormal}};
  }
  const WarmUp one = find_warm_up(model, 4, 1);
  const WarmUp three = find_warm_up(model, 4, 3);
  BOOST_TEST(one.ms == three.ms);
  BOOST_TEST(one.mser_ms == three.mser_ms);
}

BOOST_AUTO_TEST_CASE(more_replications_can_be_added) {
  LineModel model = line_test::serial_line({50'000, 52'000}, {1});
  model.stations[0].stops = {{"stop", 0, 3.6e6, 300e3, 1.0, RepairLaw::lognormal}};
  model.horizon_ms = 100'000'000;
  LineResult grown = run_replications(model, 3, 2, 1);
  add_replications(grown, model, 5, 2);
  const LineResult whole = run_replications(model, 3, 5, 1);
  BOOST_TEST(grown.replications.size() == 5U);
  for (std::size_t r = 0; r < 5; ++r) {
    BOOST_TEST(grown.replications[r].parts_out == whole.replications[r].parts_out);
    BOOST_TEST(grown.replications[r].wip == whole.replications[r].wip);
  }
  add_replications(grown, model, 3, 1);  // has more already
  BOOST_TEST(grown.replications.size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
