// A cycle of a cell on paper: every robot runs its program at nominal speed with random delays,
// and zones are granted as a cell's controller does. Arms are where their programs say, and the
// full collision check looks at them every 4 ms.
#pragma once

#include <vector>

#include "cells/collision_schedule.h"
#include "cells/interference_zones.h"
#include "models/base/random_stream.h"

namespace darkline::sample {

struct CycleOutcome {
  bool finished = false;  // all programs; else they stood still for good
  double cycle_s = 0.0;
  std::optional<Contact> contact;  // the first
};

class ZoneCycle {
 public:
  explicit ZoneCycle(const CellConfig& config) : config_(config), collision_(config) {
    for (std::size_t r = 0; r < config.robots.size(); ++r) {
      step_s_.push_back(nominal_step_s(config, r));
    }
  }

  // `with_zones` false: every zone is granted at once. `delay_s`: the longest that a robot dawdles
  // before a step. Ends at the first contact.
  CycleOutcome run(std::uint32_t number, bool with_zones, double delay_s) {
    const std::size_t n = config_.robots.size();
    CollisionSchedule schedule(collision_, config_);
    std::vector<RobotRun> runs(n);
    std::vector<std::size_t> holder(config_.zones.size() + 1, kNoPlace);
    for (std::size_t r = 0; r < n; ++r) {
      const auto& program = config_.robots[r].program.steps;
      const JointVector home =
          program.empty() ? config_.robots[r].model.home : program.back().q_rad;
      runs[r].segment = rest_to_rest(home, home, 0.004, config_.robots[r].model.n_joints());
      schedule.set_speed(r, 0, {});
    }
    CycleOutcome outcome;
    std::uint32_t draw = 0;
    const RandomStream stream(77, number, 1, DrawPurpose::cycle_variation);
    for (std::int64_t t_ns = 0;; t_ns += kControlPeriodNs) {
      bool busy = false, waiting = false;
      // twice: what a later robot gives back, an earlier one may take at the same tick
      for (std::size_t k = 0; k < 2 * n; ++k) {
        const std::size_t r = k % n;
        RobotRun& run = runs[r];
        const auto& program = config_.robots[r].program.steps;
        while (t_ns >= run.until_ns && run.next < program.size()) {
          const ProgramStep& step = program[run.next];
          if (step.kind == StepKind::enter_zone) {
            if (with_zones && holder[step.zone] != kNoPlace) break;
            holder[step.zone] = r;
          } else if (step.kind == StepKind::leave_zone) {
            holder[step.zone] = kNoPlace;
          } else {
            // dawdle about every third step
            const auto u = stream.uniforms(draw++);
            const double wait_s = u[0] < 0.3 ? u[1] * delay_s : 0.0;
            begin(run, r, step, t_ns, wait_s);
            schedule.set_speed(r, t_ns, speed_bound(run.segment, 6));
          }
          ++run.next;
        }
      }
      for (std::size_t r = 0; r < n; ++r) {
        busy = busy || t_ns < runs[r].until_ns;
        waiting = waiting || runs[r].next < config_.robots[r].program.steps.size();
      }
      outcome.cycle_s = 1e-9 * static_cast<double>(t_ns);
      outcome.contact = schedule.check(t_ns, [&](std::size_t r) {
        return runs[r].segment.at(1e-9 * static_cast<double>(t_ns - runs[r].start_ns), 6).q;
      });
      outcome.finished = !busy && !waiting;
      if (!busy || outcome.contact) return outcome;
    }
  }

 private:
  struct RobotRun {
    std::size_t next = 0;
    std::int64_t start_ns = 0, until_ns = 0;
    Segment segment;
  };

  void begin(RobotRun& run, std::size_t r, const ProgramStep& step, std::int64_t t_ns,
             double wait_s) {
    const int n_joints = config_.robots[r].model.n_joints();
    const JointVector from = run.segment.at(1e9, n_joints).q;
    const double s = std::max(step_s_[r][run.next], 0.004);
    run.start_ns = t_ns + static_cast<std::int64_t>(wait_s * 1e9);
    run.until_ns = run.start_ns + static_cast<std::int64_t>(s * 1e9);
    run.segment = rest_to_rest(from, step.q_rad, s, n_joints);
  }

  const CellConfig& config_;
  CellCollision collision_;
  std::vector<std::vector<double>> step_s_;
};

}  // namespace darkline::sample
