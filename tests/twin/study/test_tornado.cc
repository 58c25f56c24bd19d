// The tornado against lines whose response is known in closed form, and the geometry of its bars.
#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/study/merged_study.h"
#include "twin/study/tornado.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

// Rises with waiting places and falls with repair times; noise that all lines share.
double jph_of(const Scenario& scenario, int r) {
  return 60.0 + 2.0 * scenario.plant.buffer_factor - 5.0 * scenario.reliability.repair_factor +
         0.7 * (r % 4);
}

const std::string kThree = R"(design = "one_at_a_time"
responses = ["net_jph", "landed"]
[[factor]]
key = "plant.buffer_factor"
values = [0.5, 2, 1.5]
[[factor]]
key = "reliability.repair_factor"
values = [0.8, 1.2]
[[factor]]
key = "reliability.stop_law"
values = ["gamma"]
)";

const TornadoBar& bar_of(const TornadoAnswer& answer, const std::string& factor) {
  for (const TornadoBar& bar : answer.bars) {
    if (bar.factor == factor) return bar;
  }
  throw std::runtime_error("no bar of " + factor);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tornado)

// The base has a factor of 1 each: from 0.5 to 2 is 2 x 1.5 = 3 jobs an hour, -1 below the base and
// +2 above it; from 0.8 to 1.2 is 5 x 0.4 = 2, and more repair time means fewer jobs.
BOOST_AUTO_TEST_CASE(a_bar_reaches_from_the_least_to_the_most_response_and_says_where_they_are) {
  const MergedSample merged(kThree, line_of_jph(8, jph_of));
  const auto answers = tornado_answers(merged.study());
  BOOST_REQUIRE(answers.size() == 2U);
  const TornadoBar& places = bar_of(answers[0], "plant.buffer_factor");
  BOOST_TEST(places.low.value == "0.5");
  BOOST_TEST(places.high.value == "2");
  BOOST_TEST((places.low.side == FactorSide::below && places.high.side == FactorSide::above));
  BOOST_TEST(places.low.change.mean == -1.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(places.high.change.mean == 2.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(places.swing.mean == 3.0, boost::test_tools::tolerance(1e-12));
  const TornadoBar& repairs = bar_of(answers[0], "reliability.repair_factor");
  BOOST_TEST(repairs.low.value == "1.2");
  BOOST_TEST(repairs.high.value == "0.8");
  BOOST_TEST((repairs.low.side == FactorSide::above && repairs.high.side == FactorSide::below));
  BOOST_TEST(repairs.swing.mean == 2.0, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(bars_are_sorted_by_their_swing) {
  const MergedSample merged(kThree, line_of_jph(8, jph_of));
  for (const TornadoAnswer& answer : tornado_answers(merged.study())) {
    BOOST_REQUIRE(answer.bars.size() == 3U);
    for (std::size_t k = 1; k < 3; ++k) {
      BOOST_TEST(answer.bars[k].swing.mean <= answer.bars[k - 1].swing.mean);
      BOOST_TEST(answer.bars[k].low.response <= answer.base.mean);
      BOOST_TEST(answer.bars[k].high.response >= answer.base.mean);
    }
    BOOST_TEST(answer.bars.back().swing.mean == 0.0);
    BOOST_TEST((answer.bars.back().high.side == FactorSide::base));
  }
}

// Replications differ by up to 2.1 jobs an hour, but by as much on every line: the differences do
// not scatter, and their intervals are rounding.
BOOST_AUTO_TEST_CASE(noise_that_lines_share_does_not_blur_their_differences) {
  const MergedSample merged(kThree, line_of_jph(8, jph_of));
  const auto answers = tornado_answers(merged.study());
  BOOST_TEST(answers[0].base.half_width > 0.3);
  BOOST_TEST(answers[0].bars[0].swing.half_width < 1e-9);
}

BOOST_AUTO_TEST_CASE(other_designs_have_no_tornado) {
  const MergedSample merged(R"(design = "grid"
responses = ["net_jph"]
[[factor]]
key = "plant.buffer_factor"
values = [1, 2]
)");
  BOOST_TEST(tornado_answers(merged.study()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
