// The published values that the line is held against, as data: each with its source and the
// convention it was computed under, and the way to our own value.
#pragma once

#include <span>

namespace darkline {

// A value that we compute without chance.
struct ExactCase {
  const char* name;
  const char* source;
  const char* convention;
  double expected = 0.0;
  double tolerance = 1e-9;  // 0: to the last bit; else 1e-9, or half of the last published digit
  double (*found)() = nullptr;
};

std::span<const ExactCase> exact_line_cases();

}  // namespace darkline
