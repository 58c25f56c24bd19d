#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/viewer/costs_of.h"
#include "viewer/core/comparison.h"

using namespace darkline;
using darkline::testing::costs_of;
using darkline::testing::small_hall;

namespace {

ComparedFigure row_of(const std::vector<ComparedFigure>& rows, const std::string& name) {
  const auto found = std::ranges::find(rows, name, &ComparedFigure::name);
  BOOST_REQUIRE_MESSAGE(found != rows.end(), "no row " << name);
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparisons)

BOOST_AUTO_TEST_CASE(stations_are_paired_by_address_and_the_rest_is_named) {
  HallSnapshot first = small_hall(), second = small_hall();
  first.stations[0].address = "only/a";
  second.stations.insert(second.stations.begin(), {.address = "only/b"});
  const StationPairs pairs = pair_stations(first, second);
  BOOST_TEST(!pairs.second_of[0].has_value());
  BOOST_TEST(*pairs.second_of[1] == 2U);
  BOOST_TEST(*pairs.first_of[2] == 1U);
  BOOST_TEST((pairs.only_first == std::vector<std::string>{"only/a"}));
  BOOST_TEST((pairs.only_second == std::vector<std::string>{"only/b", "z10_body/st01"}));
}

// 80 +- 0.5 and 82 +- 1.2 kWh: 2 +- sqrt(0.25 + 1.44) = 1.3. The same line at 60 instead of 40
// kUSD: 20 USD more, each with +- 2.
BOOST_AUTO_TEST_CASE(figures_stand_side_by_side_with_the_error_of_their_difference) {
  const HallSnapshot hall = small_hall();
  CostCoefficients other = costs_of(hall);
  other.kwh_per_body = {.mean = 82.0, .half_width = 1.2};
  other.own[0] = 60e3;
  const CostTicker a(costs_of(hall)), b(other);
  const auto rows = compared_figures(hall, &a, hall, &b);
  const ComparedFigure energy = row_of(rows, "energy, kWh a body");
  BOOST_TEST(energy.first == "80.00 ± 0.50");
  BOOST_TEST(energy.difference == "+2.00 ± 1.30, beyond the error");
  BOOST_TEST(row_of(rows, "conversion, USD a body").difference ==
             "+20.00 ± 2.83, beyond the error");
  BOOST_TEST(row_of(rows, "good bodies a year").difference == "+0 ± 1414, within the error");
  BOOST_TEST(row_of(rows, "robots").difference == "+0");
  BOOST_TEST(row_of(compared_figures(hall, &a, hall, &b, Texts(Language::polish)),
                    "energia, kWh na nadwozie")
                 .difference == "+2.00 ± 1.30, ponad błąd");
  other.spread.reset();
  const CostTicker single(other);
  BOOST_TEST(
      row_of(compared_figures(hall, &a, hall, &single), "conversion, USD a body").difference ==
      "+20.00");
}

BOOST_AUTO_TEST_CASE(without_costs_the_halls_are_compared) {
  HallSnapshot first = small_hall(), second = small_hall();
  first.stations[0].bottleneck = true;
  second.stations[1].bottleneck = true;
  second.robots.pop_back();
  const auto rows = compared_figures(first, nullptr, second, nullptr);
  BOOST_TEST(row_of(rows, "robots").difference == "-1");
  BOOST_TEST(row_of(rows, "bottleneck").second == "z10_body/st02");
  BOOST_TEST(row_of(rows, "bottleneck").difference == "another");
  BOOST_TEST(rows.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
