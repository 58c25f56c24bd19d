#include <cmath>
#include <string>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/mesh/mesh_reader.h"
#include "tests/models/mesh/mesh_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace darkline {
namespace {

using Eigen::Vector3d;
using testing::TemporaryFolder;

const Vector3d kThousandth = Vector3d::Constant(1e-3);

// 100 x 200 x 300 from (10, 20, 30): of three different sides, so that a turn shows.
std::vector<Vector3d> brick_mm() {
  return testing::box_corners({10, 20, 30}, {100, 200, 300});
}

void check_box(const SurfaceMesh& mesh, const Vector3d& low_m, const Vector3d& high_m) {
  const SurfaceBounds bounds = bounds_of(mesh);
  BOOST_TEST((bounds.low_m - low_m).norm() < 1e-7, "from " << bounds.low_m.transpose());
  BOOST_TEST((bounds.high_m - high_m).norm() < 1e-7, "to " << bounds.high_m.transpose());
  BOOST_TEST(mesh.n_triangles() == 12U);
  BOOST_TEST(mesh.p_m.size() == 8U);
  BOOST_TEST(is_closed(mesh));
  const EnclosedSolid solid = enclosed_solid(mesh);
  // 0.1 m * 0.2 m * 0.3 m
  BOOST_TEST(std::abs(solid.volume_m3 - 6e-3) < 1e-8);
  // fronts stay outside: normals point away from the middle
  for (std::size_t t = 0; t < mesh.n_triangles(); ++t) {
    const Vector3d from_middle = mesh.corner_m(t, 0).cast<double>() - solid.p_center_m;
    BOOST_TEST(from_middle.dot(mesh.normals[t].cast<double>()) > 0.0);
    BOOST_TEST(std::abs(mesh.normals[t].norm() - 1.F) < 1e-6F);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(mesh)
BOOST_AUTO_TEST_SUITE(mesh_reader)

BOOST_FIXTURE_TEST_CASE(stl_and_obj_in_millimetres_come_out_in_metres, TemporaryFolder) {
  const Vector3d low(0.01, 0.02, 0.03), high(0.11, 0.22, 0.33);
  check_box(read_mesh(write("b.stl", testing::binary_stl(brick_mm())), kThousandth), low, high);
  check_box(read_mesh(write("a.STL", testing::ascii_stl(brick_mm())), kThousandth), low, high);
  check_box(read_mesh(write("o.obj", testing::obj(brick_mm())), kThousandth), low, high);
}

BOOST_FIXTURE_TEST_CASE(the_unit_of_collada_is_applied, TemporaryFolder) {
  const auto path =
      write("y.dae", testing::collada(brick_mm(), "<unit name=\"millimeter\" meter=\"0.001\"/>"));
  check_box(read_mesh(path), {0.01, 0.02, 0.03}, {0.11, 0.22, 0.33});
}

// The same corners stand in the same place whichever axis the file calls up, as in RViz.
BOOST_DATA_TEST_CASE(the_up_axis_of_collada_turns_nothing,
                     boost::unit_test::data::make({"X_UP", "Y_UP", "Z_UP"}), axis) {
  const std::string bytes =
      testing::collada(testing::box_corners({0.01, 0.02, 0.03}, {0.1, 0.2, 0.3}),
                       std::string("<up_axis>") + axis + "</up_axis>");
  check_box(mesh_from_bytes(bytes, "up.dae"), {0.01, 0.02, 0.03}, {0.11, 0.22, 0.33});
}

BOOST_AUTO_TEST_CASE(the_scale_of_the_urdf_file_comes_on_top_of_the_unit) {
  const std::string bytes = testing::collada(brick_mm(),
                                             "<unit meter=\"0.01\"/>"
                                             "<up_axis>Z_UP</up_axis>");
  check_box(mesh_from_bytes(bytes, "c.dae", Vector3d::Constant(0.1)), {0.01, 0.02, 0.03},
            {0.11, 0.22, 0.33});
}

BOOST_AUTO_TEST_CASE(a_mirror_keeps_fronts_outside) {
  check_box(mesh_from_bytes(testing::binary_stl(brick_mm()), "m.stl", {-1e-3, 1e-3, 1e-3}),
            {-0.11, 0.02, 0.03}, {-0.01, 0.22, 0.33});
}

BOOST_AUTO_TEST_CASE(an_instance_in_a_moved_node_is_moved) {
  std::string bytes =
      testing::collada(testing::box_corners({0, 0, 0}, {0.1, 0.2, 0.3}), "<up_axis>Z_UP</up_axis>");
  const std::string node = "<node id=\"n\">";
  bytes.replace(bytes.find(node), node.size(), node + "<translate>1 2 3</translate>");
  check_box(mesh_from_bytes(bytes, "n.dae"), {1, 2, 3}, {1.1, 2.2, 3.3});
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_mesh_are_refused_with_the_file_and_the_link) {
  const auto read = [](const std::string& bytes, const std::string& name) {
    return [=] { mesh_from_bytes(bytes, name, Vector3d::Ones(), "link \"arm\": visual"); };
  };
  DARKLINE_TEST_THROWS(read("", "e.stl")(), InputError, "e.stl", "link \"arm\": visual");
  DARKLINE_TEST_THROWS(read("no mesh at all", "e.stl")(), InputError, "e.stl", "*.stl");
  DARKLINE_TEST_THROWS(read("no mesh at all", "e.obj")(), InputError, "e.obj");
  DARKLINE_TEST_THROWS(read("<COLLADA/>", "e.dae")(), InputError, "e.dae");
  DARKLINE_TEST_THROWS(read("<COLLADA", "e.dae")(), InputError, "e.dae");
  DARKLINE_TEST_THROWS(read("ply", "e.ply")(), InputError, "\"e.ply\"", "*.stl", "convert");
  const std::string stl = testing::binary_stl(brick_mm());
  DARKLINE_TEST_THROWS(read(stl.substr(0, 300), "cut.stl")(), InputError, "cut.stl");
}

BOOST_AUTO_TEST_CASE(a_mesh_without_area_is_refused) {
  const Vector3d p(1, 2, 3);
  DARKLINE_TEST_THROWS(mesh_from_bytes(testing::binary_stl({p, p, p}), "p.stl"), InputError,
                       "p.stl", "area");
}

BOOST_AUTO_TEST_CASE(corners_that_are_not_finite_or_far_away_are_refused) {
  for (const char* number : {"nan", "inf", "1e30"}) {
    std::string text = testing::obj(testing::box_corners({0, 0, 0}, {1, 1, 1}));
    text.replace(text.find("v 0 0 0"), 7, std::string("v 0 0 ") + number);
    BOOST_CHECK_THROW(mesh_from_bytes(text, "n.obj"), InputError);
  }
  // drawn in millimetres, scale forgotten: 3 km
  DARKLINE_TEST_THROWS(
      mesh_from_bytes(testing::binary_stl(testing::box_corners({0, 0, 0}, {10, 20, 3000})),
                      "f.stl"),
      InputError, "f.stl", "scale=\"0.001 0.001 0.001\"");
}

BOOST_AUTO_TEST_CASE(a_scale_of_zero_or_none_is_refused) {
  const std::string stl = testing::binary_stl(brick_mm());
  DARKLINE_TEST_THROWS(mesh_from_bytes(stl, "s.stl", {0, 1, 1}), InputError, "scale");
  DARKLINE_TEST_THROWS(mesh_from_bytes(stl, "s.stl", {NAN, 1, 1}), InputError, "scale");
}

BOOST_FIXTURE_TEST_CASE(a_file_of_100_mb_is_refused_unread, TemporaryFolder) {
  const auto path = write("big.stl", "solid");
  std::filesystem::resize_file(path, 100'000'000);  // sparse: no disk is filled
  DARKLINE_TEST_THROWS(read_mesh(path, Vector3d::Ones(), "link \"arm\": collision"), InputError,
                       "big.stl", "link \"arm\"", "67108864");
}

BOOST_AUTO_TEST_CASE(more_than_two_million_triangles_are_refused) {
  std::string text = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";
  text.reserve(17U << 20U);
  for (int i = 0; i <= 2'000'000; ++i) text += "f 1 2 3\n";
  DARKLINE_TEST_THROWS(mesh_from_bytes(text, "many.obj"), InputError, "2000001 triangles",
                       "at most 2000000");
}

// Two nodes that hold each other, by which a reader may be led in a circle.
BOOST_AUTO_TEST_CASE(instances_of_nodes_are_refused) {
  std::string bytes = testing::collada(brick_mm(), "");
  const std::string node = "<node id=\"n\">";
  bytes.replace(bytes.find(node), node.size(), node + "<instance_node url=\"#n\"/>");
  DARKLINE_TEST_THROWS(mesh_from_bytes(bytes, "loop.dae"), InputError, "loop.dae", "instance_node");
}

BOOST_AUTO_TEST_CASE(a_scene_nested_without_end_is_refused) {
  std::string deep = "<COLLADA>";
  for (int i = 0; i < 100000; ++i) deep += "<node>";
  DARKLINE_TEST_THROWS(mesh_from_bytes(deep, "deep.dae"), InputError, "deep.dae", "64 deep");
}

// The library would go round in circles at such an index until no memory is left.
BOOST_AUTO_TEST_CASE(an_index_that_is_no_number_is_refused_at_once) {
  const std::string whole = testing::collada(brick_mm(), "");
  for (const char* odd : {"<p>\x7f ", "<p>x", "<p material=\"a\">1 2 z "}) {
    std::string bytes = whole;
    bytes.replace(bytes.find("<p>"), 3, odd);
    DARKLINE_TEST_THROWS(mesh_from_bytes(bytes, "n.dae"), InputError, "n.dae", "whole numbers");
  }
}

// The library would read what lies behind the array, or at no address at all.
BOOST_AUTO_TEST_CASE(an_accessor_beyond_its_array_is_refused) {
  const std::string whole = testing::collada(brick_mm(), "");
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string bytes = whole;
    const std::size_t at = bytes.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return bytes.replace(at, from.size(), to);
  };
  for (const std::string& bytes :
       {changed("id=\"pa\" count=", "id=\"pa\" cound="), changed("stride=\"3\"", "stride=\"4\""),
        changed("stride=\"3\"", "stride=\"3\" offset=\"1\""), changed("#pa", "#pb"),
        changed("count=\"36\" stride", "count=\"37\" stride")}) {
    DARKLINE_TEST_THROWS(mesh_from_bytes(bytes, "n.dae"), InputError, "n.dae", "<accessor>");
  }
}

// 1.2 kB that ask the library for room of 16 GB.
BOOST_AUTO_TEST_CASE(a_count_beyond_the_file_is_refused_before_room_is_made) {
  const std::string whole = testing::collada(brick_mm(), "");
  for (const char* many :
       {"count=\"4000000000\"", "count = '99999999999999999999999'", "count=\"-1\""}) {
    std::string bytes = whole;
    const std::size_t at = bytes.find("count=");
    bytes.replace(at, bytes.find('"', at + 7) + 1 - at, many);
    DARKLINE_TEST_THROWS(mesh_from_bytes(bytes, "n.dae"), InputError, "n.dae",
                         "no more numbers than the file holds");
  }
  BOOST_CHECK_NO_THROW(mesh_from_bytes(whole, "n.dae"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
