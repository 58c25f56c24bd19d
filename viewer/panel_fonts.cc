#include "viewer/panel_fonts.h"

#include <filesystem>

#include <fmt/format.h>
#include <imgui.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr const char* kLatin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* kChinese = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
constexpr float kLatin_px = 15.F, kChinese_px = 16.F;

// Latin with Polish, arrows and signs; DejaVu has them all.
constexpr ImWchar kLatinRanges[] = {0x0020, 0x017F, 0x2010, 0x2027, 0x2190, 0x21FF,
                                    0x2260, 0x2265, 0x25A0, 0x25FF, 0};

}  // namespace

std::string missing_font(Language language) {
  if (language != Language::chinese || std::filesystem::exists(kChinese)) return {};
  return fmt::format("cannot write Chinese without the font {}: apt install fonts-wqy-microhei",
                     kChinese);
}

void add_panel_fonts(ImFontAtlas& fonts, const std::string& words) {
  if (!std::filesystem::exists(kLatin)) {
    throw IoError(
        fmt::format("cannot read the font {}: install it: apt install fonts-dejavu-core", kLatin));
  }
  fonts.AddFontFromFileTTF(kLatin, kLatin_px, nullptr, kLatinRanges);
  if (!std::filesystem::exists(kChinese)) return;
  ImFontGlyphRangesBuilder letters;
  letters.AddText(words.c_str());
  // what DejaVu has is DejaVu's, also its neighbours in a line
  for (ImWchar letter = 0x20; letter < 0x2E80; ++letter)
    letters.UsedChars[letter >> 5U] &= ~(1U << (letter & 31U));
  ImVector<ImWchar> ranges;
  letters.BuildRanges(&ranges);
  if (ranges.Size <= 1) return;
  ImFontConfig merged;
  merged.MergeMode = true;
  fonts.AddFontFromFileTTF(kChinese, kChinese_px, &merged, ranges.Data);
  fonts.Build();  // while the ranges live
}

}  // namespace darkline
