// darkline robot FILE: explains one robot.
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <numbers>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <stdlib.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/robot/jacobian.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "models/robot/urdf_robot.h"
#include "models/stream/hall_snapshot.h"
#include "twin/commands/command_table.h"
#include "twin/report/wrapped.h"

extern char** environ;

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

struct Survey {
  Reach reach;
  StaticLoad load;
  std::vector<InertiaCheck> inertia;
  double mass_kg = 0.0;
  double least_singular_value = 0.0;  // at home
};

Survey survey_of(const RobotModel& robot) {
  return {.reach = computed_reach(robot),
          .load = worst_static_load(robot, robot.payload_kg),
          .inertia = inertia_checks(robot),
          .mass_kg = mass_of(robot),
          .least_singular_value = smallest_singular_value(robot, robot.home)};
}

bool slides(const Joint& joint) {
  return joint.kind == JointKind::prismatic;
}

std::string kinematics_of(const RobotModel& robot) {
  return robot.opw ? "closed form" : "numeric";
}

void print_joints(const RobotModel& robot) {
  fmt::print("\n{:<22}{:<10}{:>20}{:>14}{:>13}{:>15}\n", "joint", "", "limits", "speed", "effort",
             "rotor");
  for (const Joint& joint : robot.joints) {
    const bool mm = slides(joint);
    const double shown = mm ? 1e-3 : kDegree;
    fmt::print("{:<22}{:<10}{:>20}{:>14}{:>13}{:>15}\n", joint.name, mm ? "prismatic" : "revolute",
               fmt::format("{:.4g} to {:.4g} {}", joint.lower / shown, joint.upper / shown,
                           mm ? "mm" : "deg"),
               fmt::format("{:.4g} {}", joint.max_speed / shown, mm ? "mm/s" : "deg/s"),
               fmt::format("{:.5g} {}", joint.max_effort, mm ? "N" : "N m"),
               fmt::format("{:.4g} {}", joint.rotor_inertia, mm ? "kg" : "kg m^2"));
  }
}

bool beyond_brake(const Joint& joint, double torque) {
  return joint.drive.brake_effort > 0.0 && std::abs(torque) > joint.drive.brake_effort;
}

void print_loads(const RobotModel& robot, const Survey& survey) {
  fmt::print("\nholding still with {:.4g} kg at the tool, worst of 4097 positions\n",
             robot.payload_kg);
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const bool force = slides(robot.joints[i]);
    fmt::print("  {:<20}{:>12} {:>7.1f} % of the effort{}\n", robot.joints[i].name,
               fmt::format("{:.5g} {}", survey.load.torque[i], force ? "N" : "N m"),
               100.0 * survey.load.share[i],
               survey.load.share[i] > 1.0 ? "   more than the joint has"
               : beyond_brake(robot.joints[i], survey.load.torque[i])
                   ? "   more than its brake holds"
                   : "");
  }
}

void print_inertia(const Survey& survey) {
  fmt::print("\n{:<22}{:>11}   {:<34}{}\n", "link", "mass", "principal moments, kg m^2",
             "a body can have them");
  for (const InertiaCheck& check : survey.inertia) {
    const Eigen::Vector3d& I = check.principal_kg_m2;
    fmt::print(
        "{:<22}{:>8.4g} kg   {:<34}{}\n", check.link, check.mass_kg,
        check.mass_kg > 0.0 ? fmt::format("{:.4g}, {:.4g}, {:.4g}", I[0], I[1], I[2]) : "none",
        check.mass_kg == 0.0         ? "-"
        : !check.positive_definite   ? "no: not positive definite"
        : !check.triangle_inequality ? "no: triangle inequality"
                                     : "yes");
  }
  fmt::print("{:<22}{:>8.5g} kg\n", "sum", survey.mass_kg);
}

void print_text(const RobotModel& robot, const Survey& survey) {
  fmt::print("{}{}\n\n", robot.title, robot.composite ? " (a composite, no maker's robot)" : "");
  fmt::print("  {} joints, kinematics: {}\n", robot.n_joints(), kinematics_of(robot));
  fmt::print("  payload {:.4g} kg, reach {:.3f} m (computed {:.3f} m, {} from axis 1)\n",
             robot.payload_kg, robot.reach_m, survey.reach.reach_m,
             survey.reach.of_wrist_centre ? "wrist centre" : "tool");
  fmt::print("  at home: smallest singular value {:.3g}, tool at", survey.least_singular_value);
  const Eigen::Vector3d tool = forward_kinematics(robot, robot.home).translation();
  fmt::print(" {:.3f}, {:.3f}, {:.3f} m\n", tool.x(), tool.y(), tool.z());
  print_joints(robot);
  print_loads(robot, survey);
  print_inertia(survey);
  if (!robot.warnings.empty()) fmt::print("\nwarnings\n");
  for (const std::string& warning : robot.warnings) fmt::print("{}", wrapped(warning, 2));
  fmt::print("\nsource\n{}", wrapped(robot.source, 2));
}

nlohmann::ordered_json as_json(const RobotModel& robot, const Survey& survey) {
  nlohmann::ordered_json json{{"schema", "darkline.robot/1"},
                              {"id", robot.id},
                              {"title", robot.title},
                              {"composite", robot.composite},
                              {"kinematics", kinematics_of(robot)},
                              {"payload_kg", robot.payload_kg},
                              {"reach_m", robot.reach_m},
                              {"computed_reach_m", survey.reach.reach_m},
                              {"reach_of", survey.reach.of_wrist_centre ? "wrist centre" : "tool"},
                              {"mass_kg", survey.mass_kg},
                              {"smallest_singular_value_at_home", survey.least_singular_value}};
  json["joints"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < robot.joints.size(); ++i) {
    const Joint& joint = robot.joints[i];
    const char* unit = slides(joint) ? "m" : "rad";
    json["joints"].push_back({{"name", joint.name},
                              {"kind", slides(joint) ? "prismatic" : "revolute"},
                              {"unit", unit},
                              {"lower", joint.lower},
                              {"upper", joint.upper},
                              {"max_speed", joint.max_speed},
                              {"max_acceleration", joint.max_acceleration},
                              {"max_effort", joint.max_effort},
                              {"rotor_inertia", joint.rotor_inertia},
                              {"copper_loss_w", joint.copper_loss_w},
                              {"home", robot.home[i]},
                              {"worst_static_effort", survey.load.torque[i]},
                              {"worst_static_share", survey.load.share[i]}});
  }
  json["links"] = nlohmann::ordered_json::array();
  for (const InertiaCheck& check : survey.inertia) {
    const Eigen::Vector3d& I = check.principal_kg_m2;
    json["links"].push_back({{"name", check.link},
                             {"mass_kg", check.mass_kg},
                             {"principal_kg_m2", {I[0], I[1], I[2]}},
                             {"positive_definite", check.positive_definite},
                             {"triangle_inequality", check.triangle_inequality}});
  }
  json["warnings"] = robot.warnings;
  json["source"] = robot.source;
  return json;
}

// A hall with one place and the robot at home beside it.
HallSnapshot hall_of(const RobotModel& robot) {
  HallSnapshot hall;
  const double side_m = std::max(4.0, 4.0 * robot.reach_m);
  hall.title = robot.title;
  hall.caption = fmt::format("{} joints, reach {:.2f} m", robot.n_joints(), robot.reach_m);
  hall.hall_length_m = hall.hall_width_m = side_m;
  HallSnapshot::StationPose station;
  station.address = "robot/st01";
  station.X_WC = make_pose(Eigen::Matrix3d::Identity(), {0.5 * side_m, 0.5 * side_m, 0.0});
  station.length_m = station.width_m = 0.7 * side_m;
  station.working_share = 1.0;
  station.body_present = false;
  hall.stations.push_back(station);
  HallSnapshot::RobotPose pose;
  pose.address = "robot/st01/r1";
  pose.model = robot.file;
  pose.X_WB = station.X_WC;
  pose.q_rad.assign(robot.home.begin(), robot.home.begin() + robot.n_joints());
  hall.robots.push_back(pose);
  return hall;
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string path = (fs::temp_directory_path() / "darkline.robot.XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) {
      throw IoError(fmt::format("cannot make {}: {}", path, std::strerror(errno)));
    }
    path_ = path;
  }
  ~ScratchFolder() {
    std::error_code ignored;  // a leftover is harmless
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

ExitCode run_viewer(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::pid_t child = 0;
  const int error = ::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (error != 0) {
    throw IoError(fmt::format("cannot start {}: {}; build it with DARKLINE_BUILD_VIEWER=ON",
                              words[0], std::strerror(error)));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return static_cast<ExitCode>(WEXITSTATUS(status));
  throw IoError(fmt::format("{} was ended by signal {}", words[0], WTERMSIG(status)));
}

ExitCode draw(const RobotModel& robot, const fs::path& png) {
  const ScratchFolder scratch;
  const fs::path hall = scratch.path() / "hall.json";
  write_file_whole(hall, to_json(hall_of(robot)));
  return run_viewer({(program_folder() / "darkline-viewer").string(), "render", hall.string(),
                     "--out", fs::absolute(png).string(), "--camera", "robot/st01/r1"});
}

}  // namespace

ExitCode robot_command(const Invocation& invocation) {
  const fs::path file = invocation.arguments[0];
  const RobotModel robot = read_any_robot(file);
  const Survey survey = survey_of(robot);
  if (invocation.has("--json")) {
    fmt::print("{}\n", as_json(robot, survey).dump(1));
  } else {
    print_text(robot, survey);
  }
  if (const auto png = invocation.value("--png")) return draw(robot, *png);
  return ExitCode::done;
}

}  // namespace darkline
