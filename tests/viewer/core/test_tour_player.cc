// A tour second by second: where the camera is and what the plant's clock says.
#include <cmath>
#include <numbers>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/base/error.h"
#include "models/robot/robot_reader.h"
#include "tests/support/throws.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/tour_player.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
using Eigen::Vector3d;

constexpr double kAspect = 16.0 / 9.0;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr TimeSpan kPlant = {10 * kSecondNs, 110 * kSecondNs};
constexpr const char* kStands =
    "eye = [\"10 m\", \"0 m\", \"4 m\"]\n"
    "look_at = [\"10 m\", \"12 m\", \"1 m\"]\n";

HallSnapshot hall() {
  return synthetic_hall({{"z1", {3}, 0}, {"z2", {2}, 0}}, std::map<std::string, RobotModel>{});
}

TourPlayer player_of(const std::string& text) {
  return {read_tour_text("t.toml", text), hall(), kAspect, kPlant};
}

std::string shot(const std::string& keys, const std::string& length = "4 s") {
  return "[[shot]]\nfor = \"" + length + "\"\n" + keys + "\n";
}

Vector3d forward(const Camera& camera) {
  return (camera.target_m - camera.eye_m).normalized();
}

const std::string kAllMoves =
    shot("camera = \"overview\"") + shot("move = \"fly\"\ncamera = \"z1/st02\"") +
    shot("move = \"orbit\"\nturn = \"200 deg\"") + shot("move = \"dolly\"\nway = \"5 m\"") +
    shot("move = \"slide\"\nway = \"-7 m\"") + shot("move = \"fly\"\ncamera = \"plan\"") +
    shot(std::string(kStands) + "move = \"orbit\"\nturn = \"-30 deg\"");

}  // namespace

BOOST_AUTO_TEST_SUITE(tour_player, *boost::unit_test::tolerance(1e-9))

BOOST_AUTO_TEST_CASE(a_tour_is_as_long_as_its_shots_together) {
  const TourPlayer player = player_of(shot(kStands, "4 s") + shot("", "2.5 s") + shot("", "1 min"));
  BOOST_TEST(player.length_s() == 66.5);
  BOOST_TEST(player.start_s(2) == 6.5);
  BOOST_TEST(player.at(3.999).shot == 0U);
  BOOST_TEST(player.at(4.0).shot == 1U);  // of the border it is the later one
  BOOST_TEST(player.at(6.5).shot == 2U);
  BOOST_TEST(player.at(66.5).shot == 2U);
  BOOST_TEST(player.at(-1.0).shot == 0U);
  BOOST_TEST(player.at(1e9).shot == 2U);
}

BOOST_AUTO_TEST_CASE(within_a_shot_neither_place_nor_view_jumps) {
  const TourPlayer player = player_of(kAllMoves);
  constexpr double kStep_s = 1e-3;
  // the overview is less than 100 m away, and a move of 4 s is at most 15/8 of its mean rate
  constexpr double kMost_m = 100.0 / 4.0 * 1.9 * kStep_s, kMost_rad = 4.0 / 4.0 * 1.9 * kStep_s;
  for (double t = 0.0; t + kStep_s < player.length_s(); t += kStep_s) {
    const TourMoment a = player.at(t), b = player.at(t + kStep_s);
    if (a.shot != b.shot) continue;
    const double way_m = (a.camera.eye_m - b.camera.eye_m).norm();
    const double turn_rad = std::acos(std::min(1.0, forward(a.camera).dot(forward(b.camera))));
    if (way_m > kMost_m || turn_rad > kMost_rad + 1e-7) {
      BOOST_TEST_ERROR(fmt::format("{} m and {} rad in a ms at {} s", way_m, turn_rad, t));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_shot_without_a_camera_begins_where_the_last_one_ended) {
  const TourPlayer player = player_of(kAllMoves);
  for (std::size_t i = 1; i < 6; ++i) {  // the seventh has an eye of its own: a cut
    const Camera before = player.at(player.start_s(i) - 1e-9).camera;
    const Camera after = player.at(player.start_s(i)).camera;
    BOOST_TEST(((before.eye_m - after.eye_m).norm() < 1e-6));
    BOOST_TEST(((forward(before) - forward(after)).norm() < 1e-6));
  }
  const Camera before = player.at(player.start_s(6) - 1e-9).camera;
  BOOST_TEST(((before.eye_m - player.at(player.start_s(6)).camera.eye_m).norm() > 5.0));
}

BOOST_AUTO_TEST_CASE(an_orbit_keeps_its_distance_and_turns_counter_clockwise_by_its_angle) {
  const TourPlayer player =
      player_of(shot(std::string(kStands) + "move = \"orbit\"\nturn = \"90 deg\""));
  const Vector3d about(10, 12, 1);
  for (double t = 0.0; t <= 4.0; t += 0.25) {
    const Camera camera = player.at(t).camera;
    BOOST_TEST((camera.eye_m - about).norm() == std::sqrt(153.0));
    BOOST_TEST(((camera.eye_m + std::sqrt(153.0) * forward(camera) - about).norm() < 1e-9));
    BOOST_TEST(camera.eye_m.z() == 4.0);
  }
  // from 12 m south of the point to 12 m east of it; half of the turn at half of the time
  BOOST_TEST(((player.at(4.0).camera.eye_m - Vector3d(22, 12, 4)).norm() < 1e-9));
  const double half = 12.0 * std::numbers::sqrt2 / 2.0;
  BOOST_TEST(((player.at(2.0).camera.eye_m - Vector3d(10 + half, 12 - half, 4)).norm() < 1e-9));
}

BOOST_AUTO_TEST_CASE(a_dolly_goes_ahead_and_a_slide_to_the_right_over_the_floor) {
  const TourPlayer player =
      player_of(shot(std::string(kStands) + "move = \"dolly\"\nway = \"3 m\"") +
                shot("move = \"slide\"\nway = \"2 m\""));
  const Vector3d way = forward(player.at(0.0).camera);
  BOOST_TEST(((player.at(4.0).camera.eye_m - Vector3d(10, 3, 4)).norm() < 1e-9));
  BOOST_TEST(((player.at(8.0).camera.eye_m - Vector3d(12, 3, 4)).norm() < 1e-9));
  BOOST_TEST(((forward(player.at(8.0).camera) - way).norm() < 1e-12));
}

BOOST_AUTO_TEST_CASE(a_flight_ends_at_the_view_that_it_names) {
  const TourPlayer player = player_of(shot(kStands) + shot("move = \"fly\"\ncamera = \"z1/st02\""));
  const Camera named = camera_named("z1/st02", hall(), kAspect);
  const Camera there = player.at(8.0).camera;
  BOOST_TEST(((there.eye_m - named.eye_m).norm() < 1e-9));
  BOOST_TEST(((forward(there) - forward(named)).norm() < 1e-9));
  BOOST_TEST(there.field_of_view_rad == named.field_of_view_rad);
}

BOOST_AUTO_TEST_CASE(a_plan_of_a_tour_shows_as_much_as_the_plan_itself) {
  const TourPlayer player = player_of(shot("camera = \"plan\""));
  const Camera plan = camera_named("plan", hall(), kAspect), seen = player.at(0.0).camera;
  const Box box = hall_box(hall());
  constexpr PictureSize kSize = {1600, 900};
  for (const double x : {box.low_m.x(), box.high_m.x()}) {
    for (const double y : {box.low_m.y(), box.high_m.y()}) {
      const auto flat = *pixel_of(plan, kSize, {x, y, 1.0});
      const auto deep = *pixel_of(seen, kSize, {x, y, 1.0});
      BOOST_TEST(((flat - deep).norm() < 30.0));  // it is 4 degrees off the vertical
    }
  }
}

BOOST_AUTO_TEST_CASE(the_plants_clock_runs_at_the_shots_speed_and_goes_on_from_shot_to_shot) {
  const TourPlayer player =
      player_of(shot(std::string(kStands) + "speed = 3") + shot("speed = 0") + shot("") +
                shot("time = \"00:01:00\"") + shot("time = \"50 %\"\nspeed = 0.5"));
  const auto ns = [&](double t) { return player.at(t).plant_ns; };
  BOOST_TEST(ns(0.0) == 10 * kSecondNs);  // the recording's start
  BOOST_TEST(ns(2.0) == 16 * kSecondNs);
  BOOST_TEST(ns(4.0) == 22 * kSecondNs);
  BOOST_TEST(ns(7.0) == 22 * kSecondNs);
  BOOST_TEST(ns(9.0) == 23 * kSecondNs);
  BOOST_TEST(ns(12.0) == 60 * kSecondNs);
  BOOST_TEST(ns(16.0) == 60 * kSecondNs);  // half of 10 s to 110 s
  BOOST_TEST(ns(20.0) == 62 * kSecondNs);
  BOOST_TEST(player.runs_dry_s() == player.length_s());
}

BOOST_AUTO_TEST_CASE(behind_the_recordings_end_the_plant_stands) {
  const TourPlayer player = player_of(shot(kStands) + shot("time = \"00:01:48\""));
  BOOST_TEST(player.at(5.0).plant_ns == 109 * kSecondNs);
  BOOST_TEST(player.at(8.0).plant_ns == 110 * kSecondNs);
  BOOST_TEST(player.runs_dry_s() == 6.0);
}

BOOST_AUTO_TEST_CASE(a_view_that_the_plant_does_not_have_is_told_at_its_place) {
  DARKLINE_TEST_THROWS(player_of(shot("camera = \"z1/st05\"")), InputError, "t.toml:3", "z1/st05",
                       "z1/st02");
}

BOOST_AUTO_TEST_SUITE_END()
