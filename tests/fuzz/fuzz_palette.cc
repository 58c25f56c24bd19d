// Palettes: what is read has the names and as many colours as were asked for, or is refused.
#include <string>

#include "models/base/error.h"
#include "models/stream/palette_file.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<PaletteName> names = {{"states", "down"},
                                                 {"states", "starved"},
                                                 {"floor", "shares", 6},
                                                 {"floor", "difference", 5},
                                                 {"day", "pad"}};
  PaletteFile palette;
  try {
    palette = read_palette_text("fuzzed.toml", std::string(data, data + size), names);
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(palette.entries.size() <= names.size());
  for (std::size_t i = 0; i < palette.entries.size(); ++i) {
    const PaletteEntry& entry = palette.entries[i];
    fuzz::require(entry.name < names.size());
    fuzz::require(i == 0 || palette.entries[i - 1].name < entry.name);
    fuzz::require(entry.rgb.size() == names[entry.name].n_colors);
    for (const std::uint32_t rgb : entry.rgb) fuzz::require(rgb <= 0xFFFFFFU);
  }
  return 0;
}
