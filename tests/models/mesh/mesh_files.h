// Mesh files that tests write: boxes in every format.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include <Eigen/Geometry>

namespace darkline::testing {

// The 12 triangles of a box from `low` to `low + size`, fronts outside, three corners each.
inline std::vector<Eigen::Vector3d> box_corners(const Eigen::Vector3d& low,
                                                const Eigen::Vector3d& size) {
  std::vector<Eigen::Vector3d> corners;
  for (int axis = 0; axis < 3; ++axis) {
    const int u = (axis + 1) % 3, v = (axis + 2) % 3;  // u x v = axis
    for (const bool high : {false, true}) {
      std::array<Eigen::Vector3d, 4> p;
      for (std::size_t i = 0; i < 4; ++i) {
        p[i] = low;
        if (high) p[i][axis] += size[axis];
        if (i == 1 || i == 2) p[i][u] += size[u];
        if (i == 2 || i == 3) p[i][v] += size[v];
      }
      const std::array<std::size_t, 6> order = high ? std::array<std::size_t, 6>{0, 1, 2, 0, 2, 3}
                                                    : std::array<std::size_t, 6>{0, 2, 1, 0, 3, 2};
      for (const std::size_t i : order) corners.push_back(p[i]);
    }
  }
  return corners;
}

inline std::string binary_stl(const std::vector<Eigen::Vector3d>& corners) {
  std::string bytes(80, ' ');
  const auto put = [&](const void* from, std::size_t n) {
    bytes.append(static_cast<const char*>(from), n);
  };
  const auto count = static_cast<std::uint32_t>(corners.size() / 3);
  put(&count, 4);
  for (std::size_t t = 0; t < count; ++t) {
    bytes.append(12, '\0');  // a normal of zero, as many programs write
    for (std::size_t c = 0; c < 3; ++c) {
      const Eigen::Vector3f p = corners[3 * t + c].cast<float>();
      put(p.data(), 12);
    }
    bytes.append(2, '\0');
  }
  return bytes;
}

inline std::string ascii_stl(const std::vector<Eigen::Vector3d>& corners) {
  std::ostringstream text;
  text << "solid box\n";
  for (std::size_t t = 0; t < corners.size(); t += 3) {
    text << "facet normal 0 0 0\nouter loop\n";
    for (std::size_t c = 0; c < 3; ++c) text << "vertex " << corners[t + c].transpose() << "\n";
    text << "endloop\nendfacet\n";
  }
  text << "endsolid box\n";
  return text.str();
}

inline std::string obj(const std::vector<Eigen::Vector3d>& corners) {
  std::ostringstream text;
  text << "mtllib elsewhere.mtl\no box\n";
  for (const Eigen::Vector3d& p : corners) text << "v " << p.transpose() << "\n";
  for (std::size_t t = 0; t < corners.size(); t += 3) {
    text << "f " << t + 1 << " " << t + 2 << " " << t + 3 << "\n";
  }
  return text.str();
}

// `asset`: what stands in <asset>, unit and up axis among it.
inline std::string collada(const std::vector<Eigen::Vector3d>& corners, const std::string& asset) {
  std::ostringstream numbers, indices;
  for (const Eigen::Vector3d& p : corners) numbers << p.transpose() << " ";
  for (std::size_t i = 0; i < corners.size(); ++i) indices << i << " ";
  std::ostringstream text;
  text << "<?xml version=\"1.0\"?>\n"
          "<COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" version=\"1.4.1\">"
       << "<asset>" << asset << "</asset><library_geometries><geometry id=\"g\"><mesh>"
       << "<source id=\"p\"><float_array id=\"pa\" count=\"" << 3 * corners.size() << "\">"
       << numbers.str() << "</float_array><technique_common><accessor source=\"#pa\" count=\""
       << corners.size()
       << "\" stride=\"3\"><param name=\"X\" type=\"float\"/><param name=\"Y\" type=\"float\"/>"
          "<param name=\"Z\" type=\"float\"/></accessor></technique_common></source>"
          "<vertices id=\"v\"><input semantic=\"POSITION\" source=\"#p\"/></vertices>"
          "<triangles count=\""
       << corners.size() / 3 << "\"><input semantic=\"VERTEX\" source=\"#v\" offset=\"0\"/><p>"
       << indices.str()
       << "</p></triangles></mesh></geometry></library_geometries>"
          "<library_visual_scenes><visual_scene id=\"s\"><node id=\"n\">"
          "<instance_geometry url=\"#g\"/></node></visual_scene></library_visual_scenes>"
          "<scene><instance_visual_scene url=\"#s\"/></scene></COLLADA>\n";
  return text.str();
}

}  // namespace darkline::testing
