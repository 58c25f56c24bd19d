#include "twin/report/optimise_picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "twin/report/svg_page.h"
#include "twin/study/study_store.h"

namespace darkline {

std::string optimise_svg(const OptimiseFile& study, const OptimiseResult& result) {
  constexpr double kLeft = 130.0, kRight = 1060.0, kTop = 100.0, kHeight = 420.0;
  SvgPage page(
      610.0,
      fmt::format("The way to the {} {}", study.is_least ? "least" : "most", study.objective.name),
      fmt::format("{}; {} points", study.title, result.looked.size()));
  double least = HUGE_VAL, most = -HUGE_VAL;
  for (const auto& each : result.looked) {
    least = std::min(least, each[0]);
    most = std::max(most, each[0]);
  }
  if (!(most > least)) most = least + std::max(1e-9, 1e-3 * std::abs(least));
  const double margin = 0.05 * (most - least);
  const auto y = [&](double value) {
    return kTop + kHeight - (value - least + margin) / (most - least + 2.0 * margin) * kHeight;
  };
  const double n = std::max<double>(1.0, static_cast<double>(result.looked.size()) - 1.0);
  const auto x = [&](std::size_t p) {
    return kLeft + 12.0 + static_cast<double>(p) / n * (kRight - kLeft - 24.0);
  };
  const double step = tick_step(most - least, 6.0);
  for (double tick = std::ceil((least - margin) / step) * step; tick <= most + margin;
       tick += step) {
    page.line(kLeft, y(tick), kRight, y(tick), "#e6e6e6");
    page.write(kLeft - 8.0, y(tick) + 4.0, tick_text(tick, step),
               "text-anchor=\"end\" fill=\"#4d4d4d\"");
  }
  page.line(kLeft, kTop + kHeight, kRight, kTop + kHeight, "#4d4d4d");
  const double step_x = std::max(1.0, tick_step(n, 10.0));
  for (double tick = 0.0; tick <= n; tick += step_x) {
    page.write(x(static_cast<std::size_t>(tick)), kTop + kHeight + 20.0,
               fmt::format("{:.0f}", tick), "text-anchor=\"middle\" fill=\"#4d4d4d\"");
  }
  page.write((kLeft + kRight) / 2.0, kTop + kHeight + 46.0, "point",
             "text-anchor=\"middle\" fill=\"#1a1a1a\"");
  page.write(24.0, kTop - 14.0,
             with_unit_behind(study.objective.name, unit_text(result.responses[0].unit)),
             "font-weight=\"bold\" fill=\"#1a1a1a\"");
  std::vector<double> best_so_far;
  double best = HUGE_VAL;
  for (std::size_t p = 0; p < result.looked.size(); ++p) {
    if (!result.search.points[p].value.is_feasible()) continue;
    const double value = study.is_least ? result.looked[p][0] : -result.looked[p][0];
    if (value < best) {
      if (!best_so_far.empty()) {
        best_so_far.insert(best_so_far.end(), {x(p), best_so_far.back()});
      }
      best_so_far.insert(best_so_far.end(), {x(p), y(result.looked[p][0])});
      best = value;
    }
  }
  if (!best_so_far.empty()) {
    best_so_far.insert(best_so_far.end(), {x(result.looked.size() - 1), best_so_far.back()});
  }
  page.polyline(best_so_far, "#1a1a1a", 1.5);
  for (std::size_t p = 0; p < result.looked.size(); ++p) {
    page.circle(x(p), y(result.looked[p][0]), 4.5, "#0072b2");
    if (!result.search.points[p].value.is_feasible()) {
      page.circle(x(p), y(result.looked[p][0]), 3.0, "#ffffff");
    }
  }
  page.circle(kRight + 20.0, kTop + 4.0, 4.5, "#0072b2");
  page.write(kRight + 32.0, kTop + 8.0, "meets the constraints", "fill=\"#4d4d4d\"");
  page.circle(kRight + 20.0, kTop + 26.0, 4.5, "#0072b2");
  page.circle(kRight + 20.0, kTop + 26.0, 3.0, "#ffffff");
  page.write(kRight + 32.0, kTop + 30.0, "does not", "fill=\"#4d4d4d\"");
  page.line(kRight + 10.0, kTop + 48.0, kRight + 28.0, kTop + 48.0, "#1a1a1a", 1.5);
  page.write(kRight + 32.0, kTop + 52.0, "the best so far", "fill=\"#4d4d4d\"");
  return page.finish();
}

}  // namespace darkline
