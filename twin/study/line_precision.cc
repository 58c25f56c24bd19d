#include "twin/study/line_precision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "twin/kpi/precision.h"

namespace darkline {
namespace {

// The error over what is wanted, of the worst goal.
double worst_goal(const PrecisionRule& rule, const std::vector<double>& cells) {
  double worst = 0.0;
  for (const PrecisionRule::Goal& goal : rule.goals) {
    const double mean = cells[2 * goal.response], error = cells[2 * goal.response + 1];
    if (error == 0.0) continue;
    const double wanted = goal.half_width * (goal.is_relative ? std::abs(mean) : 1.0);
    worst =
        std::max(worst, wanted > 0.0 ? error / wanted : std::numeric_limits<double>::infinity());
  }
  return worst;
}

}  // namespace

LineFigures precise_line(const StudyPlan& plan, Scenario scenario,
                         const std::vector<std::uint64_t>& points, const LineSource& line_of) {
  const PrecisionRule& rule = *plan.precision;
  int n = rule.first;
  for (;;) {
    scenario.simulation.replications = n;
    LineFigures line = line_of(scenario);
    PointCost cost(plan, scenario, line);
    std::vector<double> cells;
    double worst = 0.0;
    for (const std::uint64_t p : points) {
      cells.clear();
      cost.append(p, cells);
      worst = std::max(worst, worst_goal(rule, cells));
    }
    if (worst <= 1.0 || n >= rule.most) return line;
    const int next = next_replications(n, worst, rule.most);
    n = std::min(rule.most, (next + rule.first - 1) / rule.first * rule.first);
  }
}

}  // namespace darkline
