// The names of a palette's colours, as a user's file has them ("states.down",
// "lights_out.background_top"), and how a file becomes a palette.
//
// Tables: [states] lamps, pads, pins, legends and labels; [marks] the selection, interference
// zones, spots, fences, ticks of the time line and bars of the inspector; [floor] the scales of
// floor maps as lists of colours from little to much, and from less to more; [day] and
// [lights_out] background, floor, text and panels of pictures. The strength of lights is no colour
// and stays as it is, and so do robots (their files say theirs), sparks, and the white of signs.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "models/stream/palette_file.h"
#include "viewer/core/palette.h"

namespace darkline {

// Every name, in the order in which a file lists them.
const std::vector<PaletteName>& palette_names();

// The colours that a palette has for a name of palette_names(), as many as it wants.
std::vector<Color> colors_named(const Palette& palette, std::size_t name);

// The standard palette with the colours of a file in their places.
// @throws InputError, IoError as read_palette.
Palette read_viewer_palette(const std::filesystem::path& file);
Palette viewer_palette_from_text(const std::string& file, const std::string& text);

}  // namespace darkline
