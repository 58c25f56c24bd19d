// The points of a study: which value each factor has at each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/study/study_file.h"

namespace darkline {

class StudyPoints {
 public:
  // Keeps a reference to the study.
  explicit StudyPoints(const StudyFile& study);

  std::uint64_t size() const { return study_.points; }
  std::size_t n_factors() const { return study_.factors.size(); }

  // Factors of two points have the same value if they have the same level: its number among the
  // factor's values, values.size() for the base scenario's; of a continuous law a
  // number that points which were given one value by the design have in common.
  std::uint64_t level(std::uint64_t point, std::size_t factor) const;
  // In the key's unit; the level for texts and lists.
  double number(std::uint64_t point, std::size_t factor) const;
  // As --set takes it.
  std::string text(std::uint64_t point, std::size_t factor) const;

 private:
  bool is_drawn(std::size_t factor) const {
    return study_.factors[factor].law != FactorLaw::values;
  }
  void draw();
  // Of sampled designs: the row of drawn_ that a point has.
  std::uint64_t row(std::uint64_t point) const { return point / study_.choices; }
  std::uint64_t row_with_the_same(std::uint64_t row, std::size_t factor) const;

  const StudyFile& study_;
  std::vector<std::uint64_t> stride_;       // of a grid and of choices, (n_factors)
  std::vector<std::uint64_t> first_;        // of one at a time: the factor's first point
  std::vector<std::vector<double>> drawn_;  // (n_factors x n_rows), see quantiles; none of choices
};

}  // namespace darkline
