// What the fleet (fleet.h) and its kernels (fleet_kernel.inc) agree on. Plain numbers only: the
// kernels are compiled once per instruction set and must share no inline function with anything.
//
// A block holds one batch of arms, one arm a lane: rows of doubles, [row][lane], aligned to 64
// bytes; first the rows of the arm, then those of each joint from the base outward. Everything is
// in the canonical coordinates of canonical_chain.h. SI units.
#pragma once

namespace darkline {

enum FleetArmRow : int {
  row_up_x,  // minus gravity, in F0
  row_up_y,
  row_up_z,
  row_time,        // since the segment began
  row_duration,    // of the segment
  row_peak_share,  // largest |motor torque| / limit
  row_peak_error,  // largest |q - reference|
  row_saturated,   // ticks with a torque cut at its limit
  row_plane_x,     // unit normal of the contact plane, in F0
  row_plane_y,
  row_plane_z,
  row_plane_distance,  // plane: normal . x = distance
  row_tip_x,           // electrode point in the last link
  row_tip_y,
  row_tip_z,
  row_stiffness,  // N/m
  row_damping,    // N s/m
  row_press,      // N that the servo presses with
  row_force,      // N between electrode and plane over the last tick
  fleet_arm_rows,
};

enum FleetJointRow : int {
  row_r_x,  // of the joint, in the parent's frame
  row_r_y,
  row_r_z,
  row_sin_alpha,
  row_cos_alpha,
  row_mass,
  row_h_x,  // mass times centre of mass
  row_h_y,
  row_h_z,
  row_I_xx,  // about the link's origin
  row_I_xy,
  row_I_xz,
  row_I_yy,
  row_I_yz,
  row_I_zz,
  row_rotor,
  row_limit,          // largest motor torque; infinity if the robot's file states none
  row_inverse_limit,  // 0 for infinity
  row_coulomb,
  row_viscous,
  row_smooth2,  // square of JointFriction::smooth
  row_c0,       // reference: sum of c_k t^k
  row_c1,
  row_c2,
  row_c3,
  row_c4,
  row_c5,
  row_reference,        // the reference now
  row_reference_speed,  // and its speed
  row_theta,            // or metres, where the joint slides
  row_speed,
  row_torque,  // of the motor over the last tick
  fleet_joint_rows,
};

// Behind all joints, two rows a joint, in the kinds that have slides only.
enum FleetSlideRow : int {
  row_slides,  // 1 where the joint slides along its z axis, 0 where it turns about it
  row_angle,   // rad, at which a joint that slides stands
  fleet_slide_rows,
};

// Which kernel a batch needs: chains of 4 to 7 turning joints, the common six-axis arm whose joints
// stand at 0 or 90 degrees to each other (canonical_chain.h), and chains of which some joint
// slides.
enum FleetKind : int {
  chain_4,
  chain_5,
  chain_6,
  chain_7,
  wrist_6,
  slide_4,
  slide_5,
  slide_6,
  slide_7,
  fleet_kinds,
};

struct FleetKernel {
  int lanes;

  // Closed loop: `ticks` steps of `tick_s` seconds.
  void (*step[fleet_kinds])(double* block, long ticks, double tick_s, bool contact);

  // Open loop at the block's state; it is left as it is. Arrays [joint][lane] aligned to 64 bytes;
  // rotors are counted, friction and contact are not.
  //   tau_out = inverse dynamics of qdd_in;  qdd_out = forward dynamics of tau_in
  void (*evaluate[fleet_kinds])(const double* block, const double* qdd_in, double* tau_out,
                                const double* tau_in, double* qdd_out);

  // `lanes` angles, |x| < 1e5 rad.
  void (*sin_cos)(const double* x, double* sine, double* cosine);
};

namespace fleet_sse2 {
extern const FleetKernel kernel;
}
namespace fleet_avx2 {
extern const FleetKernel kernel;
}
namespace fleet_avx512 {
extern const FleetKernel kernel;
}

}  // namespace darkline
