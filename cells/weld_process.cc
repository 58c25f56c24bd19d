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
  drawn.process_s =
      process.nominal_s() + process.spread * (close * process.close_s + open * process.open_s);
  drawn.process_s = std::max(drawn.process_s, 0.0);
  const auto chance = stream.uniforms(2 * weld + 1);
  drawn.expulsion = chance[0] <= process.expulsion_share;
  return drawn;
}

RandomStream weld_stream(std::uint64_t seed, std::uint32_t replication, const std::string& robot) {
  return {seed, replication, stream_entity(robot), DrawPurpose::weld_process};
}

}  // namespace darkline
