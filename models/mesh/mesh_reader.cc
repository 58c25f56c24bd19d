#include "models/mesh/mesh_reader.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Geometry>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>
#include <assimp/MemoryIOWrapper.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/base/xml_depth.h"

namespace darkline {
namespace {

constexpr int kDeepestNode = 64;

enum class Format { none, stl, obj, dae };

Format format_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return Format::none;
  std::string end(name.substr(dot + 1));
  for (char& c : end) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (end == "stl") return Format::stl;
  if (end == "obj") return Format::obj;
  if (end == "dae") return Format::dae;
  return Format::none;
}

// What the library sees of the disk: the one file, from memory.
class OneFile : public Assimp::IOSystem {
 public:
  OneFile(std::string name, const std::string& bytes) : name_(std::move(name)), bytes_(bytes) {}

  bool Exists(const char* file) const override { return file == name_; }
  char getOsSeparator() const override { return '/'; }
  Assimp::IOStream* Open(const char* file, const char* /*mode*/) override {
    if (file != name_) return nullptr;
    return new Assimp::MemoryIOStream(  // the library gives it back through Close
        reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size());
  }
  void Close(Assimp::IOStream* stream) override { delete stream; }

 private:
  std::string name_;
  const std::string& bytes_;
};

class MeshReader {
 public:
  MeshReader(const std::string& bytes, std::string file, std::string element)
      : bytes_(bytes), file_(std::move(file)), element_(std::move(element)) {}

  SurfaceMesh read(const Eigen::Vector3d& scale);

 private:
  [[noreturn]] void refuse(std::string found, std::string wanted, std::string mend = {}) const {
    throw InputError({.place = {.file = file_},
                      .key = element_,
                      .found = std::move(found),
                      .wanted = std::move(wanted),
                      .mend = std::move(mend)});
  }
  void check_text(Format format) const;
  void check_obj_faces() const;
  void check_dae_counts() const;
  void check_dae_indices() const;
  void check_dae_sources() const;
  void add_node(const aiScene& scene, const aiNode& node, const Eigen::Affine3d& X_MP);
  void add_mesh(const aiMesh& mesh, const Eigen::Affine3d& X_MN);

  const std::string& bytes_;
  std::string file_;
  std::string element_;
  std::vector<Eigen::Vector3f> corners_m_;
};

// The value of an attribute within the text of a tag; empty without one.
std::string_view attribute(std::string_view tag, std::string_view name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    if (at == 0 || kBlanks.find(tag[at - 1]) == std::string_view::npos) continue;
    std::size_t i = tag.find_first_not_of(kBlanks, at + name.size());
    if (i == std::string_view::npos || tag[i] != '=') continue;
    i = tag.find_first_not_of(kBlanks, i + 1);
    if (i == std::string_view::npos || (tag[i] != '"' && tag[i] != '\'')) continue;
    return tag.substr(i + 1, tag.find(tag[i], i + 1) - i - 1);
  }
  return {};
}

// Infinity for what is no plain number: more than anything holds.
double number(std::string_view text, double otherwise) {
  if (text.empty()) return otherwise;
  double value = 0.0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::numeric_limits<double>::infinity();
    value = 10.0 * value + (c - '0');
  }
  return value;
}

// The library makes one object a face; count before it does.
void MeshReader::check_obj_faces() const {
  std::size_t triangles = 0;
  std::size_t at = 0;
  while (at < bytes_.size()) {
    std::size_t end = bytes_.find('\n', at);
    if (end == std::string::npos) end = bytes_.size();
    std::size_t i = at;
    while (i < end && (bytes_[i] == ' ' || bytes_[i] == '\t')) ++i;
    if (i + 1 < end && bytes_[i] == 'f' && (bytes_[i + 1] == ' ' || bytes_[i + 1] == '\t')) {
      std::size_t corners = 0;
      for (++i; i < end; ++i) {
        const bool blank = bytes_[i] == ' ' || bytes_[i] == '\t';
        if (!blank && (bytes_[i - 1] == ' ' || bytes_[i - 1] == '\t')) ++corners;
      }
      triangles += corners > 2 ? corners - 2 : 1;
    }
    at = end + 1;
  }
  if (triangles > kMostMeshTriangles) {
    refuse(fmt::format("{} triangles", triangles), fmt::format("at most {}", kMostMeshTriangles),
           "thin the mesh out");
  }
}

// The library makes room for as many numbers as an attribute count="..." says before it looks for
// them. Each takes at least one byte of the file.
void MeshReader::check_dae_counts() const {
  constexpr std::string_view kCount = "count";
  constexpr std::string_view kBlanks = " \t\r\n";
  for (std::size_t at = bytes_.find(kCount); at != std::string::npos;
       at = bytes_.find(kCount, at + 1)) {
    std::size_t i = bytes_.find_first_not_of(kBlanks, at + kCount.size());
    if (i == std::string::npos || bytes_[i] != '=') continue;
    i = bytes_.find_first_not_of(kBlanks, i + 1);
    if (i == std::string::npos || (bytes_[i] != '"' && bytes_[i] != '\'')) continue;
    i = bytes_.find_first_not_of(kBlanks, i + 1);
    std::size_t count = 0;
    const std::size_t start = i;
    while (i < bytes_.size() && bytes_[i] >= '0' && bytes_[i] <= '9' && count <= bytes_.size()) {
      count = 10 * count + static_cast<std::size_t>(bytes_[i++] - '0');
    }
    // a minus sign wraps around in the library
    const bool negative = start < bytes_.size() && bytes_[start] == '-';
    if (count > bytes_.size() || negative) {
      refuse("count=\"" + bytes_.substr(start, 20) + "\"", "no more numbers than the file holds");
    }
  }
}

// In a list of indices the library does not get past what is no number, and fills the memory with
// zeros.
void MeshReader::check_dae_indices() const {
  for (const std::string_view tag : {"<p", "<v", "<h", "<vcount"}) {
    for (std::size_t at = bytes_.find(tag); at != std::string::npos;
         at = bytes_.find(tag, at + 1)) {
      const std::size_t end_of_name = at + tag.size();
      if (end_of_name >= bytes_.size()) return;
      const char next = bytes_[end_of_name];
      if (std::isalnum(static_cast<unsigned char>(next)) != 0 || next == '_') continue;  // longer
      const std::size_t start = bytes_.find('>', end_of_name);
      if (start == std::string::npos) return;
      const std::size_t end = bytes_.find('<', start);
      const std::size_t odd = bytes_.find_first_not_of("0123456789- \t\r\n", start + 1);
      if (odd < std::min(end, bytes_.size())) {
        refuse("indices that are no numbers", "a COLLADA file whose indices are whole numbers");
      }
    }
  }
}

// The library reads numbers of an array where an accessor says they are, without looking how many
// there are. Array and accessor stand in one <source>, as every program writes them.
void MeshReader::check_dae_sources() const {
  const std::string_view all = bytes_;
  for (std::size_t at = all.find("<accessor"); at != std::string_view::npos;
       at = all.find("<accessor", at + 1)) {
    const std::string_view accessor = all.substr(at, all.find('>', at) - at);
    const std::size_t opened = all.rfind("<source", at);
    const std::string_view before =
        opened == std::string_view::npos ? "" : all.substr(opened, at - opened);
    const std::size_t ended = before.find("_array");
    const std::string_view array = ended == std::string_view::npos
                                       ? ""
                                       : before.substr(ended, before.find('>', ended) - ended);
    const std::string_view name = attribute(accessor, "source");
    const bool same = !name.empty() && name.front() == '#' &&
                      name.substr(1) == attribute(array, "id") &&
                      before.find("_array ", ended + 1) == std::string_view::npos;
    const double reached =
        number(attribute(accessor, "offset"), 0.0) +
        number(attribute(accessor, "count"), 0.0) * number(attribute(accessor, "stride"), 1.0);
    const double held = number(attribute(array, "count"), 0.0);
    if (!same || !(reached <= held)) {
      refuse(fmt::format("an <accessor> of {} numbers, of which its <source> holds {}", reached,
                         same ? held : 0.0),
             "a <source> with an array and an accessor of it, no longer than the array");
    }
  }
}

void MeshReader::check_text(Format format) const {
  if (format == Format::obj) check_obj_faces();
  if (format != Format::dae) return;
  if (xml_depth(bytes_) > kDeepestNode) {
    refuse(fmt::format("elements more than {} deep", kDeepestNode), "a COLLADA file");
  }
  check_dae_counts();
  check_dae_indices();
  check_dae_sources();
  // Instances of instances grow without bound, or forever.
  if (bytes_.find("instance_node") != std::string::npos) {
    refuse("<instance_node>", "geometry that stands in the scene itself",
           "export the mesh again with its instances made real");
  }
}

void MeshReader::add_mesh(const aiMesh& mesh, const Eigen::Affine3d& X_MN) {
  const bool mirrored = X_MN.linear().determinant() < 0.0;
  for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
    const aiFace& face = mesh.mFaces[f];
    if (face.mNumIndices != 3) continue;  // points and lines
    if (corners_m_.size() / 3 >= kMostMeshTriangles) {
      refuse(fmt::format("more than {} triangles", kMostMeshTriangles),
             fmt::format("at most {}", kMostMeshTriangles), "thin the mesh out");
    }
    for (unsigned c = 0; c < 3; ++c) {
      const unsigned index = face.mIndices[mirrored ? 2 - c : c];
      if (index >= mesh.mNumVertices) refuse("a triangle of corners that are not there", "a mesh");
      const aiVector3D& v = mesh.mVertices[index];
      const Eigen::Vector3d p = X_MN * Eigen::Vector3f(v.x, v.y, v.z).cast<double>();
      if (!p.allFinite()) refuse("a corner that is not finite", "finite coordinates");
      if (p.cwiseAbs().maxCoeff() > kFarthestMeshPointM) {
        refuse(fmt::format("a corner {:.4g} m away", p.norm()),
               fmt::format("a mesh within {} m of its origin", kFarthestMeshPointM),
               "a mesh drawn in millimetres needs scale=\"0.001 0.001 0.001\" in the URDF file");
      }
      corners_m_.push_back(p.cast<float>());
    }
  }
}

void MeshReader::add_node(const aiScene& scene, const aiNode& node, const Eigen::Affine3d& X_MP) {
  const aiMatrix4x4& t = node.mTransformation;
  Eigen::Matrix4f here;
  here << t.a1, t.a2, t.a3, t.a4, t.b1, t.b2, t.b3, t.b4, t.c1, t.c2, t.c3, t.c4, 0.F, 0.F, 0.F,
      1.F;
  const Eigen::Affine3d X_MN = X_MP * Eigen::Affine3d(here.cast<double>());
  for (unsigned i = 0; i < node.mNumMeshes; ++i) {
    if (node.mMeshes[i] < scene.mNumMeshes) add_mesh(*scene.mMeshes[node.mMeshes[i]], X_MN);
  }
  for (unsigned i = 0; i < node.mNumChildren; ++i) add_node(scene, *node.mChildren[i], X_MN);
}

SurfaceMesh MeshReader::read(const Eigen::Vector3d& scale) {
  const Format format = format_of(file_);
  const char* kWanted = "a mesh: *.stl, *.obj or *.dae";
  if (format == Format::none) {
    refuse(fmt::format("\"{}\"", std::filesystem::path(file_).filename().string()), kWanted,
           "convert it to STL");
  }
  if (!scale.allFinite() || (scale.array() == 0.0).any()) {
    refuse(fmt::format("a scale of {} {} {}", scale.x(), scale.y(), scale.z()),
           "three finite factors other than 0");
  }
  if (bytes_.size() > kMostMeshBytes) {
    refuse(fmt::format("{} bytes", bytes_.size()), fmt::format("at most {}", kMostMeshBytes),
           "thin the mesh out");
  }
  check_text(format);
  const std::string name = format == Format::stl   ? "mesh.stl"
                           : format == Format::obj ? "mesh.obj"
                                                   : "mesh.dae";
  Assimp::Importer importer;
  importer.SetIOHandler(new OneFile(name, bytes_));  // the importer deletes it
  importer.SetPropertyBool(AI_CONFIG_IMPORT_COLLADA_IGNORE_UP_DIRECTION, true);
  importer.SetPropertyBool(AI_CONFIG_IMPORT_NO_SKELETON_MESHES, true);
  const aiScene* scene = nullptr;
  std::string problem;
  try {
    scene = importer.ReadFile(name, aiProcess_Triangulate);
    if (scene == nullptr) problem = importer.GetErrorString();
  } catch (const std::exception& thrown) {
    problem = thrown.what();
  }
  if (scene == nullptr || scene->mRootNode == nullptr) {
    refuse(problem.empty() ? "no mesh" : problem.substr(0, 300), kWanted,
           "open it in a mesh editor and export it again");
  }
  Eigen::Affine3d X_MF = Eigen::Affine3d::Identity();
  X_MF.linear() = scale.asDiagonal();
  add_node(*scene, *scene->mRootNode, X_MF);
  SurfaceMesh mesh = surface_from_corners(corners_m_);
  if (mesh.n_triangles() == 0) {
    refuse("no triangle with an area", kWanted, "export surfaces, not curves or points");
  }
  return mesh;
}

}  // namespace

bool is_mesh_name(std::string_view name) {
  return format_of(name) != Format::none;
}

SurfaceMesh mesh_from_bytes(const std::string& bytes, const std::string& file_name,
                            const Eigen::Vector3d& scale, const std::string& element) {
  return MeshReader(bytes, file_name, element).read(scale);
}

SurfaceMesh read_mesh(const std::filesystem::path& file, const Eigen::Vector3d& scale,
                      const std::string& element) {
  std::string bytes;
  try {
    bytes = read_file(file, kMostMeshBytes);
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.key = element;
    problem.mend = "thin the mesh out";
    throw InputError(problem);
  }
  return mesh_from_bytes(bytes, file.string(), scale, element);
}

}  // namespace darkline
