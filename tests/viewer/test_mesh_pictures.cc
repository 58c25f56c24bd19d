// Robots out of users' URDF files: a body drawn from a mesh file shows as the same body given as
// primitive shapes does, in size, place, attitude and light, whatever the file's format.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/robot/urdf_robot.h"
#include "tests/models/mesh/mesh_files.h"
#include "tests/models/robot/urdf_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/viewer/picture_support.h"
#include "viewer/core/camera_rig.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
using Eigen::Vector3d;

constexpr PictureSize kSize = {640, 360};

// A pillar with an arm near its top that points along x: neither lying down, nor mirrored, nor at
// another scale does it look the same.
struct Block {
  Vector3d low_m, size_m;
};
const std::vector<Block> kBody = {{{-0.12, -0.20, 0.00}, {0.24, 0.40, 0.90}},
                                  {{0.12, -0.10, 0.60}, {0.50, 0.16, 0.20}}};

constexpr const char* kInertial =
    R"(<inertial><mass value="5"/><inertia ixx="0.1" iyy="0.1" izz="0.1" ixy="0" ixz="0" iyz="0"/>)"
    R"(</inertial>)";
constexpr const char* kMaterial =
    R"(<material name="paint"><color rgba="0.85 0.45 0.10 1"/></material>)";

std::vector<Vector3d> corners_of_body(double unit_m) {
  std::vector<Vector3d> corners;
  for (const Block& block : kBody) {
    for (const Vector3d& p : box_corners(block.low_m / unit_m, block.size_m / unit_m)) {
      corners.push_back(p);
    }
  }
  return corners;
}

std::string as_primitives() {
  std::string text;
  for (const Block& block : kBody) {
    const Vector3d middle = block.low_m + 0.5 * block.size_m;
    text += fmt::format(
        R"(<visual><origin xyz="{} {} {}"/><geometry><box size="{} {} {}"/></geometry>{}</visual>)",
        middle.x(), middle.y(), middle.z(), block.size_m.x(), block.size_m.y(), block.size_m.z(),
        kMaterial);
  }
  return text;
}

std::string as_mesh(const std::string& file, const std::string& scale) {
  return fmt::format(R"(<visual><geometry><mesh filename="{}" {}/></geometry>{}</visual>)", file,
                     scale.empty() ? "" : fmt::format("scale=\"{0} {0} {0}\"", scale), kMaterial);
}

// A robot of seven joints, the body on its first moved link, alone in a hall; turned, so that its
// faces are lit each by itself.
struct Shown {
  Shown(const TemporaryFolder& folder, const std::string& visual) {
    std::vector<JointText> joints = seven_joints();
    for (JointText& joint : joints) joint.link = kInertial;
    joints[0].link += visual;
    const auto file = folder.write("arm.urdf", chain_text(joints, "xyz=\"0 0 0.1\""));
    const RobotModel robot = read_urdf_robot(file);
    HallSnapshot hall;
    hall.hall_length_m = hall.hall_width_m = 10.0;
    hall.stations.push_back({.address = "z1/st01",
                             .X_WC = make_pose(Eigen::Matrix3d::Identity(), {5, 5, 0}),
                             .length_m = 4.0,
                             .width_m = 4.0});
    hall.stations[0].body_present = false;
    hall.robots.push_back(
        {.address = "z1/st01/r1",
         .model = "arm",
         .X_WB = make_pose(rotation_from_rpy(0.0, 0.0, 0.7), {5, 5, 0}),
         .q_rad = std::vector<double>(robot.home.begin(), robot.home.begin() + 7)});
    const Camera camera = camera_named("z1/st01/r1", hall, kSize.aspect());
    const Theme& theme = theme_of(false);
    const HallScene scene = build_hall_scene(hall, {{"arm", robot}}, "hall.json", theme);
    const DrawList list = draw_list(scene, camera, kSize, {.shadow_room_m = 4.0, .detail = 2.0});
    const Overlay nothing;
    picture = make_headless_renderer()->render({scene, list, nothing, camera, kSize, theme});
  }
  Picture picture;
};

bool is_paint(const Eigen::Vector3i& color) {
  return color[0] > 60 && color[0] > 3 * color[2] / 2 && color[0] > color[1];
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mesh_pictures, TemporaryFolder)

BOOST_AUTO_TEST_CASE(a_mesh_of_every_format_shows_as_the_body_it_is_of) {
  const Picture boxes = Shown(*this, as_primitives()).picture;
  int painted = 0, darkest = 255, brightest = 0;
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      const Eigen::Vector3i color = pixel(boxes, x, y);
      if (!is_paint(color)) continue;
      ++painted;
      darkest = std::min(darkest, color[0]);
      brightest = std::max(brightest, color[0]);
    }
  }
  BOOST_TEST(painted > 4000);  // it is there, and its faces are lit each in its way
  BOOST_TEST(brightest - darkest > 60);

  const std::string y_up_mm = "<unit name=\"millimeter\" meter=\"0.001\"/><up_axis>Y_UP</up_axis>";
  write("mm.stl", binary_stl(corners_of_body(1e-3)));
  write("zero_normals.stl", ascii_stl(corners_of_body(1.0)));
  write("body.obj", obj(corners_of_body(1.0)));
  write("mm_y_up.dae", collada(corners_of_body(1e-3), y_up_mm));
  for (const auto& [file, scale] : {std::pair{"mm.stl", "0.001"},
                                    {"zero_normals.stl", ""},
                                    {"body.obj", ""},
                                    {"mm_y_up.dae", ""}}) {
    const Picture mesh = Shown(*this, as_mesh(file, scale)).picture;
    // the edges of one body are drawn twice in another order: a few pixels at most
    BOOST_TEST(pixels_apart(boxes, mesh, 8) < 40, file << ": " << pixels_apart(boxes, mesh, 8));
  }
  // what the comparison would see: a body that is larger by a tenth moves ten times as many
  BOOST_TEST(pixels_apart(boxes, Shown(*this, as_mesh("mm.stl", "0.0011")).picture, 8) > 400);
}

BOOST_AUTO_TEST_SUITE_END()
