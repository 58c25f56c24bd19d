// A Gantt chart as an SVG picture: what each robot of a station does when.
#pragma once

#include <string>
#include <vector>

#include "twin/live/station_study.h"

namespace darkline {

struct GanttBar {
  enum class Kind { move, weld, job, zone_wait, dress };
  Kind kind = Kind::move;
  double from_s = 0.0, to_s = 0.0;
  std::string label;      // what it is: "spot 12"
  std::string mark = {};  // written into the bar where there is room: "12"
};

struct GanttRow {
  std::string name;  // left of the bars
  std::string note;  // right of them
  std::vector<GanttBar> bars;
};

struct Gantt {
  std::string title, subtitle;
  double end_s = 0.0;       // of the robots' work
  double transfer_s = 0.0;  // after it; 0: none is drawn
  double takt_s = 0.0;      // a line; 0: none is drawn
  std::vector<GanttRow> rows;
};

// The nominal cycle of a studied station.
Gantt gantt_of(const FactoryModel& factory, const StationStudy& study);

// A picture of 1280 pixels width. Kinds differ in colour, texture and height of their bars; every
// bar says what it is when pointed at. Texts are escaped.
std::string gantt_svg(const Gantt& gantt);

// For text of XML: & < > " ' as entities, control characters left out.
std::string xml_escaped(const std::string& text);

}  // namespace darkline
