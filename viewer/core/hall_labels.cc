#include "viewer/core/hall_labels.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace darkline {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

// "z60_framing/st03" of "z60_framing/st03/r2" and of itself.
std::string station_of(const Selection& what, const HallSnapshot& hall) {
  if (what.kind == Selection::Kind::station) return hall.stations[what.index].address;
  const std::string& robot = hall.robots[what.index].address;
  return robot.substr(0, robot.rfind('/'));
}

Vector3d foot_of(const Selection& what, const HallSnapshot& hall, const HallScene& scene) {
  if (what.kind == Selection::Kind::robot) {
    const Sphere& sphere = scene.robots[what.index].sphere;
    return sphere.center_m + Vector3d(0.0, 0.0, 0.6 * sphere.radius_m);
  }
  return hall.stations[what.index].X_WC * Vector3d(0.0, 0.0, 3.2);
}

class Choice {
 public:
  Choice(const HallSnapshot& hall, const HallScene& scene, const Camera& camera,
         const PictureSize& size, std::size_t most)
      : hall_(hall), scene_(scene), camera_(camera), size_(size), most_(most) {}

  void offer(const Selection& what, HallLabel::Why why) {
    constexpr double kLetter_px = 8.6, kSign_px = 34.0;
    if (labels.size() >= most_) return;
    const auto at_px = pixel_of(camera_, size_, foot_of(what, hall_, scene_));
    if (!at_px || at_px->x() < 0.0 || at_px->y() < kLabelHigh_px || at_px->x() > size_.width ||
        at_px->y() > size_.height) {
      return;
    }
    const std::string& address = what.kind == Selection::Kind::robot
                                     ? hall_.robots[what.index].address
                                     : hall_.stations[what.index].address;
    std::string name = why == HallLabel::Why::neighbour ? short_name(address) : address;
    const double width_px = kLetter_px * static_cast<double>(name.size()) + kSign_px;
    const bool covers = std::ranges::any_of(labels, [&](const HallLabel& other) {
      const Vector2d apart = (other.at_px - *at_px).cwiseAbs();
      return apart.x() < 0.5 * (width_px + other.width_px) && apart.y() < kLabelHigh_px;
    });
    if (!covers) labels.push_back({what, why, *at_px, std::move(name), width_px});
  }

  std::vector<HallLabel> labels;

 private:
  const HallSnapshot& hall_;
  const HallScene& scene_;
  const Camera& camera_;
  const PictureSize& size_;
  std::size_t most_;
};

}  // namespace

std::vector<HallLabel> hall_labels(const HallSnapshot& hall, const HallScene& scene,
                                   const std::optional<Selection>& selection, const Camera& camera,
                                   const PictureSize& size, std::size_t most) {
  using Kind = Selection::Kind;
  Choice choice(hall, scene, camera, size, most);
  if (selection) choice.offer(*selection, HallLabel::Why::selected);
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    if (look_of(hall.stations[s].state).abnormal) {
      choice.offer({Kind::station, s}, HallLabel::Why::abnormal);
    }
  }
  if (!selection) return std::move(choice.labels);
  const std::string home = station_of(*selection, hall);
  for (std::size_t r = 0; r < hall.robots.size(); ++r) {
    if (hall.robots[r].address.starts_with(home + "/")) {
      choice.offer({Kind::robot, r}, HallLabel::Why::neighbour);
    }
  }
  const Vector3d here_m = foot_of(*selection, hall, scene);
  for (std::size_t s = 0; s < hall.stations.size(); ++s) {
    const auto& station = hall.stations[s];
    const double near_m = 2.0 * std::hypot(station.length_m, station.width_m);
    if ((station.X_WC.translation() - here_m).norm() <= near_m) {
      choice.offer({Kind::station, s}, HallLabel::Why::neighbour);
    }
  }
  return std::move(choice.labels);
}

std::string short_name(const std::string& address) {
  return address.substr(address.rfind('/') + 1);
}

}  // namespace darkline
