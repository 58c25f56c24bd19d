// Palettes of files: which colours they replace, and that those are drawn.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/throws.h"
#include "tests/viewer/shipped_models.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/overlay.h"
#include "viewer/core/palette_names.h"
#include "viewer/core/view_session.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

constexpr PictureSize kSize = {640, 360};
constexpr Color kOdd = {1.F / 255.F, 2.F / 255.F, 3.F / 255.F};

std::filesystem::path shipped(const char* name) {
  return std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/palettes" / name;
}

Palette read(const std::string& text) {
  return viewer_palette_from_text("p.toml", text);
}

HallSnapshot broken_hall() {
  HallSnapshot hall = synthetic_hall({{"z1", {2}, 4}}, shipped_models());
  hall.stations[0].state = StationState::down;
  hall.stations[1].state = StationState::working;
  return hall;
}

bool has(const std::vector<OverlayVertex>& vertices, const Color& color) {
  return std::ranges::any_of(vertices, [&](const auto& each) { return each.color == color; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(palette_names_of_files)

BOOST_AUTO_TEST_CASE(the_shipped_standard_is_what_is_drawn_with_no_file_and_names_every_colour) {
  BOOST_TEST((read_viewer_palette(shipped("standard.toml")) == standard_palette()));
  BOOST_TEST(read_palette(shipped("standard.toml"), palette_names()).entries.size() ==
             palette_names().size());
  BOOST_TEST((read("") == standard_palette()));
}

BOOST_AUTO_TEST_CASE(every_shipped_palette_keeps_unlike_states_apart) {
  for (const auto& file : std::filesystem::directory_iterator(shipped(""))) {
    const Palette palette = read_viewer_palette(file.path());
    BOOST_TEST((palette.day.signals == palette.lights_out.signals));
    std::set<Color> lamps;
    for (const StationState state : {StationState::working, StationState::blocked,
                                     StationState::starved, StationState::down}) {
      lamps.insert(palette.day.signals.lamp_of(state));
    }
    BOOST_TEST(lamps.size() == 4U, file.path());
  }
}

// A file with one name changes that colour and no other.
BOOST_AUTO_TEST_CASE(a_name_of_a_file_changes_its_colour_alone) {
  const auto& names = palette_names();
  for (std::size_t n = 0; n < names.size(); ++n) {
    std::string list;
    for (std::size_t i = 0; i < names[n].n_colors; ++i) list += "\"#010203\", ";
    list.resize(list.size() - 2);
    if (names[n].n_colors > 1) list = "[" + list + "]";
    const Palette palette = read("[" + names[n].table + "]\n" + names[n].key + " = " + list);
    for (std::size_t k = 0; k < names.size(); ++k) {
      const std::vector<Color> wanted = k == n ? std::vector<Color>(names[n].n_colors, kOdd)
                                               : colors_named(standard_palette(), k);
      BOOST_TEST((colors_named(palette, k) == wanted), names[n].key << " and " << names[k].key);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_replaced_state_is_on_pads_lamps_pins_and_in_the_legend) {
  const Palette palette = read("[states]\ndown = \"#010203\"");
  const HallSnapshot hall = broken_hall();
  for (const bool dark : {false, true}) {
    const Theme& theme = palette.theme(dark);
    BOOST_TEST((pad_color(StationState::down, theme) == kOdd));
    const HallScene scene = build_hall_scene(hall, shipped_models(), "hall.json", theme);
    bool on_pad = false;
    for (const HallScene::Block& block : scene.ground) {
      for (const Vertex& vertex : block.mesh.front().vertices) {
        on_pad = on_pad || vertex.color == kOdd;
      }
    }
    BOOST_TEST(on_pad);
    const Camera camera = camera_named("overview", hall, kSize.aspect());
    const DrawList list = draw_list(scene, camera, kSize);
    BOOST_TEST(std::ranges::any_of(list.groups, [&](const DrawGroup& group) {
      return (group.parts == &scene.lamp || group.parts == &scene.far_lamp) &&
             std::ranges::search(group.records, kOdd).begin() != group.records.end();
    }));
    const Overlay overlay = build_overlay(hall, scene, camera, kSize, theme);
    BOOST_TEST(has(overlay.shapes, kOdd));
    BOOST_TEST(!has(overlay.shapes, theme_of(dark).signals.lamp_of(StationState::down)));
  }
}

BOOST_AUTO_TEST_CASE(a_session_draws_with_the_palette_that_it_is_given) {
  ViewSession session(broken_hall(), shipped_models(), "hall.json", "overview", kSize);
  const std::size_t version = session.scene_version();
  session.set_palette(
      read("[states]\ndown = \"#010203\"\n[marks]\nselection = \"#010203\"\n[day]\nbody = "
           "\"#010203\"\n[floor]\nshares = [\"#010203\", \"#010203\", \"#010203\", \"#010203\", "
           "\"#010203\", \"#010203\"]\n"));
  BOOST_TEST(session.scene_version() > version);
  BOOST_REQUIRE(session.scene().tiles.size() == 1U);
  BOOST_TEST((session.scene().tiles[0].color == kOdd));
  BOOST_TEST((session.scene().body_color == kOdd));
  session.select(Selection{.kind = Selection::Kind::station, .index = 0});
  BOOST_TEST((session.scene().rings.at(0).color == kOdd));
  session.set_floor_map(FloorMap::working);
  for (const HallScene::Tile& tile : session.scene().tiles) {
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(tile.color[i] - kOdd[i]) < 1e-6F);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_name_is_told_with_those_there_are) {
  DARKLINE_TEST_THROWS(read("[states]\nblokced = \"#d55e00\""), InputError, "p.toml:2",
                       "states.blokced", "blocked");
  DARKLINE_TEST_THROWS(read("[lights_off]\npad = \"#d55e00\""), InputError, "p.toml:1",
                       "lights_out");
}

BOOST_AUTO_TEST_SUITE_END()
