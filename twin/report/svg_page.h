// A page of a picture (SVG) with a title, and what is drawn on it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace darkline {

inline constexpr double kPageWidth = 1280.0;

// "landed, USD"; the title alone without a unit.
std::string with_unit_behind(const std::string& title, const std::string& unit);

// A step of 1, 2 or 5 times a power of ten that makes about `ticks` of the span, which is above 0;
// and the decimals that tell its multiples apart.
double tick_step(double span, double ticks);
int tick_decimals(double step);
std::string tick_text(double tick, double step);

// Light to dark through hues that the colour-blind order alike; `share` in [0, 1].
std::string shade(double share);

// Colours are as SVG takes them; styles are attributes of its text: "fill=\"#1a1a1a\"".
class SvgPage {
 public:
  SvgPage(double height, const std::string& title, const std::string& subtitle);

  void write(double x, double y, const std::string& text, const char* style);
  // `says` is shown under a pointer.
  void rectangle(double x, double y, double width, double height, const std::string& fill,
                 const std::string& says = {});
  void line(double x1, double y1, double x2, double y2, const char* stroke, double width = 1.0);
  // One stroke through all points, (x, y) after (x, y).
  void polyline(const std::vector<double>& points, const char* stroke, double width,
                const char* dashes = "");
  // The face that all points enclose.
  void area(const std::vector<double>& points, const std::string& fill);
  void circle(double x, double y, double radius, const char* fill);
  // Fills for "url(#name)": strokes of `path` on a square of `side` in `ground`.
  void pattern(const std::string& name, double side, const std::string& ground,
               const std::string& path, const char* stroke);
  std::string finish() { return std::move(out_) + "</svg>\n"; }

 private:
  std::string out_;
};

}  // namespace darkline
