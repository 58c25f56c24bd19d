#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/overlay.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

// Three upright links of 1 m, each a capsule; two turning joints about y.
RobotModel three_sticks() {
  RobotModel model;
  model.id = "three_sticks";
  for (int i = 0; i < 3; ++i) {
    Shape shape{.kind = ShapeKind::capsule, .size_m = {0.1, 0.8, 0.0}, .mesh = nullptr};
    shape.X_LS = make_pose(Eigen::Matrix3d::Identity(), {0.0, 0.0, 0.5});
    Link link;
    link.visual = {shape};
    model.links.push_back(link);
  }
  for (int i = 0; i < 2; ++i) {
    Joint joint;
    joint.axis = Eigen::Vector3d::UnitY();
    joint.X_PJ = make_pose(Eigen::Matrix3d::Identity(), {0.0, 0.0, 1.0});
    joint.lower = -3.0;
    joint.upper = 3.0;
    model.joints.push_back(joint);
  }
  return model;
}

RobotModels models() {
  return {{"three_sticks", three_sticks()}};
}

HallSnapshot hall_of_820() {
  return synthetic_hall(zones_of_820_robots(), models());
}

HallScene scene_of(const HallSnapshot& hall) {
  return build_hall_scene(hall, models(), "hall.json", theme_of(false));
}

std::size_t robots_in(const DrawList& list) {
  return std::accumulate(std::begin(list.robots_by_lod), std::end(list.robots_by_lod),
                         std::size_t{0});
}

std::string refusal_of(const HallSnapshot& hall) {
  try {
    scene_of(hall);
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "accepted";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hall_drawing)

// The triangles of all parts are those of the whole, and none reaches out of its square by more
// than a side.
BOOST_AUTO_TEST_CASE(a_mesh_that_is_split_is_still_all_there) {
  TriangleMesh whole = box_mesh({100.0, 60.0, 0.1}, {1.F, 1.F, 1.F});
  for (int i = 0; i < 40; ++i) {
    append_mesh(whole, sphere_mesh(0.5, 6, {1.F, 0.F, 0.F}),
                make_pose(Eigen::Matrix3d::Identity(), {2.4 * i - 47.0, 1.3 * i - 26.0, 1.0}));
  }
  const std::vector<TriangleMesh> parts = split_by_place(whole, 16.0);
  BOOST_TEST(parts.size() > 6U);
  std::size_t n_triangles = 0;
  double volume_m3 = 0.0;
  for (const TriangleMesh& part : parts) {
    n_triangles += part.n_triangles();
    volume_m3 += enclosed_volume_m3(part);
    if (&part != &parts.back()) BOOST_TEST(bounding_sphere(part).radius_m < 16.0 * 1.5);
  }
  BOOST_TEST(n_triangles == whole.n_triangles());
  BOOST_TEST(volume_m3 == enclosed_volume_m3(whole), boost::test_tools::tolerance(1e-6));
  BOOST_TEST(split_by_place({}, 16.0).empty());
}

BOOST_AUTO_TEST_CASE(links_stand_where_the_joints_put_them) {
  HallSnapshot hall;
  hall.robots.push_back({.address = "z1/st01/r1",
                         .model = "three_sticks",
                         .X_WB = make_pose(Eigen::Matrix3d::Identity(), {5.0, 7.0, 0.0}),
                         .q_rad = {0.5 * std::numbers::pi, 0.0}});
  const HallScene scene = scene_of(hall);
  // A quarter turn about y at 1 m takes z to x: the last link starts 1 m along x from the elbow.
  const Pose34f& last = scene.robots[0].X_WL[2];
  BOOST_TEST((last.col(3) - Eigen::Vector3f(6.F, 7.F, 1.F)).norm() < 1e-5F);
  BOOST_TEST((last.col(2) - Eigen::Vector3f(1.F, 0.F, 0.F)).norm() < 1e-5F);
}

BOOST_AUTO_TEST_CASE(a_robots_sphere_holds_every_corner_of_its_links) {
  const HallScene scene = scene_of(hall_of_820());
  for (std::size_t i = 0; i < scene.robots.size(); i += 41) {
    const auto& robot = scene.robots[i];
    const auto& links = scene.robot_models[robot.model].links[0];
    for (std::size_t k = 0; k < links.size(); ++k) {
      for (const Vertex& vertex : links[k].vertices) {
        const Eigen::Vector3f p_W = robot.X_WL[k].leftCols<3>() * vertex.p_m + robot.X_WL[k].col(3);
        const double from = (p_W.cast<double>() - robot.sphere.center_m).norm();
        BOOST_TEST(from <= robot.sphere.radius_m + 1e-4);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_overview_draws_all_820_robots_and_none_in_full_detail) {
  const HallSnapshot hall = hall_of_820();
  BOOST_TEST(hall.robots.size() == 820U);
  BOOST_TEST(hall.stations.size() == 123U);
  const HallScene scene = scene_of(hall);
  const PictureSize size{1920, 1080};
  const DrawList list = draw_list(scene, camera_named("overview", hall, size.aspect()), size);
  BOOST_TEST(robots_in(list) == 820U);
  BOOST_TEST(list.robots_by_lod[0] == 0U);  // none of them is that near
}

BOOST_AUTO_TEST_CASE(detail_falls_with_distance_and_robots_outside_are_left_out) {
  BOOST_TEST(lod_for(1000.0) == 0);
  BOOST_TEST(lod_for(100.0) == 1);
  BOOST_TEST(lod_for(40.0) == 2);
  BOOST_TEST(lod_for(3.0) == 3);
  for (double radius = 1.0; radius < 300.0; radius += 1.0) {
    BOOST_TEST(lod_for(radius) >= lod_for(radius + 1.0));
  }
  const HallSnapshot hall = hall_of_820();
  const HallScene scene = scene_of(hall);
  const PictureSize size{1920, 1080};
  const Camera camera = camera_named("z60_framing/st02", hall, size.aspect());
  const DrawList list = draw_list(scene, camera, size);
  BOOST_TEST(list.robots_by_lod[0] > 0U);
  BOOST_TEST(robots_in(list) < 820U);
  std::size_t visible = 0;
  const Frustum frustum(camera, size.aspect());
  for (const auto& robot : scene.robots) visible += frustum.may_see(robot.sphere) ? 1U : 0U;
  BOOST_TEST(robots_in(list) == visible);
  BOOST_TEST(robots_in(draw_list(scene, camera, size, {.shadow_room_m = 1000.0})) == 820U);
}

BOOST_AUTO_TEST_CASE(records_are_whole_and_no_group_is_empty_or_too_large) {
  const HallSnapshot hall = hall_of_820();
  const HallScene scene = scene_of(hall);
  const PictureSize size{1920, 1080};
  for (const char* name : {"overview", "aisle", "plan"}) {
    const DrawList list = draw_list(scene, camera_named(name, hall, size.aspect()), size);
    for (const DrawGroup& group : list.groups) {
      BOOST_TEST(group.n_instances > 0U);
      BOOST_TEST(group.records.size() == 4 * group.n_instances * group.texels());
      BOOST_TEST(group.n_instances * group.texels() <= kMostTexels);
    }
  }
}

BOOST_AUTO_TEST_CASE(more_robots_than_one_buffer_holds_are_split_over_groups) {
  HallSnapshot hall;
  // A record of three links has 10 texels: 6553 fit.
  for (int i = 0; i < 7000; ++i) {
    hall.robots.push_back({.address = "z1/st01/r1",
                           .model = "three_sticks",
                           .X_WB = Pose::Identity(),
                           .q_rad = {0.0, 0.0}});
  }
  const HallScene scene = scene_of(hall);
  const PictureSize size{640, 360};
  const DrawList list = draw_list(scene, camera_named("overview", hall, size.aspect()), size);
  std::size_t drawn = 0, groups = 0;
  for (const DrawGroup& group : list.groups) {
    if (group.parts->size() != 3) continue;
    drawn += group.n_instances;
    ++groups;
  }
  BOOST_TEST(drawn == 7000U);
  BOOST_TEST(groups == 2U);
}

BOOST_AUTO_TEST_CASE(an_abnormal_lamp_keeps_its_least_size_from_afar) {
  const HallSnapshot hall = hall_of_820();
  const HallScene scene = scene_of(hall);
  const PictureSize size{640, 360};
  const Camera camera = camera_named("overview", hall, size.aspect());
  const DrawList list = draw_list(scene, camera, size);
  const DrawGroup& lamps = list.groups.back();
  BOOST_REQUIRE(lamps.parts == &scene.far_lamp);
  BOOST_REQUIRE(lamps.n_instances == hall.stations.size());
  for (std::size_t i = 0; i < lamps.n_instances; ++i) {
    const double radius = static_cast<double>(lamps.records[16 * i]);
    const double pixels = radius / metres_per_pixel(camera, size, lit_lamp_m(scene.lamps[i]));
    const bool abnormal = look_of(scene.lamps[i].state).abnormal;
    BOOST_TEST(pixels >= (abnormal ? 3.0 : 1.2));
  }
}

BOOST_AUTO_TEST_CASE(buffers_show_their_mean_level_and_stations_their_body) {
  HallSnapshot hall;
  hall.stations.push_back({.address = "z1/st01", .length_m = 8, .width_m = 6});
  hall.stations.push_back(
      {.address = "z1/st02", .length_m = 8, .width_m = 6, .body_present = false});
  hall.buffers.push_back(
      {.p_from_m = {20, 0, 0}, .p_to_m = {80, 0, 0}, .places = 10, .mean_level = 6.6});
  hall.buffers.push_back(
      {.p_from_m = {20, 9, 0}, .p_to_m = {80, 9, 0}, .places = 10, .mean_level = 99.0});
  // 1 in the first station, none in the second, 7 of 6.6, no more than the 10 places.
  BOOST_TEST(scene_of(hall).bodies.size() == 1U + 7U + 10U);
}

BOOST_AUTO_TEST_CASE(damaged_halls_are_refused_with_place_and_remedy) {
  HallSnapshot hall = hall_of_820();
  hall.robots[3].model = "three_stick";
  std::string text = refusal_of(hall);
  BOOST_TEST(text.find("hall.json: robot z10_front_end/st01/r4") == 0U, text);
  BOOST_TEST(text.find("did you mean three_sticks?") != std::string::npos, text);

  hall = hall_of_820();
  hall.robots[3].q_rad = {1.0, 2.0, 3.0};
  text = refusal_of(hall);
  BOOST_TEST(text.find("found 3 joint angles, wanted the 2 of three_sticks") != std::string::npos,
             text);

  hall = hall_of_820();
  hall.stations[0].X_WC.translation().x() = 1e30;
  BOOST_TEST(refusal_of(hall).find("within 10 km") != std::string::npos);
  hall = hall_of_820();
  hall.buffers[0].places = 2'000'000'000;
  BOOST_TEST(refusal_of(hall).find("2000000000 places") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_overlay_counts_states_and_its_signs_do_not_cover_one_another) {
  const HallSnapshot hall = hall_of_820();
  const HallScene scene = scene_of(hall);
  const PictureSize size{1920, 1080};
  const Overlay overlay = build_overlay(hall, scene, camera_named("overview", hall, size.aspect()),
                                        size, theme_of(false));
  std::vector<const OverlayText*> signs;
  bool counted = false;
  const auto down = std::count_if(hall.stations.begin(), hall.stations.end(),
                                  [](const auto& s) { return s.state == StationState::down; });
  for (const OverlayText& text : overlay.texts) {
    counted = counted || text.text.starts_with(std::to_string(down) + " down");
    if (text.text.starts_with("Z")) signs.push_back(&text);
  }
  BOOST_TEST(counted);
  BOOST_TEST(signs.size() >= 10U);
  BOOST_TEST(overlay.texts.size() < 40U);  // labels are few, whatever the number of robots
  for (std::size_t i = 0; i < signs.size(); ++i) {
    for (std::size_t k = i + 1; k < signs.size(); ++k) {
      const bool apart =
          std::abs(signs[i]->p_px.y() - signs[k]->p_px.y()) > signs[i]->height_px ||
          std::abs(signs[i]->p_px.x() - signs[k]->p_px.x()) >
              0.5 * (text_width_px(signs[i]->text, 16.0) + text_width_px(signs[k]->text, 16.0));
      BOOST_TEST(apart, signs[i]->text << " and " << signs[k]->text);
    }
  }
}

BOOST_AUTO_TEST_CASE(neighbours_that_stand_still_together_share_a_pin_from_afar) {
  // A line of 80 stations, 9 m apart: some 8 pixels each in a picture 640 wide, a pin needs 12.
  HallSnapshot hall;
  hall.hall_length_m = 720.0;
  hall.hall_width_m = 40.0;
  for (int i = 0; i < 80; ++i) {
    hall.stations.push_back(
        {.address = station_address("z1", i + 1),
         .X_WC = make_pose(Eigen::Matrix3d::Identity(), {9.0 * i + 4.5, 20.0, 0.0}),
         .length_m = 8.0,
         .width_m = 7.0,
         .state = i >= 30 && i < 42 ? StationState::starved : StationState::working});
  }
  const PictureSize size{640, 360};
  const auto counted = [&](const char* camera_name) {
    const Camera camera = camera_named(camera_name, hall, size.aspect());
    const Overlay overlay = build_overlay(hall, scene_of(hall), camera, size, theme_of(false));
    return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                       [](const OverlayText& text) { return text.text == "12"; });
  };
  BOOST_TEST(counted("overview"));
  BOOST_TEST(!counted("z1/st34"));
}

BOOST_AUTO_TEST_SUITE_END()
