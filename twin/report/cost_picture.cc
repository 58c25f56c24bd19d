// The waterfall of the cost of a body, as a picture.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "twin/economics/cents.h"
#include "twin/report/cost_report.h"
#include "twin/report/gantt.h"

namespace darkline {
namespace {

constexpr double kWidth = 1180.0, kRow = 26.0, kLeft = 210.0, kRight = 190.0, kTop = 84.0;
constexpr const char* kFixed = "#0072b2";
constexpr const char* kVariable = "#e69f00";
constexpr const char* kMixed = "#009e73";
constexpr const char* kTotal = "#4d4d4d";

class Waterfall {
 public:
  explicit Waterfall(const RunCost& cost) : cost_(cost) {}

  std::string svg() {
    const double body_usd = std::max(cost_.unit_cost.body_in_white.mean, 1e-9);
    const double landed_usd = std::max(cost_.unit_cost.landed.mean, 1e-9);
    std::vector<double> items_usd;
    for (const CostItemEstimate& each : cost_.unit_cost.items) {
      items_usd.push_back(each.usd_per_body.mean);
    }
    const auto cents = cents_that_add_up(items_usd);
    std::int64_t sum = 0;
    scale_usd_ = body_usd;
    for (std::size_t i = 0; i < cents.size(); ++i) {
      const double usd = static_cast<double>(sum) / 100.0;
      if (i == kConversionItems) total("= conversion", usd, cost_.unit_cost.conversion);
      if (i == kBodyInWhiteItems) {
        total("= body in white", usd, cost_.unit_cost.body_in_white);
        y_ += kRow;
        scale_usd_ = landed_usd;
        total("body in white", usd, cost_.unit_cost.body_in_white);
      }
      sum += cents[i];
      step(cost_.unit_cost.items[i], usd, static_cast<double>(sum) / 100.0);
    }
    total("= landed vehicle", static_cast<double>(sum) / 100.0, cost_.unit_cost.landed);
    return head() + body_ + legend() + "</svg>\n";
  }

 private:
  double x(double usd) const { return kLeft + usd / scale_usd_ * (kWidth - kLeft - kRight); }

  void write(double at_x, double at_y, const std::string& text, const char* style) {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", at_x, at_y, style,
                         xml_escaped(text));
  }

  void bar(const std::string& title, double from, double to, double half_width,
           const char* colour) {
    const double left = x(std::min(from, to)), right = x(std::max(from, to));
    write(kLeft - 10.0, y_ + 17.0, title, "text-anchor=\"end\" fill=\"#1a1a1a\"");
    body_ += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" fill=\"{}\"/>\n", left,
        y_ + 4.0, std::max(right - left, 1.0), kRow - 8.0, colour);
    const std::string error =
        std::isfinite(half_width) ? fmt::format(" +- {:.2f}", half_width) : std::string();
    write(right + 8.0, y_ + 17.0, fmt::format("{:.2f}{}", to - from, error), "fill=\"#4d4d4d\"");
    if (std::isfinite(half_width) && half_width > 0.0) {
      body_ += fmt::format(
          "<line x1=\"{0:.2f}\" y1=\"{2:.1f}\" x2=\"{1:.2f}\" y2=\"{2:.1f}\" "
          "stroke=\"#1a1a1a\" stroke-width=\"2\"/>\n",
          x(std::max(to - half_width, 0.0)), x(to + half_width), y_ + kRow / 2.0);
    }
    y_ += kRow;
  }

  void step(const CostItemEstimate& each, double from, double to) {
    const char* colour = each.item.kind == CostKind::fixed      ? kFixed
                         : each.item.kind == CostKind::variable ? kVariable
                                                                : kMixed;
    bar(each.item.title, from, to, each.usd_per_body.half_width, colour);
  }

  void total(const char* title, double usd, const Estimate& estimate) {
    bar(title, 0.0, usd, estimate.half_width, kTotal);
  }

  std::string head() const {
    const std::string title = "Cost of a body: " + cost_.title;
    const std::string subtitle =
        fmt::format("USD a body, means and {:.0f} % intervals over {} replications of the line",
                    100.0 * cost_.confidence, cost_.replications);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"13\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        "<text x=\"24\" y=\"34\" font-size=\"20\" font-weight=\"bold\" "
        "fill=\"#1a1a1a\">{2}</text>\n"
        "<text x=\"24\" y=\"58\" fill=\"#4d4d4d\">{3}</text>\n",
        kWidth, y_ + 56.0, xml_escaped(title), xml_escaped(subtitle));
  }

  std::string legend() const {
    std::string text;
    double at = kLeft;
    const auto entry = [&](const char* colour, const char* name) {
      text += fmt::format(
          "<rect x=\"{0:.0f}\" y=\"{1:.0f}\" width=\"14\" height=\"14\" fill=\"{2}\"/>\n"
          "<text x=\"{3:.0f}\" y=\"{4:.0f}\" fill=\"#4d4d4d\">{5}</text>\n",
          at, y_ + 20.0, colour, at + 20.0, y_ + 32.0, name);
      at += 220.0;
    };
    entry(kFixed, "fixed: shared by the bodies");
    entry(kVariable, "variable: paid per body");
    entry(kMixed, "some of both");
    entry(kTotal, "totals");
    return text;
  }

  const RunCost& cost_;
  std::string body_;
  double y_ = kTop, scale_usd_ = 1.0;
};

}  // namespace

std::string waterfall_svg(const RunCost& cost) {
  return Waterfall(cost).svg();
}

}  // namespace darkline
