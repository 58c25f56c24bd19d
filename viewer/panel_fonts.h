// The fonts of the window's panels, by full path: a bare name may turn out to be another font.
#pragma once

#include <string>

#include "viewer/core/texts.h"

struct ImFontAtlas;

namespace darkline {

// What is missing to write a language, and how to mend it; empty: nothing.
std::string missing_font(Language language);

// DejaVu for Latin alphabets and signs; for Chinese letters of `words` (UTF-8), those alone, so
// that the texture of all letters stays small, from WenQuanYi where it is installed.
// @throws IoError if DejaVu is missing: names its package. ImGui must have a context.
void add_panel_fonts(ImFontAtlas& fonts, const std::string& words);

}  // namespace darkline
