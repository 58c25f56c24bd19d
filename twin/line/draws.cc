#include "twin/line/draws.h"

#include <algorithm>
#include <cmath>

#include "models/base/portable_math.h"

namespace darkline {
namespace {

// Far beyond any horizon, far below overflow when added up.
constexpr double kLongestMs = 1e15;

std::int64_t ticks(double ms) {
  return 1 + static_cast<std::int64_t>(std::min(ms, kLongestMs));
}

std::int64_t repair_ticks(const StopClass& stop, double u) {
  if (stop.law == RepairLaw::exponential) return ticks(-portable_log(u) * stop.mttr_ms);
  if (stop.cv == 0.0) return std::max<std::int64_t>(1, std::llround(stop.mttr_ms));
  // lognormal with mean m and coefficient of variation c: sigma^2 = ln(1 + c^2),
  // x = m exp(sigma z - sigma^2 / 2)
  const double variance = portable_log(1.0 + stop.cv * stop.cv);
  const double most = 1.0 - 0x1.0p-53;  // u may be 1, whose z is infinite
  const double z = inverse_normal(std::min(u, most));
  return ticks(stop.mttr_ms * portable_exp(std::sqrt(variance) * z - 0.5 * variance));
}

}  // namespace

StopDraw draw_stop(const StopClass& stop, const RandomStream& stream, std::uint32_t n) {
  const auto [u_work, u_repair] = stream.uniforms(n);
  return {ticks(-portable_log(u_work) * stop.mtbf_ms), repair_ticks(stop, u_repair)};
}

}  // namespace darkline
