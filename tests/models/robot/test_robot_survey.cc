#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/robot/robot_survey.h"
#include "models/robot/urdf_robot.h"
#include "tests/models/robot/shipped_robots.h"
#include "tests/models/robot/urdf_text.h"

namespace darkline {
namespace {

RobotModel scara() {
  return urdf_robot_from_text(
      testing::chain_text(testing::four_joints_of_a_scara(), "xyz=\"0 0 0\""), "scara.urdf");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(robot_survey)

// Golden vectors of the welding facts, section 3.3: within max(1 %, 0.1 N m), for its table of
// inertials is rounded.
BOOST_AUTO_TEST_CASE(the_kuka_holds_itself_with_the_published_torques) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  const auto check = [&](const JointVector& q, const std::array<double, 6>& wanted) {
    const JointVector torque = holding_torque(kuka, q, 0.0);
    for (std::size_t i = 0; i < 6; ++i) {
      BOOST_TEST(std::abs(torque[i] - wanted[i]) < std::max(0.01 * std::abs(wanted[i]), 0.1),
                 "joint " << i + 1 << ": " << torque[i]);
    }
  };
  check(degrees({0, -90, 90, 0, 0, 0}), {0, -218.99, -223.32, 2.97, -.47, 0});
  check(degrees({10, -80, 100, 20, -30, 40}), {0, -1035.03, -344.67, -.34, 1.07, 0});
}

// Level axes bear no weight; the slide carries its own link, the spindle's and the payload, and
// points down: -9.81 * (1 + 1 + 3) N.
BOOST_AUTO_TEST_CASE(a_scara_carries_its_load_with_the_slide_alone) {
  const RobotModel robot = scara();
  const StaticLoad load = worst_static_load(robot, 3.0, 64);
  BOOST_TEST(std::abs(load.torque[0]) < 1e-12);
  BOOST_TEST(std::abs(load.torque[1]) < 1e-12);
  BOOST_TEST(std::abs(load.torque[2] - 9.81 * 5.0) < 1e-12);
  BOOST_TEST(std::abs(load.share[2] - 9.81 * 5.0 / 500.0) < 1e-14);
  BOOST_TEST(holding_torque(robot, robot.home, 3.0)[2] < 0.0);
}

// Stretched: link 1 at 0 m (on its axis), link 2 at 0.5 m, links 3 and 4 and the payload at 0.8 m,
// and four links of 0.01 kg m^2. The slide moves two links and the payload.
BOOST_AUTO_TEST_CASE(the_largest_inertia_is_that_of_the_stretched_arm) {
  const RobotModel robot = scara();
  const JointVector inertia = largest_carried_inertia(robot, 3.0, 4096);
  const double stretched = 0.25 + 5.0 * 0.64 + 4 * 0.01;
  BOOST_TEST(inertia[0] <= stretched + 1e-12);
  BOOST_TEST(inertia[0] > 0.999 * stretched);
  BOOST_TEST(std::abs(inertia[2] - 5.0) < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_sum_of_masses_is_the_published_one) {
  BOOST_TEST(std::abs(mass_of(shipped_robot("kuka_kr210_r2700_2")) - 1077.4) < 0.1);
  BOOST_TEST(std::abs(mass_of(shipped_robot("fanuc_r2000ic_210f")) - 1090.6) < 0.1);
}

BOOST_AUTO_TEST_CASE(inertias_that_no_body_has_are_named) {
  RobotModel robot = scara();
  for (const InertiaCheck& check : inertia_checks(robot)) {
    BOOST_TEST((check.mass_kg == 0.0 || (check.positive_definite && check.triangle_inequality)));
  }
  robot.links[2].inertial.I_C_kg_m2.diagonal() = Eigen::Vector3d(1.0, 1.0, 2.1);
  robot.links[3].inertial.I_C_kg_m2.diagonal() = Eigen::Vector3d(1.0, 1.0, -1.0);
  const std::vector<InertiaCheck> checks = inertia_checks(robot);
  BOOST_TEST(!checks[2].triangle_inequality);
  BOOST_TEST(checks[2].positive_definite);
  BOOST_TEST(!checks[3].positive_definite);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
