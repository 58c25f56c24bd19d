// What libFuzzer and replay.cc call. A reader may refuse bytes with an Error of its own; all else
// is a finding: another exception, a broken law, a sanitizer's report.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace darkline::fuzz {

// A law that holds for every input that a reader accepts.
inline void require(bool law) {
  if (!law) __builtin_trap();
}

}  // namespace darkline::fuzz
