#include "models/base/address.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace darkline {
namespace {

// The number behind `prefix` at the start of `text`, which must be all digits and at least 1.
std::optional<int> numbered(std::string_view text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  text.remove_prefix(prefix.size());
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

}  // namespace

bool is_zone_name(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), allowed);
}

std::string station_address(std::string_view zone, int station_number) {
  return fmt::format("{}/st{:02}", zone, station_number);
}

std::string robot_address(std::string_view station, int robot_number) {
  return fmt::format("{}/r{}", station, robot_number);
}

std::optional<AddressParts> parse_address(std::string_view text) {
  AddressParts parts;
  const std::size_t first = text.find('/');
  parts.zone = text.substr(0, first);
  if (!is_zone_name(parts.zone)) return std::nullopt;
  if (first == std::string_view::npos) return parts;

  const std::string_view below = text.substr(first + 1);
  const std::size_t second = below.find('/');
  const auto station = numbered(below.substr(0, second), "st");
  if (!station) return std::nullopt;
  parts.station = *station;
  if (second == std::string_view::npos) return parts;

  const auto robot = numbered(below.substr(second + 1), "r");
  if (!robot) return std::nullopt;
  parts.robot = *robot;
  return parts;
}

std::uint32_t stream_entity(std::string_view address) {
  std::uint32_t hash = 2166136261U;
  for (const char c : address) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 16777619U;
  }
  return hash;
}

}  // namespace darkline
