// The picture of a duty over time.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "twin/report/gantt.h"
#include "twin/report/tariff_report.h"

namespace darkline {
namespace {

constexpr double kWidth = 1280.0, kHeight = 640.0;
constexpr double kLeft = 84.0, kRight = 220.0, kTop = 84.0, kBottom = 56.0;
constexpr double kLetter = 7.0;  // width of a letter of 12 pixels, about
constexpr int kMostTicks = 8;

// After Okabe and Ito, which also the colour-blind tell apart.
constexpr std::array<const char*, 8> kColours = {"#9aa5ad", "#56b4e9", "#e69f00", "#d55e00",
                                                 "#009e73", "#cc79a7", "#f0e442", "#0072b2"};

class Picture {
 public:
  Picture(const TariffRoute& route, const std::vector<DutySpan>& spans)
      : route_(route), spans_(spans) {
    for (const DutySpan& span : spans) {
      top_ = std::max(top_, span.duty.total);
      for (const DutyLayer& layer : span.duty.layers) {
        const std::string& name = layer.row->authority;
        const bool shown = layer.rate > 0.0;
        if (shown && std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
      }
    }
    tick_ = tick_of(std::max(top_, 0.01));
    top_ = tick_ * std::ceil(std::max(top_, 0.01) / tick_ + 0.2);
  }

  std::string svg() {
    head();
    grid();
    for (const DutySpan& span : spans_) column(span);
    outline();
    legend();
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  static double tick_of(double most) {
    for (double tick = 0.01;; tick *= 10.0) {
      for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (most / (tick * factor) <= kMostTicks) return tick * factor;
      }
    }
  }

  double x(Date day) const {
    const double days = std::max(spans_.back().to - spans_.front().from, 1);
    return kLeft + (day - spans_.front().from) / days * (kWidth - kLeft - kRight);
  }
  double y(double share) const {
    return kHeight - kBottom - share / top_ * (kHeight - kTop - kBottom);
  }
  const char* colour_of(const std::string& name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    return kColours[at % kColours.size()];
  }

  void write(double at_x, double at_y, const std::string& text, const char* style) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", at_x, at_y, style,
                        xml_escaped(text));
  }

  void head() {
    const std::string title = fmt::format("Duty on {} {}", hs_text(route_.hs()), route_.title());
    const std::string subtitle =
        fmt::format("from {} to {}, {} to {}; percent of the customs value by legal basis",
                    route_.origin().name, route_.destination().name, text_of(spans_.front().from),
                    text_of(spans_.back().to + -1));
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        kWidth, kHeight, xml_escaped(title), xml_escaped(subtitle));
    write(24, 34, title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    write(24, 56, subtitle, "font-size=\"13\" fill=\"#4d4d4d\"");
  }

  void grid() {
    for (int i = 0; i * tick_ <= top_ + 1e-9; ++i) {
      const double at = y(i * tick_);
      out_ += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{2:.1f}\" x2=\"{1:.1f}\" y2=\"{2:.1f}\" "
          "stroke=\"#dddddd\"/>\n",
          kLeft, kWidth - kRight, at);
      write(kLeft - 10.0, at + 4.0, fmt::format("{:g} %", 100.0 * i * tick_),
            "text-anchor=\"end\" fill=\"#4d4d4d\"");
    }
    const int first = calendar_day_of(spans_.front().from).year;
    const int last = calendar_day_of(spans_.back().to).year;
    const int step = std::max(1, (last - first) / 12);
    for (int year = first; year <= last; year += step) {
      const Date day =
          std::max(*date_of({.year = year, .month = 1, .day = 1}), spans_.front().from);
      if (day > spans_.back().to) break;
      out_ += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" "
          "stroke=\"#bbbbbb\"/>\n",
          x(day), y(0.0), y(0.0) + 6.0);
      write(x(day), y(0.0) + 22.0, std::to_string(year), "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    }
  }

  void column(const DutySpan& span) {
    double under = 0.0;
    const double left = x(span.from), width = x(span.to) - left;
    for (const DutyLayer& layer : span.duty.layers) {
      if (layer.rate <= 0.0) continue;
      const double upper = y(under + layer.rate), lower = y(under);
      under += layer.rate;
      const std::string& name = layer.row->authority;
      out_ += fmt::format(
          "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" "
          "fill-opacity=\"{}\"><title>{}: {:.2f} %, {} to {}; {}</title></rect>\n",
          left, upper, width, lower - upper, colour_of(name),
          layer.row->confidence >= Confidence::approximate ? "0.55" : "0.9", xml_escaped(name),
          100.0 * layer.rate, text_of(span.from), text_of(span.to + -1),
          xml_escaped(layer.row->source));
      const bool room =
          width > kLetter * static_cast<double>(name.size()) + 6.0 && lower - upper > 14.0;
      if (room) {
        write(left + 0.5 * width, 0.5 * (upper + lower) + 4.0, name,
              "text-anchor=\"middle\" fill=\"#1a1a1a\"");
      }
    }
    const std::string total = fmt::format("{:.4g}", 100.0 * span.duty.total);
    if (width > kLetter * static_cast<double>(total.size())) {
      write(left + 0.5 * width, y(under) - 6.0, total,
            "text-anchor=\"middle\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    }
  }

  void outline() {
    std::string path;
    for (const DutySpan& span : spans_) {
      path += fmt::format("{}{:.2f},{:.2f} H{:.2f} ", path.empty() ? "M" : "L", x(span.from),
                          y(span.duty.total), x(span.to));
    }
    out_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"1.5\"/>\n",
                        path);
  }

  void legend() {
    double at = kTop + 8.0;
    for (const std::string& name : names_) {
      out_ +=
          fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"18\" height=\"14\" fill=\"{}\"/>\n",
                      kWidth - kRight + 24.0, at - 11.0, colour_of(name));
      write(kWidth - kRight + 50.0, at, name, "fill=\"#333333\"");
      at += 24.0;
    }
    write(kWidth - kRight + 24.0, at + 8.0, "pale: not verified or", "fill=\"#4d4d4d\"");
    write(kWidth - kRight + 24.0, at + 24.0, "approximate", "fill=\"#4d4d4d\"");
  }

  const TariffRoute& route_;
  const std::vector<DutySpan>& spans_;
  std::vector<std::string> names_;  // authorities, in order of appearance
  double top_ = 0.0, tick_ = 0.1;
  std::string out_;
};

}  // namespace

std::string timeline_svg(const TariffRoute& route, const std::vector<DutySpan>& spans) {
  return Picture(route, spans).svg();
}

}  // namespace darkline
