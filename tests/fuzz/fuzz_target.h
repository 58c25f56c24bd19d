// What libFuzzer and replay.cc call. A reader may refuse bytes with an Error of its own; all else
// is a finding: another exception, a broken law, a sanitizer's report.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace darkline::fuzz {

// A law that holds for every input that a reader accepts.
inline void require(bool law) {
  if (!law) __builtin_trap();
}

// Takes bytes off the front of an input; what is not there is zero.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(std::as_bytes(std::span(data, size))) {}

  bool empty() const { return left_.empty(); }
  template <class Number>
  Number take() {
    Number value = 0;
    const auto bytes = take_bytes(sizeof(Number));
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }
  // As many as there are, at most n.
  std::span<const std::byte> take_bytes(std::size_t n) {
    const auto bytes = left_.first(std::min(n, left_.size()));
    left_ = left_.subspan(bytes.size());
    return bytes;
  }
  std::span<const std::byte> rest() const { return left_; }

 private:
  std::span<const std::byte> left_;
};

}  // namespace darkline::fuzz
