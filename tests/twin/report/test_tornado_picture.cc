// The bars of a tornado as they stand on the page.
#include <cmath>
#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "twin/report/tornado_picture.h"

using namespace darkline;

namespace {

TornadoEnd end_of(const char* value, FactorSide side, double change) {
  return {0, value, side, 100.0 + change, {change, 0.5, 10}};
}

// Around 100: one bar from -4 to +8, one from -3 to the base.
TornadoAnswer two_bars() {
  return {"landed",
          "USD",
          {100.0, 1.0, 10},
          {{"cost.wage",
            end_of("8 USD/h", FactorSide::below, -4.0),
            end_of("60 USD/h", FactorSide::above, 8.0),
            {12.0, 0.5, 10}},
           {"plant.buffer_factor",
            end_of("2", FactorSide::above, -3.0),
            end_of("1", FactorSide::base, 0.0),
            {3.0, 0.5, 10}}}};
}

struct Box {
  double x = 0.0, y = 0.0, width = 0.0;
  std::string fill;
};

// Rectangles that say something to a pointer: the bars.
std::vector<Box> bars_of(const std::string& svg) {
  static const std::regex each(
      "<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" height=\"[0-9.]+\" "
      "fill=\"([^\"]+)\"><title>[^<]+</title>");
  std::vector<Box> boxes;
  for (std::sregex_iterator at(svg.begin(), svg.end(), each), end; at != end; ++at) {
    boxes.push_back({std::atof((*at)[1].str().c_str()), std::atof((*at)[2].str().c_str()),
                     std::atof((*at)[3].str().c_str()), (*at)[4]});
  }
  return boxes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tornado_picture)

// The axis is 12 USD long; the base stands a third of it from its left end.
BOOST_AUTO_TEST_CASE(bars_lie_to_scale_on_the_right_side_of_the_base) {
  const std::vector<Box> bars = bars_of(tornado_svg({two_bars()}, "sample"));
  BOOST_REQUIRE(bars.size() == 3U);
  const Box &low = bars[0], &high = bars[1], &second = bars[2];
  BOOST_TEST(high.width / low.width == 2.0, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(low.x + low.width == high.x, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(second.width / low.width == 0.75, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(second.x + second.width == high.x, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(second.y > low.y);
}

BOOST_AUTO_TEST_CASE(sides_of_the_base_differ_by_their_hatching_too) {
  const std::vector<Box> bars = bars_of(tornado_svg({two_bars()}, "sample"));
  BOOST_REQUIRE(bars.size() == 3U);
  BOOST_TEST(bars[0].fill.find("url(#") == 0U);  // below the base's value, though both are below
  BOOST_TEST(bars[2].fill.find("url(#") != 0U);  // it in the response
}

BOOST_AUTO_TEST_CASE(values_stand_at_the_ends_with_their_units) {
  const std::string svg = tornado_svg({two_bars()}, "sample");
  for (const char* text : {"8 USD/h: -4", "60 USD/h: +8", "2: -3", "landed, USD", "cost.wage"}) {
    BOOST_TEST(svg.find(text) != std::string::npos, text);
  }
}

// A response that nothing moves has no span: the picture is drawn all the same.
BOOST_AUTO_TEST_CASE(a_response_that_nothing_moves_is_drawn_without_bars) {
  TornadoAnswer still = two_bars();
  for (TornadoBar& bar : still.bars) {
    bar.low = bar.high = end_of("1", FactorSide::base, 0.0);
    bar.swing.mean = 0.0;
  }
  const std::string svg = tornado_svg({still}, "sample");
  BOOST_TEST(bars_of(svg).empty());
  BOOST_TEST(svg.find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
