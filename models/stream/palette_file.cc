#include "models/stream/palette_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/toml_file.h"
#include "models/study/study_table.h"

namespace darkline {
namespace {

constexpr std::size_t kLongestLine = 200;
constexpr const char* kColor = "a colour such as \"#d62828\": # and six hexadecimal digits";

std::optional<std::uint32_t> rgb_of(std::string_view text) {
  constexpr std::size_t kDigits = 6;
  if (text.size() != 1 + kDigits || text.front() != '#') return {};
  std::uint32_t rgb = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + 1, end, rgb, 16);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  return rgb;
}

std::uint32_t color_of(const StudyTable& table, const std::string& key, const toml::node& node) {
  const auto rgb = rgb_of(table.text_of(key, node, kColor));
  if (!rgb) table.refuse(key, node, kColor);
  return *rgb;
}

std::vector<std::uint32_t> colors_of(const StudyTable& table, const PaletteName& name) {
  const toml::node& node = *table.find(name.key);
  if (name.n_colors == 1) return {color_of(table, name.key, node)};
  const toml::array* const list = node.as_array();
  if (list == nullptr || list->size() != name.n_colors) {
    table.refuse(name.key, node,
                 fmt::format("a list of {} colours such as \"#d62828\"", name.n_colors));
  }
  std::vector<std::uint32_t> colors;
  for (const toml::node& each : *list) colors.push_back(color_of(table, name.key, each));
  return colors;
}

std::string line_of(const StudyTable& table, const std::string& key) {
  if (!table.has(key)) return {};
  const std::string wanted = fmt::format("a line of at most {} bytes", kLongestLine);
  const std::string text = table.text(key, wanted);
  const bool plain = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  if (text.size() > kLongestLine || !plain) table.refuse(key, *table.find(key), wanted);
  return text;
}

const toml::table& table_of(const StudyTable& top, const std::string& name) {
  const toml::node& node = *top.find(name);
  const toml::table* const table = node.as_table();
  if (table == nullptr) top.refuse(name, node, fmt::format("a table [{}]", name));
  return *table;
}

std::vector<std::string> tables_of(std::span<const PaletteName> names) {
  std::vector<std::string> tables;
  for (const PaletteName& name : names) {
    if (std::ranges::find(tables, name.table) == tables.end()) tables.push_back(name.table);
  }
  return tables;
}

void read_colors(const StudyTable& table, const std::string& table_name,
                 std::span<const PaletteName> names, PaletteFile& palette) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].table != table_name || !table.has(names[i].key)) continue;
    palette.entries.push_back({i, colors_of(table, names[i])});
  }
}

}  // namespace

PaletteFile read_palette_text(const std::string& file, const std::string& text,
                              std::span<const PaletteName> names) {
  const toml::table root = parse_toml(text, file, "a palette");
  const std::vector<std::string> tables = tables_of(names);
  std::vector<std::string> known = tables;
  known.emplace_back("palette");
  const StudyTable top(root, file, "the file", known);
  PaletteFile palette;
  if (top.has("palette")) {
    const StudyTable head(table_of(top, "palette"), file, "palette", {"title", "source"});
    palette.title = line_of(head, "title");
    line_of(head, "source");
  }
  for (const std::string& each : tables) {
    if (!top.has(each)) continue;
    std::vector<std::string> keys;
    for (const PaletteName& name : names) {
      if (name.table == each) keys.push_back(name.key);
    }
    read_colors(StudyTable(table_of(top, each), file, each, keys), each, names, palette);
  }
  std::ranges::sort(palette.entries, {}, &PaletteEntry::name);
  return palette;
}

PaletteFile read_palette(const std::filesystem::path& file, std::span<const PaletteName> names) {
  return read_palette_text(file.string(), read_file(file, kMostPaletteBytes), names);
}

}  // namespace darkline
