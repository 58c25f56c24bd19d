// What a hand does to the camera: the point it holds stays under it.
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "viewer/core/navigation.h"

namespace {

using namespace darkline;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr PictureSize kSize = {1280, 720};
const Box kHall = {{0, 0, 0}, {400, 150, 4}};

Camera perspective() {
  Camera camera;
  camera.eye_m = {60, 20, 12};
  camera.target_m = {80, 60, 1};
  camera.up = Vector3d::UnitZ();
  return camera;
}

Camera plan() {
  Camera camera;
  camera.eye_m = {200, 75, 100};
  camera.target_m = {200, 75, 0};
  camera.up = Vector3d::UnitY();
  camera.parallel_height_m = 160.0;
  return camera;
}

double apart_px(const Camera& camera, const Vector3d& p_m, const Vector2d& at) {
  return (*pixel_of(camera, kSize, p_m) - at).norm();
}

BOOST_AUTO_TEST_SUITE(navigation)

const Vector3d kHeld_m = {85, 50, 1.5};

BOOST_AUTO_TEST_CASE(an_orbit_keeps_the_held_point_under_the_cursor_and_the_horizon_level) {
  Navigation hand(perspective(), kHall);
  const Vector2d at = *pixel_of(hand.camera(), kSize, kHeld_m);
  const double away_m = (hand.camera().eye_m - kHeld_m).norm();
  for (const Vector2d& drag : {Vector2d(40, 0), Vector2d(-300, 25), Vector2d(15, 60)}) {
    hand.orbit(drag, kSize, kHeld_m);
    BOOST_TEST(apart_px(hand.camera(), kHeld_m, at) < 1e-6);
    BOOST_TEST(std::abs((hand.camera().eye_m - kHeld_m).norm() - away_m) < 1e-9);
    BOOST_TEST((hand.camera().up == Vector3d::UnitZ()));
  }
}

BOOST_AUTO_TEST_CASE(half_a_turn_is_a_picture_high_and_two_of_them_lead_back) {
  Navigation hand(perspective(), kHall);
  const Vector3d start_m = hand.camera().eye_m;
  hand.orbit({720, 0}, kSize, kHeld_m);
  BOOST_TEST((hand.camera().eye_m - start_m).head<2>().norm() >
             1.9 * (start_m - kHeld_m).head<2>().norm());
  hand.orbit({720, 0}, kSize, kHeld_m);
  BOOST_TEST((hand.camera().eye_m - start_m).norm() < 1e-9);
}

BOOST_AUTO_TEST_CASE(no_orbit_goes_over_the_top_or_through_the_floor) {
  Navigation hand(perspective(), kHall);
  for (int i = 0; i < 100; ++i) hand.orbit({3, 50}, kSize, kHeld_m);
  const auto slope = [&] {
    return (hand.camera().target_m - hand.camera().eye_m).normalized().z();
  };
  BOOST_TEST(slope() < -0.99);
  BOOST_TEST(slope() > -0.999);
  for (int i = 0; i < 100; ++i) hand.orbit({3, -50}, kSize, kHeld_m);
  BOOST_TEST(hand.camera().eye_m.z() > 0.3);
}

BOOST_AUTO_TEST_CASE(a_pan_carries_the_held_point_with_the_cursor) {
  for (const Camera& camera : {perspective(), plan()}) {
    Navigation hand(camera, kHall);
    const Vector2d from = *pixel_of(hand.camera(), kSize, kHeld_m), to = from + Vector2d(120, -45);
    hand.pan(from, to, kSize, kHeld_m);
    BOOST_TEST(apart_px(hand.camera(), kHeld_m, to) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(a_zoom_keeps_the_point_under_the_cursor_and_goes_a_tenth_of_the_way) {
  for (const Camera& camera : {perspective(), plan()}) {
    Navigation hand(camera, kHall);
    const Vector2d at = *pixel_of(hand.camera(), kSize, kHeld_m);
    const double before = metres_per_pixel(hand.camera(), kSize, kHeld_m);
    hand.zoom(1.0, kHeld_m);
    BOOST_TEST(apart_px(hand.camera(), kHeld_m, at) < 1e-6);
    BOOST_TEST(std::abs(metres_per_pixel(hand.camera(), kSize, kHeld_m) / before - 0.9) < 1e-9);
    hand.zoom(-1.0, kHeld_m);
    BOOST_TEST(std::abs(metres_per_pixel(hand.camera(), kSize, kHeld_m) / before - 1.0) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(a_zoom_stops_before_the_point_and_before_the_end_of_the_world) {
  Navigation hand(perspective(), kHall);
  for (int i = 0; i < 200; ++i) hand.zoom(1.0, kHeld_m);
  BOOST_TEST((hand.camera().eye_m - kHeld_m).norm() > 0.5);
  for (int i = 0; i < 400; ++i) hand.zoom(-1.0, kHeld_m);
  BOOST_TEST(hand.camera().eye_m.norm() < 3000.0);
  BOOST_TEST(hand.camera().far_m < 6000.0);
}

BOOST_AUTO_TEST_CASE(walking_stays_over_the_floor) {
  Navigation hand(perspective(), kHall);
  const double height_m = hand.camera().eye_m.z();
  const Vector3d start_m = hand.camera().eye_m;
  hand.walk(3.0, 4.0, 0.0);
  BOOST_TEST(hand.camera().eye_m.z() == height_m);
  BOOST_TEST(std::abs((hand.camera().eye_m - start_m).norm() - 5.0) < 1e-9);
  hand.walk(0.0, 0.0, -100.0);
  BOOST_TEST(hand.camera().eye_m.z() > 0.3);
}

BOOST_AUTO_TEST_CASE(focus_brings_a_sphere_to_the_middle_and_a_move_of_the_hand_ends_the_flight) {
  for (const Camera& camera : {perspective(), plan()}) {
    Navigation hand(camera, kHall);
    hand.focus({kHeld_m, 2.0});
    BOOST_TEST(hand.is_flying());
    for (int i = 0; i < 10; ++i) hand.advance(0.1);
    BOOST_TEST(!hand.is_flying());
    BOOST_TEST(apart_px(hand.camera(), kHeld_m, {640, 360}) < 1e-6);
    // 45 % of 720 pixels high
    const double radius_px = 2.0 / metres_per_pixel(hand.camera(), kSize, kHeld_m);
    BOOST_TEST(std::abs(2.0 * radius_px - 0.45 * 720) < 1e-6);
    hand.focus({{10, 10, 1}, 2.0});
    hand.advance(0.05);
    hand.walk(0.0, 0.0, 0.0);
    BOOST_TEST(!hand.is_flying());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
