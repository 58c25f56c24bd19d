#include <cmath>
#include <numbers>

#include <Eigen/Core>
#include <boost/test/unit_test.hpp>

#include "models/base/frames.h"

using namespace darkline;
using Eigen::Vector3d;

namespace {

constexpr double kQuarter = std::numbers::pi / 2;

// Sines and cosines of quarter turns and sums are off by 1 unit of 2.2e-16 each, times the largest
// coordinate here, 21 m.
bool near(const Vector3d& a, const Vector3d& b) {
  return (a - b).norm() < 1e-14;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frames_and_poses)

BOOST_AUTO_TEST_CASE(roll_turns_about_x_pitch_about_y_yaw_about_z) {
  BOOST_TEST(near(rotation_from_rpy(kQuarter, 0, 0) * Vector3d::UnitY(), Vector3d::UnitZ()));
  BOOST_TEST(near(rotation_from_rpy(0, kQuarter, 0) * Vector3d::UnitZ(), Vector3d::UnitX()));
  BOOST_TEST(near(rotation_from_rpy(0, 0, kQuarter) * Vector3d::UnitX(), Vector3d::UnitY()));
}

// A quarter of roll takes y to z, then a quarter of pitch takes z to x, then a quarter of yaw
// takes x to y: y stays where it is. With the turns in the other order (yaw first) y would go to
// -x, which pitch takes to z and roll to -y.
BOOST_AUTO_TEST_CASE(the_axes_are_fixed_and_roll_comes_first) {
  BOOST_TEST(
      near(rotation_from_rpy(kQuarter, kQuarter, kQuarter) * Vector3d::UnitY(), Vector3d::UnitY()));
  // roll takes y to z, which yaw leaves alone; yaw first would have given -x
  BOOST_TEST(near(rotation_from_rpy(kQuarter, 0, kQuarter) * Vector3d::UnitY(), Vector3d::UnitZ()));
}

// Each of the nine entries is a few products of sines and cosines: within 2 to 3 units of 2.2e-16.
BOOST_AUTO_TEST_CASE(a_rotation_from_rpy_is_proper) {
  const Eigen::Matrix3d R = rotation_from_rpy(0.3, -1.1, 2.5);
  BOOST_TEST((R * R.transpose() - Eigen::Matrix3d::Identity()).norm() < 5e-15);
  BOOST_TEST(std::abs(R.determinant() - 1.0) < 5e-15);
}

// B stands at x = 2 in C, turned a quarter about z; a point one metre ahead of B (its x) lies one
// metre to the left in C.
BOOST_AUTO_TEST_CASE(a_pose_turns_then_shifts_and_adjacent_letters_cancel) {
  const Pose X_CB = make_pose(rotation_from_rpy(0, 0, kQuarter), {2, 0, 0});
  BOOST_TEST(near(X_CB * Vector3d(1, 0, 0), Vector3d(2, 1, 0)));
  const Pose X_WC = make_pose(Eigen::Matrix3d::Identity(), {10, 20, 0});
  const Pose X_WB = X_WC * X_CB;
  BOOST_TEST(near(X_WB * Vector3d(1, 0, 0), Vector3d(12, 21, 0)));
  BOOST_TEST(near(X_WB.inverse() * Vector3d(12, 21, 0), Vector3d(1, 0, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
