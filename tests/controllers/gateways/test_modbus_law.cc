#include <cstring>
#include <fstream>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "controllers/cell_controller.h"
#include "controllers/gateways/modbus_law.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/random_stream.h"
#include "tests/controllers/gateways/law_cell.h"
#include "tests/support/throws.h"

using namespace darkline;
using namespace darkline::testing;

BOOST_AUTO_TEST_SUITE(modbus_law)

BOOST_AUTO_TEST_CASE(nothing_moves_before_the_client_enables_the_station) {
  LawCell cell(zone_program(1));
  cell.declare(PackMlState::execute);
  cell.order(0, 1);
  cell.ticks(10);
  BOOST_TEST((cell.command.state == PackMlState::stopped));
  BOOST_TEST((cell.command.robots[0].order == RobotOrder::stay));
  BOOST_TEST(!cell.inputs().at(DiscreteInput::enabled));
  // nor is what was ordered before carried out when it is enabled
  cell.enable();
  cell.ticks(10);
  BOOST_TEST((cell.command.state == PackMlState::execute));
  BOOST_TEST((cell.command.robots[0].order == RobotOrder::stay));
  BOOST_TEST(cell.carry_out(0, 1));
}

BOOST_AUTO_TEST_CASE(a_program_goes_through_step_by_step) {
  LawCell cell(zone_program(1));
  cell.enable();
  const RobotOrder kinds[] = {RobotOrder::move, RobotOrder::move, RobotOrder::move,
                              RobotOrder::weld, RobotOrder::job,  RobotOrder::move,
                              RobotOrder::move, RobotOrder::move};
  for (std::uint16_t step = 1; step <= 8; ++step) {
    BOOST_TEST(cell.carry_out(0, step), "step " << step);
    BOOST_TEST((cell.command.robots[0].order == kinds[step - 1]), "step " << step);
    // the zone is the robot's from step 2 until step 7
    BOOST_TEST(cell.law.zone_holder(1) == (step >= 2 && step < 7 ? 0 : -1), "step " << step);
  }
  // 6 orders that take time, of 8 steps: LOTP numbers count orders
  BOOST_TEST(cell.command.robots[0].step == 6U);
  BOOST_TEST(cell.inputs().at(0, InputOfRobot::length) == 8);
}

BOOST_AUTO_TEST_CASE(the_image_shows_what_the_cell_shows) {
  LawCell cell(zone_program(2));
  cell.seen.part_present = true;
  cell.seen.t_ns = 70'000 * kControlPeriodNs;
  cell.seen.robots[1].q_rad = {-0.5, 1.25};
  cell.seen.robots[1].state = RobotState::failed;
  cell.seen.robots[1].alarm = RobotAlarm::expulsion;
  cell.enable();
  const ModbusInputs in = cell.inputs();
  BOOST_TEST(in.at(DiscreteInput::part_present));
  BOOST_TEST(in.at(InputRegister::robots) == 2);
  BOOST_TEST(in.registers[2] == 0);
  BOOST_TEST(in.registers[3] == 7);
  // 70,000 = 1 * 65,536 + 4,464
  BOOST_TEST(in.registers[4] == 1);
  BOOST_TEST(in.registers[5] == 4'464);
  BOOST_TEST(in.at(1, InputOfRobot::state) == 4);
  BOOST_TEST(in.at(1, InputOfRobot::alarm) == 201);
  // -500,000 = 0xFFF85EE0, 1,250,000 = 0x001312D0
  const std::size_t joints = kInputRobots + kInputStride + 16;
  BOOST_TEST(in.registers[joints] == 0xFFF8);
  BOOST_TEST(in.registers[joints + 1] == 0x5EE0);
  BOOST_TEST(in.registers[joints + 2] == 0x0013);
  BOOST_TEST(in.registers[joints + 3] == 0x12D0);
  BOOST_TEST(in.at(1, DiscreteOfRobot::exists));
  BOOST_TEST(!in.at(2, DiscreteOfRobot::exists));
  // the same as bits of a register: part, twin, enabled; exists, failed
  BOOST_TEST(in.at(InputRegister::status) == 0b0111);
  BOOST_TEST(in.at(1, InputOfRobot::status) == 0b1001);
  BOOST_TEST(in.at(2, InputOfRobot::status) == 0);
  // the program: step 4 is spot 70,000, of which 4,464 is the low half; step 5 is job 3
  const auto programs = cell.exchange.programs();
  const std::size_t second = kInputProgramStride;
  BOOST_TEST((*programs)[second + 6] == 2);
  BOOST_TEST((*programs)[second + 7] == 4'464);
  BOOST_TEST((*programs)[second + 8] == 3);
  BOOST_TEST((*programs)[second + 9] == 3);
  BOOST_TEST((*programs)[second + 16] == 0);
}

BOOST_AUTO_TEST_CASE(a_step_in_a_zone_that_another_holds_waits_until_it_is_free) {
  LawCell cell(zone_program(2));
  cell.enable();
  BOOST_TEST(cell.carry_out(0, 1));
  BOOST_TEST(cell.carry_out(0, 3));  // takes the zone without step 2 as well
  BOOST_TEST(cell.law.zone_holder(1) == 0);
  for (const std::uint16_t step : {std::uint16_t{2}, std::uint16_t{3}}) {
    BOOST_TEST(!cell.carry_out(1, step));
    BOOST_TEST((cell.refusal(1) == Refusal::zone_held));
    BOOST_TEST(cell.inputs().at(1, InputOfRobot::zone) == 1);
    BOOST_TEST(cell.inputs().at(1, DiscreteOfRobot::pending));
    BOOST_TEST(cell.command.robots[1].waits_for == 1);
    BOOST_TEST((cell.command.robots[1].order == RobotOrder::stay));
  }
  BOOST_TEST(cell.carry_out(0, 6));
  BOOST_TEST(cell.law.zone_holder(1) == 0);
  BOOST_TEST(cell.carry_out(0, 7));
  // in the order in which robots are looked at, the second one has it in the same tick
  BOOST_TEST(cell.law.zone_holder(1) == 1);
  BOOST_TEST((cell.refusal(1) == Refusal::none));
  BOOST_TEST(cell.command.robots[1].waits_for == 0);
  BOOST_TEST((cell.command.robots[1].order == RobotOrder::move));
}

BOOST_AUTO_TEST_CASE(an_order_that_is_taken_back_while_it_waits_is_forgotten) {
  LawCell cell(zone_program(2));
  cell.enable();
  BOOST_TEST(cell.carry_out(0, 3));
  BOOST_TEST(!cell.carry_out(1, 3));
  BOOST_TEST(cell.carry_out(1, 1));  // another order in its place
  BOOST_TEST(cell.carry_out(0, 8));
  cell.ticks(5);
  BOOST_TEST(cell.law.zone_holder(1) == -1);
  BOOST_TEST(cell.inputs().at(1, InputOfRobot::done) == 1);
}

BOOST_AUTO_TEST_CASE(what_would_weld_or_go_from_the_wrong_place_is_refused) {
  LawCell cell(zone_program(1));
  cell.enable();
  BOOST_TEST(!cell.carry_out(0, 4));
  BOOST_TEST((cell.refusal(0) == Refusal::wrong_place));
  BOOST_TEST(!cell.carry_out(0, 5));
  BOOST_TEST((cell.refusal(0) == Refusal::wrong_place));
  BOOST_TEST(!cell.carry_out(0, 0));
  BOOST_TEST((cell.refusal(0) == Refusal::no_such_step));
  BOOST_TEST(!cell.carry_out(0, 9));
  BOOST_TEST((cell.refusal(0) == Refusal::no_such_step));
  BOOST_TEST(cell.command.robots[0].step == 0U);
  BOOST_TEST(cell.carry_out(0, 3));
  BOOST_TEST((cell.refusal(0) == Refusal::none));
  BOOST_TEST(cell.carry_out(0, 4));
  BOOST_TEST(cell.carry_out(0, 4));   // once more at the same place
  BOOST_TEST(!cell.carry_out(0, 7));  // the robot stands in the zone
  BOOST_TEST((cell.refusal(0) == Refusal::in_zone));
  BOOST_TEST(cell.law.zone_holder(1) == 0);
}

BOOST_AUTO_TEST_CASE(a_weld_that_expels_may_be_repeated) {
  LawCell cell(zone_program(1));
  cell.enable();
  BOOST_TEST(cell.carry_out(0, 3));
  cell.fail_next(0, RobotAlarm::expulsion);
  BOOST_TEST(!cell.carry_out(0, 4));
  BOOST_TEST(cell.inputs().at(0, DiscreteOfRobot::failed));
  BOOST_TEST(cell.inputs().at(0, InputOfRobot::alarm) == 201);
  BOOST_TEST(cell.inputs().at(DiscreteInput::enabled));
  BOOST_TEST(cell.carry_out(0, 4));
}

BOOST_AUTO_TEST_CASE(a_silent_client_aborts_the_station) {
  LawCell cell(zone_program(1));
  cell.enable();
  cell.declare(PackMlState::execute);
  BOOST_TEST(cell.carry_out(0, 1));
  cell.order_ticks = 1'000;
  cell.order(0, 3);
  // 500 ticks of 4 ms are the 2 s of the watchdog: not longer
  cell.ticks(501);
  BOOST_TEST((cell.command.state == PackMlState::execute));
  cell.tick();
  BOOST_TEST((cell.command.state == PackMlState::aborting));
  BOOST_TEST((cell.command.robots[0].order == RobotOrder::stay));
  BOOST_TEST(cell.inputs().at(InputRegister::faults) == 1);
  // aborted when the robot stands, not before
  cell.ticks(400);
  BOOST_TEST((cell.command.state == PackMlState::aborting));
  cell.ticks(200);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  BOOST_TEST(cell.inputs().at(DiscreteInput::aborted));
  // a heartbeat alone does not start it again, nor does a reset without one
  cell.beat();
  cell.ticks(5);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  cell.now += std::chrono::seconds(3);
  cell.set(Coil::reset, false);
  cell.set(Coil::reset, true);
  cell.ticks(5);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  cell.enable();
  BOOST_TEST((cell.command.state == PackMlState::execute));
  BOOST_TEST(cell.inputs().at(InputRegister::faults) == 0);
}

BOOST_AUTO_TEST_CASE(the_coil_aborts_and_keeps_the_station_aborted) {
  LawCell cell(zone_program(2));
  cell.enable();
  cell.set(Coil::abort, true);
  cell.ticks(3);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  BOOST_TEST(cell.inputs().at(InputRegister::faults) == 2);
  cell.set(Coil::reset, false);
  cell.set(Coil::reset, true);
  cell.ticks(3);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  cell.set(Coil::abort, false);
  cell.enable();
  BOOST_TEST(!cell.inputs().at(DiscreteInput::aborted));
}

BOOST_AUTO_TEST_CASE(a_collision_aborts_and_names_the_robot) {
  LawCell cell(zone_program(2));
  cell.enable();
  cell.fail_next(1, RobotAlarm::collision);
  BOOST_TEST(!cell.carry_out(1, 3));
  cell.ticks(3);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  BOOST_TEST(cell.command.reason.code == 301);
  BOOST_TEST(cell.command.reason.robot == 1);
  BOOST_TEST(cell.inputs().at(InputRegister::faults) == 4);
  BOOST_TEST(cell.inputs().at(InputRegister::fault_robot) == 2);
  // where it stopped nobody knows: it keeps the zone, and does no spot, until a move is done
  cell.enable();
  BOOST_TEST(cell.law.zone_holder(1) == 1);
  BOOST_TEST(!cell.carry_out(1, 4));
  BOOST_TEST((cell.refusal(1) == Refusal::wrong_place));
  BOOST_TEST(!cell.carry_out(0, 3));
  BOOST_TEST(cell.carry_out(1, 8));
  BOOST_TEST(cell.law.zone_holder(1) == 0);
}

BOOST_AUTO_TEST_CASE(a_robot_that_was_brought_home_gives_its_zones_back_at_a_reset) {
  LawCell cell(zone_program(1));
  cell.enable();
  cell.fail_next(0, RobotAlarm::servo_overload);
  BOOST_TEST(!cell.carry_out(0, 3));
  cell.ticks(3);
  BOOST_TEST((cell.command.state == PackMlState::aborted));
  cell.enable();
  BOOST_TEST(cell.law.zone_holder(1) == 0);
  cell.set(Coil::abort, true);
  cell.ticks(3);
  cell.set(Coil::abort, false);
  cell.seen.robots[0].q_rad = {0.5 * kHomeTolerance};
  cell.enable();
  BOOST_TEST(cell.law.zone_holder(1) == -1);
}

BOOST_AUTO_TEST_CASE(a_robot_told_to_stay_finishes_what_it_does_and_begins_nothing) {
  LawCell cell(zone_program(1));
  cell.enable();
  cell.order(0, 1);
  cell.ticks(2);
  cell.outputs.coils[kCoilStay] = 1;
  cell.order(0, 3);
  cell.ticks(50);
  BOOST_TEST(cell.inputs().at(0, InputOfRobot::done) == 1);
  BOOST_TEST(cell.inputs().at(0, DiscreteOfRobot::pending));
  BOOST_TEST((cell.command.robots[0].order == RobotOrder::stay));
  cell.outputs.coils[kCoilStay] = 0;
  cell.beat();
  cell.ticks(10);
  BOOST_TEST(cell.inputs().at(0, InputOfRobot::done) == 3);
}

BOOST_AUTO_TEST_CASE(one_complete_sends_one_part_away) {
  LawCell cell(zone_program(1));
  cell.enable();
  cell.seen.part_present = true;
  cell.declare(PackMlState::complete);
  cell.tick();
  BOOST_TEST((cell.command.state == PackMlState::complete));
  cell.seen.part_present = false;
  cell.tick();
  BOOST_TEST(cell.inputs().at(InputRegister::parts) == 1);
  cell.seen.part_present = true;
  cell.tick();
  // the client has not taken it back, and a new part stands there
  BOOST_TEST((cell.command.state == PackMlState::resetting));
  cell.declare(PackMlState::execute);
  cell.tick();
  cell.declare(PackMlState::complete);
  cell.tick();
  BOOST_TEST((cell.command.state == PackMlState::complete));
}

BOOST_AUTO_TEST_CASE(what_is_no_state_is_a_fault_and_changes_nothing) {
  LawCell cell(zone_program(1));
  cell.enable();
  cell.declare(PackMlState::idle);
  cell.tick();
  cell.declare(static_cast<PackMlState>(17));
  cell.tick();
  BOOST_TEST((cell.command.state == PackMlState::idle));
  BOOST_TEST(cell.inputs().at(InputRegister::faults) == 8);
}

BOOST_AUTO_TEST_CASE(a_message_of_another_cell_is_refused_and_asks_nothing) {
  LawCell cell(zone_program(2));
  std::vector<CellObservation> due(2, cell.seen);
  std::vector<CellCommand> commands(2);
  BOOST_TEST((cell.law.update(due, commands) == LotpReject::wrong_cell));
  due.resize(1);
  commands.resize(1);
  due[0].cell = 8;
  BOOST_TEST((cell.law.update(due, commands) == LotpReject::wrong_cell));
  due[0] = cell.seen;
  due[0].n_robots = 3;
  BOOST_TEST((cell.law.update(due, commands) == LotpReject::bad_value));
  const std::vector<CellProgram> two(2, zone_program(1));
  DARKLINE_TEST_THROWS(cell.law.configure(two), UsageError, "one cell", "2");
}

// Whatever a client writes, what goes to the twin is acceptable (LawCell::tick), robots of one zone
// are never at work in it together, and nothing throws.
BOOST_AUTO_TEST_CASE(no_client_can_bring_two_robots_into_one_zone) {
  int in_zone = 0;
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    LawCell cell(zone_program(4));
    const RandomStream draws(seed, 0, 0, DrawPurpose::weld_process);
    cell.enable();
    for (std::uint32_t i = 0; i < 1'000; ++i) {
      const auto words = draws.words(i);
      const std::size_t robot = words[0] % 4;
      const auto value = static_cast<std::uint16_t>(words[1] % 10);
      if (words[0] % 64 == 5) {
        cell.outputs.registers[words[1] % kHoldingRegisters] =
            static_cast<std::uint16_t>(words[1] >> 16U);
      }
      if (words[0] % 128 == 9) cell.outputs.coils[words[1] % kCoils] ^= 1U;
      if (words[0] % 256 == 17) cell.fail_next(robot, RobotAlarm::collision);
      if (words[0] % 32 == 3) {
        cell.outputs.coils[0] = 0;
        cell.set(Coil::reset, false);
        cell.set(Coil::reset, true);
      }
      cell.order(robot, value);
      cell.ticks(1 + static_cast<int>(words[1] >> 20U) % 5);
      // in the zone is who is on the way to or from steps 3 to 6, or stands there
      int inside = 0;
      for (std::size_t r = 0; r < 4; ++r) {
        const bool moves = cell.seen.robots[r].state == RobotState::moving;
        const double from = cell.seen.robots[r].q_rad[0];
        const double to = moves ? cell.command.robots[r].target_rad[0] : from;
        const bool is_in = from == 0.5 || (moves && to == 0.5);
        if (is_in) BOOST_REQUIRE(cell.law.zone_holder(1) == static_cast<int>(r));
        inside += is_in ? 1 : 0;
      }
      BOOST_REQUIRE(inside <= 1);
      in_zone += inside;
    }
  }
  BOOST_TEST(in_zone > 1'000);  // it was tried
}

BOOST_AUTO_TEST_CASE(the_document_holds_the_tables_of_the_source) {
  const std::string text =
      read_file(std::string(DARKLINE_SOURCE_DIR) + "/docs/modbus.md", 1U << 20U);
  BOOST_TEST(text.find(modbus_map_text()) != std::string::npos, modbus_map_text());
}

BOOST_AUTO_TEST_SUITE_END()
