#include "viewer/core/camera_rig.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <numbers>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/base/address.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kTallest_m = 3.6;  // stack lights and the highest elbows
constexpr double kDegree = std::numbers::pi / 180.0;

// Unit vector of a view from `azimuth` left of +y, `elevation` downwards.
Eigen::Vector3d forward_of(double azimuth_rad, double elevation_rad) {
  return {std::cos(elevation_rad) * std::sin(azimuth_rad),
          std::cos(elevation_rad) * std::cos(azimuth_rad), -std::sin(elevation_rad)};
}

std::vector<Eigen::Vector3d> corners_of(const Box& box) {
  std::vector<Eigen::Vector3d> corners;
  for (unsigned i = 0; i < 8; ++i) {
    corners.emplace_back((i & 1U) != 0 ? box.high_m.x() : box.low_m.x(),
                         (i & 2U) != 0 ? box.high_m.y() : box.low_m.y(),
                         (i & 4U) != 0 ? box.high_m.z() : box.low_m.z());
  }
  return corners;
}

void set_depths(Camera& camera, const std::vector<Eigen::Vector3d>& points) {
  const Eigen::Vector3d forward = (camera.target_m - camera.eye_m).normalized();
  double nearest = 1e9, farthest = 0.0;
  for (const Eigen::Vector3d& p : points) {
    const double depth = forward.dot(p - camera.eye_m);
    nearest = std::min(nearest, depth);
    farthest = std::max(farthest, depth);
  }
  camera.near_m = std::max(0.2, 0.8 * nearest);
  camera.far_m = std::max(1.2 * farthest, camera.near_m + 100.0);
}

void extend(Box& box, const Eigen::Vector3d& p) {
  box.low_m = box.low_m.cwiseMin(p);
  box.high_m = box.high_m.cwiseMax(p);
}

void extend(Box& box, const HallSnapshot::StationPose& station) {
  for (const double x : {-0.5, 0.5}) {
    for (const double y : {-0.5, 0.5}) {
      extend(box, station.X_WC * Eigen::Vector3d(x * station.length_m, y * station.width_m, 0.0));
    }
  }
}

// The part of the hall that an address means, with room about it.
std::optional<Box> box_of(const std::string& address, const HallSnapshot& hall) {
  constexpr double kFar = 1e9;
  Box box{.low_m = Eigen::Vector3d::Constant(kFar), .high_m = Eigen::Vector3d::Constant(-kFar)};
  for (const auto& robot : hall.robots) {
    if (robot.address != address) continue;
    const Eigen::Vector3d p = robot.X_WB.translation();
    extend(box, p - Eigen::Vector3d(1.7, 1.7, 0.0));
    extend(box, p + Eigen::Vector3d(1.7, 1.7, 2.6));
  }
  for (const auto& station : hall.stations) {
    if (station.address == address || station.address.starts_with(address + "/")) {
      extend(box, station);
    }
  }
  if (box.low_m.x() > box.high_m.x()) return std::nullopt;
  box.high_m.z() = std::max(box.high_m.z(), 2.8);
  box.low_m.z() = std::min(box.low_m.z(), 0.0);
  return box;
}

// Of views between 34 and 56 degrees down the one that shows the floor largest: long halls are seen
// from higher up than deep ones.
Camera overview_camera(const Box& box, double aspect) {
  const PictureSize unit{static_cast<int>(1000.0 * aspect), 1000};
  Camera best;
  double best_area = -1.0;
  // Turned a little, for depth; less so where that would cost a long hall its size.
  const Eigen::Vector3d extent = box.high_m - box.low_m;
  const double azimuth = -9.0 * kDegree * std::min(1.0, 2.0 * extent.y() / extent.x());
  for (double elevation = 34.0; elevation <= 56.0; elevation += 1.0) {
    const Camera camera =
        fit_box(box, forward_of(azimuth, elevation * kDegree), 28.0 * kDegree, aspect, {});
    const Eigen::Vector3d low = box.low_m, high = box.high_m;
    const std::array<Eigen::Vector3d, 4> floor = {
        Eigen::Vector3d(low.x(), low.y(), 0.0), Eigen::Vector3d(high.x(), low.y(), 0.0),
        Eigen::Vector3d(high.x(), high.y(), 0.0), Eigen::Vector3d(low.x(), high.y(), 0.0)};
    double area = 0.0;
    for (std::size_t i = 0; i < 4; ++i) {
      const Eigen::Vector2d a = pixel_of(camera, unit, floor[i]).value();
      const Eigen::Vector2d b = pixel_of(camera, unit, floor[(i + 1) % 4]).value();
      area -= 0.5 * (a.x() * b.y() - b.x() * a.y());
    }
    if (area > best_area) {
      best_area = area;
      best = camera;
    }
  }
  return best;
}

// Within the corridor, a step behind its beginning, as somebody of twice a person's height.
Camera aisle_camera(const HallSnapshot& hall) {
  const Box box = hall_box(hall);
  const Aisle aisle = aisle_of(hall);
  const double x = aisle.from_x_m + 1.0;
  Camera camera{.eye_m = {x, aisle.y_m, 3.6},
                .target_m = {x + 24.0, aisle.y_m, 0.2},
                .up = Eigen::Vector3d::UnitZ(),
                .field_of_view_rad = 50.0 * kDegree};
  set_depths(camera, corners_of(box));
  return camera;
}

std::vector<std::string> known_views(const HallSnapshot& hall) {
  std::vector<std::string> known = {"overview", "aisle", "plan"};
  for (const auto& station : hall.stations) {
    const std::string zone = station.address.substr(0, station.address.find('/'));
    if (std::find(known.begin(), known.end(), zone) == known.end()) known.push_back(zone);
    known.push_back(station.address);
  }
  for (const auto& robot : hall.robots) known.push_back(robot.address);
  return known;
}

}  // namespace

Box hall_box(const HallSnapshot& hall) {
  Box box{.low_m = Eigen::Vector3d::Zero(),
          .high_m = {std::max(10.0, hall.hall_length_m), std::max(10.0, hall.hall_width_m),
                     kTallest_m}};
  for (const auto& station : hall.stations) extend(box, station);
  for (const auto& robot : hall.robots) extend(box, robot.X_WB.translation());
  return box;
}

// In view axes (x right, y up, z forward) with picture slopes t: the corner p is inside the right
// side if p_x - e_x <= t_r (p_z - e_z), that is t_r e_z - e_x <= t_r p_z - p_x; likewise the other
// sides. Two opposite sides together bound e_z; the smaller of the two bounds is the nearest eye,
// and what is left sideways is shared evenly.
Camera fit_box(const Box& box, const Eigen::Vector3d& forward, double field_of_view_rad,
               double aspect, const Margins& margins) {
  Camera camera{.eye_m = -forward,
                .target_m = Eigen::Vector3d::Zero(),
                .up = Eigen::Vector3d::UnitZ(),
                .field_of_view_rad = field_of_view_rad};
  Eigen::Matrix3d R_VW = view_matrix(camera).topLeftCorner<3, 3>();
  R_VW.row(2) *= -1.0;

  const double t_y = std::tan(0.5 * field_of_view_rad), t_x = t_y * aspect;
  const double t_left = t_x * (1.0 - 2.0 * margins.left),
               t_right = t_x * (1.0 - 2.0 * margins.right);
  const double t_up = t_y * (1.0 - 2.0 * margins.top), t_down = t_y * (1.0 - 2.0 * margins.bottom);
  double left = 1e12, right = 1e12, up = 1e12, down = 1e12;
  const auto corners = corners_of(box);
  for (const Eigen::Vector3d& corner : corners) {
    const Eigen::Vector3d p = R_VW * corner;
    left = std::min(left, t_left * p.z() + p.x());
    right = std::min(right, t_right * p.z() - p.x());
    up = std::min(up, t_up * p.z() - p.y());
    down = std::min(down, t_down * p.z() + p.y());
  }
  const double z = std::min((left + right) / (t_left + t_right), (up + down) / (t_up + t_down));
  const Eigen::Vector3d eye_V(0.5 * ((t_right * z - right) + (left - t_left * z)),
                              0.5 * ((t_up * z - up) + (down - t_down * z)), z);
  camera.eye_m = R_VW.transpose() * eye_V;
  camera.target_m = camera.eye_m + forward;
  set_depths(camera, corners);
  return camera;
}

Camera fit_plan(const Box& box, double aspect, const Margins& margins) {
  const Eigen::Vector3d size = box.high_m - box.low_m;
  const double wide = 1.0 - margins.left - margins.right, high = 1.0 - margins.top - margins.bottom;
  const double height_m = std::max(size.y() / high, size.x() / (wide * aspect));
  Camera camera{.up = Eigen::Vector3d::UnitY(), .parallel_height_m = height_m};
  // The box's middle goes to the middle of what the margins leave.
  const Eigen::Vector3d middle = 0.5 * (box.low_m + box.high_m) +
                                 Eigen::Vector3d(0.5 * (margins.right - margins.left) * aspect,
                                                 0.5 * (margins.top - margins.bottom), 0.0) *
                                     height_m;
  camera.eye_m = {middle.x(), middle.y(), box.high_m.z() + 50.0};
  camera.target_m = camera.eye_m - Eigen::Vector3d::UnitZ();
  set_depths(camera, corners_of(box));
  return camera;
}

// The picture's sight lines are cut at the hall's floor and ceiling, and what they meet is framed.
ShadowView shadow_view(const Camera& camera, const PictureSize& size, const Box& hall,
                       const Eigen::Vector3d& light_way) {
  constexpr int kLines = 12;
  constexpr double kFarthest_m = 400.0, kRoom_m = 4.0;
  const Eigen::Matrix4d from_clip =
      (projection_matrix(camera, size.aspect()) * view_matrix(camera)).inverse();
  std::vector<Eigen::Vector3d> seen;
  for (int i = 0; i <= kLines; ++i) {
    for (int k = 0; k <= kLines; ++k) {
      const double x = 2.0 * i / kLines - 1.0, y = 2.0 * k / kLines - 1.0;
      const Eigen::Vector3d from = (from_clip * Eigen::Vector4d(x, y, -1, 1)).hnormalized();
      const Eigen::Vector3d way =
          ((from_clip * Eigen::Vector4d(x, y, 1, 1)).hnormalized() - from).normalized();
      for (const double z : {hall.low_m.z(), hall.high_m.z()}) {
        const double length = way.z() < -1e-6 ? (z - from.z()) / way.z() : kFarthest_m;
        const Eigen::Vector3d p = from + std::clamp(length, 0.0, kFarthest_m) * way;
        seen.push_back(p.cwiseMax(hall.low_m).cwiseMin(hall.high_m));
      }
    }
  }

  ShadowView view;
  view.camera.up = Eigen::Vector3d::UnitY();
  view.camera.eye_m = -light_way;
  view.camera.target_m = Eigen::Vector3d::Zero();
  const Eigen::Matrix3d R_LW = view_matrix(view.camera).topLeftCorner<3, 3>();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e9), high = -low;
  for (const Eigen::Vector3d& p : seen) {
    low = low.cwiseMin(R_LW * p);
    high = high.cwiseMax(R_LW * p);
  }
  low.array() -= kRoom_m;
  high.array() += kRoom_m;
  const Eigen::Vector3d eye_L(0.5 * (low.x() + high.x()), 0.5 * (low.y() + high.y()),
                              high.z() + 10.0);
  view.camera.eye_m = R_LW.transpose() * eye_L;
  view.camera.target_m = view.camera.eye_m + light_way;
  view.camera.parallel_height_m = high.y() - low.y();
  view.camera.near_m = 0.1;
  view.camera.far_m = high.z() - low.z() + 20.0;
  view.aspect = (high.x() - low.x()) / view.camera.parallel_height_m;
  return view;
}

void fit_depths(Camera& camera, const Box& box) {
  set_depths(camera, corners_of(box));
}

Aisle aisle_of(const HallSnapshot& hall) {
  const Box box = hall_box(hall);
  std::map<long, Box> rows;  // by the y of their stations in m
  for (const auto& station : hall.stations) {
    const Eigen::Vector3d p = station.X_WC.translation();
    extend(rows.try_emplace(std::lround(p.y()), Box{.low_m = p, .high_m = p}).first->second,
           station);
  }
  const double first_y = rows.empty() ? box.high_m.y() : rows.begin()->second.low_m.y();
  Aisle best{
      .from_x_m = box.low_m.x(), .to_x_m = box.high_m.x(), .y_m = 0.5 * (box.low_m.y() + first_y)};
  double best_worth = 0.0;
  for (auto low = rows.begin(); low != rows.end(); ++low) {
    // up to the first row that stands before it: behind that one nothing is seen
    for (auto high = std::next(low); high != rows.end(); ++high) {
      const Box &one = low->second, &other = high->second;
      const double from = std::max(one.low_m.x(), other.low_m.x());
      const double to = std::min(one.high_m.x(), other.high_m.x());
      if (to <= from) continue;
      const double gap = other.low_m.y() - one.high_m.y();
      const double y = 0.5 * (one.high_m.y() + other.low_m.y());
      // of two about as long, the one nearer to the middle of the hall
      const double middle = 0.5 * (box.low_m.y() + box.high_m.y());
      const double worth = (to - from) / (1.0 + 0.01 * std::abs(y - middle));
      if (gap > 1.0 && worth > best_worth) {
        best_worth = worth;
        best = {.from_x_m = from, .to_x_m = to, .y_m = y};
      }
      break;
    }
  }
  return best;
}

std::optional<Camera> find_view(const std::string& name, const HallSnapshot& hall, double aspect) {
  const Box box = hall_box(hall);
  if (name == "overview") return overview_camera(box, aspect);
  if (name == "plan") return fit_plan(box, aspect, {});
  if (name == "aisle") return aisle_camera(hall);
  const auto part = box_of(name, hall);
  if (!part) return std::nullopt;
  Camera camera =
      fit_box(*part, forward_of(-32.0 * kDegree, 26.0 * kDegree), 36.0 * kDegree, aspect, {});
  std::vector<Eigen::Vector3d> seen = corners_of(box);
  seen.push_back(camera.eye_m + (camera.target_m - camera.eye_m));  // neighbours stand nearer
  set_depths(camera, seen);
  return camera;
}

std::vector<std::string> nearest_views(const std::string& name, const HallSnapshot& hall) {
  const auto known = known_views(hall);
  auto candidates = nearest_names(name, known);
  if (candidates.empty()) {
    candidates.assign(known.begin(),
                      known.begin() + std::min<long>(4, static_cast<long>(known.size())));
  }
  return candidates;
}

Camera camera_named(const std::string& name, const HallSnapshot& hall, double aspect) {
  if (const auto camera = find_view(name, hall, aspect)) return *camera;
  throw UsageError(fmt::format(
      "--camera: found \"{}\", wanted overview, aisle, plan or the address of a zone, a "
      "station or a robot; did you mean {}?",
      name, fmt::join(nearest_views(name, hall), ", ")));
}

}  // namespace darkline
