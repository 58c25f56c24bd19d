#include "twin/line/draws.h"

namespace darkline {
namespace {

std::int64_t repair_ticks(const StopClass& stop, double u) {
  if (stop.repair) return draw_ticks(*stop.repair, u);
  TimeLaw law;
  law.kind = stop.law;
  law.mean_ms = stop.mttr_ms;
  law.cv = stop.cv;
  return draw_ticks(law, u);
}

std::int64_t uptime_ticks(const StopClass& stop, double u) {
  if (stop.uptime) return draw_ticks(*stop.uptime, u);
  TimeLaw law;
  law.mean_ms = stop.mtbf_ms;
  return draw_ticks(law, u);
}

}  // namespace

StopDraw draw_stop(const StopClass& stop, const RandomStream& stream, std::uint32_t n) {
  const auto [u_uptime, u_repair] = stream.uniforms(n);
  return {uptime_ticks(stop, u_uptime), repair_ticks(stop, u_repair)};
}

}  // namespace darkline
