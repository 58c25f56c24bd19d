#include "cells/motion_path.h"

#include <algorithm>
#include <cmath>

#include "cells/bullet_arm.h"
#include "cells/motion_limits.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kSamePoint = 1e-12;  // rad

// Legs that overlap in time: a leg moves by `way` as s = 10 x^3 - 15 x^4 + 6 x^5. Where two of them
// run at once the motion is their sum, which is a quintic too, and no end of a leg shows in speed
// or acceleration, because s starts and ends without any.
class Overlapping {
 public:
  Overlapping(const MotionPlanner& planner, std::span<const JointVector> points);

  // False if a leg cannot be held at all.
  bool stop_everywhere();
  void overlap(double blend);
  void hurry();
  std::vector<Segment> pieces() const;

 private:
  struct Leg {
    JointVector way = {};
    int ticks = 0, start = 0;
    double share = 0.0;  // of half the shorter leg: overlap with the leg before
  };

  void place();
  int end() const { return legs_.back().start + legs_.back().ticks; }
  int overlap_ticks(std::size_t leg) const;  // with the leg before
  Segment::Sample at(int tick) const;
  bool jerks_too_much(int tick) const;
  bool fits(std::size_t first, std::size_t last) const;
  bool try_shorter(std::size_t first, std::size_t last);

  const MotionPlanner& planner_;
  std::size_t n_;
  JointVector start_ = {};
  std::vector<Leg> legs_;
};

Overlapping::Overlapping(const MotionPlanner& planner, std::span<const JointVector> points)
    : planner_(planner), n_(planner.robot().joints.size()) {
  if (!points.empty()) start_ = points.front();
  JointVector at = start_;
  for (const JointVector& point : points) {
    Leg leg;
    double longest = 0.0;
    for (std::size_t j = 0; j < n_; ++j) {
      leg.way[j] = point[j] - at[j];
      longest = std::max(longest, std::abs(leg.way[j]));
    }
    if (longest <= kSamePoint) continue;
    legs_.push_back(leg);
    at = point;
  }
}

bool Overlapping::stop_everywhere() {
  JointVector from = start_;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    JointVector to = from;
    for (std::size_t j = 0; j < n_; ++j) to[j] += legs_[i].way[j];
    const auto move = planner_.plan_move(from, to);
    if (!move) return false;
    legs_[i].ticks = static_cast<int>(std::lround(move->duration_s / kPhysicsStepS));
    place();
    // the planner looks at other samples than we do
    while (!fits(i, i)) {
      ++legs_[i].ticks;
      place();
    }
    from = to;
  }
  return true;
}

int Overlapping::overlap_ticks(std::size_t leg) const {
  if (leg == 0) return 0;
  const int shorter = std::min(legs_[leg - 1].ticks, legs_[leg].ticks);
  return static_cast<int>(legs_[leg].share * 0.5 * shorter);
}

void Overlapping::place() {
  for (std::size_t i = 1; i < legs_.size(); ++i) {
    const Leg& before = legs_[i - 1];
    legs_[i].start = before.start + before.ticks - overlap_ticks(i);
  }
}

Segment::Sample Overlapping::at(int tick) const {
  Segment::Sample sample;
  sample.q = start_;
  for (const Leg& leg : legs_) {
    const double T = leg.ticks * kPhysicsStepS;
    const double x = std::clamp(static_cast<double>(tick - leg.start) / leg.ticks, 0.0, 1.0);
    const double s = x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
    const double sd = 30.0 * x * x * (1.0 - x) * (1.0 - x) / T;
    const double sdd = 60.0 * x * (1.0 - x) * (1.0 - 2.0 * x) / (T * T);
    for (std::size_t j = 0; j < n_; ++j) {
      sample.q[j] += s * leg.way[j];
      sample.qd[j] += sd * leg.way[j];
      sample.qdd[j] += sdd * leg.way[j];
    }
  }
  return sample;
}

bool Overlapping::jerks_too_much(int tick) const {
  JointVector jerk = {};
  for (const Leg& leg : legs_) {
    const double x = static_cast<double>(tick - leg.start) / leg.ticks;
    if (x < 0.0 || x > 1.0) continue;
    const double T = leg.ticks * kPhysicsStepS;
    const double sddd = 60.0 * (1.0 + x * (-6.0 + 6.0 * x)) / (T * T * T);
    for (std::size_t j = 0; j < n_; ++j) jerk[j] += sddd * leg.way[j];
  }
  for (std::size_t j = 0; j < n_; ++j) {
    const double limit = planner_.robot().joints[j].max_jerk;
    if (limit > 0.0 && std::abs(jerk[j]) > limit) return true;
  }
  return false;
}

// Whether the limits are kept while legs `first` to `last` run.
bool Overlapping::fits(std::size_t first, std::size_t last) const {
  const int end_tick = legs_[last].start + legs_[last].ticks;
  for (int tick = legs_[first].start; tick <= end_tick; ++tick) {
    if (use_of_limits(planner_, at(tick)) > 1.0 || jerks_too_much(tick)) return false;
  }
  return true;
}

void Overlapping::overlap(double blend) {
  constexpr double kLess = 0.85;
  for (std::size_t i = 1; i < legs_.size(); ++i) {
    legs_[i].share = blend;
    place();
    while (overlap_ticks(i) > 0 && !fits(i - 1, i)) {
      legs_[i].share *= kLess;
      place();
    }
  }
}

// Legs whose neighbours do part of their accelerating may be quicker than from rest to rest.
bool Overlapping::try_shorter(std::size_t first, std::size_t last) {
  constexpr double kShorter = 0.94;
  const std::vector<Leg> before = legs_;
  const int end_before = end();
  for (std::size_t i = first; i <= last; ++i) {
    legs_[i].ticks = std::max(2, static_cast<int>(legs_[i].ticks * kShorter));
  }
  place();
  const bool better =
      end() < end_before && fits(first > 0 ? first - 1 : 0, std::min(last + 1, legs_.size() - 1));
  if (!better) legs_ = before;
  return better;
}

void Overlapping::hurry() {
  constexpr int kRounds = 20;
  const std::size_t n = legs_.size();
  bool any = n > 1;
  for (int round = 0; round < kRounds && any; ++round) {
    any = false;
    for (std::size_t width = n; width > 0; width /= 2) {
      for (std::size_t first = 0; first + width <= n;
           first += std::max<std::size_t>(1, width / 2)) {
        any = try_shorter(first, first + width - 1) || any;
      }
    }
  }
}

std::vector<Segment> Overlapping::pieces() const {
  std::vector<int> edges;
  for (const Leg& leg : legs_) {
    edges.push_back(leg.start);
    edges.push_back(leg.start + leg.ticks);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<Segment> pieces;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    pieces.push_back(joining(at(edges[i]), at(edges[i + 1]),
                             (edges[i + 1] - edges[i]) * kPhysicsStepS, static_cast<int>(n_)));
  }
  return pieces;
}

}  // namespace

double duration_s(std::span<const Segment> pieces) {
  double sum_s = 0.0;
  for (const Segment& piece : pieces) sum_s += piece.duration_s;
  return sum_s;
}

double limit_use(const MotionPlanner& planner, std::span<const Segment> pieces) {
  const int n = planner.robot().n_joints();
  double most = 0.0;
  for (const Segment& piece : pieces) {
    const int ticks = std::max(1, static_cast<int>(std::lround(piece.duration_s / kPhysicsStepS)));
    for (int tick = 0; tick <= ticks; ++tick) {
      const double t_s = piece.duration_s * tick / ticks;
      most = std::max(most, use_of_limits(planner, piece.at(t_s, n)));
      most = std::max(most, use_of_jerk(planner.robot(), piece, t_s));
    }
  }
  return most;
}

std::optional<std::vector<Segment>> plan_fly_by(const MotionPlanner& planner,
                                                std::span<const JointVector> points, double blend) {
  DARKLINE_CHECK(blend >= 0.0 && blend <= 1.0, "blend is a share");
  Overlapping way(planner, points);
  if (!way.stop_everywhere()) return std::nullopt;
  if (blend > 0.0) {
    way.overlap(blend);
    way.hurry();
  }
  return way.pieces();
}

}  // namespace darkline
