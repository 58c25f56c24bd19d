// A tour that runs by itself at the window, and the hand that takes over.
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/robot/robot_reader.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "viewer/core/view_session.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
using Eigen::Vector2d;

constexpr PictureSize kSize = {640, 360};
// Two shots of 2 s from the second 4 and 10 of the plant on.
constexpr const char* kTour =
    "[[shot]]\ncamera = \"overview\"\nfor = \"2 s\"\ntime = \"00:00:04\"\nspeed = 2\n"
    "caption = \"all\"\n"
    "[[shot]]\ncamera = \"z10_body/st02\"\nfor = \"2 s\"\ntime = \"00:00:10\"\n"
    "lights_out = true\ncaption = \"one\"\n";

struct Show : TemporaryFolder {
  Show() {
    HallSnapshot hall = small_hall();
    for (auto& robot : hall.robots) robot.q_rad.assign(6, 0.25);
    {
      PlantRecordingWriter writer(path() / "plant.dlrec");
      PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
      PlantSlice slice;
      slice.end_ns = 30 * kSecondNs;
      chunker.add(slice);
      writer.close();
    }
    RobotModels models;
    const auto folder = std::filesystem::path(DARKLINE_SOURCE_DIR) / "models" / "robots";
    models["kuka_kr210_r2700_2"] = read_robot(folder / "kuka_kr210_r2700_2.robot.toml");
    session.emplace(std::make_unique<ReplaySource>(path() / "plant.dlrec"), models, "plant.dlrec",
                    "plan", kSize);
    session->present(read_tour_text("t.toml", kTour));
  }
  // Wall time in steps of a tenth of a second.
  void pass(int tenths) {
    for (int i = 0; i < tenths; ++i) session->advance(0.1);
  }
  double now_s() const { return 1e-9 * static_cast<double>(session->time()->now_ns()); }
  const std::string& caption() const { return session->presenter()->moment().caption; }
  std::optional<ViewSession> session;
};

BOOST_FIXTURE_TEST_SUITE(presenter, Show, *boost::unit_test::tolerance(1e-9))

BOOST_AUTO_TEST_CASE(it_shows_camera_time_light_and_caption_of_its_second_over_and_over) {
  BOOST_TEST(now_s() == 4.0);
  BOOST_TEST(session->camera().parallel_height_m == 0.0);
  pass(10);
  BOOST_TEST(now_s() == 6.0);  // a second at twice the speed
  BOOST_TEST(caption() == "all");
  BOOST_TEST(!session->lights_out());
  pass(15);
  BOOST_TEST(now_s() == 10.5);
  BOOST_TEST(caption() == "one");
  BOOST_TEST(session->lights_out());
  const TourMoment moment = session->presenter()->moment();
  BOOST_TEST((session->camera().eye_m - moment.camera.eye_m).norm() == 0.0);
  pass(25);  // 5 s: the first second of the second round
  BOOST_TEST(now_s() == 6.0);
  BOOST_TEST(!session->lights_out());
}

BOOST_AUTO_TEST_CASE(a_window_that_was_held_up_does_not_skip) {
  session->advance(60.0);
  BOOST_TEST(session->presenter()->second() == 0.25);
}

BOOST_AUTO_TEST_CASE(a_click_takes_over_where_the_tour_is_and_the_plant_goes_on) {
  pass(10);
  const Eigen::Vector3d eye_m = session->camera().eye_m;
  session->press(MouseButton::left, Vector2d(10.0, 10.0));
  session->release(Vector2d(10.0, 10.0));
  BOOST_TEST(!session->presenter()->is_on());
  pass(10);
  BOOST_TEST((session->camera().eye_m - eye_m).norm() == 0.0);
  BOOST_TEST(now_s() == 8.0);  // as fast as the shot showed it
}

BOOST_AUTO_TEST_CASE(every_hand_takes_over_and_f9_goes_on_from_the_shots_start) {
  const std::vector<std::function<void()>> hands = {
      [&] { session->key({.letter = U'w'}); },
      [&] { session->key({.special = SpecialKey::escape}); },
      [&] { session->key({.special = SpecialKey::f9}); },
      [&] { session->key({.letter = 0}); },  // a key that means nothing else
      [&] { session->wheel(1.0, Vector2d(10.0, 10.0)); },
      [&] { session->go_to(1); },
      [&] {
        session->select_and_fly({Selection::Kind::station, 0});
      }};
  for (const auto& hand : hands) {
    pass(3);
    BOOST_TEST(session->presenter()->is_on());
    hand();
    BOOST_TEST(!session->presenter()->is_on());
    session->key({.special = SpecialKey::f9});
    BOOST_TEST(session->presenter()->is_on());
    BOOST_TEST(session->presenter()->second() == 0.0);
  }
}

BOOST_AUTO_TEST_CASE(escape_during_a_tour_only_takes_over) {
  session->key({.special = SpecialKey::f9});
  session->select(Selection{Selection::Kind::robot, 1});
  session->key({.special = SpecialKey::f9});
  session->key({.special = SpecialKey::escape});
  BOOST_TEST(session->selection().has_value());
  session->key({.special = SpecialKey::escape});
  BOOST_TEST(!session->selection().has_value());
}

BOOST_AUTO_TEST_CASE(a_window_of_another_shape_shows_the_tour_in_that_shape) {
  pass(25);
  const Eigen::Vector3d wide_m = session->camera().eye_m;
  session->resize({360, 640});
  pass(1);
  BOOST_TEST(caption() == "one");
  BOOST_TEST((session->camera().eye_m - wide_m).norm() > 1.0);  // farther away: it is narrow
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
