// A time of the plant as people write it.
#pragma once

#include <cstdint>
#include <string>

namespace darkline {

// "00:12:30", "12:30", "12:30.5", "750 s" or "12.5 min", in nanoseconds.
// @throws UsageError saying what was found and what is wanted.
std::int64_t parse_clock(const std::string& text);

}  // namespace darkline
