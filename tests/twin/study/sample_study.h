// A small study on a shipped scenario, and a line that needs no cells.
#pragma once

#include <filesystem>
#include <string>

#include "models/study/study_file.h"
#include "twin/study/line_figures.h"

namespace darkline::testing {

inline StudyFile read_study_text(const std::string& text) {
  const auto file = std::filesystem::path(DARKLINE_SOURCE_DIR) / "models/studies/sample.toml";
  return darkline::read_study_text(file,
                                   "[study]\nbase = \"../scenarios/09_unit_cost.toml\"\n" + text);
}

// Two factors of the line and three of the cost; 2 x 3 x 4 x 2 x 2 points as a grid.
inline StudyFile sample_study(StudyDesign design) {
  return read_study_text(std::string("design = \"") + name_of(design) + R"("
responses = ["landed", "net_jph", "labour"]
[[factor]]
key = "reliability.technicians"
values = [1, 2]
[[factor]]
key = "plant.buffer_factor"
values = [1, 1.5, 2]
[[factor]]
key = "cost.robot_price"
values = ["40 kUSD", "70 kUSD", "100 kUSD", "140 kUSD"]
[[factor]]
key = "cost.wage"
values = ["10 USD/h", "20 USD/h"]
[[factor]]
key = "supply.robot_subsidy"
values = ["0 %", "20 %"]
)");
}

// Plain arithmetic of two keys in place of a simulation; counts how often it was asked.
inline LineSource plain_line(int* asked = nullptr) {
  return [asked](const Scenario& scenario) {
    if (asked != nullptr) ++*asked;
    LineFigures line;
    const double technicians = static_cast<double>(scenario.reliability.technicians);
    for (int r = 0; r < 3; ++r) {
      PlantYear year;
      year.good_bodies_per_year =
          100'000.0 + 7'000.0 * technicians + 900.0 * scenario.plant.buffer_factor + 11.0 * r;
      year.kwh_per_body = 300.0;
      year.spots_per_body = 4'000.0;
      year.spot_robots = 300;
      year.other_robots = 200;
      line.years.push_back(year);
      line.bodies_per_year += year.good_bodies_per_year / 3.0;
    }
    line.figures[0] = {line.bodies_per_year / 5'000.0, 0.1, 3};
    return line;
  };
}

}  // namespace darkline::testing
