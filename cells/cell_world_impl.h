// Inner parts of cell_world.h: one robot's state, and the world that holds them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "cells/arm_engine.h"
#include "cells/cell_world.h"
#include "cells/motion_planning.h"
#include "cells/weld_process.h"

namespace darkline {
namespace internal {

// One robot: its state, and what it has done.
struct RobotRun {
  RobotRun(const CellRobot& robot, const CellConfig& config, const CellWorldOptions& options);

  std::vector<std::unique_ptr<const MotionPlanner>> planners;
  std::size_t carries = 0;  // place in planners
  RandomStream stream;
  std::size_t arm = 0;
  JointVector q = {}, qd = {};
  Segment segment;
  std::int64_t segment_start_ns = 0;
  std::int64_t segment_end_ns = 0;
  std::int64_t rest_since_ns = 0;
  double error = 0.0;          // between arm and segment, rad or m, when last looked at
  std::int64_t error_ns = -1;  // then; -1: never on this segment

  RobotState state = RobotState::ready;
  RobotAlarm alarm = RobotAlarm::none;
  std::uint32_t step = 0;
  bool refused = false;  // an order came while busy
  std::uint32_t refused_step = 0;

  // weld
  std::int64_t squeeze_ns = 0, opening_ns = 0, process_end_ns = 0;
  bool pressing = false, force_missed = false;
  double force_n = 0.0;  // that the electrode should rest with
  const WeldSpot* spot = nullptr;
  DrawnWeld weld;
  std::uint32_t welds_drawn = 0;

  // job
  const RobotJob* job = nullptr;
  std::size_t path_at = 0;
  bool path_ended = false;
  std::uint32_t jobs_drawn = 0;

  int works_begun = 0, middle_work = 0;
  StepRecord open;  // the order under way
  StepRecord wait;  // for a zone; zone 0: none
  RobotRecord record;
  std::vector<FlownSegment> flown;
  RobotChange::Motion untold = RobotChange::Motion::none;  // begun, and not told yet

  bool busy() const {
    return state == RobotState::moving || state == RobotState::welding ||
           state == RobotState::working;
  }
  const MotionPlanner& planner() const { return *planners[carries]; }
};

}  // namespace internal

struct CellWorld::Impl {
  CellConfig config;
  std::unique_ptr<ArmEngine> own;
  ArmEngine* engine = nullptr;
  std::vector<internal::RobotRun> robots;
  bool record_motion = false;
  std::vector<RobotChange>* changes = nullptr;
  Collisions collisions = Collisions::unwatched;
  std::unique_ptr<CollisionWatch> watch;  // none where collisions are not watched
  std::int64_t t_ns = 0;
  std::int64_t wake_ns = kNeverNs;
  bool part_present = true;
  bool due_event = true;
  int commands = 0;
  bool pending = false;
  CellCommand command;

  void look_for_contacts();
  void stop_at_contact(std::size_t r);
  void advance(std::size_t r);
  bool lost(std::size_t r);
  double error_of(const internal::RobotRun& run) const;  // now; as CellWorld::tracking_error
  bool at_rest(internal::RobotRun& run) const;
  void advance_weld(std::size_t r);
  void advance_job(std::size_t r);
  void take(std::size_t r, const RobotCommand& command);
  void note_wait(internal::RobotRun& run, std::uint16_t zone);
  void follow(internal::RobotRun& run, const Segment& segment);
  void tell(std::size_t r);
  void begin_move(std::size_t r, const RobotCommand& command);
  void begin_weld(std::size_t r, const RobotCommand& command);
  void begin_job(std::size_t r, const RobotCommand& command);
  void begin_process(internal::RobotRun& run);
  void end_job(internal::RobotRun& run);
  ElectrodeContact contact_at(std::size_t r, const WeldSpot& spot);
  void finish(std::size_t r, RobotAlarm alarm);
  const WeldSpot* nearest_spot(std::size_t r, double& distance_m) const;
};

}  // namespace darkline
