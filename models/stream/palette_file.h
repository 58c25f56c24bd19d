// Palettes that people write: a TOML file of named colours, "#rrggbb" each, in place of the ones
// that the viewer has (docs/viewer.md; models/palettes holds some). Which names there are is the
// viewer's to say: viewer/core/palette_names.h. What a file leaves out stays as it is.
//
//     [palette]                  may be left out, and so may each of its keys
//     title = "Night shift"
//     source = "where the colours come from"
//     [states]
//     down = "#d55e00"
//     [floor]
//     difference = ["#0072b2", "#56b4e9", "#cccccc", "#e69f00", "#d55e00"]
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace darkline {

inline constexpr std::size_t kMostPaletteBytes = std::size_t{256} << 10U;

// A name that a palette may give colours to.
struct PaletteName {
  std::string table, key;    // "states", "down"; table is not "palette"
  std::size_t n_colors = 1;  // 1: a colour; more: a list of exactly so many
};

struct PaletteEntry {
  std::size_t name = 0;            // in the names that were asked for
  std::vector<std::uint32_t> rgb;  // 0xRRGGBB, as many as the name wants
};

struct PaletteFile {
  std::string title;                  // one line, or empty
  std::vector<PaletteEntry> entries;  // each name at most once, in the order of the names
};

// @throws InputError with place, found, wanted and candidates: for what is no TOML, a table or key
//   that is not among the names, a colour that is not "#rrggbb" (capital digits are fine), a list
//   of another length, a file beyond kMostPaletteBytes. IoError for a file that cannot be read.
PaletteFile read_palette(const std::filesystem::path& file, std::span<const PaletteName> names);
PaletteFile read_palette_text(const std::string& file, const std::string& text,
                              std::span<const PaletteName> names);

}  // namespace darkline
