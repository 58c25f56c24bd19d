// URDF files that tests write: serial chains of joints.
#pragma once

#include <string>
#include <vector>

namespace darkline::testing {

struct JointText {
  std::string type = "revolute";
  std::string origin;  // "xyz=\"0 0 1\" rpy=\"0 0 0\""
  std::string axis = "0 0 1";
  std::string limit = "lower=\"-3\" upper=\"3\" velocity=\"2\" effort=\"100\"";
  std::string link = R"(<inertial><mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01" )"
                     R"(ixy="0" ixz="0" iyz="0"/></inertial>)";  // what is in the moved link
};

// Links l0 (the base), l1, ...; joints j1, j2, ...; tool0 fixed to the last at `tool`.
inline std::string chain_text(const std::vector<JointText>& joints, const std::string& tool) {
  std::string xml = "<robot name=\"chain\"><link name=\"l0\"/>\n";
  for (std::size_t i = 0; i < joints.size(); ++i) {
    const std::string n = std::to_string(i + 1);
    const JointText& j = joints[i];
    xml += "<link name=\"l" + n + "\">" + j.link + "</link>\n<joint name=\"j" + n + "\" type=\"" +
           j.type + "\"><parent link=\"l" + std::to_string(i) + "\"/><child link=\"l" + n +
           "\"/><origin " + j.origin + "/><axis xyz=\"" + j.axis + "\"/><limit " + j.limit +
           "/></joint>\n";
  }
  return xml + "<link name=\"tool0\"/><joint name=\"jt\" type=\"fixed\"><parent link=\"l" +
         std::to_string(joints.size()) + "\"/><child link=\"tool0\"/><origin " + tool +
         "/></joint></robot>\n";
}

inline JointText turning(const std::string& origin_xyz, const std::string& axis) {
  JointText joint;
  joint.origin = "xyz=\"" + origin_xyz + "\"";
  joint.axis = axis;
  return joint;
}

// Seven joints, shoulder and wrist spherical: links of 0.4 m from shoulder at 0.34 m to elbow to
// wrist, tool 0.126 m on.
inline std::vector<JointText> seven_joints() {
  return {turning("0 0 0.34", "0 0 1"), turning("0 0 0", "0 1 0"),   turning("0 0 0.4", "0 0 1"),
          turning("0 0 0", "0 -1 0"),   turning("0 0 0.4", "0 0 1"), turning("0 0 0", "0 1 0"),
          turning("0 0 0", "0 0 1")};
}

// Two level arms of 0.5 and 0.3 m, a spindle that slides 0.2 m down and turns.
inline std::vector<JointText> four_joints_of_a_scara() {
  std::vector<JointText> joints = {turning("0 0 0.6", "0 0 1"), turning("0.5 0 0", "0 0 1"),
                                   turning("0.3 0 0", "0 0 -1"), turning("0 0 -0.1", "0 0 -1")};
  joints[2].type = "prismatic";
  joints[2].limit = "lower=\"0\" upper=\"0.2\" velocity=\"1\" effort=\"500\"";
  joints[3].type = "continuous";
  return joints;
}

}  // namespace darkline::testing
