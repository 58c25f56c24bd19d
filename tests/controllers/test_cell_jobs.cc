#include <vector>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_controller.h"
#include "tests/controllers/controller_bench.h"

using namespace darkline;

namespace {

const ProgramStep kJob = {.kind = StepKind::job, .q_rad = {0.5}, .job = 7};
const ProgramStep kSpot = {.kind = StepKind::spot, .weld_current_ka = 8.F};
const ProgramStep kMove = {.kind = StepKind::move};

// One robot with this many spots a cycle, which dresses by job 3.
CellProgram welder(std::size_t n_spots, std::uint32_t every, std::uint32_t per_cap) {
  CellProgram program{.cell = kCell};
  program.robots = {{.steps = std::vector<ProgramStep>(n_spots, kSpot)}};
  program.tips = {{.dress_job = 3, .dress_every_spots = every, .dresses_per_cap = per_cap}};
  return program;
}

void do_order(Bench& bench, std::size_t robot = 0) {
  bench.report(robot, RobotState::done);
  bench.tick();
}

void change_part(Bench& bench) {
  bench.seen.part_present = false;
  bench.tick();
  bench.seen.part_present = true;
  bench.tick();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell_jobs)

BOOST_AUTO_TEST_CASE(a_job_is_ordered_by_its_place_and_done_like_a_move) {
  Bench bench({{.steps = {kJob, kMove}}});
  bench.seen.part_present = true;
  const RobotCommand order = bench.tick().robots[0];
  BOOST_TEST((order.order == RobotOrder::job));
  BOOST_TEST(order.job == 7);
  BOOST_TEST(order.step == 1U);
  bench.report(0, RobotState::working);
  BOOST_TEST(bench.tick().robots[0].step == 1U);
  do_order(bench);
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::move));
  BOOST_TEST(bench.command.robots[0].step == 2U);
  BOOST_TEST(bench.command.robots[0].job == 0);
}

BOOST_AUTO_TEST_CASE(a_failed_job_aborts_whatever_its_alarm) {
  for (const RobotAlarm alarm :
       {RobotAlarm::none, RobotAlarm::expulsion, RobotAlarm::weld_force, RobotAlarm::collision,
        RobotAlarm::servo_overload, RobotAlarm::bad_command}) {
    Bench bench({{.steps = {kJob}}, {.steps = {kJob}}});
    bench.seen.part_present = true;
    bench.tick();
    bench.report(0, RobotState::working);
    bench.report(1, RobotState::failed, alarm);
    bench.tick();
    BOOST_TEST(bench.walk() == "aborting");
    BOOST_TEST(bench.controller.reason().robot == 1);
    BOOST_TEST(bench.controller.reason().code() == static_cast<int>(alarm));
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::aborting));  // robot 0 still works
    bench.seen.robots[0].state = RobotState::ready;
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::aborted));
  }
}

BOOST_AUTO_TEST_CASE(missing_weld_force_and_expulsion_share_three_repeats) {
  Bench bench({{.steps = {kSpot}}});
  bench.seen.part_present = true;
  bench.tick();
  for (const RobotAlarm alarm :
       {RobotAlarm::weld_force, RobotAlarm::expulsion, RobotAlarm::weld_force}) {
    bench.report(0, RobotState::failed, alarm);
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::execute));
  }
  BOOST_TEST(bench.command.robots[0].step == 4U);
  bench.report(0, RobotState::failed, RobotAlarm::weld_force);
  bench.tick();
  BOOST_TEST(bench.walk() == "holding held");
  BOOST_TEST(bench.controller.reason().code() == 203);
  // of four tries one closed the circuit
  BOOST_TEST(bench.controller.tip_wear(0).spots == 1U);
}

BOOST_AUTO_TEST_CASE(a_collision_aborts_moves_and_welds) {
  for (const ProgramStep& step : {kMove, kSpot}) {
    Bench bench({{.steps = {step}}});
    bench.seen.part_present = true;
    bench.tick();
    bench.report(0, RobotState::failed, RobotAlarm::collision);
    bench.tick();
    BOOST_TEST((bench.command.state == PackMlState::aborting));
    BOOST_TEST(bench.controller.reason().code() == 301);
  }
}

BOOST_AUTO_TEST_CASE(caps_are_dressed_at_the_end_of_the_cycle_in_which_it_is_due) {
  // 2 spots a cycle, due from 3: in the second cycle
  Bench bench(welder(2, 3, 25));
  bench.seen.part_present = true;
  bench.tick();
  do_order(bench);
  do_order(bench);
  BOOST_TEST((bench.command.state == PackMlState::complete));
  BOOST_TEST(bench.controller.tip_wear(0).spots == 2U);
  change_part(bench);
  do_order(bench);
  do_order(bench);
  BOOST_TEST(bench.controller.tip_wear(0).spots == 4U);
  BOOST_TEST(bench.walk() == "completing");
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::job));
  BOOST_TEST(bench.command.robots[0].job == 3);
  BOOST_TEST(bench.command.robots[0].step == 5U);
  bench.report(0, RobotState::working);
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::completing));
  do_order(bench);
  BOOST_TEST(bench.walk() == "complete");
  BOOST_TEST(bench.controller.tip_wear(0).spots == 0U);
  BOOST_TEST(bench.controller.tip_wear(0).dresses == 1U);
  change_part(bench);
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::weld));
  BOOST_TEST(bench.command.robots[0].step == 6U);
}

BOOST_AUTO_TEST_CASE(expulsions_wear_the_tip_as_welds_do) {
  Bench bench(welder(1, 2, 25));
  bench.seen.part_present = true;
  bench.tick();
  bench.report(0, RobotState::failed, RobotAlarm::expulsion);
  bench.tick();
  do_order(bench);
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::job));
}

BOOST_AUTO_TEST_CASE(a_robot_dresses_while_others_still_work) {
  CellProgram program = welder(1, 1, 25);
  program.robots.push_back({.steps = {kMove}});
  program.tips.push_back({});
  Bench bench(program);
  bench.seen.part_present = true;
  bench.tick();
  bench.report(1, RobotState::moving);
  do_order(bench);
  BOOST_TEST((bench.command.state == PackMlState::execute));
  BOOST_TEST((bench.command.robots[0].order == RobotOrder::job));
  do_order(bench);  // dressed before the other ended
  BOOST_TEST((bench.command.state == PackMlState::execute));
  BOOST_TEST(bench.controller.tip_wear(0).dresses == 1U);
  do_order(bench, 1);
  BOOST_TEST(bench.walk() == "completing complete");
}

BOOST_AUTO_TEST_CASE(caps_are_worn_out_after_their_dresses_and_nothing_stops) {
  Bench bench(welder(1, 1, 2));
  for (std::uint32_t cycle = 1; cycle <= 5; ++cycle) {
    change_part(bench);
    do_order(bench);
    do_order(bench);
    BOOST_TEST((bench.command.state == PackMlState::complete));
    BOOST_TEST(bench.controller.tip_wear(0).worn_out == cycle / 2);
    BOOST_TEST(bench.controller.tip_wear(0).dresses == cycle % 2);
  }
}

BOOST_AUTO_TEST_CASE(a_failed_dress_aborts_and_is_due_again) {
  Bench bench(welder(1, 1, 25));
  bench.seen.part_present = true;
  bench.tick();
  do_order(bench);
  bench.report(0, RobotState::failed, RobotAlarm::servo_overload);
  bench.tick();
  BOOST_TEST(bench.walk() == "aborting");
  bench.tick();
  BOOST_TEST((bench.command.state == PackMlState::aborted));
  BOOST_TEST(bench.controller.tip_wear(0).dresses == 0U);
  BOOST_TEST(bench.controller.tip_wear(0).spots == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_dress_job_nothing_is_dressed) {
  CellProgram program = welder(3, 1, 1);
  program.tips[0].dress_job = -1;
  Bench bench(program);
  bench.seen.part_present = true;
  bench.tick();
  for (int i = 0; i < 3; ++i) do_order(bench);
  BOOST_TEST((bench.command.state == PackMlState::complete));
  BOOST_TEST(bench.command.robots[0].step == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
