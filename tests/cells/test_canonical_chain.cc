#include <algorithm>
#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "cells/canonical_chain.h"
#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

using namespace darkline;

namespace {

const char* const kShipped[] = {"kuka_kr210_r2700_2", "abb_irb6700_200_260", "fanuc_r2000ic_210f",
                                "cn_220_2650"};

JointVector random_joints(std::uint32_t number) {
  const RandomStream stream(11, number, 2, DrawPurpose::cycle_variation);
  JointVector q = {};
  for (std::uint32_t j = 0; j < kMaxJoints; ++j) q[j] = 12.0 * stream.uniforms(j)[0] - 6.0;
  return q;
}

// Largest entry of the difference of the two tool poses, over 200 poses.
double worst_difference(const RobotModel& robot) {
  const CanonicalChain chain = canonical_chain(robot, GunModel{});
  double worst = 0.0;
  for (std::uint32_t s = 0; s < 200; ++s) {
    const JointVector q = random_joints(s);
    const Pose ours = tool_pose(chain, q);
    const Pose wanted = forward_kinematics(robot, q);
    worst = std::max(worst, (ours.matrix() - wanted.matrix()).cwiseAbs().maxCoeff());
  }
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(canonical)

BOOST_AUTO_TEST_CASE(the_shipped_robots_stand_where_their_urdf_says) {
  for (const char* id : kShipped) {
    const double worst = worst_difference(sample::shipped_robot(id));
    BOOST_TEST(worst < 1e-12, id << ": " << worst);
  }
}

BOOST_AUTO_TEST_CASE(any_chain_of_four_to_seven_joints_stands_where_its_urdf_says) {
  for (int n = kMinJoints; n <= kMaxJoints; ++n) {
    for (std::uint32_t number = 0; number < 20; ++number) {
      for (const bool with_slides : {false, true}) {
        const double worst = worst_difference(sample::random_chain(n, number, with_slides));
        BOOST_TEST(worst < 1e-12, n << " joints, " << number << ": " << worst);
      }
    }
  }
}

// Axes that are almost parallel: the direction about which they lean is rounding, and must not
// matter. Every power of ten down to where the lean itself is lost.
BOOST_AUTO_TEST_CASE(almost_parallel_axes_lose_no_digit) {
  for (int power = 1; power <= 18; ++power) {
    RobotModel robot = sample::kuka();
    const double lean = std::pow(10.0, -power);
    robot.joints[2].axis = Eigen::Vector3d(lean, 0.3 * lean, 1.0).normalized();
    const double worst = worst_difference(robot);
    BOOST_TEST(worst < 1e-12, "1e-" << power << ": " << worst);
  }
}

// Parallel shoulder axes and a spherical wrist: alpha = 0, 90, 0, 90, 90, 90 degrees for every
// maker. A file that says 1.5708 is 3.7e-6 rad off a right angle and stays so.
BOOST_AUTO_TEST_CASE(right_angles_are_seen_and_never_rounded_to) {
  for (const char* id : kShipped) {
    BOOST_TEST(canonical_chain(sample::shipped_robot(id), GunModel{}).right_angles, id);
  }
  RobotModel rounded = sample::kuka();
  BOOST_TEST(canonical_chain(rounded, GunModel{}).right_angles);
  rounded.joints[3].X_PJ.linear() = rotation_from_rpy(1.5708, 0.0, 0.0);
  const CanonicalChain chain = canonical_chain(rounded, GunModel{});
  BOOST_TEST(!chain.right_angles);
  BOOST_TEST(std::abs(chain.joints[3].cos_alpha) == 1.5708 - std::numbers::pi / 2,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(worst_difference(rounded) < 1e-12);
  RobotModel slide = sample::kuka();
  slide.joints[2].kind = JointKind::prismatic;
  BOOST_TEST(!canonical_chain(slide, GunModel{}).right_angles);
}

BOOST_AUTO_TEST_CASE(alpha_is_between_0_and_90_degrees_and_a_rotation) {
  for (std::uint32_t number = 0; number < 50; ++number) {
    const CanonicalChain chain = canonical_chain(sample::random_chain(7, number, false), no_gun());
    BOOST_TEST(chain.joints[0].sin_alpha == 0.0);
    for (const CanonicalJoint& joint : chain.joints) {
      BOOST_TEST(joint.sin_alpha >= 0.0);
      BOOST_TEST(joint.cos_alpha >= -1e-12);
      BOOST_TEST(std::abs(std::hypot(joint.sin_alpha, joint.cos_alpha) - 1.0) < 1e-15 * 10);
      BOOST_TEST(std::abs(joint.sign) == 1.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(joints_and_segments_go_there_and_back) {
  const CanonicalChain chain = canonical_chain(sample::random_chain(7, 3, false), no_gun());
  const JointVector q = random_joints(1);
  const JointVector back = chain.to_q(chain.to_theta(q));
  const Segment move = rest_to_rest(random_joints(2), random_joints(3), 1.3, 7);
  const Segment turned = chain.to_theta(move);
  const Segment::Sample wanted = move.at(0.7, 7);
  const Segment::Sample there = turned.at(0.7, 7);
  const JointVector position = chain.to_q(there.q);
  const JointVector speed = chain.signs_applied(there.qd);
  for (std::size_t j = 0; j < 7; ++j) {
    BOOST_TEST(std::abs(back[j] - q[j]) < 1e-14);
    BOOST_TEST(std::abs(position[j] - wanted.q[j]) < 1e-13);
    BOOST_TEST(speed[j] == wanted.qd[j]);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_computed_is_refused_by_name) {
  const auto refused = [](const RobotModel& robot, const std::string& word) {
    try {
      canonical_chain(robot, no_gun());
    } catch (const InputError& error) {
      return std::string(error.what()).find(word) != std::string::npos;
    }
    return false;
  };
  RobotModel robot = sample::kuka();
  robot.links[4].inertial.mass_kg = 0.0;
  BOOST_TEST(refused(robot, "link_4"));
  BOOST_TEST(refused(sample::random_chain(3, 1, false), "3 joints"));
}

BOOST_AUTO_TEST_SUITE_END()
