#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/stream/hall_moment.h"

using namespace darkline;

namespace {

constexpr std::int64_t kLeftNs = 60'000'000'000;
constexpr std::int64_t kTransferNs = 4'000'000'000;

// A station that hangs doors on, and its robot.
struct Moment {
  Moment() {
    scene.transfer_ns = kTransferNs;
    scene.stations.push_back({.address = "z90/st01",
                              .length_m = 8.0,
                              .width_m = 12.0,
                              .parts = BodyParts::all(),
                              .joined = BodyPart::doors});
    scene.robots.push_back(
        {.address = "z90/st01/r1", .model = "", .X_WB = Pose::Identity(), .q_rad = {}});
    state = state_at_start(shape_of(scene));
  }
  const HallSnapshot::StationPose& at(std::int64_t t_ns) {
    hall = scene;
    state.t_ns = t_ns;
    show_moment(scene, state, hall);
    return hall.stations[0];
  }
  void happen(PlantEvent::Kind kind, std::int64_t t_ns, std::uint32_t value) {
    apply(state, {.t_ns = t_ns, .kind = kind, .value = value});
  }
  HallSnapshot scene, hall;
  PlantState state;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hall_at_a_moment, Moment)

BOOST_AUTO_TEST_CASE(what_a_station_places_is_on_its_body_from_the_first_part_on) {
  happen(PlantEvent::Kind::body, 1, 7);
  BOOST_TEST((at(2).parts == BodyParts::all().without(BodyPart::doors)));
  happen(PlantEvent::Kind::join, 3, 1);
  BOOST_TEST((at(4).parts == BodyParts::all()));
  happen(PlantEvent::Kind::body, 5, 8);  // the next one has none of them
  BOOST_TEST(!at(6).parts.has(BodyPart::doors));
  happen(PlantEvent::Kind::station, 7, static_cast<std::uint32_t>(PackMlState::complete));
  BOOST_TEST(at(8).parts.has(BodyPart::doors));
}

BOOST_AUTO_TEST_CASE(a_transfer_takes_the_finished_body_out_and_brings_the_next_to_the_middle) {
  happen(PlantEvent::Kind::body, kLeftNs, 0);
  double before_m = at(kLeftNs).body_ahead_m;
  BOOST_TEST(before_m == 0.0);
  double nearest_start_m = 1.0;
  for (std::int64_t t_ns = kLeftNs + 10'000'000; t_ns < kLeftNs + kTransferNs; t_ns += 10'000'000) {
    const auto& station = at(t_ns);
    const bool leaves = t_ns < kLeftNs + kTransferNs / 2;
    BOOST_TEST(!station.body_present);
    BOOST_TEST((station.body_ahead_m > 0.0) == leaves);
    BOOST_TEST(station.parts.has(BodyPart::doors) == leaves);
    BOOST_TEST(std::abs(station.body_ahead_m) <= 4.0);
    if (t_ns != kLeftNs + kTransferNs / 2) BOOST_TEST(station.body_ahead_m > before_m);
    before_m = station.body_ahead_m;
    nearest_start_m = before_m;
  }
  BOOST_TEST(std::abs(nearest_start_m) < 0.01);
  BOOST_TEST(at(kLeftNs + kTransferNs).body_ahead_m == 0.0);  // none came
}

BOOST_AUTO_TEST_CASE(where_nothing_has_left_or_no_time_is_known_nothing_moves) {
  BOOST_TEST(at(1'000'000'000).body_ahead_m == 0.0);
  happen(PlantEvent::Kind::body, kLeftNs, 0);
  scene.transfer_ns = 0;
  BOOST_TEST(at(kLeftNs + 1'000'000'000).body_ahead_m == 0.0);
}

BOOST_AUTO_TEST_CASE(who_welds_is_who_the_plant_says) {
  happen(PlantEvent::Kind::robot, 5, static_cast<std::uint32_t>(RobotActivity::welding));
  at(6);
  BOOST_TEST(hall.robots[0].welding);
  BOOST_TEST(hall.moment_ns == 6);
  happen(PlantEvent::Kind::robot, 7, static_cast<std::uint32_t>(RobotActivity::moving));
  at(8);
  BOOST_TEST(!hall.robots[0].welding);
}

BOOST_AUTO_TEST_SUITE_END()
