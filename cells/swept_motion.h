// The space that an arm passes through in one step of its program, whatever its speed: its way
// depends on the joint path alone.
//
// The way is cut into pieces. Each capsule of the arm stands for a whole piece at its place in the
// middle, thickened by how far its segment's ends are from there at both ends of the piece, plus
// what the curve between can add: with |dq_j/dx| <= D1_j and |d2q_j/dx2| <= D2_j the second
// derivative of a point's position is at most
//   A = sum_j reach_j (D2_j + D1_j^2) + 2 sum_(j<k) reach_k D1_j D1_k,
// and between two samples dx apart a curve is within A dx^2 / 8 of its chord. So nothing between
// the samples is missed. Pieces are so short that a capsule is thickened by about kPieceM / 2.
//
// Boxes along the cell's axes round the pieces form a binary tree a capsule; two motions are
// compared from the roots down, and most are done at the first box.
#pragma once

#include <optional>
#include <vector>

#include "cells/arm_capsules.h"
#include "models/robot/segment.h"

namespace darkline {

inline constexpr double kPieceM = 0.08;

using Box3 = Eigen::AlignedBox3d;  // empty at first; in the cell's frame

class SweptMotion {
 public:
  // Where an arm moves: what it is and where it stands. The references must outlive the motion.
  struct Mover {
    const RobotModel& model;
    const ArmCapsules& capsules;
    const Pose& X_CB;
  };

  // Straight in joint space, as a move from rest to rest is; from == to: standing still.
  SweptMotion(const Mover& mover, const JointVector& from, const JointVector& to);

  // Along the segments of a job, one after another, from its start at `from`; an empty path: still.
  SweptMotion(const Mover& mover, const JointVector& from, const std::vector<Segment>& path);

  const Box3& box_C() const { return box_C_; }

  // Adds what another motion passes through: the same arm with something else in its hand.
  void add(const SweptMotion& other);

  friend struct SweptPair;

 private:
  struct Tree {  // of one capsule; the node of pieces [low, high) has its children behind it
    std::vector<Capsule> pieces;
    std::vector<Box3> boxes;  // (2 n - 1)
    bool stands = false;      // on the base link
  };
  struct Samples;
  void begin(const Mover& mover);
  void append(const Mover& mover, const Samples& samples);
  void grow_trees();

  std::vector<Tree> trees_;  // (n capsules)
  Box3 box_C_;
};

// Where two motions may come nearer than a clearance, at any pair of moments.
struct SweptTouch {
  Eigen::Vector3d p_C_m = Eigen::Vector3d::Zero();
  Box3 box_C;  // about what the two capsules share
};

// None: they never do. Found: within clearance_m plus at most the thickening of two pieces. Two
// base links are not compared.
std::optional<SweptTouch> touch_of(const SweptMotion& one, const SweptMotion& other,
                                   double clearance_m);

}  // namespace darkline
