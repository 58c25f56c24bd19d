#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

std::map<std::string, RobotModel> one_plain_model() {
  RobotModel model;
  model.id = "plain";
  model.joints.resize(6);
  for (Joint& joint : model.joints) {
    joint.lower = -3.0;
    joint.upper = 3.0;
  }
  model.links.resize(7);
  return {{model.id, model}};
}

HallSnapshot hall_of_820() {
  return synthetic_hall(zones_of_820_robots(), one_plain_model());
}

std::vector<Eigen::Vector3d> corners_of(const Box& box) {
  std::vector<Eigen::Vector3d> corners;
  for (unsigned i = 0; i < 8; ++i) {
    corners.emplace_back((i & 1U) != 0 ? box.high_m.x() : box.low_m.x(),
                         (i & 2U) != 0 ? box.high_m.y() : box.low_m.y(),
                         (i & 4U) != 0 ? box.high_m.z() : box.low_m.z());
  }
  return corners;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(camera_rig)

BOOST_AUTO_TEST_CASE(a_fitted_box_is_inside_the_margins_and_touches_two_opposite_ones) {
  const Margins margins{.left = 0.05, .right = 0.10, .top = 0.15, .bottom = 0.02};
  const PictureSize size{1920, 1080};
  for (const Eigen::Vector3d& extent :
       {Eigen::Vector3d(200, 120, 4), Eigen::Vector3d(30, 300, 4), Eigen::Vector3d(5, 5, 40)}) {
    const Box box{.low_m = {-10, 20, 0}, .high_m = Eigen::Vector3d(-10, 20, 0) + extent};
    const Camera camera =
        fit_box(box, Eigen::Vector3d(0.2, 0.7, -0.6).normalized(), 0.5, size.aspect(), margins);
    double left = 1, right = 0, top = 1, bottom = 0;
    for (const Eigen::Vector3d& corner : corners_of(box)) {
      const auto p = pixel_of(camera, size, corner);
      BOOST_REQUIRE(p.has_value());
      left = std::min(left, p->x() / size.width);
      right = std::max(right, p->x() / size.width);
      top = std::min(top, p->y() / size.height);
      bottom = std::max(bottom, p->y() / size.height);
    }
    const double eps = 1e-9;
    BOOST_TEST(left >= margins.left - eps);
    BOOST_TEST(right <= 1.0 - margins.right + eps);
    BOOST_TEST(top >= margins.top - eps);
    BOOST_TEST(bottom <= 1.0 - margins.bottom + eps);
    const bool fills_width = left - margins.left < eps && 1.0 - margins.right - right < eps;
    const bool fills_height = top - margins.top < eps && 1.0 - margins.bottom - bottom < eps;
    BOOST_TEST((fills_width || fills_height));
  }
}

BOOST_AUTO_TEST_CASE(overview_and_plan_hold_the_whole_hall_between_near_and_far) {
  const HallSnapshot hall = hall_of_820();
  for (const char* name : {"overview", "plan"}) {
    for (const PictureSize size :
         {PictureSize{1920, 1080}, PictureSize{640, 360}, PictureSize{800, 1200}}) {
      const Camera camera = camera_named(name, hall, size.aspect());
      const Frustum frustum(camera, size.aspect());
      for (const Eigen::Vector3d& corner : corners_of(hall_box(hall))) {
        BOOST_TEST(frustum.may_see({corner, 0.0}), name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_plan_keeps_one_scale_and_north_up) {
  const HallSnapshot hall = hall_of_820();
  const PictureSize size{1920, 1080};
  const Camera camera = camera_named("plan", hall, size.aspect());
  const auto at = [&](double x, double y, double z) {
    return pixel_of(camera, size, {x, y, z}).value();
  };
  const double scale = 10.0 / metres_per_pixel(camera, size, {0, 0, 0});
  BOOST_TEST((at(30, 20, 0) - at(20, 20, 0) - Eigen::Vector2d(scale, 0)).norm() < 1e-6);
  BOOST_TEST((at(20, 30, 0) - at(20, 20, 0) - Eigen::Vector2d(0, -scale)).norm() < 1e-6);
  BOOST_TEST((at(20, 30, 3) - at(20, 30, 0)).norm() < 1e-6);
}

BOOST_AUTO_TEST_CASE(an_address_brings_its_machine_into_the_picture) {
  const HallSnapshot hall = hall_of_820();
  const PictureSize size{640, 360};
  const auto& robot = hall.robots[400];
  const std::string station = robot.address.substr(0, robot.address.rfind('/'));
  const std::string zone = robot.address.substr(0, robot.address.find('/'));
  double before = 0.0;
  for (const std::string& name : {zone, station, robot.address}) {
    const Camera camera = camera_named(name, hall, size.aspect());
    const Eigen::Vector3d p = robot.X_WB.translation();
    BOOST_TEST(Frustum(camera, size.aspect()).may_see({p, 0.0}), name);
    const double scale = 1.0 / metres_per_pixel(camera, size, p);
    BOOST_TEST(scale > before, name << " is nearer than what holds it");
    before = scale;
  }
}

BOOST_AUTO_TEST_CASE(who_walks_the_aisle_meets_no_pad_and_has_stations_on_both_sides) {
  const HallSnapshot hall = hall_of_820();
  const Aisle aisle = aisle_of(hall);
  BOOST_TEST(aisle.to_x_m - aisle.from_x_m > 20.0);
  int left = 0, right = 0;
  for (const auto& station : hall.stations) {
    const Eigen::Vector3d p = station.X_WC.translation();
    const bool beside = p.x() + 0.5 * station.length_m > aisle.from_x_m &&
                        p.x() - 0.5 * station.length_m < aisle.to_x_m;
    if (!beside) continue;
    BOOST_TEST(std::abs(p.y() - aisle.y_m) > 0.5 * station.width_m, station.address);
    if (std::abs(p.y() - aisle.y_m) < station.width_m + 10.0) ++(p.y() > aisle.y_m ? left : right);
  }
  BOOST_TEST(left >= 2);
  BOOST_TEST(right >= 2);
  const Camera camera = camera_named("aisle", hall, 16.0 / 9.0);
  BOOST_TEST(camera.eye_m.x() > aisle.from_x_m);
  BOOST_TEST(camera.eye_m.x() < aisle.to_x_m);
  BOOST_TEST(camera.eye_m.y() == aisle.y_m);
}

BOOST_AUTO_TEST_CASE(an_unknown_camera_is_a_usage_error_with_candidates) {
  const HallSnapshot hall = hall_of_820();
  try {
    camera_named("overvew", hall, 1.5);
    BOOST_FAIL("accepted");
  } catch (const UsageError& problem) {
    const std::string text = problem.what();
    BOOST_TEST(text.find("\"overvew\"") != std::string::npos, text);
    BOOST_TEST(text.find("did you mean overview") != std::string::npos, text);
  }
  BOOST_CHECK_THROW(camera_named("z60_framing/st99", hall, 1.5), UsageError);
  BOOST_CHECK_THROW(camera_named("", HallSnapshot{}, 1.5), UsageError);
}

BOOST_AUTO_TEST_CASE(an_empty_hall_still_has_views) {
  for (const char* name : {"overview", "aisle", "plan"}) {
    const Camera camera = camera_named(name, HallSnapshot{}, 1.5);
    BOOST_TEST(camera.eye_m.allFinite());
    BOOST_TEST(camera.far_m > camera.near_m);
  }
}

BOOST_AUTO_TEST_CASE(culling_never_drops_a_sphere_with_a_point_in_the_picture) {
  // Points spread over the view volume by the golden ratio; each is the rim of some sphere.
  const PictureSize size{640, 360};
  const HallSnapshot hall = hall_of_820();
  for (const char* name : {"overview", "aisle", "plan"}) {
    const Camera camera = camera_named(name, hall, size.aspect());
    const Frustum frustum(camera, size.aspect());
    const Eigen::Matrix4d from_clip =
        (projection_matrix(camera, size.aspect()) * view_matrix(camera)).inverse();
    const auto spread = [](int i, double step) { return 2.0 * std::fmod(i * step, 1.0) - 1.0; };
    for (int i = 0; i < 5000; ++i) {
      const Eigen::Vector4d clip(spread(i, 0.6180339887), spread(i, 0.7548776662),
                                 spread(i, 0.5698402910), 1.0);
      const Eigen::Vector3d seen = (from_clip * clip).hnormalized();
      const double radius = 0.01 * (1 + i % 700);
      const Eigen::Vector3d way =
          Eigen::Vector3d(spread(i, 0.317), spread(i, 0.531), spread(i, 0.713)).normalized();
      BOOST_TEST(frustum.may_see({seen + 0.999 * radius * way, radius}));
    }
  }
}

BOOST_AUTO_TEST_CASE(culling_drops_what_is_behind_and_beside) {
  const Camera camera{.eye_m = {0, 0, 0}, .target_m = {1, 0, 0}, .up = {0, 0, 1}};
  const Frustum frustum(camera, 1.0);
  BOOST_TEST(!frustum.may_see({{-5.0, 0.0, 0.0}, 2.0}));
  BOOST_TEST(!frustum.may_see({{10.0, 30.0, 0.0}, 2.0}));
  BOOST_TEST(!frustum.may_see({{900.0, 0.0, 0.0}, 2.0}));
  BOOST_TEST(frustum.may_see({{10.0, 0.0, 0.0}, 2.0}));
}

BOOST_AUTO_TEST_CASE(the_shadow_view_sees_every_station_that_the_picture_sees) {
  const HallSnapshot hall = hall_of_820();
  const PictureSize size{640, 360};
  const Eigen::Vector3d way = Eigen::Vector3d(0.4, 0.4, -0.8).normalized();
  for (const char* name : {"overview", "aisle", "plan", "z60_framing/st02"}) {
    const Camera camera = camera_named(name, hall, size.aspect());
    const ShadowView shadow = shadow_view(camera, size, hall_box(hall), way);
    const Frustum light(shadow.camera, shadow.aspect), eye(camera, size.aspect());
    for (const auto& station : hall.stations) {
      const Sphere middle{station.X_WC.translation(), 0.0};
      if (eye.may_see(middle)) BOOST_TEST(light.may_see(middle), name << ' ' << station.address);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
