// What a study takes from a line: its figures and its plant years. Who simulates it is the caller's
// business (the command line, which has cells and controllers; tests, which have neither).
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/scenario/scenario.h"
#include "twin/economics/plant_year.h"
#include "twin/kpi/estimate.h"
#include "twin/kpi/kpis.h"

namespace darkline {

struct FigureInfo {
  const char* name;
  const char* unit;  // in column headers
  const char* meaning;
};

// The figures of a line, in this order.
inline constexpr std::array<FigureInfo, 12> kLineFigures = {{
    {"net_jph", "per_h", "good bodies per hour of running time"},
    {"gross_jph", "per_h", "bodies that leave the line per hour of running time"},
    {"bodies_per_year", "per_y", "good bodies per year"},
    {"availability", "share", "1 - mean share of down time of the stations"},
    {"performance", "share", "what blocking, starving and cycles above the takt leave"},
    {"quality", "share", "1 - scrap"},
    {"oee", "share", "good bodies x takt over the time"},
    {"wip", "parts", "parts in stations and on links"},
    {"lead_time", "s", "from the first station to the exit, by Little's law"},
    {"energy", "kwh", "electricity of the shop per good body"},
    {"robots", "count", "robots of the plant"},
    {"stations", "count", "stations of the plant"},
}};

struct LineFigures {
  std::array<Estimate, kLineFigures.size()> figures = {};
  // The values behind them, one a replication; none where they are not known.
  std::array<std::vector<double>, kLineFigures.size()> values = {};
  std::vector<PlantYear> years;  // one a replication, before shocks of supply; at least one
  double bodies_per_year = 0.0;  // their mean
};

// The figures that key figures and years hold.
LineFigures line_figures(const Kpis& kpis, std::vector<PlantYear> years, std::size_t robots,
                         std::size_t stations);

// Simulates the line of a scenario. @throws InputError, IoError, Interrupted
using LineSource = std::function<LineFigures(const Scenario&)>;

// All of a scenario that a line depends on, as text: everything but prices, duties and what is
// shown. Scenarios with the same text, and the same files beside them, have the same line.
std::string line_text(Scenario scenario);

// Line figures kept from run to run, one file each, under a hash. Files are written whole and never
// changed; deleting the folder is always safe.
class LineCache {
 public:
  explicit LineCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // None if there is none or the file is damaged.
  std::optional<LineFigures> find(const std::string& hash) const;
  // @throws IoError
  void store(const std::string& hash, const LineFigures& figures) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace darkline
