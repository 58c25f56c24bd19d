// A few pictures that are held: tests/golden/pictures. DARKLINE_BLESS=1 writes them anew; look at
// what has changed before you commit it.
//
// Bytes may differ from Mesa to Mesa, so a picture passes if it looks the same:
//   - at most 1 % of its pixels are off by more than 24 of 255 levels. Edges cover about a tenth of
//     a picture; a driver that puts some of them elsewhere by a quarter of a pixel (pictures are
//     drawn twice as large and averaged) moves far fewer by that much. One arm of the nearer
//     pictures covers more than 1 %.
//   - all colours differ by 0.8 levels on average at most: lights that are 1 % brighter move
//     them by 0.4 to 0.6 levels, 2 % are too much.
// Beside them stand probes that hold whatever draws: what is at a pixel follows from the scene.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <stb/stb_image.h>

#include "models/base/file.h"
#include "tests/support/run_program.h"
#include "tests/support/small_plant.h"
#include "tests/viewer/picture_support.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/picking.h"
#include "viewer/plant_film.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

constexpr PictureSize kSize = {640, 360};
constexpr PictureSize kFull = {480, 270};  // of pictures full of things, whose files are large
constexpr int kLevels = 24;
constexpr double kMostShare = 0.01, kMostMean = 0.8;

Picture read_picture(const fs::path& file) {
  const std::string bytes = read_file(file, 1U << 20U);
  Picture picture;
  int channels = 0;
  std::uint8_t* const pixels = ::stbi_load_from_memory(
      reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()),
      &picture.size.width, &picture.size.height, &channels, 3);
  BOOST_REQUIRE_MESSAGE(pixels != nullptr, file.string() + " is no PNG");
  picture.rgb.assign(pixels, pixels + 3L * picture.size.width * picture.size.height);
  ::stbi_image_free(pixels);
  return picture;
}

double mean_apart(const Picture& a, const Picture& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int{a.rgb[i]} - int{b.rgb[i]});
  return sum / static_cast<double>(a.rgb.size());
}

void check_golden(const std::string& name, const Picture& picture) {
  const fs::path golden = fs::path(DARKLINE_SOURCE_DIR) / "tests/golden/pictures" / (name + ".png");
  const char* const bless = std::getenv("DARKLINE_BLESS");
  if (bless != nullptr && *bless == '1') {
    fs::create_directories(golden.parent_path());
    write_file_whole(golden, to_png(picture));
  }
  const Picture held = read_picture(golden);
  BOOST_REQUIRE(held.size.width == picture.size.width);
  BOOST_REQUIRE(held.size.height == picture.size.height);
  const double share = static_cast<double>(pixels_apart(held, picture, kLevels)) /
                       (picture.size.width * picture.size.height);
  const double mean = mean_apart(held, picture);
  BOOST_TEST_MESSAGE(fmt::format("{}: {:.4f} of the pixels, {:.4f} levels", name, share, mean));
  if (share <= kMostShare && mean <= kMostMean) return;
  const fs::path now = fs::temp_directory_path() / ("darkline_golden_" + name + ".png");
  write_file_whole(now, to_png(picture));
  BOOST_TEST_ERROR(fmt::format(
      "{} looks otherwise: {:.2f} % of the pixels are off by more than {} levels (at most {} %), "
      "on average {:.2f} levels (at most {}); it is {} now",
      golden.string(), 100.0 * share, kLevels, 100.0 * kMostShare, mean, kMostMean, now.string()));
}

// Three rows of stations, in every state.
HallSnapshot plant() {
  return synthetic_hall(
      {{"z10_floor", {14}, 40}, {"z40_underbody", {14}, 50}, {"z60_framing", {14}, 46}},
      shipped_models());
}

struct Filmed {
  Filmed(HallSnapshot hall, const std::string& view, bool lights_out = false)
      : session(std::move(hall), shipped_models(), "hall.json", view, kSize, lights_out) {}

  // As the window has it: states as tiles and signs.
  Picture picture() {
    TourMoment moment;
    moment.camera = session.camera();
    moment.lights_out = session.lights_out();
    return PlantFilm(session, kSize).picture(moment);
  }
  ViewSession session;
};

Picture still(const HallSnapshot& hall, const Camera& camera, const PictureSize& size,
              bool lights_out = false) {
  const Theme& theme = theme_of(lights_out);
  const HallScene scene = build_hall_scene(hall, shipped_models(), "hall.json", theme);
  const DrawList list = draw_list(scene, camera, size, {.shadow_room_m = 4.0, .detail = 2.0});
  const Overlay overlay = build_overlay(hall, scene, camera, size, theme);
  return make_headless_renderer()->render({scene, list, overlay, camera, size, theme});
}

double mean_of(const Picture& picture) {
  double sum = 0.0;
  for (const std::uint8_t c : picture.rgb) sum += c;
  return sum / static_cast<double>(picture.rgb.size());
}

// One robot of each shipped family beside the next.
HallSnapshot families() {
  HallSnapshot hall;
  hall.title = "one of each family";
  hall.hall_length_m = 14.0;
  hall.hall_width_m = 8.0;
  int number = 0;
  for (const auto& [id, model] : shipped_models()) {
    hall.robots.push_back(
        {.address = fmt::format("z1/st01/r{}", number + 1),
         .model = id,
         .X_WB = make_pose(rotation_from_rpy(0.0, 0.0, -1.2), {2.5 + 3.0 * number, 4.0, 0.0}),
         .q_rad = synthetic_joints(model, number)});
    ++number;
  }
  return hall;
}

// From the front, a little from above, as near as they all show.
Camera before_families() {
  const Box box{.low_m = {1.5, 2.2, 0.0}, .high_m = {12.5, 4.6, 2.6}};
  Camera camera =
      fit_box(box, Eigen::Vector3d(0.25, 1.0, -0.4).normalized(), 0.6, kFull.aspect(), {});
  fit_depths(camera, hall_box(families()));
  return camera;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden_pictures)

BOOST_AUTO_TEST_CASE(the_hall_by_day_and_lights_out) {
  const HallSnapshot hall = plant();
  const Camera camera = camera_named("overview", hall, kFull.aspect());
  const Picture day = still(hall, camera, kFull), night = still(hall, camera, kFull, true);
  check_golden("hall_day", day);
  check_golden("hall_lights_out", night);
  BOOST_TEST(mean_of(night) < 0.35 * mean_of(day));
}

BOOST_AUTO_TEST_CASE(the_floor_map_of_working_shares) {
  HallSnapshot hall = plant();
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    hall.stations[s].working_share = static_cast<double>(s) / 41.0;
  }
  Filmed filmed(hall, "plan");
  filmed.session.set_floor_map(FloorMap::working);
  const Picture picture = filmed.picture();
  check_golden("floor_map", picture);
  // much is bright, little is dark: at a free corner of the first and of the last pad
  const auto brightness = [&](std::size_t s) {
    const auto& station = hall.stations[s];
    const Eigen::Vector3d corner =
        station.X_WC * Eigen::Vector3d(0.46 * station.length_m, 0.46 * station.width_m, 0.06);
    const auto at = *pixel_of(filmed.session.camera(), kSize, corner);
    return pixel(picture, static_cast<int>(at.x()), static_cast<int>(at.y())).sum();
  };
  BOOST_TEST(brightness(41) > brightness(0) + 150);
}

BOOST_AUTO_TEST_CASE(a_robot_of_each_family) {
  const HallSnapshot hall = families();
  const Camera camera = before_families();
  const Picture with = still(hall, camera, kFull);
  check_golden("families", with);
  HallSnapshot without = hall;
  without.robots.clear();
  const Picture empty = still(without, camera, kFull);
  // Where a ray meets a robot the robot is seen: but for its edges and what looks like the floor.
  const HallScene scene = build_hall_scene(hall, shipped_models(), "hall.json", theme_of(false));
  std::vector<int> met(4, 0), seen(4, 0);
  for (int y = 40; y < 240; y += 3) {
    for (int x = 0; x < kFull.width; x += 3) {
      const auto picked = pick(scene, camera, kFull, {x + 0.5, y + 0.5}, {.detail = 2.0});
      if (!picked || picked->kind != Picked::Kind::robot) continue;
      ++met[picked->index];
      if ((pixel(with, x, y) - pixel(empty, x, y)).cwiseAbs().maxCoeff() > 6) {
        ++seen[picked->index];
      }
    }
  }
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(met[i] > 80, hall.robots[i].model);
    BOOST_TEST(seen[i] > 0.9 * met[i], hall.robots[i].model << ": " << seen[i] << " of " << met[i]);
  }
}

BOOST_AUTO_TEST_CASE(states_with_their_signs) {
  HallSnapshot hall = synthetic_hall({{"z1", {4}, 0}}, shipped_models());
  const StationState states[] = {StationState::working, StationState::starved,
                                 StationState::blocked, StationState::down};
  for (std::size_t s = 0; s < 4; ++s) {
    hall.stations[s].state = states[s];
    hall.stations[s].body_present = false;
  }
  Filmed filmed(hall, "overview");
  const Picture picture = filmed.picture();
  check_golden("states", picture);
  // each lamp has the colour of its state, whatever light falls on it; one that shows nothing
  // abnormal is hardly a pixel from here
  for (const HallScene::Lamp& lamp : filmed.session.scene().lamps) {
    if (!look_of(lamp.state).abnormal) continue;
    const auto at = *pixel_of(filmed.session.camera(), kSize, lit_lamp_m(lamp));
    const Eigen::Vector3d shown =
        pixel(picture, static_cast<int>(at.x()), static_cast<int>(at.y())).cast<double>();
    const Color& color = theme_of(false).signals.lamp_of(lamp.state);
    const Eigen::Vector3d wanted(color[0], color[1], color[2]);
    BOOST_TEST((shown.normalized() - wanted.normalized()).norm() < 0.35,
               look_of(lamp.state).name << " shows " << shown.transpose());
  }
}

BOOST_AUTO_TEST_CASE(a_plant_at_a_time_with_caption_and_clock) {
  const ScratchFolder folder;
  HallSnapshot hall = small_hall();
  for (std::size_t r = 0; r < hall.robots.size(); ++r) {
    hall.robots[r].X_WB =
        make_pose(Eigen::Matrix3d::Identity(), {5.0 + 5.0 * static_cast<double>(r), 7.0, 0.0});
    hall.robots[r].q_rad.assign(6, 0.25);
  }
  {
    PlantRecordingWriter writer(folder.path() / "plant.dlrec");
    PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
    PlantSlice slice;
    slice.end_ns = kSliceNs;
    for (std::uint32_t r = 0; r < 3; ++r) {
      slice.events.push_back({.t_ns = 3 * kSecondNs,
                              .kind = PlantEvent::Kind::robot,
                              .subject = r,
                              .value = 1,
                              .program = chunker.add_program(r, there_and_back(-0.7, 6))});
    }
    slice.events.push_back(
        {.t_ns = 3 * kSecondNs, .kind = PlantEvent::Kind::body, .subject = 1, .value = 5});
    chunker.add(slice);
    writer.close();
  }
  ViewSession session(std::make_unique<ReplaySource>(folder.path() / "plant.dlrec"),
                      shipped_models(), "plant.dlrec", "overview", kFull);
  TourMoment moment;
  moment.camera = camera_named("z10_body", hall, kFull.aspect());
  moment.caption = "Two stations, four seconds after the start";
  moment.plant_ns = 4 * kSecondNs;
  check_golden("plant_at_4_s", PlantFilm(session, kFull).picture(moment));
}

BOOST_AUTO_TEST_SUITE_END()
