#include "viewer/core/weld_sparks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr int kDrops = 36;
constexpr double kFall_m_s2 = 9.81;
constexpr double kDrag_per_s = 3.0;
constexpr double kExposure_s = 0.02;  // how long a streak is

// Numbers in 0..1 that follow from n alone, well spread (the fractions of multiples of an
// irrational number).
double spread(int n, double by) {
  const double at = (n + 0.5) * by;
  return at - std::floor(at);
}

struct Drop {
  Vector3d start_m_s;
  double life_s;

  explicit Drop(int i) {
    const double turn = 2.0 * std::numbers::pi * spread(i, 0.6180339887);
    const double up = -0.35 + 1.1 * spread(i, 0.7548776662);  // sine of the angle above level
    const double level = std::sqrt(std::max(0.0, 1.0 - up * up));
    start_m_s = (1.6 + 3.2 * spread(i, 0.5698402910)) *
                Vector3d(level * std::cos(turn), level * std::sin(turn), up);
    life_s = 0.12 + 0.20 * spread(i, 0.3247179572);
  }
  // Linear drag: v' = -k v - g, from rest at the origin.
  Vector3d at(double t_s) const {
    const double coast_s = (1.0 - std::exp(-kDrag_per_s * t_s)) / kDrag_per_s;
    return coast_s * start_m_s - (kFall_m_s2 / kDrag_per_s) * (t_s - coast_s) * Vector3d::UnitZ();
  }
};

// White at the source, then yellow, orange and a dark red.
Color heat(double age) {
  const Color white = color_from(0xFFF6DC), yellow = color_from(0xFFC23A);
  const Color red = color_from(0xC8431A);
  return age < 0.4 ? mix(white, yellow, static_cast<float>(age / 0.4))
                   : mix(yellow, red, static_cast<float>((age - 0.4) / 0.6));
}

}  // namespace

TriangleMesh spark_mesh(int frame) {
  TriangleMesh mesh;
  for (int i = 0; i < kDrops; ++i) {
    const Drop drop(i);
    const double begun = spread(i, 0.8191725134) + static_cast<double>(frame) / kSparkFrames;
    const double age = begun - std::floor(begun);
    const double t_s = age * drop.life_s;
    const Vector3d head = drop.at(t_s), tail = drop.at(std::max(0.0, t_s - kExposure_s));
    const Vector3d way = head - tail;
    const double thick_m = 0.011 * (1.0 - 0.6 * age);
    const Vector3d aside = thick_m * way.cross(Vector3d::UnitZ()).normalized();
    const Vector3d above = thick_m * way.cross(aside).normalized();
    for (const Vector3d& half : {aside, above}) {  // seen from any side
      append_triangle(mesh, (head + half).cast<float>(), tail.cast<float>(),
                      (head - half).cast<float>(), heat(age), 1.F);
    }
  }
  return mesh;
}

void place_sparks(HallScene& scene, const HallSnapshot& hall) {
  scene.sparks.clear();
  for (std::size_t r = 0; r < hall.robots.size(); ++r) {
    if (!hall.robots[r].welding) continue;
    const auto number = static_cast<std::int64_t>(r);
    const std::int64_t frame = hall.moment_ns / kSparkFrameNs + 3 * number;
    const double turn = 2.0 * std::numbers::pi * spread(static_cast<int>(r), 0.6180339887);
    const Eigen::Matrix3d R = rotation_from_rpy(0.0, 0.0, turn);
    Pose34f X = Pose34f::Zero();
    X.leftCols<3>() = R.cast<float>();
    X.col(3) = tip_of(scene.robots[r]).cast<float>();
    scene.sparks.push_back(
        {X, static_cast<std::size_t>(((frame % kSparkFrames) + kSparkFrames) % kSparkFrames)});
  }
}

}  // namespace darkline
