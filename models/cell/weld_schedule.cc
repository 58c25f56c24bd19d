#include "models/cell/weld_schedule.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

struct Point {
  double thickness_mm, value;
};
constexpr std::array<Point, 3> kForceN = {{{0.9, 2500.0}, {1.1, 3200.0}, {1.4, 3900.0}}};
constexpr std::array<Point, 3> kWeldS = {{{0.9, 0.210}, {1.1, 0.230}, {1.4, 0.260}}};
constexpr std::array<Point, 3> kCurrentKa = {{{0.8, 8.5}, {1.1, 9.5}, {1.35, 10.0}}};
constexpr std::array<Point, 3> kResistanceOhm = {{{0.8, 160e-6}, {1.1, 150e-6}, {1.35, 145e-6}}};

// Straight lines between the points; the outer ones go on, never below half of the least value or
// above twice the greatest: no schedule of a sheet beyond the rows of a table is far from them.
double over_thickness(std::span<const Point, 3> points, double thickness_mm) {
  const std::size_t i = thickness_mm < points[1].thickness_mm ? 0 : 1;
  const Point& a = points[i];
  const Point& b = points[i + 1];
  const double share = (thickness_mm - a.thickness_mm) / (b.thickness_mm - a.thickness_mm);
  const auto [least, most] = std::minmax({points[0].value, points[2].value});
  return std::clamp(a.value + share * (b.value - a.value), 0.5 * least, 2.0 * most);
}

struct Material {
  SheetMaterial material;
  const char* name;
  // at this thickness its own numbers are known; 0: the coated mild steel of the tables
  double known_at_mm;
  double force_n, weld_s, current_ka, resistance_ohm;  // 0: as mild steel
};
constexpr std::array<Material, 5> kMaterials = {{
    {SheetMaterial::mild_gi, "mild_gi", 0.0, 0.0, 0.0, 0.0, 0.0},
    {SheetMaterial::hsla_gi, "hsla_gi", 1.1, 0.0, 0.280, 0.0, 0.0},
    {SheetMaterial::dp600, "dp600", 1.35, 4000.0, 0.340, 0.0, 0.0},
    {SheetMaterial::phs, "phs", 1.75, 5000.0, 0.520, 9.0, 160e-6},
    {SheetMaterial::bare, "bare", 1.0, 1830.0, 0.167, 8.8, 0.0},
}};

double value_for(std::span<const Point, 3> points, double thickness_mm, double known_at_mm,
                 double known) {
  const double mild = over_thickness(points, thickness_mm);
  return known > 0.0 ? mild * known / over_thickness(points, known_at_mm) : mild;
}

}  // namespace

const char* name_of(SheetMaterial material) {
  return kMaterials[static_cast<std::size_t>(material)].name;
}

std::optional<SheetMaterial> sheet_material(std::string_view name) {
  for (const Material& row : kMaterials) {
    if (row.name == name) return row.material;
  }
  return std::nullopt;
}

std::vector<std::string> sheet_material_names() {
  std::vector<std::string> names;
  for (const Material& row : kMaterials) names.emplace_back(row.name);
  return names;
}

double grid_energy_j(double current_ka, double weld_s, double resistance_ohm) {
  constexpr double kSecondaryOhm = 90e-6;
  constexpr double kDiodeV = 1.0;
  constexpr double kEfficiency = 0.93;
  const double current_a = 1000.0 * current_ka;
  return (current_a * current_a * (resistance_ohm + kSecondaryOhm) + current_a * kDiodeV) * weld_s /
         kEfficiency;
}

WeldSchedule weld_schedule(const SheetStack& stack, std::optional<double> weld_s) {
  const std::size_t sheets = stack.thickness_mm.size();
  DARKLINE_CHECK(sheets >= kFewestSheets && sheets <= kMostSheets, fmt::format("{}", sheets));
  for (const double mm : stack.thickness_mm) {
    DARKLINE_CHECK(mm >= kThinnestSheetMm && mm <= kThickestSheetMm, fmt::format("{} mm", mm));
  }
  const double mm =
      0.5 * std::accumulate(stack.thickness_mm.begin(), stack.thickness_mm.end(), 0.0);
  const Material& row = kMaterials[static_cast<std::size_t>(stack.material)];
  WeldSchedule schedule;
  schedule.force_n = value_for(kForceN, mm, row.known_at_mm, row.force_n);
  schedule.weld_s = weld_s.value_or(value_for(kWeldS, mm, row.known_at_mm, row.weld_s));
  schedule.current_ka = value_for(kCurrentKa, mm, row.known_at_mm, row.current_ka);
  schedule.grid_j =
      grid_energy_j(schedule.current_ka, schedule.weld_s,
                    value_for(kResistanceOhm, mm, row.known_at_mm, row.resistance_ohm));
  return schedule;
}

}  // namespace darkline
