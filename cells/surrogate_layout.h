// What the surrogate (surrogate.h) and its kernels (surrogate_kernel.inc) agree on. Plain numbers
// only, as in fleet_layout.h. Coordinates of canonical_chain.h (or the robot's own, for chains that
// have no canonical form), SI units.
#pragma once

#include "cells/fleet_layout.h"

namespace darkline {

inline constexpr int kSurrogateIntervals = 48;  // of a move, equally long
inline constexpr int kSurrogateSamples = 56;    // 49, filled up to whole vectors with the last one
inline constexpr int kSurrogateJoints = 7;

struct SurrogateArm {
  int n_joints;
  double up[3];  // minus gravity, in F0
  struct Joint {
    double r[3];  // of the joint, in the parent's frame
    double sin_alpha, cos_alpha;
    double mass;
    double h[3];        // mass times centre of mass
    double inertia[6];  // about the link's origin: xx xy xz yy yz zz
    double rotor;
    double planned;         // torque that planning may use; huge if the robot's file states none
    double inverse_effort;  // 0 if the robot's file states none
    double coulomb, viscous, smooth2;
    double copper_w;    // at full effort
    double taken;       // by the motor, of the shaft's power: 1 / efficiency
    double given_back;  // to the bus, of the shaft's power when braking
  } joint[kSurrogateJoints];
};

// One move, sample by sample. A move of duration T has the speeds rate / T and the accelerations
// bend / T^2, and takes the torques gravity + inertial / T^2 besides friction.
struct alignas(64) SurrogateSamples {
  double theta[kSurrogateJoints][kSurrogateSamples];
  double rate[kSurrogateJoints][kSurrogateSamples];
  double bend[kSurrogateJoints][kSurrogateSamples];
  double gravity[kSurrogateJoints][kSurrogateSamples];
  double inertial[kSurrogateJoints][kSurrogateSamples];  // rotors counted
  double share2[kSurrogateJoints][kSurrogateSamples];    // square of torque over effort
  double drive_w[kSurrogateSamples];
};

// `samples`: a whole number of vectors of 8.
struct SurrogateKernel {
  // Samples of theta0 + way s, for a table of s, s' and s'' over [0, 1].
  void (*rest_to_rest)(int n_joints, const double* theta0, const double* way,
                       const double (*s)[kSurrogateSamples], SurrogateSamples* out);

  // Samples of sum of c_k t^k at the times t, as a move of duration 1.
  void (*polynomial)(int n_joints, const double (*c)[6], const double* t, int samples,
                     SurrogateSamples* out);

  // gravity and inertial of theta, rate and bend.
  void (*forces[fleet_kinds])(const SurrogateArm* arm, int samples, SurrogateSamples* move);

  // The largest x in [0, 1] such that durations of T / x and more keep the planned torques. One for
  // each of 8 lanes: the least counts.
  void (*reach)(const SurrogateArm* arm, int samples, double T, const SurrogateSamples* move,
                double* x8);

  // share2 and drive_w at duration T; the largest |torque| / effort of each of 8 lanes.
  void (*load)(const SurrogateArm* arm, int samples, double T, SurrogateSamples* move,
               double* peak8);
};

namespace surrogate_sse2 {
extern const SurrogateKernel kernel;
}
namespace surrogate_avx2 {
extern const SurrogateKernel kernel;
}
namespace surrogate_avx512 {
extern const SurrogateKernel kernel;
}

}  // namespace darkline
