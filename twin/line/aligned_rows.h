// Rows of 32-bit numbers, aligned for the widest vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace darkline {

class AlignedRows {
 public:
  AlignedRows() = default;
  AlignedRows(std::size_t n, int row, int value = 0)
      : row_(static_cast<std::size_t>(row)), numbers_(n * row_ + kAlignment, value) {
    std::size_t space = numbers_.size() * sizeof(int);
    void* at = numbers_.data();
    first_ =
        static_cast<int*>(std::align(kAlignment * sizeof(int), n * row_ * sizeof(int), at, space));
  }
  AlignedRows(AlignedRows&&) = default;
  AlignedRows& operator=(AlignedRows&&) = default;

  int* operator[](std::size_t i) { return first_ + i * row_; }
  const int* operator[](std::size_t i) const { return first_ + i * row_; }
  std::size_t row() const { return row_; }

 private:
  static constexpr std::size_t kAlignment = 16;  // numbers: 64 bytes
  std::size_t row_ = 0;
  std::vector<int> numbers_;
  int* first_ = nullptr;
};

}  // namespace darkline
