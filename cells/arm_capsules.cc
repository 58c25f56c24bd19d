#include "cells/arm_capsules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Eigenvalues>

#include "models/base/error.h"
#include "models/mesh/surface_mesh.h"

namespace darkline {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kRimCorners = 32;          // of the polygon round a cylinder's rim
constexpr double kJoinedVolume = 1.1;    // two capsules become one that is at most this much larger
constexpr std::size_t kMostOfALink = 2;  // capsules
constexpr double kRounding = 1e-9;       // m, added to radii

// What must lie in the capsule: the hull of balls.
struct Ball {
  Eigen::Vector3d p_m = Eigen::Vector3d::Zero();
  double radius_m = 0.0;
};

void add_balls(const Shape& shape, std::vector<Ball>& balls) {
  const Eigen::Vector3d& size = shape.size_m;
  const auto add = [&](const Eigen::Vector3d& p, double radius) {
    balls.push_back({shape.X_LS * p, radius});
  };
  switch (shape.kind) {
    case ShapeKind::box:
      for (int corner = 0; corner < 8; ++corner) {
        const Eigen::Vector3d sign((corner & 1) != 0 ? 0.5 : -0.5, (corner & 2) != 0 ? 0.5 : -0.5,
                                   (corner & 4) != 0 ? 0.5 : -0.5);
        add(sign.cwiseProduct(size), 0.0);
      }
      return;
    case ShapeKind::cylinder: {
      // the polygon lies outside the rim, its sides touch it
      const double r = size[0] / std::cos(kPi / kRimCorners);
      for (int k = 0; k < kRimCorners; ++k) {
        const double angle = 2.0 * kPi * k / kRimCorners;
        for (const double z : {-0.5, 0.5}) {
          add({r * std::cos(angle), r * std::sin(angle), z * size[1]}, 0.0);
        }
      }
      return;
    }
    case ShapeKind::sphere:
      add(Eigen::Vector3d::Zero(), size[0]);
      return;
    case ShapeKind::capsule:
      for (const double z : {-0.5, 0.5}) add({0.0, 0.0, z * size[1]}, size[0]);
      return;
    case ShapeKind::mesh:
      DARKLINE_CHECK(shape.mesh != nullptr, "a mesh shape without its mesh");
      for (const Eigen::Vector3f& p : shape.mesh->p_m) add(p.cast<double>(), 0.0);
      return;
  }
}

// The middle of a small circle round the balls seen along `axis`, as a point of the plane through
// the origin: Badoiu and Clarkson's steps towards the farthest one.
Eigen::Vector3d middle_across(const std::vector<Ball>& balls, const Eigen::Vector3d& axis) {
  const auto across = [&](const Eigen::Vector3d& p) -> Eigen::Vector3d {
    return p - axis * axis.dot(p);
  };
  constexpr int kSteps = 60;
  Eigen::Vector3d low = across(balls.front().p_m);
  Eigen::Vector3d high = low;
  for (const Ball& ball : balls) {
    low = low.cwiseMin(across(ball.p_m));
    high = high.cwiseMax(across(ball.p_m));
  }
  Eigen::Vector3d middle = across(0.5 * (low + high));  // exact where the shape is symmetric
  const auto farthest = [&](const Eigen::Vector3d& from) {
    std::size_t best = 0;
    double most = -1.0;
    for (std::size_t i = 0; i < balls.size(); ++i) {
      const double d = (across(balls[i].p_m) - from).norm() + balls[i].radius_m;
      if (d > most + kRounding) {
        most = d;
        best = i;
      }
    }
    return std::pair(best, most);
  };
  auto [far, least] = farthest(middle);
  const double across_m = farthest(across(balls[far].p_m)).second + balls[far].radius_m;
  if (across_m >= 2.0 * least - kRounding) return middle;  // two balls span the circle
  Eigen::Vector3d moved = middle;
  for (int k = 1; k <= kSteps; ++k) {
    moved += (across(balls[farthest(moved).first].p_m) - moved) / (k + 1.0);
    const double radius = farthest(moved).second;
    if (radius < least - kRounding) {
      least = radius;
      middle = moved;
    }
  }
  return middle;
}

// The smallest capsule about the line through `middle` along `axis`. For a radius R a ball at s
// along the line and d from it asks the segment to come within w = sqrt((R - r)^2 - d^2) of s.
Capsule capsule_along(const std::vector<Ball>& balls, const Eigen::Vector3d& axis,
                      const Eigen::Vector3d& middle) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  struct Seen {
    double s, d, r;
  };
  std::vector<Seen> seen;
  double thinnest = 0.0, low = kInfinity, high = -kInfinity;
  for (const Ball& ball : balls) {
    const double s = axis.dot(ball.p_m);
    const double d = (ball.p_m - axis * s - middle).norm();
    seen.push_back({s, d, ball.radius_m});
    thinnest = std::max(thinnest, d + ball.radius_m);
    low = std::min(low, s - ball.radius_m);
    high = std::max(high, s + ball.radius_m);
  }
  Capsule best;
  double least = kInfinity;
  constexpr int kRadii = 60;
  const double thickest = std::hypot(thinnest, 0.5 * (high - low));
  for (int k = 0; k <= kRadii; ++k) {
    const double share = static_cast<double>(k) / kRadii;
    const double R = thinnest + kRounding + share * share * (thickest - thinnest);
    double from = kInfinity, to = -kInfinity;
    for (const Seen& ball : seen) {
      const double w = std::sqrt(std::max((R - ball.r) * (R - ball.r) - ball.d * ball.d, 0.0));
      from = std::min(from, ball.s + w);
      to = std::max(to, ball.s - w);
    }
    if (to < from) from = to = 0.5 * (from + to);
    const Capsule capsule{middle + axis * from, middle + axis * to, R};
    if (volume_of(capsule) < least) {
      least = volume_of(capsule);
      best = capsule;
    }
  }
  return best;
}

std::vector<Eigen::Vector3d> axes_of(const std::vector<Shape>& shapes,
                                     const std::vector<Ball>& balls) {
  std::vector<Eigen::Vector3d> axes;
  for (const Shape& shape : shapes) {
    if (shape.kind == ShapeKind::sphere) continue;
    axes.emplace_back(shape.X_LS.linear().col(2));
    if (shape.kind != ShapeKind::box && shape.kind != ShapeKind::mesh) continue;
    axes.emplace_back(shape.X_LS.linear().col(0));
    axes.emplace_back(shape.X_LS.linear().col(1));
  }
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const Ball& ball : balls) mean += ball.p_m / static_cast<double>(balls.size());
  Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
  for (const Ball& ball : balls) spread += (ball.p_m - mean) * (ball.p_m - mean).transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(spread);
  for (int k = 0; k < 3; ++k) axes.emplace_back(solver.eigenvectors().col(k));
  return axes;
}

// The capsules of one link: one a shape, joined where that costs little and down to two.
std::vector<Capsule> capsules_of(const Link& link) {
  struct Group {
    std::vector<Shape> shapes;
    Capsule capsule;
  };
  std::vector<Group> groups;
  for (const Shape& shape : link.collision.empty() ? link.visual : link.collision) {
    groups.push_back({{shape}, enclosing_capsule({shape})});
  }
  while (groups.size() > 1) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t one = 0, other = 0;
    Group joined;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t k = i + 1; k < groups.size(); ++k) {
        Group both = groups[i];
        both.shapes.insert(both.shapes.end(), groups[k].shapes.begin(), groups[k].shapes.end());
        both.capsule = enclosing_capsule(both.shapes);
        const double apart = volume_of(groups[i].capsule) + volume_of(groups[k].capsule);
        const double growth = volume_of(both.capsule) / apart;
        if (growth >= least) continue;
        least = growth;
        one = i;
        other = k;
        joined = std::move(both);
      }
    }
    if (least > kJoinedVolume && groups.size() <= kMostOfALink) break;
    groups[one] = std::move(joined);
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(other));
  }
  std::vector<Capsule> capsules;
  for (const Group& group : groups) capsules.push_back(group.capsule);
  return capsules;
}

// The solid box of a mass and its principal moments: m (y^2 + z^2) / 12 = I_x and so on.
std::vector<Capsule> capsules_of(const CarriedPart& part) {
  if (!(part.mass_kg > 0.0)) return {};
  const Eigen::Vector3d& I = part.I_C_kg_m2;
  const double half_sum = 0.5 * I.sum();
  Eigen::Vector3d size_m;
  for (int k = 0; k < 3; ++k) {
    size_m[k] = std::sqrt(std::max(12.0 * (half_sum - I[k]) / part.mass_kg, 0.0));
  }
  std::array<int, 3> order = {0, 1, 2};
  std::ranges::stable_sort(order, [&](int i, int k) { return size_m[i] > size_m[k]; });
  constexpr double kStripM = 0.25;
  const double wide_m = size_m[order[1]];
  const auto strips =
      static_cast<int>(std::clamp(std::ceil(wide_m / std::max(size_m[order[2]], kStripM)), 1.0,
                                  static_cast<double>(kMostPartCapsules)));
  std::vector<Capsule> capsules;
  for (int k = 0; k < strips; ++k) {
    Shape strip;
    strip.size_m = size_m;
    strip.size_m[order[1]] = wide_m / strips;
    Eigen::Vector3d shift = Eigen::Vector3d::Zero();
    shift[order[1]] = wide_m * ((k + 0.5) / strips - 0.5);
    strip.X_LS = make_pose(Eigen::Matrix3d::Identity(), part.p_TC_m + shift);
    capsules.push_back(enclosing_capsule({strip}));
  }
  return capsules;
}

// Lengths from the frame of links[first] to the end of a capsule on links[link], at most.
double length_beyond(const RobotModel& robot, std::size_t first, std::size_t link,
                     const Capsule& c) {
  double length_m = std::max(c.a_m.norm(), c.b_m.norm());
  for (std::size_t k = first; k < link; ++k) {
    const Joint& joint = robot.joints[k];
    length_m += joint.X_PJ.translation().norm();
    if (joint.kind == JointKind::prismatic) {
      length_m += std::max(std::abs(joint.lower), std::abs(joint.upper));
    }
  }
  return length_m;
}

// Distance from the axis of joint `j` that a capsule on links[link] cannot exceed.
double reach_from(const RobotModel& robot, std::size_t j, std::size_t link, const Capsule& c) {
  if (link <= j) return 0.0;
  if (robot.joints[j].kind == JointKind::prismatic) return 1.0;
  const auto away = [&](const Eigen::Vector3d& p) { return p.cross(robot.joints[j].axis).norm(); };
  if (link == j + 1) return std::max(away(c.a_m), away(c.b_m));
  const Eigen::Vector3d first = robot.joints[j + 1].X_PJ.translation();
  return length_beyond(robot, j + 1, link, c) - first.norm() + away(first);
}

}  // namespace

double volume_of(const Capsule& capsule) {
  const double r = capsule.radius_m;
  return kPi * r * r * ((capsule.b_m - capsule.a_m).norm() + 4.0 / 3.0 * r);
}

// The nearest points of two segments p + s u and q + t v, s and t in [0, 1].
double distance_m(const Capsule& one, const Capsule& other, Eigen::Vector3d* middle_m) {
  const Eigen::Vector3d u = one.b_m - one.a_m;
  const Eigen::Vector3d v = other.b_m - other.a_m;
  const Eigen::Vector3d w = one.a_m - other.a_m;
  const double uu = u.squaredNorm(), vv = v.squaredNorm();
  const double uv = u.dot(v), uw = u.dot(w), vw = v.dot(w);
  constexpr double kPointM2 = 1e-18;  // a segment this short is a point
  double s = 0.0, t = 0.0;
  if (uu > kPointM2 && vv > kPointM2) {
    const double denominator = uu * vv - uv * uv;
    // parallel ones are as near at any s that faces the other
    if (denominator > 1e-12 * uu * vv) {
      s = std::clamp((uv * vw - vv * uw) / denominator, 0.0, 1.0);
    }
    t = (uv * s + vw) / vv;
    if (t < 0.0 || t > 1.0) {
      t = std::clamp(t, 0.0, 1.0);
      s = std::clamp((uv * t - uw) / uu, 0.0, 1.0);
    }
  } else if (uu > kPointM2) {
    s = std::clamp(-uw / uu, 0.0, 1.0);
  } else if (vv > kPointM2) {
    t = std::clamp(vw / vv, 0.0, 1.0);
  }
  const Eigen::Vector3d from = one.a_m + s * u;
  const Eigen::Vector3d to = other.a_m + t * v;
  const double between_m = (to - from).norm();
  const double gap_m = between_m - one.radius_m - other.radius_m;
  if (middle_m != nullptr) {
    const Eigen::Vector3d along =
        between_m > 0.0 ? Eigen::Vector3d((to - from) / between_m) : Eigen::Vector3d::UnitZ();
    *middle_m = from + along * (one.radius_m + 0.5 * gap_m);
  }
  return gap_m;
}

Capsule enclosing_capsule(const std::vector<Shape>& shapes) {
  DARKLINE_CHECK(!shapes.empty(), "no shape to enclose");
  std::vector<Ball> balls;
  for (const Shape& shape : shapes) add_balls(shape, balls);
  DARKLINE_CHECK(!balls.empty(), "a shape without points");
  Capsule best;
  double least = std::numeric_limits<double>::infinity();
  for (const Eigen::Vector3d& axis : axes_of(shapes, balls)) {
    const Capsule capsule = capsule_along(balls, axis, middle_across(balls, axis));
    if (volume_of(capsule) >= least) continue;
    least = volume_of(capsule);
    best = capsule;
  }
  return best;
}

bool same_shapes(const RobotModel& one, const RobotModel& other) {
  const auto same = [](const Shape& a, const Shape& b) {
    return a.kind == b.kind && a.size_m == b.size_m && a.mesh == b.mesh &&
           a.X_LS.matrix() == b.X_LS.matrix();
  };
  const auto same_link = [&](const Link& a, const Link& b) {
    return std::ranges::equal(a.collision, b.collision, same) &&
           std::ranges::equal(a.visual, b.visual, same);
  };
  const auto same_joint = [](const Joint& a, const Joint& b) {
    return a.kind == b.kind && a.axis == b.axis && a.lower == b.lower && a.upper == b.upper &&
           a.X_PJ.matrix() == b.X_PJ.matrix();
  };
  return std::ranges::equal(one.links, other.links, same_link) &&
         std::ranges::equal(one.joints, other.joints, same_joint) &&
         one.X_ET.matrix() == other.X_ET.matrix();
}

ArmCapsules arm_capsules(const RobotModel& robot, const GunModel& gun, const CarriedPart& part) {
  ArmCapsules arm;
  for (std::size_t link = 0; link < robot.links.size(); ++link) {
    for (const Capsule& capsule : capsules_of(robot.links[link])) {
      arm.capsules.push_back({ArmPart::link, link, capsule});
    }
  }
  const std::size_t last = robot.joints.size();
  const auto on_tool = [&](ArmPart of, const Capsule& capsule_T) {
    arm.capsules.push_back(
        {of, last, {robot.X_ET * capsule_T.a_m, robot.X_ET * capsule_T.b_m, capsule_T.radius_m}});
  };
  const double gun_m = gun.tip_m - kElectrodeM;
  if (gun_m > 0.0) {
    const double r = std::min(kGunRadiusM, 0.5 * gun_m);
    on_tool(ArmPart::gun, {{0.0, 0.0, r}, {0.0, 0.0, gun_m - r}, r});
  }
  for (const Capsule& capsule : capsules_of(part)) on_tool(ArmPart::part, capsule);

  for (const ArmCapsule& each : arm.capsules) {
    JointVector reach_m = {};
    for (std::size_t j = 0; j < robot.joints.size(); ++j) {
      reach_m[j] = reach_from(robot, j, each.link, each.capsule_L);
      arm.most_reach_m[j] = std::max(arm.most_reach_m[j], reach_m[j]);
    }
    arm.reach_m.push_back(reach_m);
    arm.span_m.push_back(length_beyond(robot, 0, each.link, each.capsule_L) +
                         each.capsule_L.radius_m);
  }
  return arm;
}

void place_capsules(const ArmCapsules& arm, const Pose& X_CB, const std::vector<Pose>& X_BL,
                    std::vector<Capsule>& out) {
  out.resize(arm.capsules.size());
  std::size_t link = X_BL.size();  // none yet
  Pose X_CL = Pose::Identity();
  for (std::size_t c = 0; c < arm.capsules.size(); ++c) {
    const ArmCapsule& each = arm.capsules[c];
    if (each.link != link) {
      link = each.link;
      X_CL = X_CB * X_BL[link];
    }
    out[c].a_m = X_CL * each.capsule_L.a_m;
    out[c].b_m = X_CL * each.capsule_L.b_m;
    out[c].radius_m = each.capsule_L.radius_m;
  }
}

JointVector speed_bound(const Segment& segment, int n_joints) {
  JointVector bound = {};
  const double T = segment.duration_s;
  if (!(T > 0.0)) return bound;
  constexpr std::array<double, 5> kChoose4 = {1, 4, 6, 4, 1};
  constexpr std::array<std::array<double, 5>, 5> kChoose = {
      {{1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}, {1, 2, 1, 0, 0}, {1, 3, 3, 1, 0}, {1, 4, 6, 4, 1}}};
  for (std::size_t j = 0; j < static_cast<std::size_t>(n_joints); ++j) {
    std::array<double, 5> power = {};  // of the derivative over x = t / T
    double scale = 1.0;
    for (std::size_t k = 0; k < 5; ++k) {
      power[k] = static_cast<double>(k + 1) * segment.c[j][k + 1] * scale;
      scale *= T;
    }
    std::array<double, 5> bernstein = {};
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t k = 0; k <= i; ++k) bernstein[i] += kChoose[i][k] / kChoose4[k] * power[k];
    }
    // de Casteljau at the middle: the edges of his triangle are the coefficients of the two halves
    for (std::size_t level = 5; level > 0; --level) {
      bound[j] = std::max({bound[j], std::abs(bernstein[0]), std::abs(bernstein[level - 1])});
      for (std::size_t i = 0; i + 1 < level; ++i) {
        bernstein[i] = 0.5 * (bernstein[i] + bernstein[i + 1]);
      }
    }
  }
  return bound;
}

}  // namespace darkline
