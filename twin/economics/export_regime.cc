#include "twin/economics/export_regime.h"

#include <string>

#include <Eigen/Dense>
#include <fmt/format.h>
#include <unsupported/Eigen/MatrixFunctions>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::array<const char*, kExportRegimes> kNames = {"open", "capped", "licence", "banned",
                                                            "case_by_case"};
constexpr int kStates = static_cast<int>(kExportRegimes);

using Generator = Eigen::Matrix<double, kStates, kStates>;

Generator generator(double changes_per_y) {
  Generator rates = Generator::Constant(changes_per_y / (kStates - 1));
  for (int i = 0; i < kStates; ++i) rates(i, i) = -changes_per_y;
  return rates;
}

RegimeShares row_of(const Eigen::MatrixXd& matrix, ExportRegime now) {
  RegimeShares shares = {};
  for (std::size_t k = 0; k < kExportRegimes; ++k) {
    shares[k] = matrix(static_cast<int>(now), static_cast<int>(k));
  }
  return shares;
}

void check(double changes_per_y, double years) {
  DARKLINE_CHECK(changes_per_y >= 0.0 && years >= 0.0,
                 fmt::format("{} changes a year over {} years", changes_per_y, years));
}

}  // namespace

const char* name_of(ExportRegime regime) {
  return kNames[static_cast<std::size_t>(regime)];
}

ExportRegime export_regime(std::string_view name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < kExportRegimes; ++i) {
    if (name == kNames[i]) return static_cast<ExportRegime>(i);
    known.emplace_back(kNames[i]);
  }
  auto candidates = nearest_names(name, known);
  throw InputError({.found = "\"" + std::string(name) + "\"",
                    .wanted = fmt::format("one of {}, or -", fmt::join(known, ", ")),
                    .candidates = std::move(candidates)});
}

RegimeShares regime_after(ExportRegime now, double changes_per_y, double years) {
  check(changes_per_y, years);
  const Generator step = generator(changes_per_y) * years;
  return row_of(step.exp(), now);
}

// With the integral of exp(G s) as the upper right block of the exponential of (G I; 0 0) t.
RegimeShares regime_over(ExportRegime now, double changes_per_y, double years) {
  check(changes_per_y, years);
  if (years == 0.0) return regime_after(now, changes_per_y, 0.0);
  Eigen::MatrixXd block = Eigen::MatrixXd::Zero(2 * kStates, 2 * kStates);
  block.topLeftCorner(kStates, kStates) = generator(changes_per_y);
  block.topRightCorner(kStates, kStates).setIdentity();
  const Eigen::MatrixXd whole = (block * years).exp();
  return row_of(whole.topRightCorner(kStates, kStates) / years, now);
}

}  // namespace darkline
