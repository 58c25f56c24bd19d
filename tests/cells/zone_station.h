// A station whose robots share space.
#pragma once

#include <numbers>
#include <string>

#include "models/base/random_stream.h"
#include "models/cell/station_program.h"
#include "tests/cells/sample_factory.h"
#include "tests/cells/sample_robots.h"

namespace darkline::sample {

// Six arms, three on a side, 1.6 m apart in a row and 4.4 m across: lean back at home, clear of
// each other, and reach over the middle to work, where the guns of opposite and neighbouring robots
// need the same space. Each visits `visits` random places: there, three spots a little apart, and
// back.
inline CellConfig crowded_station(std::uint32_t number = 0, int visits = 4) {
  const RandomStream stream(21, number, 4, DrawPurpose::robot_pose);
  std::uint32_t draw = 0;
  const auto within = [&](double size) { return size * (2.0 * stream.uniforms(draw++)[0] - 1.0); };
  CellConfig config;
  config.station = "by_hand/st01";
  for (int r = 0; r < 6; ++r) {
    CellRobot robot;
    robot.address = config.station + "/r" + std::to_string(r + 1);
    robot.model = shipped_robot("kuka_kr210_r2700_2");
    robot.model.home = degrees(0, -125, 125, 0, 0, 0);
    const double side = r % 2 == 0 ? 1.0 : -1.0;
    robot.X_CB = make_pose(rotation_from_rpy(0, 0, -side * std::numbers::pi / 2),
                           {1.6 * (r / 2 - 1), side * 2.2, 0.0});
    const auto add = [&](StepKind kind, const JointVector& q) {
      ProgramStep step;
      step.kind = kind;
      step.q_rad = q;
      step.weld_current_ka = 9.5F;
      robot.program.steps.push_back(step);
    };
    for (int visit = 0; visit < visits; ++visit) {
      JointVector q = robot.model.home;
      q[0] += within(0.5);
      q[1] += 0.7 + within(0.3);
      q[2] -= 0.5 + within(0.3);
      q[4] += within(0.5);
      add(StepKind::move, q);
      for (int spot = 0; spot < 3; ++spot) {
        q[0] += 0.02;
        add(StepKind::move, q);
        add(StepKind::spot, q);
      }
      q[1] -= 0.15;
      add(StepKind::move, q);
    }
    add(StepKind::move, robot.model.home);
    config.robots.push_back(robot);
  }
  return config;
}

}  // namespace darkline::sample
