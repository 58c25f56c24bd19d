// The window with a real screen (Xvfb) and a real hand before it (xdotool).
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "tests/viewer/synthetic_hall.h"
#include "tests/viewer/window_support.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/picking.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

struct HallWindowOpen {
  HallWindowOpen()
      : hall(synthetic_hall({{"z1", {3}, 12}, {"z2", {2}, 8}}, shipped_models())),
        open("hall.json", [&](const fs::path& file) { write_file_whole(file, to_json(hall)); },
             {"--camera", "plan"}) {}
  HallSnapshot hall;
  OpenWindow open;
};

BOOST_AUTO_TEST_SUITE(window)

BOOST_AUTO_TEST_CASE(a_person_selects_looks_finds_and_leaves) {
  HallWindowOpen of_hall;
  OpenWindow& open = of_hall.open;
  const HallSnapshot& hall = of_hall.hall;
  const Camera camera = camera_named("plan", hall, kWindowSize.aspect());
  const HallScene scene = build_hall_scene(hall, shipped_models(), "hall.json", theme_of(false));

  // a robot that is seen from above, clear of the panels in the corners
  std::size_t robot = 0;
  Eigen::Vector2d at = {0, 0};
  for (std::size_t i = 0; i < scene.robots.size(); ++i) {
    const auto px = pixel_of(camera, kWindowSize, scene.robots[i].sphere.center_m);
    const auto there = pick(scene, camera, kWindowSize, *px);
    const bool clear = std::abs(px->x() - 512.0) < 160.0 && std::abs(px->y() - 320.0) < 300.0;
    if (clear && there && there->kind == Picked::Kind::robot) robot = there->index, at = *px;
  }
  BOOST_REQUIRE(at.norm() > 0.0);
  open.click(at);
  BOOST_TEST(open.says("selected " + hall.robots[robot].address));
  const Picture3 selected = open.picture();
  BOOST_TEST(selected.width == kWindowSize.width);
  BOOST_TEST(selected.height == kWindowSize.height);
  int blue = 0;  // the ring about it
  for (int y = 0; y < selected.height; ++y) {
    for (int x = 0; x < selected.width; ++x) {
      const Eigen::Vector3i rgb = selected.at(x, y);
      blue += rgb[0] < 40 && rgb[1] > 120 && rgb[2] > 220 ? 1 : 0;
    }
  }
  BOOST_TEST(blue > 20);

  open.hand({"key", "Escape"});
  BOOST_TEST(open.says("selected -"));
  open.hand({"key", "F6"});
  BOOST_TEST(open.says("floor working"));
  open.hand({"key", "F7"});
  BOOST_TEST(open.says("lights out"));
  const Picture3 dark = open.picture();
  BOOST_TEST(mean_of(dark) < 0.6 * mean_of(selected));

  // the hand carries the hall with it
  open.hand({"mousemove", "512", "320", "mousedown", "3", "mousemove", "560", "320", "mousemove",
             "612", "320", "mouseup", "3"});
  const Picture3 moved = open.picture();
  long same = 0, carried = 0;
  for (int y = 150; y < 450; ++y) {
    for (int x = 400; x < 600; ++x) {
      same += (moved.at(x + 100, y) - dark.at(x + 100, y)).cwiseAbs().sum();
      carried += (moved.at(x + 100, y) - dark.at(x, y)).cwiseAbs().sum();
    }
  }
  BOOST_TEST(carried * 4 < same);

  open.hand({"key", "ctrl+f"});
  open.hand({"type", "z2 st01 r2"});
  open.hand({"key", "Return"});
  BOOST_TEST(open.says("selected z2/st01/r2"));
  open.hand({"key", "F1"});
  BOOST_TEST(open.says("help on"));

  open.leave();
}

BOOST_AUTO_TEST_CASE(without_a_screen_or_opengl_it_says_what_to_do) {
  const ScratchFolder folder;
  write_file_whole(folder.path() / "hall.json",
                   to_json(synthetic_hall({{"z1", {1}, 2}}, shipped_models())));
  const auto refuses = [&](const std::string& display) {
    const ProgramResult result = run_program("darkline-viewer", {"view", "hall.json"},
                                             {display, "DARKLINE_DATA=" + kData}, folder.path());
    BOOST_TEST(result.exit_code == 74, display);
    BOOST_TEST(result.err.find("darkline render") != std::string::npos, result.err);
    BOOST_TEST(result.err.find("Warning") == std::string::npos, result.err);
  };
  refuses("DISPLAY=");
  refuses("DISPLAY=:65000");
  {
    const Screen without_opengl(folder.path(), "-extension GLX");
    refuses(without_opengl.variable());
  }
  const Screen of_256_colours(folder.path(), "-screen 0 640x480x8");
  refuses(of_256_colours.variable());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
