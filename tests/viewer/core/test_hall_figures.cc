// What moves in a hall: bodies of several parts, tools, sparks, lamps.
#include <algorithm>
#include <cmath>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tests/viewer/one_post.h"
#include "viewer/core/body_mesh.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/hall_ground.h"
#include "viewer/core/picking.h"
#include "viewer/core/robot_tools.h"
#include "viewer/core/weld_sparks.h"

using namespace darkline;

namespace {

constexpr Color kGrey = {0.8F, 0.8F, 0.8F};
constexpr PictureSize kSize = {640, 360};

// The flange is 2 m up; the tool frame looks along x.
RobotModels post_with_tool() {
  return testing::one_post(0.1,
                           make_pose(rotation_from_rpy(0.0, std::asin(1.0), 0.0), {0.0, 0.0, 2.0}));
}

HallSnapshot one_robot(RobotTool tool, double tip_m) {
  HallSnapshot hall;
  hall.robots.push_back({.address = "z1/st01/r1",
                         .model = "post",
                         .X_WB = make_pose(Eigen::Matrix3d::Identity(), {10.0, 5.0, 0.0}),
                         .q_rad = {0.0},
                         .tool = tool,
                         .tip_m = tip_m,
                         .welding = true});
  return hall;
}

HallScene scene_of(const HallSnapshot& hall) {
  return build_hall_scene(hall, post_with_tool(), "hall.json", theme_of(false));
}

Camera looking_from(double far_m) {
  Camera camera;
  camera.target_m = {10.7, 5.0, 2.0};
  camera.eye_m = {10.7, 5.0 - far_m, 2.4};
  camera.up = Eigen::Vector3d::UnitZ();
  return camera;
}

std::size_t showers_in(const DrawList& list, const HallScene& scene) {
  std::size_t n = 0;
  for (const DrawGroup& group : list.groups) {
    for (const auto& frame : scene.spark_frames) n += group.parts == &frame ? group.n_instances : 0;
  }
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hall_figures)

BOOST_AUTO_TEST_CASE(every_set_of_parts_keeps_to_the_bodys_size) {
  for (unsigned bits = 1; bits < 256; ++bits) {
    BodyParts parts;
    for (unsigned i = 0; i < 8; ++i) {
      if ((bits >> i & 1U) != 0) parts = parts | static_cast<BodyPart>(i);
    }
    BOOST_TEST(parts.bits() == bits);
    for (int lod = 0; lod < kLodCount; ++lod) {
      for (const Vertex& vertex : body_mesh(parts, lod, kGrey).vertices) {
        const Eigen::Vector3d p_m = vertex.p_m.cast<double>();
        const bool inside = std::abs(p_m.x()) <= 0.5 * kBodyLength_m + 1e-5 &&
                            std::abs(p_m.y()) <= 0.5 * kBodyWidth_m + 1e-5 && p_m.z() >= 0.0 &&
                            p_m.z() <= kBodyHeight_m + 1e-5;
        if (!inside) BOOST_ERROR("parts " << bits << " at level " << lod);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_part_adds_triangles_to_a_body_with_a_floor) {
  const BodyParts floor = BodyPart::front_floor;
  for (int lod = 0; lod < kLodCount; ++lod) {
    const std::size_t bare = body_mesh(floor, lod, kGrey).n_triangles();
    for (std::size_t i = 0; i < kBodyPartNames.size(); ++i) {
      const BodyParts more = floor | static_cast<BodyPart>(i);
      if (more == floor) continue;
      BOOST_TEST(body_mesh(more, lod, kGrey).n_triangles() > bare, kBodyPartNames[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(panels_without_a_floor_stand_in_the_plane_where_they_are_welded) {
  for (const BodyPart part : {BodyPart::side_left, BodyPart::side_right, BodyPart::doors}) {
    double sum_m = 0.0;
    std::size_t n = 0;
    for (const Vertex& vertex : body_mesh(part, 3, kGrey).vertices) {
      sum_m += std::abs(static_cast<double>(vertex.p_m.y()));
      ++n;
    }
    BOOST_REQUIRE(n > 0U);
    BOOST_TEST(sum_m / static_cast<double>(n) < 0.25);  // 0.95 in the body
  }
}

BOOST_AUTO_TEST_CASE(a_hall_has_meshes_of_those_bodies_that_stand_in_it) {
  HallSnapshot hall;
  for (const BodyParts parts : {BodyParts::underbody(), BodyParts::all(), BodyParts::underbody()}) {
    hall.stations.push_back({.address = "z1/st01", .length_m = 8, .width_m = 6, .parts = parts});
  }
  HallScene scene = scene_of(hall);
  BOOST_TEST(scene.body_kinds.size() == 2U);
  const auto* const known = &scene.body_kinds.at(BodyParts::all())[0];
  hall.stations[0].parts = BodyPart::doors;
  place_bodies(scene, hall);
  BOOST_TEST(scene.body_kinds.size() == 3U);
  BOOST_TEST(&scene.body_kinds.at(BodyParts::all())[0] == known);  // what is drawn stays there
  hall.stations[1].body_present = false;
  hall.stations[1].body_ahead_m = 1.5;
  hall.stations[2].body_present = false;
  place_bodies(scene, hall);
  BOOST_REQUIRE(scene.bodies.size() == 2U);
  BOOST_TEST(scene.bodies[1].X_WM(0, 3) == 1.5F);
}

BOOST_AUTO_TEST_CASE(tools_work_at_their_tip_and_the_robots_sphere_holds_them) {
  for (const double tip_m : {0.4, 0.75, 1.1}) {
    const HallScene scene = scene_of(one_robot(RobotTool::gun, tip_m));
    const HallScene::RobotInstance& robot = scene.robots[0];
    BOOST_TEST((tip_of(robot) - Eigen::Vector3d(10.0 + tip_m, 5.0, 2.0)).norm() < 1e-5);
    for (const Vertex& vertex : scene.tools[1][0].front().vertices) {
      const Eigen::Vector3f p_W = robot.X_WT.leftCols<3>() * vertex.p_m + robot.X_WT.col(3);
      const double from = (p_W.cast<double>() - robot.sphere.center_m).norm();
      BOOST_TEST(from <= robot.sphere.radius_m + 1e-4);
    }
    BOOST_TEST(robot.arm_radius_m < robot.sphere.radius_m);
  }
  // a tool of no length is none
  BOOST_TEST((scene_of(one_robot(RobotTool::gun, 0.0)).robots[0].tool == RobotTool::none));
}

BOOST_AUTO_TEST_CASE(every_tool_is_closed_and_coarser_from_level_to_level) {
  for (int tool = 1; tool < static_cast<int>(kRobotTools); ++tool) {
    const auto kind = static_cast<RobotTool>(tool);
    BOOST_TEST(enclosed_volume_m3(tool_mesh(kind, 0)) > 0.0, name_of(kind));
    for (int lod = 1; lod < kLodCount; ++lod) {
      BOOST_TEST(tool_mesh(kind, lod).n_triangles() <= tool_mesh(kind, lod - 1).n_triangles());
    }
    BOOST_TEST(tool_mesh(kind, kLodCount - 1).n_triangles() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_click_on_a_gun_gives_its_robot) {
  const HallScene scene = scene_of(one_robot(RobotTool::gun, 0.75));
  const Camera camera = looking_from(4.0);
  const auto at = pixel_of(camera, kSize, {10.2, 5.0, 2.0});  // the transformer's middle
  BOOST_REQUIRE(at.has_value());
  const auto picked = pick(scene, camera, kSize, *at);
  BOOST_REQUIRE(picked.has_value());
  BOOST_TEST((picked->kind == Picked::Kind::robot));
}

BOOST_AUTO_TEST_CASE(who_welds_sparks_at_the_tip_the_same_at_the_same_time) {
  HallSnapshot hall = one_robot(RobotTool::gun, 0.75);
  HallScene scene = scene_of(hall);
  std::set<std::size_t> frames;
  for (int i = 0; i < kSparkFrames; ++i) {
    hall.moment_ns = i * kSparkFrameNs + 1;
    place_sparks(scene, hall);
    BOOST_REQUIRE(scene.sparks.size() == 1U);
    frames.insert(scene.sparks[0].frame);
    BOOST_TEST((scene.sparks[0].X_WS.col(3) - Eigen::Vector3f(10.75F, 5.F, 2.F)).norm() < 1e-5F);
  }
  BOOST_TEST(frames.size() == static_cast<std::size_t>(kSparkFrames));
  const std::size_t last = scene.sparks[0].frame;
  hall.moment_ns += kSparkFrames * kSparkFrameNs;
  place_sparks(scene, hall);
  BOOST_TEST(scene.sparks[0].frame == last);
  hall.robots[0].welding = false;
  place_sparks(scene, hall);
  BOOST_TEST(scene.sparks.empty());
}

BOOST_AUTO_TEST_CASE(drops_fly_near_by_and_the_light_keeps_its_least_size_from_afar) {
  const HallScene scene = scene_of(one_robot(RobotTool::gun, 0.75));
  BOOST_TEST(showers_in(draw_list(scene, looking_from(5.0), kSize), scene) == 1U);
  for (const double far_m : {150.0, 400.0}) {
    const Camera camera = looking_from(far_m);
    const DrawList list = draw_list(scene, camera, kSize);
    BOOST_TEST(showers_in(list, scene) == 0U);
    const auto lights =
        std::find_if(list.groups.begin(), list.groups.end(),
                     [&](const DrawGroup& group) { return group.parts == &scene.far_lamp; });
    BOOST_REQUIRE(lights != list.groups.end());
    const double pixel_m = metres_per_pixel(camera, kSize, tip_of(scene.robots[0]));
    BOOST_TEST(static_cast<double>(lights->records[0]) >= 1.7 * pixel_m);
  }
}

// A drop cannot be further than its speed takes it in its life: 4.8 m/s, 0.32 s.
BOOST_AUTO_TEST_CASE(drops_stay_near_the_weld_and_shine) {
  for (int frame = 0; frame < kSparkFrames; ++frame) {
    for (const Vertex& vertex : spark_mesh(frame).vertices) {
      BOOST_TEST(vertex.p_m.norm() < 1.6F);
      BOOST_TEST(vertex.glow == 1.F);
    }
  }
}

BOOST_AUTO_TEST_CASE(each_state_lights_a_lamp_at_a_place_of_its_own_and_flashing_ones_go_dark) {
  BOOST_TEST(lit_lamp(StationState::down) == 0);
  BOOST_TEST(lit_lamp(StationState::starved) == 1);
  BOOST_TEST(lit_lamp(StationState::working) == 2);
  HallSnapshot hall;
  hall.stations.push_back({.address = "z1/st01", .length_m = 8, .width_m = 6});
  hall.stations.push_back(
      {.address = "z1/st02", .length_m = 8, .width_m = 6, .state = StationState::down});
  HallScene scene = scene_of(hall);
  const double pitch_m = lit_lamp_m(scene.lamps[1]).z() - lit_lamp_m(scene.lamps[0]).z();
  BOOST_TEST(std::abs(pitch_m - 2.0 * kLampPitch_m) < 1e-12);
  Camera camera = looking_from(25.0);
  camera.target_m = {0.0, 0.0, 2.0};
  camera.eye_m = {0.0, -25.0, 4.0};
  const auto lit = [&] {
    std::size_t n = 0;
    for (const DrawGroup& group : draw_list(scene, camera, kSize).groups) {
      if (group.parts == &scene.lamp || group.parts == &scene.far_lamp) n += group.n_instances;
    }
    return n;
  };
  BOOST_TEST(lit() == 2U);
  scene.flash_is_dark = true;
  BOOST_TEST(lit() == 1U);  // the fault's lamp is dark for now, the one at work stays
}

BOOST_AUTO_TEST_SUITE_END()
