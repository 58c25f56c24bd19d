#include "viewer/core/palette_names.h"

#include <algorithm>
#include <utility>

namespace darkline {
namespace {

struct ThemeColor {
  const char* key;
  Color Theme::*member;
};
constexpr ThemeColor kThemeColors[] = {{"background_top", &Theme::background_top},
                                       {"background_bottom", &Theme::background_bottom},
                                       {"aisle", &Theme::aisle},
                                       {"zone", &Theme::zone},
                                       {"pad", &Theme::pad},
                                       {"pad_edge", &Theme::pad_edge},
                                       {"conveyor", &Theme::conveyor},
                                       {"curb", &Theme::curb},
                                       {"aisle_line", &Theme::aisle_line},
                                       {"bottleneck", &Theme::bottleneck},
                                       {"text", &Theme::text},
                                       {"faint_text", &Theme::faint_text},
                                       {"panel", &Theme::panel},
                                       {"body", &Theme::body}};

struct MarkColor {
  const char* key;
  Color Signals::*member;
};
constexpr MarkColor kMarkColors[] = {{"selection", &Signals::selection},
                                     {"zone_free", &Signals::zone_free},
                                     {"zone_held", &Signals::zone_held},
                                     {"zone_waited", &Signals::zone_waited},
                                     {"spot", &Signals::spot},
                                     {"welded_spot", &Signals::welded_spot},
                                     {"fence", &Signals::fence},
                                     {"tick_robot", &Signals::tick_robot},
                                     {"tick_station", &Signals::tick_station},
                                     {"tick_controller", &Signals::tick_controller},
                                     {"bookmark", &Signals::bookmark},
                                     {"bar", &Signals::bar},
                                     {"program", &Signals::program}};

// The colours of a palette, each place in the order of palette_names().
std::vector<std::span<Color>> places_of(Theme& day, Theme& lights_out, Signals& signals) {
  std::vector<std::span<Color>> places;
  for (Color& lamp : signals.lamps) places.emplace_back(&lamp, 1);
  for (const MarkColor& mark : kMarkColors) places.emplace_back(&(signals.*mark.member), 1);
  places.emplace_back(signals.shares);
  places.emplace_back(signals.difference);
  for (Theme* const theme : {&day, &lights_out}) {
    for (const ThemeColor& color : kThemeColors) places.emplace_back(&(theme->*color.member), 1);
  }
  return places;
}

std::vector<PaletteName> make_names() {
  std::vector<PaletteName> names;
  for (const StateLook& look : state_looks()) {
    std::string key(look.name);
    std::ranges::replace(key, ' ', '_');
    names.push_back({"states", std::move(key)});
  }
  for (const MarkColor& mark : kMarkColors) names.push_back({"marks", mark.key});
  names.push_back({"floor", "shares", Signals().shares.size()});
  names.push_back({"floor", "difference", Signals().difference.size()});
  for (const char* const theme : {"day", "lights_out"}) {
    for (const ThemeColor& color : kThemeColors) names.push_back({theme, color.key});
  }
  return names;
}

Palette palette_of(const PaletteFile& file) {
  Palette palette = standard_palette();
  Signals signals = palette.day.signals;
  const auto places = places_of(palette.day, palette.lights_out, signals);
  for (const PaletteEntry& entry : file.entries) {
    std::ranges::transform(entry.rgb, places[entry.name].begin(),
                           [](std::uint32_t rgb) { return color_from(rgb); });
  }
  palette.day.signals = palette.lights_out.signals = signals;
  return palette;
}

}  // namespace

const std::vector<PaletteName>& palette_names() {
  static const std::vector<PaletteName> names = make_names();
  return names;
}

std::vector<Color> colors_named(const Palette& palette, std::size_t name) {
  Palette copy = palette;
  const auto places = places_of(copy.day, copy.lights_out, copy.day.signals);
  return {places.at(name).begin(), places.at(name).end()};
}

Palette read_viewer_palette(const std::filesystem::path& file) {
  return palette_of(read_palette(file, palette_names()));
}

Palette viewer_palette_from_text(const std::string& file, const std::string& text) {
  return palette_of(read_palette_text(file, text, palette_names()));
}

}  // namespace darkline
