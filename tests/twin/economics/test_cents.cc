#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "twin/economics/cents.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(cents)

// Three thirds of a dollar: 33 each would make 99. Running totals 0.333, 0.667, 1 are 33, 67, 100.
BOOST_AUTO_TEST_CASE(three_thirds_of_a_dollar_are_a_dollar) {
  const std::vector<double> thirds = {1.0 / 3, 1.0 / 3, 1.0 / 3};
  const std::vector<std::int64_t> wanted = {33, 34, 33};
  BOOST_TEST(cents_that_add_up(thirds) == wanted, boost::test_tools::per_element());
  BOOST_TEST(cents_that_add_up({}).empty());
}

BOOST_AUTO_TEST_CASE(every_running_total_is_rounded_and_no_item_is_more_than_a_cent_off) {
  const RandomStream stream(20260724, 0, 0, DrawPurpose::variant);
  std::uint32_t draw = 0;
  for (int turn = 0; turn < 1000; ++turn) {
    std::vector<double> items(17);
    for (double& usd : items) usd = std::pow(10.0, 6.0 * stream.uniforms(draw++)[0] - 3.0);
    const std::vector<std::int64_t> cents = cents_that_add_up(items);
    double sum_usd = 0.0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      sum_usd += items[i];
      sum += cents[i];
      BOOST_REQUIRE(sum == std::llround(100.0 * sum_usd));
      BOOST_REQUIRE(std::abs(static_cast<double>(cents[i]) - 100.0 * items[i]) <= 1.0 + 1e-6);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
