// What the hand does at the window, without one.
#include <algorithm>
#include <memory>
#include <set>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/base/file.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "tests/viewer/shipped_models.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/view_session.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
using Eigen::Vector2d;

constexpr PictureSize kSize = {1280, 720};

struct AtTheWindow {
  AtTheWindow() {
    HallSnapshot hall = synthetic_hall({{"z1", {3}, 12}, {"z2", {2}, 8}}, shipped_models());
    hall.stations[1].state = StationState::starved;
    hall.stations[0].state = StationState::working;
    hall.stations[2].bottleneck = true;
    session.emplace(std::move(hall), shipped_models(), "hall.json", "z1/st02", kSize);
  }
  void click(const Vector2d& at) {
    session->press(MouseButton::left, at);
    session->release(at);
  }
  void type(SpecialKey key) { session->key({.special = key}); }
  Vector2d pixel_of_robot(std::size_t i) const {
    return *pixel_of(session->camera(), kSize, session->scene().robots[i].sphere.center_m);
  }
  // The robot of the middle of the picture is in front of everything else.
  std::size_t near_robot() const {
    const auto& robots = session->scene().robots;
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < robots.size(); ++i) {
      const auto away = [&](std::size_t k) {
        return (robots[k].X_WB.translation() - session->camera().eye_m).norm();
      };
      if (away(i) < away(nearest)) nearest = i;
    }
    return nearest;
  }
  std::optional<ViewSession> session;
};

BOOST_FIXTURE_TEST_SUITE(view_session, AtTheWindow)

BOOST_AUTO_TEST_CASE(a_click_selects_a_robot_a_drag_does_not_and_escape_clears) {
  const std::size_t near = near_robot();
  const Vector2d at = pixel_of_robot(near);
  const auto there = pick(session->scene(), session->camera(), kSize, at);
  BOOST_REQUIRE((there && there->kind == Picked::Kind::robot));
  click(at);
  BOOST_REQUIRE(session->selection().has_value());
  BOOST_TEST((session->selection()->kind == Selection::Kind::robot));
  BOOST_TEST(session->selection()->index == there->index);
  BOOST_TEST(session->scene().rings.size() == 1U);
  type(SpecialKey::escape);
  BOOST_TEST(!session->selection().has_value());
  BOOST_TEST(session->scene().rings.empty());
  session->press(MouseButton::left, at);
  session->drag(at + Vector2d(30, 0));
  session->release(at + Vector2d(30, 0));
  BOOST_TEST(!session->selection().has_value());
}

BOOST_AUTO_TEST_CASE(a_click_on_a_pad_selects_its_station_and_one_beside_the_hall_nothing) {
  session->key({.letter = U'p'});  // from above
  for (std::size_t i = 0; i < session->hall().stations.size(); ++i) {
    const auto& station = session->hall().stations[i];
    // a corner of the pad, where no robot stands
    const Eigen::Vector3d p_m =
        station.X_WC * Eigen::Vector3d(-0.45 * station.length_m, 0.45 * station.width_m, 0.05);
    click(*pixel_of(session->camera(), kSize, p_m));
    BOOST_REQUIRE(session->selection().has_value());
    BOOST_TEST(session->address_of(*session->selection()) == station.address);
  }
  click({2.0, 2.0});
  BOOST_TEST(!session->selection().has_value());
}

BOOST_AUTO_TEST_CASE(a_double_click_flies_until_the_thing_is_in_the_middle) {
  const std::size_t near = near_robot();
  session->double_click(pixel_of_robot(near));
  BOOST_REQUIRE(session->selection().has_value());
  for (int i = 0; i < 20; ++i) session->advance(0.1);
  BOOST_TEST((pixel_of_robot(session->selection()->index) - Vector2d(640, 360)).norm() < 1.0);
}

BOOST_AUTO_TEST_CASE(a_stored_view_is_recalled) {
  const Eigen::Vector3d eye_m = session->camera().eye_m;
  session->key({.letter = U'7', .control = true});
  session->key({.letter = U'1'});
  session->advance(10.0);
  BOOST_TEST((session->camera().eye_m - eye_m).norm() > 1.0);
  session->key({.letter = U'7'});
  session->advance(10.0);
  BOOST_TEST((session->camera().eye_m - eye_m).norm() < 1e-9);
}

BOOST_AUTO_TEST_CASE(views_are_gone_through_round_and_round) {
  const auto eye = [&] {
    session->advance(10.0);
    return session->camera().eye_m;
  };
  session->key({.letter = U'1'});
  const Eigen::Vector3d first_m = eye();
  session->key({.letter = U']'});
  const Eigen::Vector3d second_m = eye();
  BOOST_TEST((second_m - first_m).norm() > 1.0);
  session->key({.letter = U'['});
  BOOST_TEST((eye() - first_m).norm() < 1e-9);
  for (int i = 0; i < 4; ++i) session->key({.letter = U']'}), session->advance(10.0);
  BOOST_TEST((eye() - first_m).norm() < 1e-9);  // four views are stored
}

BOOST_AUTO_TEST_CASE(a_click_on_the_plan_brings_the_place_to_the_middle) {
  const Eigen::Vector3d p_m(6.0, 5.0, 0.0);
  session->look_at_floor(p_m);
  session->advance(10.0);
  BOOST_TEST((*pixel_of(session->camera(), kSize, p_m) - Vector2d(640, 360)).norm() < 1.0);
}

BOOST_AUTO_TEST_CASE(finding_takes_every_word_of_an_address) {
  const auto hits = session->find("z2 r3", 100);
  BOOST_TEST(hits.size() == 2U);  // one in each of its stations of four
  for (const Selection& hit : hits) {
    BOOST_TEST(session->address_of(hit).starts_with("z2/"));
    BOOST_TEST(session->address_of(hit).ends_with("/r3"));
  }
  BOOST_TEST(session->find("", 100).empty());
  BOOST_TEST(session->find("z9", 100).empty());
  BOOST_TEST(session->find("z", 4).size() == 4U);
}

BOOST_AUTO_TEST_CASE(the_bottleneck_comes_first_of_what_needs_attention) {
  const auto stations = session->needing_attention();
  BOOST_REQUIRE(stations.size() >= 2U);
  BOOST_TEST(stations[0].index == 2U);
  BOOST_TEST(stations[1].index == 1U);
  for (const Selection& each : stations) BOOST_TEST(each.index != 0U);
}

BOOST_AUTO_TEST_CASE(the_floor_goes_through_its_maps_and_back) {
  std::set<std::string_view> titles;
  for (int i = 0; i < 5; ++i) {
    titles.insert(title_of(session->floor_map()));
    const auto stand = std::ranges::count_if(session->hall().stations, [](const auto& station) {
      return look_of(station.state).abnormal;
    });
    const bool tiled = session->floor_map() != FloorMap::none;
    BOOST_TEST(session->scene().tiles.size() ==
               (tiled ? session->hall().stations.size() : static_cast<std::size_t>(stand)));
    BOOST_TEST(session->scene().signs.size() == 2U * static_cast<std::size_t>(stand));
    type(SpecialKey::f6);
  }
  BOOST_TEST(titles.size() == 5U);
  BOOST_TEST((session->floor_map() == FloorMap::none));
}

BOOST_AUTO_TEST_CASE(lights_out_makes_new_meshes_and_keeps_the_selection_marked) {
  click(pixel_of_robot(near_robot()));
  const std::size_t before = session->scene_version();
  type(SpecialKey::f7);
  BOOST_TEST(session->scene_version() == before + 1);
  BOOST_TEST(session->lights_out());
  BOOST_TEST(session->scene().rings.size() == 1U);
  type(SpecialKey::f8);
  BOOST_TEST(session->scene_version() == before + 1);  // shadows need none
}

BOOST_AUTO_TEST_CASE(every_change_is_counted_and_nothing_else) {
  const std::size_t before = session->version();
  session->advance(1.0);  // nothing flies
  session->drag({5, 5});  // no button is down
  BOOST_TEST(session->version() == before);
  session->wheel(1.0, {640, 360});
  BOOST_TEST(session->version() > before);
}

BOOST_AUTO_TEST_CASE(the_page_has_the_keys_of_the_help_and_no_others) {
  const std::string page =
      read_file(std::filesystem::path(DARKLINE_SOURCE_DIR) / "docs/viewer.md", 1U << 20U);
  std::string rows;
  for (const KeyHelp& row : key_help()) rows += fmt::format("| {} | {} |\n", row.keys, row.does);
  BOOST_TEST(page.find("|---|---|\n" + rows + "\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(viridis_grows_lighter_all_the_way) {
  const auto viridis = [](double share) {
    return color_along(theme_of(false).signals.shares, share);
  };
  const auto light = [&](double share) {
    const Color c = viridis(share);
    return 0.2126F * c[0] * c[0] + 0.7152F * c[1] * c[1] + 0.0722F * c[2] * c[2];
  };
  for (double share = 0.0; share < 0.995; share += 0.01) {
    BOOST_TEST(light(share + 0.01) > light(share), share);
  }
  BOOST_TEST((viridis(-1.0) == viridis(0.0)));
  BOOST_TEST((viridis(2.0) == viridis(1.0)));
}

BOOST_AUTO_TEST_SUITE_END()

// A recording of a hall with the shipped robots, half a minute long.
struct Recorded : TemporaryFolder {
  Recorded() {
    HallSnapshot hall = synthetic_hall({{"z1", {2}, 6}}, shipped_models());
    if (hall.buffers.empty()) {
      hall.buffers.push_back({.p_from_m = {1, 1, 0}, .p_to_m = {9, 1, 0}, .places = 2});
    }
    PlantRecordingWriter writer(path() / "plant.dlrec");
    PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
    for (std::uint32_t r = 0; r < hall.robots.size(); ++r) {
      for (const double q : {0.5, 0.1}) {
        chunker.add_program(r, there_and_back(q, chunker.shape().joints[r]));
      }
    }
    for (const PlantSlice& slice : lived_slices(chunker.shape(), 3, 7)) chunker.add(slice);
    writer.close();
    session.emplace(source(), shipped_models(), "plant.dlrec", "overview", kSize);
  }
  std::unique_ptr<Source> source() const {
    return std::make_unique<ReplaySource>(path() / "plant.dlrec");
  }
  std::optional<ViewSession> session;
};

BOOST_FIXTURE_TEST_SUITE(view_session_of_a_recording, Recorded)

BOOST_AUTO_TEST_CASE(the_scene_at_any_moment_is_that_of_the_recordings_hall_then) {
  const auto other = source();
  for (const std::int64_t t_s : {0, 4, 17, 3, 29, 12}) {
    session->go_to(t_s * kSecondNs);
    other->show(t_s * kSecondNs);
    const HallSnapshot hall = other->hall();
    const HallScene expected =
        build_hall_scene(hall, shipped_models(), "plant.dlrec", theme_of(false));
    BOOST_REQUIRE(session->scene().robots.size() == expected.robots.size());
    for (std::size_t r = 0; r < expected.robots.size(); ++r) {
      for (std::size_t i = 0; i < expected.robots[r].X_WL.size(); ++i) {
        BOOST_TEST((session->scene().robots[r].X_WL[i] == expected.robots[r].X_WL[i]),
                   "robot " << r << ", link " << i << ", at " << t_s << " s");
      }
    }
    BOOST_TEST(session->scene().bodies.size() == expected.bodies.size());
    for (std::size_t s = 0; s < hall.stations.size(); ++s) {
      BOOST_TEST((session->scene().lamps[s].state == hall.stations[s].state));
    }
  }
}

BOOST_AUTO_TEST_CASE(lamps_flash_by_the_plants_clock_and_are_lit_where_it_stands_or_races) {
  BOOST_TEST(!session->scene().flash_is_dark);
  const auto play = [&](int tenths) {
    for (int i = 0; i < tenths; ++i) session->advance(0.1);
  };
  session->key({.special = SpecialKey::space});
  play(5);
  BOOST_TEST(session->scene().flash_is_dark);
  play(4);
  BOOST_TEST(!session->scene().flash_is_dark);
  play(4);
  BOOST_TEST(session->scene().flash_is_dark);
  const std::size_t version = session->version();
  session->key({.special = SpecialKey::space});
  session->advance(0.0);
  BOOST_TEST(!session->scene().flash_is_dark);
  BOOST_TEST(session->version() > version);
  session->key({.special = SpecialKey::space});
  session->key({.letter = U'='});
  session->key({.letter = U'='});
  for (int i = 0; i < 20; ++i) {
    session->advance(0.1);
    BOOST_TEST(!session->scene().flash_is_dark);
  }
}

BOOST_AUTO_TEST_CASE(space_plays_and_stands_and_the_speed_doubles_and_halves) {
  BOOST_TEST(!session->time()->plays());
  session->key({.special = SpecialKey::space});
  session->key({.letter = U'='});
  for (int i = 0; i < 10; ++i) session->advance(0.1);
  BOOST_TEST(session->time()->now_ns() == 2 * kSecondNs);
  BOOST_TEST(session->state()->t_ns == 2 * kSecondNs);
  session->key({.letter = U'-'});
  session->key({.letter = U'-'});
  for (int i = 0; i < 10; ++i) session->advance(0.1);
  BOOST_TEST(session->time()->now_ns() == 5 * kSecondNs / 2);
  session->key({.special = SpecialKey::space});
  session->advance(0.1);
  BOOST_TEST(session->time()->now_ns() == 5 * kSecondNs / 2);
}

BOOST_AUTO_TEST_CASE(steps_go_to_events_and_back_through_the_same_ones) {
  std::vector<std::int64_t> onward, back;
  for (int i = 0; i < 6; ++i) {
    session->key({.special = SpecialKey::right});
    onward.push_back(session->time()->now_ns());
  }
  BOOST_TEST(std::ranges::is_sorted(onward));
  BOOST_TEST(onward.front() > 0);
  for (int i = 0; i < 6; ++i) {
    back.push_back(session->time()->now_ns());
    session->key({.special = SpecialKey::left});
  }
  std::ranges::reverse(back);
  BOOST_TEST(onward == back, boost::test_tools::per_element());
  session->key({.special = SpecialKey::end});
  BOOST_TEST(session->time()->now_ns() == session->time()->last_ns());
}

BOOST_AUTO_TEST_CASE(kinds_of_alarms_that_are_not_wanted_are_stepped_over) {
  const auto other = source();
  const PlantPlayer player(other->store());
  const auto steps = [&] {
    std::vector<std::int64_t> times_ns;
    session->go_to(session->time()->first_ns());
    for (int i = 0; i < 8; ++i) {
      session->key({.special = SpecialKey::right});
      times_ns.push_back(session->time()->now_ns());
    }
    return times_ns;
  };
  const auto wanted = [&](std::initializer_list<PlantEvent::Kind> kinds) {
    std::vector<std::int64_t> times_ns;
    std::int64_t t_ns = session->time()->first_ns();
    for (int i = 0; i < 8; ++i) {
      const auto next = player.next_event(t_ns, [&](const PlantEvent& event) {
        return is_step(event) && std::ranges::count(kinds, event.kind) > 0;
      });
      t_ns = next ? next->t_ns : session->time()->last_ns();
      times_ns.push_back(t_ns);
    }
    return times_ns;
  };
  using Kind = PlantEvent::Kind;
  BOOST_TEST(steps() == wanted({Kind::body, Kind::robot, Kind::station, Kind::controller}),
             boost::test_tools::per_element());
  const std::vector<std::int64_t> all = steps();
  session->show_alarms(TickKind::robot, false);
  BOOST_TEST(steps() == wanted({Kind::body, Kind::station, Kind::controller}),
             boost::test_tools::per_element());
  session->show_alarms(TickKind::station, false);
  session->show_alarms(TickKind::controller, false);
  BOOST_TEST(steps() == wanted({Kind::body}), boost::test_tools::per_element());
  BOOST_TEST((steps() != all));
  for (const TickKind kind : {TickKind::robot, TickKind::station, TickKind::controller}) {
    session->show_alarms(kind, true);
  }
  BOOST_TEST(steps() == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ten_events_are_ten_steps_and_frames_are_a_25th_of_a_second) {
  for (int i = 0; i < 10; ++i) session->key({.special = SpecialKey::right});
  const std::int64_t tenth_ns = session->time()->now_ns();
  session->go_to(0);
  session->key({.special = SpecialKey::right, .shift = true});
  BOOST_TEST(session->time()->now_ns() == tenth_ns);
  session->key({.letter = U'.'});
  BOOST_TEST(session->time()->now_ns() == tenth_ns + kSecondNs / 25);
  session->key({.letter = U','});
  session->key({.letter = U','});
  BOOST_TEST(session->time()->now_ns() == tenth_ns - kSecondNs / 25);
  BOOST_TEST(!session->time()->plays());
}

BOOST_AUTO_TEST_CASE(a_typed_time_is_gone_to_and_a_wrong_one_is_answered) {
  session->key({.letter = U'g'});
  BOOST_TEST((session->field() == ViewSession::Field::time));
  BOOST_TEST(session->go_to_typed("0:12.5"));
  BOOST_TEST(session->time()->now_ns() == 25 * kSecondNs / 2);
  BOOST_TEST(!session->go_to_typed("noon"));
  BOOST_TEST(session->notice().find("\"noon\"") != std::string::npos);
  BOOST_TEST(session->notice().find("00:12:30") != std::string::npos);
  BOOST_TEST(session->time()->now_ns() == 25 * kSecondNs / 2);
  session->key({.special = SpecialKey::escape});
  BOOST_TEST((session->field() == ViewSession::Field::none));
  BOOST_TEST(session->notice().empty());
}

BOOST_AUTO_TEST_CASE(bookmarks_of_time_are_gone_through_in_their_order) {
  for (const std::int64_t t_s : {20, 5, 12}) {
    session->go_to(t_s * kSecondNs);
    session->key({.letter = U'm'});
  }
  session->go_to(0);
  for (const std::int64_t t_s : {5, 12, 20}) {
    session->key({.letter = U'k'});
    BOOST_TEST(session->time()->now_ns() == t_s * kSecondNs);
    BOOST_TEST(session->notice().empty());
  }
  session->key({.letter = U'k'});
  BOOST_TEST(!session->notice().empty());  // there is no later one
  session->key({.letter = U'j'});
  BOOST_TEST(session->time()->now_ns() == 12 * kSecondNs);
}

// The tool stays where it was in the picture while the arm moves.
BOOST_AUTO_TEST_CASE(the_camera_goes_with_the_tool_of_the_robot) {
  session->select_and_fly({Selection::Kind::robot, 2});
  session->advance(10.0);
  const auto tool_px = [&] {
    const Eigen::Vector3d p_m = session->scene().robots[2].X_WL.back().col(3).cast<double>();
    return std::pair(p_m, *pixel_of(session->camera(), kSize, p_m));
  };
  session->key({.letter = U't'});
  BOOST_TEST(session->followed() == session->hall().robots[2].address);
  const auto before = tool_px();
  double farthest_m = 0.0;
  for (const std::int64_t t_s : {1, 5, 13, 22}) {
    session->go_to(t_s * kSecondNs);
    for (int i = 0; i < 40; ++i) session->advance(0.1);
    const auto after = tool_px();
    BOOST_TEST((after.second - before.second).norm() < 1.0);
    farthest_m = std::max(farthest_m, (after.first - before.first).norm());
  }
  BOOST_TEST(farthest_m > 0.1);  // else nothing was shown
  session->key({.letter = U't'});
  BOOST_TEST(session->followed().empty());
}

// The camera keeps its place beside the body: what it moves is the way between the stations.
BOOST_AUTO_TEST_CASE(the_camera_rides_with_a_body_from_station_to_station) {
  const PlantPlayer player(*session->store());
  // a body that stands in one station and later in the other
  std::optional<PlantEvent> from, to;
  const auto bodies = player.events(0, session->time()->last_ns(), [](const PlantEvent& event) {
    return event.kind == PlantEvent::Kind::body && event.value != 0;
  });
  for (std::size_t i = 0; i < bodies.size() && !to; ++i) {
    for (std::size_t k = i + 1; k < bodies.size() && !to; ++k) {
      if (bodies[k].value != bodies[i].value || bodies[k].subject == bodies[i].subject) continue;
      session->go_to(bodies[k].t_ns);
      const auto& stations = session->state()->stations;
      const bool only_there = stations[bodies[i].subject].body != bodies[i].value &&
                              stations[bodies[k].subject].body == bodies[k].value;
      if (only_there) from = bodies[i], to = bodies[k];
    }
  }
  BOOST_REQUIRE(to.has_value());
  session->go_to(from->t_ns);
  BOOST_REQUIRE(session->state()->stations[from->subject].body == from->value);
  session->select(Selection{Selection::Kind::station, from->subject});
  session->key({.letter = U't'});
  BOOST_REQUIRE(!session->followed().empty());
  const Eigen::Vector3d eye_m = session->camera().eye_m;
  session->go_to(to->t_ns);
  for (int i = 0; i < 40; ++i) session->advance(0.1);
  const auto& hall = session->hall();
  const Eigen::Vector3d way_m = hall.stations[to->subject].X_WC.translation() -
                                hall.stations[from->subject].X_WC.translation();
  BOOST_TEST((session->camera().eye_m - eye_m - way_m).norm() < 0.01);
  BOOST_TEST(way_m.norm() > 1.0);
}

BOOST_AUTO_TEST_CASE(nothing_is_followed_where_nothing_is_selected) {
  session->key({.letter = U't'});
  BOOST_TEST(session->followed().empty());
  BOOST_TEST(!session->notice().empty());
}

BOOST_AUTO_TEST_CASE(the_floor_of_a_recording_has_the_shares_of_the_time_so_far) {
  session->go_to(20 * kSecondNs);
  for (std::size_t s = 0; s < session->hall().stations.size(); ++s) {
    const auto& station = session->hall().stations[s];
    const StationTimes times = session->history()->times(s, 20 * kSecondNs);
    BOOST_TEST(station.down_share == times.share(StationState::down));
    BOOST_TEST(station.working_share + station.blocked_share + station.starved_share +
                       station.down_share ==
                   1.0,
               boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_CASE(a_picture_is_due_when_time_has_passed_and_not_else) {
  const std::size_t before = session->version();
  session->advance(1.0);  // it stands
  BOOST_TEST(session->version() == before);
  session->key({.special = SpecialKey::space});
  const std::size_t plays = session->version();
  session->advance(0.1);
  BOOST_TEST(session->version() > plays);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
