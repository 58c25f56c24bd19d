#include "models/scenario/key_values.h"

#include <charconv>

#include <fmt/format.h>

namespace darkline {

void require_in_range(const KeySpec& spec, double value, std::string_view found) {
  if (value >= spec.low && value <= spec.high) return;
  throw InputError(
      {.found = fmt::format("\"{}\"", found),
       .wanted = fmt::format("{} from {} to {}", name_of(spec.dimension),
                             bound_text(spec, spec.low), bound_text(spec, spec.high))});
}

std::string bound_text(const KeySpec& spec, double bound) {
  std::string in_unit = format_quantity(bound, spec.dimension, spec.unit);
  std::string in_base = format_quantity(bound, spec.dimension);
  return bound != 0.0 && in_base.size() < in_unit.size() ? in_base : in_unit;
}

std::vector<std::string> split_list(std::string_view text) {
  const auto strip = [](std::string_view one, std::string_view ends) {
    const std::size_t first = one.find_first_not_of(ends);
    if (first == std::string_view::npos) return std::string_view{};
    return one.substr(first, one.find_last_not_of(ends) - first + 1);
  };
  text = strip(text, " \t[]");
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(strip(text.substr(0, comma), " \t\""));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return parts;
}

std::int64_t parse_count(const KeySpec& spec, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw InputError({.found = fmt::format("\"{}\"", text.substr(0, 80)),
                      .wanted = "a whole number without a unit, such as " +
                                std::string(spec.example.empty() ? "4" : spec.example)});
  }
  require_in_range(spec, static_cast<double>(value), text);
  return value;
}

std::string toml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace darkline
