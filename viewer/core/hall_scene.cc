#include "viewer/core/hall_scene.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/robot/kinematics.h"
#include "viewer/core/camera_rig.h"
#include "viewer/core/hall_ground.h"
#include "viewer/core/hall_people.h"
#include "viewer/core/robot_tools.h"
#include "viewer/core/station_fixtures.h"
#include "viewer/core/weld_sparks.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

constexpr double kFarthest_m = 1e4;
constexpr double kShortest_m = 0.02;  // of a tool that can be drawn
constexpr int kMostPlaces = 10'000;

Pose34f to_pose34f(const Pose& X) {
  return X.matrix().topRows<3>().cast<float>();
}

[[noreturn]] void refuse(const std::string& file, const std::string& key, const std::string& found,
                         const std::string& wanted, std::vector<std::string> candidates = {}) {
  throw InputError(
      {.place = {.file = file},
       .key = key,
       .found = found,
       .wanted = wanted,
       .candidates = std::move(candidates),
       .mend = "run the scenario again, or give the folder of its robots with --data"});
}

void check_near(const std::string& file, const std::string& key, const Vector3d& p_m) {
  if (p_m.cwiseAbs().maxCoeff() <= kFarthest_m) return;
  refuse(file, key, fmt::format("{:g}, {:g}, {:g} m", p_m.x(), p_m.y(), p_m.z()),
         "a place within 10 km");
}

void check_bounds(const HallSnapshot& hall, const std::string& file) {
  for (const auto& zone : hall.zones) {
    check_near(file, zone.label, zone.X_WZ.translation());
    check_near(file, zone.label, zone.size_m);
  }
  for (const auto& spot : hall.spots) {
    check_near(file, fmt::format("spot {}", spot.number), spot.p_W_m);
  }
  check_near(file, "hall_m", {hall.hall_length_m, hall.hall_width_m, 0.0});
  for (const auto& s : hall.stations) {
    check_near(file, "station " + s.address, s.X_WC.translation());
    check_near(file, "station " + s.address, {s.body_ahead_m, 0.0, 0.0});
    if (s.length_m < 0.0 || s.width_m < 0.0 || std::max(s.length_m, s.width_m) > kFarthest_m) {
      refuse(file, "station " + s.address, fmt::format("{:g} m x {:g} m", s.length_m, s.width_m),
             "a size from 0 to 10 km");
    }
  }
  for (std::size_t i = 0; i < hall.buffers.size(); ++i) {
    const auto& b = hall.buffers[i];
    const std::string key = fmt::format("buffers[{}]", i);
    check_near(file, key, b.p_from_m);
    check_near(file, key, b.p_to_m);
    if (b.places < 0 || b.places > kMostPlaces) {
      refuse(file, key, fmt::format("{} places", b.places), "0 to 10000 places");
    }
  }
}

// The sphere about the box about the spheres of the links.
Sphere sphere_of(const RobotMeshes& meshes, const std::vector<Pose>& X_BL, const Pose& X_WB) {
  Vector3d low = Vector3d::Constant(1e12), high = -low;
  for (std::size_t i = 0; i < meshes.link_spheres.size(); ++i) {
    const Vector3d center = X_WB * X_BL[i] * meshes.link_spheres[i].center_m;
    const Vector3d radius = Vector3d::Constant(meshes.link_spheres[i].radius_m);
    low = low.cwiseMin(center - radius);
    high = high.cwiseMax(center + radius);
  }
  Sphere sphere{.center_m = 0.5 * (low + high)};
  for (std::size_t i = 0; i < meshes.link_spheres.size(); ++i) {
    const Vector3d center = X_WB * X_BL[i] * meshes.link_spheres[i].center_m;
    sphere.radius_m = std::max(sphere.radius_m,
                               (center - sphere.center_m).norm() + meshes.link_spheres[i].radius_m);
  }
  return sphere;
}

void add_robots(HallScene& scene, const HallSnapshot& hall, const RobotModels& models,
                const std::string& file) {
  std::map<std::string, std::size_t> used;
  std::vector<Pose> X_BL;
  for (const auto& robot : hall.robots) {
    const auto found = models.find(robot.model);
    if (found == models.end()) {
      std::vector<std::string> known;
      for (const auto& [id, model] : models) known.push_back(id);
      refuse(file, "robot " + robot.address, "the model \"" + robot.model + "\"",
             "the id of a robot in the data folder", nearest_names(robot.model, known));
    }
    const RobotModel& model = found->second;
    if (robot.q_rad.size() != model.joints.size()) {
      refuse(file, "robot " + robot.address, fmt::format("{} joint angles", robot.q_rad.size()),
             fmt::format("the {} of {}", model.joints.size(), model.id));
    }
    check_near(file, "robot " + robot.address, robot.X_WB.translation());
    const auto [at, is_new] = used.try_emplace(robot.model, scene.robot_models.size());
    if (is_new) {
      scene.robot_models.push_back(robot_meshes(model));
      scene.kinematics.push_back(model);
    }
    JointVector q = {};
    std::copy(robot.q_rad.begin(), robot.q_rad.end(), q.begin());
    scene.robots.push_back({.model = at->second,
                            .X_WB = robot.X_WB,
                            .tool = robot.tip_m >= kShortest_m ? robot.tool : RobotTool::none,
                            .tip_m = robot.tip_m,
                            .X_WL = {},
                            .sphere = {}});
    pose_robot(scene, scene.robots.size() - 1, q, X_BL);
  }
}

double largest_size_m(const Shape& shape) {
  if (shape.kind == ShapeKind::box || shape.kind == ShapeKind::mesh) {
    return shape.size_m.maxCoeff();
  }
  return std::max(2.0 * shape.size_m[0], shape.size_m[1]);
}

constexpr double kPanel_m = 2.0;

// One panel. What is thin is a ribbon that shows its two sides: its edges would be far below a
// pixel and are three quarters of the triangles.
TriangleMesh fence_mesh(const Theme& theme, bool is_near) {
  TriangleMesh mesh;
  const Color post = mix(theme.signals.fence, theme.pad, 0.25F);
  const Color wire = mix(theme.conveyor, theme.pad, 0.4F);
  const auto ribbon = [&](double x0, double x1, double z0, double z1, const Color& color) {
    const auto a = mesh_point(x0, 0.0, z0), b = mesh_point(x1, 0.0, z0);
    const auto c = mesh_point(x1, 0.0, z1), d = mesh_point(x0, 0.0, z1);
    append_quad(mesh, a, b, c, d, color);
    append_quad(mesh, b, a, d, c, color);
  };
  const auto bar = [&](double x0, double x1, double half_m, double z0, double z1,
                       const Color& color) {
    if (!is_near) return ribbon(x0, x1, z0, z1, color);
    append_mesh(mesh, box_mesh({x1 - x0, 2.0 * half_m, z1 - z0}, color),
                make_pose(Eigen::Matrix3d::Identity(), {0.5 * (x0 + x1), 0.0, 0.5 * (z0 + z1)}));
  };
  const double left = -0.5 * kPanel_m;
  bar(left, left + 0.06, 0.03, 0.0, 1.75, post);
  for (const double z : {0.18, 1.68}) bar(left, -left, 0.015, z, z + 0.05, wire);
  constexpr int kWires = 9;
  for (int i = 1; is_near && i <= kWires; ++i) {
    const double x = left + 0.2 * i;
    ribbon(x - 0.008, x + 0.008, 0.2, 1.7, wire);
  }
  return mesh;
}

void add_fences(HallScene& scene, const HallSnapshot& hall) {
  for (const auto& s : hall.stations) {
    const int panels = std::min(500, static_cast<int>(s.length_m / kPanel_m));
    for (int i = 0; i < panels; ++i) {
      for (const double side : {-1.0, 1.0}) {
        const Vector3d p(kPanel_m * (i - 0.5 * (panels - 1)),
                         side * (0.5 * s.width_m + kFenceFromPad_m), 0.0);
        const Pose X_WM = s.X_WC * make_pose(Eigen::Matrix3d::Identity(), p);
        scene.fences.push_back({to_pose34f(X_WM), {X_WM * Vector3d(0, 0, 0.88), 1.4}});
      }
    }
  }
}

// Along the near edge of the row that has most of the zone's stations.
void add_zone_signs(HallScene& scene, const HallSnapshot& hall) {
  std::map<std::string, std::map<long, std::vector<const HallSnapshot::StationPose*>>> zones;
  for (const auto& s : hall.stations) {
    zones[s.address.substr(0, s.address.find('/'))][std::lround(s.X_WC.translation().y())]
        .push_back(&s);
  }
  for (const auto& [zone, rows] : zones) {
    const auto& longest = *std::max_element(
        rows.begin(), rows.end(),
        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    double low = kFarthest_m, high = -kFarthest_m;
    for (const auto* s : longest.second) {
      low = std::min(low, s->X_WC.translation().x());
      high = std::max(high, s->X_WC.translation().x());
    }
    const auto& first = *longest.second.front();
    const double y = first.X_WC.translation().y() - 0.5 * first.width_m - 1.2;
    scene.zone_signs.push_back({zone_title(zone), {low, y, 0.0}, {high, y, 0.0}});
  }
}

// The edges of a zone as thin bars; who waits for it makes them thicker, not only redder.
void add_zone_box(TriangleMesh& mesh, const HallSnapshot::Zone& zone, const Signals& signals) {
  using Use = HallSnapshot::Zone::Use;
  const Color color = zone.use == Use::free   ? signals.zone_free
                      : zone.use == Use::held ? signals.zone_held
                                              : signals.zone_waited;
  const double thick = zone.use == Use::free ? 0.012 : zone.use == Use::held ? 0.024 : 0.036;
  const Vector3d half = 0.5 * zone.size_m;
  for (int axis = 0; axis < 3; ++axis) {
    Vector3d size = Vector3d::Constant(thick);
    size[axis] = zone.size_m[axis] + thick;
    for (const double u : {-1.0, 1.0}) {
      for (const double v : {-1.0, 1.0}) {
        Vector3d middle = Vector3d::Zero();
        middle[(axis + 1) % 3] = u * half[(axis + 1) % 3];
        middle[(axis + 2) % 3] = v * half[(axis + 2) % 3];
        append_mesh(mesh, box_mesh(size, color),
                    zone.X_WZ * make_pose(Eigen::Matrix3d::Identity(), middle));
      }
    }
  }
}

// Spots: welded ones are larger and darker.
void add_marks(TriangleMesh& mesh, const HallSnapshot& hall, const Signals& signals) {
  for (const auto& zone : hall.zones) {
    if (zone.size_m.maxCoeff() > 0.0) add_zone_box(mesh, zone, signals);
  }
  for (const auto& spot : hall.spots) {
    const Color& color = spot.welded ? signals.welded_spot : signals.spot;
    append_mesh(mesh, sphere_mesh(spot.welded ? 0.022 : 0.014, 6, color),
                make_pose(Eigen::Matrix3d::Identity(), spot.p_W_m));
  }
}

// In blocks, so that a camera in a cell need not draw the whole hall's.
void add_ground(HallScene& scene, const HallSnapshot& hall, const Theme& theme) {
  constexpr double kBlock_m = 32.0;
  TriangleMesh whole = ground_mesh(hall, scene.box, theme);
  add_marks(whole, hall, theme.signals);
  const auto add = [&](const TriangleMesh& all, bool is_thin) {
    for (TriangleMesh& mesh : split_by_place(all, kBlock_m)) {
      const Sphere sphere = bounding_sphere(mesh);
      scene.ground.push_back({.mesh = {std::move(mesh)}, .sphere = sphere, .is_thin = is_thin});
    }
  };
  add(stack_light_mesh(hall, theme), true);
  add(whole, false);
}

void shine(TriangleMesh& mesh) {
  for (Vertex& vertex : mesh.vertices) vertex.glow = 1.F;
}

// Near by a lamp is a drum as high as wide, from afar a point.
TriangleMesh lamp_mesh(bool near) {
  const Color white = {1.F, 1.F, 1.F};
  TriangleMesh lamp = near ? cylinder_mesh(1.0, 1.7, 12, white) : sphere_mesh(1.0, 4, white);
  shine(lamp);
  return lamp;
}

TriangleMesh ring_mesh() {
  constexpr int kPieces = 32;
  constexpr double kInside = 0.86;
  TriangleMesh mesh;
  const auto at = [](int i, double radius) {
    const double angle = 2.0 * std::numbers::pi * i / kPieces;
    return mesh_point(radius * std::cos(angle), radius * std::sin(angle), 0.0);
  };
  for (int i = 0; i < kPieces; ++i) {
    append_quad(mesh, at(i, kInside), at(i, 1.0), at(i + 1, 1.0), at(i + 1, kInside),
                {1.F, 1.F, 1.F});
  }
  shine(mesh);
  return mesh;
}

// Of radius 1, x along the flow.
TriangleMesh sign_mesh(StationState state) {
  TriangleMesh mesh;
  const auto flat = glyph_triangles(look_of(state).glyph);
  const auto at = [&](std::size_t i) { return mesh_point(flat[i].x(), flat[i].y(), 0.0); };
  for (std::size_t i = 0; i + 2 < flat.size(); i += 3) {
    append_triangle(mesh, at(i), at(i + 1), at(i + 2), {1.F, 1.F, 1.F});
  }
  shine(mesh);
  return mesh;
}

TriangleMesh tile_mesh() {
  TriangleMesh mesh;
  append_quad(mesh, mesh_point(-0.5, -0.5, 0.0), mesh_point(0.5, -0.5, 0.0),
              mesh_point(0.5, 0.5, 0.0), mesh_point(-0.5, 0.5, 0.0), {1.F, 1.F, 1.F});
  shine(mesh);
  return mesh;
}

}  // namespace

// The coarse levels leave out shapes that are small beside the robot: motors, covers.
RobotMeshes robot_meshes(const RobotModel& robot) {
  constexpr std::array<double, kLodCount> kLeast = {0.0, 0.0, 0.15, 0.22};  // of the reach
  RobotMeshes meshes;
  for (int lod = 0; lod < kLodCount; ++lod) {
    for (const Link& link : robot.links) {
      TriangleMesh mesh;
      for (const Shape& shape : link.visual) {
        meshes.is_closed = meshes.is_closed && shape.kind != ShapeKind::mesh;
        if (largest_size_m(shape) < kLeast[static_cast<std::size_t>(lod)] * robot.reach_m) continue;
        append_shape(mesh, shape, lod);
      }
      meshes.links[static_cast<std::size_t>(lod)].push_back(std::move(mesh));
    }
  }
  for (const TriangleMesh& mesh : meshes.links[0]) {
    meshes.link_spheres.push_back(bounding_sphere(mesh));
  }
  return meshes;
}

void pose_robot(HallScene& scene, std::size_t robot, const JointVector& q,
                std::vector<Pose>& X_BL) {
  HallScene::RobotInstance& instance = scene.robots[robot];
  link_poses(scene.kinematics[instance.model], q, X_BL);
  instance.X_WL.resize(X_BL.size());
  for (std::size_t i = 0; i < X_BL.size(); ++i) {
    instance.X_WL[i] = to_pose34f(instance.X_WB * X_BL[i]);
  }
  instance.sphere = sphere_of(scene.robot_models[instance.model], X_BL, instance.X_WB);
  instance.arm_radius_m = instance.sphere.radius_m;
  const Pose X_WT = instance.X_WB * X_BL.back() * scene.kinematics[instance.model].X_ET;
  instance.X_WT = to_pose34f(X_WT);
  if (instance.tool == RobotTool::none) return;
  const double scale = instance.tip_m / tool_mesh_tip_m(instance.tool);
  instance.X_WT.leftCols<3>() *= static_cast<float>(scale);
  const Sphere& tool = scene.tool_spheres[static_cast<std::size_t>(instance.tool)];
  const double away_m = (X_WT * (scale * tool.center_m) - instance.sphere.center_m).norm();
  instance.sphere.radius_m = std::max(instance.sphere.radius_m, away_m + scale * tool.radius_m);
}

Vector3d lit_lamp_m(const HallScene::Lamp& lamp) {
  return lamp.p_W_m - lit_lamp(lamp.state) * kLampPitch_m * Vector3d::UnitZ();
}

Vector3d tip_of(const HallScene::RobotInstance& robot) {
  const double mesh_m = robot.tool == RobotTool::none ? 0.0 : tool_mesh_tip_m(robot.tool);
  return (robot.X_WT.col(3) + static_cast<float>(mesh_m) * robot.X_WT.col(2)).cast<double>();
}

HallScene build_hall_scene(const HallSnapshot& hall, const RobotModels& models,
                           const std::string& file_name, const Theme& theme) {
  check_bounds(hall, file_name);
  HallScene scene;
  for (std::size_t tool = 0; tool < kRobotTools; ++tool) {
    for (int lod = 0; lod < kLodCount; ++lod) {
      scene.tools[tool][static_cast<std::size_t>(lod)] = {
          tool_mesh(static_cast<RobotTool>(tool), lod)};
    }
    scene.tool_spheres[tool] = bounding_sphere(scene.tools[tool][0].front());
  }
  add_robots(scene, hall, models, file_name);
  scene.box = hall_box(hall);
  scene.body_color = theme.body;
  scene.signals = theme.signals;
  place_bodies(scene, hall);
  for (int frame = 0; frame < kSparkFrames; ++frame) {
    scene.spark_frames.push_back({spark_mesh(frame)});
  }
  place_sparks(scene, hall);
  scene.fence = {fence_mesh(theme, true)};
  scene.far_fence = {fence_mesh(theme, false)};
  add_fences(scene, hall);
  add_fixtures(scene, hall, theme);
  for (int lod = 0; lod < kLodCount; ++lod) {
    scene.technician[static_cast<std::size_t>(lod)] = {technician_mesh(lod, theme)};
  }
  place_technicians(scene, hall);
  scene.lamp = {lamp_mesh(true)};
  scene.far_lamp = {lamp_mesh(false)};
  scene.ring = {ring_mesh()};
  scene.tile = {tile_mesh()};
  for (std::size_t i = 0; i < scene.signs_of.size(); ++i) {
    scene.signs_of[i] = {sign_mesh(static_cast<StationState>(i))};
  }
  for (const auto& station : hall.stations) {
    scene.lamps.push_back({lamp_position_m(station), station.state});
  }
  add_ground(scene, hall, theme);
  add_zone_signs(scene, hall);
  return scene;
}

std::string zone_title(const std::string& zone_name) {
  std::string title = zone_name;
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty()) {
    title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  }
  return title;
}

}  // namespace darkline
