#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "viewer/core/palette.h"

namespace {

using namespace darkline;

constexpr StationState kStates[] = {StationState::working, StationState::blocked,
                                    StationState::starved, StationState::down};

double signed_area(const std::vector<Eigen::Vector2d>& triangles, std::size_t first) {
  const Eigen::Vector2d u = triangles[first + 1] - triangles[first];
  const Eigen::Vector2d v = triangles[first + 2] - triangles[first];
  return 0.5 * (u.x() * v.y() - u.y() * v.x());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(palette)

BOOST_AUTO_TEST_CASE(every_station_state_has_a_lamp_and_every_abnormal_one_a_glyph_of_its_own) {
  std::set<Glyph> glyphs;
  std::set<Color> colors;
  for (const StationState state : kStates) {
    const StateLook& look = look_of(state);
    BOOST_TEST(look.name == name_of(state));
    BOOST_TEST(!look.packml.empty());
    colors.insert(theme_of(false).signals.lamp_of(look));
    if (look.abnormal) {
      BOOST_TEST(!glyph_triangles(look.glyph).empty());
      BOOST_TEST(!look.condition.empty());
      glyphs.insert(look.glyph);
    }
  }
  BOOST_TEST(colors.size() == 4U);
  BOOST_TEST(glyphs.size() == 3U);
}

BOOST_AUTO_TEST_CASE(names_are_unique_and_only_normal_states_go_without_a_glyph) {
  std::set<std::string_view> names;
  for (const StateLook& look : state_looks()) {
    names.insert(look.name);
    if (look.abnormal) BOOST_TEST((look.glyph != Glyph::none), look.name);
  }
  BOOST_TEST(names.size() == state_looks().size());
}

BOOST_AUTO_TEST_CASE(pads_are_grey_where_work_goes_on_and_coloured_where_it_does_not) {
  for (const bool lights_out : {false, true}) {
    const Theme& theme = theme_of(lights_out);
    for (const StationState state : kStates) {
      const Color color = pad_color(state, theme);
      const auto [low, high] = std::minmax_element(color.begin(), color.end());
      const bool colourful = *high - *low > 0.4F;
      BOOST_TEST(colourful == (state != StationState::working), name_of(state));
    }
  }
}

BOOST_AUTO_TEST_CASE(glyphs_stay_in_their_square_and_face_the_reader) {
  for (const Glyph glyph : {Glyph::cross, Glyph::square, Glyph::left_arrow, Glyph::right_bar,
                            Glyph::drop, Glyph::ring, Glyph::wrench}) {
    const auto triangles = glyph_triangles(glyph);
    BOOST_REQUIRE(triangles.size() >= 3U);
    BOOST_TEST(triangles.size() % 3 == 0U);
    for (std::size_t i = 0; i < triangles.size(); i += 3) {
      BOOST_TEST(signed_area(triangles, i) > 0.0, "glyph " << static_cast<int>(glyph));
    }
    for (const Eigen::Vector2d& p : triangles) BOOST_TEST(p.cwiseAbs().maxCoeff() <= 1.0);
  }
  BOOST_TEST(glyph_triangles(Glyph::none).empty());
}

BOOST_AUTO_TEST_CASE(a_square_has_its_area) {
  // Side 1.3: 1.69.
  const auto triangles = glyph_triangles(Glyph::square);
  double area = 0.0;
  for (std::size_t i = 0; i < triangles.size(); i += 3) area += signed_area(triangles, i);
  BOOST_TEST(area == 1.69, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
