#include <algorithm>
#include <numbers>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "cells/swept_motion.h"
#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/zone_cycle.h"
#include "tests/cells/zone_station.h"

using namespace darkline;

BOOST_AUTO_TEST_SUITE(interference_zones)

// Between the samples too: at 200 places of random moves every capsule lies within the pieces that
// stand for it (a sphere about each end and the middle of its segment touches them).
BOOST_AUTO_TEST_CASE(a_swept_motion_holds_the_arm_at_every_moment) {
  const RobotModel robot = sample::shipped_robot("fanuc_r2000ic_210f");
  const ArmCapsules arm = arm_capsules(robot, GunModel{});
  const Pose X_CB = make_pose(rotation_from_rpy(0, 0, 0.4), {1.0, -2.0, 0.3});
  std::vector<Pose> X_BL;
  std::vector<Capsule> at;
  for (unsigned n = 0; n < 6; ++n) {
    const JointVector from = sampled_position(robot, 2 * n);
    const JointVector to = sampled_position(robot, 2 * n + 1);
    const SweptMotion swept({robot, arm, X_CB}, from, to);
    for (int k = 0; k <= 200; ++k) {
      JointVector q = from;
      for (std::size_t j = 0; j < 6; ++j) q[j] += k / 200.0 * (to[j] - from[j]);
      link_poses(robot, q, X_BL);
      place_capsules(arm, X_CB, X_BL, at);
      for (const Capsule& capsule : at) {
        const Eigen::Vector3d r = Eigen::Vector3d::Constant(capsule.radius_m);
        BOOST_TEST(swept.box_C().contains(Eigen::Vector3d(capsule.a_m - r)));
        BOOST_TEST(swept.box_C().contains(Eigen::Vector3d(capsule.b_m + r)));
      }
    }
  }
}

// Two arms on random ways: whenever the capsules of some pair of moments are nearer than the
// clearance, the swept motions touch; and where they touch, some pair of moments is nearer than
// the clearance and the thickening of two pieces (0.04 m each at the ends of the middle half of
// their 0.08 m, and the same again for what bends).
BOOST_AUTO_TEST_CASE(two_swept_motions_touch_where_the_arms_do_at_some_pair_of_moments) {
  const RobotModel robot = sample::shipped_robot("kuka_kr210_r2700_2");
  const ArmCapsules arm = arm_capsules(robot, GunModel{});
  const Pose here = Pose::Identity();
  const Pose there = make_pose(rotation_from_rpy(0, 0, std::numbers::pi), {3.4, 0.0, 0.0});
  constexpr int kMoments = 60;
  const auto way = [&](const Pose& X_CB, const JointVector& from, const JointVector& to) {
    std::vector<std::vector<Capsule>> ways(kMoments + 1);
    std::vector<Pose> X_BL;
    for (int k = 0; k <= kMoments; ++k) {
      JointVector q = from;
      for (std::size_t j = 0; j < 6; ++j)
        q[j] += static_cast<double>(k) / kMoments * (to[j] - from[j]);
      link_poses(robot, q, X_BL);
      place_capsules(arm, X_CB, X_BL, ways[static_cast<std::size_t>(k)]);
    }
    return ways;
  };
  int touching = 0, apart = 0;
  for (unsigned n = 0; n < 24; ++n) {
    const auto pose = [&](unsigned k) {
      JointVector q = sampled_position(robot, 4 * n + k);
      for (std::size_t j = 0; j < 6; ++j) q[j] = robot.home[j] + 0.25 * (q[j] - robot.home[j]);
      return q;
    };
    const SweptMotion one({robot, arm, here}, pose(0), pose(1));
    const SweptMotion other({robot, arm, there}, pose(2), pose(3));
    double least_m = 1e9;
    const auto one_way = way(here, pose(0), pose(1)), other_way = way(there, pose(2), pose(3));
    for (const auto& a : one_way) {
      for (const auto& b : other_way) {
        for (std::size_t i = 0; i < a.size(); ++i) {
          for (std::size_t k = 0; k < b.size(); ++k) {
            if (arm.capsules[i].link == 0 && arm.capsules[k].link == 0) continue;
            least_m = std::min(least_m, distance_m(a[i], b[k]));
          }
        }
      }
    }
    const bool touches = touch_of(one, other, 0.05).has_value();
    if (least_m < 0.05) BOOST_TEST(touches, "way " << n << ": " << least_m);
    if (touches) BOOST_TEST(least_m < 0.05 + 0.16, "way " << n << ": " << least_m);
    ++(touches ? touching : apart);
  }
  BOOST_TEST(touching > 3);
  BOOST_TEST(apart > 3);
}

BOOST_AUTO_TEST_CASE(a_crowded_station_gets_zones_that_follow_the_rules) {
  CellConfig config = sample::crowded_station();
  const CellConfig before = config;
  const InterferenceReport report = add_interference_zones(config);
  for (const auto& finding : report.findings) BOOST_TEST_MESSAGE(text_of(finding, config));
  BOOST_TEST(report.findings.empty());
  BOOST_TEST(report.conflicts > 0U);
  BOOST_TEST(!config.zones.empty());
  for (std::size_t z = 0; z < config.zones.size(); ++z) {
    const InterferenceZone& zone = config.zones[z];
    BOOST_TEST(zone.number == z + 1);
    BOOST_TEST(zone.robots.size() >= 2U);
    BOOST_TEST(std::ranges::is_sorted(zone.robots));
    BOOST_TEST(zone.nominal_s > 0.0);
    BOOST_TEST(!zone.box_C.isEmpty());
  }
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    std::vector<std::uint16_t> held;
    std::vector<ProgramStep> others;
    for (const ProgramStep& step : config.robots[r].program.steps) {
      if (step.kind == StepKind::enter_zone) {
        BOOST_TEST((held.empty() || held.back() < step.zone));
        held.push_back(step.zone);
        std::ranges::sort(held);
        BOOST_TEST(held.size() <= kMostZonesPlanned);
      } else if (step.kind == StepKind::leave_zone) {
        BOOST_TEST(std::erase(held, step.zone) == 1U);
      } else {
        others.push_back(step);
      }
    }
    BOOST_TEST(held.empty());
    // the program itself is as it was
    const auto& program = before.robots[r].program.steps;
    BOOST_REQUIRE(others.size() == program.size());
    for (std::size_t i = 0; i < program.size(); ++i) {
      BOOST_TEST((others[i].kind == program[i].kind && others[i].q_rad == program[i].q_rad &&
                  others[i].spot == program[i].spot));
    }
  }
  // once more: the zones are taken out and come back the same
  CellConfig again = config;
  add_interference_zones(again);
  BOOST_TEST(again.zones.size() == config.zones.size());
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    BOOST_TEST(again.robots[r].program.steps.size() == config.robots[r].program.steps.size());
  }
}

BOOST_AUTO_TEST_CASE(with_zones_no_contact_in_randomised_cycles_and_without_them_there_is) {
  CellConfig config = sample::crowded_station();
  add_interference_zones(config);
  sample::ZoneCycle cycle(config);
  int touched = 0;
  for (std::uint32_t number = 0; number < 40; ++number) {
    const auto kept_apart = cycle.run(number, true, 1.0);
    BOOST_TEST(kept_apart.finished, "cycle " << number);
    BOOST_TEST(!kept_apart.contact.has_value(), "cycle " << number);
    touched += cycle.run(number, false, 1.0).contact ? 1 : 0;
  }
  BOOST_TEST(touched > 0);
}

// Two robots 2 m apart whose guns at home point at each other.
BOOST_AUTO_TEST_CASE(homes_that_touch_are_a_finding_that_names_both_robots) {
  CellConfig config;
  config.station = "by_hand/st01";
  config.robots.resize(2);
  for (std::size_t r = 0; r < 2; ++r) {
    config.robots[r].address = "by_hand/st01/r" + std::to_string(r + 1);
    config.robots[r].model = sample::shipped_robot("kuka_kr210_r2700_2");
  }
  config.robots[1].X_CB = make_pose(rotation_from_rpy(0, 0, std::numbers::pi), {4.0, 0, 0});
  const InterferenceReport report = add_interference_zones(config);
  BOOST_REQUIRE(report.findings.size() == 1U);
  BOOST_TEST((report.findings[0].kind == InterferenceFinding::Kind::homes_touch));
  BOOST_CHECK_EXCEPTION(refuse_findings(config, report), InputError, [](const InputError& error) {
    const std::string what = error.what();
    return what.find("by_hand/st01/r1 at home") != std::string::npos &&
           what.find("by_hand/st01/r2 at home") != std::string::npos;
  });
  // 6 m apart they are out of each other's way: the guns end 2.42 m before the bases
  config.robots[1].X_CB.translation().x() = 6.0;
  BOOST_TEST(add_interference_zones(config).findings.empty());
  refuse_findings(config, {});
}

// A move of one robot through where the other stands at home.
BOOST_AUTO_TEST_CASE(a_way_through_the_home_of_another_robot_is_a_finding) {
  CellConfig config;
  config.station = "by_hand/st01";
  config.robots.resize(2);
  for (std::size_t r = 0; r < 2; ++r) {
    config.robots[r].address = "by_hand/st01/r" + std::to_string(r + 1);
    config.robots[r].model = sample::shipped_robot("kuka_kr210_r2700_2");
  }
  // side by side, 2 m apart, both ahead; the first swings over to the second and back
  config.robots[1].X_CB.translation().y() = 2.0;
  for (const double turn : {-1.2, 0.0}) {
    ProgramStep step;
    step.q_rad = config.robots[0].model.home;
    step.q_rad[0] += turn;
    config.robots[0].program.steps.push_back(step);
  }
  const InterferenceReport report = add_interference_zones(config);
  BOOST_REQUIRE(report.findings.size() == 1U);
  BOOST_TEST((report.findings[0].kind == InterferenceFinding::Kind::way_meets_home));
  BOOST_TEST(report.findings[0].robot == 0U);
  BOOST_TEST(report.findings[0].other == 1U);
  BOOST_TEST(report.findings[0].step == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
