// The simplest robot there is, for tests of what stands about it.
#pragma once

#include "models/robot/robot_model.h"
#include "viewer/core/hall_scene.h"

namespace darkline::testing {

// An arm of one turning joint: a post 2 m high, with the tool frame X_ET at its flange.
inline RobotModels one_post(double radius_m, const Pose& X_ET = Pose::Identity()) {
  RobotModel model;
  model.id = "post";
  Link link;
  link.visual = {{.kind = ShapeKind::cylinder,
                  .size_m = {radius_m, 2.0, 0.0},
                  .X_LS = make_pose(Eigen::Matrix3d::Identity(), {0.0, 0.0, 1.0}),
                  .mesh = nullptr}};
  model.links = {link, Link{}};
  Joint joint;
  joint.lower = -3.0;
  joint.upper = 3.0;
  model.joints = {joint};
  model.X_ET = X_ET;
  return {{"post", model}};
}

}  // namespace darkline::testing
