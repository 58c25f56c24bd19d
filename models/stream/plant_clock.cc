#include "models/stream/plant_clock.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

constexpr double kLongest_s = 1e6;  // 11 days

// Digits with at most one point; negative for anything else.
double number_of(std::string_view text) {
  double value = -1.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
  if (!plain || read.ec != std::errc() || read.ptr != text.data() + text.size()) return -1.0;
  return value;
}

// Seconds of "1:02:03.5"; negative if it is no such text.
double clock_s(const std::string& text) {
  double sum_s = 0.0;
  std::size_t at = 0;
  for (int part = 0;; ++part) {
    const std::size_t colon = std::min(text.find(':', at), text.size());
    const double value = number_of(std::string_view(text).substr(at, colon - at));
    const bool whole = colon == text.size() || value == std::floor(value);
    if (part == 3 || value < 0.0 || !whole || (part > 0 && value >= 60.0)) return -1.0;
    sum_s = 60.0 * sum_s + value;
    if (colon == text.size()) return part == 0 ? -1.0 : sum_s;
    at = colon + 1;
  }
}

}  // namespace

std::int64_t parse_clock(const std::string& text) {
  double t_s = clock_s(text);
  if (t_s < 0.0) {
    try {
      t_s = parse_quantity(text, Dimension::time);
    } catch (const InputError&) {
      t_s = -1.0;
    }
  }
  if (!(t_s >= 0.0 && t_s <= kLongest_s)) {
    throw UsageError(fmt::format(
        "found \"{}\", wanted a time such as \"00:12:30\", \"12:30.5\" or \"750 s\"", text));
  }
  return to_bus_duration(t_s).count();
}

}  // namespace darkline
