#include "twin/report/svg_page.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "twin/report/gantt.h"

namespace darkline {

std::string with_unit_behind(const std::string& title, const std::string& unit) {
  return unit.empty() ? title : title + ", " + unit;
}

// After cividis.
std::string shade(double share) {
  constexpr std::array<std::array<double, 3>, 5> kStops = {{
      {253, 234, 69},
      {187, 173, 108},
      {124, 123, 120},
      {66, 78, 107},
      {0, 34, 78},
  }};
  const double at = std::clamp(share, 0.0, 1.0) * (kStops.size() - 1);
  const auto k = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
  const double t = at - static_cast<double>(k);
  std::array<int, 3> c = {};
  for (std::size_t i = 0; i < 3; ++i) {
    c[i] = static_cast<int>(std::lround((1.0 - t) * kStops[k][i] + t * kStops[k + 1][i]));
  }
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

SvgPage::SvgPage(double height, const std::string& title, const std::string& subtitle) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
      "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
      "<title>{2}</title>\n",
      kPageWidth, height, xml_escaped(title));
  pattern("beyond", 8.0, "#eeeeee", "M0,8 L8,0", "#999999");
  out_ += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  write(24, 34, title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1a1a1a\"");
  write(24, 56, subtitle, "font-size=\"13\" fill=\"#4d4d4d\"");
}

void SvgPage::write(double x, double y, const std::string& text, const char* style) {
  out_ +=
      fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, style, xml_escaped(text));
}

void SvgPage::rectangle(double x, double y, double width, double height, const std::string& fill,
                        const std::string& says) {
  out_ += fmt::format(
      "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"><title>{}"
      "</title></rect>\n",
      x, y, width, height, fill, xml_escaped(says));
}

void SvgPage::line(double x1, double y1, double x2, double y2, const char* stroke, double width) {
  out_ += fmt::format(
      "<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" stroke=\"{}\" "
      "stroke-width=\"{}\"/>\n",
      x1, y1, x2, y2, stroke, width);
}

void SvgPage::polyline(const std::vector<double>& points, const char* stroke, double width,
                       const char* dashes) {
  out_ += "<polyline points=\"";
  for (std::size_t k = 0; k + 1 < points.size(); k += 2) {
    out_ += fmt::format("{:.2f},{:.2f} ", points[k], points[k + 1]);
  }
  out_ += fmt::format("\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"", stroke, width);
  if (*dashes != '\0') out_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += "/>\n";
}

void SvgPage::area(const std::vector<double>& points, const std::string& fill) {
  out_ += "<polygon points=\"";
  for (std::size_t k = 0; k + 1 < points.size(); k += 2) {
    out_ += fmt::format("{:.2f},{:.2f} ", points[k], points[k + 1]);
  }
  out_ += fmt::format("\" fill=\"{}\"/>\n", fill);
}

double tick_step(double span, double ticks) {
  const double rough = span / ticks;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / power;
  return power * (share < 1.5 ? 1.0 : share < 3.5 ? 2.0 : share < 7.5 ? 5.0 : 10.0);
}

int tick_decimals(double step) {
  return std::clamp(static_cast<int>(-std::floor(std::log10(step))), 0, 9);
}

std::string tick_text(double tick, double step) {
  // no "-0" of what is rounding alone
  return fmt::format("{:.{}f}", std::abs(tick) < 1e-6 * step ? 0.0 : tick, tick_decimals(step));
}

void SvgPage::circle(double x, double y, double radius, const char* fill) {
  out_ += fmt::format("<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.1f}\" fill=\"{}\"/>\n", x, y,
                      radius, fill);
}

void SvgPage::pattern(const std::string& name, double side, const std::string& ground,
                      const std::string& path, const char* stroke) {
  out_ += fmt::format(
      "<defs><pattern id=\"{0}\" width=\"{1}\" height=\"{1}\" "
      "patternUnits=\"userSpaceOnUse\"><rect width=\"{1}\" height=\"{1}\" fill=\"{2}\"/>"
      "<path d=\"{3}\" stroke=\"{4}\" fill=\"none\"/></pattern></defs>\n",
      name, side, ground, path, stroke);
}

}  // namespace darkline
