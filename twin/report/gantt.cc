#include "twin/report/gantt.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/base/sim_time.h"

namespace darkline {
namespace {

using Kind = GanttBar::Kind;

constexpr double kWidth = 1280.0;
constexpr double kLeft = 190.0;   // of the first second
constexpr double kRight = 120.0;  // room for the notes
constexpr double kTop = 118.0;    // of the first row
constexpr double kRow = 36.0;
constexpr double kLeastBar = 0.4;
constexpr double kLetter = 6.0;  // width of a letter of 10 pixels, about

struct Look {
  Kind kind;
  const char* name;    // in the legend
  const char* id;      // of its pattern
  double height;       // of its bars
  const char* ground;  // colour of the area
  const char* line;    // of texture and edge
  const char* text;    // of labels in it
};

// Colours that also the colour-blind tell apart (after Okabe and Ito), each with a texture.
constexpr std::array<Look, 5> kLooks = {{
    {Kind::move, "move", "move", 12.0, "#9fc9e8", "#4a86ad", "#10324a"},
    {Kind::weld, "weld", "weld", 26.0, "#f0a35e", "#b3560b", "#3a1b00"},
    {Kind::job, "other process", "job", 26.0, "#8ed2b4", "#11775a", "#06362a"},
    {Kind::zone_wait, "waits for a zone", "wait", 20.0, "#ffffff", "#b3123f", "#7a0b2b"},
    {Kind::dress, "tip dressing", "dress", 26.0, "#dcb6d6", "#7d3f75", "#3d1138"},
}};

const Look& look_of(Kind kind) {
  return kLooks[static_cast<std::size_t>(kind)];
}

const char* pattern_of(Kind kind) {
  switch (kind) {
    case Kind::move:
      return "";
    case Kind::weld:
      return "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4";
    case Kind::job:
      return "M2,2 h1 M6,6 h1";
    case Kind::zone_wait:
      return "M2,0 v8 M6,0 v8";
    case Kind::dress:
      return "M0,0 l8,8 M8,0 l-8,8";
  }
  return "";
}

double tick_s(double span_s) {
  double tick = 0.1;
  for (const double factor : {2.0, 2.5, 2.0, 2.0, 2.5, 2.0, 2.0, 2.5, 2.0, 2.0, 2.5, 2.0}) {
    if (span_s / tick <= 14.0) break;
    tick *= factor;
  }
  return tick;
}

class Drawing {
 public:
  explicit Drawing(const Gantt& gantt)
      : gantt_(gantt),
        span_s_(std::max({gantt.end_s + gantt.transfer_s, gantt.takt_s, 0.1})),
        bottom_(kTop + kRow * static_cast<double>(gantt.rows.size())) {}

  std::string svg() {
    head();
    defs();
    title();
    legend();
    grid();
    transfer();
    for (std::size_t i = 0; i < gantt_.rows.size(); ++i) row(i);
    takt();
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  double x(double t_s) const { return kLeft + t_s / span_s_ * (kWidth - kLeft - kRight); }

  void write(double at_x, double at_y, const std::string& text, const char* style) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", at_x, at_y, style,
                        xml_escaped(text));
  }

  void head() {
    const double height = bottom_ + 52.0;
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        kWidth, height, xml_escaped(gantt_.title), xml_escaped(gantt_.subtitle));
  }

  void defs() {
    out_ += "<defs>\n";
    for (const Look& look : kLooks) {
      out_ += fmt::format(
          "<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
          "<rect width=\"8\" height=\"8\" fill=\"{}\"/><path d=\"{}\" stroke=\"{}\" "
          "stroke-width=\"1\" stroke-opacity=\"0.55\" fill=\"none\"/></pattern>\n",
          look.id, look.ground, pattern_of(look.kind), look.line);
    }
    out_ += "</defs>\n";
  }

  void title() {
    write(24, 34, gantt_.title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1a1a1a\"");
    write(24, 56, gantt_.subtitle, "font-size=\"13\" fill=\"#4d4d4d\"");
  }

  void legend() {
    double at = kLeft;
    for (const Look& look : kLooks) {
      box(at, 84.0 - 0.5 * look.height, 30.0, look);
      out_ += "/>\n";
      write(at + 37.0, 88.0, look.name, "fill=\"#333333\"");
      at += 37.0 + 7.2 * static_cast<double>(std::string(look.name).size()) + 26.0;
    }
  }

  // Left open for a title or "/>".
  void box(double left, double top, double width, const Look& look) {
    out_ += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.0f}\" fill=\"url(#{})\" "
        "stroke=\"{}\" stroke-width=\"0.8\"",
        left, top, std::max(width, kLeastBar), look.height, look.id, look.line);
  }

  void grid() {
    const double tick = tick_s(span_s_);
    for (int i = 0; i * tick <= span_s_ + 1e-9; ++i) {
      const double at = x(i * tick);
      out_ += fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" "
          "stroke=\"#dddddd\"/>\n",
          at, kTop - 6.0, bottom_ + 4.0);
      write(at, bottom_ + 20.0, fmt::format("{:g}", i * tick),
            "text-anchor=\"middle\" fill=\"#4d4d4d\"");
    }
    write(0.5 * (x(0.0) + x(span_s_)), bottom_ + 40.0, "time in the cycle, s",
          "text-anchor=\"middle\" fill=\"#4d4d4d\"");
  }

  void transfer() {
    if (gantt_.transfer_s <= 0.0) return;
    const double left = x(gantt_.end_s), width = x(gantt_.end_s + gantt_.transfer_s) - left;
    out_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#efefef\" "
        "stroke=\"#bbbbbb\" stroke-dasharray=\"2 3\"/>\n",
        left, kTop - 4.0, width, bottom_ - kTop + 6.0);
    write(left + 0.5 * width, kTop + 12.0, fmt::format("transfer {:.1f} s", gantt_.transfer_s),
          "text-anchor=\"middle\" fill=\"#666666\"");
  }

  void takt() {
    if (gantt_.takt_s <= 0.0) return;
    const double at = x(gantt_.takt_s);
    out_ += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#1a1a1a\" "
        "stroke-width=\"1.5\" stroke-dasharray=\"7 4\"/>\n",
        at, kTop - 6.0, bottom_ + 4.0);
    write(at, kTop - 11.0, fmt::format("takt {:.1f} s", gantt_.takt_s),
          "text-anchor=\"middle\" font-weight=\"bold\" fill=\"#1a1a1a\"");
  }

  void row(std::size_t i) {
    const GanttRow& each = gantt_.rows[i];
    const double middle = kTop + kRow * (static_cast<double>(i) + 0.5);
    out_ += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#cccccc\"/>\n",
        kLeft, middle, x(gantt_.end_s), middle);
    write(kLeft - 12.0, middle + 4.0, each.name, "text-anchor=\"end\" fill=\"#1a1a1a\"");
    write(kWidth - kRight + 12.0, middle + 4.0, each.note, "fill=\"#4d4d4d\"");
    for (const GanttBar& one : each.bars) bar(one, middle);
  }

  void bar(const GanttBar& one, double middle) {
    const Look& look = look_of(one.kind);
    const double left = x(one.from_s), width = x(one.to_s) - left;
    box(left, middle - 0.5 * look.height, width, look);
    out_ += fmt::format("><title>{}: {:.2f} s to {:.2f} s, {:.2f} s</title></rect>\n",
                        xml_escaped(one.label.empty() ? look.name : one.label), one.from_s,
                        one.to_s, one.to_s - one.from_s);
    const std::string& mark = one.mark;
    if (mark.empty() || width < kLetter * static_cast<double>(mark.size()) + 4.0) return;
    const std::string style = fmt::format(
        "text-anchor=\"middle\" font-size=\"10\" fill=\"{}\" stroke=\"{}\" stroke-width=\"3\" "
        "paint-order=\"stroke\"",
        look.text, look.ground);
    write(left + 0.5 * width, middle + 3.5, mark, style.c_str());
  }

  const Gantt& gantt_;
  double span_s_, bottom_;
  std::string out_;
};

double seconds(std::int64_t ns) {
  return to_seconds(BusDuration{ns});
}

// None for what the chart leaves out.
bool is_bar(const CellRecording::Event& event) {
  using EventKind = CellRecording::EventKind;
  return event.kind == EventKind::move || event.kind == EventKind::weld ||
         event.kind == EventKind::job || event.kind == EventKind::zone_wait;
}

GanttBar bar_of(const CellRecording::Event& event) {
  using EventKind = CellRecording::EventKind;
  GanttBar bar{.from_s = seconds(event.start_ns), .to_s = seconds(event.end_ns), .label = {}};
  if (event.kind == EventKind::weld) {
    bar.kind = Kind::weld;
    bar.label = fmt::format("spot {}", event.number);
    bar.mark = std::to_string(event.number);
  } else if (event.kind == EventKind::job) {
    const bool travels = event.text == name_of(JobKind::travel);
    const bool dresses = event.text == name_of(JobKind::dress);
    bar.kind = travels ? Kind::move : dresses ? Kind::dress : Kind::job;
    bar.label = event.text;
    if (!travels) bar.mark = event.text;
  } else if (event.kind == EventKind::zone_wait) {
    bar.kind = Kind::zone_wait;
    bar.label = fmt::format("zone {}", event.number);
    bar.mark = fmt::format("Z{}", event.number);
  }
  return bar;
}

// "; by process law: joining 50.2 s": roles without a row.
std::string roles_by_law(const StationStudy& study) {
  std::string text;
  for (const RobotRole role : kRoles) {
    const double cycle_s = study.law.cycle_s[index_of(role)];
    const bool has_row =
        std::any_of(study.profile.robots.begin(), study.profile.robots.end(),
                    [&](const RobotCycle& robot) { return robot.role == name_of(role); });
    if (has_row || cycle_s <= 0.0) continue;
    text += fmt::format("{}{} {:.1f} s", text.empty() ? "; by process law: " : ", ", name_of(role),
                        cycle_s);
  }
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace

std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) escaped += c;
    }
  }
  return escaped;
}

Gantt gantt_of(const FactoryModel& factory, const StationStudy& study) {
  Gantt gantt;
  gantt.transfer_s = study.law.transfer_s;
  gantt.takt_s = factory.scenario.plant.takt_s;
  gantt.end_s = seconds(study.recording.end_ns);
  gantt.title = study.config.station + ": one nominal cycle";
  gantt.subtitle =
      fmt::format("{}{}; robots {:.1f} s, cycle {:.1f} s with transfer; sampled mean {:.1f} s",
                  factory.scenario.info.title,
                  study.config.variant.empty() ? "" : ", variant " + study.config.variant,
                  gantt.end_s, gantt.end_s + gantt.transfer_s, study.profile.mean_cycle_s());
  gantt.subtitle += roles_by_law(study);
  const auto& robots = study.recording.scene.robots;
  for (std::size_t r = 0; r < robots.size(); ++r) {
    const std::string& address = robots[r].address;
    const auto found = std::find_if(study.profile.robots.begin(), study.profile.robots.end(),
                                    [&](const RobotCycle& each) { return each.robot == address; });
    if (found == study.profile.robots.end()) continue;
    GanttRow row;
    row.name = fmt::format("{} {}", address.substr(address.rfind('/') + 1), found->role);
    std::replace(row.name.begin(), row.name.end(), '_', ' ');
    double end_s = 0.0;
    for (const auto& event : study.recording.events) {
      if (event.robot != r || !is_bar(event)) continue;
      row.bars.push_back(bar_of(event));
      end_s = std::max(end_s, row.bars.back().to_s);
    }
    row.note = fmt::format("{:.1f} s", end_s);
    gantt.rows.push_back(std::move(row));
  }
  return gantt;
}

std::string gantt_svg(const Gantt& gantt) {
  return Drawing(gantt).svg();
}

}  // namespace darkline
