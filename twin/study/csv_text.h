// Cells of tables of comma-separated values.
#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace darkline {

inline std::string csv_quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// Empty for what is not finite; the shortest text that reads back as the same number.
inline std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

}  // namespace darkline
