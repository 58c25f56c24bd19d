// The picture of a decision: hatching, letters and the line where the best changes.
#include <cstdlib>
#include <regex>
#include <string>

#include <boost/test/unit_test.hpp>

#include "twin/report/decision_picture.h"

using namespace darkline;

namespace {

// a = x, b = 3 over x = 0 to 8 and y = 1 to 5: a is the less below 3; places at 2 and 4 are within
// an indifference of 1.
DecisionMap crossing() {
  DecisionMap map;
  map.response = "cost";
  map.unit = "USD";
  map.choices = {"shop a", "shop b"};
  map.x = {"x", "", {0, 2, 4, 6, 8}};
  map.y = {"y", "", {1, 3, 5}};
  for (std::size_t j = 0; j < 3; ++j) {
    for (const double x : map.x.values) {
      DecisionCell cell;
      cell.values = {{x, 0.0, 4.0, {}}, {3.0, 0.0, 4.0, {}}};
      cell.best = x < 3.0 ? 0 : 1;
      cell.second = 1 - cell.best;
      if (std::abs(x - 3.0) <= 1.0) cell.contenders = {cell.second};
      map.cells.push_back(cell);
    }
  }
  return map;
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_picture)

// Of five columns one belongs to a, two to nobody, two to b; three rows; one more of each hatch in
// the legend.
BOOST_AUTO_TEST_CASE(places_are_hatched_by_their_choice_and_lettered) {
  const std::string svg = decision_svg(crossing(), "sample");
  BOOST_TEST(count_of(svg, "fill=\"url(#choice0)\"") == 3U + 1U);
  BOOST_TEST(count_of(svg, "fill=\"url(#choice1)\"") == 6U + 1U);
  BOOST_TEST(count_of(svg, ">A/B<") == 6U);
  BOOST_TEST(count_of(svg, ">A<") == 3U);
  BOOST_TEST(count_of(svg, ">B<") == 6U);
}

// Places stand at the middles of their fields, 152 wide from 110 on: x = 3 lies half-way between
// the second and the third, at 110 + 2 x 152 = 414.
BOOST_AUTO_TEST_CASE(the_line_runs_where_both_are_equal) {
  const std::string svg = decision_svg(crossing(), "sample");
  static const std::regex stroke("<polyline points=\"([0-9.]+),[0-9.]+ ([0-9.]+),[0-9.]+ \"");
  int on_map = 0;
  for (std::sregex_iterator at(svg.begin(), svg.end(), stroke), end; at != end; ++at) {
    const double from = std::atof((*at)[1].str().c_str()), to = std::atof((*at)[2].str().c_str());
    if (from > 870.0) continue;  // of the legend
    ++on_map;
    BOOST_TEST(from == 414.0, boost::test_tools::tolerance(1e-4));
    BOOST_TEST(to == 414.0, boost::test_tools::tolerance(1e-4));
  }
  BOOST_TEST(on_map == 2);  // between the three rows
}

BOOST_AUTO_TEST_SUITE_END()
