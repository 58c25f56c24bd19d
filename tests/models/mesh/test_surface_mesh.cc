#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/mesh/surface_mesh.h"
#include "tests/models/mesh/mesh_files.h"

namespace darkline {
namespace {

using Eigen::Vector3d;

SurfaceMesh surface(const std::vector<Vector3d>& corners) {
  std::vector<Eigen::Vector3f> loose;
  for (const Vector3d& p : corners) loose.push_back(p.cast<float>());
  return surface_from_corners(loose);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(mesh)
BOOST_AUTO_TEST_SUITE(surface_mesh)

// V = 1 * 2 * 4 = 8; I = V / 12 * (4 + 16, 16 + 1, 1 + 4) about the middle. All corners are exact
// in a float.
BOOST_AUTO_TEST_CASE(a_box_has_the_moments_of_the_book_wherever_it_stands) {
  const EnclosedSolid solid = enclosed_solid(surface(testing::box_corners({5, -3, 8}, {1, 2, 4})));
  BOOST_TEST(std::abs(solid.volume_m3 - 8.0) < 1e-13);
  BOOST_TEST((solid.p_center_m - Vector3d(5.5, -2, 10)).norm() < 1e-13);
  const Vector3d wanted = Vector3d(20, 17, 5) * (8.0 / 12.0);
  BOOST_TEST((solid.I_C_m5 - Eigen::Matrix3d(wanted.asDiagonal())).cwiseAbs().maxCoeff() < 1e-12);
}

BOOST_AUTO_TEST_CASE(inside_out_it_encloses_as_much) {
  std::vector<Vector3d> corners = testing::box_corners({5, -3, 8}, {1, 2, 4});
  for (std::size_t t = 0; t < corners.size(); t += 3) std::swap(corners[t], corners[t + 1]);
  const EnclosedSolid solid = enclosed_solid(surface(corners));
  BOOST_TEST(std::abs(solid.volume_m3 - 8.0) < 1e-13);
  BOOST_TEST(std::abs(solid.I_C_m5(2, 2) - 5.0 * 8.0 / 12.0) < 1e-12);
}

// The corner of a cube: a tetrahedron of legs 1 has V = 1/6, its centre at 1/4 of each leg.
BOOST_AUTO_TEST_CASE(a_tetrahedron_has_a_sixth_and_its_centre_at_a_quarter) {
  const Vector3d o(0, 0, 0), x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
  const SurfaceMesh mesh = surface({o, y, x, o, z, y, o, x, z, x, y, z});
  BOOST_TEST(is_closed(mesh));
  const EnclosedSolid solid = enclosed_solid(mesh);
  BOOST_TEST(std::abs(solid.volume_m3 - 1.0 / 6.0) < 1e-15);
  BOOST_TEST((solid.p_center_m - Vector3d::Constant(0.25)).norm() < 1e-15);
}

BOOST_AUTO_TEST_CASE(a_box_without_one_triangle_is_open) {
  std::vector<Vector3d> corners = testing::box_corners({0, 0, 0}, {1, 1, 1});
  BOOST_TEST(is_closed(surface(corners)));
  corners.resize(corners.size() - 3);
  BOOST_TEST(!is_closed(surface(corners)));
  BOOST_TEST(!is_closed(SurfaceMesh{}));
}

BOOST_AUTO_TEST_CASE(a_triangle_turned_the_wrong_way_opens_the_surface) {
  std::vector<Vector3d> corners = testing::box_corners({0, 0, 0}, {1, 1, 1});
  std::swap(corners[0], corners[1]);
  BOOST_TEST(!is_closed(surface(corners)));
}

// Half the diagonal of 2, 3, 6 is 3.5.
BOOST_AUTO_TEST_CASE(the_sphere_of_a_box_reaches_its_corners) {
  const SurfaceBounds bounds = bounds_of(surface(testing::box_corners({1, 1, 1}, {2, 3, 6})));
  BOOST_TEST(bounds.radius_m == 3.5);
  BOOST_TEST((bounds.center_m - Vector3d(2, 2.5, 4)).norm() == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
