#include "cells/collision_schedule.h"

#include <algorithm>
#include <cmath>

namespace darkline {
namespace {

constexpr double kEnoughM = 0.6;     // farther than this is not measured exactly
constexpr double kRoundingM = 1e-6;  // of a distance

double speed_of(const JointVector& reach_m, const JointVector& joint_speed) {
  double sum = 0.0;
  for (std::size_t j = 0; j < reach_m.size(); ++j) sum += reach_m[j] * joint_speed[j];
  return sum;
}

std::int64_t due_after(std::int64_t mark_ns, double slack_m, double rate_m_s) {
  if (slack_m <= kRoundingM) return mark_ns;
  constexpr double kLongS = 1e6;  // as good as never
  const double wait_s = (slack_m - kRoundingM) / rate_m_s;
  if (!(wait_s < kLongS)) return kNeverNs;  // infinity too: both stand still
  return mark_ns + static_cast<std::int64_t>(wait_s * 1e9);
}

}  // namespace

CollisionSchedule::CollisionSchedule(CellCollision& collision, const CellConfig& config)
    : collision_(collision) {
  const std::size_t n = collision.n_robots();
  for (std::size_t r = 0; r < n; ++r) {
    JointVector top = {};
    const auto& joints = config.robots[r].model.joints;
    for (std::size_t j = 0; j < joints.size(); ++j) top[j] = joints[j].max_speed;
    joint_speed_.push_back(top);
    speed_m_s_.push_back(speed_of(collision.reach_m(r), top));
  }
  placed_ns_.assign(n, INT64_MIN);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a + 1; b < n; ++b) {
      if (collision.clearance_m(a, b, kEnoughM) >= CellCollision::kNeverMeetM) continue;
      pairs_.push_back({.robot = a, .other = b});
    }
    for (std::size_t o = 0; o < collision.n_obstacles(); ++o) {
      pairs_.push_back({.robot = a, .obstacle = o});
    }
  }
  for (Pair& pair : pairs_) pair.rate_m_s = rate_m_s(pair);
  find_next();
}

double CollisionSchedule::rate_m_s(const Pair& pair) const {
  return speed_m_s_[pair.robot] + (pair.other != kNoPlace ? speed_m_s_[pair.other] : 0.0);
}

void CollisionSchedule::set_speed(std::size_t robot, std::int64_t t_ns,
                                  const JointVector& at_most) {
  joint_speed_[robot] = at_most;
  speed_m_s_[robot] = speed_of(collision_.reach_m(robot), at_most);
  for (Pair& pair : pairs_) {
    if (pair.robot != robot && pair.other != robot) continue;
    pair.slack_m -= pair.rate_m_s * 1e-9 * static_cast<double>(t_ns - pair.mark_ns);
    pair.mark_ns = t_ns;
    pair.rate_m_s = rate_m_s(pair);
    pair.due_ns = due_after(t_ns, pair.slack_m, pair.rate_m_s);
  }
  find_next();
}

void CollisionSchedule::look_again(std::size_t robot, std::int64_t t_ns) {
  speed_m_s_[robot] = speed_of(collision_.reach_m(robot), joint_speed_[robot]);
  placed_ns_[robot] = INT64_MIN;
  for (Pair& pair : pairs_) {
    if (pair.robot != robot && pair.other != robot) continue;
    pair.slack_m = 0.0;
    pair.rate_m_s = rate_m_s(pair);
    pair.mark_ns = pair.due_ns = t_ns;
  }
  find_next();
}

std::optional<Contact> CollisionSchedule::look(Pair& pair, std::int64_t t_ns) {
  ++pairs_checked_;
  const bool arms = pair.other != kNoPlace;
  pair.slack_m = arms ? collision_.clearance_m(pair.robot, pair.other, kEnoughM)
                      : collision_.obstacle_clearance_m(pair.robot, pair.obstacle, kEnoughM);
  pair.mark_ns = t_ns;
  pair.due_ns = due_after(t_ns, pair.slack_m, pair.rate_m_s);
  if (pair.slack_m > kRoundingM) return std::nullopt;
  return arms ? collision_.first_contact(pair.robot, pair.other)
              : collision_.first_obstacle_contact(pair.robot, pair.obstacle);
}

void CollisionSchedule::find_next() {
  next_due_ns_ = kNeverNs;
  for (const Pair& pair : pairs_) next_due_ns_ = std::min(next_due_ns_, pair.due_ns);
}

}  // namespace darkline
