#include "viewer/core/hall_ground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "viewer/core/body_mesh.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

// A box between two corners, without the bottom that nobody sees. Of what is no thicker than paint,
// or stands out of the floor no more, the top is enough: a hall has a thousand of them.
void append_box(TriangleMesh& mesh, const Vector3d& low, const Vector3d& high, const Color& color,
                const Pose& X_MB = Pose::Identity(), float glow = 0.F) {
  constexpr double kPaint_m = 0.04;
  const auto at = [&](bool x, bool y, bool z) -> Eigen::Vector3f {
    const Vector3d p(x ? high.x() : low.x(), y ? high.y() : low.y(), z ? high.z() : low.z());
    return (X_MB * p).cast<float>();
  };
  const auto face = [&](const Eigen::Vector3f& a, const Eigen::Vector3f& b,
                        const Eigen::Vector3f& c,
                        const Eigen::Vector3f& d) { append_quad(mesh, a, b, c, d, color, glow); };
  face(at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1));
  if (high.z() <= kPaint_m || high.z() - low.z() <= kPaint_m) return;
  face(at(0, 0, 0), at(1, 0, 0), at(1, 0, 1), at(0, 0, 1));
  face(at(1, 0, 0), at(1, 1, 0), at(1, 1, 1), at(1, 0, 1));
  face(at(1, 1, 0), at(0, 1, 0), at(0, 1, 1), at(1, 1, 1));
  face(at(0, 1, 0), at(0, 0, 0), at(0, 0, 1), at(0, 1, 1));
}

// The four sides of a rectangle of half sizes a, b, painted inwards with `width`.
void append_outline(TriangleMesh& mesh, const Pose& X_WC, double a, double b, double width,
                    double low_z, double high_z, const Color& color, float glow) {
  append_box(mesh, {-a, -b, low_z}, {a, -b + width, high_z}, color, X_WC, glow);
  append_box(mesh, {-a, b - width, low_z}, {a, b, high_z}, color, X_WC, glow);
  append_box(mesh, {-a, -b + width, low_z}, {-a + width, b - width, high_z}, color, X_WC, glow);
  append_box(mesh, {a - width, -b + width, low_z}, {a, b - width, high_z}, color, X_WC, glow);
}

void append_floor(TriangleMesh& mesh, const Box& box, const Theme& theme) {
  constexpr double kRim_m = 2.0, kCurb_m = 0.5;
  const Vector3d low(box.low_m.x() - kRim_m, box.low_m.y() - kRim_m, -0.6);
  const Vector3d high(box.high_m.x() + kRim_m, box.high_m.y() + kRim_m, 0.0);
  append_box(mesh, low, high, theme.aisle);  // its sides are behind the wall
  // A low wall shows where the hall ends without hiding what stands in it.
  const Pose X_middle = make_pose(Eigen::Matrix3d::Identity(),
                                  0.5 * Vector3d(low.x() + high.x(), low.y() + high.y(), 0.0));
  append_outline(mesh, X_middle, 0.5 * (high.x() - low.x()) + kCurb_m,
                 0.5 * (high.y() - low.y()) + kCurb_m, kCurb_m, -0.6, 0.9, theme.curb, 0.F);
  // Joints of the floor's slabs every 10 m give the eye a scale.
  const Color joint = mix(theme.aisle, theme.pad_edge, 0.22F);
  for (double x = 10.0 * std::ceil(low.x() / 10.0); x < high.x(); x += 10.0) {
    append_box(mesh, {x - 0.04, low.y(), -0.1}, {x + 0.04, high.y(), 0.002}, joint);
  }
  for (double y = 10.0 * std::ceil(low.y() / 10.0); y < high.y(); y += 10.0) {
    append_box(mesh, {low.x(), y - 0.04, -0.1}, {high.x(), y + 0.04, 0.003}, joint);
  }
}

std::string zone_of(const HallSnapshot::StationPose& station) {
  return station.address.substr(0, station.address.find('/'));
}

void append_zones(TriangleMesh& mesh, const HallSnapshot& hall, const Theme& theme) {
  constexpr double kRoom_m = 1.1, kLine_m = 0.12;
  std::map<std::string, int> zones;
  for (const auto& s : hall.stations) {
    const int number = zones.try_emplace(zone_of(s), static_cast<int>(zones.size())).first->second;
    const bool even = number % 2 == 0;
    const double top = 0.010 + 0.004 * (number % 4);
    const double a = 0.5 * s.length_m + 0.55, b = 0.5 * s.width_m + kRoom_m;
    append_box(mesh, {-a, -b, -0.1}, {a, b, top},
               even ? theme.zone : mix(theme.zone, theme.aisle, 0.45F), s.X_WC);
    for (const double side : {-1.0, 1.0}) {  // the painted edge of the aisle
      append_box(mesh, {-a, side * (b + 0.5 * kLine_m) - 0.5 * kLine_m, -0.1},
                 {a, side * (b + 0.5 * kLine_m) + 0.5 * kLine_m, top}, theme.aisle_line, s.X_WC);
    }
  }
}

void append_rails(TriangleMesh& mesh, const Pose& X, double half_length, const Theme& theme) {
  for (const double side : {-0.55, 0.55}) {
    append_box(mesh, {-half_length, side - 0.09, 0.0}, {half_length, side + 0.09, kConveyorTop_m},
               theme.conveyor, X);
  }
  // the bed's top: its sides are behind the rails
  append_box(mesh, {-half_length, -0.46, 0.10}, {half_length, 0.46, 0.10},
             mix(theme.conveyor, theme.pad, 0.35F), X);
}

void append_glyph(TriangleMesh& mesh, const StateLook& look, const Pose& X_WC,
                  const Eigen::Vector2d& p_C_m, double radius_m, double z_m, const Color& color,
                  float glow) {
  const auto flat = glyph_triangles(look.glyph);
  const auto at = [&](std::size_t i) -> Eigen::Vector3f {
    const Eigen::Vector2d p = p_C_m + radius_m * flat[i];
    return (X_WC * Vector3d(p.x(), p.y(), z_m)).cast<float>();
  };
  for (std::size_t i = 0; i + 2 < flat.size(); i += 3) {
    append_triangle(mesh, at(i), at(i + 1), at(i + 2), color, glow);
  }
}

// The pole and its four lamps unlit, square for the sake of few triangles; the lit one is drawn
// over its place.
void append_stack_light(TriangleMesh& mesh, const HallSnapshot::StationPose& s,
                        const Theme& theme) {
  const std::array<Color, kLampsInColumn> colors = {
      theme.signals.lamp_of(StationState::down), theme.signals.lamp_of(StationState::starved),
      theme.signals.lamp_of(StationState::working), theme.signals.lamps[kHeldLook]};
  const Vector3d lamp = s.X_WC.inverse() * lamp_position_m(s);
  const auto append = [&](double half_m, double low_m, double high_m, const Color& color) {
    append_box(mesh, {lamp.x() - half_m, lamp.y() - half_m, low_m},
               {lamp.x() + half_m, lamp.y() + half_m, high_m}, color, s.X_WC);
  };
  append(0.04, 0.0, kLampHeight_m - (kLampsInColumn - 0.5) * kLampPitch_m, theme.conveyor);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const double middle_m = kLampHeight_m - static_cast<double>(i) * kLampPitch_m;
    append(0.7 * kLampRadius_m, middle_m - 0.42 * kLampPitch_m, middle_m + 0.42 * kLampPitch_m,
           mix(colors[i], theme.conveyor, 0.66F));
  }
}

void append_station(TriangleMesh& mesh, const HallSnapshot::StationPose& s, const Theme& theme) {
  const double a = 0.5 * s.length_m, b = 0.5 * s.width_m;
  const StateLook& look = look_of(s.state);
  const Color color = pad_color(s.state, theme);
  const float glow = look.abnormal ? theme.pad_glow : 0.F;
  append_rails(mesh, s.X_WC, a, theme);
  const Color edge = look.abnormal ? mix(color, Color{0.F, 0.F, 0.F}, 0.25F) : theme.pad_edge;
  append_outline(mesh, s.X_WC, a, b, 0.10, kPadTop_m, kPadTop_m + 0.006, edge, glow);
  // The sign lies at the pad's corners along the aisles, where no robot stands.
  const double sign = std::min(0.45, 0.08 * s.width_m);
  for (const double side : {-1.0, 1.0}) {
    append_glyph(mesh, look, s.X_WC, {-a + 1.6 * sign, side * (b - 1.6 * sign)}, sign,
                 kPadTop_m + 0.008, Color{1.F, 1.F, 1.F}, std::max(0.4F, glow));
  }
  if (s.bottleneck) {
    append_outline(mesh, s.X_WC, a + 0.45, b + 0.75, 0.45, 0.0, 0.12, theme.bottleneck, 0.6F);
  }
  append_box(mesh, {-a, -b, -0.1}, {a, b, kPadTop_m}, color, s.X_WC, glow);
}

// Rails between stations that follow one another in a row of their zone.
void append_links(TriangleMesh& mesh, const HallSnapshot& hall, const Theme& theme) {
  for (std::size_t i = 0; i + 1 < hall.stations.size(); ++i) {
    const auto& s = hall.stations[i];
    const auto& next = hall.stations[i + 1];
    if (zone_of(s) != zone_of(next)) continue;
    const Vector3d p_C = s.X_WC.inverse() * next.X_WC.translation();
    const double start = 0.5 * s.length_m, end = p_C.x() - 0.5 * next.length_m;
    if (std::abs(p_C.y()) > 0.2 || end - start < 0.05 || end - start > 1.5 * s.length_m) continue;
    const Pose X_CG = make_pose(Eigen::Matrix3d::Identity(), {0.5 * (start + end), 0.0, 0.0});
    append_rails(mesh, s.X_WC * X_CG, 0.5 * (end - start), theme);
  }
}

void append_buffer(TriangleMesh& mesh, const HallSnapshot::Buffer& buffer, const Theme& theme) {
  const Vector3d way = buffer.p_to_m - buffer.p_from_m;
  const double length = way.norm();
  if (length < 0.2) return;
  const Pose X_WR = make_pose(
      Eigen::AngleAxisd(std::atan2(way.y(), way.x()), Vector3d::UnitZ()).toRotationMatrix(),
      0.5 * (buffer.p_from_m + buffer.p_to_m));
  append_rails(mesh, X_WR, 0.5 * length, theme);
  const double pitch = buffer_pitch_m(buffer), half = 0.42 * std::min(pitch, 5.4);
  for (int i = 0; i < buffer.places; ++i) {
    const double x = -0.5 * length + pitch * (i + 0.5);
    const Pose X_WS = X_WR * make_pose(Eigen::Matrix3d::Identity(), {x, 0.0, 0.0});
    append_outline(mesh, X_WS, half, std::min(1.25, std::max(0.7, half)), 0.08, -0.1, 0.03,
                   theme.aisle_line, 0.F);
  }
}

}  // namespace

Eigen::Vector3d lamp_position_m(const HallSnapshot::StationPose& station) {
  return station.X_WC *
         Vector3d(0.5 * station.length_m - 0.3, -0.5 * station.width_m + 0.3, kLampHeight_m);
}

int lit_lamp(StationState state) {
  switch (state) {
    case StationState::down:
      return 0;
    case StationState::starved:
    case StationState::blocked:
      return 1;
    case StationState::working:
      break;
  }
  return 2;
}

double buffer_pitch_m(const HallSnapshot::Buffer& buffer) {
  return (buffer.p_to_m - buffer.p_from_m).norm() / std::max(1, buffer.places);
}

Eigen::Vector3d buffer_place_m(const HallSnapshot::Buffer& buffer, int i) {
  const double share = (i + 0.5) / std::max(1, buffer.places);
  return buffer.p_from_m + share * (buffer.p_to_m - buffer.p_from_m);
}

TriangleMesh ground_mesh(const HallSnapshot& hall, const Box& box, const Theme& theme) {
  TriangleMesh mesh;
  for (const auto& buffer : hall.buffers) append_buffer(mesh, buffer, theme);
  append_links(mesh, hall, theme);
  for (const auto& station : hall.stations) append_station(mesh, station, theme);
  append_zones(mesh, hall, theme);
  append_floor(mesh, box, theme);
  return mesh;
}

TriangleMesh stack_light_mesh(const HallSnapshot& hall, const Theme& theme) {
  TriangleMesh mesh;
  for (const auto& station : hall.stations) append_stack_light(mesh, station, theme);
  return mesh;
}

}  // namespace darkline
