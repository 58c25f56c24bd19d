#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "controllers/curve_keys.h"

namespace darkline {
namespace {

constexpr std::uint32_t kLargest = std::numeric_limits<std::uint32_t>::max();

// "7" or "7-9".
std::optional<std::pair<std::uint32_t, std::uint32_t>> range_of(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::pair<std::uint32_t, std::uint32_t> range;
  auto [at, error] = std::from_chars(text.data(), end, range.first);
  if (error != std::errc{}) return std::nullopt;
  range.second = range.first;
  if (at != end && *at == '-') {
    const auto [last, second_error] = std::from_chars(at + 1, end, range.second);
    if (second_error != std::errc{}) return std::nullopt;
    at = last;
  }
  if (at != end || range.second < range.first) return std::nullopt;
  return range;
}

}  // namespace

CellList CellList::all() {
  CellList list;
  list.ranges_ = {{0, kLargest}};
  return list;
}

std::optional<CellList> CellList::parse(std::string_view text) {
  if (text == "all") return all();
  CellList list;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    const auto range = range_of(part);
    if (!range) return std::nullopt;
    ranges.push_back(*range);
    if (comma == text.size()) break;
    text.remove_prefix(comma + 1);
  }
  std::sort(ranges.begin(), ranges.end());
  for (const auto& [first, last] : ranges) {
    // in 64 bits, since the largest number has no next one
    if (!list.ranges_.empty() && first <= std::uint64_t{list.ranges_.back().second} + 1) {
      list.ranges_.back().second = std::max(list.ranges_.back().second, last);
    } else {
      list.ranges_.emplace_back(first, last);
    }
  }
  return list;
}

bool CellList::holds(std::uint32_t cell) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [cell](const auto& range) {
    return range.first <= cell && cell <= range.second;
  });
}

bool CellList::holds_all(std::span<const std::uint32_t> cells) const {
  return !ranges_.empty() &&
         std::all_of(cells.begin(), cells.end(), [this](std::uint32_t c) { return holds(c); });
}

std::string CellList::text() const {
  if (ranges_.empty()) return "none";
  if (ranges_.size() == 1 && ranges_[0].first == 0 && ranges_[0].second == kLargest) return "all";
  std::string text;
  for (const auto& [first, last] : ranges_) {
    text += text.empty() ? "" : ", ";
    text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
  }
  return text;
}

}  // namespace darkline
