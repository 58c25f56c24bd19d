#include "twin/report/tornado_picture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "twin/report/svg_page.h"

namespace darkline {
namespace {

constexpr double kLeft = 540.0, kRight = 1020.0;  // of the axis
constexpr double kRow = 40.0, kHead = 62.0, kFoot = 64.0;
constexpr const char* kBelow = "url(#below)";
constexpr const char* kAbove = "#0072b2";
constexpr const char* kOther = "url(#other)";

const char* fill_of(FactorSide side) {
  return side == FactorSide::below ? kBelow : side == FactorSide::other ? kOther : kAbove;
}

class Block {
 public:
  Block(SvgPage& page, const TornadoAnswer& answer, double top)
      : page_(page), answer_(answer), top_(top) {
    least_ = most_ = answer.base.mean;
    for (const TornadoBar& bar : answer.bars) {
      least_ = std::min(least_, bar.low.response);
      most_ = std::max(most_, bar.high.response);
    }
    if (most_ - least_ <= 0.0) most_ = least_ + std::max(std::abs(least_), 1.0) * 1e-3;
  }

  double draw() {
    page_.write(24, top_, with_unit_behind(answer_.response, answer_.unit),
                "font-size=\"15\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    page_.write(x(answer_.base.mean), top_ + 20.0,
                fmt::format("base {:.7g} ± {:.2g}", answer_.base.mean, answer_.base.half_width),
                "text-anchor=\"middle\" fill=\"#1a1a1a\"");
    double y = top_ + 30.0;
    const double bottom = y + kRow * static_cast<double>(answer_.bars.size());
    draw_axis(bottom);
    for (const TornadoBar& bar : answer_.bars) {
      draw_bar(bar, y);
      y += kRow;
    }
    page_.line(x(answer_.base.mean), top_ + 26.0, x(answer_.base.mean), bottom + 4.0, "#1a1a1a",
               1.5);
    return bottom + kFoot;
  }

 private:
  double x(double response) const {
    return kLeft + (response - least_) / (most_ - least_) * (kRight - kLeft);
  }

  void draw_axis(double bottom) {
    page_.line(kLeft, bottom + 4.0, kRight, bottom + 4.0, "#4d4d4d");
    const double step = tick_step(most_ - least_, 4.0);
    for (double tick = std::ceil(least_ / step) * step; tick <= most_ + 1e-9 * step; tick += step) {
      page_.line(x(tick), bottom + 4.0, x(tick), bottom + 9.0, "#4d4d4d");
      page_.write(x(tick), bottom + 24.0, tick_text(tick, step),
                  "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    }
  }

  void draw_bar(const TornadoBar& bar, double y) {
    const double base = x(answer_.base.mean), low = x(bar.low.response);
    const double high = x(bar.high.response);
    page_.write(24, y + 17.0, bar.factor, "font-weight=\"bold\" fill=\"#333333\"");
    page_.write(24, y + 32.0,
                fmt::format("swing {:.4g} ± {:.2g}", bar.swing.mean, bar.swing.half_width),
                "font-size=\"11\" fill=\"#4d4d4d\"");
    if (bar.low.side != FactorSide::base) {
      page_.rectangle(low, y + 8.0, base - low, kRow - 16.0, fill_of(bar.low.side), says(bar.low));
      draw_interval(bar.low, y);
      page_.write(low - margin_of(bar.low), y + 25.0, end_text(bar.low),
                  "text-anchor=\"end\" fill=\"#333333\"");
    }
    if (bar.high.side != FactorSide::base) {
      page_.rectangle(base, y + 8.0, high - base, kRow - 16.0, fill_of(bar.high.side),
                      says(bar.high));
      draw_interval(bar.high, y);
      page_.write(high + margin_of(bar.high), y + 25.0, end_text(bar.high), "fill=\"#333333\"");
    }
  }

  // Half the interval of the change, drawn no further than the margins let it.
  double reach(const TornadoEnd& end) const {
    const double pixels = end.change.half_width / (most_ - least_) * (kRight - kLeft);
    return std::isfinite(pixels) ? std::min(pixels, 60.0) : 60.0;
  }
  double margin_of(const TornadoEnd& end) const { return reach(end) + 8.0; }
  void draw_interval(const TornadoEnd& end, double y) {
    const double at = x(end.response), half = reach(end);
    if (half < 1.0) return;
    page_.line(at - half, y + kRow / 2.0, at + half, y + kRow / 2.0, "#1a1a1a", 1.5);
    page_.line(at - half, y + kRow / 2.0 - 4, at - half, y + kRow / 2.0 + 4, "#1a1a1a", 1.5);
    page_.line(at + half, y + kRow / 2.0 - 4, at + half, y + kRow / 2.0 + 4, "#1a1a1a", 1.5);
  }

  static std::string end_text(const TornadoEnd& end) {
    return fmt::format("{}: {:+.4g}", end.value, end.change.mean);
  }
  static std::string says(const TornadoEnd& end) {
    return fmt::format("{}: {:.7g}, {:+.4g} ± {:.2g} from the base", end.value, end.response,
                       end.change.mean, end.change.half_width);
  }

  SvgPage& page_;
  const TornadoAnswer& answer_;
  double top_, least_ = 0.0, most_ = 0.0;
};

void draw_legend(SvgPage& page, double y) {
  double x = 24.0;
  const auto add = [&](const char* fill, const char* text, double width) {
    page.rectangle(x, y - 11.0, 22.0, 13.0, fill);
    page.write(x + 28.0, y, text, "fill=\"#4d4d4d\"");
    x += width;
  };
  add(kBelow, "factor below the base's value", 260.0);
  add(kAbove, "factor above it", 160.0);
  add(kOther, "another text", 140.0);
  page.write(x, y, "lines: intervals of the change from the base, on common random numbers",
             "fill=\"#4d4d4d\"");
}

}  // namespace

std::string tornado_svg(const std::vector<TornadoAnswer>& answers, const std::string& subtitle) {
  double height = 120.0;
  for (const TornadoAnswer& each : answers) {
    height += kHead + kRow * static_cast<double>(each.bars.size()) + kFoot - 30.0;
  }
  SvgPage page(height, "What each factor does alone", subtitle);
  page.pattern("below", 7.0, "#d6e8f5", "M0,7 L7,0", "#0072b2");
  page.pattern("other", 7.0, "#fdf0d5", "M3,3 h1.5", "#8a5a00");
  draw_legend(page, 82.0);
  double top = 122.0;
  for (const TornadoAnswer& each : answers) top = Block(page, each, top).draw();
  return page.finish();
}

}  // namespace darkline
