#include "twin/report/trace_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "twin/report/gantt.h"

namespace darkline {
namespace {

constexpr double kWidth = 1280.0;
constexpr double kRight = 175.0;  // room for the notes
constexpr double kTop = 118.0;    // of the first row
constexpr double kLetter = 6.3;   // width of a letter of 11 pixels, about
constexpr std::size_t kLongestName = 60;

struct Look {
  TraceState state;
  const char* ground;   // colour of the area
  const char* line;     // of texture and edge
  const char* pattern;  // a path in a tile of 8 x 8 pixels
};

// Colours that also the colour-blind tell apart (after Okabe and Ito), each with a texture.
constexpr std::array<Look, kTraceStates> kLooks = {{
    {TraceState::working, "#8ed2b4", "#11775a", ""},
    {TraceState::blocked, "#f0a35e", "#b3560b", "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"},
    {TraceState::starved, "#dbe7f1", "#4a86ad", "M2,2 h1 M6,6 h1"},
    {TraceState::down, "#b3123f", "#5c0620", "M0,0 l8,8 M8,0 l-8,8"},
}};

// Between two marks of the time axis: at most some fourteen in the window.
std::int64_t tick_ms(std::int64_t span_ms) {
  constexpr std::array<std::int64_t, 20> kTicks = {
      10,         100,        1'000,      5'000,      10'000,      30'000,     60'000,
      120'000,    300'000,    600'000,    900'000,    1'800'000,   3'600'000,  7'200'000,
      10'800'000, 21'600'000, 43'200'000, 86'400'000, 172'800'000, 604'800'000};
  for (const std::int64_t tick : kTicks) {
    if (span_ms / tick <= 14) return tick;
  }
  return (span_ms / 14 / kTicks.back() + 1) * kTicks.back();
}

std::string short_name(const std::string& name) {
  if (name.size() <= kLongestName) return name;
  return name.substr(0, kLongestName - 3) + "...";
}

// What both pictures have in common: title, time axis, rows of one height.
class Chart {
 public:
  Chart(const TraceWindow& window, std::size_t rows, double row, std::size_t longest_name)
      : window_(window),
        row_(row),
        left_(24.0 + kLetter * static_cast<double>(std::min(longest_name, kLongestName)) + 12.0),
        bottom_(kTop + row * static_cast<double>(std::max<std::size_t>(rows, 1))) {}

  double x(std::int64_t ms) const {
    return left_ + static_cast<double>(ms - window_.from_ms) /
                       static_cast<double>(window_.to_ms - window_.from_ms) *
                       (kWidth - left_ - kRight);
  }
  double top_of(std::size_t row) const { return kTop + row_ * static_cast<double>(row); }
  double left() const { return left_; }
  double row() const { return row_; }

  void open(const std::string& title, const std::string& subtitle) {
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"11\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        kWidth, bottom_ + 56.0, xml_escaped(title), xml_escaped(subtitle));
    write(24, 34, title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    write(24, 56, subtitle, "font-size=\"13\" fill=\"#4d4d4d\"");
  }

  void time_axis() {
    const std::int64_t tick = tick_ms(window_.to_ms - window_.from_ms);
    for (std::int64_t at = (window_.from_ms + tick - 1) / tick * tick; at <= window_.to_ms;
         at += tick) {
      out_ += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" "
          "stroke=\"#c8c8c8\"/>\n",
          x(at), kTop - 6.0, bottom_ + 5.0);
      write(x(at), bottom_ + 20.0, clock_text(at), "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    }
    write(0.5 * (left_ + kWidth - kRight), bottom_ + 42.0,
          "simulated time since the start of the run, h:min",
          "text-anchor=\"middle\" font-size=\"12\" fill=\"#4d4d4d\"");
  }

  void name(std::size_t i, const std::string& text) {
    write(left_ - 10.0, top_of(i) + 0.5 * row_ + 4.0, short_name(text),
          "text-anchor=\"end\" fill=\"#1a1a1a\"");
  }
  void note(std::size_t i, const std::string& text) {
    write(kWidth - kRight + 10.0, top_of(i) + 0.5 * row_ + 4.0, text, "fill=\"#4d4d4d\"");
  }

  void write(double at_x, double at_y, const std::string& text, const char* style) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", at_x, at_y, style,
                        xml_escaped(text));
  }
  void add(const std::string& svg) { out_ += svg; }
  std::string close() {
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  const TraceWindow& window_;
  double row_, left_, bottom_;
  std::string out_;
};

std::string subtitle_of(const TraceWindow& window) {
  return fmt::format("{} to {} of replication {}, seed {}", clock_text(window.from_ms),
                     clock_text(window.to_ms), window.head.replication, window.head.seed);
}

void add_patterns(Chart& chart) {
  chart.add("<defs>\n");
  for (const Look& look : kLooks) {
    chart.add(
        fmt::format("<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                    "<rect width=\"8\" height=\"8\" fill=\"{}\"/><path d=\"{}\" stroke=\"{}\" "
                    "stroke-width=\"1\" stroke-opacity=\"0.55\" fill=\"none\"/></pattern>\n",
                    name_of(look.state), look.ground, look.pattern, look.line));
  }
  chart.add("</defs>\n");
}

void add_legend(Chart& chart) {
  double at = chart.left();
  for (const Look& look : kLooks) {
    const std::string name = name_of(look.state);
    chart.add(
        fmt::format("<rect x=\"{:.1f}\" y=\"78\" width=\"30\" height=\"14\" fill=\"url(#{})\" "
                    "stroke=\"{}\"/>\n",
                    at, name, look.line));
    chart.write(at + 37.0, 89.0, name, "font-size=\"12\" fill=\"#333333\"");
    at += 37.0 + 7.2 * static_cast<double>(name.size()) + 26.0;
  }
}

}  // namespace

std::string clock_text(std::int64_t ms) {
  const std::int64_t minutes = ms / 60'000;
  std::string text = fmt::format("{}:{:02}", minutes / 60, minutes % 60);
  if (ms % 60'000 == 0) return text;
  text += fmt::format(":{:02}", ms / 1'000 % 60);
  return ms % 1'000 == 0 ? text : text + fmt::format(".{:03}", ms % 1'000);
}

std::string trace_gantt_svg(const TraceWindow& window) {
  std::size_t longest = 0;
  for (const TraceStation& one : window.stations) longest = std::max(longest, one.address.size());
  const double row = window.stations.size() > 40 ? 15.0 : 24.0;
  Chart chart(window, window.stations.size(), row, longest);
  chart.open("What the stations did", subtitle_of(window));
  add_patterns(chart);
  add_legend(chart);
  chart.time_axis();
  std::array<std::string, kTraceStates> paths;  // one for each state: a file of a tenth the size
  const double bar = row - 4.0;
  for (std::size_t k = 0; k < window.stations.size(); ++k) {
    const TraceStation& station = window.stations[k];
    for (const TraceBar& one : station.bars) {
      paths[static_cast<std::size_t>(one.state)] += fmt::format(
          "M{:.2f},{:.1f}h{:.2f}v{:.1f}H{:.2f}z", chart.x(one.from_ms), chart.top_of(k) + 2.0,
          chart.x(one.to_ms) - chart.x(one.from_ms), bar, chart.x(one.from_ms));
    }
    chart.name(k, station.address);
    const auto share = [&](TraceState state) {
      return 100.0 * static_cast<double>(station.time_ms[static_cast<std::size_t>(state)]) /
             static_cast<double>(window.to_ms - window.from_ms);
    };
    chart.note(k, fmt::format("{:.0f} % working, {:.0f} % down", share(TraceState::working),
                              share(TraceState::down)));
  }
  for (const Look& look : kLooks) {
    chart.add(fmt::format("<path d=\"{}\" fill=\"url(#{})\" stroke=\"{}\" stroke-width=\"0.4\"/>\n",
                          paths[static_cast<std::size_t>(look.state)], name_of(look.state),
                          look.line));
  }
  return chart.close();
}

std::string trace_buffers_svg(const TraceWindow& window) {
  std::size_t longest = 0;
  for (const TraceBuffer& one : window.buffers) longest = std::max(longest, one.name.size());
  Chart chart(window, window.buffers.size(), 46.0, longest);
  std::string subtitle = subtitle_of(window) + "; the dashed line is the places between stations";
  if (window.links_left_out > 0) {
    subtitle +=
        fmt::format("; {} buffers after splits are not told by a trace", window.links_left_out);
  }
  chart.open("Bodies waiting between stations", subtitle);
  if (window.buffers.empty()) {
    chart.write(chart.left(), kTop + 20.0, "This line has no waiting places.", "font-size=\"13\"");
    return chart.close();
  }
  chart.write(chart.left(), 92.0, "number of bodies, from 0 at the foot of each row",
              "font-size=\"12\" fill=\"#4d4d4d\"");
  chart.time_axis();
  for (std::size_t b = 0; b < window.buffers.size(); ++b) {
    const TraceBuffer& buffer = window.buffers[b];
    const auto highest =
        static_cast<double>(std::max<std::int64_t>({buffer.places, buffer.most, 1}));
    const double foot = chart.top_of(b) + chart.row() - 6.0;
    const double per_body = (chart.row() - 14.0) / highest;
    const auto y = [&](std::int64_t level) {
      return foot - per_body * static_cast<double>(std::max<std::int64_t>(level, 0));
    };
    std::string path = fmt::format("M{:.2f},{:.1f}", chart.x(window.from_ms), foot);
    for (const auto& [at_ms, level] : buffer.steps) {
      path += fmt::format("H{:.2f}V{:.1f}", chart.x(at_ms), y(level));
    }
    path += fmt::format("H{:.2f}V{:.1f}z", chart.x(window.to_ms), foot);
    chart.add(fmt::format(
        "<path d=\"{}\" fill=\"#9fc9e8\" stroke=\"#2f6f9f\" stroke-width=\"0.6\"/>\n", path));
    chart.add(fmt::format(
        "<path d=\"M{0:.1f},{1:.1f}H{2:.1f}\" stroke=\"#b3560b\" stroke-dasharray=\"6 4\" "
        "fill=\"none\"/>\n<path d=\"M{0:.1f},{3:.1f}H{2:.1f}\" stroke=\"#888888\" "
        "fill=\"none\"/>\n",
        chart.left(), y(buffer.places), chart.x(window.to_ms), foot));
    chart.name(b, buffer.name);
    chart.note(b, fmt::format("{:.1f} of {} on average", buffer.mean, buffer.places));
  }
  return chart.close();
}

}  // namespace darkline
