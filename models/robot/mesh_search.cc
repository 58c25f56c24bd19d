#include "models/robot/mesh_search.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/mesh/mesh_reader.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestName = 1000;

void add_folders(std::vector<fs::path>& path, const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return;
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) path.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

std::vector<fs::path> search_path(const fs::path& urdf_file) {
  std::vector<fs::path> path;
  std::error_code error;
  fs::path folder = fs::absolute(urdf_file, error).lexically_normal().parent_path();
  while (!error && !folder.empty()) {
    path.push_back(folder);
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  add_folders(path, "DARKLINE_ROBOT_PATH");
  add_folders(path, "ROS_PACKAGE_PATH");
  return path;
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

}  // namespace

fs::path find_mesh(const std::string& uri, const fs::path& urdf_file, const std::string& element) {
  const auto refuse = [&](std::string wanted, std::string mend) {
    throw InputError({.place = {.file = urdf_file.string()},
                      .key = element,
                      .found = fmt::format("the mesh \"{}\"", uri.substr(0, 200)),
                      .wanted = std::move(wanted),
                      .mend = std::move(mend)});
  };
  if (uri.empty() || uri.size() > kLongestName || !is_mesh_name(uri)) {
    refuse("a mesh: *.stl, *.obj or *.dae", "convert it to STL and name that");
  }
  std::string rest = uri;
  std::string package;
  bool absolute = false;
  if (uri.starts_with("package://") || uri.starts_with("model://")) {
    rest = uri.substr(uri.find("//") + 2);
    const std::size_t slash = rest.find('/');
    package = rest.substr(0, slash);
    rest = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
    if (package.empty() || package == "." || package == ".." || rest.empty()) {
      refuse("package://NAME/PATH", "");
    }
  } else if (uri.starts_with("file://")) {
    rest = uri.substr(7);
    absolute = true;
  } else if (uri.find("://") != std::string::npos) {
    refuse("a file of this machine: package://, file:// or a path", "fetch the mesh first");
  }
  if (absolute || fs::path(rest).is_absolute()) {
    if (package.empty() && is_file(rest)) return rest;
    refuse("a file that is there", "put it there, or name it by package:// or from the URDF file");
  }
  for (const fs::path& folder : search_path(urdf_file)) {
    if (package.empty()) {
      if (is_file(folder / rest)) return (folder / rest).lexically_normal();
      continue;
    }
    if (is_file(folder / package / rest)) return (folder / package / rest).lexically_normal();
    if (folder.filename() == package && is_file(folder / rest)) {
      return (folder / rest).lexically_normal();
    }
  }
  refuse(fmt::format("a file in the folder of the URDF file, its parents, $DARKLINE_ROBOT_PATH or "
                     "$ROS_PACKAGE_PATH"),
         package.empty()
             ? "put the mesh beside the URDF file"
             : fmt::format("DARKLINE_ROBOT_PATH=FOLDER, the folder that holds {}", package));
  return {};
}

}  // namespace darkline
