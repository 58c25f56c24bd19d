// A hall made up for tests and pictures: zones of stations in rows, robots on both sides.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/robot/robot_model.h"
#include "models/stream/hall_snapshot.h"

namespace darkline::testing {

struct SyntheticZone {
  std::string name;
  std::vector<int> lines;  // stations in each of its parallel lines
  int robots = 0;          // in the whole zone
};

// 123 stations and 820 robots in 13 zones, as the layout of 2024 has them.
inline std::vector<SyntheticZone> zones_of_820_robots() {
  return {{"z10_front_end", {12}, 80},      {"z20_front_floor", {10}, 65},
          {"z30_rear_floor", {12}, 73},     {"z40_underbody", {14}, 95},
          {"z50_body_side_lh", {12}, 79},   {"z51_body_side_rh", {12}, 80},
          {"z60_framing", {6}, 62},         {"z65_roof", {3}, 17},
          {"z70_respot", {10}, 81},         {"z75_metrology", {1}, 4},
          {"z80_doors", {5, 5, 4, 4}, 109}, {"z85_hood_tailgate", {5, 4}, 54},
          {"z90_hang_on", {4}, 21}};
}

// Robot i of n about a body: alternating sides of the flow, facing it.
inline Pose synthetic_base(int i, int n) {
  const double side = i % 2 == 0 ? 1.0 : -1.0;
  const int column = i / 2, columns = (n + 1) / 2;
  const double x = 1.55 * (column - 0.5 * (columns - 1));
  return make_pose(rotation_from_rpy(0.0, 0.0, -side * 0.5 * std::numbers::pi),
                   {x, side * 2.35, 0.0});
}

// Every state occurs; each is a fixed function of the station's number.
inline StationState synthetic_state(int number) {
  if (number % 23 == 11) return StationState::down;
  if (number % 17 == 5) return StationState::blocked;
  if (number % 13 == 7) return StationState::starved;
  return StationState::working;
}

// The robot's home position, moved a little: each robot of the hall differently.
inline std::vector<double> synthetic_joints(const RobotModel& model, int number) {
  const double w = std::sin(1.7 * number + 0.3), v = std::sin(2.9 * number);
  const double moved[] = {0.45 * w, 0.35 * v, -0.3 * w, 0.5 * v, 0.6 + 0.3 * w, v, 0.0};
  std::vector<double> q;
  for (std::size_t i = 0; i < model.joints.size(); ++i) {
    q.push_back(std::clamp(model.home[i] + moved[i], model.joints[i].lower, model.joints[i].upper));
  }
  return q;
}

// Lines stand one after another along x in rows 205 m long at most; `models` are used in turn.
inline HallSnapshot synthetic_hall(const std::vector<SyntheticZone>& zones,
                                   const std::map<std::string, RobotModel>& models) {
  constexpr double kPitch_m = 8.4, kRow_m = 14.0, kLongest_m = 205.0, kGap_m = 7.0;
  HallSnapshot hall;
  const int n_models = static_cast<int>(models.size());
  int n_robots = 0, number = 0;
  double x = 6.0, y = 9.0, longest = 0.0;
  for (const SyntheticZone& zone : zones) {
    int stations = 0, in_zone = 0, given = 0;
    for (const int n : zone.lines) stations += n;
    for (const int n : zone.lines) {
      if (x + n * kPitch_m > kLongest_m) {
        x = 6.0;
        y += kRow_m;
      }
      for (int i = 0; i < n; ++i, x += kPitch_m) {
        HallSnapshot::StationPose station;
        station.address = station_address(zone.name, ++in_zone);
        station.X_WC = make_pose(Eigen::Matrix3d::Identity(), {x + 0.5 * kPitch_m, y, 0.0});
        station.length_m = 7.6;
        station.width_m = 7.0;
        station.state = synthetic_state(number);
        station.bottleneck = zone.name.starts_with("z40") && in_zone == 9;
        if (station.bottleneck) station.state = StationState::working;
        station.body_present = station.state != StationState::starved;
        const int robots = zone.robots * in_zone / stations - given;
        given += robots;
        for (int r = 0; r < robots; ++r, ++n_robots) {
          const auto model =
              std::next(models.begin(), (number / 9 + (n_robots % 7 == 0 ? 1 : 0)) % n_models);
          hall.robots.push_back({.address = robot_address(station.address, r + 1),
                                 .model = model->first,
                                 .X_WB = station.X_WC * synthetic_base(r, robots),
                                 .q_rad = synthetic_joints(model->second, n_robots)});
        }
        hall.stations.push_back(std::move(station));
        ++number;
      }
      const Eigen::Vector3d end(x + 0.3, y, 0.0);
      hall.buffers.push_back({.p_from_m = end,
                              .p_to_m = end + Eigen::Vector3d(kGap_m - 0.9, 0.0, 0.0),
                              .places = 1,
                              .mean_level = number % 3 == 0 ? 0.0 : 1.0});
      longest = std::max(longest, x + kGap_m);
      x += kGap_m;
    }
  }
  hall.title = fmt::format("Body shop: {} robots, {} stations", n_robots, hall.stations.size());
  hall.caption = "A hall made up to try the viewer";
  hall.hall_length_m = longest + 4.0;
  hall.hall_width_m = y + 9.0;
  return hall;
}

}  // namespace darkline::testing
