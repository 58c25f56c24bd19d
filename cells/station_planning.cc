#include "cells/station_planning.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cells/cell_obstacles.h"
#include "cells/role_programs.h"
#include "cells/station_layout.h"
#include "cells/tip_dressing.h"
#include "cells/weld_program.h"
#include "models/base/error.h"
#include "models/cell/cell_io.h"

namespace darkline {
namespace {

// "spot 17", or as the list calls it: "spot a17 (my_spots.csv:18)".
std::string name_of(const Station& station, const CellConfig& cell, const WeldSpot& spot) {
  if (station.listed_spots.empty()) return fmt::format("spot {}", spot.number);
  const ListedSpot& listed = station.listed_spots[spot.number - cell.spots.front().number];
  return fmt::format("spot {} ({}:{})", listed.id, listed.place.file, listed.place.line);
}

[[noreturn]] void refuse(const FactoryModel& factory, const Station& station,
                         const CellConfig& cell, const internal::UnreachedSpot& unreached) {
  const WeldSpot& spot = unreached.spot;
  double least_m = std::numeric_limits<double>::infinity();
  std::string nearest;
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    const CellRobot& robot = cell.robots[r];
    const bool may_weld =
        unreached.robot ? r == *unreached.robot : internal::is_welder(factory, robot.address);
    if (!may_weld) continue;
    const double beyond_m = internal::spot_beyond_reach_m(robot, spot);
    if (beyond_m < least_m) {
      least_m = beyond_m;
      nearest = robot.address + " (" + robot.model.id + ")";
    }
  }
  const std::string which = unreached.robot ? "the robot that the list names" : "the nearest robot";
  const std::string what =
      least_m > 0.0
          ? fmt::format("{:.3f} m beyond the reach of {}, {}", least_m, which, nearest)
          : fmt::format(
                "{:.3f} m within the reach of {}, {}, but outside its joint limits or its "
                "torque",
                -least_m, which, nearest);
  throw InputError(
      {.place = {.file = factory.scenario.file},
       .key = cell.station,
       .found = fmt::format("{} at ({:.3f}, {:.3f}, {:.3f}) m, {}", name_of(station, cell, spot),
                            spot.p_CS_m.x(), spot.p_CS_m.y(), spot.p_CS_m.z(), what),
       .wanted = "every spot within reach of one of the station's spot-welding robots",
       .mend = "choose a robot with a longer reach, or give the zone more of them"});
}

void require_room(const FactoryModel& factory, const Station& station, std::size_t robots,
                  const char* which) {
  if (robots <= static_cast<std::size_t>(kMaxCellRobots)) return;
  throw InputError({.place = {.file = factory.scenario.file},
                    .key = station.address,
                    .found = fmt::format("{} {}", robots, which),
                    .wanted = fmt::format("at most {} in one station", kMaxCellRobots),
                    .mend = "give the zone more stations"});
}

void add_robots(const FactoryModel& factory, StationId id, PlannedRoles roles, CellConfig& cell) {
  const Station& station = factory[id];
  const auto X_CB = station_layout(factory, id);
  for (std::size_t i = 0; i < station.robots.size(); ++i) {
    const Robot& member = factory[station.robots[i]];
    const bool welds = member.role == RobotRole::spot_welding;
    if (!welds && roles == PlannedRoles::spot_welders_only) continue;
    CellRobot robot;
    robot.address = member.address;
    robot.model = factory.robot_models[member.model];
    robot.X_CB = X_CB[i];
    for (const ListedSpot& spot : station.listed_spots) {
      if (welds && spot.robot == static_cast<int>(i) + 1) robot.gun = gun_of(spot.gun);
    }
    cell.robots.push_back(std::move(robot));
  }
}

// The spots of the cell, in the order of their numbers, and its weld programs.
void add_welding(const FactoryModel& factory, StationId id, std::size_t variant, CellConfig& cell) {
  const Station& station = factory[id];
  const std::uint32_t first = internal::first_spot_number(factory, id);
  internal::WeldWork work;
  if (station.listed_spots.empty()) {
    work = internal::generated_weld_work(factory, id, variant, cell);
    for (const internal::WeldSide& side : work.sides) {
      for (const internal::Run& row : side.rows) {
        cell.spots.insert(cell.spots.end(), row.begin(), row.end());
      }
    }
  } else {
    for (const ListedSpot& spot : station.listed_spots) {
      cell.spots.push_back(
          internal::welded(spot, first + static_cast<std::uint32_t>(cell.spots.size())));
    }
    work = internal::listed_weld_work(factory, id, cell, first);
  }
  if (cell.spots.empty()) return;
  if (const auto unreached = internal::write_weld_programs(cell, work)) {
    refuse(factory, station, cell, *unreached);
  }
}

// What the robots beside the welders do, the welders' dress jobs, and what stands in the cell.
void add_all_roles(const FactoryModel& factory, StationId id, std::size_t variant,
                   CellConfig& cell) {
  const auto work = internal::robot_work(factory, id, variant);
  std::vector<internal::RackPlace> racks;
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    if (work[r].role == RobotRole::spot_welding) continue;
    cell.robots[r].gun = internal::tool_for(work[r]);
    internal::write_role_program(factory, id, work[r], cell, r, racks);
  }
  const internal::ArmSweep sweep(cell);
  cell.obstacles =
      internal::cell_obstacles(panel_kind(factory[factory[id].zone].name), cell, sweep, racks);
  for (std::size_t r = 0; r < cell.robots.size(); ++r) {
    if (work[r].role != RobotRole::spot_welding) continue;
    CellRobot& robot = cell.robots[r];
    auto dressing = internal::plan_dressing(internal::PlannedArm(robot), cell, sweep,
                                            factory.scenario.process.dress_s);
    if (!dressing) continue;
    robot.jobs.push_back(std::move(dressing->job));
    cell.obstacles.push_back(internal::post_under(robot.address + "/dresser", dressing->p_C_m,
                                                  internal::kDresserHalfM,
                                                  internal::kDresserBelowM));
  }
}

}  // namespace

SpotProcess planned_process(const Scenario& scenario) {
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
  process.equalising_share = p.equalising;
  return process;
}

CellConfig plan_cell(const FactoryModel& factory, StationId id, std::size_t variant,
                     PlannedRoles roles) {
  const Station& station = factory[id];
  CellConfig cell;
  cell.station = station.address;
  cell.variant = factory.variants[variant].name;
  cell.process = planned_process(factory.scenario);
  cell.seed = static_cast<std::uint64_t>(factory.scenario.simulation.seed);
  const auto welders = internal::welder_rows(factory, id);
  const std::size_t n_welders = welders.left.size() + welders.right.size();
  if (roles == PlannedRoles::all) {
    require_room(factory, station, station.robots.size(), "robots");
  } else {
    require_room(factory, station, n_welders, "spot-welding robots");
    if (n_welders == 0) return cell;
  }
  add_robots(factory, id, roles, cell);
  if (n_welders > 0) add_welding(factory, id, variant, cell);
  if (roles == PlannedRoles::all) add_all_roles(factory, id, variant, cell);
  return cell;
}

}  // namespace darkline
