// A click gives what is drawn there. The picture is the witness: every robot in a colour of its
// own.
#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/picking.h"
#include "viewer/frame_renderer.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

constexpr PictureSize kSize = {640, 360};

// Robot i shines in colour i + 1, everything else in black: the shader's square and root keep the
// numbers 0 to 15 of 16 levels apart.
constexpr int kLevels = 16;

void whiten(std::vector<TriangleMesh>& meshes, float grey) {
  for (TriangleMesh& mesh : meshes) {
    for (Vertex& vertex : mesh.vertices) {
      vertex.color = {grey, grey, grey};
      vertex.glow = 1.F;
    }
  }
}

HallScene coded(HallScene scene) {
  for (auto& model : scene.robot_models) {
    for (auto& links : model.links) whiten(links, 1.F);
  }
  for (auto& [parts, meshes] : scene.body_kinds) {
    for (auto& body : meshes) whiten(body, 0.F);
  }
  whiten(scene.fence, 0.F);
  whiten(scene.far_fence, 0.F);
  for (auto& looks : scene.fixture_meshes) {
    for (auto& fixture : looks) whiten(fixture, 0.F);
  }
  for (auto& figure : scene.technician) whiten(figure, 0.F);
  for (HallScene::Block& block : scene.ground) whiten(block.mesh, 0.F);
  scene.lamps.clear();
  return scene;
}

// The list with the robots' codes as tints; robots stand in it by model, level of detail, number.
void add_codes(DrawList& list, const HallScene& scene) {
  for (DrawGroup& group : list.groups) {
    const std::size_t floats = 4 * group.texels();
    for (std::size_t n = 0; n < group.n_instances; ++n) {
      const float* const record = group.records.data() + n * floats;
      for (std::size_t i = 0; i < scene.robots.size(); ++i) {
        const auto& X = scene.robots[i].X_WL;
        if (X.size() != group.parts->size() || record[3] != X[0](0, 3) || record[7] != X[0](1, 3) ||
            record[11] != X[0](2, 3)) {
          continue;
        }
        float* const tint = group.records.data() + (n + 1) * floats - 4;
        std::size_t code = i + 1;
        for (int channel = 0; channel < 3; ++channel) {
          tint[channel] = static_cast<float>(code % kLevels) / (kLevels - 1);
          code /= kLevels;
        }
      }
    }
  }
}

int code_at(const Picture& picture, int x, int y) {
  const Eigen::Vector3i rgb = pixel(picture, x, y);
  const auto level = [](int value) { return (value * (kLevels - 1) + 127) / 255; };
  return level(rgb[0]) + kLevels * (level(rgb[1]) + kLevels * level(rgb[2]));
}

BOOST_AUTO_TEST_SUITE(picking)

BOOST_AUTO_TEST_CASE(a_ray_goes_through_the_pixel_where_its_points_fall) {
  const HallSnapshot hall = synthetic_hall({{"z1", {2}, 12}}, shipped_models());
  for (const char* name : {"overview", "plan", "z1/st01"}) {
    const Camera camera = camera_named(name, hall, kSize.aspect());
    for (const Eigen::Vector2d& at : {Eigen::Vector2d(3, 5), Eigen::Vector2d(320, 180.5)}) {
      const Ray ray = ray_through(camera, kSize, at);
      const auto back = pixel_of(camera, kSize, ray.p_W_m + 7.0 * ray.way);
      BOOST_REQUIRE(back.has_value());
      BOOST_TEST((*back - at).norm() < 1e-6, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_click_returns_the_robot_drawn_there_in_100_of_100_random_views) {
  const HallSnapshot hall = synthetic_hall(zones_of_820_robots(), shipped_models());
  const HallScene scene =
      coded(build_hall_scene(hall, shipped_models(), "hall.json", theme_of(false)));
  FrameRenderer renderer(kSize, theme_of(false));
  DrawList list;
  std::mt19937 random(20261122);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
  };
  int views = 0, clicks_on_robots = 0, clicks_beside = 0;
  while (views < 100) {
    const auto& aim = scene.robots[random() % scene.robots.size()].sphere.center_m;
    const double turn = uniform(0.0, 6.28), height = uniform(2.0, 40.0), far = uniform(4.0, 90.0);
    Camera camera;
    camera.target_m = aim;
    camera.eye_m = aim + Eigen::Vector3d(far * std::cos(turn), far * std::sin(turn), height);
    camera.up = Eigen::Vector3d::UnitZ();
    update_draw_list(list, scene, camera, kSize);
    add_codes(list, scene);
    renderer.draw(list, {}, camera);
    const Picture picture = renderer.picture();
    ++views;
    for (int k = 0; k < 200; ++k) {
      const int x = 1 + static_cast<int>(random() % (kSize.width - 2));
      const int y = 1 + static_cast<int>(random() % (kSize.height - 2));
      const int code = code_at(picture, x, y);
      bool inside = true;  // an edge is two things at once
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) inside &= code_at(picture, x + dx, y + dy) == code;
      }
      if (!inside || code > static_cast<int>(scene.robots.size())) continue;
      const auto picked = pick(scene, camera, kSize, {x + 0.5, y + 0.5});
      const bool on_robot = picked && picked->kind == Picked::Kind::robot;
      const int said = on_robot ? static_cast<int>(picked->index) + 1 : 0;
      BOOST_TEST(said == code, fmt::format("view {} at {}, {}: robot {} is drawn, {} was picked",
                                           views, x, y, code, said));
      ++(code > 0 ? clicks_on_robots : clicks_beside);
    }
  }
  BOOST_TEST(clicks_on_robots > 300);
  BOOST_TEST(clicks_beside > 300);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
