// The control law of one cell: it reads what its robots report and says what each does next.
//
// A controller's life is a contract, the same for every controller of a cell:
//
//   configure   the constructor. May allocate, may throw. The station is stopped.
//   activate    the station starts to reset; from here on it answers to its inputs.
//   update      once per control tick at which the cell is due, in order of time. It does not
//               allocate, block, throw for anything the observation may validly say, read a clock
//               or draw a random number: the same observations give the same commands, bit for bit.
//   deactivate  robots are told to stay and the station stops; activate may follow.
//
// A cell is due at its first tick, at the next_wake_ns of its last command, and at every tick at
// which a robot became done or failed, or a part came or went, since it was last asked. Nothing
// else wakes it: the rule depends on simulated time alone.
//
// Robots. Orders of a robot are numbered 1, 2, 3, ...; a command that repeats a number repeats the
// order. A robot takes its next program step when it reports ready or done under the number last
// given. A weld that ended in an expulsion is ordered again, at most kMaxWeldRepeats times; if the
// spot fails once more the station holds.
//
// Station, in PackML states (ANSI/ISA-TR88.00.02). States of passage are walked through within one
// update as far as their conditions hold; the command declares where the walk ended.
//
//   stopped -activate-> resetting -robots waiting-> idle -part in-> starting -robots waiting->
//   execute -programs ended-> completing -robots waiting-> complete -part out-> resetting
//   execute -a spot given up-> holding -robots settled-> held
//   any active state -servo overload, refused command, failure without a cause-> aborting
//   aborting -robots still, a tick later-> aborted
//   deactivate: -> stopping -> stopped, from aborting and aborted -> clearing -> stopped
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/cell/cell_io.h"
#include "models/cell/station_program.h"

namespace darkline {

inline constexpr int kMaxWeldRepeats = 3;

class CellController {
 public:
  // `programs`: (n_robots), at most kMaxCellRobots; the number every observation must have.
  CellController(std::uint32_t cell, std::vector<RobotProgram> programs);

  void activate();
  void deactivate();

  // The observation must be of this cell and of as many robots as there are programs.
  CellCommand update(const CellObservation& seen);

  std::uint32_t cell() const { return cell_; }
  int n_robots() const { return static_cast<int>(robots_.size()); }
  PackMlState state() const { return state_; }

  // Why the station holds or aborted: the robot (its place, from 0) and its alarm. The robot is -1
  // where there is no reason to give.
  struct Reason {
    int robot = -1;
    RobotAlarm alarm = RobotAlarm::none;
  };
  const Reason& reason() const { return reason_; }

  // The states that the last update (or activate, deactivate) entered, in order.
  std::span<const PackMlState> last_walk() const { return {walk_.data(), walk_length_}; }

 private:
  struct Robot {
    RobotProgram program;
    std::size_t next = 0;  // the program step to order next
    int repeats = 0;       // of the weld ordered last
    bool ended = false;    // reported its last step done
    RobotCommand order;    // the one in force
  };

  void enter(PackMlState state);
  void order_stay();
  void advance(const CellObservation& seen);
  void advance(std::size_t index, const RobotObservation& seen);
  void order_step(Robot& robot, const ProgramStep& step);
  bool must_abort(const CellObservation& seen);

  enum class Condition : std::uint8_t;
  struct Transition;
  static const std::array<Transition, 9> kTransitions;
  bool holds(Condition condition, const CellObservation& seen) const;

  std::uint32_t cell_;
  std::vector<Robot> robots_;
  PackMlState state_ = PackMlState::stopped;
  Reason reason_;
  std::array<PackMlState, 16> walk_ = {};
  std::size_t walk_length_ = 0;
};

}  // namespace darkline
