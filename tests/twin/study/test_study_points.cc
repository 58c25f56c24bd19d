// The laws of designs.
#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/study/sample_study.h"
#include "twin/study/sampling.h"
#include "twin/study/study_points.h"

using namespace darkline;
using namespace darkline::testing;

BOOST_AUTO_TEST_SUITE(study_points)

BOOST_AUTO_TEST_CASE(a_latin_hypercube_has_one_point_in_each_stratum_of_each_dimension) {
  constexpr std::uint64_t kPoints = 100;
  constexpr std::size_t kDimensions = 3;
  const auto points = unit_points(StudyDesign::latin_hypercube, kPoints, kDimensions, 5);
  for (std::size_t d = 0; d < kDimensions; ++d) {
    std::set<std::uint64_t> strata;
    for (std::uint64_t p = 0; p < kPoints; ++p) {
      strata.insert(static_cast<std::uint64_t>(points[p * kDimensions + d] * double(kPoints)));
    }
    BOOST_TEST(strata.size() == kPoints);
  }
}

// The first 2^k points of a Sobol sequence have one in each of 2^k strata, in each dimension. The
// library begins at the second point of the sequence, so strata that the origin had are left out.
BOOST_AUTO_TEST_CASE(a_sobol_sequence_fills_strata_evenly) {
  constexpr std::uint64_t kPoints = 63;
  const auto points = unit_points(StudyDesign::sobol, kPoints, 2, 1);
  for (std::size_t d = 0; d < 2; ++d) {
    std::set<std::uint64_t> strata;
    for (std::uint64_t p = 0; p < kPoints; ++p) {
      strata.insert(static_cast<std::uint64_t>(points[p * 2 + d] * 64.0));
    }
    BOOST_TEST(strata.size() == kPoints);
  }
}

BOOST_AUTO_TEST_CASE(a_seed_names_its_points_and_another_seed_has_others) {
  for (const auto design : {StudyDesign::latin_hypercube, StudyDesign::monte_carlo}) {
    BOOST_TEST((unit_points(design, 20, 2, 7) == unit_points(design, 20, 2, 7)));
    BOOST_TEST((unit_points(design, 20, 2, 7) != unit_points(design, 20, 2, 8)));
  }
}

// Triangular on [0, 2] with mode 0 has F(x) = 1 - (1 - x/2)^2; the median of a normal law that is
// cut symmetrically is its mean, and half of a uniform law lies below its middle.
BOOST_AUTO_TEST_CASE(quantiles_are_those_of_the_laws) {
  StudyFactor factor;
  factor.key.kind = KeyKind::quantity;
  factor.low = 0.0;
  factor.high = 2.0;
  const std::vector<double> u = {0.0, 0.5, 0.75};
  factor.law = FactorLaw::uniform;
  BOOST_TEST(quantiles(factor, u)[1] == 1.0);
  factor.law = FactorLaw::triangular;
  factor.mode = 0.0;
  BOOST_TEST(std::abs(quantiles(factor, u)[2] - 1.0) < 1e-12);
  factor.law = FactorLaw::normal;
  factor.mean = 1.0;
  factor.deviation = 0.5;
  BOOST_TEST(std::abs(quantiles(factor, u)[1] - 1.0) < 1e-12);
  BOOST_TEST(std::abs(quantiles(factor, u)[0] - 0.0) < 1e-12);
}

BOOST_AUTO_TEST_CASE(whole_numbers_of_a_range_are_equally_likely) {
  StudyFactor factor;
  factor.key.kind = KeyKind::count;
  factor.law = FactorLaw::uniform;
  factor.low = 2.0;
  factor.high = 5.0;
  const std::vector<double> u = {0.0, 0.249, 0.25, 0.5, 0.75, 0.999};
  BOOST_TEST((quantiles(factor, u) == std::vector<double>{2, 2, 3, 4, 5, 5}));
}

BOOST_AUTO_TEST_CASE(a_grid_has_every_combination_once) {
  const StudyFile study = sample_study(StudyDesign::grid);
  const StudyPoints points(study);
  std::set<std::vector<std::uint64_t>> seen;
  for (std::uint64_t p = 0; p < points.size(); ++p) {
    std::vector<std::uint64_t> levels;
    for (std::size_t f = 0; f < points.n_factors(); ++f) levels.push_back(points.level(p, f));
    seen.insert(levels);
  }
  std::size_t product = 1;
  for (const StudyFactor& factor : study.factors) product *= factor.values.size();
  BOOST_TEST(points.size() == product);
  BOOST_TEST(seen.size() == product);
}

BOOST_AUTO_TEST_CASE(one_at_a_time_changes_no_factor_first_and_then_one_at_each_point) {
  const StudyFile study = sample_study(StudyDesign::one_at_a_time);
  const StudyPoints points(study);
  for (std::uint64_t p = 0; p < points.size(); ++p) {
    int changed = 0;
    for (std::size_t f = 0; f < points.n_factors(); ++f) {
      changed += points.level(p, f) < study.factors[f].values.size() ? 1 : 0;
    }
    BOOST_TEST(changed == (p == 0 ? 0 : 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
