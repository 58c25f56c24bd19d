#include "cells/collision_watch.h"

#include <algorithm>

#include "cells/arm_capsules.h"

namespace darkline {
namespace {

// What the servo may add to the speed of the reference: its largest error in a planned move is
// about a milliradian at 30 /s, and an electrode's contact moves the arm by less.
constexpr double kServoSpeed = 0.03;  // rad/s
constexpr double kRestSpeed = 0.01;   // rad/s

}  // namespace

CollisionWatch::CollisionWatch(const CellConfig& config)
    : config_(config),
      collision_(config),
      schedule_(collision_, config),
      rest_ns_(config.robots.size(), INT64_MAX) {
  at_rest_.fill(kRestSpeed);
  seen_.reserve(kMostSeen);
  for (std::size_t r = 0; r < config.robots.size(); ++r) schedule_.set_speed(r, 0, at_rest_);
}

void CollisionWatch::follow(std::size_t robot, std::int64_t t_ns, std::int64_t end_ns,
                            const Segment& segment) {
  JointVector bound = speed_bound(segment, config_.robots[robot].model.n_joints());
  for (double& speed : bound) speed += kServoSpeed;
  schedule_.set_speed(robot, t_ns, bound);
  rest_ns_[robot] = end_ns;
}

void CollisionWatch::carry(std::size_t robot, std::int64_t t_ns, const CarriedPart& part) {
  collision_.set_part(robot, part);
  schedule_.look_again(robot, t_ns);
}

void CollisionWatch::lose(std::size_t robot, std::int64_t t_ns) {
  const RobotModel& model = config_.robots[robot].model;
  JointVector most = {};
  for (std::size_t j = 0; j < model.joints.size(); ++j) most[j] = model.joints[j].max_speed;
  schedule_.set_speed(robot, t_ns, most);
  schedule_.look_again(robot, t_ns);
  rest_ns_[robot] = INT64_MAX;
}

bool CollisionWatch::is_new(const Contact& contact, std::int64_t t_ns) {
  const bool known = std::any_of(seen_.begin(), seen_.end(), [&](const SeenContact& each) {
    return each.contact.robot == contact.robot && each.contact.other == contact.other &&
           each.contact.obstacle == contact.obstacle;
  });
  if (known || seen_.size() == kMostSeen) return false;
  seen_.push_back({t_ns, contact});
  return true;
}

}  // namespace darkline
