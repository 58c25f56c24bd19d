#include "cells/weld_program.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "cells/motion_planning.h"
#include "cells/station_layout.h"
#include "models/base/error.h"
#include "models/cell/cell_io.h"
#include "models/robot/kinematics.h"

namespace darkline {
namespace {

using Run = std::vector<WeldSpot>;  // neighbours in one row, welded one after the other

constexpr std::array<double, 4> kBackM = {0.25, 0.15, 0.08, 0.0};  // of approach and retract
constexpr double kMostStepRad = 0.5;    // between neighbours in a row: no change of branch
constexpr float kWeldCurrentKa = 9.5F;  // welding facts, section 2: 1.0 + 1.2 mm coated sheets

// A run with joint angles: approach, spots, retract.
struct SolvedRun {
  JointVector approach = {}, retract = {};
  std::vector<JointVector> spots;
  double travel_s = std::numeric_limits<double>::infinity();  // at full speed, approach included
};

double travel_s(const RobotModel& robot, const JointVector& from, const JointVector& to) {
  double longest_s = 0.0;
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    longest_s = std::max(longest_s, std::abs(to[j] - from[j]) / robot.joints[j].max_speed);
  }
  return longest_s;
}

bool is_small_step(const JointVector& from, const JointVector& to) {
  for (std::size_t j = 0; j < from.size(); ++j) {
    if (std::abs(to[j] - from[j]) > kMostStepRad) return false;
  }
  return true;
}

// Writes one robot's program, run by run.
class ProgramWriter {
 public:
  explicit ProgramWriter(const CellRobot& robot)
      : robot_(robot),
        planner_(robot.model, robot.gun,
                 robot.X_CB.linear().transpose() * Eigen::Vector3d(0, 0, -kGravityMPerS2)),
        X_BC_(robot.X_CB.inverse()),
        at_(robot.model.home) {}

  // Appends the run, or what the robot can do of it; the rest comes back.
  Run append(const Run& run) {
    if (const auto solved = best(run)) {
      write(run, *solved);
      return {};
    }
    Run left;
    for (const WeldSpot& spot : run) {
      const auto alone = run.size() > 1 ? best({spot}) : std::nullopt;
      if (alone) {
        write({spot}, *alone);
      } else {
        left.push_back(spot);
      }
    }
    return left;
  }

  // Home again.
  RobotProgram finish() {
    if (!program_.steps.empty()) program_.steps.push_back(move(robot_.model.home));
    return std::move(program_);
  }

 private:
  static ProgramStep move(const JointVector& q) {
    ProgramStep step;
    step.kind = StepKind::move;
    step.q_rad = q;
    return step;
  }

  // The gun pose with the least travel; upright ones before leaning ones.
  std::optional<SolvedRun> best(const Run& run) const {
    std::vector<SolvedRun> found;
    const auto& poses = internal::gun_poses();
    for (std::size_t i = 0; i < poses.size(); ++i) {
      const bool leans_more = i > 0 && poses[i].lean_rad > poses[i - 1].lean_rad;
      if (leans_more) {
        if (auto chosen = first_feasible(found)) return chosen;
        found.clear();
      }
      for (const double back_m : kBackM) {
        auto solved = solve(run, poses[i], back_m);
        if (!solved) continue;
        found.push_back(std::move(*solved));
        break;
      }
    }
    return first_feasible(found);
  }

  std::optional<SolvedRun> solve(const Run& run, const internal::GunPose& gun_pose,
                                 double back_m) const {
    const auto tool = [&](const WeldSpot& spot, double back) {
      return X_BC_ *
             internal::tool_at_spot(spot, robot_.gun, gun_pose.turn_rad, gun_pose.lean_rad, back);
    };
    SolvedRun solved;
    const auto approach = nearest_inverse(robot_.model, tool(run.front(), back_m), at_);
    if (!approach) return std::nullopt;
    solved.approach = *approach;
    solved.travel_s = travel_s(robot_.model, at_, *approach);
    JointVector from = *approach;
    for (std::size_t i = 0; i < run.size(); ++i) {
      const auto q = nearest_inverse(robot_.model, tool(run[i], 0.0), from);
      if (!q || (i > 0 && !is_small_step(from, *q))) return std::nullopt;
      solved.travel_s += travel_s(robot_.model, from, *q);
      solved.spots.push_back(*q);
      from = *q;
    }
    const auto retract = nearest_inverse(robot_.model, tool(run.back(), back_m), from);
    if (!retract) return std::nullopt;
    solved.retract = *retract;
    solved.travel_s += travel_s(robot_.model, from, *retract) +
                       travel_s(robot_.model, *retract, robot_.model.home);
    return solved;
  }

  // The quickest of `found` whose moves the motors can make.
  std::optional<SolvedRun> first_feasible(std::vector<SolvedRun>& found) const {
    std::ranges::stable_sort(found, {}, &SolvedRun::travel_s);
    for (const SolvedRun& solved : found) {
      bool feasible = planner_.least_duration_s(at_, solved.approach).has_value();
      JointVector from = solved.approach;
      for (const JointVector& q : solved.spots) {
        feasible = feasible && planner_.least_duration_s(from, q).has_value();
        from = q;
      }
      feasible = feasible && planner_.least_duration_s(from, solved.retract).has_value() &&
                 planner_.least_duration_s(solved.retract, robot_.model.home).has_value();
      if (feasible) return solved;
    }
    return std::nullopt;
  }

  void write(const Run& run, const SolvedRun& solved) {
    program_.steps.push_back(move(solved.approach));
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (solved.spots[i] != program_.steps.back().q_rad) {
        program_.steps.push_back(move(solved.spots[i]));
      }
      ProgramStep weld;
      weld.kind = StepKind::spot;
      weld.q_rad = solved.spots[i];
      weld.spot = run[i].number;
      weld.weld_current_ka = kWeldCurrentKa;
      program_.steps.push_back(weld);
    }
    if (solved.retract != solved.spots.back()) program_.steps.push_back(move(solved.retract));
    at_ = solved.retract;
  }

  const CellRobot& robot_;
  MotionPlanner planner_;
  Pose X_BC_;
  JointVector at_;
  RobotProgram program_;
};

// How far the wrist centre would have to go beyond the reach of the arm with the gun upright, in
// m; negative within reach.
double beyond_reach_m(const CellRobot& robot, const WeldSpot& spot) {
  const OpwParameters& opw = *robot.model.opw;
  double least_m = std::numeric_limits<double>::infinity();
  for (const internal::GunPose& pose : internal::gun_poses()) {
    const Pose X_BT = robot.X_CB.inverse() *
                      internal::tool_at_spot(spot, robot.gun, pose.turn_rad, pose.lean_rad, 0.0);
    const Eigen::Vector3d wrist = X_BT.translation() - opw.c4 * X_BT.linear().col(2);
    const double out_m = std::hypot(wrist.x(), wrist.y()) - opw.a1;
    const double arm_m = opw.c2 + std::hypot(opw.a2, opw.c3);
    least_m = std::min(least_m, std::hypot(out_m, wrist.z() - opw.c1) - arm_m);
  }
  return least_m;
}

[[noreturn]] void refuse(const FactoryModel& factory, const CellConfig& cell,
                         const WeldSpot& spot) {
  double least_m = std::numeric_limits<double>::infinity();
  std::string nearest;
  for (const CellRobot& robot : cell.robots) {
    const double beyond_m = beyond_reach_m(robot, spot);
    if (beyond_m < least_m) {
      least_m = beyond_m;
      nearest = robot.address + " (" + robot.model.id + ")";
    }
  }
  const std::string what =
      least_m > 0.0
          ? fmt::format("{:.3f} m beyond the reach of the nearest robot, {}", least_m, nearest)
          : fmt::format(
                "{:.3f} m within the reach of the nearest robot, {}, but outside its "
                "joint limits or its torque",
                -least_m, nearest);
  throw InputError({.place = {.file = factory.scenario.file},
                    .key = cell.station,
                    .found = fmt::format("spot {} at ({:.3f}, {:.3f}, {:.3f}) m, {}", spot.number,
                                         spot.p_CS_m.x(), spot.p_CS_m.y(), spot.p_CS_m.z(), what),
                    .wanted = "every spot within reach of one of the station's spot-welding robots",
                    .mend = "choose a robot with a longer reach, or give the zone more of them"});
}

// Spots of one side, dealt out along the body; each robot's share is cut where a row ends.
std::vector<std::vector<Run>> deal_out(const std::vector<SpotRow>& rows, int side,
                                       std::size_t robots) {
  std::vector<std::vector<Run>> shares(robots);
  std::size_t total = 0;
  for (const SpotRow& row : rows) total += row.side == side ? row.spots.size() : 0;
  std::size_t dealt = 0;
  for (const SpotRow& row : rows) {
    if (row.side != side) continue;
    std::size_t before = robots;  // none
    for (const WeldSpot& spot : row.spots) {
      // robot i has the spots floor(total i / robots) to floor(total (i + 1) / robots)
      const std::size_t i = ((dealt + 1) * robots - 1) / total;
      if (i != before) shares[i].emplace_back();
      shares[i].back().push_back(spot);
      before = i;
      ++dealt;
    }
  }
  return shares;
}

SpotProcess spot_process(const Scenario& scenario) {
  const auto& p = scenario.process;
  SpotProcess process;
  process.settle_s = p.settle_s;
  process.close_s = p.close_s;
  process.squeeze_s = p.squeeze_s;
  process.weld_s = p.weld_s;
  process.hold_s = p.hold_s;
  process.open_s = p.open_s;
  process.communication_s = p.communication_s;
  process.expulsion_share = p.expulsion;
  process.spread = p.spread;
  return process;
}

// Spots of all stations before this one, each with its largest variant: numbers do not depend on
// the variant.
std::uint32_t first_number(const FactoryModel& factory, StationId station) {
  std::uint32_t first = 1;
  for (std::size_t s = 0; s < station.index(); ++s) {
    int most = 0;
    for (std::size_t v = 0; v < factory.variants.size(); ++v) {
      most = std::max(most, internal::spot_count(factory, StationId(s), v));
    }
    first += static_cast<std::uint32_t>(most);
  }
  return first;
}

// Robots by their distance from a spot.
std::vector<std::size_t> nearest_first(const CellConfig& cell, const WeldSpot& spot) {
  std::vector<std::size_t> order(cell.robots.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t r) {
    return (cell.robots[r].X_CB.translation() - spot.p_CS_m).head<2>().norm();
  });
  return order;
}

void write_programs(const FactoryModel& factory, CellConfig& cell,
                    const std::vector<std::vector<Run>>& shares) {
  std::vector<ProgramWriter> writers;
  writers.reserve(cell.robots.size());
  for (const CellRobot& robot : cell.robots) writers.emplace_back(robot);
  Run left;
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    for (const Run& run : shares[r]) {
      const Run rest = writers[r].append(run);
      left.insert(left.end(), rest.begin(), rest.end());
    }
  }
  for (const WeldSpot& spot : left) {
    const auto others = nearest_first(cell, spot);
    const bool taken = std::ranges::any_of(
        others, [&](std::size_t r) { return writers[r].append({spot}).empty(); });
    if (!taken) refuse(factory, cell, spot);
  }
  for (std::size_t r = 0; r < cell.robots.size(); ++r) cell.robots[r].program = writers[r].finish();
}

}  // namespace

CellConfig plan_cell(const FactoryModel& factory, StationId id, std::size_t variant) {
  const Station& station = factory[id];
  const auto welders = internal::welder_rows(factory, id);
  const std::size_t n_welders = welders.left.size() + welders.right.size();
  if (n_welders > static_cast<std::size_t>(kMaxCellRobots)) {
    throw InputError({.place = {.file = factory.scenario.file},
                      .key = station.address,
                      .found = fmt::format("{} spot-welding robots", n_welders),
                      .wanted = fmt::format("at most {} in one station", kMaxCellRobots),
                      .mend = "give the zone more stations"});
  }
  CellConfig cell;
  cell.station = station.address;
  cell.variant = factory.variants[variant].name;
  cell.process = spot_process(factory.scenario);
  cell.seed = static_cast<std::uint64_t>(factory.scenario.simulation.seed);
  if (n_welders == 0) return cell;

  const auto X_CB = station_layout(factory, id);
  const auto rows = make_spot_rows(
      panel_kind(factory[station.zone].name), station.address,
      internal::spot_count(factory, id, variant), static_cast<int>(welders.left.size()),
      static_cast<int>(welders.right.size()), first_number(factory, id));
  for (const SpotRow& row : rows) {
    cell.spots.insert(cell.spots.end(), row.spots.begin(), row.spots.end());
  }
  // robots in the order of the station
  std::vector<std::vector<Run>> share_at(station.robots.size()), shares;
  for (const auto& [side, row] : {std::pair(+1, &welders.left), std::pair(-1, &welders.right)}) {
    auto of_side = deal_out(rows, side, row->size());
    for (std::size_t i = 0; i < row->size(); ++i) share_at[(*row)[i]] = std::move(of_side[i]);
  }
  for (std::size_t i = 0; i < station.robots.size(); ++i) {
    const Robot& member = factory[station.robots[i]];
    if (member.role != RobotRole::spot_welding) continue;
    CellRobot robot;
    robot.address = member.address;
    robot.model = factory.robot_models[member.model];
    robot.X_CB = X_CB[i];
    cell.robots.push_back(std::move(robot));
    shares.push_back(std::move(share_at[i]));
  }
  write_programs(factory, cell, shares);
  return cell;
}

}  // namespace darkline
