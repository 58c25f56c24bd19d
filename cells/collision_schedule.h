// When which arms of a live cell have to be checked: conservative advancement. Two bodies that are
// `clearance` apart and close in by at most `rate` need no look before clearance / rate has passed;
// the rate is the sum over both arms' joints of reach_j |qd_j|max (physics facts, section 5). A
// pair of arms that stand still is never due. The contacts found are those that a check of all
// pairs at every call would find, at the same calls, as long as the stated speeds are not exceeded.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cells/cell_collision.h"
#include "models/cell/cell_io.h"

namespace darkline {

class CollisionSchedule {
 public:
  // Everything is due at once; all robots may move with their joints' top speeds until set_speed
  // says otherwise. `collision` must outlive the schedule; poses are set in it here only.
  CollisionSchedule(CellCollision& collision, const CellConfig& config);

  // From t_ns on no joint of the robot is faster than this (rad/s or m/s): speed_bound(segment) of
  // the segment under way plus what the servo may add, zero at rest. Times may not go back.
  void set_speed(std::size_t robot, std::int64_t t_ns, const JointVector& at_most);

  // The robot is elsewhere than its speeds tell, or carries something else: all its pairs are due.
  void look_again(std::size_t robot, std::int64_t t_ns);

  // Checks the pairs that are due at t_ns. pose_of(robot) gives JointVector; it is called at most
  // once a robot and check. Returns the first contact; it stays due while it lasts.
  template <class PoseOf>
  std::optional<Contact> check(std::int64_t t_ns, const PoseOf& pose_of) {
    std::optional<Contact> first;
    if (t_ns < next_due_ns_) return first;
    for (Pair& pair : pairs_) {
      if (pair.due_ns > t_ns) continue;
      place(pair.robot, t_ns, pose_of);
      if (pair.other != kNoPlace) place(pair.other, t_ns, pose_of);
      const auto contact = look(pair, t_ns);
      if (contact && !first) first = contact;
    }
    find_next();
    return first;
  }

  std::int64_t next_due_ns() const { return next_due_ns_; }
  std::int64_t pairs_checked() const { return pairs_checked_; }

 private:
  struct Pair {
    std::size_t robot = 0, other = kNoPlace, obstacle = kNoPlace;
    double slack_m = 0.0;  // at mark_ns
    double rate_m_s = 0.0;
    std::int64_t mark_ns = 0, due_ns = 0;
  };

  template <class PoseOf>
  void place(std::size_t robot, std::int64_t t_ns, const PoseOf& pose_of) {
    if (placed_ns_[robot] == t_ns) return;
    placed_ns_[robot] = t_ns;
    collision_.set_pose(robot, pose_of(robot));
  }
  std::optional<Contact> look(Pair& pair, std::int64_t t_ns);
  void find_next();
  double rate_m_s(const Pair& pair) const;

  CellCollision& collision_;
  std::vector<Pair> pairs_;
  std::vector<double> speed_m_s_;         // (n robots)
  std::vector<JointVector> joint_speed_;  // (n robots)
  std::vector<std::int64_t> placed_ns_;   // (n robots)
  std::int64_t next_due_ns_ = 0;
  std::int64_t pairs_checked_ = 0;
};

}  // namespace darkline
