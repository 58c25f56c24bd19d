#include "twin/report/decision_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "twin/report/svg_page.h"

namespace darkline {
namespace {

constexpr double kLeft = 110.0, kPlaneWidth = 760.0, kPlaneHeight = 520.0;
constexpr std::size_t kMostNumbers = 13;  // of an axis, beside which the others are left out

struct Hatch {
  const char *ground, *path, *stroke;
};
// Light grounds that differ in brightness, strokes that differ in direction; from the seventh
// choice on they begin anew, and the letters alone tell.
constexpr std::array<Hatch, 6> kHatches = {{
    {"#fde7b0", "M0,8 L8,0", "#a67c00"},
    {"#bcd9ee", "M0,0 L8,8", "#2b6c9b"},
    {"#e3e3e3", "M0,4 H8", "#7a7a7a"},
    {"#c9e8d3", "M4,0 V8", "#3d8a5a"},
    {"#f0d0e2", "M0,8 L8,0 M0,0 L8,8", "#a0527e"},
    {"#d9d2f0", "M0,4 H8 M4,0 V8", "#6a5aad"},
}};

std::string letter(std::size_t choice) {
  return choice < 26 ? std::string(1, static_cast<char>('A' + choice)) : fmt::format("{}", choice);
}

class Picture {
 public:
  Picture(const DecisionMap& map, const std::string& subtitle)
      : map_(map),
        nx_(map.x.values.size()),
        ny_(map.y.values.size()),
        w_(kPlaneWidth / static_cast<double>(nx_)),
        h_(kPlaneHeight / static_cast<double>(ny_)),
        top_(96.0),
        page_(top_ + std::max(kPlaneHeight + 70.0, 90.0 + 44.0 * static_cast<double>(n_choices())),
              fmt::format("Which choice has the {} {}", map.is_least ? "least" : "most",
                          map.response),
              subtitle) {}

  std::string draw() {
    for (std::size_t k = 0; k < kHatches.size(); ++k) {
      page_.pattern(fmt::format("choice{}", k), 8.0, kHatches[k].ground, kHatches[k].path,
                    kHatches[k].stroke);
    }
    for (std::size_t j = 0; j < ny_; ++j) {
      for (std::size_t i = 0; i < nx_; ++i) draw_cell(i, j);
    }
    draw_boundaries();
    draw_letters();
    draw_axes();
    draw_legend();
    return page_.finish();
  }

 private:
  std::size_t n_choices() const { return map_.choices.size(); }
  double x(double column) const { return kLeft + w_ * (column + 0.5); }
  double y(double row) const { return top_ + kPlaneHeight - h_ * (row + 0.5); }

  void draw_cell(std::size_t i, std::size_t j) {
    const DecisionCell& cell = map_.at(j, i);
    const std::string where = map_.y.title.empty()
                                  ? fmt::format("{} {:g}", map_.x.title, map_.x.values[i])
                                  : fmt::format("{} {:g}, {} {:g}", map_.x.title, map_.x.values[i],
                                                map_.y.title, map_.y.values[j]);
    page_.rectangle(
        x(static_cast<double>(i)) - w_ / 2, y(static_cast<double>(j)) - h_ / 2, w_ + 0.3, h_ + 0.3,
        cell.is_decided() ? fmt::format("url(#choice{})", cell.best % kHatches.size()) : "#ffffff",
        fmt::format("{} at {}, ahead of {} by {:.4g} ± {:.2g} {}", map_.choices[cell.best], where,
                    map_.choices[cell.second], cell.lead.mean, cell.lead.half_width, map_.unit));
  }

  // Of the best of a cell and those not told apart from it.
  static std::string letters_of(const DecisionCell& cell) {
    if (cell.is_decided()) return letter(cell.best);
    std::vector<std::size_t> all = cell.contenders;
    all.push_back(cell.best);
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::size_t each : all) text += (text.empty() ? "" : "/") + letter(each);
    return text;
  }

  void draw_letters() {
    const std::size_t every_x = (nx_ - 1) / kMostNumbers + 1,
                      every_y = (ny_ - 1) / kMostNumbers + 1;
    for (std::size_t j = 0; j < ny_; j += every_y) {
      for (std::size_t i = 0; i < nx_; i += every_x) {
        page_.write(x(static_cast<double>(i)), y(static_cast<double>(j)) + 4.0,
                    letters_of(map_.at(j, i)),
                    "text-anchor=\"middle\" font-size=\"12\" font-weight=\"bold\" fill=\"#1a1a1a\" "
                    "stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"");
      }
    }
  }

  double mean(std::size_t i, std::size_t j, std::size_t choice) const {
    return map_.at(j, i).values[choice].mean * (map_.is_least ? 1.0 : -1.0);
  }

  // Where a and b are equal inside the square between four places, if no other is better there.
  void draw_in_square(std::size_t i, std::size_t j, std::size_t a, std::size_t b) {
    struct Corner {
      double x, y, d;
    };
    const auto corner = [&](std::size_t di, std::size_t dj) {
      return Corner{static_cast<double>(i + di), static_cast<double>(j + dj),
                    mean(i + di, j + dj, a) - mean(i + di, j + dj, b)};
    };
    const std::array<Corner, 4> corners = {corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)};
    std::vector<double> crossings;  // x, y
    for (std::size_t k = 0; k < 4; ++k) {
      const Corner &from = corners[k], &to = corners[(k + 1) % 4];
      if ((from.d < 0.0) == (to.d < 0.0)) continue;
      const double share = from.d / (from.d - to.d);
      crossings.push_back(from.x + share * (to.x - from.x));
      crossings.push_back(from.y + share * (to.y - from.y));
    }
    for (std::size_t k = 0; k + 3 < crossings.size(); k += 4) {
      const double mx = (crossings[k] + crossings[k + 2]) / 2 - static_cast<double>(i);
      const double my = (crossings[k + 1] + crossings[k + 3]) / 2 - static_cast<double>(j);
      const auto at_middle = [&](std::size_t c) {
        return (1 - mx) * (1 - my) * mean(i, j, c) + mx * (1 - my) * mean(i + 1, j, c) +
               mx * my * mean(i + 1, j + 1, c) + (1 - mx) * my * mean(i, j + 1, c);
      };
      bool is_best = true;
      for (std::size_t c = 0; c < n_choices(); ++c) {
        if (c != a && c != b) is_best = is_best && at_middle(a) <= at_middle(c);
      }
      if (!is_best) continue;
      page_.polyline(
          {x(crossings[k]), y(crossings[k + 1]), x(crossings[k + 2]), y(crossings[k + 3])},
          "#000000", 2.5);
    }
  }

  void draw_boundaries() {
    if (ny_ < 2) {
      for (const DecisionFlip& flip : map_.flips) {
        const double span = map_.x.values[flip.column + 1] - map_.x.values[flip.column];
        const double at =
            x(static_cast<double>(flip.column) + (flip.x - map_.x.values[flip.column]) / span);
        page_.polyline({at, top_, at, top_ + kPlaneHeight}, "#000000", 2.5);
      }
      return;
    }
    for (std::size_t j = 0; j + 1 < ny_; ++j) {
      for (std::size_t i = 0; i + 1 < nx_; ++i) {
        for (std::size_t a = 0; a < n_choices(); ++a) {
          for (std::size_t b = a + 1; b < n_choices(); ++b) draw_in_square(i, j, a, b);
        }
      }
    }
  }

  void draw_axes() {
    const std::size_t every_x = (nx_ - 1) / kMostNumbers + 1,
                      every_y = (ny_ - 1) / kMostNumbers + 1;
    for (std::size_t i = 0; i < nx_; i += every_x) {
      page_.write(x(static_cast<double>(i)), top_ + kPlaneHeight + 20.0,
                  fmt::format("{:.5g}", map_.x.values[i]),
                  "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    }
    page_.write(kLeft + kPlaneWidth / 2, top_ + kPlaneHeight + 46.0,
                with_unit_behind(map_.x.title, map_.x.unit),
                "text-anchor=\"middle\" fill=\"#1a1a1a\"");
    if (map_.y.title.empty()) return;
    for (std::size_t j = 0; j < ny_; j += every_y) {
      page_.write(kLeft - 10.0, y(static_cast<double>(j)) + 4.0,
                  fmt::format("{:.5g}", map_.y.values[j]), "text-anchor=\"end\" fill=\"#4d4d4d\"");
    }
    page_.write(24.0, top_ - 12.0, with_unit_behind(map_.y.title, map_.y.unit), "fill=\"#1a1a1a\"");
  }

  void draw_legend() {
    constexpr double kX = kLeft + kPlaneWidth + 30.0;
    double at = top_ + 6.0;
    const auto entry = [&](const std::string& fill, const std::string& head,
                           const std::string& below) {
      page_.rectangle(kX, at, 30.0, 24.0, fill);
      page_.write(kX + 40.0, at + 10.0, head, "font-size=\"12\" fill=\"#1a1a1a\"");
      page_.write(kX + 40.0, at + 25.0, below, "font-size=\"11\" fill=\"#4d4d4d\"");
      at += 44.0;
    };
    for (std::size_t c = 0; c < n_choices(); ++c) {
      entry(fmt::format("url(#choice{})", c % kHatches.size()),
            fmt::format("{}  {}", letter(c), map_.choices[c]),
            fmt::format("{:.1f} % of the map", 100.0 * map_.share_of(c)));
    }
    std::string band = "within the interval of the difference";
    if (map_.indifference > 0.0) band += fmt::format(", or {:g} {}", map_.indifference, map_.unit);
    page_.line(kX, at, kX + 30.0, at, "#999999");
    page_.line(kX, at + 24.0, kX + 30.0, at + 24.0, "#999999");
    entry("#ffffff", fmt::format("A/B  undecided: {:.1f} %", 100.0 * map_.undecided_share()), band);
    page_.polyline({kX, at + 8.0, kX + 30.0, at + 8.0}, "#000000", 2.5);
    page_.write(kX + 40.0, at + 12.0, "the best changes here", "fill=\"#1a1a1a\"");
  }

  const DecisionMap& map_;
  std::size_t nx_, ny_;
  double w_, h_, top_;
  SvgPage page_;
};

}  // namespace

std::string decision_svg(const DecisionMap& map, const std::string& subtitle) {
  std::string under = subtitle;
  if (!map.averaged_over.empty()) under += "; mean over " + map.averaged_over;
  return Picture(map, under).draw();
}

}  // namespace darkline
