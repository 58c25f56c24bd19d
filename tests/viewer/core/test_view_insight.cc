// Costs, waiting and the other run at the window, without one.
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "tests/viewer/costs_of.h"
#include "tests/viewer/shipped_models.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/view_session.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace tt = boost::test_tools;

constexpr PictureSize kSize = {1280, 720};

HallSnapshot hall_of(int stations) {
  HallSnapshot hall = synthetic_hall({{"z1", {stations}, 4 * stations}}, shipped_models());
  for (std::size_t s = 1; s < hall.stations.size(); ++s) {
    hall.flow.push_back({.from = s - 1, .to = s});
  }
  return hall;
}

std::unique_ptr<ViewSession> session_of(HallSnapshot hall) {
  return std::make_unique<ViewSession>(std::move(hall), shipped_models(), "hall.json", "plan",
                                       kSize);
}

// A recording of a hall with the shipped robots, 10 s for each slice.
std::unique_ptr<ViewSession> recorded(const std::filesystem::path& file, int n_slices,
                                      std::uint32_t seed) {
  const HallSnapshot hall = hall_of(2);
  {
    PlantRecordingWriter writer(file);
    PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
    for (std::uint32_t r = 0; r < hall.robots.size(); ++r) {
      for (const double q : {0.5, 0.1}) {
        chunker.add_program(r, there_and_back(q, chunker.shape().joints[r]));
      }
    }
    for (const PlantSlice& slice : lived_slices(chunker.shape(), n_slices, seed)) {
      chunker.add(slice);
    }
    writer.close();
  }
  return std::make_unique<ViewSession>(std::make_unique<ReplaySource>(file), shipped_models(),
                                       file.string(), "overview", kSize);
}

void type(ViewSession& session, char32_t letter) {
  session.key({.letter = letter});
}

void look_at(ViewSession& session, FloorMap map) {
  for (int i = 0; i < 10 && session.floor_map() != map; ++i) {
    session.key({.special = SpecialKey::f6});
  }
  BOOST_REQUIRE((session.floor_map() == map));
}

BOOST_AUTO_TEST_SUITE(view_insight)

BOOST_AUTO_TEST_CASE(f6_goes_round_what_the_data_has) {
  const auto session = session_of(hall_of(3));
  const auto round = [&] {
    int maps = 0;
    do {
      session->key({.special = SpecialKey::f6});
      ++maps;
    } while (session->floor_map() != FloorMap::none && maps < 20);
    return maps;
  };
  BOOST_TEST(round() == 5);
  session->set_costs(costs_of(session->hall()));
  BOOST_TEST(round() == 8);
}

BOOST_AUTO_TEST_CASE(a_slider_changes_the_cost_and_the_floor) {
  const auto session = session_of(hall_of(3));
  session->set_costs(costs_of(session->hall()));
  look_at(*session, FloorMap::cost);
  BOOST_REQUIRE(session->insight().floor() != nullptr);
  BOOST_TEST(session->insight().floor()->most == 70.0, tt::tolerance(1e-12));
  const std::size_t version = session->version();
  session->set_lever(CostLever::robot_price, 100e3);
  BOOST_TEST(session->insight().floor()->most == 100.0, tt::tolerance(1e-12));
  BOOST_TEST(session->version() > version);
  BOOST_TEST(cost_line(*session->insight().costs()) ==
             "conversion 200.00 USD (+60.00 USD, dearer), landed 10500.00 USD (+60.00 USD, "
             "dearer)");
  session->reset_levers();
  BOOST_TEST(session->insight().floor()->most == 70.0, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(who_waits_is_found_when_it_is_asked_for) {
  HallSnapshot hall = hall_of(3);
  hall.stations[0].state = hall.stations[1].state = StationState::blocked;
  hall.stations[2].state = StationState::down;
  const auto session = session_of(hall);
  BOOST_TEST(!session->insight().shows_waiting());
  type(*session, U'b');
  BOOST_TEST(session->insight().shows_waiting());
  BOOST_TEST(session->insight().waits().size() == 2U);
}

BOOST_AUTO_TEST_CASE(two_runs_change_places_and_the_eye_stays) {
  HallSnapshot one = hall_of(3), two = hall_of(4);
  one.stations[1].down_share = 0.1;
  two.stations[1].down_share = 0.3;
  one.title = "one";
  two.title = "two";
  const auto session = session_of(one);
  session->set_costs(costs_of(one));
  auto other = session_of(two);
  other->set_costs(costs_of(two));
  session->set_other(std::move(other));
  BOOST_TEST(session->pairs().only_second.size() == 1U);

  look_at(*session, FloorMap::down);
  type(*session, U'n');
  BOOST_TEST(session->insight().floor()->is_difference);
  BOOST_TEST(*session->insight().floor()->values[1] == 20.0, tt::tolerance(1e-12));

  session->select(Selection{Selection::Kind::station, 2});
  session->wheel(3.0, {640.0, 360.0});
  const Eigen::Vector3d eye_m = session->camera().eye_m;
  const std::size_t version = session->version(), meshes = session->scene_version();
  type(*session, U'v');
  BOOST_TEST(session->hall().title == "two");
  BOOST_TEST(session->is_second());
  BOOST_TEST((session->camera().eye_m - eye_m).norm() < 1e-9);
  BOOST_TEST(session->address_of(*session->selection()) == one.stations[2].address);
  BOOST_TEST(session->version() > version);
  BOOST_TEST(session->scene_version() > meshes);
  BOOST_TEST(*session->insight().floor()->values[1] == 20.0, tt::tolerance(1e-12));
  BOOST_TEST(!session->insight().floor()->values[3].has_value());

  // one price for both
  session->set_lever(CostLever::robot_price, 90e3);
  BOOST_TEST(session->other()->insight().costs()->setting(CostLever::robot_price) == 90e3);
  type(*session, U'v');
  BOOST_TEST(session->hall().title == "one");
  BOOST_TEST(!session->is_second());
  BOOST_TEST(session->insight().costs()->now().conversion_usd == 190.0, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_run_alone_has_no_difference) {
  const auto session = session_of(hall_of(2));
  type(*session, U'n');
  type(*session, U'v');
  BOOST_TEST(!session->insight().shows_difference());
  BOOST_TEST(session->other() == nullptr);
}

// The exit's bodies as the events tell them, counted by hand.
BOOST_FIXTURE_TEST_CASE(the_ticker_counts_what_has_left_the_last_station, TemporaryFolder) {
  const auto session = recorded(path() / "a.dlrec", 8, 9);
  type(*session, U'c');
  const ReplaySource source(path() / "a.dlrec");
  std::size_t left = 0;
  std::uint32_t there = 0;
  for (const PlantEvent& event : PlantPlayer(source.store()).events(0, 75 * kSecondNs + 1)) {
    if (event.kind != PlantEvent::Kind::body || event.subject != 1) continue;
    if (there != 0 && event.value != there) ++left;
    there = event.value;
  }
  BOOST_REQUIRE(session->insight().finished() != nullptr);
  BOOST_TEST(left > 0U);
  BOOST_TEST(session->insight().finished()->until(75 * kSecondNs) == left);
}

// Both recordings at one time: what is flipped to stands at the same moment.
BOOST_FIXTURE_TEST_CASE(two_recordings_have_one_clock, TemporaryFolder) {
  const auto session = recorded(path() / "a.dlrec", 3, 1);
  session->set_other(recorded(path() / "b.dlrec", 5, 2));
  session->go_to(17 * kSecondNs);
  type(*session, U'n');
  BOOST_TEST(session->other()->time()->now_ns() == 17 * kSecondNs);
  session->go_to(21 * kSecondNs);
  BOOST_TEST(session->other()->time()->now_ns() == 21 * kSecondNs);
  type(*session, U'v');
  BOOST_TEST(session->time()->now_ns() == 21 * kSecondNs);
  BOOST_TEST(session->time()->last_ns() == 50 * kSecondNs);
  session->go_to(40 * kSecondNs);
  BOOST_TEST(session->other()->time()->now_ns() == 30 * kSecondNs);  // where the first one ends
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
