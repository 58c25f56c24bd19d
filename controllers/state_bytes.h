// Plain numbers in a row, little-endian, for what a controller keeps of itself. Reading is bounded:
// behind the end everything reads as zero, and good() is false.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace darkline::internal {

static_assert(std::endian::native == std::endian::little);

class StateWriter {
 public:
  explicit StateWriter(std::vector<std::byte>& out) : out_(out) {}

  template <class Number>
  void add(Number value) {
    static_assert(std::is_integral_v<Number>);
    const auto bytes = std::as_bytes(std::span(&value, 1));
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  void add_bytes(std::span<const std::byte> bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

 private:
  std::vector<std::byte>& out_;
};

class StateReader {
 public:
  explicit StateReader(std::span<const std::byte> bytes) : left_(bytes) {}

  template <class Number>
  Number take() {
    static_assert(std::is_integral_v<Number>);
    Number value = 0;
    const auto bytes = take_bytes(sizeof(Number));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(Number));
    return value;
  }
  // n of them, or none.
  std::span<const std::byte> take_bytes(std::size_t n) {
    if (n > left_.size()) good_ = false;
    if (!good_) return {};
    const auto bytes = left_.first(n);
    left_ = left_.subspan(n);
    return bytes;
  }

  // Whether all was there that was taken.
  bool good() const { return good_; }
  bool at_end() const { return good_ && left_.empty(); }

 private:
  std::span<const std::byte> left_;
  bool good_ = true;
};

}  // namespace darkline::internal
