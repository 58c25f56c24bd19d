// URDF files: what is read is an arm whose numbers are finite and whose survey holds.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "models/robot/urdf_chain.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  UrdfChain chain;
  try {
    chain = read_urdf_chain(std::string(data, data + size), "/nowhere/fuzzed.urdf", "");
  } catch (const InputError&) {
    return 0;
  } catch (const IoError&) {  // it names a mesh that cannot be read
    return 0;
  }
  RobotModel robot;
  robot.links = chain.links;
  robot.joints = chain.joints;
  robot.X_ET = chain.X_ET;
  fuzz::require(robot.n_joints() >= kMinJoints && robot.n_joints() <= kMaxJoints);
  fuzz::require(robot.links.size() == robot.joints.size() + 1);
  for (const Joint& joint : robot.joints) fuzz::require(joint.lower < joint.upper);
  for (std::size_t i = 1; i < robot.links.size(); ++i) {
    fuzz::require(robot.links[i].inertial.mass_kg > 0.0);
  }
  forward_kinematics(robot, sampled_position(robot, 0));
  holding_torque(robot, sampled_position(robot, 1), 1.0);
  return 0;
}
