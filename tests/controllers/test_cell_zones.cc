#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_controller.h"
#include "models/base/error.h"
#include "tests/controllers/controller_bench.h"

using namespace darkline;

namespace {

ProgramStep enter(std::uint16_t zone) {
  return {.kind = StepKind::enter_zone, .zone = zone};
}
ProgramStep leave(std::uint16_t zone) {
  return {.kind = StepKind::leave_zone, .zone = zone};
}
ProgramStep move_to(double q) {
  return {.kind = StepKind::move, .q_rad = {q}};
}

constexpr std::int64_t kNominalNs = 100'000'000;  // 25 ticks

// Every robot passes through zone 4 by a move and then goes home.
CellProgram through_one_zone(std::size_t n_robots) {
  CellProgram program{.cell = kCell, .zones = {{.number = 4, .nominal_ns = kNominalNs}}};
  program.robots.assign(n_robots, {.steps = {enter(4), move_to(1.0), leave(4), move_to(0.0)}});
  return program;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_zones)

BOOST_AUTO_TEST_CASE(a_robot_waits_for_the_zone_under_its_last_number) {
  Bench bench(through_one_zone(2));
  bench.seen.part_present = true;
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::execute));
  // entering takes no time: the first robot is on its way in the update in which it began
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::move));
  BOOST_TEST(bench.command.robots[0].step == 1U);
  BOOST_TEST(bench.command.robots[0].waits_for == 0);
  BOOST_TEST((bench.command.robots[1].order == RobotOrder::stay));
  BOOST_TEST(bench.command.robots[1].step == 0U);
  BOOST_TEST(bench.command.robots[1].waits_for == 4);
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
  bench.report(0, RobotState::moving);
  bench.tick();
  BOOST_TEST(bench.command.robots[1].waits_for == 4);
  // the first is out: it goes home, and the second goes in, at once
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.command.robots[0].step == 2U);
  BOOST_TEST(bench.command.robots[0].target_rad[0] == 0.0);
  BOOST_TEST(bench.command.robots[1].step == 1U);
  BOOST_TEST(bench.command.robots[1].waits_for == 0);
  BOOST_TEST(bench.command.robots[1].target_rad[0] == 1.0);
  BOOST_TEST(bench.controller.zone_holder(4) == 1);
}

BOOST_AUTO_TEST_CASE(a_zone_is_left_only_when_the_order_before_is_done) {
  Bench bench(through_one_zone(2));
  bench.seen.part_present = true;
  bench.tick();
  bench.tick();  // robot 0 still reports ready, of number 0: its move is on its way
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
  bench.report(0, RobotState::moving);
  bench.tick();
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
}

BOOST_AUTO_TEST_CASE(grants_follow_the_order_of_arrival) {
  // robots 1 and 3 come at the same tick, robot 2 at one before
  CellProgram program = through_one_zone(4);
  for (std::size_t i = 1; i < 4; ++i) {
    program.robots[i].steps.insert(program.robots[i].steps.begin(), move_to(0.5));
  }
  Bench bench(program);
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::moving);
  bench.report(2, RobotState::done);
  bench.tick();
  bench.report(1, RobotState::done);
  bench.report(3, RobotState::done);
  bench.tick();
  for (const int next : {2, 1, 3}) {
    const int holder = bench.controller.zone_holder(4);
    bench.report(static_cast<std::size_t>(holder), RobotState::done);
    bench.tick();
    BOOST_TEST(bench.controller.zone_holder(4) == next);
  }
}

BOOST_AUTO_TEST_CASE(programs_of_zones_alone_end_in_one_update) {
  CellProgram program{.cell = kCell, .zones = {{.number = 1}, {.number = 2}}};
  program.robots.assign(3, {.steps = {enter(1), enter(2), leave(1), leave(2), enter(1), leave(1)}});
  Bench bench(program);
  bench.seen.part_present = true;
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::complete));
  BOOST_TEST(bench.controller.zone_holder(1) == -1);
  BOOST_TEST(bench.controller.zone_holder(2) == -1);
}

BOOST_AUTO_TEST_CASE(a_zone_held_too_long_makes_the_station_hold) {
  Bench bench(through_one_zone(2));
  bench.seen.part_present = true;
  const std::int64_t t0 = bench.seen.t_ns;
  bench.tick();
  // longer than twice the nominal time: the first nanosecond after
  BOOST_TEST(bench.command.next_wake_ns == t0 + 2 * kNominalNs + 1);
  bench.report(0, RobotState::moving);
  while (bench.seen.t_ns <= t0 + 2 * kNominalNs) {
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::execute));
  }
  bench.tick();
  BOOST_TEST(bench.walk() == "holding");
  BOOST_TEST(bench.controller.reason().robot == 0);
  BOOST_TEST(bench.controller.reason().zone == 4);
  BOOST_TEST(bench.controller.reason().code() == 402);
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.walk() == "held");
  BOOST_TEST(bench.command.next_wake_ns == kNeverNs);
  BOOST_TEST(bench.controller.zone_holder(4) == 0);  // it is still in there
  BOOST_TEST(bench.command.robots[1].step == 0U);
}

BOOST_AUTO_TEST_CASE(nobody_is_watched_while_nobody_waits) {
  Bench bench(through_one_zone(1));
  bench.seen.part_present = true;
  BOOST_TEST(bench.tick().next_wake_ns == kNeverNs);
  bench.report(0, RobotState::moving);
  bench.seen.t_ns += 1000 * kNominalNs;
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::execute));
}

BOOST_AUTO_TEST_CASE(repeats_of_a_weld_do_not_make_a_zone_overdue) {
  CellProgram program = through_one_zone(2);
  program.robots[0].steps[1] = {.kind = StepKind::spot, .weld_current_ka = 8.F};
  Bench bench(program);
  bench.seen.part_present = true;
  bench.tick();
  for (int repeat = 0; repeat < 3; ++repeat) {
    bench.seen.t_ns += kNominalNs;
    bench.report(0, RobotState::failed, RobotAlarm::expulsion);
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::execute));
    BOOST_TEST(bench.command.next_wake_ns == kNeverNs);
  }
  bench.seen.t_ns += kNominalNs;
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.controller.zone_holder(4) == 1);
}

BOOST_AUTO_TEST_CASE(after_an_abort_zones_stay_occupied_until_every_robot_is_home) {
  Bench bench(through_one_zone(2));
  bench.seen.part_present = true;
  bench.tick();
  bench.seen.robots[0].q_rad[0] = 0.7;  // inside
  bench.report(0, RobotState::failed, RobotAlarm::collision);
  bench.tick();
  BOOST_TEST(bench.walk() == "aborting");
  BOOST_TEST(bench.controller.reason().code() == 301);
  BOOST_TEST(bench.command.robots[1].waits_for == 0);
  bench.tick();
  bench.controller.deactivate();
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
  bench.controller.activate();
  bench.report(0, RobotState::ready);
  bench.report(1, RobotState::ready);
  bench.tick();  // its stay is on its way
  bench.report(0, RobotState::ready);
  bench.report(1, RobotState::ready);
  const std::int64_t t = bench.seen.t_ns;
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::resetting));
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
  BOOST_TEST(bench.command.next_wake_ns == t + kHomeLookNs);
  bench.seen.robots[0].q_rad[0] = 0.02;  // nearly
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::resetting));
  bench.seen.robots[0].q_rad[0] = 0.005;
  bench.tick();
  BOOST_TEST(bench.walk() == "idle starting execute");
  BOOST_TEST(bench.controller.zone_holder(4) == 0);  // granted anew
  BOOST_TEST(bench.command.robots[1].waits_for == 4);
}

BOOST_AUTO_TEST_CASE(a_stop_keeps_zones_too) {
  Bench bench(through_one_zone(1));
  bench.seen.part_present = true;
  bench.tick();
  bench.controller.deactivate();
  BOOST_TEST(bench.controller.zone_holder(4) == 0);
  // it had not left home yet
  bench.controller.activate();
  bench.tick();
  bench.report(0, RobotState::ready);
  bench.tick();
  BOOST_TEST(bench.walk() == "idle starting execute");
}

BOOST_AUTO_TEST_CASE(a_waiting_robot_that_fails_aborts) {
  Bench bench(through_one_zone(2));
  bench.seen.part_present = true;
  bench.tick();
  bench.report(1, RobotState::failed, RobotAlarm::collision);  // it was hit
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::aborting));
  BOOST_TEST(bench.controller.reason().robot == 1);
}

BOOST_AUTO_TEST_CASE(a_program_that_could_deadlock_is_our_bug_here) {
  CellProgram program = through_one_zone(1);
  program.robots[0].steps = {enter(4)};
  BOOST_CHECK_THROW(CellController{program}, InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
