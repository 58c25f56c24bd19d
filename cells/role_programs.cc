#include "cells/role_programs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "cells/body_panel.h"
#include "models/base/error.h"

namespace darkline::internal {
namespace {

// What of `total`, rounded, goes to each of `n` robots: alike, the rest to the first ones.
std::vector<int> shared_out(double total, std::size_t n) {
  std::vector<int> shares(n, 0);
  const auto whole = static_cast<std::size_t>(std::lround(total));
  for (std::size_t i = 0; i < n; ++i) {
    shares[i] = static_cast<int>(whole / n + (i < whole % n ? 1 : 0));
  }
  return shares;
}

// Principal inertia of a box of the tool's mass: x, y, z in m.
GunModel tool(double mass_kg, double centre_m, double tip_m, const Eigen::Vector3d& box_m) {
  const Eigen::Vector3d square = box_m.cwiseProduct(box_m);
  GunModel gun;
  gun.mass_kg = mass_kg;
  gun.p_TC_m = {0.0, 0.0, centre_m};
  gun.I_C_kg_m2 =
      mass_kg / 12.0 *
      Eigen::Vector3d(square.y() + square.z(), square.x() + square.z(), square.x() + square.y());
  gun.tip_m = tip_m;
  return gun;
}

[[noreturn]] void refuse(const FactoryModel& factory, const CellConfig& cell, std::size_t r,
                         RobotRole role) {
  const CellRobot& robot = cell.robots[r];
  throw InputError(
      {.place = {.file = factory.scenario.file},
       .key = cell.station,
       .found = fmt::format("{} ({}) at ({:.2f}, {:.2f}) m, which reaches no place of its work",
                            robot.address, robot.model.id, robot.X_CB.translation().x(),
                            robot.X_CB.translation().y()),
       .wanted = fmt::format("a robot for {} that reaches the body", name_of(role)),
       .mend = fmt::format("choose a robot with a longer reach under robots.{}, or give the zone "
                           "more stations",
                           name_of(role))});
}

// One robot's program holds a few thousand steps: more of a zone's work asks for more robots.
void require_bounded(const FactoryModel& factory, const CellConfig& cell, const CellRobot& robot,
                     const RobotWork& work) {
  constexpr double kMostM = 400.0;
  constexpr int kMostThings = 500;
  const double m = work.sealer_m + work.laser_m + work.hem_m;
  const int things = std::max({work.studs, work.rivets, work.picks, work.points});
  if (m <= kMostM && things <= kMostThings) return;
  throw InputError(
      {.place = {.file = factory.scenario.file},
       .key = cell.station,
       .found = fmt::format("{} m of seam and {} places for {}", m, things, robot.address),
       .wanted = fmt::format("at most {} m and {} places a robot", kMostM, kMostThings),
       .mend = fmt::format("give the zone more robots for {}", name_of(work.role))});
}

// `add(work, whole, share)` for the robots of a role; `total` is what the station does on the body.
template <class Add>
void share(const FactoryModel& factory, const Station& station, RobotRole role, double total,
           std::vector<RobotWork>& all, Add add) {
  std::vector<std::size_t> robots;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (factory[station.robots[i]].role == role) robots.push_back(i);
  }
  const auto whole = shared_out(total, std::max<std::size_t>(robots.size(), 1));
  for (std::size_t k = 0; k < robots.size(); ++k) {
    add(all[robots[k]], whole[k], total / static_cast<double>(robots.size()));
  }
}

}  // namespace

std::vector<RobotWork> robot_work(const FactoryModel& factory, StationId id, std::size_t variant) {
  const Station& station = factory[id];
  const StationWork& work = station.work;
  const double factor = factory.variants[variant].work_factor;
  std::vector<RobotWork> all(station.robots.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].role = factory[station.robots[i]].role;
  share(factory, station, RobotRole::sealing, work.sealer_m * factor, all,
        [](RobotWork& to, int, double m) { to.sealer_m = m; });
  share(factory, station, RobotRole::joining, work.laser_m * factor, all,
        [](RobotWork& to, int, double m) { to.laser_m = m; });
  share(factory, station, RobotRole::joining, work.studs * factor, all,
        [](RobotWork& to, int n, double) { to.studs = n; });
  share(factory, station, RobotRole::joining, work.rivets * factor, all,
        [](RobotWork& to, int n, double) { to.rivets = n; });
  share(factory, station, RobotRole::hemming, work.hem_m * factor, all,
        [](RobotWork& to, int, double m) { to.hem_m = m; });
  share(factory, station, RobotRole::handling, work.picks * factor, all,
        [](RobotWork& to, int n, double) { to.picks = n; });
  for (RobotWork& one : all) {
    if (one.role != RobotRole::inspection) continue;
    one.points = static_cast<int>(factory.scenario.process.measuring_points);
  }
  return all;
}

GunModel tool_for(const RobotWork& work) {
  switch (work.role) {
    case RobotRole::spot_welding:
      break;
    case RobotRole::sealing:
      return tool(15.0, 0.20, 0.45, {0.2, 0.2, 0.4});
    case RobotRole::joining: {
      const bool only_laser = work.laser_m > 0.0 && work.studs == 0 && work.rivets == 0;
      return only_laser ? tool(40.0, 0.20, 0.50, {0.3, 0.3, 0.5})
                        : tool(80.0, 0.25, 0.60, {0.3, 0.6, 0.7});
    }
    case RobotRole::hemming:
      return tool(70.0, 0.20, 0.40, {0.4, 0.4, 0.5});
    case RobotRole::handling:
      return tool(60.0, 0.25, 0.45, {0.8, 0.8, 0.3});
    case RobotRole::inspection:
      return tool(8.0, 0.10, 0.40, {0.2, 0.2, 0.2});
  }
  return {};
}

WeldSpot moved(const WeldSpot& place, double along_m) {
  WeldSpot there = place;
  there.p_CS_m.x() += along_m;
  return there;
}

std::vector<WeldSpot> row_middles(const RoleTask& task, double half_length_m) {
  constexpr double kStepM = 0.3;
  const Station& station = task.factory[task.station];
  const PanelKind kind = panel_kind(task.factory[station.zone].name);
  const Eigen::Vector3d base = task.robot.X_CB.translation();
  const int side = base.y() >= 0.0 ? +1 : -1;
  const double end_m = kFlangeHalfLengthM - half_length_m;
  const double nearest_m = std::clamp(base.x(), -end_m, end_m);
  std::vector<WeldSpot> middles;
  for (const WeldSpot& flange : flange_middles(kind, side)) {
    middles.push_back(moved(flange, nearest_m));
    for (double off_m = kStepM; off_m < 2.0 * end_m; off_m += kStepM) {
      for (const double x_m : {nearest_m + off_m, nearest_m - off_m}) {
        if (std::abs(x_m) <= end_m) middles.push_back(moved(flange, x_m));
      }
    }
  }
  std::ranges::stable_sort(
      middles, {}, [&](const WeldSpot& place) { return std::abs(place.p_CS_m.x() - base.x()); });
  return middles;
}

void write_role_program(const FactoryModel& factory, StationId station, const RobotWork& work,
                        CellConfig& cell, std::size_t r, std::vector<RackPlace>& racks) {
  if (work.is_none()) return;
  CellRobot& robot = cell.robots[r];
  require_bounded(factory, cell, robot, work);
  const PlannedArm arm(robot);
  const RoleTask task{factory, station, arm, robot};
  RunWriter writer(arm, [](const WeldSpot&) { return ProgramStep(); });
  bool done = write_beads(task, JobKind::seal, work.sealer_m, writer) &&
              write_points(task, JobKind::stud, work.studs, writer) &&
              write_points(task, JobKind::rivet, work.rivets, writer) &&
              write_beads(task, JobKind::laser, work.laser_m, writer) &&
              write_beads(task, JobKind::hem, work.hem_m, writer) &&
              write_points(task, JobKind::inspect, work.points, writer);
  if (done && work.picks > 0) {
    Eigen::Vector3d rack;
    done = write_picks(task, work.picks, cell, writer, rack);
    if (done) racks.push_back({r, rack});
  }
  if (!done) refuse(factory, cell, r, work.role);
  robot.program = writer.finish();
}

}  // namespace darkline::internal
