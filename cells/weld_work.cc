// The spots of a station as rows: generated along the body's flanges, or as a list has them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "cells/body_panel.h"
#include "cells/weld_program.h"

namespace darkline::internal {
namespace {

constexpr double kRowGapM = 0.120;    // neighbours of a listed row are no further apart
constexpr double kRowCosine = 0.966;  // and look the same way to 15 degrees
constexpr std::size_t kMostInRow = 12;

// Places in CellConfig::robots of those members of the station that stand in it.
std::size_t place_in_cell(const FactoryModel& factory, StationId station, std::size_t member,
                          const CellConfig& cell) {
  const std::string& address = factory[factory[station].robots[member]].address;
  return static_cast<std::size_t>(std::ranges::find(cell.robots, address, &CellRobot::address) -
                                  cell.robots.begin());
}

WeldWork without_rows(const FactoryModel& factory, StationId station, const CellConfig& cell) {
  WeldWork work;
  work.fixed.resize(cell.robots.size());
  const WelderRows welders = welder_rows(factory, station);
  for (const std::size_t i : welders.left) {
    work.sides[0].robots.push_back(place_in_cell(factory, station, i, cell));
  }
  for (const std::size_t i : welders.right) {
    work.sides[1].robots.push_back(place_in_cell(factory, station, i, cell));
  }
  return work;
}

double middle_x_m(const std::vector<WeldSpot>& run) {
  return 0.5 * (run.front().p_CS_m.x() + run.back().p_CS_m.x());
}

// The side that the gun comes from.
int side_of(const WeldSpot& spot) {
  constexpr double kGunM = 0.5;
  return spot.p_CS_m.y() + kGunM * spot.n_C.y() >= 0.0 ? +1 : -1;
}

}  // namespace

int spot_count(const FactoryModel& factory, StationId station, std::size_t variant) {
  if (!factory[station].listed_spots.empty()) {
    return static_cast<int>(factory[station].listed_spots.size());
  }
  return static_cast<int>(
      std::lround(factory[station].work.spots * factory.variants[variant].work_factor));
}

std::uint32_t first_spot_number(const FactoryModel& factory, StationId station) {
  std::uint32_t first = 1;
  for (std::size_t s = 0; s < station.index(); ++s) {
    int most = 0;
    for (std::size_t v = 0; v < factory.variants.size(); ++v) {
      most = std::max(most, spot_count(factory, StationId(s), v));
    }
    first += static_cast<std::uint32_t>(most);
  }
  return first;
}

WeldSpot welded(const ListedSpot& listed, std::uint32_t number) {
  return {
      .number = number, .p_CS_m = listed.p_CS_m, .n_C = listed.n_C, .schedule = listed.schedule};
}

bool is_welder(const FactoryModel& factory, const std::string& robot_address) {
  const auto robot = std::ranges::find(factory.robots, robot_address, &Robot::address);
  return robot != factory.robots.end() && robot->role == RobotRole::spot_welding;
}

void add_to_rows(std::vector<SpotRow>& rows, const WeldSpot& spot) {
  const int side = side_of(spot);
  if (!rows.empty() && rows.back().side == side && rows.back().spots.size() < kMostInRow) {
    const WeldSpot& last = rows.back().spots.back();
    if ((last.p_CS_m - spot.p_CS_m).norm() <= kRowGapM && last.n_C.dot(spot.n_C) >= kRowCosine) {
      rows.back().spots.push_back(spot);
      return;
    }
  }
  rows.push_back({side, {spot}});
}

std::vector<SpotRow> station_spot_rows(const FactoryModel& factory, StationId id,
                                       std::size_t variant) {
  const Station& station = factory[id];
  const std::uint32_t first = first_spot_number(factory, id);
  if (!station.listed_spots.empty()) {
    std::vector<SpotRow> rows;
    for (std::size_t i = 0; i < station.listed_spots.size(); ++i) {
      add_to_rows(rows, welded(station.listed_spots[i], first + static_cast<std::uint32_t>(i)));
    }
    std::ranges::stable_sort(rows, {}, [](const SpotRow& row) { return middle_x_m(row.spots); });
    return rows;
  }
  const WelderRows welders = welder_rows(factory, id);
  auto rows = make_spot_rows(
      panel_kind(factory[station.zone].name), station.address, spot_count(factory, id, variant),
      static_cast<int>(welders.left.size()), static_cast<int>(welders.right.size()), first);
  WeldSchedule schedule;
  schedule.weld_s = factory.scenario.process.weld_s;
  schedule.grid_j = factory.scenario.energy.spot_j;
  for (SpotRow& row : rows) {
    for (WeldSpot& spot : row.spots) spot.schedule = schedule;
  }
  return rows;
}

WeldWork generated_weld_work(const FactoryModel& factory, StationId station, std::size_t variant,
                             const CellConfig& cell) {
  WeldWork work = without_rows(factory, station, cell);
  const auto rows = station_spot_rows(factory, station, variant);
  for (const SpotRow& row : rows) work.sides[row.side > 0 ? 0 : 1].rows.push_back(row.spots);
  return work;
}

WeldWork listed_weld_work(const FactoryModel& factory, StationId station, const CellConfig& cell,
                          std::uint32_t first_number) {
  WeldWork work = without_rows(factory, station, cell);
  const auto& listed = factory[station].listed_spots;
  const bool in_sequence = std::ranges::any_of(listed, &ListedSpot::in_sequence);
  const auto sequence_of = [&](std::size_t i) {
    return listed[i].in_sequence ? listed[i].sequence : std::numeric_limits<int>::max();
  };
  std::vector<std::size_t> order(listed.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, sequence_of);
  if (in_sequence) {
    for (std::size_t i = 0; i < listed.size(); ++i) work.sequence.push_back(sequence_of(i));
  }
  std::vector<std::vector<SpotRow>> fixed(cell.robots.size());
  std::vector<SpotRow> free;
  for (const std::size_t i : order) {
    const WeldSpot spot = welded(listed[i], first_number + static_cast<std::uint32_t>(i));
    if (listed[i].robot > 0) {
      const auto member = static_cast<std::size_t>(listed[i].robot - 1);
      add_to_rows(fixed[place_in_cell(factory, station, member, cell)], spot);
    } else {
      add_to_rows(free, spot);
    }
  }
  for (std::size_t r = 0; r < fixed.size(); ++r) {
    for (SpotRow& row : fixed[r]) work.fixed[r].push_back(std::move(row.spots));
  }
  for (SpotRow& row : free) {
    const std::size_t s = row.side > 0 ? 0 : 1;
    const std::size_t staffed = work.sides[s].robots.empty() ? 1 - s : s;
    work.sides[staffed].rows.push_back(std::move(row.spots));
  }
  for (WeldSide& side : work.sides) std::ranges::stable_sort(side.rows, {}, middle_x_m);
  return work;
}

}  // namespace darkline::internal
