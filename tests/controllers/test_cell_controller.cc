#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_controller.h"
#include "models/base/error.h"
#include "tests/controllers/controller_bench.h"

using namespace darkline;

namespace {

RobotProgram move_and_spot() {
  return {.steps = {{.kind = StepKind::move, .q_rad = {0.5}},
                    {.kind = StepKind::spot, .q_rad = {0.5}, .spot = 9, .weld_current_ka = 8.5F},
                    {.kind = StepKind::move, .q_rad = {0.0}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_controller)

BOOST_AUTO_TEST_CASE(a_cycle_walks_from_stopped_to_complete_and_back) {
  Bench bench({{.steps = {{.kind = StepKind::move, .q_rad = {0.5}}}}});
  BOOST_TEST(bench.walk() == "resetting");
  bench.tick();
  BOOST_TEST(bench.walk() == "idle");  // no part yet
  bench.tick();
  BOOST_TEST(bench.walk().empty());
  bench.seen.part_present = true;
  bench.tick();
  BOOST_TEST(bench.walk() == "starting execute");
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::move));
  bench.report(0, RobotState::moving);
  bench.tick();
  BOOST_TEST(bench.walk().empty());
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.walk() == "completing complete");
  BOOST_TEST((bench.command.state == PackMlState::complete));
  bench.tick();
  BOOST_TEST(bench.walk().empty());  // the part is still there
  bench.seen.part_present = false;
  bench.tick();
  BOOST_TEST(bench.walk() == "resetting idle");
}

BOOST_AUTO_TEST_CASE(resetting_waits_for_robots_that_still_move) {
  Bench bench({move_and_spot()});
  bench.seen.part_present = true;
  bench.report(0, RobotState::moving);
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::resetting));
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::stay));
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.walk() == "idle starting execute");
}

BOOST_AUTO_TEST_CASE(a_program_is_ordered_step_by_step_under_new_numbers) {
  Bench bench({move_and_spot()});
  bench.seen.part_present = true;
  const RobotCommand first = bench.tick().robots[0];
  BOOST_TEST((first.order == RobotOrder::move));
  BOOST_TEST(first.step == 1U);
  BOOST_TEST(first.target_rad[0] == 0.5);
  // until the robot speaks of that number the same order is given again
  const RobotCommand again = bench.tick().robots[0];
  BOOST_TEST(again.step == 1U);
  BOOST_TEST((again.order == RobotOrder::move));
  bench.report(0, RobotState::moving);
  BOOST_TEST(bench.tick().robots[0].step == 1U);
  bench.report(0, RobotState::done);
  const RobotCommand weld = bench.tick().robots[0];
  BOOST_TEST((weld.order == RobotOrder::weld));
  BOOST_TEST(weld.step == 2U);
  BOOST_TEST(weld.weld_current_ka == 8.5F);
  // the robot still says done of number 1: nothing is skipped
  BOOST_TEST(bench.tick().robots[0].step == 2U);
  bench.report(0, RobotState::ready);
  const RobotCommand home = bench.tick().robots[0];
  BOOST_TEST((home.order == RobotOrder::move));
  BOOST_TEST(home.step == 3U);
  BOOST_TEST(home.target_rad[0] == 0.0);
}

BOOST_AUTO_TEST_CASE(numbers_go_on_in_the_next_cycle) {
  Bench bench({{.steps = {{.kind = StepKind::move}}}});
  for (std::uint32_t cycle = 1; cycle <= 3; ++cycle) {
    bench.seen.part_present = true;
    BOOST_TEST(bench.tick().robots[0].step == cycle);
    bench.report(0, RobotState::done);
    BOOST_TEST((bench.tick().state == PackMlState::complete));
    bench.seen.part_present = false;
    BOOST_TEST((bench.tick().state == PackMlState::idle));
  }
}

BOOST_AUTO_TEST_CASE(robots_go_through_their_programs_at_their_own_pace) {
  Bench bench({move_and_spot(), {.steps = {{.kind = StepKind::move}}}, {}});
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::moving);
  bench.report(1, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.command.robots[0].step == 1U);
  BOOST_TEST(bench.command.robots[1].step == 1U);  // at its end
  BOOST_TEST((bench.command.robots[2].order == RobotOrder::stay));
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((bench.command.state == PackMlState::execute));
    bench.report(0, RobotState::done);
    bench.tick();
  }
  BOOST_TEST((bench.command.state == PackMlState::complete));
}

BOOST_AUTO_TEST_CASE(an_expelled_weld_is_repeated_three_times_and_then_the_station_holds) {
  Bench bench({move_and_spot(), move_and_spot()});
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::done);
  bench.report(1, RobotState::moving);
  bench.tick();  // the weld is number 2
  for (std::uint32_t repeat = 1; repeat <= 3; ++repeat) {
    bench.report(0, RobotState::failed, RobotAlarm::expulsion);
    const RobotCommand order = bench.tick().robots[0];
    BOOST_TEST((bench.command.state == PackMlState::execute));
    BOOST_TEST((order.order == RobotOrder::weld));
    BOOST_TEST(order.step == 2U + repeat);
    BOOST_TEST(order.weld_current_ka == 8.5F);
    // the failure of the old number is not answered twice
    BOOST_TEST(bench.tick().robots[0].step == 2U + repeat);
  }
  bench.report(0, RobotState::failed, RobotAlarm::expulsion);
  bench.tick();
  BOOST_TEST(bench.walk() == "holding");  // the other robot still moves
  BOOST_TEST(bench.controller.reason().robot == 0);
  BOOST_TEST((bench.controller.reason().alarm == RobotAlarm::expulsion));
  bench.report(1, RobotState::done);
  bench.tick();
  BOOST_TEST(bench.walk() == "held");
  BOOST_TEST(bench.command.robots[0].step == 5U);  // no new order to anyone
  BOOST_TEST(bench.command.robots[1].step == 1U);
}

BOOST_AUTO_TEST_CASE(a_good_weld_gives_the_next_spot_its_three_repeats_again) {
  const ProgramStep spot{.kind = StepKind::spot, .weld_current_ka = 8.F};
  Bench bench({{.steps = {spot, spot}}});
  bench.seen.part_present = true;
  bench.tick();
  for (int s = 0; s < 2; ++s) {
    for (int repeat = 0; repeat < 3; ++repeat) {
      bench.report(0, RobotState::failed, RobotAlarm::expulsion);
      bench.tick();
    }
    bench.report(0, RobotState::done);
    bench.tick();
  }
  // 2 spots, each ordered 4 times
  BOOST_TEST(bench.command.robots[0].step == 8U);
  BOOST_TEST((bench.command.state == PackMlState::complete));
}

BOOST_AUTO_TEST_CASE(faults_abort_and_all_robots_are_told_to_stay) {
  struct Fault {
    RobotAlarm alarm;
    int orders_before;  // 1: a move, 2: a weld
  };
  // an expulsion while moving makes no sense, nor does a failure without an alarm
  for (const Fault fault : {Fault{RobotAlarm::servo_overload, 1}, Fault{RobotAlarm::bad_command, 1},
                            Fault{RobotAlarm::servo_overload, 2}, Fault{RobotAlarm::none, 2},
                            Fault{RobotAlarm::expulsion, 1}}) {
    Bench bench({move_and_spot(), move_and_spot()});
    bench.seen.part_present = true;
    bench.tick();
    if (fault.orders_before == 2) {
      bench.report(1, RobotState::done);
      bench.tick();
    }
    bench.report(0, RobotState::moving);
    bench.report(1, RobotState::failed, fault.alarm);
    const std::int64_t t_ns = bench.seen.t_ns;
    bench.tick();
    BOOST_TEST(bench.walk() == "aborting");
    BOOST_TEST(bench.controller.reason().robot == 1);
    BOOST_TEST((bench.controller.reason().alarm == fault.alarm));
    BOOST_TEST(bench.command.next_wake_ns == t_ns + kControlPeriodNs);
    for (std::size_t i = 0; i < 2; ++i) {
      BOOST_TEST((bench.command.robots[i].order == RobotOrder::stay));
      BOOST_TEST(bench.command.robots[i].step > bench.seen.robots[i].step);
    }
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::aborting));  // robot 0 still moves
    bench.seen.robots[0].state = RobotState::done;
    bench.tick();
    BOOST_TEST(bench.walk() == "aborted");
    BOOST_TEST(bench.command.next_wake_ns == kNeverNs);
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::aborted));  // leaves only by clearing
  }
}

BOOST_AUTO_TEST_CASE(an_overload_under_an_older_number_aborts_too) {
  Bench bench({move_and_spot()});
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::done);
  bench.tick();  // ordered the weld, which the robot does not know yet
  bench.seen.robots[0].state = RobotState::failed;
  bench.seen.robots[0].alarm = RobotAlarm::servo_overload;
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::aborting));
}

BOOST_AUTO_TEST_CASE(deactivate_stops_and_activate_starts_over) {
  Bench bench({move_and_spot()});
  bench.seen.part_present = true;
  bench.tick();
  bench.controller.deactivate();
  BOOST_TEST(bench.walk() == "stopping stopped");
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::stopped));
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::stay));
  BOOST_TEST(bench.command.robots[0].step == 2U);
  bench.controller.deactivate();  // again: nothing
  BOOST_TEST(bench.walk().empty());
  bench.controller.activate();
  BOOST_CHECK_THROW(bench.controller.activate(), InternalError);
  bench.report(0, RobotState::done);
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::execute));
  BOOST_TEST(bench.command.robots[0].target_rad[0] == 0.5);  // the first step again
}

BOOST_AUTO_TEST_CASE(an_aborted_station_is_cleared_and_its_old_failure_forgotten) {
  Bench bench({move_and_spot()});
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::failed, RobotAlarm::servo_overload);
  bench.tick();
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::aborted));
  bench.controller.deactivate();
  BOOST_TEST(bench.walk() == "clearing stopped");
  bench.controller.activate();
  bench.tick();  // the robot still reports the failure of its old order
  BOOST_TEST((bench.command.state == PackMlState::resetting));
  BOOST_TEST(bench.controller.reason().robot == -1);
  bench.report(0, RobotState::ready);
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::execute));
}

BOOST_AUTO_TEST_CASE(nothing_is_timed_while_robots_work) {
  Bench bench({move_and_spot()});
  BOOST_TEST(bench.tick().next_wake_ns == kNeverNs);
  bench.seen.part_present = true;
  BOOST_TEST(bench.tick().next_wake_ns == kNeverNs);
}

BOOST_AUTO_TEST_CASE(another_cells_observation_is_our_bug) {
  Bench bench({move_and_spot()});
  bench.seen.cell = kCell + 1;
  BOOST_CHECK_THROW(bench.tick(), InternalError);
  bench.seen.cell = kCell;
  bench.seen.n_robots = 2;
  BOOST_CHECK_THROW(bench.tick(), InternalError);
  BOOST_CHECK_THROW(
      CellController({.cell = 1, .robots = std::vector<RobotProgram>(kMaxCellRobots + 1)}),
      InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
