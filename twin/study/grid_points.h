// How the points of a grid are numbered: the last factor fastest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "twin/study/study_store.h"

namespace darkline {

class GridPoints {
 public:
  // Keeps a reference.
  explicit GridPoints(const std::vector<const StudyColumn*>& factors)
      : factors_(factors), stride_(factors.size(), 1) {
    for (std::size_t f = factors.size() - 1; f-- > 0;) {
      stride_[f] = stride_[f + 1] * factors[f + 1]->levels;
    }
  }
  std::size_t levels(std::size_t f) const { return factors_[f]->levels; }
  std::uint64_t stride(std::size_t f) const { return stride_[f]; }
  std::size_t level(std::uint64_t point, std::size_t f) const {
    return point / stride_[f] % factors_[f]->levels;
  }
  std::uint64_t moved(std::uint64_t point, std::size_t f, std::size_t level) const {
    return point - this->level(point, f) * stride_[f] + level * stride_[f];
  }

 private:
  const std::vector<const StudyColumn*>& factors_;
  std::vector<std::uint64_t> stride_;
};

}  // namespace darkline
