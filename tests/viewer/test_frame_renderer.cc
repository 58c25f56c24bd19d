// Frames of a hall that moves: the same as the plain scene, the same every time, and alive.
#include <boost/test/unit_test.hpp>

#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/hall_ground.h"
#include "viewer/core/picking.h"
#include "viewer/frame_renderer.h"
#include "viewer/hall_light.h"
#include "viewer/naive_scene.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

constexpr PictureSize kSize = {640, 360};
constexpr int kPixels = kSize.width * kSize.height;

// One station of six robots, so near that every one is in full detail.
struct Cell {
  Cell()
      : hall(synthetic_hall({{"z1", {1}, 6}}, shipped_models())),
        scene(build_hall_scene(hall, shipped_models(), "hall.json", theme_of(false))),
        camera(camera_named("z1/st01", hall, kSize.aspect())) {}

  Picture frame(FrameRenderer& renderer, const DrawChoice& choice = {}) {
    update_draw_list(list, scene, camera, kSize, choice);
    renderer.draw(list, {}, camera);
    return renderer.picture();
  }

  HallSnapshot hall;
  HallScene scene;
  Camera camera;
  DrawList list;
};

BOOST_AUTO_TEST_SUITE(frame_renderer)

BOOST_AUTO_TEST_CASE(instances_show_what_a_transform_per_link_shows) {
  Cell cell;
  cell.scene.lamps.clear();  // the plain scene has none
  Picture instanced;
  {
    FrameRenderer renderer(kSize, theme_of(false));
    instanced = cell.frame(renderer, {.detail = 1000.0});
  }
  BOOST_TEST(cell.list.robots_by_lod[0] == 6U);
  NaiveScene naive(cell.scene, kSize, theme_of(false));
  naive.draw(cell.scene, cell.camera);
  // sums in another order move an edge by a pixel here and there
  BOOST_TEST(pixels_apart(instanced, naive.picture(), 8) < kPixels / 500);
}

BOOST_AUTO_TEST_CASE(the_same_frame_has_the_same_pixels_whatever_was_drawn_before) {
  Cell cell;
  FrameRenderer renderer(kSize, theme_of(false));
  const Picture first = cell.frame(renderer);
  const Camera near = cell.camera;
  cell.camera = camera_named("overview", cell.hall, kSize.aspect());
  const Picture other = cell.frame(renderer);
  cell.camera = near;
  BOOST_TEST(pixels_apart(first, other, 8) > kPixels / 20);
  BOOST_TEST((cell.frame(renderer).rgb == first.rgb));
}

BOOST_AUTO_TEST_CASE(a_robot_that_moves_and_comes_back_leaves_no_trace) {
  Cell cell;
  FrameRenderer renderer(kSize, theme_of(false));
  const Picture before = cell.frame(renderer);
  JointVector home = {}, moved = {};
  const std::vector<double> q = cell.hall.robots[0].q_rad;
  std::copy(q.begin(), q.end(), home.begin());
  moved = home;
  moved[1] += 0.5;
  std::vector<Pose> X_BL;
  pose_robot(cell.scene, 0, moved, X_BL);
  BOOST_TEST(pixels_apart(before, cell.frame(renderer), 8) > kPixels / 500);
  pose_robot(cell.scene, 0, home, X_BL);
  BOOST_TEST((cell.frame(renderer).rgb == before.rgb));
}

BOOST_AUTO_TEST_CASE(the_floor_is_darker_where_the_light_through_an_arm_would_fall) {
  Cell cell;
  cell.camera = camera_named("plan", cell.hall, kSize.aspect());
  FrameRenderer renderer(kSize, theme_of(false));
  const Picture plain = cell.frame(renderer);
  DrawList shadows;
  update_shadow_list(shadows, cell.scene, cell.camera, kSize);
  renderer.draw(cell.list, shadows, cell.camera);
  const Picture shaded = renderer.picture();
  int fallen = 0, darker = 0;
  for (const HallScene::RobotInstance& robot : cell.scene.robots) {
    for (std::size_t link = 1; link < robot.X_WL.size(); ++link) {
      const Sphere& sphere = cell.scene.robot_models[robot.model].link_spheres[link];
      if (sphere.radius_m < 0.25) continue;  // too small for the coarsest level
      const Eigen::Vector3d p_m =
          (robot.X_WL[link] * sphere.center_m.cast<float>().homogeneous()).cast<double>();
      const Eigen::Vector3d at_m = p_m - light_way() * ((p_m.z() - kPadTop_m) / light_way().z());
      const auto at = pixel_of(cell.camera, kSize, at_m);
      const auto seen = pick(cell.scene, cell.camera, kSize, *at);
      if (!seen || seen->kind != Picked::Kind::ground || seen->p_W_m.z() > 0.06) continue;
      const int x = static_cast<int>(at->x()), y = static_cast<int>(at->y());
      ++fallen;
      if (pixel(shaded, x, y).sum() < pixel(plain, x, y).sum() - 30) ++darker;
    }
  }
  BOOST_TEST(fallen >= 5);
  BOOST_TEST(4 * darker >= 3 * fallen);  // not every link holds the middle of its sphere
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
