#include <cmath>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/stream/hall_snapshot.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

HallSnapshot sample() {
  HallSnapshot hall;
  hall.title = "A hall \"in quotes\", \xC3\xBC";
  hall.caption = "51.2 +- 0.3 jobs per hour";
  hall.hall_length_m = 1000.0 / 3.0;
  hall.hall_width_m = 0.1 + 0.2;
  hall.transfer_ns = 4'000'000'001;
  hall.moment_ns = 9'007'199'254'740'993;  // one more than a double holds
  hall.idle_technicians = 3;
  hall.stations.push_back({.address = "z1/st01",
                           .X_WC = make_pose(Eigen::Matrix3d::Identity(), {12.5, 1.0 / 3.0, -0.0}),
                           .length_m = 7.0,
                           .width_m = 1e-7,
                           .state = StationState::starved,
                           .working_share = 0.7,
                           .blocked_share = 0.1,
                           .starved_share = 1.0 / 7.0,
                           .down_share = 5e-324,
                           .bottleneck = true,
                           .technician = true,
                           .body_present = false,
                           .body_ahead_m = -1.0 / 3.0,
                           .parts = BodyParts::underbody() | BodyPart::side_left,
                           .joined = BodyPart::side_left});
  hall.robots.push_back({.address = "z1/st01/r1",
                         .model = "kuka_kr210_r2700_2",
                         .X_WB = make_pose(rotation_from_rpy(0.3, -1.1, 2.5), {1.1, 2.2, 3.3}),
                         .q_rad = {0.1, -0.0, -1.0 / 3.0},
                         .tool = RobotTool::gun,
                         .tip_m = 0.1 + 0.65,
                         .welding = true,
                         .cycle = HallSnapshot::RobotPose::Cycle{.energy_kwh = 0.1 + 0.2,
                                                                 .peak_torque_share = 2.0 / 3.0,
                                                                 .rms_torque_share = 1.0 / 7.0}});
  hall.buffers.push_back({.p_from_m = {1.1, 2.2, 3.3},
                          .p_to_m = {4.4, 5.5, 6.6},
                          .places = 12,
                          .mean_level = 1.0 / 3.0,
                          .parts = BodyPart::doors});
  hall.zones.push_back({.label = "zone 1",
                        .X_WZ = make_pose(rotation_from_rpy(0.1, 0.2, 0.3), {0.5, 1.5, 2.5}),
                        .size_m = {1.0 / 3.0, 2.0, 0.0},
                        .use = HallSnapshot::Zone::Use::waited_for});
  hall.spots.push_back({.number = 1207, .p_W_m = {1.0 / 7.0, 2.0, 3.0}, .welded = true});
  return hall;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the text has no " << from);
  return text.replace(at, from.size(), to);
}

void refused(const std::string& text, const std::string& because = "") {
  DARKLINE_TEST_THROWS(hall_snapshot_from_json(text, "hall.json"), InputError, "hall.json",
                       "a hall snapshot", because);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hall_snapshots)

BOOST_AUTO_TEST_CASE(a_hall_comes_back_from_json_to_the_bit) {
  const HallSnapshot a = sample();
  const HallSnapshot b = hall_snapshot_from_json(to_json(a), "hall.json");
  BOOST_TEST(b.title == a.title);
  BOOST_TEST(b.caption == a.caption);
  BOOST_TEST(b.hall_length_m == a.hall_length_m);
  BOOST_TEST(b.hall_width_m == a.hall_width_m);
  BOOST_REQUIRE(b.stations.size() == 1U);
  const auto& s = b.stations[0];
  BOOST_TEST(s.address == "z1/st01");
  BOOST_TEST((s.X_WC.matrix() == a.stations[0].X_WC.matrix()));
  BOOST_TEST(s.length_m == 7.0);
  BOOST_TEST(s.width_m == 1e-7);
  BOOST_TEST((s.state == StationState::starved));
  BOOST_TEST(s.working_share == 0.7);
  BOOST_TEST(s.blocked_share == 0.1);
  BOOST_TEST(s.starved_share == 1.0 / 7.0);
  BOOST_TEST(s.down_share == 5e-324);
  BOOST_TEST(s.bottleneck);
  BOOST_TEST(s.technician);
  BOOST_TEST(b.idle_technicians == 3);
  BOOST_TEST(!s.body_present);
  BOOST_REQUIRE(b.robots.size() == 1U);
  BOOST_TEST(b.robots[0].address == "z1/st01/r1");
  BOOST_TEST(b.robots[0].model == "kuka_kr210_r2700_2");
  BOOST_TEST(b.robots[0].q_rad == a.robots[0].q_rad, boost::test_tools::per_element());
  BOOST_REQUIRE(b.robots[0].cycle.has_value());
  BOOST_TEST(b.robots[0].cycle->energy_kwh == 0.1 + 0.2);
  BOOST_TEST(b.robots[0].cycle->peak_torque_share == 2.0 / 3.0);
  BOOST_TEST(b.robots[0].cycle->rms_torque_share == 1.0 / 7.0);
  BOOST_TEST(std::signbit(b.robots[0].q_rad[1]));
  BOOST_TEST((b.robots[0].X_WB.translation() == a.robots[0].X_WB.translation()));
  BOOST_REQUIRE(b.buffers.size() == 1U);
  BOOST_TEST((b.buffers[0].p_from_m == a.buffers[0].p_from_m));
  BOOST_TEST((b.buffers[0].p_to_m == a.buffers[0].p_to_m));
  BOOST_TEST(b.buffers[0].places == 12);
  BOOST_TEST(b.buffers[0].mean_level == 1.0 / 3.0);
  BOOST_TEST(b.moment_ns == a.moment_ns);
  BOOST_TEST(b.transfer_ns == a.transfer_ns);
  BOOST_TEST(s.body_ahead_m == a.stations[0].body_ahead_m);
  BOOST_TEST((s.parts == a.stations[0].parts));
  BOOST_TEST((s.joined == a.stations[0].joined));
  BOOST_TEST((b.buffers[0].parts == a.buffers[0].parts));
  BOOST_TEST((b.robots[0].tool == RobotTool::gun));
  BOOST_TEST(b.robots[0].tip_m == a.robots[0].tip_m);
  BOOST_TEST(b.robots[0].welding);
}

BOOST_AUTO_TEST_CASE(a_hall_written_before_parts_and_tools_has_whole_bodies_and_bare_arms) {
  HallSnapshot hall = sample();
  hall.moment_ns = hall.transfer_ns = 0;
  hall.stations[0].body_ahead_m = 0.0;
  hall.stations[0].parts = hall.buffers[0].parts = BodyParts::all();
  hall.stations[0].joined = {};
  hall.robots[0].tool = RobotTool::none;
  hall.robots[0].welding = false;
  const std::string text = to_json(hall);
  for (const char* key :
       {"moment_ns", "transfer_ns", "ahead", "parts", "joined", "tool", "tip_m", "welding"}) {
    BOOST_TEST(text.find(key) == std::string::npos, key);
  }
  const HallSnapshot back = hall_snapshot_from_json(text, "hall.json");
  BOOST_TEST((back.stations[0].parts == BodyParts::all()));
  BOOST_TEST((back.robots[0].tool == RobotTool::none));
}

BOOST_AUTO_TEST_CASE(a_hall_that_does_not_know_of_technicians_has_none) {
  HallSnapshot hall = sample();
  hall.stations[0].technician = false;
  hall.idle_technicians = 0;
  const std::string text = to_json(hall);
  BOOST_TEST(text.find("technician") == std::string::npos);
  const HallSnapshot back = hall_snapshot_from_json(text, "hall.json");
  BOOST_TEST(!back.stations[0].technician);
  BOOST_TEST(back.idle_technicians == 0);
}

BOOST_AUTO_TEST_CASE(a_crew_that_no_hall_has_is_refused) {
  const std::string text = to_json(sample());
  refused(replaced(text, R"("idle_technicians":3)", R"("idle_technicians":1001)"),
          "more than 1000");
  refused(replaced(text, R"("idle_technicians":3)", R"("idle_technicians":-1)"));
  refused(replaced(text, R"("technician":true)", R"("technician":1)"));
}

BOOST_AUTO_TEST_CASE(unknown_parts_and_tools_and_tools_longer_than_a_hall_are_refused) {
  const std::string text = to_json(sample());
  refused(replaced(text, "\"side_left\"", "\"side_up\""), "unknown body part side_up");
  refused(replaced(text, "\"gun\"", "\"pistol\""), "unknown tool pistol");
  refused(replaced(text, "\"tip_m\":0.75", "\"tip_m\":-1"));
  refused(replaced(text, "\"tip_m\":0.75", "\"tip_m\":11"), "longer than 10 m");
}

// A rotation travels as a quaternion: each entry of the matrix is a few products of its parts and
// keeps 15 digits, a length of 3 m keeps 1e-14 m.
BOOST_AUTO_TEST_CASE(a_rotation_comes_back_within_rounding) {
  const HallSnapshot a = sample();
  const HallSnapshot b = hall_snapshot_from_json(to_json(a), "hall.json");
  const Eigen::Matrix3d difference = b.robots[0].X_WB.linear() - a.robots[0].X_WB.linear();
  BOOST_TEST(difference.norm() < 5e-15);
}

BOOST_AUTO_TEST_CASE(every_state_comes_back) {
  for (const StationState state :
       {StationState::working, StationState::blocked, StationState::starved, StationState::down}) {
    HallSnapshot hall = sample();
    hall.stations[0].state = state;
    const HallSnapshot back = hall_snapshot_from_json(to_json(hall), "hall.json");
    BOOST_TEST((back.stations[0].state == state), name_of(state));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_hall_is_a_hall) {
  const HallSnapshot hall = hall_snapshot_from_json(to_json(HallSnapshot{}), "hall.json");
  BOOST_TEST((hall.stations.empty() && hall.robots.empty() && hall.buffers.empty()));
}

BOOST_AUTO_TEST_CASE(a_text_cut_anywhere_is_refused) {
  const std::string text = to_json(sample());
  for (std::size_t size = 0; size + 2 <= text.size(); size += 3) refused(text.substr(0, size));
}

BOOST_AUTO_TEST_CASE(what_is_no_hall_is_refused) {
  for (const char* text : {"", "null", "[]", "{}", "3", "{\"schema\": 3}", "\xFF\xFE"}) {
    refused(text);
  }
  const std::string text = to_json(sample());
  refused(replaced(text, "darkline.hall/1", "darkline.hall/2"), "unknown schema");
  refused(replaced(text, "\"starved\"", "\"hungry\""), "hungry");
  refused(replaced(text, "\"robots\"", "\"robits\""), "robots");
  refused(replaced(text, "\"bottleneck\":true", "\"bottleneck\":1"), "boolean");
  refused(replaced(text, "\"robots\":[", "\"robots\":null,\"x\":["), "list");
  refused(std::string(100'000, '['));
}

BOOST_AUTO_TEST_CASE(numbers_that_no_hall_has_are_refused) {
  const std::string text = to_json(sample());
  for (const char* number : {"1e400", "-1e400", "NaN", "null", "true", "\"12.5\"", "[12.5]"}) {
    refused(replaced(text, "12.5", number));
  }
  for (const char* count : {"-12", "12.5", "1e30", "true", "99999999999"}) {
    refused(replaced(text, "\"places\":12", std::string("\"places\":") + count), "count");
  }
  HallSnapshot hall = sample();
  hall.robots[0].q_rad[0] = std::numeric_limits<double>::infinity();
  refused(to_json(hall));
  hall = sample();
  hall.stations[0].working_share = -0.1;
  refused(to_json(hall), "negative");
}

BOOST_AUTO_TEST_CASE(a_rotation_or_size_that_is_none_is_refused) {
  const std::string text = to_json(sample());
  refused(replaced(text, "0.0,0.0,0.0,1.0", "0.0,0.0,0.0,0.0"), "rotation");
  refused(replaced(text, "0.0,0.0,0.0,1.0", "1e200,1e200,0.0,1.0"), "rotation");
  refused(replaced(text, "0.0,0.0,0.0,1.0", "0.0,0.0,1.0"), "7 values");
  refused(replaced(text, "[7.0,", "[7.0,1.0,"), "2 values");
}

// A hall without zones and spots writes none, and files written before there were any are read.
BOOST_AUTO_TEST_CASE(zones_and_spots_are_for_who_has_them) {
  const HallSnapshot b = hall_snapshot_from_json(to_json(sample()), "hall.json");
  BOOST_REQUIRE(b.zones.size() == 1U);
  BOOST_TEST((b.zones[0].use == HallSnapshot::Zone::Use::waited_for));
  BOOST_TEST(b.zones[0].size_m.x() == 1.0 / 3.0);
  BOOST_REQUIRE(b.spots.size() == 1U);
  BOOST_TEST(b.spots[0].number == 1207);
  BOOST_TEST(b.spots[0].welded);
  HallSnapshot bare = sample();
  bare.zones.clear();
  bare.spots.clear();
  BOOST_TEST(to_json(bare).find("zones") == std::string::npos);
  BOOST_TEST(hall_snapshot_from_json(to_json(bare), "hall.json").zones.empty());
  refused(replaced(to_json(sample()), "\"waited_for\"", "\"burnt\""), "burnt");
  refused(replaced(to_json(sample()), "\"zones\":[", "\"zones\":3,\"x\":["), "list");
}

// A hall whose ways are not known writes none, and files written before there were any are read.
BOOST_AUTO_TEST_CASE(the_ways_of_bodies_come_back) {
  HallSnapshot hall = sample();
  BOOST_TEST(to_json(hall).find("flow") == std::string::npos);
  hall.stations.push_back(hall.stations[0]);
  hall.flow.push_back({.from = 0, .to = 1, .buffer = 0});
  hall.flow.push_back({.from = 1, .to = 0, .cargo = HallSnapshot::Flow::Cargo::carriers});
  const HallSnapshot b = hall_snapshot_from_json(to_json(hall), "hall.json");
  BOOST_REQUIRE(b.flow.size() == 2U);
  BOOST_TEST(b.flow[0].to == 1U);
  BOOST_TEST((b.flow[0].cargo == HallSnapshot::Flow::Cargo::bodies));
  BOOST_TEST(b.flow[0].buffer.value() == 0U);
  BOOST_TEST((b.flow[1].cargo == HallSnapshot::Flow::Cargo::carriers));
  BOOST_TEST(!b.flow[1].buffer);
  refused(replaced(to_json(hall), "\"to\":1", "\"to\":2"), "beyond the end");
  refused(replaced(to_json(hall), "\"buffer\":0", "\"buffer\":1"), "beyond the end");
  refused(replaced(to_json(hall), "\"carriers\"", "\"carrots\""), "carrots");
}

BOOST_AUTO_TEST_SUITE_END()
