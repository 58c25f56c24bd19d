#include "cells/body_panel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "models/base/address.h"

namespace darkline {
namespace {

// A flange along x on the left flank (y > 0); the right flank mirrors it.
struct Flange {
  double y_m, z_m;
  double normal_y, normal_z;  // towards the gun, unit
};

// The normals lean towards the robots where a gun straight from above would be out of their reach.
constexpr std::array<Flange, 4> kFloor = {{{0.80, 0.55, 0.6, 0.8},
                                           {0.55, 0.60, 0.6, 0.8},
                                           {0.92, 0.50, 1.0, 0.0},
                                           {0.68, 0.58, 0.6, 0.8}}};
constexpr std::array<Flange, 4> kUpright = {
    {{0.0, 0.75, 1.0, 0.0}, {0.0, 1.35, 1.0, 0.0}, {0.0, 1.05, 1.0, 0.0}, {0.0, 1.60, 1.0, 0.0}}};
constexpr std::array<Flange, 3> kRoof = {
    {{0.62, 1.75, 0.8, 0.6}, {0.58, 1.80, 0.8, 0.6}, {0.66, 1.70, 0.96, 0.28}}};
constexpr std::array<Flange, 5> kFlank = {{{0.85, 0.50, 1.0, 0.0},
                                           {0.93, 1.15, 1.0, 0.0},
                                           {0.66, 1.70, 0.8, 0.6},
                                           {0.92, 0.80, 1.0, 0.0},
                                           {0.90, 1.40, 0.96, 0.28}}};

std::span<const Flange> flanges_of(PanelKind kind) {
  switch (kind) {
    case PanelKind::floor:
      return kFloor;
    case PanelKind::upright:
      return kUpright;
    case PanelKind::roof:
      return kRoof;
    case PanelKind::whole_body:
      break;
  }
  return kFlank;
}

constexpr double kPerRobotM = 1.3;    // of the body that one robot covers
constexpr int kRowsPerRobot = 3;      // with the ways between: about six long moves a cycle
constexpr int kMostInRow = 12;        // 0.44 m
constexpr double kMostShiftM = 0.12;  // of a station's rows along the body

}  // namespace

PanelKind panel_kind(const std::string& zone) {
  const auto speaks_of = [&](const char* word) { return zone.find(word) != std::string::npos; };
  if (speaks_of("floor") || speaks_of("front_end") || speaks_of("rear_end") ||
      speaks_of("underbody") || speaks_of("engine")) {
    return PanelKind::floor;
  }
  if (speaks_of("side") || speaks_of("door") || speaks_of("hood") || speaks_of("tailgate") ||
      speaks_of("closure")) {
    return PanelKind::upright;
  }
  return speaks_of("roof") ? PanelKind::roof : PanelKind::whole_body;
}

namespace {

std::vector<SpotRow> rows_of_side(PanelKind kind, std::uint32_t station, int side, int count,
                                  int robots, std::uint32_t first_number) {
  const auto flanges = flanges_of(kind);
  const int n_rows =
      std::max(std::min(count, kRowsPerRobot * robots), (count + kMostInRow - 1) / kMostInRow);
  const double half_m = std::min(kFlangeHalfLengthM, 0.5 * kPerRobotM * robots);
  // from the bits of the station's name: its shift along the body, and the flange it begins with
  const double shift_m = kMostShiftM * (static_cast<double>(station % 256U) / 127.5 - 1.0);
  const std::uint32_t begin = (station >> 8U) + (side > 0 ? 0U : 1U);
  std::vector<SpotRow> rows;
  std::uint32_t number = first_number;
  for (int r = 0; r < n_rows; ++r) {
    const int here = count * (r + 1) / n_rows - count * r / n_rows;
    const Flange& flange = flanges[(begin + static_cast<std::uint32_t>(r)) % flanges.size()];
    const double middle_m =
        shift_m + half_m * (2.0 * (static_cast<double>(r) + 0.5) / n_rows - 1.0);
    SpotRow row;
    row.side = side;
    for (int s = 0; s < here; ++s) {
      WeldSpot spot;
      spot.number = number++;
      spot.p_CS_m = {middle_m + kSpotPitchM * (s - 0.5 * (here - 1)), side * flange.y_m,
                     flange.z_m};
      spot.n_C = Eigen::Vector3d(0.0, side * flange.normal_y, flange.normal_z).normalized();
      row.spots.push_back(spot);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::vector<SpotRow> make_spot_rows(PanelKind kind, const std::string& station, int count,
                                    int robots_left, int robots_right, std::uint32_t first_number) {
  const int robots = robots_left + robots_right;
  if (count <= 0 || robots <= 0) return {};
  const int left = (count * robots_left + robots / 2) / robots;
  const std::uint32_t bits = stream_entity(station);
  std::vector<SpotRow> rows;
  if (left > 0) rows = rows_of_side(kind, bits, +1, left, robots_left, first_number);
  if (count > left) {
    const auto others = rows_of_side(kind, bits, -1, count - left, robots_right,
                                     first_number + static_cast<std::uint32_t>(left));
    rows.insert(rows.end(), others.begin(), others.end());
  }
  return rows;
}

std::vector<WeldSpot> flange_middles(PanelKind kind, int side) {
  std::vector<WeldSpot> middles;
  for (const Flange& flange : flanges_of(kind)) {
    WeldSpot place;
    place.p_CS_m = {0.0, side * flange.y_m, flange.z_m};
    place.n_C = Eigen::Vector3d(0.0, side * flange.normal_y, flange.normal_z).normalized();
    middles.push_back(place);
  }
  return middles;
}

}  // namespace darkline
