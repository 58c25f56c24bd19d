// Energy against duration: energy_of_move and energy_optimal_duration_s of surrogate.h.
#include <algorithm>
#include <cmath>

#include "cells/bullet_arm.h"
#include "cells/surrogate.h"
#include "models/base/error.h"

namespace darkline {

std::optional<double> energy_of_move(const Surrogate& surrogate, const JointVector& from,
                                     const JointVector& to, double factor) {
  DARKLINE_CHECK(factor > 0.0, "a duration above 0");
  const auto least_s = surrogate.least_duration_s(from, to);
  if (!least_s) return std::nullopt;
  return surrogate.load(from, to, factor * *least_s).energy_j;
}

// The curve is convex where one joint carries the move; nothing says so of all moves, so a coarse
// look at the whole span comes before the narrowing.
std::optional<double> energy_optimal_duration_s(const Surrogate& surrogate, const JointVector& from,
                                                const JointVector& to, double longest_s) {
  constexpr int kLook = 24;
  const auto planned = surrogate.plan(from, to);
  if (!planned) return std::nullopt;
  const auto ticks_of = [](double s) { return s / kPhysicsStepS; };
  const long least = std::lround(ticks_of(planned->duration_s));
  const long most = std::max(least, static_cast<long>(std::floor(ticks_of(longest_s) + 1e-9)));
  const double waiting_w = surrogate.hold(to, 1.0).energy_j;
  const auto cost_j = [&](long ticks) {
    const double T = static_cast<double>(ticks) * kPhysicsStepS;
    return surrogate.load(from, to, T).energy_j - waiting_w * T;
  };
  long best = least, step = std::max(1L, (most - least + kLook - 1) / kLook);
  double best_j = cost_j(best);
  const auto look = [&](long ticks) {
    if (ticks < least || ticks > most) return;
    const double j = cost_j(ticks);
    if (j < best_j) {
      best_j = j;
      best = ticks;
    }
  };
  for (long ticks = least + step; ticks < most; ticks += step) look(ticks);
  look(most);
  while (step > 1) {
    step = (step + 1) / 2;
    const long middle = best;
    look(middle - step);
    look(middle + step);
  }
  return static_cast<double>(best) * kPhysicsStepS;
}

}  // namespace darkline
