// Numbers as bytes, column by column, for chunks of recordings: short where numbers are small, and
// bounded on the way back. Not for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

namespace darkline::internal {

class ByteWriter {
 public:
  void add_byte(std::uint8_t value) { bytes_.push_back(std::byte{value}); }

  // Seven bits a byte, lowest first; the top bit says that more follow.
  void add(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) add_byte(static_cast<std::uint8_t>(value | 0x80U));
    add_byte(static_cast<std::uint8_t>(value));
  }

  // 0, -1, 1, -2, ... as 0, 1, 2, 3, ...
  void add_signed(std::int64_t value) {
    add((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
  }

  // A column of its own: its length, then its bytes.
  void add_column(const ByteWriter& column) {
    add(column.bytes_.size());
    bytes_.insert(bytes_.end(), column.bytes_.begin(), column.bytes_.end());
  }

  // All first bytes, then all second ones, ...: what is alike comes together.
  void add_planes(std::span<const double> values) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + values.size_bytes());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &values[i], sizeof(bits));
      for (std::size_t k = 0; k < sizeof(bits); ++k) {
        bytes_[at + k * values.size() + i] = static_cast<std::byte>(bits >> (8U * k));
      }
    }
  }

  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

// @throws std::invalid_argument from each call for what is not there or out of range: its reader
// says where.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : left_(bytes) {}

  std::uint8_t take_byte() { return std::to_integer<std::uint8_t>(take_bytes(1).front()); }

  std::uint64_t take(std::uint64_t most) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = take_byte();
      if (shift == 63 && byte > 1) break;
      value |= (byte & 0x7FU) << shift;
      if (byte >= 0x80U) continue;
      if (value > most) throw std::invalid_argument("a number out of range");
      return value;
    }
    throw std::invalid_argument("a number of more than 64 bits");
  }

  std::int64_t take_signed(std::int64_t least, std::int64_t most) {
    const std::uint64_t bits = take(UINT64_MAX);
    const auto value = static_cast<std::int64_t>((bits >> 1U) ^ (~(bits & 1U) + 1U));
    if (value < least || value > most) throw std::invalid_argument("a number out of range");
    return value;
  }

  // A count of things that take at least a byte each.
  std::size_t take_count(std::size_t most) {
    const std::size_t count = take(most);
    if (count > left_.size()) throw std::invalid_argument("more of something than there are bytes");
    return count;
  }

  std::span<const std::byte> take_bytes(std::size_t n) {
    if (n > left_.size()) throw std::invalid_argument("an end where more bytes are due");
    const auto taken = left_.first(n);
    left_ = left_.subspan(n);
    return taken;
  }

  ByteReader take_column() { return ByteReader(take_bytes(take_count(SIZE_MAX))); }

  std::vector<double> take_planes(std::size_t n) {
    if (n > left_.size() / sizeof(double)) {
      throw std::invalid_argument("an end where more bytes are due");
    }
    const auto bytes = take_bytes(n * sizeof(double));
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t bits = 0;
      for (std::size_t k = 0; k < sizeof(bits); ++k) {
        bits |= std::to_integer<std::uint64_t>(bytes[k * n + i]) << (8U * k);
      }
      std::memcpy(&values[i], &bits, sizeof(bits));
    }
    return values;
  }

  bool empty() const { return left_.empty(); }
  void expect_end() const {
    if (!left_.empty()) throw std::invalid_argument("more bytes than there should be");
  }

 private:
  std::span<const std::byte> left_;
};

}  // namespace darkline::internal
