// The window with a real screen (Xvfb) and a real hand before it (xdotool).
#include <memory>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/base/file.h"
#include "tests/support/run_program.h"
#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "tests/viewer/window_hand.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/picking.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

constexpr PictureSize kSize = {1024, 640};
const std::string kData = std::string(DARKLINE_SOURCE_DIR) + "/models";

struct OpenWindow {
  OpenWindow()
      : hall(synthetic_hall({{"z1", {3}, 12}, {"z2", {2}, 8}}, shipped_models())),
        screen(folder.path(), fmt::format("-screen 0 {}x{}x24", kSize.width, kSize.height)) {
    write_file_whole(folder.path() / "hall.json", to_json(hall));
    const std::string program = (program_folder() / "darkline-viewer").string();
    window = std::make_unique<Child>(
        std::vector<std::string>{program, "view", "hall.json", "--log", "--camera", "plan",
                                 "--width", std::to_string(kSize.width), "--height",
                                 std::to_string(kSize.height)},
        environment(), folder.path(), folder.path() / "log");
    BOOST_REQUIRE_MESSAGE(says("floor states, lights on"), text_of(folder.path() / "log.err"));
  }

  std::vector<std::string> environment() const {
    return {screen.variable(), "DARKLINE_DATA=" + kData, "LP_NUM_THREADS=0"};
  }
  bool says(const std::string& line) const {
    return comes_true(
        [&] { return text_of(folder.path() / "log").find(line) != std::string::npos; });
  }
  void hand(const std::vector<std::string>& moves) const {
    std::vector<std::string> words = {"xdotool"};
    words.insert(words.end(), moves.begin(), moves.end());
    Child xdotool(words, environment(), folder.path(), folder.path() / "xdotool");
    BOOST_REQUIRE(comes_true([&] { return xdotool.has_ended(); }));
    BOOST_REQUIRE_MESSAGE(xdotool.exit_code() == 0, text_of(folder.path() / "xdotool.err"));
  }
  void click(const Eigen::Vector2d& at) const {
    hand({"mousemove", std::to_string(std::lround(at.x())), std::to_string(std::lround(at.y())),
          "click", "1"});
  }
  Picture3 picture(int number) const {
    hand({"key", "F12"});
    BOOST_REQUIRE(says(fmt::format("saved darkline-{}.png", number)));
    return read_png(folder.path() / fmt::format("darkline-{}.png", number));
  }

  ScratchFolder folder;
  HallSnapshot hall;
  Screen screen;
  std::unique_ptr<Child> window;
};

double mean_of(const Picture3& picture) {
  double sum = 0.0;
  for (const std::uint8_t value : picture.rgb) sum += value;
  return sum / static_cast<double>(picture.rgb.size());
}

BOOST_AUTO_TEST_SUITE(window)

BOOST_AUTO_TEST_CASE(a_person_selects_looks_finds_and_leaves) {
  const OpenWindow open;
  const Camera camera = camera_named("plan", open.hall, kSize.aspect());
  const HallScene scene =
      build_hall_scene(open.hall, shipped_models(), "hall.json", theme_of(false));

  // a robot that is seen from above, clear of the panels in the corners
  std::size_t robot = 0;
  Eigen::Vector2d at = {0, 0};
  for (std::size_t i = 0; i < scene.robots.size(); ++i) {
    const auto px = pixel_of(camera, kSize, scene.robots[i].sphere.center_m);
    const auto there = pick(scene, camera, kSize, *px);
    const bool clear = std::abs(px->x() - 512.0) < 160.0 && std::abs(px->y() - 320.0) < 300.0;
    if (clear && there && there->kind == Picked::Kind::robot) robot = there->index, at = *px;
  }
  BOOST_REQUIRE(at.norm() > 0.0);
  open.click(at);
  BOOST_TEST(open.says("selected " + open.hall.robots[robot].address));
  const Picture3 selected = open.picture(1);
  BOOST_TEST(selected.width == kSize.width);
  BOOST_TEST(selected.height == kSize.height);
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
  const Picture3 dark = open.picture(2);
  BOOST_TEST(mean_of(dark) < 0.6 * mean_of(selected));

  // the hand carries the hall with it
  open.hand({"mousemove", "512", "320", "mousedown", "3", "mousemove", "560", "320", "mousemove",
             "612", "320", "mouseup", "3"});
  const Picture3 moved = open.picture(3);
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

  open.hand({"key", "ctrl+q"});
  BOOST_TEST(comes_true([&] { return open.window->has_ended(); }));
  BOOST_TEST(open.window->exit_code() == 0);
  BOOST_TEST(text_of(open.folder.path() / "log.err") == "");
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
