// Tour files: what they say, and what is refused with which words.
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/stream/tour.h"
#include "tests/support/throws.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(tour)

Tour read(const std::string& text) {
  return read_tour_text("t.toml", text);
}

// A good first shot, with more keys.
std::string shot(const std::string& more) {
  return "[[shot]]\ncamera = \"overview\"\nfor = \"6 s\"\n" + more + "\n";
}

BOOST_AUTO_TEST_CASE(every_key_is_read_with_its_unit, *boost::unit_test::tolerance(1e-12)) {
  const Tour tour =
      read("[tour]\ntitle = \"Ningbo\"\n" +
           shot("move = \"orbit\"\nturn = \"-90 deg\"\ntime = \"00:01:30\"\nspeed = 2\n"
                "caption = \"820 robots\"\nlights_out = true") +
           "[[shot]]\neye = [\"4 m\", \"2 m\", \"300 cm\"]\nlook_at = [\"8 m\", \"2 m\", \"1 m\"]\n"
           "move = \"fly\"\nfor = \"1500 ms\"\ntime = \"40 %\"\n"
           "[[shot]]\nmove = \"slide\"\nway = \"-3 m\"\nfor = \"1 min\"\n");
  BOOST_TEST(tour.title == "Ningbo");
  BOOST_REQUIRE(tour.shots.size() == 3U);
  const TourShot &first = tour.shots[0], &second = tour.shots[1], &third = tour.shots[2];
  BOOST_TEST(first.camera.view == "overview");
  BOOST_TEST((first.move == ShotMove::orbit));
  BOOST_TEST(first.turn_rad == -0.5 * std::numbers::pi);
  BOOST_TEST(first.for_s == 6.0);
  BOOST_TEST(first.start.at_ns.value() == 90'000'000'000);
  BOOST_TEST(first.speed == 2.0);
  BOOST_TEST(first.caption == "820 robots");
  BOOST_TEST(first.lights_out);
  BOOST_TEST(first.place.line == 4);
  BOOST_TEST((second.move == ShotMove::fly));
  BOOST_TEST(second.camera.sight.value().eye_m == Eigen::Vector3d(4, 2, 3));
  BOOST_TEST(second.camera.sight.value().look_at_m == Eigen::Vector3d(8, 2, 1));
  BOOST_TEST(second.for_s == 1.5);
  BOOST_TEST(second.start.share.value() == 0.4);
  BOOST_TEST(!third.camera.is_given());
  BOOST_TEST(third.way_m == -3.0);
  BOOST_TEST(!third.lights_out);
  BOOST_TEST(third.speed == 1.0);
  BOOST_TEST((!third.start.at_ns && !third.start.share));
}

BOOST_AUTO_TEST_CASE(a_mistake_is_told_with_its_line_and_what_may_have_been_meant) {
  DARKLINE_TEST_THROWS(read(shot("captoin = \"x\"")), InputError, "t.toml:4", "shot 1.captoin",
                       "caption");
  DARKLINE_TEST_THROWS(read(shot("move = \"orbti\"")), InputError, "t.toml:4", "orbti", "orbit");
  DARKLINE_TEST_THROWS(read(shot("") + shot("speed = \"2\"")), InputError, "t.toml:8",
                       "shot 2.speed", "0 to 1000");
  DARKLINE_TEST_THROWS(read("[[shot]]\ncamera = \"plan\"\nfor = \"6\"\n"), InputError, "t.toml:3",
                       "6 s");
}

BOOST_AUTO_TEST_CASE(what_a_shot_would_not_do_is_refused) {
  const std::pair<const char*, const char*> wrong[] = {
      {"move = \"fly\"", "nowhere to fly from"},
      {"turn = \"30 deg\"", "orbit"},
      {"way = \"3 m\"", "dolly"},
      {"move = \"orbit\"", "found nothing"},
      {"move = \"orbit\"\nturn = 30", "30 deg"},
      {"move = \"orbit\"\nturn = \"30\"", "30 deg"},
      {"move = \"orbit\"\nturn = \"9999 deg\"", "3600 deg"},
      {"move = \"dolly\"\nway = \"20 km\"", "10 km"},
      {"eye = [\"1 m\", \"1 m\", \"1 m\"]", "one of camera and eye"},
      {"time = \"101 %\"", "40 %"},
      {"time = \"soon\"", "00:12:30"},
      {"speed = -1", "0 to 1000"},
      {"lights_out = \"yes\"", "true or false"},
      {"caption = \"a\\nb\"", "a line"},
  };
  for (const auto& [text, wanted] : wrong) {
    DARKLINE_TEST_THROWS(read(shot(text)), InputError, "t.toml:", wanted);
  }
  DARKLINE_TEST_THROWS(read("[[shot]]\nfor = \"1 s\"\n"), InputError, "first shot");
  DARKLINE_TEST_THROWS(read(shot("") + "[[shot]]\nmove = \"fly\"\nfor = \"1 s\"\n"), InputError,
                       "one that flies");
  DARKLINE_TEST_THROWS(read("[[shot]]\nfor = \"1 s\"\neye = [\"1 m\", \"1 m\", \"1 m\"]\n"
                            "look_at = [\"1 m\", \"1 m\", \"1 m\"]\n"),
                       InputError, "0.1 m from the eye");
  DARKLINE_TEST_THROWS(read("shot = [1, {}]\n"), InputError, "[[shot]]");
  DARKLINE_TEST_THROWS(read(""), InputError, "[[shot]]");
  std::string many;
  for (std::size_t i = 0; i <= kMostTourShots; ++i) many += shot("");
  DARKLINE_TEST_THROWS(read(many), InputError, "500");
}

BOOST_AUTO_TEST_SUITE_END()
