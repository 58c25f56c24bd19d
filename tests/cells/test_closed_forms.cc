// Two-body motions with textbook equations, and energy: through the mass matrix, the fleet and
// Bullet alike.
#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "cells/bullet_arm.h"
#include "cells/fleet.h"
#include "tests/cells/random_states.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

namespace {

constexpr double kTight = 1e-10;

// Two further links in place of mass: they turn about the rod that they sit on, are round about it
// and stand still, so that a chain of two has the four joints that the fleet asks for.
void add_round_links(RobotModel& robot, double along_m) {
  for (int i = 0; i < 2; ++i) {
    Joint joint;
    if (i == 0) joint.X_PJ.translation() = Eigen::Vector3d(0, 0, along_m);
    robot.joints.push_back(joint);  // about z
    Link link;
    link.inertial.mass_kg = 1.5;
    link.inertial.p_LC_m = {0, 0, -0.1};
    link.inertial.I_C_kg_m2 = Eigen::Vector3d(0.05, 0.05, 0.02).asDiagonal();
    robot.links.push_back(link);
  }
}

struct Rod {
  double mass = 0.0, center = 0.0, inertia = 0.0;  // below its joint; inertia about its centre
};

// What a chain's last rod and the two round links beyond it weigh together.
Rod with_round_links(const Rod& rod, double along_m) {
  const double below = -along_m + 0.1;
  Rod all;
  all.mass = rod.mass + 3.0;
  all.center = (rod.mass * rod.center + 3.0 * below) / all.mass;
  all.inertia = rod.inertia + rod.mass * std::pow(rod.center - all.center, 2) +
                2.0 * (0.05 + 1.5 * std::pow(below - all.center, 2));
  return all;
}

Link rod_link(const Rod& rod) {
  Link link;
  link.inertial.mass_kg = rod.mass;
  link.inertial.p_LC_m = {0, 0, -rod.center};
  link.inertial.I_C_kg_m2 = Eigen::Vector3d(rod.inertia, rod.inertia, 0.02).asDiagonal();
  return link;
}

// The three ways to an acceleration must all give `wanted`.
void must_accelerate(const RobotModel& robot, const JointVector& q, const JointVector& qd,
                     const JointVector& tau, const JointVector& wanted) {
  const ArmDynamics arm(robot, no_gun());
  ArmTerms terms;
  JointVector by_matrix = {};
  arm.terms(q, qd, terms);
  arm.forward(terms, tau, {}, by_matrix);
  Fleet fleet;
  fleet.add(robot, no_gun());
  fleet.set_state(0, q, qd);
  const JointVector by_fleet = fleet.acceleration(0, tau);
  BulletArms bullet;
  bullet.add(robot, no_gun(), Pose::Identity());
  const JointVector by_bullet = bullet.acceleration(0, q, qd, tau);
  for (std::size_t j = 0; j < robot.joints.size(); ++j) {
    BOOST_TEST(std::abs(by_matrix[j] - wanted[j]) < kTight, "matrix, joint " << j + 1);
    BOOST_TEST(std::abs(by_fleet[j] - wanted[j]) < kTight, "fleet, joint " << j + 1);
    BOOST_TEST(std::abs(by_bullet[j] - wanted[j]) < kTight, "Bullet, joint " << j + 1);
  }
}

// Kinetic energy of links and rotors plus height: what a free arm keeps.
double energy_j(const ArmDynamics& arm, const JointVector& q, const JointVector& qd) {
  double energy = arm.mechanical_energy_j(q, qd);
  for (std::size_t j = 0; j < kMaxJoints; ++j) {
    energy += 0.5 * arm.rotor_inertia()[j] * qd[j] * qd[j];
  }
  return energy;
}

// Classical Runge-Kutta of fourth order through the fleet's acceleration.
void runge_kutta(Fleet& fleet, JointVector& q, JointVector& qd, double h_s) {
  const auto rates = [&](double along, const JointVector& speed, const JointVector& rate,
                         JointVector& speed_at, JointVector& rate_at) {
    JointVector q_at = q;
    speed_at = qd;
    for (std::size_t j = 0; j < kMaxJoints; ++j) {
      q_at[j] += along * speed[j];
      speed_at[j] += along * rate[j];
    }
    fleet.set_state(0, q_at, speed_at);
    rate_at = fleet.acceleration(0, {});
  };
  JointVector v1, a1, v2, a2, v3, a3, v4, a4;
  rates(0.0, {}, {}, v1, a1);
  rates(0.5 * h_s, v1, a1, v2, a2);
  rates(0.5 * h_s, v2, a2, v3, a3);
  rates(h_s, v3, a3, v4, a4);
  for (std::size_t j = 0; j < kMaxJoints; ++j) {
    q[j] += h_s / 6.0 * (v1[j] + 2.0 * v2[j] + 2.0 * v3[j] + v4[j]);
    qd[j] += h_s / 6.0 * (a1[j] + 2.0 * a2[j] + 2.0 * a3[j] + a4[j]);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(closed_forms)

// The compound double pendulum, angles A and B of both rods from the vertical, D = A - B, rods of
// mass m, centre c below the joint and inertia I about the centre, the second hung at l:
//   (I1 + m1 c1^2 + m2 l^2) A'' + m2 l c2 cos D B'' + m2 l c2 sin D B'^2 + (m1 c1 + m2 l) g sin A =
//   0 m2 l c2 cos D A'' + (I2 + m2 c2^2) B'' - m2 l c2 sin D A'^2 + m2 c2 g sin B = 0
BOOST_AUTO_TEST_CASE(a_double_pendulum_swings_as_the_textbook_says) {
  const Rod first = {4.0, 0.3, 0.2}, second = {2.5, 0.25, 0.1};
  const double l = 0.7, foot = -0.4, g = kGravityMPerS2;
  RobotModel robot;
  robot.id = "double_pendulum";
  robot.links.resize(1);
  for (int i = 0; i < 2; ++i) {
    Joint joint;
    joint.axis = Eigen::Vector3d::UnitY();
    if (i == 1) joint.X_PJ.translation() = Eigen::Vector3d(0, 0, -l);
    robot.joints.push_back(joint);
    robot.links.push_back(rod_link(i == 0 ? first : second));
  }
  add_round_links(robot, foot);
  const Rod whole = with_round_links(second, foot);
  for (const double A : {0.3, 1.2, 2.8}) {
    for (const double B : {-0.5, 0.9, 3.0}) {
      const double Ad = 1.3, Bd = -2.1, D = A - B;
      const double a = first.inertia + first.mass * std::pow(first.center, 2) + whole.mass * l * l;
      const double b = whole.mass * l * whole.center * std::cos(D);
      const double c = whole.inertia + whole.mass * std::pow(whole.center, 2);
      const double swing = whole.mass * l * whole.center * std::sin(D);
      const double p =
          -swing * Bd * Bd - (first.mass * first.center + whole.mass * l) * g * std::sin(A);
      const double r = swing * Ad * Ad - whole.mass * whole.center * g * std::sin(B);
      const double Add = (p * c - b * r) / (a * c - b * b);
      const double Bdd = (a * r - b * p) / (a * c - b * b);
      must_accelerate(robot, {A, B - A, 0.7, -1.1}, {Ad, Bd - Ad}, {}, {Add, Bdd - Add});
    }
  }
}

// A pendulum of mass m, centre c and inertia I on a cart of mass M, driven by F along a level rail:
//   (M + m) x'' - m c cos A A'' + m c sin A A'^2 = F
//   -m c cos A x'' + (I + m c^2) A'' + m g c sin A = 0
// (turned about +y, a rod that hangs at A has its centre at x - c sin A).
BOOST_AUTO_TEST_CASE(a_pendulum_on_a_cart_moves_as_the_textbook_says) {
  const Rod rod = {2.0, 0.35, 0.15};
  const double cart = 6.0, foot = -0.5, g = kGravityMPerS2, F = 40.0;
  RobotModel robot;
  robot.id = "cart";
  robot.links.resize(2);
  robot.links[1].inertial.mass_kg = cart;
  robot.links[1].inertial.I_C_kg_m2 = Eigen::Matrix3d::Identity();
  Joint rail;
  rail.kind = JointKind::prismatic;
  rail.axis = Eigen::Vector3d::UnitX();
  robot.joints.push_back(rail);
  Joint hinge;
  hinge.axis = Eigen::Vector3d::UnitY();
  robot.joints.push_back(hinge);
  robot.links.push_back(rod_link(rod));
  add_round_links(robot, foot);
  const Rod whole = with_round_links(rod, foot);
  for (const double A : {0.2, 1.4, -2.5}) {
    const double Ad = 1.7, mc = whole.mass * whole.center;
    const double a = cart + whole.mass, b = -mc * std::cos(A);
    const double c = whole.inertia + mc * whole.center;
    const double p = F - mc * std::sin(A) * Ad * Ad, r = -mc * g * std::sin(A);
    const double xdd = (p * c - b * r) / (a * c - b * b);
    const double Add = (a * r - b * p) / (a * c - b * b);
    must_accelerate(robot, {0.8, A, 0.3, 2.0}, {-0.6, Ad}, {F}, {xdd, Add});
  }
}

// Fourth order at 1 ms over a second leaves nothing of the integrator to see: the energy that
// changes hands is some kJ.
BOOST_AUTO_TEST_CASE(an_arm_of_the_fleet_that_swings_freely_keeps_its_energy) {
  for (const char* id : sample::kShippedRobots) {
    const RobotModel robot = sample::shipped_robot(id);
    const GunModel gun;
    const ArmDynamics arm(robot, gun);
    Fleet fleet;
    fleet.add(robot, gun);
    JointVector q = robot.home, qd = {0.5, -0.4, 0.6, 1.0, -1.2, 0.8};
    const double start = energy_j(arm, q, qd);
    double exchanged = 0.0, drift = 0.0;
    for (int k = 0; k < 1000; ++k) {
      runge_kutta(fleet, q, qd, 1e-3);
      exchanged = std::max(exchanged, std::abs(arm.mechanical_energy_j(q, {}) -
                                               arm.mechanical_energy_j(robot.home, {})));
      drift = std::max(drift, std::abs(energy_j(arm, q, qd) - start));
    }
    BOOST_TEST(exchanged > 500.0, id << ": " << exchanged);
    BOOST_TEST(drift < 1e-6 * exchanged, id << ": " << drift << " J of " << exchanged);
  }
}

// The closed loop with motors too weak to be felt is a free swing by the fleet's own rule. Its
// velocities are of first order, so half the step halves what energy it gains or loses.
BOOST_AUTO_TEST_CASE(half_the_step_halves_the_energy_error_of_a_free_swing) {
  RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  for (Joint& joint : robot.joints) joint.max_effort = 1e-6;
  const ArmDynamics arm(robot, no_gun());
  double drift[2] = {};
  for (const int halves : {1, 2}) {
    Fleet fleet;
    fleet.add(robot, no_gun());
    fleet.set_state(0, robot.home, {});
    fleet.step(100 * halves, kPhysicsStepS / halves);
    JointVector q = {}, qd = {};
    fleet.read(0, q, qd);
    drift[halves - 1] = energy_j(arm, q, qd) - energy_j(arm, robot.home, {});
    BOOST_TEST(energy_j(arm, q, {}) < energy_j(arm, robot.home, {}) - 5.0);  // it did fall
  }
  BOOST_TEST(drift[0] / drift[1] == 2.0, boost::test_tools::tolerance(0.05));
}

BOOST_AUTO_TEST_SUITE_END()
