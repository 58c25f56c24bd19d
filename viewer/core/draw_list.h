// What one camera sees of a scene, as instances: groups of meshes with one record per instance.
//
// A record holds 3 texels (4 floats each) per part of the group, the rows of the part's 3 x 4 pose
// in the hall, then 1 texel of tint: red, green, blue, which multiply the vertices' colours, and a
// share of glow that is added to theirs.
#pragma once

#include <cstddef>
#include <vector>

#include "viewer/core/camera.h"
#include "viewer/core/hall_scene.h"

namespace darkline {

inline constexpr std::size_t kMostTexels = 65'536;  // of a buffer that every OpenGL grants

struct DrawGroup {
  const std::vector<TriangleMesh>* parts = nullptr;  // of the scene, which must outlive the list
  std::size_t n_instances = 0;                       // at least 1
  std::vector<float> records;                        // (n_instances x texels() x 4)
  bool casts_shadow = true;
  bool is_closed = true;    // no triangle shows its back: backs need not be drawn
  bool lies_under = false;  // the ground: drawn last, since most of it is hidden

  std::size_t texels() const { return 3 * parts->size() + 1; }
};

struct DrawList {
  std::vector<DrawGroup> groups;
  std::size_t robots_by_lod[kLodCount] = {};
  std::size_t n_triangles = 0;
};

// The level of detail for a bounding sphere that shows as a circle of this radius.
int lod_for(double radius_px);

struct DrawChoice {
  // Robots and bodies outside the view are left out, unless they stand within this of it: their
  // shadows may still show.
  double shadow_room_m = 0.0;
  double detail = 1.0;  // above 1: finer levels of detail than a frame of a moving hall needs
};

// How finely a camera shows things.
struct DrawDetail {
  Camera camera;
  PictureSize size;
  DrawChoice choice = {};

  double radius_px(const Sphere& sphere) const;
  int lod_of(const Sphere& sphere) const { return lod_for(radius_px(sphere)); }
  int lod_of(const HallScene::RobotInstance& robot) const {
    return lod_of({robot.sphere.center_m, robot.arm_radius_m});
  }
  bool shows(const HallScene::Block& block) const;  // thin ones only near by
  // That of a fixture: clamps only near by, nothing from kFixtureFrom_m on.
  const std::vector<TriangleMesh>* fixture_of(const HallScene& scene,
                                              const HallScene::Fixture& fixture) const;
  // The mesh that stands for a fence panel, of the scene; none where all is a blur.
  const std::vector<TriangleMesh>* fence_of(const HallScene& scene, const Sphere& panel) const;
};

DrawList draw_list(const HallScene& scene, const Camera& camera, const PictureSize& size,
                   const DrawChoice& choice = {});

// The same into a list of an earlier picture, whose memory it uses again.
void update_draw_list(DrawList& list, const HallScene& scene, const Camera& camera,
                      const PictureSize& size, const DrawChoice& choice = {});

// What casts the shadows that show: robots, bodies and technicians, in the coarsest level.
void update_shadow_list(DrawList& list, const HallScene& scene, const Camera& camera,
                        const PictureSize& size);

}  // namespace darkline
