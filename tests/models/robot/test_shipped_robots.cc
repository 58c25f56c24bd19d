// The numbers of models/robots against what is published (welding facts, section 3).
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>

#include <Eigen/Eigenvalues>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "models/robot/kinematics.h"
#include "models/robot/robot_reader.h"
#include "models/robot/segment.h"
#include "tests/models/robot/shipped_robots.h"

namespace darkline {
namespace {

namespace data = boost::unit_test::data;

double arm_mass_kg(const RobotModel& robot) {
  double sum_kg = 0.0;
  for (const Link& link : robot.links) sum_kg += link.inertial.mass_kg;
  return sum_kg;
}

// The farthest that the wrist centre gets from axis 1 within the limits of joints 2 and 3.
double wrist_reach_m(const RobotModel& robot) {
  constexpr int kSteps = 400;  // 0.34 deg of joint 2, 0.72 of joint 3: 0.1 mm at the maximum
  double reach_m = 0.0;
  for (int j2 = 0; j2 <= kSteps; ++j2) {
    for (int j3 = 0; j3 <= kSteps; ++j3) {
      JointVector q = robot.home;
      const auto share = [&](int joint, int k) {
        const Joint& limits = robot.joints[static_cast<std::size_t>(joint)];
        return limits.lower + (limits.upper - limits.lower) * k / kSteps;
      };
      q[1] = share(1, j2);
      q[2] = share(2, j3);
      const Pose X_BT = forward_kinematics(robot, q);
      const Eigen::Vector3d wrist = X_BT.translation() - robot.opw->c4 * X_BT.linear().col(2);
      reach_m = std::max(reach_m, std::hypot(wrist.x(), wrist.y()));
    }
  }
  return reach_m;
}

// Potential energy of all links, J.
double potential_energy_j(const RobotModel& robot, const JointVector& q) {
  std::vector<Pose> X_BL;
  link_poses(robot, q, X_BL);
  double energy_j = 0.0;
  for (std::size_t i = 0; i < robot.links.size(); ++i) {
    const Inertial& body = robot.links[i].inertial;
    energy_j += body.mass_kg * 9.81 * (X_BL[i] * body.p_LC_m).z();
  }
  return energy_j;
}

// Virtual work: the torque that holds the arm is dU/dq. Central difference: the error is
// h^2/6 U''' < 1e-5 Nm and rounding 1e-16 * 2e4 J / h = 2e-8 Nm.
void check_gravity(const RobotModel& robot, const JointVector& q,
                   const std::array<double, 6>& wanted_nm) {
  constexpr double h = 1e-4;
  for (std::size_t i = 0; i < 6; ++i) {
    JointVector before = q, after = q;
    before[i] -= h;
    after[i] += h;
    const double torque_nm =
        (potential_energy_j(robot, after) - potential_energy_j(robot, before)) / (2.0 * h);
    const double tolerance_nm = std::max(0.01 * std::abs(wanted_nm[i]), 0.1);
    BOOST_TEST(std::abs(torque_nm - wanted_nm[i]) < tolerance_nm,
               "joint " << i + 1 << ": " << torque_nm << " Nm, wanted " << wanted_nm[i]);
  }
}

// Joints of `robot` at which its arm stands like the KUKA's at `q_kuka`: the same angles of the
// closed form.
JointVector like_kuka(const RobotModel& robot, const RobotModel& kuka, const JointVector& q_kuka) {
  JointVector q = {};
  for (std::size_t i = 0; i < 6; ++i) {
    const double theta = kuka.opw->sign[i] * q_kuka[i] - kuka.opw->offset[i];
    q[i] =
        std::remainder(robot.opw->sign[i] * (theta + robot.opw->offset[i]), 2.0 * std::numbers::pi);
  }
  return q;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(shipped_robots)

BOOST_AUTO_TEST_CASE(four_robots_ship_and_they_are_listed_by_id) {
  const auto ids = robot_ids(std::string(DARKLINE_SOURCE_DIR) + "/models/robots");
  BOOST_TEST(ids == std::vector<std::string>(kShippedRobots.begin(), kShippedRobots.end()),
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(every_robot_says_what_it_is_and_where_its_numbers_come_from,
                     data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  BOOST_TEST(robot.id == sample);
  BOOST_TEST(!robot.title.empty());
  BOOST_TEST(!robot.source.empty());
  BOOST_TEST(robot.n_joints() == 6);
  BOOST_TEST(robot.links.size() == 7U);
  BOOST_TEST(robot.composite == (sample == "cn_220_2650"));
  for (const Link& link : robot.links) {
    BOOST_TEST((link.visual.size() >= 1 && link.visual.size() <= 5), link.name);
    BOOST_TEST(!link.collision.empty(), link.name);
  }
}

BOOST_DATA_TEST_CASE(every_inertia_is_one_that_a_body_can_have, data::make(kShippedRobots)) {
  for (const Link& link : shipped_robot(sample).links) {
    BOOST_TEST(link.inertial.mass_kg > 0.0);
    const Eigen::Vector3d principal =
        Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(link.inertial.I_C_kg_m2).eigenvalues();
    BOOST_TEST(principal[0] > 0.0, link.name);
    BOOST_TEST(principal[2] <= principal[0] + principal[1], link.name);
  }
}

BOOST_AUTO_TEST_CASE(link_masses_sum_to_the_published_arm_masses) {
  // the facts give the sums to 0.1 kg
  BOOST_TEST(std::abs(arm_mass_kg(shipped_robot("kuka_kr210_r2700_2")) - 1077.4) < 0.05);
  BOOST_TEST(std::abs(arm_mass_kg(shipped_robot("fanuc_r2000ic_210f")) - 1090.6) < 0.05);
  BOOST_TEST(std::abs(arm_mass_kg(shipped_robot("abb_irb6700_200_260")) - 1205.0) < 0.05);
}

BOOST_DATA_TEST_CASE(the_wrist_centre_reaches_as_far_as_the_data_sheet_says,
                     data::make(kShippedRobots)) {
  const RobotModel robot = shipped_robot(sample);
  BOOST_TEST(std::abs(wrist_reach_m(robot) - robot.reach_m) < 0.002);
}

BOOST_AUTO_TEST_CASE(kuka_and_abb_reach_2_700_and_2_600_m) {
  BOOST_TEST(std::abs(wrist_reach_m(shipped_robot("kuka_kr210_r2700_2")) - 2.700) < 0.002);
  BOOST_TEST(std::abs(wrist_reach_m(shipped_robot("abb_irb6700_200_260")) - 2.600) < 0.002);
}

BOOST_AUTO_TEST_CASE(gravity_holds_the_kuka_with_the_published_torques) {
  const RobotModel robot = shipped_robot("kuka_kr210_r2700_2");
  check_gravity(robot, robot.home, {0.0, -218.99, -223.32, 2.97, -0.47, 0.0});
  check_gravity(robot, degrees({10, -80, 100, 20, -30, 40}),
                {0.0, -1035.03, -344.67, -0.34, 1.07, 0.0});
}

// 50 mm in 0.22 to 0.47 s: the range of published steps, the torque model and the published
// accelerations (welding facts, section 2), for the pose and tool of section 3.4.
BOOST_DATA_TEST_CASE(a_step_of_50_mm_takes_as_long_as_is_published, data::make(kShippedRobots)) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  const RobotModel robot = shipped_robot(sample);
  const JointVector from = like_kuka(robot, kuka, degrees({15, -70, 100, 20, -35, 10}));
  const Pose X_BT = forward_kinematics(robot, from);  // the gun only moves along: no turn
  for (int axis = 0; axis < 3; ++axis) {
    for (const double step_m : {-0.05, 0.05}) {
      Pose there = X_BT;
      there.translation()[axis] += step_m;
      const auto to = nearest_inverse(robot, there, from);
      BOOST_REQUIRE(to.has_value());
      const double duration_s = kinematic_duration_s(robot, from, *to);
      BOOST_TEST((duration_s >= 0.22 && duration_s <= 0.47),
                 "axis " << axis << ": " << duration_s << " s");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_composite_is_the_fanuc_arm_at_92_percent_of_its_speed) {
  const RobotModel composite = shipped_robot("cn_220_2650");
  const RobotModel fanuc = shipped_robot("fanuc_r2000ic_210f");
  BOOST_TEST(composite.repeatability_m == 0.08e-3);
  BOOST_TEST(composite.mtbf_factor == 0.7);
  for (std::size_t i = 0; i < 6; ++i) {
    const Joint& a = composite.joints[i];
    const Joint& b = fanuc.joints[i];
    BOOST_TEST(a.X_PJ.isApprox(b.X_PJ, 1e-15));
    BOOST_TEST(a.axis == b.axis);
    BOOST_TEST(a.lower == b.lower);
    BOOST_TEST(a.upper == b.upper);
    BOOST_TEST(a.max_effort == b.max_effort);
    BOOST_TEST(std::abs(a.max_speed / b.max_speed - 0.92) < 1e-9);
    BOOST_TEST(composite.links[i + 1].inertial.mass_kg == fanuc.links[i + 1].inertial.mass_kg);
  }
}

// How the ABB inertials were made (its URDF file says it in words). With both arms at home the
// links of both stand alike, so a vector of the KUKA's link in the base frame is one of ABB's.
BOOST_AUTO_TEST_CASE(abb_inertials_are_the_kuka_ones_scaled_and_turned) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  const RobotModel abb = shipped_robot("abb_irb6700_200_260");
  struct Side {
    std::vector<Pose> X_BL;
    std::array<Eigen::Vector3d, 7> start;  // of the link, in the base frame
    std::array<double, 7> length;
  };
  const auto side_of = [](const RobotModel& robot) {
    const OpwParameters& o = *robot.opw;
    Side side;
    link_poses(robot, robot.home, side.X_BL);
    const double elbow = o.c1 + o.c2;
    const double forearm = elbow - o.a2;
    side.start = {Eigen::Vector3d::Zero(),
                  Eigen::Vector3d::Zero(),
                  {o.a1, 0, o.c1},
                  {o.a1, 0, elbow},
                  {o.a1, 0, forearm},
                  {o.a1 + o.c3, 0, forearm},
                  forward_kinematics(robot, robot.home).translation()};
    const double column = std::hypot(o.a1, o.c1);
    side.length = {column, column, o.c2, std::hypot(o.a2, o.c3), o.c3, o.c4, o.c4};
    return side;
  };
  const Side from = side_of(kuka);
  const Side to = side_of(abb);
  const double mass_ratio = 1205.0 / 1077.42;
  for (std::size_t i = 0; i < 7; ++i) {
    const Inertial& published = kuka.links[i].inertial;
    const Inertial& derived = abb.links[i].inertial;
    const double s = to.length[i] / from.length[i];
    const Eigen::Matrix3d R = to.X_BL[i].linear().transpose() * from.X_BL[i].linear();
    // The KUKA flange's centre is published 6.5 mm along -z of its joint, which is at the wrist
    // centre; a flange disc is where the flange is, so it is taken as 6.5 mm behind its face.
    const Eigen::Vector3d d_B = i < 6 ? from.X_BL[i] * published.p_LC_m - from.start[i]
                                      : Eigen::Vector3d(published.p_LC_m.z(), 0.0, 0.0);
    const Eigen::Vector3d p_LC = to.X_BL[i].inverse() * (to.start[i] + s * d_B);
    const Eigen::Matrix3d I = mass_ratio * s * s * R * published.I_C_kg_m2 * R.transpose();
    // the file holds 0.01 kg, 0.1 mm, 1e-4 kg m^2
    BOOST_TEST(std::abs(derived.mass_kg - mass_ratio * published.mass_kg) < 0.0051);
    BOOST_TEST((derived.p_LC_m - p_LC).cwiseAbs().maxCoeff() < 5.1e-5, "link " << i);
    BOOST_TEST((derived.I_C_kg_m2 - I).cwiseAbs().maxCoeff() < 5.1e-5, "link " << i);
  }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
