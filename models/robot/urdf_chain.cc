#include "models/robot/urdf_chain.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <Eigen/Eigenvalues>
#include <console_bridge/console.h>
#include <fmt/format.h>
#include <urdf_parser/urdf_parser.h>

#include "models/base/error.h"
#include "models/base/xml_depth.h"
#include "models/mesh/mesh_reader.h"
#include "models/robot/mesh_search.h"
#include "models/robot/shape_inertial.h"

namespace darkline {
namespace {

constexpr int kDeepestElement = 64;  // the XML parser below us calls itself once a level

// Published tensors are rounded, and a thin plate meets the triangle inequality with equality.
constexpr double kTriangleSlack = 1e-6;

// A link that is assumed to be heavier was drawn in another unit.
constexpr double kMostAssumedKg = 1e5;

// Of all meshes of one robot, each counted once.
constexpr std::size_t kMostRobotTriangles = 4 * kMostMeshTriangles;

// A joint without limits may turn this far either way.
constexpr double kContinuousRange = 2.0 * 3.14159265358979323846;

// The log of the URDF library is one for the whole program and prints to the terminal by default;
// while one of these stands, it goes here.
class LibraryLog : public console_bridge::OutputHandler {
 public:
  LibraryLog() : lock_(mutex()), before_(console_bridge::getOutputHandler()) {
    console_bridge::useOutputHandler(this);
  }
  ~LibraryLog() override { console_bridge::useOutputHandler(before_); }
  LibraryLog(const LibraryLog&) = delete;
  LibraryLog& operator=(const LibraryLog&) = delete;

  void log(const std::string& text, console_bridge::LogLevel level, const char* /*file*/,
           int /*line*/) override {
    constexpr std::size_t kMostShown = 400;
    if (level != console_bridge::CONSOLE_BRIDGE_LOG_ERROR || errors_.size() > kMostShown) return;
    if (!errors_.empty()) errors_ += "; ";
    errors_ += text.substr(0, kMostShown);
  }
  // From the innermost element outwards, as the library reports them.
  const std::string& errors() const { return errors_; }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
  console_bridge::OutputHandler* before_;
  std::string errors_;
};

class ChainBuilder {
 public:
  ChainBuilder(const urdf::ModelInterface& model, std::string file)
      : model_(model), file_(std::move(file)) {}

  UrdfChain build(const std::string& tool);

 private:
  struct MovingJoint {
    const urdf::Joint* joint;
    Pose X_GP;  // the joint's parent link in the frame of the group it is folded into
  };
  struct FoldedLink {
    std::size_t group;
    Pose X_GL;
  };

  [[noreturn]] void refuse(std::string element, std::string found, std::string wanted,
                           std::vector<std::string> candidates = {}, std::string mend = {}) const {
    throw InputError({.place = {.file = file_},
                      .key = std::move(element),
                      .found = std::move(found),
                      .wanted = std::move(wanted),
                      .candidates = std::move(candidates),
                      .mend = std::move(mend)});
  }

  void check_tree() const;
  void fold(const urdf::Link& link, const Pose& X_GL, std::vector<MovingJoint>& moving);
  bool has_moving_joint(const urdf::Link& link) const;
  Pose still_pose(const urdf::Joint& joint) const;
  Pose pose(const urdf::Pose& from, const std::string& element) const;
  Inertial inertial(const urdf::Link& link) const;
  Shape shape(const urdf::Geometry* geometry, const urdf::Pose& origin, const std::string& element);
  void set_mesh(Shape& shape, const urdf::Mesh& mesh, const std::string& element);
  void estimate_inertial(Link& group);
  Joint joint(const MovingJoint& from) const;
  Pose tool_pose(const std::string& tool) const;

  const urdf::ModelInterface& model_;
  std::string file_;
  UrdfChain chain_;
  std::map<std::string, FoldedLink> folded_;

  struct LoadedMesh {
    std::shared_ptr<const SurfaceMesh> mesh;
    Eigen::Vector3d size_m;
  };
  std::map<std::string, LoadedMesh> meshes_;  // by place and scale
  std::size_t triangles_ = 0;
};

std::string link_element(const urdf::Link& link) {
  return fmt::format("link \"{}\"", link.name);
}

Pose ChainBuilder::pose(const urdf::Pose& from, const std::string& element) const {
  const urdf::Vector3& p = from.position;
  const urdf::Rotation& r = from.rotation;
  const Eigen::Quaterniond rotation(r.w, r.x, r.y, r.z);
  const Eigen::Vector3d position(p.x, p.y, p.z);
  if (!position.allFinite() || !rotation.coeffs().allFinite() || rotation.norm() < 0.5) {
    refuse(element + ": origin", "a number that is not finite", "finite xyz and rpy");
  }
  return make_pose(rotation.normalized().toRotationMatrix(), position);
}

// In the link's own frame; mass 0 if it has none.
Inertial ChainBuilder::inertial(const urdf::Link& link) const {
  Inertial out;
  if (!link.inertial) return out;
  const urdf::Inertial& in = *link.inertial;
  const std::string element = link_element(link) + ": inertial";
  if (!std::isfinite(in.mass) || in.mass <= 0.0) {
    refuse(element, fmt::format("a mass of {} kg", in.mass), "a mass above 0 kg", {},
           "leave <inertial> out of a link that only marks a frame");
  }
  const Pose X_LI = pose(in.origin, element);
  Eigen::Matrix3d I;
  I << in.ixx, in.ixy, in.ixz, in.ixy, in.iyy, in.iyz, in.ixz, in.iyz, in.izz;
  if (!I.allFinite()) refuse(element, "an inertia that is not finite", "six finite numbers");

  const Eigen::Vector3d principal =  // ascending
      Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(I, Eigen::EigenvaluesOnly).eigenvalues();
  const std::string shown = fmt::format("principal moments {:.6g}, {:.6g}, {:.6g} kg m^2",
                                        principal[0], principal[1], principal[2]);
  if (principal[0] <= 0.0) {
    refuse(element, shown, "an inertia that is positive definite: all three above 0");
  }
  if (principal[2] > (principal[0] + principal[1]) * (1.0 + kTriangleSlack)) {
    refuse(element, shown,
           "an inertia that a body can have: the largest moment at most the sum of the other two");
  }
  out.mass_kg = in.mass;
  out.p_LC_m = X_LI.translation();
  out.I_C_kg_m2 = X_LI.linear() * I * X_LI.linear().transpose();
  return out;
}

void ChainBuilder::set_mesh(Shape& shape, const urdf::Mesh& mesh, const std::string& element) {
  const std::filesystem::path found = find_mesh(mesh.filename, file_, element);
  const Eigen::Vector3d scale(mesh.scale.x, mesh.scale.y, mesh.scale.z);
  const std::string key =
      fmt::format("{} {} {} {}", found.string(), scale.x(), scale.y(), scale.z());
  auto at = meshes_.find(key);
  if (at == meshes_.end()) {
    auto read = std::make_shared<const SurfaceMesh>(read_mesh(found, scale, element));
    triangles_ += read->n_triangles();
    if (triangles_ > kMostRobotTriangles) {
      refuse(element, fmt::format("{} triangles with those before it", triangles_),
             fmt::format("at most {} in one robot", kMostRobotTriangles), {},
             "thin the meshes out");
    }
    const SurfaceBounds bounds = bounds_of(*read);
    at = meshes_.emplace(key, LoadedMesh{std::move(read), bounds.high_m - bounds.low_m}).first;
  }
  shape.kind = ShapeKind::mesh;
  shape.mesh = at->second.mesh;
  shape.size_m = at->second.size_m;
}

Shape ChainBuilder::shape(const urdf::Geometry* geometry, const urdf::Pose& origin,
                          const std::string& element) {
  if (geometry == nullptr) refuse(element, "no shape", "a box, cylinder, sphere or mesh");
  Shape out;
  out.X_LS = pose(origin, element);
  int sizes = 3;
  if (const auto* box = dynamic_cast<const urdf::Box*>(geometry)) {
    out.kind = ShapeKind::box;
    out.size_m = {box->dim.x, box->dim.y, box->dim.z};
  } else if (const auto* cylinder = dynamic_cast<const urdf::Cylinder*>(geometry)) {
    out.kind = ShapeKind::cylinder;
    out.size_m = {cylinder->radius, cylinder->length, 0.0};
    sizes = 2;
  } else if (const auto* sphere = dynamic_cast<const urdf::Sphere*>(geometry)) {
    out.kind = ShapeKind::sphere;
    out.size_m = {sphere->radius, 0.0, 0.0};
    sizes = 1;
  } else if (const auto* mesh = dynamic_cast<const urdf::Mesh*>(geometry)) {
    set_mesh(out, *mesh, element);
    sizes = 0;
  } else {
    refuse(element, "a shape of an unknown kind", "a box, cylinder, sphere or mesh");
  }
  for (int i = 0; i < sizes; ++i) {
    if (!std::isfinite(out.size_m[i]) || out.size_m[i] <= 0.0) {
      refuse(element, fmt::format("a size of {} m", out.size_m[i]), "sizes above 0 m");
    }
  }
  return out;
}

Joint ChainBuilder::joint(const MovingJoint& from) const {
  const urdf::Joint& in = *from.joint;
  const std::string element = fmt::format("joint \"{}\"", in.name);
  const bool continuous = in.type == urdf::Joint::CONTINUOUS;
  const bool prismatic = in.type == urdf::Joint::PRISMATIC;
  if (!continuous && !prismatic && in.type != urdf::Joint::REVOLUTE) {
    const char* type = in.type == urdf::Joint::PLANAR     ? "planar"
                       : in.type == urdf::Joint::FLOATING ? "floating"
                                                          : "unknown";
    refuse(element, fmt::format("a joint of type {}", type),
           "type revolute, continuous, prismatic or fixed");
  }
  if (in.mimic) {
    refuse(element + ": mimic", fmt::format("a joint that follows \"{}\"", in.mimic->joint_name),
           "joints that move on their own");
  }
  Joint out;
  out.name = in.name;
  out.kind = prismatic ? JointKind::prismatic : JointKind::revolute;
  out.X_PJ = from.X_GP * pose(in.parent_to_joint_origin_transform, element);
  const Eigen::Vector3d axis(in.axis.x, in.axis.y, in.axis.z);
  const double length = axis.norm();
  if (!std::isfinite(length) || length < 1e-6) {
    refuse(element + ": axis", fmt::format("{} {} {}", axis.x(), axis.y(), axis.z()),
           "a direction: not all three 0");
  }
  out.axis = axis / length;

  if (!in.limits) refuse(element + ": limit", "none", "lower, upper, velocity and effort");
  out.lower = continuous ? -kContinuousRange : in.limits->lower;
  out.upper = continuous ? kContinuousRange : in.limits->upper;
  out.max_speed = in.limits->velocity;
  out.max_effort = in.limits->effort;
  if (!std::isfinite(out.lower) || !std::isfinite(out.upper) || out.lower >= out.upper) {
    refuse(element + ": limit", fmt::format("lower {}, upper {}", out.lower, out.upper),
           "a lower limit below the upper one");
  }
  if (!std::isfinite(out.max_speed) || out.max_speed <= 0.0) {
    refuse(element + ": limit: velocity", fmt::format("{}", out.max_speed), "a number above 0");
  }
  if (!std::isfinite(out.max_effort) || out.max_effort < 0.0) {
    refuse(element + ": limit: effort", fmt::format("{}", out.max_effort),
           "a number above 0, or 0 for one that is not stated");
  }
  return out;
}

// The library takes a file in which links hang on two joints or on each other.
void ChainBuilder::check_tree() const {
  if (model_.links_.size() > kMostUrdfLinks) {
    refuse("robot", fmt::format("{} links", model_.links_.size()),
           fmt::format("at most {}", kMostUrdfLinks));
  }
  std::map<std::string, const urdf::Joint*> parent_joint;
  for (const auto& [name, each] : model_.joints_) {
    const auto [before, first] = parent_joint.emplace(each->child_link_name, each.get());
    if (!first) {
      refuse(fmt::format("link \"{}\"", each->child_link_name),
             fmt::format("a loop: it is the child of joints \"{}\" and \"{}\"",
                         before->second->name, name),
             "one parent joint for each link");
    }
  }
  for (const auto& [name, each] : model_.links_) {
    std::string up = name;
    for (std::size_t steps = 0; parent_joint.count(up) != 0; ++steps) {
      if (steps > model_.links_.size()) {
        refuse(fmt::format("link \"{}\"", name), "a loop: it is its own ancestor",
               "a chain that starts at one root link");
      }
      up = parent_joint.at(up)->parent_link_name;
    }
  }
}

// Whether something on `link` moves on its own.
bool ChainBuilder::has_moving_joint(const urdf::Link& link) const {
  return std::ranges::any_of(link.child_joints, [&](const auto& each) {
    return (each->type != urdf::Joint::FIXED && !each->mimic) ||
           has_moving_joint(*model_.getLink(each->child_link_name));
  });
}

// Where a fixed joint holds its child, or one that follows another when that one is at 0.
Pose ChainBuilder::still_pose(const urdf::Joint& joint) const {
  const std::string element = fmt::format("joint \"{}\"", joint.name);
  const Pose X_PJ = pose(joint.parent_to_joint_origin_transform, element);
  if (!joint.mimic) return X_PJ;
  const Eigen::Vector3d axis(joint.axis.x, joint.axis.y, joint.axis.z);
  if (!std::isfinite(joint.mimic->offset) || !(axis.norm() > 1e-6)) {
    refuse(element + ": mimic", "no finite offset about an axis", "a joint that follows another");
  }
  const double offset = joint.mimic->offset;
  if (joint.type == urdf::Joint::PRISMATIC) {
    return X_PJ * make_pose(Eigen::Matrix3d::Identity(), offset * axis.normalized());
  }
  return X_PJ * make_pose(Eigen::AngleAxisd(offset, axis.normalized()).toRotationMatrix(),
                          Eigen::Vector3d::Zero());
}

// Adds `link`, and all that is fixed to it, to the last group.
void ChainBuilder::fold(const urdf::Link& link, const Pose& X_GL,
                        std::vector<MovingJoint>& moving) {
  folded_[link.name] = {chain_.links.size() - 1, X_GL};
  Link& group = chain_.links.back();
  Inertial own = inertial(link);
  if (own.mass_kg > 0.0) {
    own.p_LC_m = X_GL * own.p_LC_m;
    own.I_C_kg_m2 = X_GL.linear() * own.I_C_kg_m2 * X_GL.linear().transpose();
    group.inertial = together(group.inertial, own);
  }
  for (const auto& each : link.visual_array) {
    Shape out = shape(each->geometry.get(), each->origin, link_element(link) + ": visual");
    out.X_LS = X_GL * out.X_LS;
    if (each->material) {
      const urdf::Color& color = each->material->color;
      const auto bounded = [](float part) { return part >= 0.F ? std::min(part, 1.F) : 0.F; };
      out.color = {bounded(color.r), bounded(color.g), bounded(color.b)};
    }
    group.visual.push_back(out);
  }
  for (const auto& each : link.collision_array) {
    Shape out = shape(each->geometry.get(), each->origin, link_element(link) + ": collision");
    out.X_LS = X_GL * out.X_LS;
    group.collision.push_back(out);
  }
  for (const auto& each : link.child_joints) {
    const urdf::Link& child = *model_.getLink(each->child_link_name);
    const bool follows = each->mimic != nullptr && !has_moving_joint(child);
    if (each->type != urdf::Joint::FIXED && !follows) {
      moving.push_back({each.get(), X_GL});
      continue;
    }
    if (follows) {
      chain_.warnings.push_back(fmt::format(
          "joint \"{}\" follows \"{}\": link \"{}\" is held still, as it stands when that "
          "joint is at 0",
          each->name, each->mimic->joint_name, child.name));
    }
    fold(child, X_GL * still_pose(*each), moving);
  }
}

void ChainBuilder::estimate_inertial(Link& group) {
  const bool solid = !group.collision.empty();
  const std::vector<Shape>& shapes = solid ? group.collision : group.visual;
  if (shapes.empty()) return;
  group.inertial = inertial_of_shapes(shapes);
  if (!(group.inertial.mass_kg > 0.0 && group.inertial.mass_kg < kMostAssumedKg)) {
    refuse(fmt::format("link \"{}\"", group.name),
           fmt::format("no <inertial>, and shapes of {:.3g} kg", group.inertial.mass_kg),
           fmt::format("a mass of the link, or shapes of 0 to {:.0f} kg", kMostAssumedKg), {},
           "mesh files in millimetres need scale=\"0.001 0.001 0.001\"");
  }
  chain_.warnings.push_back(fmt::format(
      "link \"{}\" has no <inertial>: {:.3g} kg are assumed, from its {} shapes as {:.0f} kg/m^3 "
      "times {}",
      group.name, group.inertial.mass_kg, solid ? "collision" : "visual", kAssumedDensityKgPerM3,
      kHollowFactor));
}

Pose ChainBuilder::tool_pose(const std::string& tool) const {
  const auto found = folded_.find(tool.empty() ? "tool0" : tool);
  const std::size_t last = chain_.links.size() - 1;
  if (found != folded_.end() && found->second.group == last) return found->second.X_GL;
  if (tool.empty()) return Pose::Identity();
  std::vector<std::string> at_the_end;
  for (const auto& [name, each] : folded_) {
    if (each.group == last) at_the_end.push_back(name);
  }
  refuse("robot",
         fmt::format("{} \"{}\"", found == folded_.end() ? "no link" : "an earlier link", tool),
         "a tool link that is fixed to the last moving link", at_the_end);
}

UrdfChain ChainBuilder::build(const std::string& tool) {
  check_tree();
  chain_.name = model_.getName();
  const urdf::Link* next = model_.getRoot().get();
  while (next != nullptr) {
    chain_.links.push_back({.name = next->name, .inertial = {}, .visual = {}, .collision = {}});
    std::vector<MovingJoint> moving;
    fold(*next, Pose::Identity(), moving);
    Link& group = chain_.links.back();
    if (group.inertial.mass_kg == 0.0) estimate_inertial(group);
    if (chain_.links.size() > 1 && group.inertial.mass_kg == 0.0) {
      refuse(link_element(*next), "no <inertial>, and no shape to estimate one from",
             "a mass above 0 kg on each link that moves");
    }
    if (moving.size() > 1) {
      refuse(fmt::format("link \"{}\"", moving[1].joint->parent_link_name),
             fmt::format("a branch: joints \"{}\" and \"{}\" both move from \"{}\"",
                         moving[0].joint->name, moving[1].joint->name, next->name),
             "a chain: one moving joint after the other");
    }
    next = nullptr;
    if (moving.size() == 1) {
      chain_.joints.push_back(joint(moving[0]));
      next = model_.getLink(moving[0].joint->child_link_name).get();
    }
  }
  const std::size_t n = chain_.joints.size();
  if (n < std::size_t{kMinJoints} || n > std::size_t{kMaxJoints}) {
    refuse("robot", fmt::format("{} moving joints", n),
           fmt::format("{} to {}", kMinJoints, kMaxJoints));
  }
  chain_.X_ET = tool_pose(tool);
  return std::move(chain_);
}

}  // namespace

UrdfChain read_urdf_chain(const std::string& xml, const std::string& file,
                          const std::string& tool) {
  const auto refuse = [&](std::string found, std::string wanted) {
    throw InputError(
        {.place = {.file = file}, .found = std::move(found), .wanted = std::move(wanted)});
  };
  if (xml.find('\0') != std::string::npos)
    refuse("a byte of value 0", "a URDF file, which is text");
  if (xml_depth(xml) > kDeepestElement) {
    refuse(fmt::format("elements more than {} deep", kDeepestElement), "a URDF file");
  }
  urdf::ModelInterfaceSharedPtr model;
  std::string problem;
  {
    const LibraryLog log;
    try {
      model = urdf::parseURDF(xml);
      problem = log.errors();
    } catch (const std::exception& thrown) {
      problem = thrown.what();
    }
  }
  if (!model || !model->getRoot()) {
    refuse(problem.empty() ? "no <robot>" : problem, "a robot described in URDF");
  }
  return ChainBuilder(*model, file).build(tool);
}

}  // namespace darkline
