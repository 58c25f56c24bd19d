#include "cells/station_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "cells/station_planning.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

constexpr double kRobotPitchM = 1.3;  // between neighbours in a row
constexpr double kEndGapM = 1.5;      // from the last welder to a robot at the end
constexpr double kBackGapM = 1.5;     // between a row and the one behind it
constexpr double kNearestRowM = 1.9;  // from the middle of the body to the axes 1
constexpr double kFarthestRowM = 3.5;
constexpr double kRowStepM = 0.1;
constexpr double kOtherRowM = 2.6;  // in a station without welders

Pose facing_body(double x_m, double y_m) {
  const double yaw = y_m > 0.0 ? -std::numbers::pi / 2 : std::numbers::pi / 2;
  return make_pose(rotation_from_rpy(0.0, 0.0, yaw), {x_m, y_m, 0.0});
}

double place_in_row(std::size_t i, std::size_t n) {
  return kRobotPitchM * (static_cast<double>(i) - 0.5 * static_cast<double>(n - 1));
}

const RobotModel& model_of(const FactoryModel& factory, RobotId robot) {
  return factory.robot_models[factory[robot].model];
}

std::size_t largest_variant(const FactoryModel& factory) {
  std::size_t largest = 0;
  for (std::size_t v = 1; v < factory.variants.size(); ++v) {
    if (factory.variants[v].work_factor > factory.variants[largest].work_factor) largest = v;
  }
  return largest;
}

// The distance of one side's row from which the most of its rows of spots are in reach; the middle
// one of those that do equally well.
double best_distance_m(const FactoryModel& factory, const Station& station,
                       const std::vector<std::size_t>& welders, int side,
                       const std::vector<SpotRow>& rows) {
  std::vector<const SpotRow*> of_side;
  for (const SpotRow& row : rows) {
    if (row.side == side) of_side.push_back(&row);
  }
  if (of_side.empty() || welders.empty()) return kOtherRowM;
  std::vector<double> best;
  std::size_t most = 0;
  for (double y_m = kNearestRowM; y_m <= kFarthestRowM; y_m += kRowStepM) {
    std::size_t reached = 0;
    for (std::size_t r = 0; r < of_side.size(); ++r) {
      const std::size_t i = r * welders.size() / of_side.size();
      const Pose X_CB = facing_body(place_in_row(i, welders.size()), side * y_m);
      const RobotModel& robot = model_of(factory, station.robots[welders[i]]);
      const auto& spots = of_side[r]->spots;
      const bool both = internal::can_reach(robot, GunModel{}, X_CB, spots.front()) &&
                        internal::can_reach(robot, GunModel{}, X_CB, spots.back());
      if (both) ++reached;
    }
    if (reached > most) best.clear();
    if (reached >= most) {
      most = reached;
      best.push_back(y_m);
    }
  }
  return best[best.size() / 2];
}

// Those who must come to the body before those who need not.
constexpr std::array<RobotRole, 5> kOrderOfOthers = {RobotRole::joining, RobotRole::sealing,
                                                     RobotRole::hemming, RobotRole::inspection,
                                                     RobotRole::handling};

// At the ends of the welders' rows as long as the body's corners are near enough, then side by side
// behind them; in a station without welders in two rows.
std::vector<Pose> places_of_others(std::size_t others, bool alone, double end_m, double left_m,
                                   double right_m) {
  constexpr double kFarthestEndM = 4.1;  // the body's corner is 2.3 m from its middle
  std::vector<Pose> places;
  for (double x_m = end_m + kEndGapM; !alone && x_m <= std::max(kFarthestEndM, end_m + kEndGapM);
       x_m += kRobotPitchM) {
    for (const double end : {-x_m, x_m}) {
      places.push_back(facing_body(end, left_m));
      places.push_back(facing_body(end, -right_m));
    }
  }
  const double behind_m = alone ? 0.0 : kBackGapM;
  const std::size_t in_row = (others + 1) / 2;
  for (std::size_t i = 0; i < in_row; ++i) {
    places.push_back(facing_body(place_in_row(i, in_row), left_m + behind_m));
    places.push_back(facing_body(place_in_row(i, in_row), -(right_m + behind_m)));
  }
  return places;
}

}  // namespace

namespace internal {

Pose tool_at_spot(const WeldSpot& spot, const GunModel& gun, double turn_rad, double lean_rad,
                  double back_m) {
  const Eigen::Vector3d z = -spot.n_C.normalized();
  // level where it can be: x of the tool along the flow at no turn
  Eigen::Vector3d x = Eigen::Vector3d::UnitX() - z.x() * z;
  constexpr double kAlongFlow = 1e-3;
  if (x.norm() < kAlongFlow) x = Eigen::Vector3d::UnitY() - z.y() * z;
  x.normalize();
  Eigen::Matrix3d R;
  R.col(0) = x;
  R.col(1) = z.cross(x);
  R.col(2) = z;
  R = R * Eigen::AngleAxisd(turn_rad, Eigen::Vector3d::UnitZ()).toRotationMatrix() *
      Eigen::AngleAxisd(lean_rad, Eigen::Vector3d::UnitX()).toRotationMatrix();
  return make_pose(R, spot.p_CS_m - (gun.tip_m + back_m) * R.col(2));
}

const std::vector<GunPose>& gun_poses() {
  static const std::vector<GunPose> poses = [] {
    constexpr double kDegree = std::numbers::pi / 180.0;
    std::vector<GunPose> all;
    for (const double lean : {0.0, 10.0, 20.0, 30.0}) {
      for (int turn = 0; turn < 360; turn += 15) all.push_back({turn * kDegree, lean * kDegree});
    }
    return all;
  }();
  return poses;
}

ArmReach::ArmReach(const RobotModel& robot) {
  Pose X_BS = Pose::Identity();
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    const Joint& joint = robot.joints[j];
    if (j < 2) X_BS = X_BS * joint.X_PJ;
    if (j >= 2) arm_m += joint.X_PJ.translation().norm();
    // a slide lengthens the arm by what it travels
    if (joint.kind == JointKind::prismatic) {
      arm_m += std::max(std::abs(joint.lower), std::abs(joint.upper));
    }
  }
  arm_m += robot.X_ET.translation().norm();
  shoulder_out_m = X_BS.translation().head<2>().norm();
  shoulder_up_m = X_BS.translation().z();
}

double ArmReach::beyond_m(const Pose& X_BT) const {
  const double out_m = std::max(X_BT.translation().head<2>().norm() - shoulder_out_m, 0.0);
  return std::hypot(out_m, X_BT.translation().z() - shoulder_up_m) - arm_m;
}

double spot_beyond_reach_m(const CellRobot& robot, const WeldSpot& spot) {
  const ArmReach reach(robot.model);
  const Pose X_BC = robot.X_CB.inverse();
  double least_m = std::numeric_limits<double>::infinity();
  for (const GunPose& pose : gun_poses()) {
    const Pose X_BT = X_BC * tool_at_spot(spot, robot.gun, pose.turn_rad, pose.lean_rad, 0.0);
    if (!robot.model.opw) {
      least_m = std::min(least_m, reach.beyond_m(X_BT));
      continue;
    }
    const OpwParameters& opw = *robot.model.opw;
    const Eigen::Vector3d wrist = X_BT.translation() - opw.c4 * X_BT.linear().col(2);
    const double out_m = std::hypot(wrist.x(), wrist.y()) - opw.a1;
    const double arm_m = opw.c2 + std::hypot(opw.a2, opw.c3);
    least_m = std::min(least_m, std::hypot(out_m, wrist.z() - opw.c1) - arm_m);
  }
  return least_m;
}

bool can_reach(const RobotModel& robot, const GunModel& gun, const Pose& X_CB,
               const WeldSpot& spot) {
  const Pose X_BC = X_CB.inverse();
  if (!robot.opw) {
    const ArmReach reach(robot);
    return std::ranges::any_of(gun_poses(), [&](const GunPose& pose) {
      return reach.beyond_m(X_BC * tool_at_spot(spot, gun, pose.turn_rad, pose.lean_rad, 0.0)) <
             0.0;
    });
  }
  return std::ranges::any_of(gun_poses(), [&](const GunPose& pose) {
    const Pose X_CT = tool_at_spot(spot, gun, pose.turn_rad, pose.lean_rad, 0.0);
    return nearest_inverse(robot, X_BC * X_CT, robot.home).has_value();
  });
}

WelderRows welder_rows(const FactoryModel& factory, StationId station) {
  WelderRows rows;
  const auto& robots = factory[station].robots;
  for (std::size_t i = 0; i < robots.size(); ++i) {
    if (factory[robots[i]].role != RobotRole::spot_welding) continue;
    (rows.left.size() <= rows.right.size() ? rows.left : rows.right).push_back(i);
  }
  return rows;
}

}  // namespace internal

std::vector<Pose> station_layout(const FactoryModel& factory, StationId id) {
  const Station& station = factory[id];
  const auto welders = internal::welder_rows(factory, id);
  const auto rows = internal::station_spot_rows(factory, id, largest_variant(factory));

  std::vector<Pose> X_CB(station.robots.size(), Pose::Identity());
  const double left_m = best_distance_m(factory, station, welders.left, +1, rows);
  const double right_m = best_distance_m(factory, station, welders.right, -1, rows);
  double end_m = 0.0;  // where the welders' rows end
  for (const int side : {+1, -1}) {
    const auto& row = side > 0 ? welders.left : welders.right;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double x_m = place_in_row(i, row.size());
      X_CB[row[i]] = facing_body(x_m, side > 0 ? left_m : -right_m);
      end_m = std::max(end_m, std::abs(x_m));
    }
  }

  const std::size_t others = station.robots.size() - welders.left.size() - welders.right.size();
  const auto places = places_of_others(others, welders.left.empty(), end_m, left_m, right_m);
  std::size_t next = 0;
  for (const RobotRole role : kOrderOfOthers) {
    for (std::size_t i = 0; i < station.robots.size(); ++i) {
      if (factory[station.robots[i]].role == role) X_CB[i] = places[next++];
    }
  }
  return X_CB;
}

}  // namespace darkline
