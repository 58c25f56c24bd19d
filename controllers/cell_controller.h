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
// given. A weld that ended in an expulsion, or whose electrodes did not reach their force, is
// ordered again, at most kMaxWeldRepeats times in all; if the spot fails once more the station
// holds. A job is done like a move; one that fails aborts, since its way began elsewhere.
//
// Interference zones (zone_book.h; fail-safe as in welding facts, section 5). At enter_zone a robot
// stands still under its last number, its command naming the zone it waits for, until the zone is
// its own; at leave_zone it gives it back. It then goes on in the same update, as does a robot that
// waited for the zone. The programs take zones in an order that cannot deadlock (cell_program.h).
// A robot that holds a zone for more than twice its nominal time while another waits makes the
// station hold (fault 402); its own waits and repeats of a weld do not count. Whatever stops the
// station, robots keep the zones that they were in until the station resets and every robot
// stands at home, where its program ends (within kHomeTolerance); no cycle starts before.
//
// Electrode caps. The controller counts the welds of each robot over all cycles. A robot with
// dress_every_spots of them dresses as soon as its program has ended, hidden behind robots that
// still work; the station is not complete before: it stands in completing. After dresses_per_cap
// dresses the caps are worn out, which is counted and stops nothing (206 is a warning).
//
// Station, in PackML states (ANSI/ISA-TR88.00.02). States of passage are walked through within one
// update as far as their conditions hold; the command declares where the walk ended.
//
//   stopped -activate-> resetting -robots waiting-> idle -part in-> starting -robots waiting->
//   execute -programs ended-> completing -robots waiting-> complete -part out-> resetting
//   execute -a spot given up, a zone held too long-> holding -robots settled-> held
//   any active state -collision, servo overload, refused command, failed job, failure without a
//   cause-> aborting
//   aborting -robots still, a tick later-> aborted
//   deactivate: -> stopping -> stopped, from aborting and aborted -> clearing -> stopped
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/state_bytes.h"
#include "controllers/zone_book.h"
#include "models/cell/cell_io.h"
#include "models/cell/station_program.h"

namespace darkline {

inline constexpr int kMaxWeldRepeats = 3;
inline constexpr std::uint16_t kZoneTimeout = 402;        // fault code
inline constexpr double kHomeTolerance = 0.01;            // rad or m, of each joint
inline constexpr std::int64_t kHomeLookNs = 100'000'000;  // how often a reset looks for it

class CellController {
 public:
  // The program must be faultless by lotp.h's fault_of; every observation has as many robots.
  explicit CellController(CellProgram program);

  void activate();
  void deactivate();

  // The observation must be of this cell, of as many robots as there are programs, and not of an
  // earlier time than the one before.
  CellCommand update(const CellObservation& seen);

  std::uint32_t cell() const { return cell_; }
  int n_robots() const { return static_cast<int>(robots_.size()); }
  PackMlState state() const { return state_; }

  // Why the station holds or aborted: the robot (its place, from 0) and its alarm, or the zone that
  // it held too long. The robot is -1 where there is no reason to give.
  struct Reason {
    int robot = -1;
    RobotAlarm alarm = RobotAlarm::none;
    std::uint16_t zone = 0;
    // As welding facts, section 5, number faults; 0: none is known.
    std::uint16_t code() const {
      return zone != 0 ? kZoneTimeout : static_cast<std::uint16_t>(alarm);
    }
  };
  const Reason& reason() const { return reason_; }

  // What the electrode caps of a robot have gone through since the controller was made.
  struct TipWear {
    std::uint32_t spots = 0;     // welds since the last dress, those that expelled included
    std::uint32_t dresses = 0;   // of the present caps
    std::uint32_t worn_out = 0;  // pairs of caps that had all their dresses
  };
  const TipWear& tip_wear(int robot) const {
    return robots_.at(static_cast<std::size_t>(robot)).wear;
  }

  // The place of the robot that holds a zone of the cell; -1: it is free.
  int zone_holder(std::uint16_t zone) const { return zones_.holder_of(zone); }

  // The states that the last update (or activate, deactivate) entered, in order.
  std::span<const PackMlState> last_walk() const { return {walk_.data(), walk_length_}; }

  // All that update depends on, with a hash of the program. read_state takes it up in a controller
  // of the same program, at any time of its life; false if `in` holds no state that such a
  // controller can be in at a time up to `latest_ns`: then this one must be thrown away.
  void write_state(internal::StateWriter& out) const;
  bool read_state(std::int64_t latest_ns, internal::StateReader& in);

 private:
  // Where an order comes from: a step of the program (from 0), or one of these.
  static constexpr std::int32_t kFromNowhere = -1;  // a stay
  static constexpr std::int32_t kFromTipCare = -2;  // the dress job

  struct Robot {
    RobotProgram program;
    TipCare care;
    TipWear wear;
    std::size_t next = 0;                // the program step to order next
    int repeats = 0;                     // of the weld ordered last
    bool at_work = false;                // has not reported the end of its order
    bool ended = false;                  // reported its last step done
    bool dressing = false;               // its order is the dress job
    std::int32_t source = kFromNowhere;  // of the order in force
    RobotCommand order = {};             // the one in force
  };

  void enter(PackMlState state);
  void order_stay();
  void advance(const CellObservation& seen);
  void advance(std::size_t index, const RobotObservation& seen, std::int64_t t_ns);
  void go_on(std::size_t index, std::int64_t t_ns);
  void end_program(Robot& robot);
  void repeat_weld(std::size_t index, RobotAlarm alarm, std::int64_t t_ns);
  static RobotCommand order_from(const Robot& robot, std::int32_t source, std::uint32_t number);
  static void give_order(Robot& robot, std::int32_t source);
  void note_dressed(const CellObservation& seen);
  void free_zones_at_home(const CellObservation& seen);
  std::int64_t next_wake_ns(std::int64_t t_ns) const;
  bool must_abort(const CellObservation& seen);

  enum class Condition : std::uint8_t;
  struct Transition;
  static const std::array<Transition, 9> kTransitions;
  bool holds(Condition condition, const CellObservation& seen) const;
  StopReason stop_reason() const;

  static void write_robot(const Robot& robot, internal::StateWriter& out);
  static bool read_robot(Robot& robot, internal::StateReader& in);
  bool read_reason(internal::StateReader& in);
  bool robot_is_consistent(std::size_t index) const;
  bool zones_are_consistent() const;

  std::array<std::byte, 16> program_hash_ = {};
  std::uint32_t cell_;
  std::vector<Robot> robots_;
  ZoneBook zones_;
  PackMlState state_ = PackMlState::stopped;
  Reason reason_;
  std::array<PackMlState, 16> walk_ = {};
  std::size_t walk_length_ = 0;
};

}  // namespace darkline
