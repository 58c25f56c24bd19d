// Names and plan of a hall: what is worth a name, and where things are on the plan.
#include <boost/test/unit_test.hpp>

#include "tests/viewer/shipped_models.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/hall_labels.h"
#include "viewer/core/minimap.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr PictureSize kSize = {1280, 720};

struct BigHall {
  BigHall() {
    for (auto& station : hall.stations) station.state = StationState::working;
    scene = build_hall_scene(hall, shipped_models(), "hall.json", theme_of(false));
  }
  std::vector<HallLabel> labels(const std::optional<Selection>& selection,
                                const std::string& camera) const {
    return hall_labels(hall, scene, selection, camera_named(camera, hall, kSize.aspect()), kSize);
  }
  HallSnapshot hall = synthetic_hall(zones_of_820_robots(), shipped_models());
  HallScene scene;
};

BOOST_FIXTURE_TEST_SUITE(hall_labels_and_plan, BigHall)

BOOST_AUTO_TEST_CASE(a_hall_in_order_has_no_names_and_what_is_abnormal_has) {
  BOOST_TEST(labels({}, "overview").empty());
  hall.stations[40].state = StationState::down;
  const auto one = labels({}, "overview");
  BOOST_REQUIRE(one.size() == 1U);
  BOOST_TEST(one[0].what.index == 40U);
  BOOST_TEST((one[0].why == HallLabel::Why::abnormal));
  BOOST_TEST(one[0].name == hall.stations[40].address);
}

BOOST_AUTO_TEST_CASE(names_are_few_and_none_is_over_another) {
  for (auto& station : hall.stations) station.state = StationState::blocked;
  const Selection selection{Selection::Kind::robot, 100};
  const auto all = labels(selection, "overview");
  BOOST_TEST(all.size() > 5U);
  BOOST_TEST(all.size() <= 40U);
  BOOST_TEST((all[0].why == HallLabel::Why::selected));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const Vector2d apart = (all[i].at_px - all[k].at_px).cwiseAbs();
      const double wide_px = 0.5 * (all[i].width_px + all[k].width_px);
      BOOST_TEST((apart.x() >= wide_px || apart.y() >= kLabelHigh_px));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_selected_is_named_with_the_robots_of_its_station) {
  const std::string address = hall.robots[100].address;
  const std::string home = address.substr(0, address.rfind('/'));
  const auto near = labels(Selection{Selection::Kind::robot, 100}, home);
  std::size_t robots = 0;
  for (const HallLabel& each : near) {
    if (each.what.kind != Selection::Kind::robot) continue;
    BOOST_TEST(hall.robots[each.what.index].address.starts_with(home + "/"));
    ++robots;
  }
  BOOST_TEST(robots >= 2U);
  BOOST_TEST(short_name("z60_framing/st03/r2") == "r2");
}

BOOST_AUTO_TEST_CASE(a_place_on_the_plan_leads_back_to_its_place_in_the_hall) {
  const Minimap map(hall, {260, 150});
  BOOST_TEST(map.size_px().x() <= 260.0 + 1e-9);
  BOOST_TEST(map.size_px().y() <= 150.0 + 1e-9);
  // it is not stretched
  BOOST_TEST(map.size_px().x() / map.size_px().y() == hall.hall_length_m / hall.hall_width_m,
             boost::test_tools::tolerance(1e-9));
  for (const auto& station : hall.stations) {
    Vector3d p_m = station.X_WC.translation();
    p_m.z() = 0.0;
    BOOST_TEST((map.on_floor(map.px_of(p_m)) - p_m).norm() < 1e-9);
  }
  BOOST_TEST((map.px_of({0, hall.hall_width_m, 0})).norm() < 1e-9);  // north west is the corner
}

BOOST_AUTO_TEST_CASE(the_plan_shows_the_corners_of_the_floor_that_the_camera_sees) {
  const Minimap map(hall, {260, 150});
  const Camera camera = camera_named(hall.stations[5].address, hall, kSize.aspect());
  const auto corners = map.view_px(camera, kSize);
  BOOST_REQUIRE(corners.size() == 4U);
  // the lower corners of the picture look at the floor: they fall back to themselves
  for (const std::size_t i : {2U, 3U}) {
    const auto px = pixel_of(camera, kSize, map.on_floor(corners[i]));
    BOOST_REQUIRE(px.has_value());
    BOOST_TEST((*px - Vector2d(i == 2 ? 1280.0 : 0.0, 720.0)).norm() < 1e-3);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
