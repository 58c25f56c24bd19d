#include "cells/interference_zones.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "cells/motion_planning.h"
#include "cells/swept_motion.h"
#include "models/base/error.h"

namespace darkline {
namespace {

bool is_zone_step(const ProgramStep& step) {
  return step.kind == StepKind::enter_zone || step.kind == StepKind::leave_zone;
}

double seconds_of(const CellConfig& config, const CellRobot& robot, const JointVector& from,
                  const ProgramStep& step, const MotionPlanner* planner) {
  switch (step.kind) {
    case StepKind::move: {
      const auto least_s =
          planner != nullptr ? planner->least_duration_s(from, step.q_rad) : std::nullopt;
      return least_s ? *least_s : kinematic_duration_s(robot.model, from, step.q_rad);
    }
    case StepKind::spot: {
      double s = config.process.settle_s + config.process.nominal_s();
      const auto spot = std::ranges::find(config.spots, step.spot, &WeldSpot::number);
      if (spot != config.spots.end()) s += spot->schedule.weld_s - config.process.weld_s;
      return s;
    }
    case StepKind::job: {
      if (step.job >= robot.jobs.size()) return 0.0;
      const RobotJob& job = robot.jobs[step.job];
      double s = job.process_s;
      for (const Segment& segment : job.path) s += segment.duration_s;
      return s;
    }
    case StepKind::enter_zone:
    case StepKind::leave_zone:
      break;
  }
  return 0.0;
}

JointVector home_of(const CellRobot& robot) {
  return robot.program.steps.empty() ? robot.model.home : robot.program.steps.back().q_rad;
}

// A robot's program as the space that each of its steps passes through.
class SweptProgram {
 public:
  SweptProgram(const CellRobot& robot, std::shared_ptr<const ArmCapsules> bare)
      : robot_(robot), bare_(std::move(bare)) {
    const JointVector home = home_of(robot);
    home_ = std::make_unique<SweptMotion>(mover(*bare_), home, home);
    const ArmCapsules* now = bare_.get();
    JointVector at = home;
    steps_.reserve(robot.program.steps.size());
    for (const ProgramStep& step : robot.program.steps) {
      add(step, at, now);
      at = step.q_rad;
      box_C_.extend(steps_.back().box_C());
    }
    box_C_.extend(home_->box_C());
  }

  const std::vector<SweptMotion>& steps() const { return steps_; }
  const SweptMotion& home() const { return *home_; }
  const Box3& box_C() const { return box_C_; }

 private:
  SweptMotion::Mover mover(const ArmCapsules& capsules) const {
    return {robot_.model, capsules, robot_.X_CB};
  }

  // `now`: what the arm is before the step, and becomes after it.
  void add(const ProgramStep& step, const JointVector& at, const ArmCapsules*& now) {
    if (step.kind == StepKind::move) {
      steps_.emplace_back(mover(*now), at, step.q_rad);
      return;
    }
    if (step.kind != StepKind::job || step.job >= robot_.jobs.size()) {
      steps_.emplace_back(mover(*now), at, at);
      return;
    }
    const RobotJob& job = robot_.jobs[step.job];
    steps_.emplace_back(mover(*now), at, job.path);
    if (job.kind == JobKind::place) now = bare_.get();
    if (job.kind != JobKind::pick) return;
    outfits_.push_back(
        std::make_unique<ArmCapsules>(arm_capsules(robot_.model, robot_.gun, job.part)));
    now = outfits_.back().get();
    steps_.back().add({mover(*now), step.q_rad, step.q_rad});
  }

  const CellRobot& robot_;
  std::shared_ptr<const ArmCapsules> bare_;
  std::vector<std::unique_ptr<ArmCapsules>> outfits_;
  std::vector<SweptMotion> steps_;
  std::unique_ptr<SweptMotion> home_;
  Box3 box_C_;
};

// A conflict and the space about it.
struct PlacedConflict {
  StepConflict steps;
  Box3 box_C;
};

class Search {
 public:
  explicit Search(const CellConfig& config) : config_(config) {
    std::vector<std::shared_ptr<const ArmCapsules>> bare;
    for (std::size_t r = 0; r < config.robots.size(); ++r) {
      const CellRobot& robot = config.robots[r];
      std::shared_ptr<const ArmCapsules> capsules;
      for (std::size_t twin = 0; twin < r && !capsules; ++twin) {
        const CellRobot& other = config.robots[twin];
        const bool same = other.gun.tip_m == robot.gun.tip_m;
        if (same && same_shapes(other.model, robot.model)) capsules = bare[twin];
      }
      if (!capsules) {
        capsules = std::make_shared<ArmCapsules>(arm_capsules(robot.model, robot.gun));
      }
      bare.push_back(capsules);
      programs_.push_back(std::make_unique<SweptProgram>(robot, capsules));
    }
    for (std::size_t a = 0; a < programs_.size(); ++a) {
      for (std::size_t b = a + 1; b < programs_.size(); ++b) look(a, b);
    }
  }

  const std::vector<PlacedConflict>& conflicts() const { return conflicts_; }
  const std::vector<InterferenceFinding>& findings() const { return findings_; }

 private:
  void look(std::size_t a, std::size_t b) {
    const SweptProgram& one = *programs_[a];
    const SweptProgram& other = *programs_[b];
    Box3 near = one.box_C();
    near.extend(near.min() - Eigen::Vector3d::Constant(kZoneClearanceM));
    near.extend(near.max() + Eigen::Vector3d::Constant(kZoneClearanceM));
    if (!near.intersects(other.box_C())) return;
    for (std::size_t i = 0; i < one.steps().size(); ++i) {
      for (std::size_t k = 0; k < other.steps().size(); ++k) {
        const auto touch = touch_of(one.steps()[i], other.steps()[k], kZoneClearanceM);
        if (touch) conflicts_.push_back({{a, i, b, k}, touch->box_C});
      }
    }
    if (const auto touch = touch_of(one.home(), other.home(), kZoneClearanceM)) {
      findings_.push_back({InterferenceFinding::Kind::homes_touch, a, b, 0, touch->p_C_m});
      return;  // all else that touches a home follows from this
    }
    meet_home(a, b);
    meet_home(b, a);
  }

  void meet_home(std::size_t robot, std::size_t other) {
    using Kind = InterferenceFinding::Kind;
    std::set<Kind> told;
    const auto& program = config_.robots[robot].program.steps;
    for (std::size_t i = 0; i < program.size(); ++i) {
      const Kind kind =
          program[i].kind == StepKind::spot ? Kind::spot_meets_home : Kind::way_meets_home;
      if (told.contains(kind)) continue;
      const auto touch =
          touch_of(programs_[robot]->steps()[i], programs_[other]->home(), kZoneClearanceM);
      if (!touch) continue;
      told.insert(kind);
      findings_.push_back({kind, robot, other, i, touch->p_C_m});
    }
  }

  const CellConfig& config_;
  std::vector<std::unique_ptr<SweptProgram>> programs_;
  std::vector<PlacedConflict> conflicts_;
  std::vector<InterferenceFinding> findings_;
};

// Leaves before enters at one place; enters in ascending order.
void write_zone_steps(CellRobot& robot, const std::vector<ZoneHold>& holds) {
  const std::vector<ProgramStep> steps = std::move(robot.program.steps);
  const JointVector home = steps.empty() ? robot.model.home : steps.back().q_rad;
  std::vector<ProgramStep>& out = robot.program.steps;
  out.clear();
  const auto add = [&](StepKind kind, std::uint16_t zone, std::size_t at) {
    ProgramStep step;
    step.kind = kind;
    step.q_rad = at == 0 ? home : steps[at - 1].q_rad;
    step.zone = zone;
    out.push_back(step);
  };
  for (std::size_t at = 0; at <= steps.size(); ++at) {
    for (const ZoneHold& hold : holds) {
      if (hold.leave == at) add(StepKind::leave_zone, hold.zone, at);
    }
    for (const ZoneHold& hold : holds) {
      if (hold.enter == at) add(StepKind::enter_zone, hold.zone, at);
    }
    if (at < steps.size()) out.push_back(steps[at]);
  }
}

// The zones that both robots hold during a conflict get its box.
void place_boxes(const std::vector<PlacedConflict>& conflicts, const ZonePlan& plan,
                 std::vector<InterferenceZone>& zones) {
  const auto holds = [&](const InterferenceZone& zone, std::size_t robot, std::size_t step) {
    return std::ranges::any_of(plan.holds, [&](const ZoneHold& hold) {
      return hold.zone == zone.number && hold.robot == robot && hold.enter <= step &&
             step < hold.leave;
    });
  };
  for (const PlacedConflict& each : conflicts) {
    bool covered = false;
    for (InterferenceZone& zone : zones) {
      const StepConflict& steps = each.steps;
      if (!std::ranges::binary_search(zone.robots, steps.robot) ||
          !std::ranges::binary_search(zone.robots, steps.other)) {
        continue;
      }
      if (!holds(zone, steps.robot, steps.step) || !holds(zone, steps.other, steps.other_step)) {
        continue;
      }
      covered = true;
      zone.box_C.extend(each.box_C);
    }
    DARKLINE_CHECK(covered, "a conflict outside every zone");
  }
}

}  // namespace

MotionPlanner planner_of(const CellRobot& robot) {
  const Eigen::Vector3d down(0.0, 0.0, -kGravityMPerS2);
  return {robot.model, robot.gun, robot.X_CB.linear().transpose() * down};
}

std::vector<double> nominal_step_s(const CellConfig& config, std::size_t robot) {
  return nominal_step_s(config, robot, planner_of(config.robots[robot]));
}

std::vector<double> nominal_step_s(const CellConfig& config, std::size_t robot,
                                   const MotionPlanner& planner) {
  const CellRobot& of = config.robots[robot];
  std::vector<double> step_s;
  JointVector at = home_of(of);
  for (const ProgramStep& step : of.program.steps) {
    step_s.push_back(seconds_of(config, of, at, step, &planner));
    at = step.q_rad;
  }
  return step_s;
}

void remove_interference_zones(CellConfig& config) {
  config.zones.clear();
  for (CellRobot& robot : config.robots) std::erase_if(robot.program.steps, is_zone_step);
}

InterferenceReport add_interference_zones(CellConfig& config,
                                          std::span<const MotionPlanner> planners) {
  remove_interference_zones(config);
  const Search search(config);
  InterferenceReport report;
  report.findings = search.findings();
  report.conflicts = search.conflicts().size();
  if (search.conflicts().empty()) return report;

  std::vector<std::vector<double>> step_s;
  std::vector<StepConflict> conflicts;
  for (const PlacedConflict& each : search.conflicts()) conflicts.push_back(each.steps);
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    const bool concerned = std::ranges::any_of(
        conflicts, [&](const StepConflict& each) { return each.robot == r || each.other == r; });
    step_s.push_back(concerned && !planners.empty() ? nominal_step_s(config, r, planners[r])
                     : concerned                    ? nominal_step_s(config, r)
                                 : std::vector<double>(config.robots[r].program.steps.size(), 0.0));
  }
  const ZonePlan plan = plan_zones(step_s, conflicts);

  config.zones.resize(plan.zones);
  for (std::size_t z = 0; z < config.zones.size(); ++z) {
    config.zones[z].number = static_cast<std::uint16_t>(z + 1);
  }
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    std::vector<ZoneHold> holds;
    for (const ZoneHold& hold : plan.holds) {
      if (hold.robot != r) continue;
      holds.push_back(hold);
      InterferenceZone& zone = config.zones[hold.zone - std::size_t{1}];
      if (zone.robots.empty() || zone.robots.back() != r) zone.robots.push_back(r);
      double held_s = 0.0;
      for (std::size_t i = hold.enter; i < hold.leave; ++i) held_s += step_s[r][i];
      zone.nominal_s = std::max(zone.nominal_s, held_s);
    }
    write_zone_steps(config.robots[r], holds);
  }
  place_boxes(search.conflicts(), plan, config.zones);
  return report;
}

std::string text_of(const InterferenceFinding& finding, const CellConfig& config) {
  const std::string& robot = config.robots[finding.robot].address;
  std::string what;
  switch (finding.kind) {
    case InterferenceFinding::Kind::homes_touch:
      what = robot + " at home";
      break;
    case InterferenceFinding::Kind::spot_meets_home:
      what = fmt::format("{} on the spot of step {}", robot, finding.step + 1);
      break;
    case InterferenceFinding::Kind::way_meets_home:
      what = fmt::format("{} on its way of step {}", robot, finding.step + 1);
      break;
  }
  return fmt::format("{} comes within {:.0f} mm of {} at home, about ({:.3f}, {:.3f}, {:.3f}) m",
                     what, 1e3 * kZoneClearanceM, config.robots[finding.other].address,
                     finding.p_C_m.x(), finding.p_C_m.y(), finding.p_C_m.z());
}

void refuse_findings(const CellConfig& config, const InterferenceReport& report) {
  if (report.findings.empty()) return;
  std::string found = text_of(report.findings.front(), config);
  if (report.findings.size() > 1) {
    found += fmt::format(", and {} more of this kind", report.findings.size() - 1);
  }
  throw InputError({.key = config.station,
                    .found = found,
                    .wanted = "robots at home out of the way of all others",
                    .mend = "move the robots apart, or give one of them another home position"});
}

}  // namespace darkline
