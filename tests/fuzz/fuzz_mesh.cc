// Mesh files: the first byte says which format (s, o, d: STL, OBJ, COLLADA), the rest is the file.
#include <cmath>
#include <string>

#include "models/base/error.h"
#include "models/mesh/mesh_reader.h"
#include "tests/fuzz/fuzz_target.h"

using namespace darkline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const char* name = data[0] == 'o' ? "fuzzed.obj" : data[0] == 'd' ? "fuzzed.dae" : "fuzzed.stl";
  SurfaceMesh mesh;
  try {
    mesh = mesh_from_bytes(std::string(data + 1, data + size), name);
  } catch (const InputError&) {
    return 0;
  }
  fuzz::require(mesh.n_triangles() > 0 && mesh.n_triangles() <= kMostMeshTriangles);
  fuzz::require(mesh.normals.size() == mesh.n_triangles());
  for (const std::uint32_t corner : mesh.triangles) fuzz::require(corner < mesh.p_m.size());
  const SurfaceBounds bounds = bounds_of(mesh);
  fuzz::require(bounds.radius_m > 0.0 && bounds.radius_m < 2.0 * kFarthestMeshPointM);
  fuzz::require(std::isfinite(enclosed_solid(mesh).volume_m3));
  is_closed(mesh);
  return 0;
}
