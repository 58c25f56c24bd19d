#include "models/robot/robot_reader.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/base/toml_file.h"
#include "models/robot/assumed_effort.h"
#include "models/robot/kinematics.h"
#include "models/robot/urdf_chain.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostSidecarBytes = 1U << 20U;
constexpr std::string_view kSuffix = ".robot.toml";
constexpr double kDegree = std::numbers::pi / 180.0;
constexpr double kClosedFormSlack = 1e-6;  // m and of rotations, between [opw] and the URDF file

// One table of the file: hands out its values and, at the end, refuses keys that nobody asked for.
class Table {
 public:
  Table(const toml::table& table, std::string file, std::string prefix)
      : table_(table), file_(std::move(file)), prefix_(std::move(prefix)) {}

  bool has(std::string_view key) const { return table_.contains(key); }

  std::string text(std::string_view key) {
    const toml::node& node = get(key, "a text in quotes");
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) refuse(key, "a text in quotes");
    return *value;
  }
  bool boolean(std::string_view key) {
    const auto value = get(key, "true or false").value_exact<bool>();
    if (!value) refuse(key, "true or false");
    return *value;
  }
  double quantity(std::string_view key, Dimension dimension) {
    const std::string typed = text(key);
    try {
      return parse_quantity(typed, dimension);
    } catch (const InputError& error) {
      InputProblem problem = error.problem();
      problem.place = place(key);
      problem.key = prefix_ + std::string(key);
      throw InputError(problem);
    }
  }
  double positive(std::string_view key, Dimension dimension) {
    const double value = quantity(key, dimension);
    if (value <= 0.0) refuse(key, fmt::format("{} above 0", name_of(dimension)));
    return value;
  }
  double number(std::string_view key) {
    const auto value = get(key, "a number").value<double>();
    if (!value || !std::isfinite(*value)) refuse(key, "a number");
    return *value;
  }
  // (n), each at least `least`.
  std::vector<double> numbers(std::string_view key, std::size_t n, double least) {
    const std::string wanted = std::isfinite(least)
                                   ? fmt::format("{} numbers of at least {}, one a joint", n, least)
                                   : fmt::format("{} numbers, one a joint", n);
    const toml::array* array = get(key, wanted).as_array();
    if (array == nullptr || array->size() != n) refuse(key, wanted);
    std::vector<double> values;
    for (const toml::node& each : *array) {
      const auto value = each.is_number() ? each.value<double>() : std::nullopt;
      if (!value || !std::isfinite(*value) || *value < least) refuse(key, wanted);
      values.push_back(*value);
    }
    return values;
  }
  Table table(std::string_view key) {
    const toml::table* inner = get(key, "a table").as_table();
    if (inner == nullptr) refuse(key, "a table");
    return {*inner, file_, prefix_ + std::string(key) + "."};
  }

  void refuse_unknown_keys() const {
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
      throw InputError({.place = at(node.source()),
                        .key = prefix_ + name,
                        .found = "a key that a robot does not have",
                        .wanted = "one of its keys",
                        .candidates = nearest_names(name, asked_)});
    }
  }
  [[noreturn]] void refuse(std::string_view key, std::string wanted) const {
    throw InputError({.place = place(key),
                      .key = prefix_ + std::string(key),
                      .found = shown(key),
                      .wanted = std::move(wanted)});
  }

 private:
  const toml::node& get(std::string_view key, const std::string& wanted) {
    asked_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr) refuse(key, wanted);
    return *node;
  }
  Place at(const toml::source_region& region) const {
    return {.file = file_,
            .line = static_cast<int>(region.begin.line),
            .column = static_cast<int>(region.begin.column)};
  }
  Place place(std::string_view key) const {
    const toml::node* node = table_.get(key);
    return node == nullptr ? at(table_.source()) : at(node->source());
  }
  std::string shown(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return "no such key";
    if (const toml::array* array = node->as_array()) {
      return fmt::format("an array of {}", array->size());
    }
    if (const auto text = node->value_exact<std::string>()) {
      return fmt::format("\"{}\"", text->substr(0, 80));
    }
    if (const auto number = node->value<double>()) return fmt::format("{}", *number);
    return "a value of another kind";
  }

  const toml::table& table_;
  std::string file_;
  std::string prefix_;
  std::vector<std::string> asked_;
};

toml::table parse(const fs::path& path) {
  return parse_toml(read_file(path, kMostSidecarBytes), path.string(), "a robot's sidecar");
}

OpwParameters read_opw(Table table) {
  OpwParameters opw;
  opw.a1 = table.quantity("a1", Dimension::length);
  opw.a2 = table.quantity("a2", Dimension::length);
  opw.b = table.quantity("b", Dimension::length);
  opw.c1 = table.quantity("c1", Dimension::length);
  opw.c2 = table.positive("c2", Dimension::length);
  opw.c3 = table.positive("c3", Dimension::length);
  opw.c4 = table.quantity("c4", Dimension::length);
  const std::vector<double> offset_deg = table.numbers("offset_deg", 6, -HUGE_VAL);
  const std::vector<double> sign = table.numbers("sign", 6, -1.0);
  for (std::size_t i = 0; i < 6; ++i) {
    opw.offset[i] = offset_deg[i] * kDegree;
    if (std::abs(sign[i]) != 1.0) table.refuse("sign", "six of 1 or -1");
    opw.sign[i] = sign[i] > 0.0 ? 1 : -1;
  }
  table.refuse_unknown_keys();
  return opw;
}

// A closed form of another arm would give wrong joints without a word.
void check_closed_form(const RobotModel& robot, const Table& table) {
  const auto revolute = [](const Joint& joint) { return joint.kind == JointKind::revolute; };
  if (robot.n_joints() != 6 || !std::all_of(robot.joints.begin(), robot.joints.end(), revolute)) {
    table.refuse("opw", "closed-form kinematics only for six joints that turn");
  }
  for (const double share : {0.0, 0.23, 0.61, 0.87}) {
    JointVector q = {};
    for (std::size_t i = 0; i < 6; ++i) {
      const Joint& joint = robot.joints[i];
      // other shares for other joints, so that no two angles cancel
      const double part = std::fmod(share * (1.0 + 0.37 * static_cast<double>(i)), 1.0);
      q[i] = joint.lower + part * (joint.upper - joint.lower);
    }
    const Eigen::Matrix4d difference =
        forward_kinematics(robot, q).matrix() - closed_form_kinematics(*robot.opw, q).matrix();
    if (!(difference.cwiseAbs().maxCoeff() < kClosedFormSlack)) {
      table.refuse("opw", fmt::format("the kinematics of the URDF file; they differ by {:.3g}",
                                      difference.cwiseAbs().maxCoeff()));
    }
  }
}

// Friction as a share of the joint's effort limit; `at`: the speed at which `values` count.
double friction_share(const Joint& joint, double value, double at, const char* key,
                      const Table& table) {
  const double share = joint.max_effort > 0.0 ? value * at / joint.max_effort : HUGE_VAL;
  if (value == 0.0) return 0.0;
  constexpr double kRounding = 1e-9;
  if (share <= kMostFrictionShare + kRounding) return std::min(share, kMostFrictionShare);
  table.refuse(key, fmt::format("at most {:.0f} % of the effort limit of joint \"{}\"{}, {:.6g}",
                                100.0 * kMostFrictionShare, joint.name,
                                at == 1.0 ? "" : " at its full speed", joint.max_effort));
}

void read_drives(RobotModel& robot, Table& table, const JointDrive& unstated) {
  const std::size_t n = robot.joints.size();
  for (Joint& joint : robot.joints) joint.drive = unstated;
  const auto each = [&](const char* key, double least, double most, auto set) {
    if (!table.has(key)) return;
    const std::vector<double> values = table.numbers(key, n, least);
    for (std::size_t i = 0; i < n; ++i) {
      if (values[i] > most) table.refuse(key, fmt::format("numbers from {} to {}", least, most));
      set(robot.joints[i], values[i]);
    }
  };
  each("coulomb_friction_nm", 0.0, HUGE_VAL, [&](Joint& joint, double value) {
    joint.drive.coulomb_share = friction_share(joint, value, 1.0, "coulomb_friction_nm", table);
  });
  each("viscous_friction_nm_s_rad", 0.0, HUGE_VAL, [&](Joint& joint, double value) {
    joint.drive.viscous_share =
        friction_share(joint, value, joint.max_speed, "viscous_friction_nm_s_rad", table);
  });
  each("drive_efficiency", kLeastDriveEfficiency, 1.0,
       [](Joint& joint, double value) { joint.drive.efficiency = value; });
  each("drive_regeneration", 0.0, 1.0,
       [](Joint& joint, double value) { joint.drive.regeneration = value; });
  each("brake_holding_nm", 0.0, HUGE_VAL,
       [](Joint& joint, double value) { joint.drive.brake_effort = value; });
}

void read_joint_values(RobotModel& robot, Table& table) {
  const std::size_t n = robot.joints.size();
  const std::vector<double> home = table.numbers("home_deg", n, -HUGE_VAL);
  const std::vector<double> rotor = table.numbers("rotor_inertia_kg_m2", n, 0.0);
  const std::vector<double> acceleration = table.numbers("max_acceleration_rad_s2", n, 1e-6);
  const std::vector<double> copper = table.numbers("copper_loss_w", n, 0.0);
  std::vector<double> jerk(n, 0.0);  // 0: none stated
  if (table.has("max_jerk_rad_s3")) jerk = table.numbers("max_jerk_rad_s3", n, 1e-6);
  for (std::size_t i = 0; i < n; ++i) {
    Joint& joint = robot.joints[i];
    joint.rotor_inertia = rotor[i];
    joint.max_acceleration = acceleration[i];
    joint.copper_loss_w = copper[i];
    joint.max_jerk = jerk[i];
    robot.home[i] = home[i] * (joint.kind == JointKind::revolute ? kDegree : 1e-3);
    if (robot.home[i] < joint.lower - 1e-9 || robot.home[i] > joint.upper + 1e-9) {
      table.refuse("home_deg",
                   fmt::format("a home within the limits of joint \"{}\", {:.6g} to {:.6g}",
                               joint.name, joint.lower, joint.upper));
    }
  }
}

}  // namespace

std::vector<std::string> robot_ids(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> ids;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) {
      ids.push_back(name.substr(0, name.size() - kSuffix.size()));
    }
  }
  if (error) throw IoError(fmt::format("cannot list {}: {}", folder.string(), error.message()));
  std::sort(ids.begin(), ids.end());
  return ids;
}

RobotModel read_robot(const fs::path& robot_toml, const JointDrive& unstated) {
  const std::string name = robot_toml.filename().string();
  if (name.size() <= kSuffix.size() || !name.ends_with(kSuffix)) {
    throw InputError({.place = {.file = robot_toml.string()},
                      .found = fmt::format("\"{}\"", name),
                      .wanted = "the file <id>.robot.toml of a robot"});
  }
  const toml::table file = parse(robot_toml);
  Table table(file, robot_toml.string(), "");

  RobotModel robot;
  robot.id = name.substr(0, name.size() - kSuffix.size());
  robot.file = fs::absolute(robot_toml).lexically_normal().string();
  robot.title = table.text("title");
  robot.source = table.text("source");
  robot.composite = table.boolean("composite");
  const fs::path urdf = robot_toml.parent_path() / table.text("urdf");
  const std::string tool = table.has("tool") ? table.text("tool") : std::string();
  UrdfChain chain = read_urdf_chain(read_file(urdf, kMostUrdfBytes), urdf.string(), tool);
  robot.links = std::move(chain.links);
  robot.joints = std::move(chain.joints);
  robot.X_ET = chain.X_ET;
  robot.warnings = std::move(chain.warnings);

  robot.payload_kg = table.positive("payload", Dimension::mass);
  robot.reach_m = table.positive("reach", Dimension::length);
  robot.repeatability_m = table.positive("repeatability", Dimension::length);
  robot.mtbf_factor = table.number("mtbf_factor");
  if (robot.mtbf_factor <= 0.0) table.refuse("mtbf_factor", "a number above 0");
  assume_missing_efforts(robot);
  read_joint_values(robot, table);
  read_drives(robot, table, unstated);
  if (table.has("opw")) {
    robot.opw = read_opw(table.table("opw"));
    check_closed_form(robot, table);
  }
  table.refuse_unknown_keys();
  return robot;
}

}  // namespace darkline
