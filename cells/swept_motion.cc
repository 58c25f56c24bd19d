#include "cells/swept_motion.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/robot/kinematics.h"

namespace darkline {
namespace {

constexpr int kMostPieces = 256;  // of one move

// Largest |dq/dx| and |d2q/dx2| of a segment over x = t / T in [0, 1]: its Bernstein coefficients
// b_i = sum_(k<=i) C(i,k) / C(5,k) c_k T^k bound it, 5 (b_(i+1) - b_i) its derivative, and so on.
void derivative_bounds(const Segment& segment, std::size_t j, double& first, double& second) {
  constexpr std::array<std::array<double, 6>, 6> kChoose = {{{1, 0, 0, 0, 0, 0},
                                                             {1, 1, 0, 0, 0, 0},
                                                             {1, 2, 1, 0, 0, 0},
                                                             {1, 3, 3, 1, 0, 0},
                                                             {1, 4, 6, 4, 1, 0},
                                                             {1, 5, 10, 10, 5, 1}}};
  std::array<double, 6> b = {};
  double scale = 1.0;
  for (std::size_t k = 0; k < 6; ++k) {
    for (std::size_t i = k; i < 6; ++i) {
      b[i] += kChoose[i][k] / kChoose[5][k] * segment.c[j][k] * scale;
    }
    scale *= segment.duration_s;
  }
  first = second = 0.0;
  for (std::size_t i = 0; i < 5; ++i) first = std::max(first, 5.0 * std::abs(b[i + 1] - b[i]));
  for (std::size_t i = 0; i < 4; ++i) {
    second = std::max(second, 20.0 * std::abs(b[i + 2] - 2.0 * b[i + 1] + b[i]));
  }
}

Box3 box_of(const Capsule& capsule) {
  const Eigen::Vector3d r = Eigen::Vector3d::Constant(capsule.radius_m);
  return {capsule.a_m.cwiseMin(capsule.b_m) - r, capsule.a_m.cwiseMax(capsule.b_m) + r};
}

bool apart(const Box3& one, const Box3& other, double clearance_m) {
  const Eigen::Vector3d gap = (one.min() - other.max()).cwiseMax(other.min() - one.max());
  return gap.maxCoeff() > clearance_m;
}

}  // namespace

// Capsules at x = 0, dx, 2 dx, ... 1 of a stretch of the way: an even number of steps, or none.
struct SweptMotion::Samples {
  std::size_t n_pieces = 1;              // of the finest; a power of two
  std::vector<std::vector<Capsule>> at;  // (2 n_pieces + 1), or one where all stands still
  JointVector first = {}, second = {};   // D1, D2

  template <class PathAt>
  void take(const Mover& mover, const PathAt& path_at);
  double second_derivative(const JointVector& reach_m, std::size_t n_joints) const;
};

template <class PathAt>
void SweptMotion::Samples::take(const Mover& mover, const PathAt& path_at) {
  double length_m = 0.0;
  for (std::size_t j = 0; j < mover.model.joints.size(); ++j) {
    length_m += mover.capsules.most_reach_m[j] * first[j];
  }
  n_pieces = 1;
  while (n_pieces < kMostPieces && kPieceM * static_cast<double>(n_pieces) < length_m) {
    n_pieces *= 2;
  }
  const std::size_t steps = length_m > 0.0 ? 2 * n_pieces : 0;
  at.resize(steps + 1);
  std::vector<Pose> X_BL;
  for (std::size_t k = 0; k <= steps; ++k) {
    const double x = steps > 0 ? static_cast<double>(k) / static_cast<double>(steps) : 0.0;
    link_poses(mover.model, path_at(x), X_BL);
    place_capsules(mover.capsules, mover.X_CB, X_BL, at[k]);
  }
}

double SweptMotion::Samples::second_derivative(const JointVector& reach_m,
                                               std::size_t n_joints) const {
  double sum = 0.0, faster = 0.0;  // faster: of the joints before
  for (std::size_t j = 0; j < n_joints; ++j) {
    sum += reach_m[j] * (second[j] + first[j] * first[j] + 2.0 * faster * first[j]);
    if (reach_m[j] > 0.0) faster += first[j];
  }
  return sum;
}

SweptMotion::SweptMotion(const Mover& mover, const JointVector& from, const JointVector& to) {
  begin(mover);
  Samples samples;
  for (std::size_t j = 0; j < mover.model.joints.size(); ++j) {
    samples.first[j] = std::abs(to[j] - from[j]);
  }
  samples.take(mover, [&](double x) {
    JointVector q = from;
    for (std::size_t j = 0; j < q.size(); ++j) q[j] += x * (to[j] - from[j]);
    return q;
  });
  append(mover, samples);
  grow_trees();
}

SweptMotion::SweptMotion(const Mover& mover, const JointVector& from,
                         const std::vector<Segment>& path) {
  begin(mover);
  if (path.empty()) {
    Samples samples;
    samples.take(mover, [&](double) { return from; });
    append(mover, samples);
  }
  for (const Segment& segment : path) {
    Samples samples;
    for (std::size_t j = 0; j < mover.model.joints.size(); ++j) {
      derivative_bounds(segment, j, samples.first[j], samples.second[j]);
    }
    samples.take(mover, [&](double x) {
      return segment.at(x * segment.duration_s, mover.model.n_joints()).q;
    });
    append(mover, samples);
  }
  grow_trees();
}

void SweptMotion::begin(const Mover& mover) {
  trees_.resize(mover.capsules.capsules.size());
  for (std::size_t c = 0; c < trees_.size(); ++c) {
    trees_[c].stands = mover.capsules.capsules[c].link == 0;
  }
}

// Each capsule takes as many pieces as its own way needs.
void SweptMotion::append(const Mover& mover, const Samples& samples) {
  const std::size_t n_joints = mover.model.joints.size();
  for (std::size_t c = 0; c < trees_.size(); ++c) {
    const JointVector& reach_m = mover.capsules.reach_m[c];
    double length_m = 0.0;
    for (std::size_t j = 0; j < n_joints; ++j) length_m += reach_m[j] * samples.first[j];
    if (length_m <= 0.0 || samples.at.size() == 1) {
      trees_[c].pieces.push_back(samples.at.front()[c]);
      continue;
    }
    std::size_t n = 1;
    while (n < samples.n_pieces && kPieceM * static_cast<double>(n) < length_m) n *= 2;
    const std::size_t half = samples.n_pieces / n;  // steps of half a piece
    const double dx = 0.5 / static_cast<double>(n);
    const double bend_m = samples.second_derivative(reach_m, n_joints) * dx * dx / 8.0;
    for (std::size_t k = 0; k < n; ++k) {
      const Capsule& before = samples.at[2 * k * half][c];
      const Capsule& after = samples.at[(2 * k + 2) * half][c];
      Capsule piece = samples.at[(2 * k + 1) * half][c];
      const double away2_m2 =
          std::max({(before.a_m - piece.a_m).squaredNorm(), (before.b_m - piece.b_m).squaredNorm(),
                    (after.a_m - piece.a_m).squaredNorm(), (after.b_m - piece.b_m).squaredNorm()});
      piece.radius_m += std::sqrt(away2_m2) + bend_m;
      trees_[c].pieces.push_back(piece);
    }
  }
}

void SweptMotion::add(const SweptMotion& other) {
  for (const Tree& tree : other.trees_) trees_.push_back(tree);
  box_C_.extend(other.box_C_);
}

void SweptMotion::grow_trees() {
  for (Tree& tree : trees_) {
    tree.boxes.resize(2 * tree.pieces.size() - 1);
    const auto grow = [&](const auto& self, std::size_t node, std::size_t low,
                          std::size_t high) -> void {
      if (high - low == 1) {
        tree.boxes[node] = box_of(tree.pieces[low]);
        return;
      }
      const std::size_t middle = low + (high - low) / 2;
      const std::size_t right = node + 2 * (middle - low);
      self(self, node + 1, low, middle);
      self(self, right, middle, high);
      tree.boxes[node] = tree.boxes[node + 1].merged(tree.boxes[right]);
    };
    grow(grow, 0, 0, tree.pieces.size());
    box_C_.extend(tree.boxes[0]);
  }
}

struct SweptPair {
  using Tree = SweptMotion::Tree;
  struct Node {
    std::size_t at, low, high;
    std::size_t size() const { return high - low; }
  };
  static std::pair<Node, Node> halves(const Node& node) {
    const std::size_t middle = node.low + node.size() / 2;
    return {{node.at + 1, node.low, middle},
            {node.at + 2 * (middle - node.low), middle, node.high}};
  }

  const Tree& one;
  const Tree& other;
  double clearance_m;
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();

  bool touch(const Node& a, const Node& b) {
    if (apart(one.boxes[a.at], other.boxes[b.at], clearance_m)) return false;
    if (a.size() == 1 && b.size() == 1) {
      return distance_m(one.pieces[a.low], other.pieces[b.low], &p_C_m) < clearance_m;
    }
    if (a.size() >= b.size()) {
      const auto [left, right] = halves(a);
      return touch(left, b) || touch(right, b);
    }
    const auto [left, right] = halves(b);
    return touch(a, left) || touch(a, right);
  }

  static std::optional<SweptTouch> between(const SweptMotion& a, const SweptMotion& b,
                                           double clearance_m) {
    if (apart(a.box_C_, b.box_C_, clearance_m)) return std::nullopt;
    for (const Tree& one : a.trees_) {
      if (apart(one.boxes[0], b.box_C_, clearance_m)) continue;
      for (const Tree& other : b.trees_) {
        if (one.stands && other.stands) continue;
        SweptPair pair{one, other, clearance_m};
        if (!pair.touch({0, 0, one.pieces.size()}, {0, 0, other.pieces.size()})) continue;
        const Eigen::Vector3d wide = Eigen::Vector3d::Constant(0.5 * clearance_m);
        Box3 box_C(one.boxes[0].min().cwiseMax(other.boxes[0].min()) - wide,
                   one.boxes[0].max().cwiseMin(other.boxes[0].max()) + wide);
        return SweptTouch{pair.p_C_m, box_C};
      }
    }
    return std::nullopt;
  }
};

std::optional<SweptTouch> touch_of(const SweptMotion& one, const SweptMotion& other,
                                   double clearance_m) {
  return SweptPair::between(one, other, clearance_m);
}

}  // namespace darkline
