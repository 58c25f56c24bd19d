// One of the two sources that know OpenTURNS, which takes seconds to compile; the other is
// sensitivity.cc.
#include "twin/study/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <openturns/ComposedDistribution.hxx>
#include <openturns/DistFunc.hxx>
#include <openturns/LHSExperiment.hxx>
#include <openturns/MonteCarloExperiment.hxx>
#include <openturns/NormalCopula.hxx>
#include <openturns/RandomGenerator.hxx>
#include <openturns/SobolSequence.hxx>
#include <openturns/Triangular.hxx>
#include <openturns/TruncatedNormal.hxx>
#include <openturns/Uniform.hxx>

#include "models/base/error.h"
#include "models/study/study_correlation.h"

namespace darkline {
namespace {

OT::Sample sample_of(StudyDesign design, std::uint64_t n, std::size_t dimensions,
                     std::uint64_t seed) {
  if (design == StudyDesign::sobol) return OT::SobolSequence(dimensions).generate(n);
  OT::RandomGenerator::SetSeed(seed);
  const OT::ComposedDistribution cube(
      OT::ComposedDistribution::DistributionCollection(dimensions, OT::Uniform(0.0, 1.0)));
  if (design == StudyDesign::latin_hypercube) return OT::LHSExperiment(cube, n).generate();
  return OT::MonteCarloExperiment(cube, n).generate();
}

OT::Distribution law_of(const StudyFactor& factor) {
  switch (factor.law) {
    case FactorLaw::normal:
      return OT::TruncatedNormal(factor.mean, factor.deviation, factor.low, factor.high);
    case FactorLaw::triangular:
      return OT::Triangular(factor.low, factor.mode, factor.high);
    default:
      return OT::Uniform(factor.low, factor.high);
  }
}

const double kBelowOne = std::nextafter(1.0, 0.0);

// One of `n` equally likely things.
double pick(double u, double n) {
  return std::min(std::floor(u * n), n - 1.0);
}

}  // namespace

std::vector<double> unit_points(StudyDesign design, std::uint64_t n, std::size_t dimensions,
                                std::uint64_t seed) {
  DARKLINE_CHECK(is_sampled(design) && n > 0 && dimensions > 0,
                 fmt::format("{} points of design {}", n, name_of(design)));
  const OT::Sample sample = sample_of(design, n, dimensions, seed);
  std::vector<double> points;
  points.reserve(n * dimensions);
  for (OT::UnsignedInteger i = 0; i < n; ++i) {
    for (OT::UnsignedInteger j = 0; j < dimensions; ++j) {
      points.push_back(std::clamp(sample(i, j), 0.0, kBelowOne));
    }
  }
  return points;
}

std::vector<double> exchange_points(std::uint64_t n, std::span<const std::size_t> group,
                                    bool with_b, std::uint64_t seed) {
  const std::size_t d = group.size();
  DARKLINE_CHECK(n > 0 && d > 0, fmt::format("{} points of {} dimensions", n, d));
  const std::size_t groups = 1 + *std::max_element(group.begin(), group.end());
  const OT::Sample sequence = OT::SobolSequence(2 * d).generate(n);
  OT::RandomGenerator::SetSeed(seed);
  const OT::Point shift = OT::RandomGenerator::Generate(2 * d);
  const auto shifted = [&](std::uint64_t i, std::size_t j) {
    const double at = sequence(i, j) + shift[j];
    return std::clamp(at - std::floor(at), 0.0, kBelowOne);
  };
  std::vector<double> points;
  points.reserve(n * d * (groups + 1 + (with_b ? 1 : 0)));
  const auto add_block = [&](const auto& is_from_b) {
    for (std::uint64_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < d; ++j) points.push_back(shifted(i, is_from_b(j) ? d + j : j));
    }
  };
  add_block([](std::size_t) { return false; });
  if (with_b) add_block([](std::size_t) { return true; });
  for (std::size_t g = 0; g < groups; ++g) add_block([&](std::size_t j) { return group[j] == g; });
  return points;
}

void correlate(std::vector<double>& points, std::span<const double> rank_correlation,
               std::size_t dimensions) {
  const std::size_t d = dimensions;
  OT::CorrelationMatrix matrix(d);
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      matrix(a, b) = copula_correlation(rank_correlation[a * d + b]);
    }
  }
  const auto join = OT::NormalCopula(matrix).getInverseIsoProbabilisticTransformation();
  OT::Sample normal(points.size() / d, d);
  // the ends of a normal law lie at infinity
  const double least = std::numeric_limits<double>::epsilon();
  for (std::size_t k = 0; k < points.size(); ++k) {
    normal(k / d, k % d) = OT::DistFunc::qNormal(std::clamp(points[k], least, kBelowOne));
  }
  const OT::Sample joined = join(normal);
  for (std::size_t k = 0; k < points.size(); ++k) {
    points[k] = std::clamp(joined(k / d, k % d), 0.0, kBelowOne);
  }
}

std::vector<double> quantiles(const StudyFactor& factor, std::span<const double> u) {
  std::vector<double> values;
  values.reserve(u.size());
  if (factor.law == FactorLaw::values) {
    const auto n = static_cast<double>(factor.values.size());
    for (const double share : u) values.push_back(pick(share, n));
    return values;
  }
  if (factor.key.kind == KeyKind::count) {
    const double n = factor.high - factor.low + 1.0;
    for (const double share : u) values.push_back(factor.low + pick(share, n));
    return values;
  }
  const OT::Distribution law = law_of(factor);
  for (const double share : u) {
    values.push_back(std::clamp(law.computeQuantile(share)[0], factor.low, factor.high));
  }
  return values;
}

}  // namespace darkline
