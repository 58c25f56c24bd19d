#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "viewer/core/body_mesh.h"
#include "viewer/core/tessellation.h"

namespace {

using namespace darkline;

constexpr Color kGrey = {0.5F, 0.5F, 0.5F};
constexpr double kPi = std::numbers::pi;

// Every edge is used once in each direction, by position: nothing is open, nothing is inside out.
bool is_closed(const TriangleMesh& mesh) {
  using Key = std::array<long, 3>;
  const auto key = [&](std::uint32_t i) {
    const Eigen::Vector3f& p = mesh.vertices[i].p_m;
    return Key{std::lround(p.x() * 1e5F), std::lround(p.y() * 1e5F), std::lround(p.z() * 1e5F)};
  };
  std::map<std::pair<Key, Key>, int> uses;
  for (std::size_t t = 0; t < mesh.triangles.size(); t += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      const Key a = key(mesh.triangles[t + k]), b = key(mesh.triangles[t + (k + 1) % 3]);
      if (a == b) return false;
      ++uses[{a, b}];
      --uses[{b, a}];
    }
  }
  for (const auto& [edge, count] : uses) {
    if (count != 0) return false;
  }
  return true;
}

// Corner normals lie on the outer side of their triangle and have length 1.
bool normals_point_outward(const TriangleMesh& mesh) {
  for (std::size_t t = 0; t < mesh.triangles.size(); t += 3) {
    const auto at = [&](std::size_t k) { return mesh.vertices[mesh.triangles[t + k]]; };
    const Eigen::Vector3f face = (at(1).p_m - at(0).p_m).cross(at(2).p_m - at(0).p_m);
    for (std::size_t k = 0; k < 3; ++k) {
      if (face.dot(at(k).normal) <= 0.F) return false;
      if (std::abs(at(k).normal.norm() - 1.F) > 1e-5F) return false;
    }
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tessellation)

BOOST_AUTO_TEST_CASE(every_primitive_is_closed_with_outward_normals) {
  for (const int pieces : {6, 12, 24}) {
    for (const TriangleMesh& mesh :
         {box_mesh({0.4, 1.2, 2.5}, kGrey), cylinder_mesh(0.3, 1.1, pieces, kGrey),
          sphere_mesh(0.7, pieces, kGrey), capsule_mesh(0.3, 0.9, pieces, kGrey)}) {
      BOOST_TEST(is_closed(mesh));
      BOOST_TEST(normals_point_outward(mesh));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_box_has_exactly_its_volume) {
  // 0.5 x 0.25 x 2 m: 0.25 m^3, and all corners are exact in binary.
  BOOST_TEST(enclosed_volume_m3(box_mesh({0.5, 0.25, 2.0}, kGrey)) == 0.25);
}

BOOST_AUTO_TEST_CASE(a_cylinder_of_n_pieces_is_a_prism_over_a_regular_polygon) {
  // The polygon's area is n r^2 sin(2 pi / n) / 2.
  for (const int n : {6, 12, 24}) {
    const double area = 0.5 * n * 0.3 * 0.3 * std::sin(2.0 * kPi / n);
    BOOST_TEST(enclosed_volume_m3(cylinder_mesh(0.3, 1.1, n, kGrey)) == 1.1 * area,
               boost::test_tools::tolerance(1e-5));
  }
}

BOOST_AUTO_TEST_CASE(round_shapes_converge_to_their_volume_with_the_square_of_the_step) {
  // Inscribed meshes miss a share of the volume that falls by 4 when the pieces double.
  const double sphere = 4.0 / 3.0 * kPi * 0.7 * 0.7 * 0.7;
  const double capsule = kPi * 0.3 * 0.3 * 0.9 + 4.0 / 3.0 * kPi * 0.3 * 0.3 * 0.3;
  const auto missing = [](double volume, const TriangleMesh& mesh) {
    return 1.0 - enclosed_volume_m3(mesh) / volume;
  };
  for (const int n : {12, 24, 48}) {
    const double of_sphere = missing(sphere, sphere_mesh(0.7, n, kGrey));
    const double of_capsule = missing(capsule, capsule_mesh(0.3, 0.9, n, kGrey));
    BOOST_TEST(of_sphere > 0.0);
    BOOST_TEST(of_capsule > 0.0);
    BOOST_TEST(of_sphere / missing(sphere, sphere_mesh(0.7, 2 * n, kGrey)) == 4.0,
               boost::test_tools::tolerance(0.08));
    BOOST_TEST(of_capsule / missing(capsule, capsule_mesh(0.3, 0.9, 2 * n, kGrey)) == 4.0,
               boost::test_tools::tolerance(0.08));
  }
}

BOOST_AUTO_TEST_CASE(a_shape_stands_where_its_pose_says) {
  Shape shape{.kind = ShapeKind::cylinder, .size_m = {0.1, 2.0, 0.0}, .mesh = nullptr};
  shape.X_LS = make_pose(rotation_from_rpy(0.0, 0.5 * kPi, 0.0), {3.0, 0.0, 1.0});
  TriangleMesh mesh;
  append_shape(mesh, shape, 0);
  // Turned about y by a quarter, the cylinder lies along x from 2 to 4 m, 1 m up.
  for (const Vertex& vertex : mesh.vertices) {
    BOOST_TEST(std::abs(std::abs(vertex.p_m.x() - 3.F) - 1.F) < 1e-5F);
    BOOST_TEST(std::hypot(vertex.p_m.y(), vertex.p_m.z() - 1.F) < 0.1001F);
  }
  BOOST_TEST(enclosed_volume_m3(mesh) > 0.0);
}

BOOST_AUTO_TEST_CASE(coarser_levels_have_fewer_triangles) {
  const Shape shape{.kind = ShapeKind::capsule, .size_m = {0.1, 0.5, 0.0}, .mesh = nullptr};
  std::array<std::size_t, kLodCount> shape_triangles = {}, body_triangles = {};
  for (int lod = 0; lod < kLodCount; ++lod) {
    TriangleMesh mesh;
    append_shape(mesh, shape, lod);
    shape_triangles[static_cast<std::size_t>(lod)] = mesh.n_triangles();
    body_triangles[static_cast<std::size_t>(lod)] =
        body_mesh(BodyParts::all(), lod, kGrey).n_triangles();
  }
  BOOST_TEST(shape_triangles[1] < shape_triangles[0] / 2);
  BOOST_TEST(shape_triangles[2] < shape_triangles[1] / 2);
  BOOST_TEST(shape_triangles[3] < shape_triangles[2]);
  BOOST_TEST(body_triangles[1] < body_triangles[0] / 2);
  BOOST_TEST(body_triangles[2] < body_triangles[1]);
  BOOST_TEST(body_triangles[3] < body_triangles[2]);
}

BOOST_AUTO_TEST_CASE(a_body_keeps_to_its_stated_size_and_its_two_sides_mirror) {
  const TriangleMesh body = body_mesh(BodyParts::all(), 0, kGrey);
  double sum_y = 0.0;
  for (const Vertex& vertex : body.vertices) {
    const Eigen::Vector3d p = vertex.p_m.cast<double>();
    BOOST_TEST(std::abs(p.x()) <= 0.5 * kBodyLength_m + 1e-5);
    BOOST_TEST(std::abs(p.y()) <= 0.5 * kBodyWidth_m + 1e-5);
    BOOST_TEST(p.z() >= 0.0);
    BOOST_TEST(p.z() <= kBodyHeight_m + 1e-5);
    sum_y += p.y();
  }
  BOOST_TEST(std::abs(sum_y) < 1e-3);
}

BOOST_AUTO_TEST_CASE(smoothing_rounds_flat_joints_and_keeps_sharp_edges) {
  // Two plates that meet along x = 0 with 20 degrees between their normals, then with 90.
  for (const double degrees : {20.0, 90.0}) {
    const double a = degrees * kPi / 180.0;
    TriangleMesh mesh;
    append_quad(mesh, {-1, 0, 0}, {0, 0, 0}, {0, 1, 0}, {-1, 1, 0}, kGrey);
    append_quad(mesh, {0, 0, 0}, mesh_point(std::cos(a), 0.0, -std::sin(a)),
                mesh_point(std::cos(a), 1.0, -std::sin(a)), {0, 1, 0}, kGrey);
    smooth_normals(mesh, 40.0 * kPi / 180.0);
    // At the joint the mean normal leans by half the angle, or stays upright.
    const double lean = degrees < 40.0 ? std::sin(0.5 * a) : 0.0;
    BOOST_TEST(std::abs(static_cast<double>(mesh.vertices[1].normal.x()) - lean) < 1e-5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
