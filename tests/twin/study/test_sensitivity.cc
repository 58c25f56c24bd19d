// What inputs do: laws of the designs that tell it, and of the shares.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/study/study_correlation.h"
#include "tests/twin/study/sample_study.h"
#include "twin/study/sampling.h"
#include "twin/study/sensitivity.h"
#include "twin/study/study_points.h"
#include "twin/study/validation.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

// Spearman's correlation of two columns without ties.
double rank_correlation(const std::vector<double>& points, std::size_t d, std::size_t a,
                        std::size_t b) {
  const std::size_t n = points.size() / d;
  const auto ranks = [&](std::size_t column) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
      return points[i * d + column] < points[j * d + column];
    });
    std::vector<double> rank(n);
    for (std::size_t k = 0; k < n; ++k) rank[order[k]] = double(k);
    return rank;
  };
  const std::vector<double> ra = ranks(a), rb = ranks(b);
  double squares = 0.0;
  for (std::size_t k = 0; k < n; ++k) squares += (ra[k] - rb[k]) * (ra[k] - rb[k]);
  const double count = double(n);
  return 1.0 - 6.0 * squares / (count * (count * count - 1.0));
}

const std::string kThreePrices = R"(
responses = ["landed"]
[[factor]]
key = "cost.robot_price"
range = ["40 kUSD", "140 kUSD"]
[[factor]]
key = "cost.wage"
range = ["5 USD/h", "45 USD/h"]
[[factor]]
key = "cost.electricity"
range = ["0.05 USD/kWh", "0.20 USD/kWh"]
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(sensitivity)

BOOST_AUTO_TEST_CASE(every_known_index_is_found) {
  for (const ValidationRow& row : run_study_validation()) {
    BOOST_TEST(row.passed, row.name << ": " << row.simulated << ", wanted " << row.expected
                                    << " to " << row.tolerance);
  }
}

BOOST_AUTO_TEST_CASE(a_constant_has_no_variance_to_share) {
  BOOST_TEST(shares_of_variance(std::vector<double>(5 * 16, 7.0), 3, 0.95).empty());
}

// An exchanged block differs from A in the coordinates of its group, and there has those of B.
BOOST_AUTO_TEST_CASE(a_block_has_its_group_from_the_other_draw_and_nothing_else) {
  constexpr std::size_t kDimensions = 3, kDraws = 8;
  const std::vector<std::size_t> group = {0, 1, 0};
  const auto points = exchange_points(kDraws, group, true, 3);
  BOOST_REQUIRE(points.size() == 4 * kDraws * kDimensions);
  const auto at = [&](std::size_t block, std::size_t i, std::size_t j) {
    return points[(block * kDraws + i) * kDimensions + j];
  };
  for (std::size_t g = 0; g < 2; ++g) {
    for (std::size_t i = 0; i < kDraws; ++i) {
      for (std::size_t j = 0; j < kDimensions; ++j) {
        BOOST_TEST(at(2 + g, i, j) == at(group[j] == g ? 1 : 0, i, j));
        BOOST_TEST(at(0, i, j) != at(1, i, j));
      }
    }
  }
}

// Points that the design gave one value have one level: a line is simulated once for all of them.
BOOST_AUTO_TEST_CASE(equal_values_have_equal_levels_and_others_have_others) {
  for (const char* design : {"sobol_indices", "elementary_effects"}) {
    const StudyFile study =
        read_study_text(std::string("design = \"") + design + "\"\npoints = 6\n" + kThreePrices);
    const StudyPoints points(study);
    for (std::size_t f = 0; f < 3; ++f) {
      for (std::uint64_t p = 0; p < study.points; ++p) {
        for (std::uint64_t q = 0; q < p; ++q) {
          BOOST_TEST((points.level(p, f) == points.level(q, f)) ==
                         (points.number(p, f) == points.number(q, f)),
                     design << ", factor " << f << ", points " << p << " and " << q);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(sizes_of_designs_are_those_of_the_books) {
  const auto points = [](const char* design) {
    return read_study_text(std::string("design = \"") + design + "\"\npoints = 10\n" + kThreePrices)
        .points;
  };
  BOOST_TEST(points("sobol_indices") == 10U * (3 + 2));
  BOOST_TEST(points("elementary_effects") == 10U * (3 + 1));
}

// The standard error of a rank correlation is at most about 1 / sqrt(n); four of them are allowed.
BOOST_AUTO_TEST_CASE(joined_coordinates_have_the_rank_correlation_that_was_asked_for) {
  constexpr std::size_t kPoints = 20'000, kDimensions = 3;
  auto points = unit_points(StudyDesign::monte_carlo, kPoints, kDimensions, 11);
  const std::vector<double> before = points;
  correlate(points, std::vector<double>{1.0, -0.6, 0.0, -0.6, 1.0, 0.3, 0.0, 0.3, 1.0},
            kDimensions);
  const double bound = 4.0 / std::sqrt(double(kPoints));
  BOOST_TEST(std::abs(rank_correlation(before, kDimensions, 0, 1)) < bound);
  BOOST_TEST(std::abs(rank_correlation(points, kDimensions, 0, 1) + 0.6) < bound);
  BOOST_TEST(std::abs(rank_correlation(points, kDimensions, 1, 2) - 0.3) < bound);
  BOOST_TEST(std::abs(rank_correlation(points, kDimensions, 0, 2)) < bound);
  // and each is still uniform: its mean is 1/2, with a deviation of sqrt(1 / 12)
  for (std::size_t j = 0; j < kDimensions; ++j) {
    double mean = 0.0;
    for (std::size_t k = j; k < points.size(); k += kDimensions)
      mean += points[k] / double(kPoints);
    BOOST_TEST(std::abs(mean - 0.5) < 4.0 * std::sqrt(1.0 / 12.0 / double(kPoints)));
  }
}

BOOST_AUTO_TEST_CASE(every_choice_meets_every_draw) {
  const StudyFile study = read_study_text(R"(design = "sobol"
points = 5
responses = ["landed"]
[[factor]]
key = "plant.buffer_factor"
choice = true
values = [1, 2, 4]
[[factor]]
key = "cost.wage"
range = ["5 USD/h", "45 USD/h"]
[[factor]]
key = "reliability.technicians"
choice = true
values = [1, 2]
)");
  const StudyPoints points(study);
  BOOST_REQUIRE(study.points == 5U * 3 * 2);
  for (std::uint64_t p = 0; p < study.points; ++p) {
    const std::uint64_t choice = p % 6;
    BOOST_TEST(points.number(p, 0) == (choice / 2 == 0 ? 1.0 : choice / 2 == 1 ? 2.0 : 4.0));
    BOOST_TEST(points.number(p, 2) == (choice % 2 == 0 ? 1.0 : 2.0));
    BOOST_TEST(points.number(p, 1) == points.number(p - choice, 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
