#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/robot/kinematics.h"
#include "models/robot/robot_reader.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

// A chain of four turning joints with a mass of 1 kg a link and a tool on a fixed joint.
std::string four_joints() {
  std::string xml = "<robot name=\"r\">\n<link name=\"base\"/>\n";
  for (const char* n : {"1", "2", "3", "4"}) {
    xml += std::string("<link name=\"l") + n +
           "\"><inertial><mass value=\"1\"/><inertia ixx=\"1\" iyy=\"1\" izz=\"1\" ixy=\"0\" "
           "ixz=\"0\" iyz=\"0\"/></inertial></link>\n";
  }
  xml += "<link name=\"tool0\"/>\n";
  const char* parents[] = {"base", "l1", "l2", "l3"};
  for (int i = 0; i < 4; ++i) {
    const std::string n = std::to_string(i + 1);
    xml += "<joint name=\"j" + n + "\" type=\"revolute\"><parent link=\"" + parents[i] +
           "\"/><child link=\"l" + n +
           "\"/><origin xyz=\"0 0 0.5\"/><axis xyz=\"0 1 0\"/>"
           "<limit lower=\"-1\" upper=\"2\" velocity=\"3\" effort=\"4\"/></joint>\n";
  }
  xml +=
      "<joint name=\"jt\" type=\"fixed\"><parent link=\"l4\"/><child link=\"tool0\"/>"
      "<origin xyz=\"0 0 0.1\"/></joint>\n</robot>\n";
  return xml;
}

std::string four_joints_toml() {
  return R"(title = "Four"
urdf = "four.urdf"
source = "a test"
composite = false
payload = "10 kg"
reach = "1 m"
repeatability = "0.1 mm"
mtbf_factor = 1.0
home_deg = [0, 0, 0, 0]
rotor_inertia_kg_m2 = [1, 1, 1, 1]
max_acceleration_rad_s2 = [1, 1, 1, 1]
copper_loss_w = [1, 1, 1, 1]
)";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// A folder of its own for each case, gone afterwards.
struct Folder {
  Folder()
      : path(fs::temp_directory_path() /
             ("darkline_" + boost::unit_test::framework::current_test_case().p_name.get() + "_" +
              std::to_string(::getpid()))) {
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  RobotModel read(const std::string& xml, const std::string& toml = four_joints_toml()) const {
    std::ofstream(path / "four.urdf", std::ios::binary) << xml;
    std::ofstream(path / "four.robot.toml", std::ios::binary) << toml;
    return read_robot(path / "four.robot.toml");
  }

  // The message must hold every one of `parts`.
  void refuses(const std::string& xml, std::initializer_list<std::string> parts,
               const std::string& toml = four_joints_toml()) const {
    try {
      read(xml, toml);
      BOOST_ERROR("it was read");
    } catch (const InputError& error) {
      const std::string text = error.what();
      for (const std::string& part : parts) {
        BOOST_TEST(text.find(part) != std::string::npos, "\"" << part << "\" is not in: " << text);
      }
    }
  }
  void refuses_toml(const std::string& toml, std::initializer_list<std::string> parts) const {
    refuses(four_joints(), parts, toml);
  }

  fs::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(models)
BOOST_AUTO_TEST_SUITE(robot)
BOOST_FIXTURE_TEST_SUITE(robot_reader, Folder)

// Effort 4 N m and speed 3 rad/s: 0.2 N m are 5 %, and 0.1 N m s/rad make 0.3 N m at full speed,
// 7.5 %.
BOOST_AUTO_TEST_CASE(drives_are_read_joint_by_joint_and_left_out_ones_are_the_callers) {
  const RobotModel stated = read(four_joints(), four_joints_toml() + R"(
coulomb_friction_nm = [0.2, 0, 0.6, 0.1]
viscous_friction_nm_s_rad = [0.1, 0.1, 0, 0.2]
drive_efficiency = [0.9, 0.8, 0.7, 1]
drive_regeneration = [0.5, 0, 1, 0.25]
brake_holding_nm = [6, 6, 0, 3]
)");
  const auto near = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(stated.joints[0].drive.coulomb_share == 0.05, near);
  BOOST_TEST(stated.joints[1].drive.coulomb_share == 0.0);
  BOOST_TEST(stated.joints[2].drive.coulomb_share == 0.15, near);
  BOOST_TEST(stated.joints[0].drive.viscous_share == 0.075, near);
  BOOST_TEST(stated.joints[2].drive.efficiency == 0.7);
  BOOST_TEST(stated.joints[3].drive.regeneration == 0.25);
  BOOST_TEST(stated.joints[3].drive.brake_effort == 3.0);

  const JointDrive of_caller{0.01, 0.02, 0.5, 0.25, 7.0};
  const RobotModel part = read_robot(path / "four.robot.toml",
                                     of_caller);  // as written above: nothing is left to the caller
  BOOST_TEST(part.joints[0].drive.coulomb_share == 0.05, near);
  read(four_joints());
  for (const Joint& joint : read_robot(path / "four.robot.toml", of_caller).joints) {
    BOOST_TEST(joint.drive.coulomb_share == 0.01);
    BOOST_TEST(joint.drive.viscous_share == 0.02);
    BOOST_TEST(joint.drive.efficiency == 0.5);
    BOOST_TEST(joint.drive.regeneration == 0.25);
    BOOST_TEST(joint.drive.brake_effort == 7.0);
  }
}

BOOST_AUTO_TEST_CASE(drives_that_no_joint_has_are_refused) {
  const auto with = [](const std::string& line) { return four_joints_toml() + line + "\n"; };
  refuses_toml(with("coulomb_friction_nm = [0.7, 0, 0, 0]"), {"coulomb_friction_nm", "15 %", "j1"});
  refuses_toml(with("viscous_friction_nm_s_rad = [0, 0, 0, 0.3]"),
               {"viscous_friction_nm_s_rad", "full speed", "j4"});
  refuses_toml(with("coulomb_friction_nm = [0, 0, 0]"), {"coulomb_friction_nm", "one a joint"});
  refuses_toml(with("drive_efficiency = [0.1, 1, 1, 1]"), {"drive_efficiency", "0.3"});
  refuses_toml(with("drive_efficiency = [1.1, 1, 1, 1]"), {"drive_efficiency", "to 1"});
  refuses_toml(with("drive_regeneration = [2, 0, 0, 0]"), {"drive_regeneration", "to 1"});
  refuses_toml(with("brake_holding_nm = [-1, 0, 0, 0]"), {"brake_holding_nm", "at least 0"});
}

BOOST_AUTO_TEST_CASE(a_chain_of_four_joints_is_read_as_written) {
  const RobotModel robot = read(four_joints());
  BOOST_TEST(robot.id == "four");
  BOOST_TEST(robot.n_joints() == 4);
  BOOST_TEST(robot.links.size() == 5U);
  BOOST_TEST(robot.joints[2].name == "j3");
  BOOST_TEST(robot.joints[2].lower == -1.0);
  BOOST_TEST(robot.joints[2].upper == 2.0);
  BOOST_TEST(robot.joints[2].max_speed == 3.0);
  BOOST_TEST(robot.joints[2].max_effort == 4.0);
  BOOST_TEST(robot.payload_kg == 10.0);
  BOOST_TEST(robot.repeatability_m == 0.1e-3);
  BOOST_TEST(!robot.opw.has_value());
  // upright: four shifts of 0.5 m and the tool's 0.1 m
  BOOST_TEST(std::abs(forward_kinematics(robot, {}).translation().z() - 2.1) < 1e-15);
}

// A ball of 3 kg fixed 0.4 m beyond the link's own 1 kg: together 4 kg at 0.3 m, and about that
// point I = 1 + 1 * 0.3^2 + 0.01 + 3 * 0.1^2 across and 1 + 0.01 along.
BOOST_AUTO_TEST_CASE(what_is_fixed_to_a_link_becomes_part_of_it) {
  const std::string ball =
      "<link name=\"ball\"><inertial><mass value=\"3\"/><inertia ixx=\"0.01\" iyy=\"0.01\" "
      "izz=\"0.01\" ixy=\"0\" ixz=\"0\" iyz=\"0\"/></inertial>"
      "<visual><origin xyz=\"0 0 0.05\"/><geometry><sphere radius=\"0.1\"/></geometry>"
      "<material name=\"m\"><color rgba=\"0.25 0.5 0.75 1\"/></material></visual></link>"
      "<joint name=\"jb\" type=\"fixed\"><parent link=\"l2\"/><child link=\"ball\"/>"
      "<origin xyz=\"0 0 0.4\" rpy=\"0 1.5707963267948966 0\"/></joint></robot>";
  const RobotModel robot = read(replaced(four_joints(), "</robot>", ball));
  BOOST_TEST(robot.n_joints() == 4);
  const Link& link = robot.links[2];
  BOOST_TEST(std::abs(link.inertial.mass_kg - 4.0) < 1e-15);
  BOOST_TEST((link.inertial.p_LC_m - Eigen::Vector3d(0, 0, 0.3)).norm() < 1e-15);
  BOOST_TEST(std::abs(link.inertial.I_C_kg_m2(0, 0) - 1.13) < 1e-14);
  BOOST_TEST(std::abs(link.inertial.I_C_kg_m2(2, 2) - 1.01) < 1e-14);
  BOOST_REQUIRE(link.visual.size() == 1U);
  // the ball's z is the link's x
  BOOST_TEST((link.visual[0].X_LS.translation() - Eigen::Vector3d(0.05, 0, 0.4)).norm() < 1e-15);
  BOOST_TEST(link.visual[0].color[2] == 0.75F);
}

// rpy of <inertial> turns the tensor: with a quarter turn about z, x and y change places.
BOOST_AUTO_TEST_CASE(a_turned_inertia_is_turned_into_the_axes_of_its_link) {
  const RobotModel robot = read(replaced(
      four_joints(), "<inertial><mass value=\"1\"/><inertia ixx=\"1\" iyy=\"1\" izz=\"1\"",
      "<inertial><origin rpy=\"0 0 1.5707963267948966\"/><mass value=\"1\"/><inertia ixx=\"1\" "
      "iyy=\"2\" izz=\"2.5\""));
  const Eigen::Matrix3d& I = robot.links[1].inertial.I_C_kg_m2;
  BOOST_TEST((I.diagonal() - Eigen::Vector3d(2.0, 1.0, 2.5)).norm() < 1e-14);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_an_io_error) {
  BOOST_CHECK_THROW(read_robot(path / "none.robot.toml"), IoError);
  std::ofstream(path / "four.robot.toml") << four_joints_toml();
  BOOST_CHECK_THROW(read_robot(path / "four.robot.toml"), IoError);
  BOOST_CHECK_THROW(robot_ids(path / "nowhere"), IoError);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_robot_toml_is_refused) {
  BOOST_CHECK_THROW(read_robot(path / "four.urdf"), InputError);
}

BOOST_AUTO_TEST_CASE(broken_xml_is_refused) {
  refuses("", {"four.urdf"});
  refuses("this is no XML", {"four.urdf"});
  refuses("<robot name=\"r\"><link name=\"a\"", {"four.urdf"});
  refuses("<sdf/>", {"four.urdf", "robot"});
  refuses(four_joints() + std::string(1, '\0'), {"four.urdf", "value 0"});
}

BOOST_AUTO_TEST_CASE(xml_that_is_nested_without_end_is_refused) {
  std::string deep = "<robot name=\"r\">";
  for (int i = 0; i < 200000; ++i) deep += "<a>";
  refuses(deep, {"four.urdf", "deep"});
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_large_is_refused) {
  refuses(std::string(5U << 20U, ' '), {"four.urdf", "4194304 bytes"});
}

BOOST_AUTO_TEST_CASE(a_robot_of_too_many_links_is_refused) {
  std::string many;
  for (int i = 0; i < 250; ++i) {
    const std::string n = std::to_string(i);
    many += "<link name=\"x" + n + "\"/><joint name=\"f" + n +
            "\" type=\"fixed\"><parent link=\"base\"/><child link=\"x" + n + "\"/></joint>";
  }
  refuses(replaced(four_joints(), "</robot>", many + "</robot>"), {"256 links", "at most 200"});
}

BOOST_AUTO_TEST_CASE(a_link_on_two_joints_is_refused) {
  refuses(replaced(four_joints(), "</robot>",
                   "<joint name=\"again\" type=\"fixed\"><parent link=\"l1\"/>"
                   "<child link=\"l3\"/></joint></robot>"),
          {"four.urdf", "link \"l3\"", "loop", "\"again\"", "\"j3\""});
}

BOOST_AUTO_TEST_CASE(links_that_hang_on_each_other_are_refused) {
  refuses(replaced(four_joints(), "</robot>",
                   "<link name=\"a\"/><link name=\"b\"/>"
                   "<joint name=\"ab\" type=\"fixed\"><parent link=\"a\"/><child link=\"b\"/>"
                   "</joint><joint name=\"ba\" type=\"fixed\"><parent link=\"b\"/>"
                   "<child link=\"a\"/></joint></robot>"),
          {"four.urdf", "link \"a\"", "loop"});
}

BOOST_AUTO_TEST_CASE(a_branch_that_moves_is_refused) {
  refuses(replaced(four_joints(), "<parent link=\"l3\"/><child link=\"l4\"/>",
                   "<parent link=\"l2\"/><child link=\"l4\"/>"),
          {"four.urdf", "link \"l2\"", "branch", "\"j3\"", "\"j4\""});
}

BOOST_AUTO_TEST_CASE(three_joints_are_too_few_and_eight_too_many) {
  refuses(replaced(four_joints(), "<joint name=\"j4\" type=\"revolute\">",
                   "<joint name=\"j4\" type=\"fixed\">"),
          {"four.urdf", "3 moving joints", "4 to 7"});
  std::string more;
  for (int i = 5; i <= 8; ++i) {
    const std::string n = std::to_string(i);
    more += "<link name=\"l" + n +
            "\"><inertial><mass value=\"1\"/><inertia ixx=\"1\" iyy=\"1\" izz=\"1\" ixy=\"0\" "
            "ixz=\"0\" iyz=\"0\"/></inertial></link><joint name=\"j" +
            n + "\" type=\"revolute\"><parent link=\"l" + std::to_string(i - 1) +
            "\"/><child link=\"l" + n +
            "\"/><limit lower=\"-1\" upper=\"1\" velocity=\"1\" effort=\"1\"/></joint>";
  }
  refuses(replaced(four_joints(), "</robot>", more + "</robot>"), {"8 moving joints"});
}

BOOST_AUTO_TEST_CASE(masses_that_are_not_positive_are_refused) {
  for (const char* mass : {"0", "-3"}) {
    refuses(replaced(four_joints(), "<mass value=\"1\"/>",
                     std::string("<mass value=\"") + mass + "\"/>"),
            {"four.urdf", "link \"l1\"", "mass"});
  }
  const std::string inertial =
      "<inertial><mass value=\"1\"/><inertia ixx=\"1\" iyy=\"1\" izz=\"1\" ixy=\"0\" ixz=\"0\" "
      "iyz=\"0\"/></inertial>";
  refuses(replaced(four_joints(), inertial, ""), {"link \"l1\"", "no <inertial>"});
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_are_refused) {
  for (const char* mass : {"nan", "inf", "1e999", "heavy"}) {
    refuses(replaced(four_joints(), "<mass value=\"1\"/>",
                     std::string("<mass value=\"") + mass + "\"/>"),
            {"four.urdf", "l1"});
  }
  refuses(replaced(four_joints(), "xyz=\"0 0 0.5\"", "xyz=\"0 nan 0.5\""), {"four.urdf"});
  refuses(replaced(four_joints(), "velocity=\"3\"", "velocity=\"nan\""), {"four.urdf", "j1"});
}

BOOST_AUTO_TEST_CASE(limits_that_leave_no_room_are_refused) {
  refuses(replaced(four_joints(), "lower=\"-1\" upper=\"2\"", "lower=\"2\" upper=\"-1\""),
          {"four.urdf", "joint \"j1\"", "lower 2, upper -1"});
  refuses(replaced(four_joints(), "velocity=\"3\"", "velocity=\"0\""),
          {"joint \"j1\"", "velocity"});
  refuses(replaced(four_joints(), "effort=\"4\"", "effort=\"-4\""), {"joint \"j1\"", "effort"});
}

BOOST_AUTO_TEST_CASE(an_axis_without_direction_is_refused) {
  refuses(replaced(four_joints(), "<axis xyz=\"0 1 0\"/>", "<axis xyz=\"0 0 0\"/>"),
          {"four.urdf", "joint \"j1\"", "axis"});
}

BOOST_AUTO_TEST_CASE(joints_that_are_no_single_axis_are_refused) {
  refuses(replaced(four_joints(), "type=\"revolute\"", "type=\"planar\""),
          {"four.urdf", "joint \"j1\"", "revolute"});
  refuses(replaced(four_joints(), "<axis xyz=\"0 1 0\"/>",
                   "<axis xyz=\"0 1 0\"/><mimic joint=\"j2\"/>"),
          {"joint \"j1\"", "mimic", "\"j2\""});
}

BOOST_AUTO_TEST_CASE(an_inertia_that_no_body_has_is_refused) {
  const std::string one = "ixx=\"1\" iyy=\"1\" izz=\"1\"";
  refuses(replaced(four_joints(), one, "ixx=\"1\" iyy=\"1\" izz=\"-1\""),
          {"four.urdf", "link \"l1\"", "positive definite"});
  // 2.1 > 1 + 1
  refuses(replaced(four_joints(), one, "ixx=\"1\" iyy=\"1\" izz=\"2.1\""),
          {"four.urdf", "link \"l1\"", "sum of the other two"});
}

BOOST_AUTO_TEST_CASE(a_thin_disc_which_meets_the_inequality_exactly_is_read) {
  const std::string one = "ixx=\"1\" iyy=\"1\" izz=\"1\"";
  BOOST_CHECK_NO_THROW(read(replaced(four_joints(), one, "ixx=\"1\" iyy=\"1\" izz=\"2\"")));
}

BOOST_AUTO_TEST_CASE(a_mesh_that_is_not_there_is_refused_with_its_link_named) {
  refuses(replaced(four_joints(), "<link name=\"l2\">",
                   "<link name=\"l2\"><visual><geometry><mesh filename=\"arm.stl\"/></geometry>"
                   "</visual>"),
          {"four.urdf", "link \"l2\"", "arm.stl", "beside the URDF file"});
}

BOOST_AUTO_TEST_CASE(a_shape_without_size_is_refused) {
  refuses(replaced(four_joints(), "<link name=\"l2\">",
                   "<link name=\"l2\"><collision><geometry><sphere radius=\"0\"/></geometry>"
                   "</collision>"),
          {"four.urdf", "link \"l2\"", "size"});
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused_with_the_one_that_was_meant) {
  refuses_toml(four_joints_toml() + "paylod = \"3 kg\"\n",
               {"four.robot.toml:13", "paylod", "did you mean payload"});
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_named) {
  refuses_toml(replaced(four_joints_toml(), "reach = \"1 m\"\n", ""),
               {"four.robot.toml", "reach", "no such key"});
}

BOOST_AUTO_TEST_CASE(a_quantity_without_its_unit_is_refused) {
  refuses_toml(replaced(four_joints_toml(), "\"10 kg\"", "\"10\""),
               {"four.robot.toml:5", "payload", "a mass with its unit"});
  refuses_toml(replaced(four_joints_toml(), "\"10 kg\"", "10"), {"four.robot.toml:5", "payload"});
  refuses_toml(replaced(four_joints_toml(), "\"10 kg\"", "\"10 m\""), {"payload", "a length"});
}

BOOST_AUTO_TEST_CASE(a_list_of_the_wrong_length_is_refused) {
  refuses_toml(
      replaced(four_joints_toml(), "copper_loss_w = [1, 1, 1, 1]", "copper_loss_w = [1, 1, 1]"),
      {"copper_loss_w", "an array of 3", "4 numbers"});
}

BOOST_AUTO_TEST_CASE(a_jerk_limit_is_read_where_one_is_stated) {
  BOOST_TEST(read(four_joints()).joints[1].max_jerk == 0.0);
  const std::string stated = four_joints_toml() + "max_jerk_rad_s3 = [5, 6, 7, 8]\n";
  BOOST_TEST(read(four_joints(), stated).joints[1].max_jerk == 6.0);
  refuses_toml(four_joints_toml() + "max_jerk_rad_s3 = [5, 6, 7]\n",
               {"max_jerk_rad_s3", "an array of 3", "4 numbers"});
  refuses_toml(four_joints_toml() + "max_jerk_rad_s3 = [5, 0, 7, 8]\n", {"max_jerk_rad_s3"});
}

BOOST_AUTO_TEST_CASE(a_home_outside_the_limits_is_refused) {
  refuses_toml(replaced(four_joints_toml(), "home_deg = [0, 0, 0, 0]", "home_deg = [0, 0, -90, 0]"),
               {"home_deg", "joint \"j3\""});
}

BOOST_AUTO_TEST_CASE(a_tool_that_is_not_at_the_end_is_refused) {
  refuses_toml(four_joints_toml() + "tool = \"l2\"\n", {"l2", "fixed to the last moving link"});
  refuses_toml(four_joints_toml() + "tool = \"gun\"\n", {"no link \"gun\"", "tool0"});
}

BOOST_AUTO_TEST_CASE(a_broken_toml_file_is_refused_with_its_line) {
  refuses_toml(four_joints_toml() + "x = = 3\n", {"four.robot.toml:13"});
}

// A closed form with one length wrong by 1 mm would lead the arm astray.
BOOST_AUTO_TEST_CASE(a_closed_form_of_another_arm_is_refused) {
  const fs::path robots = fs::path(DARKLINE_SOURCE_DIR) / "models/robots";
  const std::string id = "kuka_kr210_r2700_2";
  fs::copy_file(robots / (id + ".urdf"), path / (id + ".urdf"));
  const std::string toml = read_file(robots / (id + ".robot.toml"), 100000);
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"1.15 m", "1.151 m"},
                                 {"-1, 1, 1, -1, 1, -1", "-1, 1, 1, -1, 1, 1"}}) {
    std::ofstream(path / (id + ".robot.toml")) << replaced(toml, from, to);
    BOOST_CHECK_EXCEPTION(
        read_robot(path / (id + ".robot.toml")), InputError,
        [](const InputError& e) { return std::string(e.what()).find("opw") != std::string::npos; });
  }
}

BOOST_AUTO_TEST_CASE(a_closed_form_for_four_joints_is_refused) {
  refuses_toml(four_joints_toml() + R"(
[opw]
a1 = "0.1 m"
a2 = "0 m"
b = "0 m"
c1 = "1 m"
c2 = "1 m"
c3 = "1 m"
c4 = "1 m"
offset_deg = [0, 0, 0, 0, 0, 0]
sign = [1, 1, 1, 1, 1, 1]
)",
               {"opw", "six joints"});
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
