#include "twin/study/study_points.h"

#include <span>

#include "models/base/error.h"
#include "twin/study/sampling.h"

namespace darkline {

StudyPoints::StudyPoints(const StudyFile& study) : study_(study) {
  const std::size_t n = n_factors();
  if (is_sampled(study.design)) {
    const std::vector<double> cube = unit_points(study.design, study.points, n, study.seed);
    std::vector<double> column(study.points);
    for (std::size_t f = 0; f < n; ++f) {
      for (std::uint64_t p = 0; p < study.points; ++p) column[p] = cube[p * n + f];
      drawn_.push_back(quantiles(study.factors[f], column));
    }
    return;
  }
  stride_.assign(n, 1);
  for (std::size_t f = n - 1; f-- > 0;) {
    stride_[f] = stride_[f + 1] * study.factors[f + 1].values.size();
  }
  std::uint64_t next = 1;  // point 0 is the base
  for (const StudyFactor& factor : study.factors) {
    first_.push_back(next);
    next += factor.values.size();
  }
}

std::uint64_t StudyPoints::level(std::uint64_t point, std::size_t factor) const {
  const StudyFactor& f = study_.factors[factor];
  switch (study_.design) {
    case StudyDesign::grid:
      return point / stride_[factor] % f.values.size();
    case StudyDesign::list:
      return point;
    case StudyDesign::one_at_a_time: {
      const std::uint64_t k = point - first_[factor];  // wraps around before the first
      return k < f.values.size() ? k : f.values.size();
    }
    default:
      break;
  }
  const double drawn = drawn_[factor][point];
  if (f.law == FactorLaw::values) return static_cast<std::uint64_t>(drawn);
  if (f.key.kind == KeyKind::count) return static_cast<std::uint64_t>(drawn - f.low);
  return point;
}

double StudyPoints::number(std::uint64_t point, std::size_t factor) const {
  const StudyFactor& f = study_.factors[factor];
  if (is_drawn(factor)) return drawn_[factor][point];
  const std::uint64_t k = level(point, factor);
  if (f.key.kind == KeyKind::text || f.key.kind == KeyKind::list) return static_cast<double>(k);
  return k < f.values.size() ? f.values[k].number : f.base.number;
}

std::string StudyPoints::text(std::uint64_t point, std::size_t factor) const {
  const StudyFactor& f = study_.factors[factor];
  if (is_drawn(factor)) return setting_text(f.key, drawn_[factor][point]);
  const std::uint64_t k = level(point, factor);
  return k < f.values.size() ? f.values[k].text : f.base.text;
}

}  // namespace darkline
