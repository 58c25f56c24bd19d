#include "viewer/core/cost_ticker.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace darkline {

CostTicker::CostTicker(CostCoefficients coefficients)
    : coefficients_(std::move(coefficients)),
      settings_(coefficients_.own),
      own_(cost_at(coefficients_, coefficients_.own)),
      usd_(coefficients_.stations.size(), 0.0) {
  evaluate();
}

void CostTicker::evaluate() {
  now_ = cost_at(coefficients_, settings_);
  station_usd_at(coefficients_, settings_, usd_);
}

void CostTicker::set(CostLever lever, double value) {
  const auto i = static_cast<std::size_t>(lever);
  if (!std::isfinite(value)) return;
  const auto& range = coefficients_.levers[i];
  settings_[i] = std::clamp(value, range.least, std::max(range.least, range.most));
  evaluate();
}

void CostTicker::reset() {
  settings_ = coefficients_.own;
  evaluate();
}

std::string setting_text(CostLever lever, double value) {
  return lever == CostLever::robot_price ? fmt::format("{:.1f} kUSD", 1e-3 * value)
                                         : fmt::format("{:.1f} %", 100.0 * value);
}

std::string usd_text(double usd, double half_width_usd) {
  return std::isfinite(half_width_usd) ? fmt::format("{:.2f} ± {:.2f} USD", usd, half_width_usd)
                                       : fmt::format("{:.2f} USD", usd);
}

std::string delta_text(double usd, const Texts& texts) {
  constexpr double kHalfCent_usd = 0.005;
  if (std::abs(usd) < kHalfCent_usd) return texts(Text::cost_as_in_run);
  return fmt::format("{:+.2f} USD, {}", usd,
                     texts(usd > 0.0 ? Text::cost_dearer : Text::cost_cheaper));
}

}  // namespace darkline
