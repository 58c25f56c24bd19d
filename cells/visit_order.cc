#include "cells/visit_order.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "cells/cycle_replay.h"
#include "cells/interference_zones.h"
#include "cells/motion_planning.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

constexpr double kWorthIt_s = 0.5;    // of waits: less is left as it is
constexpr double kBetterBy_s = 0.05;  // or an order is not taken for better

using Visit = std::vector<ProgramStep>;

bool is_work(const ProgramStep& step) {
  return step.kind == StepKind::spot || step.kind == StepKind::job;
}

// The visits of a program without zones, and what follows the last of them.
struct Visits {
  std::vector<Visit> each;
  Visit rest;
};

Visits visits_of(const CellRobot& robot) {
  Visits visits;
  Visit open;
  bool worked = false, carries = false;
  const auto& steps = robot.program.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ProgramStep& step = steps[i];
    // a move after work, and then another move: the first was the retract
    const bool away = step.kind == StepKind::move && worked && !carries && i + 1 < steps.size() &&
                      steps[i + 1].kind == StepKind::move;
    open.push_back(step);
    if (step.kind == StepKind::job) {
      const JobKind kind = robot.jobs[step.job].kind;
      if (kind == JobKind::pick) carries = true;
      if (kind == JobKind::place) carries = false;
    }
    if (is_work(step)) worked = true;
    if (!away) continue;
    visits.each.push_back(std::move(open));
    open.clear();
    worked = false;
  }
  visits.rest = std::move(open);
  // work up to the end of the program has to stay there
  if (std::any_of(visits.rest.begin(), visits.rest.end(), is_work)) visits.each.clear();
  return visits;
}

// Whether the motors can make the moves between the visits.
bool can_be_made(const MotionPlanner& planner, const RobotProgram& program) {
  if (program.steps.empty()) return true;
  JointVector at = program.steps.back().q_rad;
  for (const ProgramStep& step : program.steps) {
    if (step.kind == StepKind::move && !planner.least_duration_s(at, step.q_rad)) return false;
    at = step.q_rad;
  }
  return true;
}

struct Outcome {
  double cycle_s = 0.0, alone_s = 0.0;
  InterferenceReport report;
};

// Whether two robots of a cell move alike: the same arm, gun and gravity.
bool move_alike(const CellRobot& a, const CellRobot& b) {
  const auto same_joint = [](const Joint& x, const Joint& y) {
    return x.kind == y.kind && x.X_PJ.matrix() == y.X_PJ.matrix() && x.axis == y.axis &&
           x.lower == y.lower && x.upper == y.upper && x.max_speed == y.max_speed &&
           x.max_acceleration == y.max_acceleration && x.max_effort == y.max_effort &&
           x.rotor_inertia == y.rotor_inertia && x.copper_loss_w == y.copper_loss_w &&
           x.max_jerk == y.max_jerk && x.drive.coulomb_share == y.drive.coulomb_share &&
           x.drive.viscous_share == y.drive.viscous_share &&
           x.drive.efficiency == y.drive.efficiency && x.drive.regeneration == y.drive.regeneration;
  };
  const auto same_link = [](const Link& x, const Link& y) {
    return x.inertial.mass_kg == y.inertial.mass_kg && x.inertial.p_LC_m == y.inertial.p_LC_m &&
           x.inertial.I_C_kg_m2 == y.inertial.I_C_kg_m2;
  };
  const bool same_arm = a.model.id == b.model.id &&
                        a.model.X_ET.matrix() == b.model.X_ET.matrix() &&
                        std::ranges::equal(a.model.joints, b.model.joints, same_joint) &&
                        std::ranges::equal(a.model.links, b.model.links, same_link);
  const bool same_gun = a.gun.mass_kg == b.gun.mass_kg && a.gun.p_TC_m == b.gun.p_TC_m &&
                        a.gun.I_C_kg_m2 == b.gun.I_C_kg_m2 &&
                        a.gun.I_products_kg_m2 == b.gun.I_products_kg_m2 &&
                        a.gun.tip_m == b.gun.tip_m;
  return same_arm && same_gun && a.X_CB.linear().row(2) == b.X_CB.linear().row(2);
}

class Search {
 public:
  Search(CellConfig& config, double wanted_s) : config_(config), wanted_s_(wanted_s) {
    for (const CellRobot& robot : config.robots) {
      const auto twin =
          std::ranges::find_if(config.robots.begin(),
                               config.robots.begin() + static_cast<std::ptrdiff_t>(visits_.size()),
                               [&](const CellRobot& other) { return move_alike(other, robot); });
      const auto place = static_cast<std::size_t>(twin - config.robots.begin());
      planners_.push_back(place < visits_.size() ? planners_[place] : planner_of(robot));
      visits_.push_back(visits_of(robot));
    }
  }

  VisitOrder run(int most_tries) {
    VisitOrder order;
    Outcome best = evaluate(config_);
    order.before_s = order.after_s = best.cycle_s;
    order.alone_s = best.alone_s;
    bool better = true;
    while (better && order.tried < most_tries) {
      better = false;
      for (std::size_t r = 0; r < config_.robots.size(); ++r) {
        better = improve(r, most_tries, best, order) || better;
      }
    }
    order.after_s = best.cycle_s;
    // The search is the same steps for all wanted cycles, but that it stops at the first order that
    // does. A longer one would have stopped at the order before; a shorter one goes on from here,
    // unless nothing was left to try.
    if (best.cycle_s <= wanted_s_) order.same_from_s = best.cycle_s;
    order.report = std::move(best.report);
    return order;
  }

 private:
  // The nominal cycle; `config` has its zones then.
  Outcome evaluate(CellConfig& config) const {
    Outcome outcome;
    outcome.report = add_interference_zones(config, planners_);
    std::vector<std::vector<ReplayStep>> programs;
    for (std::size_t r = 0; r < config.robots.size(); ++r) {
      const std::vector<double> seconds = nominal_step_s(config, r, planners_[r]);
      outcome.alone_s =
          std::max(outcome.alone_s, std::accumulate(seconds.begin(), seconds.end(), 0.0));
      auto& steps = programs.emplace_back();
      for (std::size_t i = 0; i < seconds.size(); ++i) {
        const ProgramStep& step = config.robots[r].program.steps[i];
        steps.push_back({step.kind, step.zone, 0, to_bus_duration(seconds[i]).count()});
      }
    }
    for (const ReplayedRobot& robot : replay_cycle(programs)) {
      outcome.cycle_s = std::max(outcome.cycle_s, to_seconds(BusDuration{robot.end_ns}));
    }
    return outcome;
  }

  // Tries the orders of one robot's visits; keeps the best of them if it is better than `best`.
  bool improve(std::size_t r, int most_tries, Outcome& best, VisitOrder& order) {
    const std::size_t n = visits_[r].each.size();
    if (n < 2) return false;
    bool found = false;
    const std::vector<Visit> start = visits_[r].each;
    for (std::size_t turn = 0; turn < n; ++turn) {
      for (const bool reversed : {true, false}) {
        if (turn == 0 && !reversed) continue;  // as it stands
        if (order.tried >= most_tries || best.cycle_s <= wanted_s_ ||
            best.cycle_s - best.alone_s < kWorthIt_s) {
          return found;
        }
        std::vector<Visit> turned = start;
        if (reversed) std::reverse(turned.begin(), turned.end());
        std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(turn),
                    turned.end());
        CellConfig other = config_;
        other.robots[r].program = joined(turned, visits_[r].rest);
        if (!can_be_made(planners_[r], other.robots[r].program)) continue;
        ++order.tried;
        Outcome outcome = evaluate(other);
        if (outcome.cycle_s > best.cycle_s - kBetterBy_s) continue;
        order.same_below_s = best.cycle_s;
        best = std::move(outcome);
        config_ = std::move(other);
        visits_[r].each = turned;
        found = true;
      }
    }
    return found;
  }

  static RobotProgram joined(const std::vector<Visit>& visits, const Visit& rest) {
    RobotProgram program;
    for (const Visit& visit : visits) {
      program.steps.insert(program.steps.end(), visit.begin(), visit.end());
    }
    program.steps.insert(program.steps.end(), rest.begin(), rest.end());
    return program;
  }

  CellConfig& config_;
  double wanted_s_;
  std::vector<Visits> visits_;
  std::vector<MotionPlanner> planners_;  // (n robots)
};

}  // namespace

VisitOrder order_visits(CellConfig& config, double wanted_s, int most_tries) {
  return Search(config, wanted_s).run(most_tries);
}

}  // namespace darkline
