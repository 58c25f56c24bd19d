// The only source that knows OpenTURNS, which takes seconds to compile.
#include "twin/study/sampling.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <openturns/ComposedDistribution.hxx>
#include <openturns/LHSExperiment.hxx>
#include <openturns/MonteCarloExperiment.hxx>
#include <openturns/RandomGenerator.hxx>
#include <openturns/SobolSequence.hxx>
#include <openturns/Triangular.hxx>
#include <openturns/TruncatedNormal.hxx>
#include <openturns/Uniform.hxx>

#include "models/base/error.h"

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
  const double below_one = std::nextafter(1.0, 0.0);
  for (OT::UnsignedInteger i = 0; i < n; ++i) {
    for (OT::UnsignedInteger j = 0; j < dimensions; ++j) {
      points.push_back(std::clamp(sample(i, j), 0.0, below_one));
    }
  }
  return points;
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
