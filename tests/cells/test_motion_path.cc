#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/motion_path.h"
#include "models/robot/kinematics.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

namespace {

const char* const kShipped[] = {"kuka_kr210_r2700_2", "abb_irb6700_200_260", "fanuc_r2000ic_210f",
                                "cn_220_2650"};

JointVector moved(JointVector q, std::initializer_list<double> by_deg) {
  std::size_t j = 0;
  for (const double deg : by_deg) q[j++] += deg * sample::kDegree;
  return q;
}

// The largest jumps between pieces, and what is left of motion at both ends.
void check_smooth(const std::vector<Segment>& pieces, int n) {
  BOOST_REQUIRE(!pieces.empty());
  Segment::Sample last;  // at rest
  last.q = pieces.front().at(0.0, n).q;
  double worst = 0.0;
  for (std::size_t i = 0; i <= pieces.size(); ++i) {
    Segment::Sample first;
    first.q = last.q;
    if (i < pieces.size()) {
      first = pieces[i].at(0.0, n);
      const double ticks = pieces[i].duration_s / kPhysicsStepS;
      BOOST_TEST(std::abs(ticks - std::round(ticks)) < 1e-9);
      BOOST_TEST(ticks > 0.5);
    }
    for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
      worst = std::max({worst, std::abs(first.q[j] - last.q[j]), std::abs(first.qd[j] - last.qd[j]),
                        std::abs(first.qdd[j] - last.qdd[j])});
    }
    if (i < pieces.size()) last = pieces[i].at(pieces[i].duration_s, n);
  }
  BOOST_TEST(worst < 1e-9);
}

double way_s(const std::optional<std::vector<Segment>>& way) {
  BOOST_REQUIRE(way.has_value());
  return duration_s(*way);
}

// Three legs that turn corners.
std::vector<JointVector> zigzag(const RobotModel& robot) {
  return {robot.home, moved(robot.home, {25, -15, 10, 0, 0, 0}),
          moved(robot.home, {40, -5, -10, 20, -20, 0}), moved(robot.home, {55, 5, 10, 40, 10, 30})};
}

// A bead of `length_m` along y in front of the robot, tool downwards or as it stands at home.
std::vector<Pose> bead(const RobotModel& robot, double length_m) {
  Pose start = forward_kinematics(robot, robot.home);
  start.translation() += Eigen::Vector3d(-0.2, -0.5 * length_m, -0.6);
  Pose end = start;
  end.translation().y() += length_m;
  return {start, end};
}

// Reached from below with the wrist bent, away from its singularity.
std::vector<Pose> bent_bead(const RobotModel& robot, double length_m) {
  std::vector<Pose> poses = bead(robot, length_m);
  for (Pose& X : poses) X.linear() = X.linear() * rotation_from_rpy(0.0, 0.7, 0.0);
  return poses;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(motion_paths)

BOOST_AUTO_TEST_CASE(a_way_with_via_points_is_smooth_and_keeps_the_limits) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const MotionPlanner planner(robot, GunModel{});
    const std::vector<JointVector> points = zigzag(robot);
    for (const double blend : {0.0, 0.3, 1.0}) {
      const auto way = plan_fly_by(planner, points, blend);
      BOOST_REQUIRE(way.has_value());
      check_smooth(*way, 6);
      BOOST_TEST(limit_use(planner, *way) <= 1.0 + 1e-9, id);
      const JointVector end = way->back().at(way->back().duration_s, 6).q;
      for (std::size_t j = 0; j < 6; ++j) {
        BOOST_TEST(std::abs(way->front().at(0.0, 6).q[j] - points.front()[j]) < 1e-12);
        BOOST_TEST(std::abs(end[j] - points.back()[j]) < 1e-9);
      }
    }
  }
}

// Without blending the legs are the planner's own moves, up to the tick that our denser samples of
// torque may cost.
BOOST_AUTO_TEST_CASE(blend_0_stops_at_every_point) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const std::vector<JointVector> points = zigzag(robot);
  const auto way = plan_fly_by(planner, points, 0.0);
  BOOST_REQUIRE(way.has_value());
  BOOST_REQUIRE(way->size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const Segment& leg = (*way)[i];
    const double alone_s = planner.plan_move(points[i], points[i + 1])->duration_s;
    BOOST_TEST(leg.duration_s >= alone_s - 1e-9);
    BOOST_TEST(leg.duration_s <= 1.02 * alone_s + kPhysicsStepS);
    for (std::size_t j = 0; j < 6; ++j) {
      BOOST_TEST(std::abs(leg.at(leg.duration_s, 6).q[j] - points[i + 1][j]) < 1e-9);
      BOOST_TEST(std::abs(leg.at(leg.duration_s, 6).qd[j]) < 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_larger_the_blend_the_quicker_the_way) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const MotionPlanner planner(robot, GunModel{});
    const std::vector<JointVector> points = zigzag(robot);
    const double stop_s = way_s(plan_fly_by(planner, points, 0.0));
    const double little_s = way_s(plan_fly_by(planner, points, 0.3));
    const double much_s = way_s(plan_fly_by(planner, points, 1.0));
    BOOST_TEST(little_s < stop_s, id);
    BOOST_TEST(much_s < little_s, id);
    // no quicker than the straight way, of which a leg is a part for one joint at least
    BOOST_TEST(much_s > 0.8 * planner.least_duration_s(points.front(), points.back()).value());
  }
}

// At the middle of the overlap b of half the time, each leg is b/4 of its time from its end, where
// s = 1 - s(b / 4); for b = 1 that is 1 - s(3/4) = 0.1035. The path between is convex, so the point
// is passed at most that share of both legs away.
BOOST_AUTO_TEST_CASE(a_via_point_is_passed_within_a_tenth_of_its_legs) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const std::vector<JointVector> points = zigzag(robot);
  for (const double blend : {0.2, 1.0}) {
    const double x = 0.25 * blend;
    const double share = x * x * x * (10.0 - 15.0 * x + 6.0 * x * x);
    const auto way = plan_fly_by(planner, points, blend);
    for (std::size_t via = 1; via + 1 < points.size(); ++via) {
      double nearest = HUGE_VAL, allowed = 0.0;
      for (std::size_t j = 0; j < 6; ++j) {
        allowed = std::max(allowed, share * (std::abs(points[via][j] - points[via - 1][j]) +
                                             std::abs(points[via + 1][j] - points[via][j])));
      }
      for (const Segment& piece : *way) {
        for (double t = 0.0; t <= piece.duration_s; t += 1e-3) {
          const JointVector q = piece.at(t, 6).q;
          double away = 0.0;
          for (std::size_t j = 0; j < 6; ++j)
            away = std::max(away, std::abs(q[j] - points[via][j]));
          nearest = std::min(nearest, away);
        }
      }
      BOOST_TEST(nearest <= allowed + 2e-3);
    }
  }
}

// Points on one straight line need no braking: the way takes little longer than one move, against
// the sum of n moves, each of which takes more than 1/n of it.
BOOST_AUTO_TEST_CASE(points_on_a_line_cost_little) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  std::vector<JointVector> points;
  for (int i = 0; i <= 6; ++i) points.push_back(moved(robot.home, {10.0 * i, 0, 0, 0, 0, 0}));
  const double one_s = planner.least_duration_s(points.front(), points.back()).value();
  const double stops_s = way_s(plan_fly_by(planner, points, 0.0));
  const double blended_s = way_s(plan_fly_by(planner, points, 1.0));
  BOOST_TEST_MESSAGE("one move " << one_s << " s, with stops " << stops_s << " s, blended "
                                 << blended_s << " s");
  BOOST_TEST(blended_s < 0.7 * stops_s);
  BOOST_TEST(blended_s > 0.9 * one_s);
}

// There and back: at the turning point both legs pull the same way, so the overlap must give in;
// the way is never slower than with a stop.
BOOST_AUTO_TEST_CASE(turning_back_is_no_slower_than_stopping) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const std::vector<JointVector> points = {robot.home, moved(robot.home, {30, 0, 0, 0, 0, 0}),
                                           robot.home};
  const auto way = plan_fly_by(planner, points, 1.0);
  BOOST_TEST(way_s(way) <= way_s(plan_fly_by(planner, points, 0.0)));
  check_smooth(*way, 6);
  BOOST_TEST(limit_use(planner, *way) <= 1.0 + 1e-9);
}

BOOST_AUTO_TEST_CASE(a_way_to_where_the_arm_stands_has_no_pieces) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const std::vector<JointVector> points = {robot.home, robot.home};
  const auto way = plan_fly_by(planner, points, 1.0);
  BOOST_REQUIRE(way.has_value());
  BOOST_TEST(way->empty());
}

// 0.30 m/s is the sealer's speed of the welding facts, section 2.
BOOST_AUTO_TEST_CASE(a_bead_follows_its_line_at_constant_speed) {
  for (const char* id : kShipped) {
    const RobotModel robot = sample::shipped_robot(id);
    const MotionPlanner planner(robot, GunModel{});
    const std::vector<Pose> poses = bent_bead(robot, 0.5);
    ToolPathTrouble trouble = ToolPathTrouble::none;
    const auto path = plan_tool_path(planner, poses, 0.30, robot.home, {}, &trouble);
    BOOST_REQUIRE_MESSAGE(path.has_value(), id << " " << static_cast<int>(trouble));
    check_smooth(path->pieces, 6);
    BOOST_TEST(limit_use(planner, path->pieces) <= 1.0 + 1e-9);
    BOOST_TEST(path->speed_m_s == 0.30, id);
    BOOST_TEST(std::abs(path->length_m - 0.5) < 1e-12);
    // the ramps take twice the time that the line takes at full speed
    const double total_s = duration_s(path->pieces);
    BOOST_TEST(std::abs(total_s - (0.5 / 0.30 + path->ramp_s)) < 1e-9);

    double t = 0.0, away_m = 0.0;
    Eigen::Vector3d before = Eigen::Vector3d::Zero();
    constexpr double kDelta = 1e-3;
    for (const Segment& piece : path->pieces) {
      for (double u = 0.0; u + kDelta <= piece.duration_s + 1e-9; u += kDelta, t += kDelta) {
        const Eigen::Vector3d p = forward_kinematics(robot, piece.at(u, 6).q).translation();
        const Eigen::Vector3d along =
            (poses[1].translation() - poses[0].translation()).normalized();
        const Eigen::Vector3d off = p - poses[0].translation();
        away_m = std::max(away_m, (off - along * along.dot(off)).norm());
        if (t > path->ramp_s + kDelta && t < total_s - path->ramp_s) {
          BOOST_TEST(std::abs((p - before).norm() / kDelta - 0.30) < 0.02 * 0.30);
        }
        before = p;
      }
    }
    BOOST_TEST(away_m < 1e-3, id);
    BOOST_TEST(away_m < 1.5 * path->deviation_m + 1e-5, id);
    const Pose end =
        forward_kinematics(robot, path->pieces.back().at(path->pieces.back().duration_s, 6).q);
    BOOST_TEST((end.matrix() - poses[1].matrix()).norm() < 1e-9);
  }
}

// The electrode point, 0.75 m out, runs along the line while the tool turns by 40 degrees: tool0
// itself moves in a curve.
BOOST_AUTO_TEST_CASE(the_tip_keeps_the_line_while_the_tool_turns) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  std::vector<Pose> poses = bent_bead(robot, 0.4);
  ToolPathOptions options;
  options.tip_m = 0.5;
  poses[1].linear() = poses[1].linear() * rotation_from_rpy(0.5, 0.0, 0.5);
  const auto path = plan_tool_path(planner, poses, 0.10, robot.home, options);
  BOOST_REQUIRE(path.has_value());
  check_smooth(path->pieces, 6);
  BOOST_TEST(path->deviation_m < 1e-3);
  BOOST_TEST(path->speed_m_s <= 0.10);
}

// A corner of 90 degrees is cut, by no more than what is allowed.
BOOST_AUTO_TEST_CASE(a_corner_is_rounded_within_what_is_allowed) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  std::vector<Pose> poses = bent_bead(robot, 0.4);
  Pose up = poses[1];
  up.translation().z() += 0.3;
  poses.push_back(up);
  double last_m = 0.0;
  for (const double corner_m : {0.002, 0.010}) {
    ToolPathOptions options;
    options.corner_m = corner_m;
    const auto path = plan_tool_path(planner, poses, 0.20, robot.home, options);
    BOOST_REQUIRE(path.has_value());
    check_smooth(path->pieces, 6);
    BOOST_TEST(limit_use(planner, path->pieces) <= 1.0 + 1e-9);
    BOOST_TEST(std::abs(path->length_m - 0.7) < 1e-12);
    // how near the tip comes to the corner itself
    double nearest = HUGE_VAL;
    for (const Segment& piece : path->pieces) {
      for (double t = 0.0; t <= piece.duration_s; t += 1e-3) {
        const Eigen::Vector3d p = forward_kinematics(robot, piece.at(t, 6).q).translation();
        nearest = std::min(nearest, (p - poses[1].translation()).norm());
      }
    }
    BOOST_TEST(nearest <= corner_m + 5e-4);
    BOOST_TEST(nearest > last_m);
    last_m = nearest;
  }
}

BOOST_AUTO_TEST_CASE(a_speed_that_the_arm_cannot_hold_is_lowered_and_reported) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const auto path = plan_tool_path(planner, bent_bead(robot, 0.5), 3.0, robot.home);
  BOOST_REQUIRE(path.has_value());
  BOOST_TEST(path->speed_m_s < 3.0);
  BOOST_TEST(path->speed_m_s > 0.3);
  BOOST_TEST(limit_use(planner, path->pieces) <= 1.0 + 1e-9);
  ToolPathOptions exact;
  exact.least_share = 1.0;
  ToolPathTrouble trouble = ToolPathTrouble::none;
  BOOST_TEST(!plan_tool_path(planner, bent_bead(robot, 0.5), 3.0, robot.home, exact, &trouble));
  BOOST_TEST((trouble == ToolPathTrouble::limits));
}

BOOST_AUTO_TEST_CASE(a_line_that_leaves_the_reach_is_refused) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  std::vector<Pose> poses = bent_bead(robot, 0.5);
  poses[1].translation().x() += 3.0;
  ToolPathTrouble trouble = ToolPathTrouble::none;
  BOOST_TEST(!plan_tool_path(planner, poses, 0.3, robot.home, {}, &trouble));
  BOOST_TEST((trouble == ToolPathTrouble::out_of_reach));
}

// The tool tips through the pose in which joint 5 is stretched, but a ten-thousandth of a radian
// beside it: joint 4 would have to turn by half a turn within that. Whether that counts as a jump
// or as too fast depends on where the samples fall.
BOOST_AUTO_TEST_CASE(a_line_past_a_singularity_is_refused) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  const Pose straight = forward_kinematics(robot, robot.home);
  std::vector<Pose> poses = {straight, straight};
  poses[0].linear() = straight.linear() * rotation_from_rpy(0.3, 1e-4, 0.0);
  poses[1].linear() = straight.linear() * rotation_from_rpy(-0.3, 1e-4, 0.0);
  ToolPathTrouble trouble = ToolPathTrouble::none;
  BOOST_TEST(!plan_tool_path(planner, poses, 0.1, robot.home, {}, &trouble));
  BOOST_TEST((trouble == ToolPathTrouble::branch_jump || trouble == ToolPathTrouble::limits));
}

// Joint 6 ends at 350 degrees: a tool that turns about itself by 480 would have to come back by a
// whole turn on the way.
BOOST_AUTO_TEST_CASE(a_tool_that_would_have_to_unwind_on_its_way_is_refused) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const MotionPlanner planner(robot, GunModel{});
  std::vector<Pose> poses = {bent_bead(robot, 0.4).front()};
  for (int leg = 0; leg < 4; ++leg) {
    poses.push_back(poses.back());
    poses.back().linear() *= rotation_from_rpy(0.0, 0.0, 120.0 * sample::kDegree);
  }
  const JointVector start = nearest_inverse(robot, poses[0], robot.home).value();
  const auto two_legs = std::span<const Pose>(poses).first(3);
  BOOST_TEST(plan_tool_path(planner, two_legs, 0.1, start).has_value());
  ToolPathTrouble trouble = ToolPathTrouble::none;
  BOOST_TEST(!plan_tool_path(planner, poses, 0.1, start, {}, &trouble));
  BOOST_TEST((trouble == ToolPathTrouble::branch_jump));
}

BOOST_AUTO_TEST_SUITE_END()
