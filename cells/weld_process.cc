#include "cells/weld_process.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/base/address.h"

namespace darkline {

DrawnWeld draw_weld(const SpotProcess& process, const RandomStream& stream, std::uint32_t weld) {
  constexpr double kCut = 3.0;
  // Box and Muller: two independent normals from two uniforms
  const auto u = stream.uniforms(2 * weld);
  const double radius = std::sqrt(-2.0 * std::log(u[0]));
  const double angle = 2.0 * std::numbers::pi * u[1];
  const double close = std::clamp(radius * std::cos(angle), -kCut, kCut);
  const double open = std::clamp(radius * std::sin(angle), -kCut, kCut);

  DrawnWeld drawn;
  const double closing_s = std::max((1.0 + process.spread * close) * process.close_s, 0.0);
  drawn.open_s = std::max((1.0 + process.spread * open) * process.open_s, 0.0);
  drawn.squeeze_s = process.communication_s + closing_s;
  drawn.process_s =
      drawn.squeeze_s + process.squeeze_s + process.weld_s + process.hold_s + drawn.open_s;
  const auto chance = stream.uniforms(2 * weld + 1);
  drawn.expulsion = chance[0] <= process.expulsion_share;
  return drawn;
}

double draw_job_s(double process_s, double spread, const RandomStream& stream, std::uint32_t n) {
  constexpr double kCut = 3.0;
  constexpr std::uint32_t kJobs = 1U << 31U;  // apart from the welds of the stream
  const auto u = stream.uniforms(kJobs + n);
  const double normal = std::sqrt(-2.0 * std::log(u[0])) * std::cos(2.0 * std::numbers::pi * u[1]);
  return std::max((1.0 + spread * std::clamp(normal, -kCut, kCut)) * process_s, 0.0);
}

RandomStream weld_stream(std::uint64_t seed, std::uint32_t replication, const std::string& robot) {
  return {seed, replication, stream_entity(robot), DrawPurpose::weld_process};
}

}  // namespace darkline
