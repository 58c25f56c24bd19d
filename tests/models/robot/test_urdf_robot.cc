#include <cmath>
#include <numbers>
#include <string>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <stdlib.h>

#include "models/base/error.h"
#include "models/mesh/surface_mesh.h"
#include "models/robot/assumed_effort.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_survey.h"
#include "models/robot/urdf_robot.h"
#include "tests/models/mesh/mesh_files.h"
#include "tests/models/robot/shipped_robots.h"
#include "tests/models/robot/urdf_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace darkline {
namespace {

using testing::TemporaryFolder;

constexpr double kPi = std::numbers::pi;

std::string seven() {
  return testing::chain_text(testing::seven_joints(), "xyz=\"0 0 0.126\"");
}

// The seven joints with `inside` in link l3.
std::string seven_with(const std::string& inside) {
  std::vector<testing::JointText> joints = testing::seven_joints();
  joints[2].link = inside;
  return testing::chain_text(joints, "xyz=\"0 0 0.126\"");
}

std::string mesh_shape(const std::string& kind, const std::string& file,
                       const std::string& scale = "0.001 0.001 0.001") {
  return "<" + kind + "><geometry><mesh filename=\"" + file + "\" scale=\"" + scale +
         "\"/></geometry></" + kind + ">";
}

// A brick of 0.1 x 0.2 x 0.3 m about its link's origin, in millimetres.
std::string brick_stl() {
  return testing::binary_stl(testing::box_corners({-50, -100, -150}, {100, 200, 300}));
}

bool warned(const RobotModel& robot, const std::string& part) {
  for (const std::string& warning : robot.warnings) {
    if (warning.find(part) != std::string::npos) return true;
  }
  return false;
}

// A variable of the environment for one case.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_AUTO_TEST_SUITE(urdf_robot)

BOOST_FIXTURE_TEST_CASE(seven_joints_load_from_the_urdf_file_alone, TemporaryFolder) {
  const RobotModel robot = read_urdf_robot(write("lbr.urdf", seven()));
  BOOST_TEST(robot.id == "lbr");
  BOOST_TEST(robot.title == "chain");
  BOOST_TEST(robot.n_joints() == 7);
  BOOST_TEST(!robot.opw.has_value());
  BOOST_TEST(warned(robot, "numerically"));
  BOOST_TEST(warned(robot, "payload"));
  // upright: 0.34 + 0.4 + 0.4 + 0.126
  BOOST_TEST(std::abs(forward_kinematics(robot, robot.home).translation().z() - 1.266) < 1e-12);
  // both arms level: 0.8 m from axis 1
  BOOST_TEST(std::abs(robot.reach_m - 0.8) < 1e-6);
  // 0.23 of seven links of 1 kg
  BOOST_TEST(std::abs(robot.payload_kg - 0.23 * 7.0) < 1e-12);
  for (const Joint& joint : robot.joints) {
    BOOST_TEST(joint.rotor_inertia > 0.0);
    BOOST_TEST(joint.max_acceleration > 0.0);
    BOOST_TEST(joint.copper_loss_w > 0.0);
  }
}

BOOST_AUTO_TEST_CASE(four_joints_with_one_that_slides_and_one_without_end_load) {
  const RobotModel robot = urdf_robot_from_text(
      testing::chain_text(testing::four_joints_of_a_scara(), "xyz=\"0 0 0\""), "scara.urdf");
  BOOST_TEST(robot.n_joints() == 4);
  BOOST_TEST((robot.joints[2].kind == JointKind::prismatic));
  BOOST_TEST(std::abs(robot.joints[3].upper - 2.0 * kPi) < 1e-15);
  BOOST_TEST(std::abs(robot.joints[3].lower + 2.0 * kPi) < 1e-15);
  BOOST_TEST(std::abs(robot.reach_m - 0.8) < 1e-6);  // 0.5 + 0.3
  // 0.6 - 0.1 - 0.15 up
  JointVector q = {};
  q[2] = 0.15;
  BOOST_TEST(std::abs(forward_kinematics(robot, q).translation().z() - 0.35) < 1e-12);
}

// The laws of the header against the six axes of the welding facts, section 3.3 and 3.4.
BOOST_AUTO_TEST_CASE(assumed_drives_are_near_those_of_the_kuka) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  for (const Joint& joint : kuka.joints) {
    const double rotor =
        assumed_rotor_inertia(JointKind::revolute, joint.max_effort) / joint.rotor_inertia;
    const double loss =
        assumed_copper_loss_w(JointKind::revolute, joint.max_effort) / joint.copper_loss_w;
    BOOST_TEST((rotor > 1.0 / 1.6 && rotor < 1.6), joint.name << ": " << rotor);
    BOOST_TEST((loss > 0.8 && loss < 1.2), joint.name << ": " << loss);
  }
  // a rack: the same power, P = F v = tau w
  BOOST_TEST(assumed_copper_loss_w(JointKind::prismatic, 2000.0) ==
             assumed_copper_loss_w(JointKind::revolute, 100.0));
  BOOST_TEST(std::abs(assumed_rotor_inertia(JointKind::prismatic, 2000.0) * 0.05 * 0.05 -
                      assumed_rotor_inertia(JointKind::revolute, 100.0)) < 1e-12);
}

BOOST_DATA_TEST_CASE(the_closed_form_of_a_shipped_arm_is_found_in_its_urdf_file,
                     boost::unit_test::data::make(kShippedRobots)) {
  const RobotModel shipped = shipped_robot(sample);
  const RobotModel alone =
      read_urdf_robot(std::string(DARKLINE_SOURCE_DIR) + "/models/robots/" + sample + ".urdf");
  BOOST_REQUIRE(alone.opw.has_value());
  const OpwParameters &found = *alone.opw, &wanted = *shipped.opw;
  for (const auto& [a, b] : {std::pair{found.a1, wanted.a1}, std::pair{found.a2, wanted.a2},
                             std::pair{found.b, wanted.b}, std::pair{found.c1, wanted.c1},
                             std::pair{found.c2, wanted.c2}, std::pair{found.c3, wanted.c3},
                             std::pair{found.c4, wanted.c4}}) {
    BOOST_TEST(std::abs(a - b) < 1e-12);
  }
  for (unsigned n = 0; n < 200; ++n) {
    const JointVector q = sampled_position(shipped, n);
    BOOST_TEST((forward_kinematics(shipped, q).matrix() - closed_form_kinematics(found, q).matrix())
                   .cwiseAbs()
                   .maxCoeff() < 1e-12);
  }
  // home: upper arm upright, forearm level, as the shipped file has it
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(std::abs(alone.home[i] - shipped.home[i]) < 1e-12);
}

// Published to 1 mm, and computed here from the joint limits: welding facts, section 3.3.
BOOST_AUTO_TEST_CASE(the_computed_reach_is_the_published_one) {
  for (const auto& [id, reach_m] : {std::pair<const char*, double>{"kuka_kr210_r2700_2", 2.700},
                                    {"abb_irb6700_200_260", 2.600},
                                    {"fanuc_r2000ic_210f", 2.655}}) {
    const Reach reach = computed_reach(shipped_robot(id));
    BOOST_TEST(reach.of_wrist_centre);
    BOOST_TEST(std::abs(reach.reach_m - reach_m) < 2.1e-3, id << ": " << reach.reach_m);
  }
}

BOOST_FIXTURE_TEST_CASE(a_mesh_beside_the_urdf_file_or_above_it_is_found, TemporaryFolder) {
  const std::string link = mesh_shape("visual", "meshes/brick.stl");
  write("arm/meshes/brick.stl", brick_stl());
  for (const char* place : {"arm/a.urdf", "arm/urdf/deep/a.urdf"}) {
    const RobotModel robot = read_urdf_robot(write(place, seven_with(link)));
    const Shape& shape = robot.links[3].visual.at(0);
    BOOST_TEST((shape.kind == ShapeKind::mesh));
    BOOST_REQUIRE(shape.mesh != nullptr);
    BOOST_TEST(shape.mesh->n_triangles() == 12U);
    BOOST_TEST((shape.size_m - Eigen::Vector3d(0.1, 0.2, 0.3)).norm() < 1e-7);
  }
}

BOOST_FIXTURE_TEST_CASE(a_package_is_found_by_its_name, TemporaryFolder) {
  write("ws/my_arm/meshes/brick.stl", brick_stl());
  const std::string xml = seven_with(mesh_shape("collision", "package://my_arm/meshes/brick.stl"));
  // the URDF file lies in the package
  BOOST_CHECK_NO_THROW(read_urdf_robot(write("ws/my_arm/urdf/a.urdf", xml)));
  // beside it
  BOOST_CHECK_NO_THROW(read_urdf_robot(write("ws/other/a.urdf", xml)));
  // elsewhere: only where a variable says so
  const auto elsewhere = write("far/away/a.urdf", xml);
  DARKLINE_TEST_THROWS(read_urdf_robot(elsewhere), InputError, "a.urdf", "link \"l3\"",
                       "package://my_arm/meshes/brick.stl", "DARKLINE_ROBOT_PATH");
  for (const char* name : {"DARKLINE_ROBOT_PATH", "ROS_PACKAGE_PATH"}) {
    const Variable variable(name, "/nowhere::" + (path() / "ws").string());
    BOOST_CHECK_NO_THROW(read_urdf_robot(elsewhere));
  }
}

BOOST_FIXTURE_TEST_CASE(two_links_of_one_mesh_share_it, TemporaryFolder) {
  write("brick.stl", brick_stl());
  const RobotModel robot = read_urdf_robot(
      write("a.urdf",
            seven_with(mesh_shape("visual", "brick.stl") + mesh_shape("collision", "brick.stl") +
                       mesh_shape("collision", "brick.stl", "0.002 0.002 0.002"))));
  const Link& link = robot.links[3];
  BOOST_TEST(link.visual[0].mesh == link.collision[0].mesh);
  BOOST_TEST(link.collision[1].mesh != link.collision[0].mesh);
}

// 0.1 * 0.2 * 0.3 m^3 * 2,700 kg/m^3 * 0.5 = 8.1 kg; I_xx = m / 12 (0.2^2 + 0.3^2).
BOOST_FIXTURE_TEST_CASE(a_missing_inertial_is_estimated_from_the_shape, TemporaryFolder) {
  write("brick.stl", brick_stl());
  const std::string moved =
      "<collision><origin xyz=\"0.1 0 0\"/><geometry><mesh filename=\"brick.stl\" "
      "scale=\"0.001 0.001 0.001\"/></geometry></collision>";
  const RobotModel robot = read_urdf_robot(write("a.urdf", seven_with(moved)));
  const Inertial& body = robot.links[3].inertial;
  BOOST_TEST(std::abs(body.mass_kg - 8.1) < 1e-5);
  BOOST_TEST((body.p_LC_m - Eigen::Vector3d(0.1, 0, 0)).norm() < 1e-7);
  BOOST_TEST(std::abs(body.I_C_kg_m2(0, 0) - 8.1 / 12.0 * 0.13) < 1e-6);
  BOOST_TEST(warned(robot, "link \"l3\" has no <inertial>"));
  BOOST_TEST(warned(robot, "8.1 kg"));
}

BOOST_AUTO_TEST_CASE(an_estimate_takes_the_collision_shapes_before_the_visual_ones) {
  const RobotModel robot = urdf_robot_from_text(
      seven_with("<visual><geometry><box size=\"1 1 1\"/></geometry></visual>"
                 "<collision><geometry><box size=\"0.1 0.1 0.1\"/></geometry></collision>"),
      "a.urdf");
  BOOST_TEST(std::abs(robot.links[3].inertial.mass_kg - 1.35) < 1e-12);
}

// Zero is how public files of industrial robots write an effort that is not known.
BOOST_AUTO_TEST_CASE(efforts_that_a_file_does_not_know_are_assumed_near_those_of_the_kuka) {
  const RobotModel kuka = shipped_robot("kuka_kr210_r2700_2");
  RobotModel unknown = kuka;
  for (Joint& joint : unknown.joints) joint.max_effort = 0.0;
  assume_missing_efforts(unknown);
  for (std::size_t i = 0; i < 6; ++i) {
    const double ratio = unknown.joints[i].max_effort / kuka.joints[i].max_effort;
    BOOST_TEST((ratio > 1.0 / 2.1 && ratio < 2.1), kuka.joints[i].name << ": " << ratio);
  }
  BOOST_TEST(warned(unknown, kuka.joints[5].name));
  // what holds the arm where it is hardest leaves a quarter free
  const StaticLoad load = worst_static_load(unknown, unknown.payload_kg, 1024);
  for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(load.share[i] <= 0.75 + 1e-12);

  RobotModel known = kuka;
  assume_missing_efforts(known);
  BOOST_TEST(known.joints[1].max_effort == kuka.joints[1].max_effort);
  BOOST_TEST(known.warnings.size() == kuka.warnings.size());
}

// A rod of 2 kg beside link l1, 0.5 m out and turned by its offset of a quarter turn about z, whose
// point (0, 0.1, 0) therefore stands at (0.4, 0, 0).
BOOST_AUTO_TEST_CASE(a_rod_that_follows_a_joint_is_held_still_and_weighed) {
  std::string text = seven();
  const std::string rod =
      "<link name=\"rod\"><inertial><origin xyz=\"0 0.1 0\"/><mass value=\"2\"/>"
      "<inertia ixx=\"0.1\" ixy=\"0\" ixz=\"0\" iyy=\"0.1\" iyz=\"0\" "
      "izz=\"0.1\"/></inertial></link>"
      "<joint name=\"rod_joint\" type=\"continuous\"><origin xyz=\"0.5 0 0\"/>"
      "<parent link=\"l1\"/><child link=\"rod\"/><axis xyz=\"0 0 1\"/>"
      "<mimic joint=\"j2\" multiplier=\"-1\" offset=\"1.5707963267948966\"/></joint></robot>";
  text.replace(text.find("</robot>"), 8, rod);
  const RobotModel with = urdf_robot_from_text(text, "rod.urdf");
  const RobotModel without = urdf_robot_from_text(seven(), "no_rod.urdf");
  BOOST_TEST(with.n_joints() == 7);
  BOOST_TEST(warned(with, "\"rod_joint\" follows \"j2\""));
  const Inertial& a = with.links[1].inertial;
  const Inertial& b = without.links[1].inertial;
  BOOST_TEST(std::abs(a.mass_kg - b.mass_kg - 2.0) < 1e-12);
  const Eigen::Vector3d moment = a.mass_kg * a.p_LC_m - b.mass_kg * b.p_LC_m;
  BOOST_TEST((moment - 2.0 * Eigen::Vector3d(0.4, 0.0, 0.0)).norm() < 1e-12);
}

// What is left when one side of the brick is missing is no body: its box stands for it.
BOOST_FIXTURE_TEST_CASE(a_mesh_that_is_not_closed_weighs_as_its_box, TemporaryFolder) {
  std::vector<Eigen::Vector3d> corners = testing::box_corners({-50, -100, -150}, {100, 200, 300});
  corners.resize(corners.size() - 3);
  write("open.stl", testing::ascii_stl(corners));
  const RobotModel robot =
      read_urdf_robot(write("a.urdf", seven_with(mesh_shape("visual", "open.stl"))));
  BOOST_TEST(std::abs(robot.links[3].inertial.mass_kg - 8.1) < 1e-5);
}

BOOST_FIXTURE_TEST_CASE(bad_files_are_refused_with_their_place, TemporaryFolder) {
  const auto read = [&](const std::string& xml) {
    return [this, xml] { read_urdf_robot(write("bad.urdf", xml)); };
  };
  const std::string good = seven();
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  DARKLINE_TEST_THROWS(read(seven_with(mesh_shape("visual", "none.stl")))(), InputError, "bad.urdf",
                       "link \"l3\": visual", "none.stl", "beside the URDF file");
  write("big.stl", "solid");
  std::filesystem::resize_file(path() / "big.stl", 100'000'000);
  DARKLINE_TEST_THROWS(read(seven_with(mesh_shape("visual", "big.stl")))(), InputError, "big.stl",
                       "link \"l3\": visual", "67108864");
  DARKLINE_TEST_THROWS(read(with("</robot>",
                                 "<joint name=\"again\" type=\"fixed\"><parent link=\"l1\"/>"
                                 "<child link=\"l3\"/></joint></robot>"))(),
                       InputError, "bad.urdf", "link \"l3\"", "loop");
  DARKLINE_TEST_THROWS(read(with("mass value=\"1\"", "mass value=\"0\""))(), InputError,
                       "link \"l1\"", "mass");
  DARKLINE_TEST_THROWS(read(with("ixx=\"0.01\"", "ixx=\"nan\""))(), InputError, "bad.urdf");
  DARKLINE_TEST_THROWS(read(with("lower=\"-3\" upper=\"3\"", "lower=\"3\" upper=\"-3\""))(),
                       InputError, "joint \"j1\"", "lower 3, upper -3");
  for (const char* type : {"planar", "floating"}) {
    DARKLINE_TEST_THROWS(read(with("type=\"revolute\"", std::string("type=\"") + type + "\""))(),
                         InputError, "joint \"j1\"", type);
  }
  DARKLINE_TEST_THROWS(read(with("<axis", "<mimic joint=\"j2\"/><axis"))(), InputError,
                       "joint \"j1\"", "mimic");
  std::string many;
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    many += "<link name=\"x" + n + "\"/><joint name=\"f" + n +
            "\" type=\"fixed\"><parent link=\"l0\"/><child link=\"x" + n + "\"/></joint>";
  }
  DARKLINE_TEST_THROWS(read(with("</robot>", many + "</robot>"))(), InputError, "209 links");
}

BOOST_FIXTURE_TEST_CASE(a_mesh_by_another_name_or_from_the_net_is_refused, TemporaryFolder) {
  write("arm.step", "x");
  for (const char* uri : {"arm.step", "https://example.org/a.stl", "package://",
                          "package://../a.stl", "/nowhere/a.stl", "file:///nowhere/a.stl"}) {
    DARKLINE_TEST_THROWS(read_urdf_robot(write("a.urdf", seven_with(mesh_shape("visual", uri)))),
                         InputError, "a.urdf", "link \"l3\"", uri);
  }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
