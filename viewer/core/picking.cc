#include "viewer/core/picking.h"

#include <cmath>
#include <limits>
#include <span>

namespace darkline {
namespace {

using Eigen::Vector3d;

bool may_meet(const Ray& ray, const Sphere& sphere, double farthest_m) {
  const Vector3d to = sphere.center_m - ray.p_W_m;
  const double along = to.dot(ray.way);
  if (along + sphere.radius_m < 0.0 || along - sphere.radius_m > farthest_m) return false;
  return (to - along * ray.way).squaredNorm() <= sphere.radius_m * sphere.radius_m;
}

// How far along the ray a triangle is met from either side (Moeller and Trumbore 1997); infinity
// where it is not.
double way_to_triangle(const Ray& ray, const Vector3d& a, const Vector3d& b, const Vector3d& c) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const Vector3d ab = b - a, ac = c - a, across = ray.way.cross(ac);
  const double volume = ab.dot(across);
  if (std::abs(volume) < 1e-14) return kNever;
  const Vector3d from_a = ray.p_W_m - a;
  const double u = from_a.dot(across) / volume;
  if (u < 0.0 || u > 1.0) return kNever;
  const Vector3d turned = from_a.cross(ab);
  const double v = ray.way.dot(turned) / volume;
  if (v < 0.0 || u + v > 1.0) return kNever;
  const double along = ac.dot(turned) / volume;
  return along >= 0.0 ? along : kNever;
}

// A mesh at its pose, which may be scaled: the ray goes to the mesh's frame and keeps its measure.
double way_to_mesh(const Ray& ray, const TriangleMesh& mesh, const Pose34f& X_WM) {
  const Eigen::Matrix3d to_mesh = X_WM.leftCols<3>().cast<double>().inverse();
  const Ray inside{to_mesh * (ray.p_W_m - X_WM.col(3).cast<double>()), to_mesh * ray.way};
  double nearest = std::numeric_limits<double>::infinity();
  const auto corner = [&](std::size_t i) -> Vector3d {
    return mesh.vertices[mesh.triangles[i]].p_m.cast<double>();
  };
  for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
    nearest = std::min(nearest, way_to_triangle(inside, corner(i), corner(i + 1), corner(i + 2)));
  }
  return nearest;
}

class Search {
 public:
  Search(const HallScene& scene, const Ray& ray, const DrawDetail& detail)
      : scene_(scene), ray_(ray), detail_(detail) {}

  std::optional<Picked> nearest() {
    for (const HallScene::Block& block : scene_.ground) {
      if (!detail_.shows(block) || !may_meet(ray_, block.sphere, nearest_m_)) continue;
      offer(way_to_mesh(ray_, block.mesh.front(), Pose34f::Identity()), Picked::Kind::ground, 0);
    }
    for (std::size_t i = 0; i < scene_.robots.size(); ++i) look_at_robot(i);
    for (std::size_t i = 0; i < scene_.bodies.size(); ++i) {
      const HallScene::Body& body = scene_.bodies[i];
      if (!may_meet(ray_, body.sphere, nearest_m_)) continue;
      const auto lod = static_cast<std::size_t>(detail_.lod_of(body.sphere));
      const TriangleMesh& mesh = scene_.body_kinds.at(body.parts)[lod].front();
      offer(way_to_mesh(ray_, mesh, body.X_WM), Picked::Kind::body, i);
    }
    for (std::size_t i = 0; i < scene_.fences.size(); ++i) {
      const HallScene::Placed& panel = scene_.fences[i];
      if (!may_meet(ray_, panel.sphere, nearest_m_)) continue;
      const std::vector<TriangleMesh>* mesh = detail_.fence_of(scene_, panel.sphere);
      if (mesh != nullptr)
        offer(way_to_mesh(ray_, mesh->front(), panel.X_WM), Picked::Kind::fence, i);
    }
    for (const HallScene::Fixture& fixture : scene_.fixtures) {
      if (!may_meet(ray_, fixture.sphere, nearest_m_)) continue;
      const std::vector<TriangleMesh>* mesh = detail_.fixture_of(scene_, fixture);
      if (mesh == nullptr) continue;
      offer(way_to_mesh(ray_, mesh->front(), fixture.X_WM), Picked::Kind::ground, 0);
    }
    for (const HallScene::Placed& figure : scene_.technicians) {
      if (!may_meet(ray_, figure.sphere, nearest_m_)) continue;
      const auto lod = static_cast<std::size_t>(detail_.lod_of(figure.sphere));
      const TriangleMesh& mesh = scene_.technician[lod].front();
      offer(way_to_mesh(ray_, mesh, figure.X_WM), Picked::Kind::ground, 0);
    }
    return picked_;
  }

 private:
  void look_at_robot(std::size_t i) {
    const HallScene::RobotInstance& robot = scene_.robots[i];
    if (!may_meet(ray_, robot.sphere, nearest_m_)) return;
    const auto lod = static_cast<std::size_t>(detail_.lod_of(robot));
    const auto& links = scene_.robot_models[robot.model].links[lod];
    for (std::size_t k = 0; k < links.size(); ++k) {
      offer(way_to_mesh(ray_, links[k], robot.X_WL[k]), Picked::Kind::robot, i);
    }
    const TriangleMesh& tool = scene_.tools[static_cast<std::size_t>(robot.tool)][lod].front();
    if (robot.tool != RobotTool::none) {
      offer(way_to_mesh(ray_, tool, robot.X_WT), Picked::Kind::robot, i);
    }
  }

  void offer(double way_m, Picked::Kind kind, std::size_t index) {
    if (way_m >= nearest_m_) return;
    nearest_m_ = way_m;
    picked_ = {.kind = kind, .index = index, .p_W_m = ray_.p_W_m + way_m * ray_.way};
  }

  const HallScene& scene_;
  const Ray& ray_;
  const DrawDetail& detail_;
  double nearest_m_ = std::numeric_limits<double>::infinity();
  std::optional<Picked> picked_;
};

}  // namespace

Ray ray_through(const Camera& camera, const PictureSize& size, const Eigen::Vector2d& at_px) {
  const Eigen::Matrix4d clip = projection_matrix(camera, size.aspect()) * view_matrix(camera);
  const Eigen::Matrix4d back = clip.inverse();
  const double x = 2.0 * at_px.x() / size.width - 1.0, y = 1.0 - 2.0 * at_px.y() / size.height;
  const Vector3d near = (back * Eigen::Vector4d(x, y, -1.0, 1.0)).hnormalized();
  const Vector3d far = (back * Eigen::Vector4d(x, y, 1.0, 1.0)).hnormalized();
  return {near, (far - near).normalized()};
}

std::optional<Picked> pick(const HallScene& scene, const Camera& camera, const PictureSize& size,
                           const Eigen::Vector2d& at_px, const DrawChoice& choice) {
  return Search(scene, ray_through(camera, size, at_px), {camera, size, choice}).nearest();
}

}  // namespace darkline
