// Watches a live cell for contacts: every pair of arms and every obstacle, as often as clearance
// and speed demand (collision_schedule.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cells/cell_collision.h"
#include "cells/collision_schedule.h"
#include "models/robot/segment.h"

namespace darkline {

struct SeenContact {
  std::int64_t t_ns = 0;  // when it was first seen
  Contact contact;
};

class CollisionWatch {
 public:
  static constexpr std::size_t kMostSeen = 64;

  // `config` must outlive the watch.
  explicit CollisionWatch(const CellConfig& config);

  // The robot follows this segment from t_ns to end_ns, and then rests.
  void follow(std::size_t robot, std::int64_t t_ns, std::int64_t end_ns, const Segment& segment);
  // The robot carries this from t_ns on, or nothing.
  void carry(std::size_t robot, std::int64_t t_ns, const CarriedPart& part);
  // The robot does not do what it was told: it may move as fast as its joints can.
  void lose(std::size_t robot, std::int64_t t_ns);

  // Looks at the pairs that are due; pose_of(robot) gives JointVector. Returns a contact of two
  // that had not touched before. Times may not go back.
  template <class PoseOf>
  std::optional<Contact> check(std::int64_t t_ns, const PoseOf& pose_of) {
    for (std::size_t r = 0; r < rest_ns_.size(); ++r) {
      if (t_ns < rest_ns_[r]) continue;
      rest_ns_[r] = INT64_MAX;
      schedule_.set_speed(r, t_ns, at_rest_);
    }
    const auto contact = schedule_.check(t_ns, pose_of);
    return contact && is_new(*contact, t_ns) ? contact : std::nullopt;
  }

  std::span<const SeenContact> seen() const { return seen_; }  // at most kMostSeen

 private:
  bool is_new(const Contact& contact, std::int64_t t_ns);

  const CellConfig& config_;
  CellCollision collision_;
  CollisionSchedule schedule_;
  JointVector at_rest_ = {};           // speed bound of a robot that holds a pose
  std::vector<std::int64_t> rest_ns_;  // (n robots) when its segment ends
  std::vector<SeenContact> seen_;
};

}  // namespace darkline
