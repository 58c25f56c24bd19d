// Beads of sealer, laser seams and hems: the tool along a flange at constant speed.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "cells/body_panel.h"
#include "cells/motion_path.h"
#include "cells/role_programs.h"
#include "models/robot/kinematics.h"

namespace darkline::internal {
namespace {

constexpr std::array<double, 3> kBackM = {0.06, 0.03, 0.0};  // of approach and retract
constexpr double kLeastBeadM = 0.02;

struct Bead {
  JointVector approach = {}, start = {}, end = {}, retract = {};
  std::vector<Segment> path;
};

class BeadWriter {
 public:
  BeadWriter(const RoleTask& task, JobKind kind, RunWriter& writer)
      : task_(task), kind_(kind), writer_(writer) {
    const auto& process = task.factory.scenario.process;
    speed_m_s_ = kind == JobKind::seal    ? process.sealer_speed_m_s
                 : kind == JobKind::laser ? process.laser_speed_m_s
                                          : process.hem_speed_m_s;
    if (kind == JobKind::hem) {
      passes_ = std::max(1, static_cast<int>(std::lround(process.hem_passes)));
    }
  }

  // A bead of `length_m` about `middle`; false if the robot cannot.
  bool write(const WeldSpot& middle, double length_m) {
    const auto bead = solve(middle, length_m);
    if (!bead) return false;
    const auto reach = [&](const JointVector& from, const JointVector& to) {
      return task_.arm.planner.least_duration_s(from, to).has_value();
    };
    const bool feasible = reach(writer_.at(), bead->approach) &&
                          reach(bead->approach, bead->start) && reach(bead->end, bead->retract) &&
                          reach(bead->retract, task_.robot.model.home);
    if (!feasible) return false;
    writer_.move_to(bead->approach);
    writer_.move_to(bead->start);
    RobotJob job;
    job.kind = kind_;
    job.path = bead->path;
    job.length_m = passes_ * length_m;
    ProgramStep step;
    step.kind = StepKind::job;
    step.job = static_cast<std::uint16_t>(task_.robot.jobs.size());
    task_.robot.jobs.push_back(std::move(job));
    writer_.do_step(step, bead->end);
    writer_.move_to(bead->retract);
    return true;
  }

 private:
  // A way of holding the tool, and the seconds that the slowest joint needs for the bead with it.
  struct Hold {
    GunPose pose;
    JointVector approach = {}, start = {};
    double back_m = 0.0;
    double along_m = 0.0;  // of the bead from its start, with the flow or against it
    double busy_s = 0.0;
  };

  // From the end that is nearer to where the tool is now.
  double along_m(const WeldSpot& middle, double length_m) const {
    const Eigen::Vector3d tip = task_.robot.X_CB *
                                forward_kinematics(task_.robot.model, writer_.at()) *
                                Eigen::Vector3d(0.0, 0.0, task_.robot.gun.tip_m);
    return tip.x() <= middle.p_CS_m.x() ? length_m : -length_m;
  }

  Pose X_CT(const WeldSpot& place, const GunPose& pose, double back_m) const {
    return tool_at_spot(place, task_.robot.gun, pose.turn_rad, pose.lean_rad, back_m);
  }

  // Upright ways before leaning ones, the quickest first; of the first kind that has any.
  std::optional<Bead> solve(const WeldSpot& middle, double length_m) const {
    const auto& poses = task_.arm.poses();
    std::vector<Hold> holds;
    for (std::size_t i = 0; i < poses.size(); ++i) {
      const bool leans_more = i > 0 && poses[i].lean_rad > poses[i - 1].lean_rad;
      if (leans_more) {
        if (auto bead = first_of(holds, middle)) return bead;
        holds.clear();
      }
      if (const auto hold = look_along(middle, length_m, poses[i])) holds.push_back(*hold);
      const bool costly = !task_.robot.model.opw && !holds.empty();
      if (costly) break;
    }
    return first_of(holds, middle);
  }

  // A few places along the bead: enough to see that the arm gets along it, before the whole way is
  // planned.
  std::optional<Hold> look_along(const WeldSpot& middle, double length_m,
                                 const GunPose& pose) const {
    constexpr int kPlaces = 8;
    const PlannedArm& arm = task_.arm;
    const double along = along_m(middle, length_m);
    const WeldSpot first = moved(middle, -0.5 * along);
    for (const double back_m : kBackM) {
      const auto approach = arm.joints_at(X_CT(first, pose, back_m), writer_.at());
      if (!approach) continue;
      const auto start = arm.joints_at(X_CT(first, pose, 0.0), *approach);
      if (!start || !is_small_step(*approach, *start)) continue;
      Hold hold{pose, *approach, *start, back_m, along, 0.0};
      JointVector at = *start;
      for (int i = 1; i <= kPlaces; ++i) {
        const auto q = arm.joints_at(X_CT(moved(first, along * i / kPlaces), pose, 0.0), at);
        if (!q || !is_small_step(at, *q)) return std::nullopt;
        hold.busy_s += travel_s(task_.robot.model, at, *q);
        at = *q;
      }
      return hold;
    }
    return std::nullopt;
  }

  std::optional<Bead> first_of(std::vector<Hold>& holds, const WeldSpot& middle) const {
    constexpr std::size_t kMostTried = 3;  // the others are slower still
    std::ranges::stable_sort(holds, {}, &Hold::busy_s);
    for (std::size_t i = 0; i < std::min(holds.size(), kMostTried); ++i) {
      if (auto bead = plan(holds[i], middle)) return bead;
    }
    return std::nullopt;
  }

  std::optional<Bead> plan(const Hold& hold, const WeldSpot& middle) const {
    const PlannedArm& arm = task_.arm;
    const std::array<WeldSpot, 2> ends = {moved(middle, -0.5 * hold.along_m),
                                          moved(middle, +0.5 * hold.along_m)};
    const std::array<Pose, 2> X_BT = {arm.X_BC * X_CT(ends[0], hold.pose, 0.0),
                                      arm.X_BC * X_CT(ends[1], hold.pose, 0.0)};
    Bead bead{hold.approach, hold.start, hold.start, {}, {}};
    // one way each pass, at rest in between: the roller turns round at the seam's end
    for (int pass = 0; pass < passes_; ++pass) {
      const auto from = static_cast<std::size_t>(pass % 2);
      const auto path = one_way({X_BT[from], X_BT[1 - from]}, bead.end);
      if (!path) return std::nullopt;
      if (pass == 0) bead.start = path->front().at(0.0, task_.robot.model.n_joints()).q;
      bead.path.insert(bead.path.end(), path->begin(), path->end());
      const Segment& last = bead.path.back();
      bead.end = last.at(last.duration_s, task_.robot.model.n_joints()).q;
    }
    const auto retract = arm.joints_at(
        X_CT(ends[static_cast<std::size_t>(passes_ % 2)], hold.pose, hold.back_m), bead.end);
    if (!retract || !is_small_step(bead.end, *retract)) return std::nullopt;
    bead.retract = *retract;
    return bead;
  }

  // At no less than nine tenths of the stated speed: rather another place than a thick bead.
  std::optional<std::vector<Segment>> one_way(const std::array<Pose, 2>& X_BT,
                                              const JointVector& from) const {
    ToolPathOptions options;
    options.tip_m = task_.robot.gun.tip_m;
    options.least_share = 0.9;
    auto path = plan_tool_path(task_.arm.planner, X_BT, speed_m_s_, from, options);
    if (!path || path->pieces.empty()) return std::nullopt;
    return std::move(path->pieces);
  }

  const RoleTask& task_;
  JobKind kind_;
  RunWriter& writer_;
  double speed_m_s_ = 0.0;
  int passes_ = 1;
};

}  // namespace

bool write_beads(const RoleTask& task, JobKind kind, double length_m, RunWriter& writer) {
  if (length_m <= 0.0) return true;
  BeadWriter beads(task, kind, writer);
  const auto pieces = static_cast<int>(std::ceil(length_m / kBeadM - 1e-9));
  double bead_m = std::max(length_m / pieces, kLeastBeadM);
  int left = std::max(pieces, 1);
  // half as long where none of that length fits
  for (int halved = 0; halved < 4; ++halved, bead_m *= 0.5, left *= 2) {
    const auto middles = row_middles(task, 0.5 * bead_m);
    std::vector<std::size_t> usable;
    for (std::size_t i = 0; i < middles.size() && left > 0; ++i) {
      // beads of one flange side by side, not on one another
      const bool taken = std::ranges::any_of(usable, [&](std::size_t u) {
        const Eigen::Vector3d off = middles[i].p_CS_m - middles[u].p_CS_m;
        return off.tail<2>().norm() < 1e-9 && std::abs(off.x()) < bead_m;
      });
      if (taken || !beads.write(middles[i], bead_m)) continue;
      usable.push_back(i);
      --left;
    }
    // more bead than flange: the same places again
    while (left > 0 && !usable.empty()) {
      bool any = false;
      for (std::size_t k = 0; k < usable.size() && left > 0; ++k) {
        if (!beads.write(middles[usable[k]], bead_m)) continue;
        any = true;
        --left;
      }
      if (!any) break;
    }
    if (left == 0) return true;
  }
  return false;
}

}  // namespace darkline::internal
