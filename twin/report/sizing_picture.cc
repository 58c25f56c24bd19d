#include "twin/report/sizing_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "twin/report/gantt.h"

namespace darkline {
namespace {

constexpr double kWidth = 1280.0, kHeight = 760.0;
constexpr double kLeft = 96.0, kRight = 1250.0, kTop = 104.0, kBottom = 690.0;
constexpr const char* kAnswer = "#d55e00";
constexpr const char* kReaches = "#0072b2";
constexpr const char* kMisses = "#9ecae1";

// What an axis shows, with room at both ends.
struct Range {
  double low = HUGE_VAL, high = -HUGE_VAL;
  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void widen() {
    const double room = std::max(0.06 * (high - low), 1e-6 * std::fabs(high) + 1e-9);
    low -= room;
    high += room;
  }
  // A round distance for about six marks: 1, 2 or 5 times a power of ten.
  double step() const {
    const double wanted = (high - low) / 6.0;
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double k : {1.0, 2.0, 5.0}) {
      if (k * power >= wanted) return k * power;
    }
    return 10.0 * power;
  }
};

class Plot {
 public:
  Plot(const std::string& title, const std::string& subtitle, Range x, Range y) : x_(x), y_(y) {
    x_.widen();
    y_.widen();
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
        "<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        kWidth, kHeight, xml_escaped(title));
    write(24, 34, title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    write(24, 58, subtitle, "font-size=\"13\" fill=\"#4d4d4d\"");
  }

  double x(double value) const {
    return kLeft + (value - x_.low) / (x_.high - x_.low) * (kRight - kLeft);
  }
  double y(double value) const {
    return kBottom - (value - y_.low) / (y_.high - y_.low) * (kBottom - kTop);
  }

  void write(double px, double py, const std::string& text, const char* style) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", px, py, style,
                        xml_escaped(text));
  }
  void line(double x1, double y1, double x2, double y2, const char* stroke, double width,
            const char* dashes = "none") {
    out_ += fmt::format(
        "<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" stroke=\"{}\" "
        "stroke-width=\"{}\" stroke-dasharray=\"{}\"/>\n",
        x1, y1, x2, y2, stroke, width, dashes);
  }
  void dot(double px, double py, double radius, const char* fill, const char* stroke,
           const std::string& says) {
    out_ += fmt::format(
        "<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"1.5\"><title>{}</title></circle>\n",
        px, py, radius, fill, stroke, xml_escaped(says));
  }
  void square(double px, double py, double half, const char* fill, const std::string& says) {
    out_ += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{}\" height=\"{}\" fill=\"{}\"><title>{}</title>"
        "</rect>\n",
        px - half, py - half, 2 * half, 2 * half, fill, xml_escaped(says));
  }

  void axes(const std::string& x_title, const std::string& y_title) {
    const auto marks = [](const Range& range, auto&& draw) {
      const double step = range.step();
      const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
      for (double k = std::ceil(range.low / step); k * step <= range.high; k += 1.0) {
        draw(k * step, fmt::format("{:.{}f}", k * step, decimals));
      }
    };
    marks(x_, [&](double at, const std::string& text) {
      line(x(at), kTop, x(at), kBottom, "#eeeeee", 1.0);
      write(x(at), kBottom + 20, text, "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    });
    marks(y_, [&](double at, const std::string& text) {
      line(kLeft, y(at), kRight, y(at), "#eeeeee", 1.0);
      write(kLeft - 8, y(at) + 4, text, "text-anchor=\"end\" fill=\"#4d4d4d\"");
    });
    line(kLeft, kBottom, kRight, kBottom, "#1a1a1a", 1.0);
    line(kLeft, kTop, kLeft, kBottom, "#1a1a1a", 1.0);
    write(0.5 * (kLeft + kRight), kBottom + 46, x_title, "text-anchor=\"middle\" fill=\"#1a1a1a\"");
    write(24, kTop - 14, y_title, "fill=\"#1a1a1a\"");
  }

  std::string finish() { return std::move(out_) + "</svg>\n"; }

 private:
  Range x_, y_;
  std::string out_;
};

std::string said(const SizedPlant& p, double usd) {
  return fmt::format("{} robots, {} places, {} technicians, takt {:.2f} s: {:.2f} JPH, {:.2f} USD",
                     p.robots, p.places, p.choice.technicians, p.choice.takt_s, p.screened_jph.mean,
                     usd);
}

// The legend, from the right end of the line under the title.
void explain(Plot& plot, const std::vector<std::pair<const char*, std::string>>& what) {
  double at = kLeft + 330.0;
  for (const auto& [colour, text] : what) {
    plot.dot(at, kTop - 18.0, 5.0, colour, "#ffffff", text);
    plot.write(at + 10.0, kTop - 14.0, text, "fill=\"#333333\"");
    at += 40.0 + 6.6 * static_cast<double>(text.size());
  }
}

std::string scatter(const SizingFile& study, const SizingResult& r) {
  const double bodies = r.target_jph * r.hours_per_year;
  Range x, y;
  const double base_usd = r.base.conversion_at_target_usd.mean;
  x.take(r.target_jph);
  x.take(r.base.net_jph.mean);
  y.take(base_usd);
  for (const SizedPlant& p : r.looked_at) {
    if (p.screened_jph.n == 0) continue;
    x.take(p.screened_jph.mean);
    y.take(p.usd_per_y / bodies);
  }
  Plot plot(
      study.title,
      fmt::format("every plant looked at; conversion at the target's {:.0f} bodies a year", bodies),
      x, y);
  plot.axes("net JPH", "USD a body");
  explain(plot, {{kAnswer, "the answer, with its interval"},
                 {kReaches, "reaches the target"},
                 {kMisses, "misses it"},
                 {"#1a1a1a", "the base scenario"}});
  plot.line(plot.x(r.target_jph), kTop, plot.x(r.target_jph), kBottom, kAnswer, 1.5, "6 4");
  plot.write(plot.x(r.target_jph) + 6, kBottom - 8, fmt::format("target {:g}", r.target_jph),
             "fill=\"#d55e00\"");
  for (const SizedPlant& p : r.looked_at) {
    if (p.screened_jph.n == 0) continue;
    const double usd = p.usd_per_y / bodies;
    const bool reaches = p.screened_jph.mean >= r.target_jph + r.physics_gap_jph.mean;
    plot.dot(plot.x(p.screened_jph.mean), plot.y(usd), 4.0, reaches ? kReaches : kMisses, "#ffffff",
             said(p, usd));
  }
  plot.square(plot.x(r.base.net_jph.mean), plot.y(base_usd), 6.0, "#1a1a1a",
              said(r.base.plant, base_usd));
  const Estimate& jph = r.answer.net_jph;
  const double usd = r.answer.conversion_at_target_usd.mean;
  plot.line(plot.x(jph.mean - jph.half_width), plot.y(usd), plot.x(jph.mean + jph.half_width),
            plot.y(usd), kAnswer, 3.0);
  plot.dot(plot.x(jph.mean), plot.y(usd), 7.0, kAnswer, "#ffffff", said(r.answer.plant, usd));
  plot.write(plot.x(jph.mean) + 12, plot.y(usd) + 18,
             fmt::format("{} robots, {} places, {} technicians", r.answer.plant.robots,
                         r.answer.plant.places, r.answer.plant.choice.technicians),
             "font-weight=\"bold\" fill=\"#1a1a1a\"");
  return plot.finish();
}

std::string front(const SizingFile& study, const std::vector<SizingResult>& results) {
  constexpr std::array<const char*, 4> kLines = {"#0072b2", "#d55e00", "#009e73", "#cc79a7"};
  Range x, y;
  for (const SizingResult& r : results) {
    x.take(r.target_jph);
    y.take(r.answer.conversion_at_target_usd.mean);
  }
  Plot plot(study.title, "the cheapest plant that makes each target, at the target's volume", x, y);
  plot.axes("net JPH that the plant has to make", "USD of conversion a body");
  std::vector<std::pair<const char*, std::string>> legend;
  for (std::size_t p = 0; p < study.robot_usd.size(); ++p) {
    const char* colour = kLines[p % kLines.size()];
    legend.emplace_back(colour, fmt::format("robots at {:g} kUSD", study.robot_usd[p] / 1e3));
    const SizingResult* before = nullptr;
    for (const SizingResult& r : results) {
      if (r.robot_usd != study.robot_usd[p]) continue;
      const double usd = r.answer.conversion_at_target_usd.mean;
      if (before != nullptr) {
        plot.line(plot.x(before->target_jph), plot.y(before->answer.conversion_at_target_usd.mean),
                  plot.x(r.target_jph), plot.y(usd), colour, 2.0);
      }
      before = &r;
    }
    for (const SizingResult& r : results) {
      if (r.robot_usd != study.robot_usd[p]) continue;
      const double usd = r.answer.conversion_at_target_usd.mean;
      plot.dot(plot.x(r.target_jph), plot.y(usd), 6.0, r.answer.meets ? colour : "#ffffff", colour,
               said(r.answer.plant, usd));
      plot.write(plot.x(r.target_jph) + 10, plot.y(usd) - 8,
                 fmt::format("{} robots", r.answer.plant.robots), "fill=\"#1a1a1a\"");
    }
  }
  explain(plot, legend);
  return plot.finish();
}

}  // namespace

std::string sizing_svg(const SizingFile& study, const std::vector<SizingResult>& results) {
  return results.size() == 1 ? scatter(study, results.front()) : front(study, results);
}

}  // namespace darkline
