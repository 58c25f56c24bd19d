#include "twin/report/noise_picture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "twin/report/svg_page.h"

namespace darkline {
namespace {

constexpr double kLeft = 80.0, kWidth = 820.0, kHeight = 180.0, kBlock = 280.0;

void draw_histogram(SvgPage& page, const NoiseAnswer& answer, double top) {
  const auto [least, most] = std::minmax_element(answer.means.begin(), answer.means.end());
  const double low = *least,
               high = *most > *least ? *most : *least + 1e-9 + std::abs(*least) * 1e-9;
  const auto n = static_cast<double>(answer.means.size());
  const auto bins = static_cast<std::size_t>(std::clamp(std::sqrt(n), 5.0, 60.0));
  std::vector<double> counts(bins, 0.0);
  for (const double each : answer.means) {
    const double at = (each - low) / (high - low) * static_cast<double>(bins);
    counts[std::min(static_cast<std::size_t>(at), bins - 1)] += 1.0;
  }
  const double tallest = *std::max_element(counts.begin(), counts.end());
  const double w = kWidth / static_cast<double>(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    const double h = counts[b] / tallest * kHeight;
    const double from = low + (high - low) * static_cast<double>(b) / static_cast<double>(bins);
    page.rectangle(kLeft + w * static_cast<double>(b), top + kHeight - h, w - 1.0, h, "#8ec4e8",
                   fmt::format("{:.0f} draws from {:.6g} on", counts[b], from));
  }
  page.line(kLeft, top + kHeight, kLeft + kWidth, top + kHeight, "#4d4d4d");
  const auto x = [&](double value) { return kLeft + (value - low) / (high - low) * kWidth; };
  const double step = tick_step(high - low, 6.0);
  for (double tick = std::ceil(low / step) * step; tick <= high; tick += step) {
    page.write(x(tick), top + kHeight + 18.0, tick_text(tick, step),
               "text-anchor=\"middle\" fill=\"#4d4d4d\"");
  }
  const auto mark = [&](double value, const char* name) {
    page.line(x(value), top - 4.0, x(value), top + kHeight, "#1a1a1a", 1.5);
    page.write(x(value), top - 8.0, name,
               "text-anchor=\"middle\" font-size=\"11\" fill=\"#1a1a1a\"");
  };
  mark(answer.low, "5 %");
  mark(answer.median, "50 %");
  mark(answer.high, "95 %");
}

}  // namespace

std::string noise_svg(const std::vector<NoiseAnswer>& answers, const std::string& subtitle) {
  SvgPage page(100.0 + kBlock * static_cast<double>(answers.size()), "How the responses are spread",
               subtitle + "; draws by their means over the replications");
  page.pattern("inputs", 7.0, "#d6e8f5", "M0,7 L7,0", "#0072b2");
  page.pattern("line", 7.0, "#fdf0d5", "M0,0 L7,7", "#a85400");
  double top = 130.0;
  for (const NoiseAnswer& answer : answers) {
    page.write(24.0, top - 30.0, with_unit_behind(answer.response, answer.unit),
               "font-size=\"15\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    draw_histogram(page, answer, top);
    constexpr double kX = kLeft + kWidth + 50.0, kBar = 130.0;
    const double line = answer.noise.line_share_of_a_year();
    page.write(kX, top + 4.0, "variance of a year", "fill=\"#1a1a1a\"");
    page.rectangle(kX, top + 16.0, 40.0, kBar * (1.0 - line), "url(#inputs)", "inputs");
    page.rectangle(kX, top + 16.0 + kBar * (1.0 - line), 40.0, kBar * line, "url(#line)", "line");
    page.write(kX + 52.0, top + 40.0, fmt::format("{:.3g} % inputs", 100.0 * (1.0 - line)),
               "fill=\"#333333\"");
    page.write(kX + 52.0, top + 16.0 + kBar - 4.0,
               fmt::format("{:.3g} % the line's noise", 100.0 * line), "fill=\"#333333\"");
    top += kBlock;
  }
  return page.finish();
}

}  // namespace darkline
