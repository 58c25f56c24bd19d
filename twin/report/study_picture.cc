#include "twin/report/study_picture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "twin/report/svg_page.h"

namespace darkline {
namespace {

struct Bar {
  std::string label, note;
  double value = 0.0, low = 0.0, high = 0.0;
  const char* colour = "#0072b2";
};

// Bars from 0 with intervals, from the top down; returns where they end.
double draw_bars(SvgPage& page, double top, const std::string& heading,
                 const std::vector<Bar>& bars) {
  constexpr double kLeft = 440.0, kRight = 180.0, kRow = 22.0;
  double least = 0.0, most = 1e-300;
  for (const Bar& bar : bars) {
    least = std::min({least, bar.low, bar.value});
    most = std::max({most, bar.high, bar.value});
  }
  const auto x = [&](double value) {
    return kLeft + (value - least) / (most - least) * (kPageWidth - kLeft - kRight);
  };
  page.write(24, top, heading, "font-size=\"14\" font-weight=\"bold\" fill=\"#1a1a1a\"");
  double y = top + 12.0;
  for (const Bar& bar : bars) {
    page.rectangle(std::min(x(0.0), x(bar.value)), y + 3.0, std::abs(x(bar.value) - x(0.0)),
                   kRow - 8.0, bar.colour, bar.label + ": " + bar.note);
    page.line(x(bar.low), y + kRow / 2 - 1, x(bar.high), y + kRow / 2 - 1, "#1a1a1a", 1.5);
    page.write(kLeft - 10.0, y + kRow / 2 + 3, bar.label, "text-anchor=\"end\" fill=\"#333333\"");
    page.write(kPageWidth - kRight + 12.0, y + kRow / 2 + 3, bar.note, "fill=\"#333333\"");
    y += kRow;
  }
  page.line(x(0.0), top + 8.0, x(0.0), y, "#1a1a1a");
  return y + 36.0;
}

}  // namespace

std::string surface_svg(const StudySurface& s, const std::string& subtitle) {
  constexpr double kLeft = 110.0, kTop = 96.0, kPlaneWidth = 960.0, kPlaneHeight = 560.0;
  constexpr std::size_t kMostNumbers = 13;  // of an axis, beside which the others are left out
  std::string under = subtitle;
  if (!s.averaged_over.empty()) under += "; mean over " + s.averaged_over;
  SvgPage page(kTop + kPlaneHeight + 70.0, with_unit_behind(s.title, s.unit), under);
  double least = HUGE_VAL, most = -HUGE_VAL;
  for (const double z : s.z) {
    if (!std::isfinite(z)) continue;
    least = std::min(least, z);
    most = std::max(most, z);
  }
  // as many decimals as tell hundredths of what the plane spans
  const double span = std::max(most - least, 1e-9);
  const int decimals = std::clamp(static_cast<int>(std::ceil(2.0 - std::log10(span))), 0, 9);
  const std::size_t nx = s.x.values.size(), ny = s.y.values.size();
  const double w = kPlaneWidth / static_cast<double>(nx);
  const double h = kPlaneHeight / static_cast<double>(ny);
  const std::size_t every_x = (nx - 1) / kMostNumbers + 1, every_y = (ny - 1) / kMostNumbers + 1;
  struct Number {
    double x, y;
    std::string text;
    bool is_light;
  };
  std::vector<Number> numbers;
  for (std::size_t j = 0; j < ny; ++j) {
    for (std::size_t i = 0; i < nx; ++i) {
      const double z = s.z[j * nx + i];
      const double x = kLeft + w * static_cast<double>(i);
      const double y = kTop + kPlaneHeight - h * static_cast<double>(j + 1);
      const double share = most > least ? (z - least) / (most - least) : 0.5;
      const std::string number = std::isfinite(z) ? fmt::format("{:.{}f}", z, decimals)
                                 : z > 0.0        ? "above"
                                                  : "below";
      page.rectangle(x, y, w + 0.3, h + 0.3, std::isfinite(z) ? shade(share) : "url(#beyond)",
                     fmt::format("{} at {} {}, {} {}", number, s.x.title, s.x.values[i], s.y.title,
                                 s.y.values[j]));
      if (i % every_x == 0 && j % every_y == 0) {
        const bool dark = std::isfinite(z) && share > 0.45;
        numbers.push_back({x + w / 2, y + h / 2 + 4, number, dark});
      }
    }
  }
  for (const Number& each : numbers) {  // above all colours
    page.write(each.x, each.y, each.text,
               each.is_light ? "text-anchor=\"middle\" font-size=\"11\" fill=\"#ffffff\""
                             : "text-anchor=\"middle\" font-size=\"11\" fill=\"#1a1a1a\"");
  }
  for (std::size_t i = 0; i < nx; i += every_x) {
    page.write(kLeft + w * (static_cast<double>(i) + 0.5), kTop + kPlaneHeight + 20.0,
               fmt::format("{:.5g}", s.x.values[i]), "text-anchor=\"middle\" fill=\"#4d4d4d\"");
  }
  for (std::size_t j = 0; j < ny; j += every_y) {
    page.write(kLeft - 10.0, kTop + kPlaneHeight - h * (static_cast<double>(j) + 0.5) + 4.0,
               fmt::format("{:.5g}", s.y.values[j]), "text-anchor=\"end\" fill=\"#4d4d4d\"");
  }
  page.write(kLeft + kPlaneWidth / 2, kTop + kPlaneHeight + 46.0,
             with_unit_behind(s.x.title, s.x.unit), "text-anchor=\"middle\" fill=\"#1a1a1a\"");
  page.write(24.0, kTop - 12.0, with_unit_behind(s.y.title, s.y.unit), "fill=\"#1a1a1a\"");
  constexpr double kScale = kLeft + kPlaneWidth + 40.0;
  constexpr int kSteps = 40;
  for (int k = 0; k < kSteps; ++k) {
    page.rectangle(kScale, kTop + kPlaneHeight - (k + 1) * kPlaneHeight / kSteps, 24.0,
                   kPlaneHeight / kSteps + 0.3, shade((k + 0.5) / kSteps));
  }
  if (least <= most) {
    for (int k = 0; k <= 4; ++k) {
      page.write(kScale + 32.0, kTop + kPlaneHeight * (1.0 - k / 4.0) + 4.0,
                 fmt::format("{:.{}f}", least + k / 4.0 * (most - least), decimals),
                 "fill=\"#4d4d4d\"");
    }
  }
  return page.finish();
}

std::string variance_svg(const std::vector<VarianceAnswer>& answers, const std::string& subtitle) {
  std::size_t rows = 0;
  for (const VarianceAnswer& each : answers) rows += 2 * each.shares.size() + 3;
  SvgPage page(100.0 + 24.0 * static_cast<double>(rows), "Shares of the variance",
               subtitle + "; dark: by itself, light: with interactions; lines: intervals");
  double top = 96.0;
  for (const VarianceAnswer& each : answers) {
    std::vector<Bar> bars;
    for (std::size_t g = 0; g < each.shares.size(); ++g) {
      const ShareOfVariance& s = each.shares[g];
      bars.push_back(
          {each.groups[g], fmt::format("{:.3f}", s.first), s.first, s.first_low, s.first_high});
      bars.push_back(
          {"", fmt::format("{:.3f}", s.total), s.total, s.total_low, s.total_high, "#8ec4e8"});
    }
    top = draw_bars(page, top, each.response, bars);
  }
  return page.finish();
}

std::string effects_svg(const std::vector<EffectAnswer>& answers, const std::string& subtitle) {
  std::size_t rows = 0;
  for (const EffectAnswer& each : answers) rows += each.effects.size() + 3;
  SvgPage page(100.0 + 24.0 * static_cast<double>(rows), "What a whole range changes",
               subtitle + "; size of the elementary effects, lines: intervals");
  double top = 96.0;
  for (const EffectAnswer& each : answers) {
    std::vector<Bar> bars;
    for (std::size_t f = 0; f < each.effects.size(); ++f) {
      const ElementaryEffect& e = each.effects[f];
      bars.push_back({each.factors[f], fmt::format("{:.4g}", e.mean_absolute), e.mean_absolute,
                      e.mean_absolute - e.half_width, e.mean_absolute + e.half_width});
    }
    top = draw_bars(page, top, with_unit_behind(each.response, each.unit), bars);
  }
  return page.finish();
}

}  // namespace darkline
