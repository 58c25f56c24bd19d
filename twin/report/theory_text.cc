#include "twin/report/theory_text.h"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace darkline {
namespace {

std::string compared(const TwinRow& row) {
  const bool rate = row.unit != "1";
  std::string text = rate ? fmt::format("{:.2f} {}", row.analytic, row.unit)
                          : fmt::format("{:.2f} %", 100.0 * row.analytic);
  const double percent =
      row.analytic != 0.0 ? 100.0 * (row.simulated.mean / row.analytic - 1.0) : 0.0;
  switch (row.kind) {
    case TwinKind::exact:
      return text + fmt::format(" (exact; simulated {:+.1f} standard errors from it)", row.z);
    case TwinKind::bound:
      return text + fmt::format(" at most (simulated {:+.1f} %)", percent);
    case TwinKind::approximation:
      break;
  }
  return text + fmt::format(" (approximation; simulated {:+.1f} %)", percent);
}

}  // namespace

std::string statistics_text(const RunResult& result) {
  std::string text;
  if (result.warm_up) {
    const double hours = static_cast<double>(result.warm_up->ms) / 3.6e6;
    text +=
        result.warm_up->found
            ? fmt::format(
                  "  warm-up of {:.1f} h found: output settles after {:.1f} h, ten bodies "
                  "a station after {:.1f} h\n",
                  hours, static_cast<double>(result.warm_up->mser_ms) / 3.6e6,
                  static_cast<double>(result.warm_up->filled_ms) / 3.6e6)
            : fmt::format("  ! no steady state found in pilots of {:.0f} h: warm-up of {:.1f} h\n",
                          static_cast<double>(result.warm_up->pilot_ms) / 3.6e6, hours);
  }
  if (result.precision) {
    text += fmt::format(
        "  {}{} replications for +- {:.2g} %:", result.precision->reached ? "" : "! not reached: ",
        result.kpis.replications, 100.0 * result.precision->wanted);
    for (const Precision::Figure& figure : result.precision->figures) {
      text += fmt::format(" {} +- {:.2g} %", figure.name, 100.0 * figure.relative);
    }
    text += "\n";
  }
  return text;
}

std::string theory_text(const RunResult& result) {
  std::string text;
  for (const TwinRow& row : result.analytic) {
    text += fmt::format("  {:<16}{}: {}{}\n", text.empty() ? "theory" : "", row.figure,
                        compared(row), row.flagged ? " ! they disagree" : "");
  }
  return text;
}

std::array<int, 4> tenths_of_percent(const std::array<double, 4>& shares) {
  std::array<int, 4> whole = {};
  std::array<double, 4> left = {};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    whole[i] = static_cast<int>(std::floor(1'000.0 * shares[i]));
    left[i] = 1'000.0 * shares[i] - whole[i];
  }
  for (int missing = 1'000 - std::accumulate(whole.begin(), whole.end(), 0); missing > 0;
       --missing) {
    std::size_t most = 0;
    for (std::size_t i = 1; i < left.size(); ++i) {
      if (left[i] > left[most]) most = i;
    }
    ++whole[most];
    left[most] -= 1.0;
  }
  return whole;
}

}  // namespace darkline
