#include "twin/study/study_points.h"

#include <span>

#include "models/base/error.h"
#include "twin/study/sampling.h"

namespace darkline {

StudyPoints::StudyPoints(const StudyFile& study) : study_(study) {
  const std::size_t n = n_factors();
  const bool sampled = is_sampled(study.design);
  stride_.assign(n, 1);
  for (std::size_t f = n - 1; f-- > 0;) {
    const StudyFactor& next = study.factors[f + 1];
    stride_[f] = stride_[f + 1] * (sampled && !next.is_choice ? 1 : next.values.size());
  }
  if (sampled) {
    draw();
    return;
  }
  std::uint64_t next = 1;  // point 0 is the base
  for (const StudyFactor& factor : study.factors) {
    first_.push_back(next);
    next += factor.values.size();
  }
}

void StudyPoints::draw() {
  std::vector<std::size_t> drawn, group;
  for (std::size_t f = 0; f < n_factors(); ++f) {
    if (study_.factors[f].is_choice) continue;
    drawn.push_back(f);
    group.push_back(study_.factors[f].group);
  }
  drawn_.resize(n_factors());
  if (drawn.empty()) return;
  const std::size_t d = drawn.size();
  const bool indices = study_.design == StudyDesign::sobol_indices;
  std::vector<double> cube = indices || study_.design == StudyDesign::elementary_effects
                                 ? exchange_points(study_.draws, group, indices, study_.seed)
                                 : unit_points(study_.design, study_.draws, d, study_.seed);
  if (!study_.rank_correlation.empty()) correlate(cube, study_.rank_correlation, d);
  std::vector<double> column(cube.size() / d);
  for (std::size_t k = 0; k < d; ++k) {
    for (std::size_t p = 0; p < column.size(); ++p) column[p] = cube[p * d + k];
    drawn_[drawn[k]] = quantiles(study_.factors[drawn[k]], column);
  }
}

// The first row in which a factor has the value that it has in `row`, by the design alone.
std::uint64_t StudyPoints::row_with_the_same(std::uint64_t row, std::size_t factor) const {
  const bool indices = study_.design == StudyDesign::sobol_indices;
  if (!indices && study_.design != StudyDesign::elementary_effects) return row;
  // blocks: A, B of indices alone, then A with each group from B
  const std::uint64_t block = row / study_.draws, i = row % study_.draws;
  const std::uint64_t first_exchange = indices ? 2 : 1;
  if (block < first_exchange) return row;
  const bool from_b = block - first_exchange == study_.factors[factor].group;
  return !from_b ? i : indices ? study_.draws + i : row;
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
  if (f.is_choice) return point % study_.choices / stride_[factor] % f.values.size();
  const double drawn = drawn_[factor][row(point)];
  if (f.law == FactorLaw::values) return static_cast<std::uint64_t>(drawn);
  if (f.key.kind == KeyKind::count) return static_cast<std::uint64_t>(drawn - f.low);
  return row_with_the_same(row(point), factor);
}

double StudyPoints::number(std::uint64_t point, std::size_t factor) const {
  const StudyFactor& f = study_.factors[factor];
  if (is_drawn(factor)) return drawn_[factor][row(point)];
  const std::uint64_t k = level(point, factor);
  if (f.key.kind == KeyKind::text || f.key.kind == KeyKind::list) return static_cast<double>(k);
  return k < f.values.size() ? f.values[k].number : f.base.number;
}

std::string StudyPoints::text(std::uint64_t point, std::size_t factor) const {
  const StudyFactor& f = study_.factors[factor];
  if (is_drawn(factor)) return setting_text(f.key, drawn_[factor][row(point)]);
  const std::uint64_t k = level(point, factor);
  return k < f.values.size() ? f.values[k].text : f.base.text;
}

}  // namespace darkline
