// Pictures of a synthetic hall, drawn in software without a display.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/robot/robot_reader.h"
#include "models/stream/cell_recording.h"
#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/command_line.h"
#include "viewer/core/camera_rig.h"
#include "viewer/render_command.h"
#include "viewer/renderer.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

const fs::path kData = fs::path(DARKLINE_SOURCE_DIR) / "models";

BOOST_TEST_GLOBAL_FIXTURE(OneThread);

HallSnapshot hall_of_820() {
  return synthetic_hall(zones_of_820_robots(), shipped_models());
}

Picture draw(const HallSnapshot& hall, const std::string& camera_name, bool with_overlay = false,
             bool lights_out = false) {
  const PictureSize size{640, 360};
  const Theme& theme = theme_of(lights_out);
  const Camera camera = camera_named(camera_name, hall, size.aspect());
  const HallScene scene = build_hall_scene(hall, shipped_models(), "hall.json", theme);
  const DrawList list = draw_list(scene, camera, size, {.shadow_room_m = 4.0, .detail = 2.0});
  const Overlay overlay =
      with_overlay ? build_overlay(hall, scene, camera, size, theme) : Overlay{};
  return make_headless_renderer()->render({scene, list, overlay, camera, size, theme});
}

// Pixels that differ visibly between two pictures, within `radius` of a place.
int changed_near(const Picture& a, const Picture& b, const Eigen::Vector2d& p, int radius) {
  int changed = 0;
  const int px = static_cast<int>(p.x()), py = static_cast<int>(p.y());
  for (int y = std::max(0, py - radius); y < std::min(a.size.height, py + radius); ++y) {
    for (int x = std::max(0, px - radius); x < std::min(a.size.width, px + radius); ++x) {
      if ((pixel(a, x, y) - pixel(b, x, y)).cwiseAbs().maxCoeff() > 12) ++changed;
    }
  }
  return changed;
}

int changed_anywhere(const Picture& a, const Picture& b) {
  return changed_near(a, b, {0, 0}, 10'000);
}

bool is_red(const Eigen::Vector3i& color) {
  return color[0] > 120 && color[0] > 2 * color[1] && color[0] > 2 * color[2];
}

class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(
            fs::temp_directory_path() /
            ("darkline_picture_" + boost::unit_test::framework::current_test_case().p_name.get())) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

int run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "darkline-viewer");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return run_viewer(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture)

BOOST_AUTO_TEST_CASE(a_hall_of_820_robots_is_not_blank_and_the_same_twice) {
  const HallSnapshot hall = hall_of_820();
  BOOST_REQUIRE(hall.robots.size() == 820U);
  const Picture first = draw(hall, "overview", true), second = draw(hall, "overview", true);
  BOOST_TEST((first.rgb == second.rgb));
  std::set<std::vector<int>> colors;
  for (int y = 0; y < first.size.height; y += 3) {
    for (int x = 0; x < first.size.width; x += 3) {
      const auto c = pixel(first, x, y);
      colors.insert({c[0] / 8, c[1] / 8, c[2] / 8});
    }
  }
  BOOST_TEST(colors.size() > 100U);  // a failed draw leaves the background's few greys
}

BOOST_AUTO_TEST_CASE(shipped_robots_have_the_triangles_that_software_rendering_can_bear) {
  // 7 million triangles a second and core: 820 arms at the coarsest level in 40 ms are 340 each.
  for (const auto& [id, model] : shipped_models()) {
    const RobotMeshes meshes = robot_meshes(model);
    std::array<std::size_t, kLodCount> triangles = {};
    for (std::size_t lod = 0; lod < triangles.size(); ++lod) {
      for (const TriangleMesh& link : meshes.links[lod]) triangles[lod] += link.n_triangles();
    }
    BOOST_TEST(triangles[1] < triangles[0], id);
    BOOST_TEST(triangles[2] < 340U, id << " has " << triangles[2]);
    BOOST_TEST(triangles[2] > 50U, id << " has " << triangles[2]);
  }
}

BOOST_AUTO_TEST_CASE(taking_one_robot_away_changes_the_picture_there_and_only_there) {
  const HallSnapshot hall = hall_of_820();
  const PictureSize size{640, 360};
  const std::string station = "z40_underbody/st04";
  const Camera camera = camera_named(station, hall, size.aspect());
  const Picture whole = draw(hall, station);
  for (std::size_t i = 0; i < hall.robots.size(); ++i) {
    if (!hall.robots[i].address.starts_with(station + "/")) continue;
    HallSnapshot less = hall;
    const Eigen::Vector3d base = hall.robots[i].X_WB.translation();
    less.robots.erase(less.robots.begin() + static_cast<long>(i));
    const Picture without = draw(less, station);
    const auto p = pixel_of(camera, size, base + Eigen::Vector3d(0, 0, 0.9));
    BOOST_REQUIRE(p.has_value());
    BOOST_TEST(changed_near(whole, without, *p, 12) > 40, hall.robots[i].address);
    // The arm with its shadow spans some 4 m; the rest of the picture stays as it was.
    const double around = 5.0 / metres_per_pixel(camera, size, base);
    BOOST_TEST(changed_anywhere(whole, without) ==
               changed_near(whole, without, *p, static_cast<int>(around)));
    break;
  }
}

BOOST_AUTO_TEST_CASE(a_station_that_is_down_is_red_and_one_that_works_is_not) {
  HallSnapshot hall = hall_of_820();
  const PictureSize size{640, 360};
  for (auto& station : hall.stations) station.state = StationState::working;
  const std::size_t chosen = 20;
  hall.robots.clear();  // maker colours would be in the way
  const auto red_pixels = [&] {
    const Picture picture = draw(hall, hall.stations[chosen].address);
    int red = 0;
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) red += is_red(pixel(picture, x, y)) ? 1 : 0;
    }
    return red;
  };
  BOOST_TEST(red_pixels() == 0);
  hall.stations[chosen].state = StationState::down;
  // The pad fills a good part of a close-up.
  BOOST_TEST(red_pixels() > size.width * size.height / 20);
}

BOOST_AUTO_TEST_CASE(lights_out_is_dark_but_for_the_lamps) {
  const HallSnapshot hall = hall_of_820();
  const Picture day = draw(hall, "overview"), night = draw(hall, "overview", false, true);
  const auto mean = [](const Picture& picture) {
    double sum = 0.0;
    for (const auto byte : picture.rgb) sum += byte;
    return sum / static_cast<double>(picture.rgb.size());
  };
  BOOST_TEST(mean(night) < 0.35 * mean(day));
  BOOST_TEST(*std::max_element(night.rgb.begin(), night.rgb.end()) > 200);
}

BOOST_AUTO_TEST_CASE(every_state_glyph_and_label_is_drawn_by_the_overlay) {
  const HallSnapshot hall = hall_of_820();
  const Picture bare = draw(hall, "plan"), full = draw(hall, "plan", true);
  // The title stands in the upper left corner, the legend along the lower edge.
  BOOST_TEST(changed_near(bare, full, {80, 15}, 15) > 100);
  BOOST_TEST(changed_near(bare, full, {200, 346}, 12) > 60);
}

BOOST_AUTO_TEST_CASE(the_program_writes_a_png_and_refuses_what_it_cannot_do) {
  const TemporaryFolder folder;
  const std::string hall = folder / "hall.json", out = folder / "hall.png";
  write_file_whole(hall, to_json(hall_of_820()));
  const std::string data = kData.string();
  BOOST_TEST(run({"render", hall, "--out", out, "--width", "640", "--height", "360", "--data",
                  data}) == 0);
  const std::string png = read_file(out, 10'000'000);
  BOOST_TEST(png.substr(1, 3) == "PNG");
  BOOST_TEST(png.size() > 20'000U);

  BOOST_TEST(run({"render", hall, "--out", out, "--data", data, "--camera", "overvew"}) == 64);
  BOOST_TEST(run({"render", hall, "--out", out, "--width", "-3"}) == 64);
  BOOST_TEST(run({"render", hall}) == 64);
  BOOST_TEST(run({"render", folder / "missing.json", "--out", out}) == 74);
  BOOST_TEST(run({"render", hall, "--out", folder / "no/such/folder.png", "--data", data, "--width",
                  "160", "--height", "90"}) == 74);
  write_file_whole(hall, "{\"schema\": \"darkline.hall/1\"");
  BOOST_TEST(run({"render", hall, "--out", out, "--data", data}) == 65);
  BOOST_TEST(read_file(out, 10'000'000) == png);  // failures leave the old picture
}

// One arm that turns by 1.5 rad within 2 s: the picture at 1 s differs from that at the start, and
// one beyond the end is that of the end.
BOOST_AUTO_TEST_CASE(a_moment_of_a_recording_is_drawn) {
  const TemporaryFolder folder;
  CellRecording recording;
  HallSnapshot& hall = recording.scene;
  hall.title = "z60_framing/st03";
  hall.hall_length_m = hall.hall_width_m = 8.0;
  const Pose X_WC = make_pose(Eigen::Matrix3d::Identity(), {4.0, 4.0, 0.0});
  hall.stations.push_back({.address = "z60_framing/st03",
                           .X_WC = X_WC,
                           .length_m = 6.0,
                           .width_m = 6.0,
                           .body_present = false});
  const RobotModel& model = shipped_models().at("kuka_kr210_r2700_2");
  hall.robots.push_back({"z60_framing/st03/r1",
                         model.id,
                         X_WC,
                         {model.home.begin(), model.home.begin() + model.n_joints()}});
  hall.zones.push_back({.label = "zone 1", .X_WZ = X_WC, .size_m = {1.0, 1.0, 2.0}});
  hall.spots.push_back({.number = 1, .p_W_m = {4.0, 5.0, 1.0}});
  JointVector turned = model.home;
  turned[0] += 1.5;
  recording.tracks = {{{0, rest_to_rest(model.home, turned, 2.0, model.n_joints())}}};
  recording.end_ns = 2'000'000'000;
  const std::string file = folder / "recording.json";
  write_file_whole(file, to_json(recording));
  const auto at = [&](const std::string& moment) {
    const std::string out = folder / "moment.png";
    BOOST_TEST(run({"render", file, "--out", out, "--width", "320", "--height", "180", "--data",
                    kData.string(), "--at", moment}) == 0);
    return read_file(out, 10'000'000);
  };
  const std::string start = at("0 s"), middle = at("1 s"), end = at("2 s");
  BOOST_TEST((start != middle));
  BOOST_TEST((middle != end));
  BOOST_TEST((at("2000 ms") == end));
  BOOST_TEST((at("1 min") == end));
  BOOST_TEST(run({"render", file, "--out", folder / "x.png", "--at", "1 kg"}) == 64);
  BOOST_TEST(run({"render", file, "--out", folder / "x.png", "--at", "1"}) == 64);
  const std::string other = folder / "hall.json";
  write_file_whole(other, to_json(hall));
  BOOST_TEST(run({"render", other, "--out", folder / "x.png", "--at", "1 s"}) == 64);
  BOOST_TEST(!fs::exists(folder / "x.png"));
}

BOOST_AUTO_TEST_SUITE_END()
