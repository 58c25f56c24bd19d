// Comma-separated values as RFC 4180 has them: fields may stand in quotes, "" is a quote within.
// A byte-order mark, CRLF or LF, and empty lines are accepted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/error.h"

namespace darkline {

struct CsvField {
  std::string text;  // without quotes and surrounding blanks
  Place place;
};

struct CsvBounds {
  std::size_t most_bytes = 4U << 20U;
  std::size_t most_rows = 20'000;  // the header counts
  std::size_t most_fields = 40;    // in a row
  std::size_t longest_field = 200;
};

// The rows that are not empty, as they stand; they may differ in length. `file` names it in
// messages.
// @throws InputError for a quote that is not closed or stands within a field, a NUL byte, and
// beyond
//   the bounds.
std::vector<std::vector<CsvField>> csv_rows(std::string_view text, const std::string& file,
                                            const CsvBounds& bounds = {});

}  // namespace darkline
