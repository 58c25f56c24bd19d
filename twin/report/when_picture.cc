#include "twin/report/when_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "twin/report/svg_page.h"

namespace darkline {
namespace {

constexpr double kLeft = 130.0, kRight = 980.0, kHeight = 280.0;
constexpr double kTopOfCost = 100.0, kTopOfPrice = 470.0;
constexpr const char* kBlue = "#0072b2";
constexpr const char* kOrange = "#a85400";

// One of the two planes: the same days, another measure.
class Plane {
 public:
  Plane(SvgPage& page, double top, double years) : page_(page), top_(top), years_(years) {}

  void take(double value) {
    if (!std::isfinite(value)) return;
    least_ = std::min(least_, value);
    most_ = std::max(most_, value);
  }
  void draw_axes(const std::string& title) {
    const double margin = 0.06 * std::max(most_ - least_, 1e-9 * std::abs(most_) + 1e-12);
    least_ -= margin;
    most_ += margin;
    page_.write(24.0, top_ - 14.0, title, "font-size=\"13\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    page_.line(kLeft, top_, kLeft, top_ + kHeight, "#4d4d4d");
    page_.line(kLeft, top_ + kHeight, kRight, top_ + kHeight, "#4d4d4d");
    const double step = tick_step(most_ - least_, 6.0);
    for (double tick = std::ceil(least_ / step) * step; tick <= most_; tick += step) {
      page_.line(kLeft, y(tick), kRight, y(tick), "#e6e6e6");
      page_.write(kLeft - 8.0, y(tick) + 4.0, tick_text(tick, step),
                  "text-anchor=\"end\" fill=\"#4d4d4d\"");
    }
  }
  double x(double at_y) const {
    return kLeft + 16.0 + (years_ > 0.0 ? at_y / years_ : 0.0) * (kRight - kLeft - 32.0);
  }
  double y(double value) const {
    return top_ + kHeight - (value - least_) / (most_ - least_) * kHeight;
  }
  double bottom() const { return top_ + kHeight; }

 private:
  SvgPage& page_;
  double top_, years_;
  double least_ = HUGE_VAL, most_ = -HUGE_VAL;
};

class Picture {
 public:
  Picture(const WhenFile& study, const WhenResult& result)
      : study_(study),
        result_(result),
        years_(result.days.back().chance.at_y),
        in_usd_(std::abs(result.never.mean) >= 1e6 ? 1e6 : 1e3),
        page_(830.0, "When to buy the robots",
              fmt::format("{}; a plan of {:g} years, worth on {}", study.title, study.horizon_y,
                          text_of(study.first_day))) {
    page_.pattern("range", 7.0, "#e7f0f7", "M0,7 L7,0", "#8fb8d6");
    page_.pattern("prices", 7.0, "#f7efe3", "M0,0 L7,7", "#d9b88a");
  }

  std::string draw() {
    draw_costs();
    draw_prices();
    return page_.finish();
  }

 private:
  void draw_days(const Plane& plane) {
    double last = -HUGE_VAL;
    for (const WhenDay& day : result_.days) {
      const double x = plane.x(day.chance.at_y);
      page_.line(x, plane.bottom(), x, plane.bottom() + 5.0, "#4d4d4d");
      if (x - last < 76.0) continue;
      last = x;
      page_.write(x, plane.bottom() + 20.0, text_of(day.chance.day),
                  "text-anchor=\"middle\" font-size=\"11\" fill=\"#4d4d4d\"");
    }
  }

  void draw_costs() {
    Plane plane(page_, kTopOfCost, years_);
    for (const WhenDay& day : result_.days) {
      for (const double each : {day.low, day.high, day.cost.mean}) plane.take(each / in_usd_);
    }
    plane.take(result_.never.mean / in_usd_);
    plane.draw_axes(fmt::format("cost of the plan, {}", in_usd_ == 1e6 ? "MUSD" : "kUSD"));
    std::vector<double> band, line;
    for (const WhenDay& day : result_.days) {
      band.insert(band.end(), {plane.x(day.chance.at_y), plane.y(day.high / in_usd_)});
      line.insert(line.end(), {plane.x(day.chance.at_y), plane.y(day.cost.mean / in_usd_)});
    }
    for (std::size_t k = result_.days.size(); k-- > 0;) {
      const WhenDay& day = result_.days[k];
      band.insert(band.end(), {plane.x(day.chance.at_y), plane.y(day.low / in_usd_)});
    }
    page_.area(band, "url(#range)");
    const double never = plane.y(result_.never.mean / in_usd_);
    page_.polyline({kLeft, never, kRight, never}, "#1a1a1a", 1.5, "7 4");
    page_.write(kRight - 4.0, never - 6.0, "people to the end",
                "text-anchor=\"end\" fill=\"#1a1a1a\"");
    page_.polyline(line, kBlue, 2.0);
    for (const WhenDay& day : result_.days) {
      const double x = plane.x(day.chance.at_y);
      const double half = std::isfinite(day.cost.half_width) ? day.cost.half_width : 0.0;
      page_.line(x, plane.y((day.cost.mean - half) / in_usd_), x,
                 plane.y((day.cost.mean + half) / in_usd_), kBlue, 1.5);
      page_.circle(x, plane.y(day.cost.mean / in_usd_), 3.5, kBlue);
    }
    if (!result_.never_is_best) {
      const WhenDay& best = result_.days[result_.best];
      const double x = plane.x(best.chance.at_y), y = plane.y(best.cost.mean / in_usd_);
      page_.circle(x, y, 8.0, kBlue);
      page_.circle(x, y, 5.0, "#ffffff");
      page_.write(std::min(x + 12.0, kRight - 130.0),
                  y + 26.0 < kTopOfCost + kHeight ? y + 26.0 : y - 14.0,
                  "least: " + text_of(best.chance.day),
                  "font-weight=\"bold\" fill=\"#1a1a1a\" stroke=\"#ffffff\" stroke-width=\"3\" "
                  "paint-order=\"stroke\"");
    }
    draw_days(plane);
    const double x = kRight + 10.0;
    page_.rectangle(x, kTopOfCost, 24.0, 14.0, "url(#range)");
    page_.write(x + 32.0, kTopOfCost + 11.0, "5 to 95 % of the prices", "fill=\"#4d4d4d\"");
    page_.line(x, kTopOfCost + 28.0, x + 24.0, kTopOfCost + 28.0, kBlue, 2.0);
    page_.write(x + 32.0, kTopOfCost + 32.0, "at the price of the path,", "fill=\"#4d4d4d\"");
    page_.write(x + 32.0, kTopOfCost + 48.0, "bars: noise of the line", "fill=\"#4d4d4d\"");
  }

  void draw_prices() {
    constexpr double kNormal95 = 1.6448536269514722;
    Plane plane(page_, kTopOfPrice, years_);
    const auto at = [&](const WhenDay& day, double normal) {
      const double spread = study_.price.spread_per_y, t = day.chance.at_y;
      return 1e-3 * day.chance.robot_usd *
             std::exp(normal * spread * std::sqrt(t) - 0.5 * spread * spread * t);
    };
    for (const WhenDay& day : result_.days) {
      plane.take(at(day, kNormal95));
      plane.take(at(day, -kNormal95));
      plane.take(1e-3 * day.chance.robot_usd);
    }
    plane.take(0.0);
    plane.draw_axes("price of a robot before duty, kUSD");
    std::vector<double> band, line;
    for (const WhenDay& day : result_.days) {
      band.insert(band.end(), {plane.x(day.chance.at_y), plane.y(at(day, kNormal95))});
      line.insert(line.end(), {plane.x(day.chance.at_y), plane.y(1e-3 * day.chance.robot_usd)});
    }
    for (std::size_t k = result_.days.size(); k-- > 0;) {
      const WhenDay& day = result_.days[k];
      band.insert(band.end(), {plane.x(day.chance.at_y), plane.y(at(day, -kNormal95))});
    }
    page_.area(band, "url(#prices)");
    page_.polyline(line, kOrange, 2.0);
    draw_triggers(plane);
    draw_duties(plane);
    draw_days(plane);
    const double x = kRight + 10.0;
    page_.rectangle(x, kTopOfPrice, 24.0, 14.0, "url(#prices)");
    page_.write(x + 32.0, kTopOfPrice + 11.0, "5 to 95 % of the draws", "fill=\"#4d4d4d\"");
    page_.line(x, kTopOfPrice + 28.0, x + 24.0, kTopOfPrice + 28.0, kOrange, 2.0);
    page_.write(x + 32.0, kTopOfPrice + 32.0, "the path", "fill=\"#4d4d4d\"");
    page_.polyline({x, kTopOfPrice + 50.0, x + 24.0, kTopOfPrice + 50.0}, "#1a1a1a", 1.5, "2 3");
    page_.write(x + 32.0, kTopOfPrice + 54.0, "buy at or below, else wait", "fill=\"#4d4d4d\"");
    page_.write(x, kTopOfPrice + 78.0, "% : duty from that day on", "fill=\"#4d4d4d\"");
  }

  // Where there is one within the plane.
  void draw_triggers(const Plane& plane) {
    std::vector<double> line;
    for (const WhenDay& day : result_.days) {
      const double usd = day.trigger_usd;
      const double y = std::isfinite(usd) ? plane.y(1e-3 * usd) : -HUGE_VAL;
      if (usd <= 0.0 || y < kTopOfPrice) {
        page_.polyline(line, "#1a1a1a", 1.5, "2 3");
        line.clear();
        continue;
      }
      line.insert(line.end(), {plane.x(day.chance.at_y), y});
      page_.circle(plane.x(day.chance.at_y), y, 2.5, "#1a1a1a");
    }
    page_.polyline(line, "#1a1a1a", 1.5, "2 3");
  }

  void draw_duties(const Plane& plane) {
    constexpr double kWide = 50.0, kLow = 13.0;
    double last = -1.0;
    std::array<double, 5> ends = {};  // of the rows: where their last text ends
    for (const WhenDay& day : result_.days) {
      if (day.chance.robot_duty == last) continue;
      last = day.chance.robot_duty;
      const double x = plane.x(day.chance.at_y);
      std::size_t row = 0;
      while (row + 1 < ends.size() && x - kWide / 2 < ends[row]) ++row;
      ends[row] = x + kWide / 2;
      page_.write(x, kTopOfPrice + 12.0 + kLow * static_cast<double>(row),
                  fmt::format("{:.4g} %", 100.0 * last),
                  "text-anchor=\"middle\" font-size=\"11\" fill=\"#1a1a1a\"");
    }
  }

  const WhenFile& study_;
  const WhenResult& result_;
  double years_, in_usd_;
  SvgPage page_;
};

}  // namespace

std::string when_svg(const WhenFile& study, const WhenResult& result) {
  return Picture(study, result).draw();
}

}  // namespace darkline
