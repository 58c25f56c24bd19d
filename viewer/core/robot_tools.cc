#include "viewer/core/robot_tools.h"

#include "viewer/core/palette.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

const Color kSteel = color_from(0x5B646D);
const Color kDark = color_from(0x2B3036);
const Color kCopper = color_from(0xB4703C);
const Color kLight = color_from(0xAEB7BF);

struct Tool {
  TriangleMesh mesh = {};
  int lod = 0;

  void box(const Vector3d& low, const Vector3d& high, const Color& color) {
    append_mesh(mesh, box_mesh(high - low, color),
                make_pose(Eigen::Matrix3d::Identity(), 0.5 * (low + high)));
  }
  void rod(double x_m, double from_m, double to_m, double radius_m, const Color& color) {
    append_mesh(mesh, cylinder_mesh(radius_m, to_m - from_m, lod == 0 ? 10 : 5, color),
                make_pose(Eigen::Matrix3d::Identity(), {x_m, 0.0, 0.5 * (from_m + to_m)}));
  }
};

// The sheet lies at the tip, between the electrodes; the throat opens towards x.
void add_gun(Tool& tool) {
  tool.box({-0.16, -0.13, 0.03}, {0.12, 0.13, 0.34}, kSteel);  // transformer and drive
  if (tool.lod == 2) return tool.box({-0.05, -0.04, 0.34}, {0.05, 0.04, 0.72}, kCopper);
  tool.box({-0.42, -0.05, 0.20}, {-0.16, 0.05, 0.32}, kSteel);
  tool.box({-0.42, -0.05, 0.32}, {-0.32, 0.05, 0.98}, kSteel);
  tool.box({-0.32, -0.04, 0.90}, {0.03, 0.04, 0.98}, kSteel);
  tool.rod(0.0, 0.34, 0.66, 0.045, kLight);
  tool.rod(0.0, 0.66, 0.75, 0.016, kCopper);
  tool.rod(0.0, 0.765, 0.90, 0.018, kCopper);
  if (tool.lod > 0) return;
  tool.box({-0.10, -0.16, 0.10}, {0.06, 0.16, 0.26}, kDark);
  tool.rod(-0.10, 0.34, 0.44, 0.03, kDark);  // hoses
}

void add_riveter(Tool& tool) {
  tool.box({-0.10, -0.09, 0.02}, {0.10, 0.09, 0.26}, kSteel);
  if (tool.lod == 2) return tool.box({-0.05, -0.04, 0.26}, {0.05, 0.04, 0.58}, kDark);
  tool.rod(0.0, 0.26, 0.60, 0.05, kLight);
  tool.box({-0.30, -0.05, 0.12}, {-0.10, 0.05, 0.24}, kDark);
  tool.box({-0.30, -0.05, 0.24}, {-0.22, 0.05, 0.76}, kDark);
  tool.box({-0.22, -0.05, 0.66}, {0.04, 0.05, 0.76}, kDark);
}

void add_nozzle(Tool& tool) {
  tool.box({-0.08, -0.08, 0.02}, {0.08, 0.08, 0.22}, kLight);
  if (tool.lod == 2) return;
  tool.rod(0.0, 0.22, 0.38, 0.03, kSteel);
  tool.rod(0.0, 0.38, 0.45, 0.010, kDark);
}

void add_roller(Tool& tool) {
  tool.box({-0.10, -0.10, 0.02}, {0.10, 0.10, 0.20}, kSteel);
  if (tool.lod == 2) return;
  tool.box({-0.05, -0.05, 0.20}, {0.05, 0.05, 0.33}, kDark);
  tool.box({-0.07, -0.09, 0.31}, {0.07, 0.09, 0.40}, kLight);
}

void add_gripper(Tool& tool) {
  tool.box({-0.07, -0.07, 0.02}, {0.07, 0.07, 0.26}, kSteel);
  tool.box({-0.45, -0.04, 0.26}, {0.45, 0.04, 0.33}, kLight);
  if (tool.lod == 2) return;
  for (const double x : {-0.40, 0.40}) {
    tool.box({x - 0.04, -0.42, 0.26}, {x + 0.04, 0.42, 0.33}, kLight);
    for (const double y : {-0.36, 0.36}) {
      if (tool.lod > 0) break;
      tool.box({x - 0.04, y - 0.04, 0.33}, {x + 0.04, y + 0.04, 0.45}, kDark);
    }
  }
}

void add_camera(Tool& tool) {
  tool.box({-0.05, -0.05, 0.02}, {0.05, 0.05, 0.16}, kSteel);
  tool.box({-0.07, -0.20, 0.16}, {0.07, 0.20, 0.28}, kDark);
  if (tool.lod > 0) return;
  for (const double y : {-0.14, 0.14}) {
    tool.box({-0.035, y - 0.035, 0.28}, {0.035, y + 0.035, 0.31}, color_from(0x2A6BEB));
  }
}

}  // namespace

double tool_mesh_tip_m(RobotTool tool) {
  switch (tool) {
    case RobotTool::gun:
      return 0.75;
    case RobotTool::riveter:
      return 0.60;
    case RobotTool::nozzle:
    case RobotTool::gripper:
      return 0.45;
    case RobotTool::roller:
    case RobotTool::camera:
      return 0.40;
    case RobotTool::none:
      break;
  }
  return 1.0;
}

TriangleMesh tool_mesh(RobotTool tool, int lod) {
  Tool made{.lod = lod};
  if (lod >= kLodCount - 1) return {};
  switch (tool) {
    case RobotTool::none:
      break;
    case RobotTool::gun:
      add_gun(made);
      break;
    case RobotTool::nozzle:
      add_nozzle(made);
      break;
    case RobotTool::riveter:
      add_riveter(made);
      break;
    case RobotTool::roller:
      add_roller(made);
      break;
    case RobotTool::gripper:
      add_gripper(made);
      break;
    case RobotTool::camera:
      add_camera(made);
      break;
  }
  return made.mesh;
}

}  // namespace darkline
