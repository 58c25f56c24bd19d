// Lines at constant speed: plan_tool_path of motion_path.h.
//
// The line has a parameter with the dimension of length: metres along it, corners rounded by
// blending the directions of the two legs. A law of time with smooth ramps runs along it. Joints
// come from inverse kinematics at every 4 ms; speeds and accelerations from differences of
// fourth order; every few of these states are joined by a quintic.
#include <algorithm>
#include <cmath>

#include "cells/bullet_arm.h"
#include "cells/motion_limits.h"
#include "cells/motion_path.h"
#include "models/base/error.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kNoLengthM = 1e-9;
constexpr double kNoTurnRad = 1e-9;
constexpr int kTicksAPiece = 8;

// Integral of the smooth step 10 x^3 - 15 x^4 + 6 x^5 that rises from 0 to 1 over
// [-half, half], from minus infinity to t: 0, then a bend, then t itself.
double rise(double t, double half) {
  if (t <= -half) return 0.0;
  if (t >= half) return t;
  const double x = 0.5 * (t + half) / half;
  return 2.0 * half * x * x * x * x * (2.5 + x * (-3.0 + x));
}
constexpr double kRisePeak = 1.875;             // of the step's slope, over 1 / (2 half)
constexpr double kRiseCorner = 0.078125 * 2.0;  // rise(0, half) / half

// The polyline with rounded corners.
class Line {
 public:
  Line(std::span<const Pose> X_BT, const ToolPathOptions& options);

  bool empty() const { return legs_.empty(); }
  double length_m() const { return empty() ? 0.0 : legs_.back().start + legs_.back().length; }
  Pose at(double s_m) const;                       // tool0
  double distance_m(const Vector3d& p_B_m) const;  // of a point from the polyline

 private:
  struct Leg {
    Vector3d from = Vector3d::Zero(), way = Vector3d::Zero();
    Eigen::Matrix3d R = Eigen::Matrix3d::Identity();  // at its start
    Vector3d turn = Vector3d::Zero();                 // rotation vector, in the tool frame
    double start = 0.0, length = 0.0;                 // of the parameter
    double half = 0.0;                                // of the rounding at its start
  };

  void round_corners(double corner_m);
  double share(std::size_t leg, double s_m) const;  // 0..1 of it done

  std::vector<Leg> legs_;
  double tip_m_;
};

Line::Line(std::span<const Pose> X_BT, const ToolPathOptions& options) : tip_m_(options.tip_m) {
  const Vector3d tip(0.0, 0.0, tip_m_);
  double start = 0.0;
  for (std::size_t i = 0; i + 1 < X_BT.size(); ++i) {
    Leg leg;
    leg.from = X_BT[i] * tip;
    leg.way = X_BT[i + 1] * tip - leg.from;
    leg.R = X_BT[i].linear();
    const Eigen::AngleAxisd turn(leg.R.transpose() * X_BT[i + 1].linear());
    leg.turn = turn.angle() * turn.axis();
    const bool turns_only = leg.way.norm() <= kNoLengthM;
    if (turns_only && turn.angle() <= kNoTurnRad) continue;
    leg.length = turns_only ? options.turning_m_rad * turn.angle() : leg.way.norm();
    leg.start = start;
    start += leg.length;
    legs_.push_back(leg);
  }
  round_corners(options.corner_m);
}

void Line::round_corners(double corner_m) {
  for (std::size_t i = 1; i < legs_.size(); ++i) {
    const Leg& a = legs_[i - 1];
    Leg& b = legs_[i];
    const double bend = (b.way / b.length - a.way / a.length).norm();
    b.half = 0.5 * std::min(a.length, b.length);
    if (bend > 0.0) b.half = std::min(b.half, corner_m / (kRiseCorner * bend));
  }
}

double Line::share(std::size_t leg, double s_m) const {
  const Leg& a = legs_[leg];
  const double end = a.start + a.length;
  const double half_end = leg + 1 < legs_.size() ? legs_[leg + 1].half : 0.0;
  return (rise(s_m - a.start, a.half) - rise(s_m - end, half_end)) / a.length;
}

Pose Line::at(double s_m) const {
  const double s = std::clamp(s_m, 0.0, length_m());
  std::size_t k = 0;
  while (k + 1 < legs_.size() && legs_[k + 1].start <= s) ++k;
  // only the leg before, this one and the next can be under way
  const std::size_t first = k > 0 ? k - 1 : 0;
  const std::size_t last = std::min(k + 1, legs_.size() - 1);
  Vector3d p = legs_[first].from;
  Eigen::Matrix3d R = legs_[first].R;
  for (std::size_t i = first; i <= last; ++i) {
    const double done = share(i, s);
    p += done * legs_[i].way;
    const double angle = legs_[i].turn.norm();
    if (angle > kNoTurnRad) {
      R = R * Eigen::AngleAxisd(done * angle, legs_[i].turn / angle).toRotationMatrix();
    }
  }
  return make_pose(R, p - R * Vector3d(0.0, 0.0, tip_m_));
}

double Line::distance_m(const Vector3d& p_B_m) const {
  double least = HUGE_VAL;
  for (const Leg& leg : legs_) {
    const double square = leg.way.squaredNorm();
    const double along = square > 0.0 ? (p_B_m - leg.from).dot(leg.way) / square : 0.0;
    least = std::min(least, (p_B_m - leg.from - std::clamp(along, 0.0, 1.0) * leg.way).norm());
  }
  return least;
}

// Along the line in time: up to `speed` within 2 half, and down again at the end.
struct TimeLaw {
  double speed_m_s = 0.0, half_s = 0.0;
  int ticks = 0;

  // None if the line is too short for the speed.
  static std::optional<TimeLaw> of(double length_m, double speed_m_s, double ramp_m_s2) {
    TimeLaw law;
    law.speed_m_s = speed_m_s;
    const double half_s = std::max(0.5 * kRisePeak * speed_m_s / ramp_m_s2, kPhysicsStepS);
    const double line_s = length_m / speed_m_s;
    law.ticks = static_cast<int>(std::ceil((line_s + 2.0 * half_s) / kPhysicsStepS));
    law.half_s = 0.5 * (law.ticks * kPhysicsStepS - line_s);
    if (line_s < 2.0 * law.half_s) return std::nullopt;
    return law;
  }
  double at(double t_s) const {
    const double end_s = ticks * kPhysicsStepS;
    return speed_m_s * (rise(t_s - half_s, half_s) - rise(t_s - (end_s - half_s), half_s));
  }
};

class Follower {
 public:
  Follower(const MotionPlanner& planner, const Line& line, const JointVector& start)
      : planner_(planner), line_(line), start_(start) {}

  ToolPathTrouble walk() const;
  bool solve(const TimeLaw& law);  // joints at every tick; false where there are none
  double use() const;              // of the limits
  std::vector<Segment> pieces() const;
  double deviation_m(double tip_m) const;

 private:
  Segment::Sample state(int tick) const;

  const MotionPlanner& planner_;
  const Line& line_;
  JointVector start_;
  std::vector<JointVector> q_;  // of every tick; two more at each end, where the arm stands still
  int ticks_ = 0;
};

double largest_turn(const RobotModel& robot, const JointVector& a, const JointVector& b) {
  double most = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j)
    most = std::max(most, std::abs(a[j] - b[j]));
  return most;
}

// Whether the whole line has joints that follow one another: where they seem to jump the step is
// halved until they do not, or until it is so short that they do jump.
ToolPathTrouble Follower::walk() const {
  constexpr double kStepM = 4e-3, kLeastStepM = 1e-5, kSmoothRad = 0.05;
  const RobotModel& robot = planner_.robot();
  JointVector at = start_;
  double s = 0.0, step = kStepM;
  while (s < line_.length_m()) {
    const double next = std::min(s + step, line_.length_m());
    const auto q = nearest_inverse(robot, line_.at(next), at);
    const bool smooth = q && largest_turn(robot, *q, at) < kSmoothRad;
    if (smooth) {
      at = *q;
      s = next;
      step = std::min(2.0 * step, kStepM);
    } else if (step > kLeastStepM) {
      step *= 0.5;
    } else {
      return q ? ToolPathTrouble::branch_jump : ToolPathTrouble::out_of_reach;
    }
  }
  return ToolPathTrouble::none;
}

bool Follower::solve(const TimeLaw& law) {
  ticks_ = law.ticks;
  q_.assign(3, start_);
  for (int tick = 1; tick <= ticks_; ++tick) {
    const Pose X_BT = line_.at(law.at(tick * kPhysicsStepS));
    const auto q = nearest_inverse(planner_.robot(), X_BT, q_.back());
    if (!q) return false;
    q_.push_back(*q);
  }
  q_.push_back(q_.back());
  q_.push_back(q_.back());
  return true;
}

// By differences of fourth order; at both ends the arm stands still.
Segment::Sample Follower::state(int tick) const {
  Segment::Sample sample;
  const JointVector* at = &q_[static_cast<std::size_t>(tick) + 2];
  sample.q = at[0];
  if (tick == 0 || tick == ticks_) return sample;
  constexpr double h = kPhysicsStepS;
  for (std::size_t j = 0; j < planner_.robot().joints.size(); ++j) {
    sample.qd[j] = (8.0 * (at[1][j] - at[-1][j]) - (at[2][j] - at[-2][j])) / (12.0 * h);
    sample.qdd[j] =
        (16.0 * (at[1][j] + at[-1][j]) - (at[2][j] + at[-2][j]) - 30.0 * at[0][j]) / (12.0 * h * h);
  }
  return sample;
}

double Follower::use() const {
  const std::vector<Segment> all = pieces();
  double most = limit_use(planner_, all);
  const RobotModel& robot = planner_.robot();
  for (const JointVector& q : q_) {
    for (std::size_t j = 0; j < robot.joints.size(); ++j) {
      if (q[j] < robot.joints[j].lower || q[j] > robot.joints[j].upper) most = HUGE_VAL;
    }
  }
  return most;
}

std::vector<Segment> Follower::pieces() const {
  const int n = planner_.robot().n_joints();
  const int count = std::max(1, ticks_ / kTicksAPiece);
  std::vector<Segment> pieces;
  int tick = 0;
  for (int i = 1; i <= count; ++i) {
    const int next = static_cast<int>(std::int64_t{ticks_} * i / count);
    pieces.push_back(joining(state(tick), state(next), (next - tick) * kPhysicsStepS, n));
    tick = next;
  }
  return pieces;
}

double Follower::deviation_m(double tip_m) const {
  const RobotModel& robot = planner_.robot();
  double most = 0.0;
  for (const Segment& piece : pieces()) {
    for (double t = 0.0; t < piece.duration_s; t += kPhysicsStepS) {
      const Pose X_BT = forward_kinematics(robot, piece.at(t, robot.n_joints()).q);
      most = std::max(most, line_.distance_m(X_BT * Vector3d(0.0, 0.0, tip_m)));
    }
  }
  return most;
}

// The quickest way at `speed_m_s`: with the steepest ramps that the limits allow, or none.
std::optional<ToolPath> at_speed(Follower& follower, const Line& line, double speed_m_s,
                                 const ToolPathOptions& options) {
  constexpr double kGentler = 0.6;
  constexpr int kRamps = 6;
  double ramp_m_s2 = options.ramp_m_s2;
  for (int i = 0; i < kRamps; ++i, ramp_m_s2 *= kGentler) {
    const auto law = TimeLaw::of(line.length_m(), speed_m_s, ramp_m_s2);
    if (!law) return std::nullopt;
    if (!follower.solve(*law) || follower.use() > 1.0) continue;
    ToolPath path;
    path.pieces = follower.pieces();
    path.speed_m_s = speed_m_s;
    path.length_m = line.length_m();
    path.ramp_s = 2.0 * law->half_s;
    path.deviation_m = follower.deviation_m(options.tip_m);
    return path;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ToolPath> plan_tool_path(const MotionPlanner& planner, std::span<const Pose> X_BT,
                                       double speed_m_s, const JointVector& from,
                                       const ToolPathOptions& options, ToolPathTrouble* trouble) {
  DARKLINE_CHECK(!X_BT.empty(), "a path of no pose");
  DARKLINE_CHECK(speed_m_s > 0.0, "a path without speed");
  const auto say = [trouble](ToolPathTrouble what) {
    if (trouble != nullptr) *trouble = what;
  };
  say(ToolPathTrouble::none);
  const auto start = nearest_inverse(planner.robot(), X_BT.front(), from);
  if (!start) {
    say(ToolPathTrouble::out_of_reach);
    return std::nullopt;
  }
  const Line line(X_BT, options);
  if (line.empty()) {
    ToolPath nowhere;
    nowhere.speed_m_s = speed_m_s;
    return nowhere;
  }
  Follower follower(planner, line, *start);
  const ToolPathTrouble found = follower.walk();
  if (found != ToolPathTrouble::none) {
    say(found);
    return std::nullopt;
  }
  constexpr double kSlower = 0.95;
  for (double share = 1.0; share >= options.least_share; share *= kSlower) {
    if (auto path = at_speed(follower, line, share * speed_m_s, options)) return path;
  }
  say(ToolPathTrouble::limits);
  return std::nullopt;
}

}  // namespace darkline
