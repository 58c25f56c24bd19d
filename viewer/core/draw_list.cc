#include "viewer/core/draw_list.h"

#include <algorithm>
#include <array>
#include <span>

namespace darkline {
namespace {

constexpr std::array<float, 4> kNoTint = {1.F, 1.F, 1.F, 0.F};

// A list that is filled anew: groups of the last time give their memory.
struct Filling {
  DrawList& list;
  std::size_t n_groups = 0;

  DrawGroup& open(const std::vector<TriangleMesh>& parts, bool casts_shadow) {
    if (n_groups == list.groups.size()) list.groups.emplace_back();
    DrawGroup& group = list.groups[n_groups++];
    group.parts = &parts;
    group.n_instances = 0;
    group.records.clear();
    group.casts_shadow = casts_shadow;
    return group;
  }
};

// Appends instances to the last group of one kind, and opens another when it is full.
class GroupWriter {
 public:
  GroupWriter(Filling& filling, const std::vector<TriangleMesh>& parts, bool casts_shadow = true)
      : filling_(filling), parts_(parts), casts_shadow_(casts_shadow) {
    for (const TriangleMesh& part : parts_) n_triangles_ += part.n_triangles();
  }

  void add(std::span<const Pose34f> poses, const std::array<float, 4>& tint = kNoTint) {
    const std::size_t texels = 3 * parts_.size() + 1;
    if (!open_ || (group().n_instances + 1) * texels > kMostTexels) {
      filling_.open(parts_, casts_shadow_);
      open_ = true;
    }
    ++group().n_instances;
    std::vector<float>& records = group().records;
    for (const Pose34f& pose : poses) {
      for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 4; ++column) records.push_back(pose(row, column));
      }
    }
    records.insert(records.end(), tint.begin(), tint.end());
    filling_.list.n_triangles += n_triangles_;
  }

 private:
  DrawGroup& group() { return filling_.list.groups[filling_.n_groups - 1]; }

  Filling& filling_;
  const std::vector<TriangleMesh>& parts_;
  bool casts_shadow_;
  bool open_ = false;
  std::size_t n_triangles_ = 0;  // of an instance
};

struct View {
  const Camera& camera;
  const PictureSize& size;
  Frustum frustum;
  double shadow_room_m;

  bool may_see(Sphere sphere) const {
    sphere.radius_m += shadow_room_m;
    return frustum.may_see(sphere);
  }
  double radius_px(const Sphere& sphere) const {
    return sphere.radius_m / metres_per_pixel(camera, size, sphere.center_m);
  }
};

void add_robots(Filling& filling, const HallScene& scene, const View& view) {
  std::vector<int> lods(scene.robots.size(), -1);
  for (std::size_t i = 0; i < scene.robots.size(); ++i) {
    const Sphere& sphere = scene.robots[i].sphere;
    if (!view.may_see(sphere)) continue;
    lods[i] = lod_for(view.radius_px(sphere));
    ++filling.list.robots_by_lod[lods[i]];
  }
  for (std::size_t model = 0; model < scene.robot_models.size(); ++model) {
    for (int lod = 0; lod < kLodCount; ++lod) {
      GroupWriter writer(filling, scene.robot_models[model].links[static_cast<std::size_t>(lod)]);
      for (std::size_t i = 0; i < scene.robots.size(); ++i) {
        if (lods[i] == lod && scene.robots[i].model == model) writer.add(scene.robots[i].X_WL);
      }
    }
  }
}

void add_bodies(Filling& filling, const HallScene& scene, const View& view) {
  for (int lod = 0; lod < kLodCount; ++lod) {
    GroupWriter writer(filling, scene.body[static_cast<std::size_t>(lod)]);
    for (const HallScene::Placed& body : scene.bodies) {
      if (view.may_see(body.sphere) && lod_for(view.radius_px(body.sphere)) == lod) {
        writer.add({&body.X_WM, 1});
      }
    }
  }
}

// Panels cost many thin triangles: only where they are more than a blur.
void add_fences(Filling& filling, const HallScene& scene, const View& view) {
  constexpr double kLeast_px = 9.0;
  GroupWriter writer(filling, scene.fence);
  for (const HallScene::Placed& panel : scene.fences) {
    if (view.frustum.may_see(panel.sphere) && view.radius_px(panel.sphere) > kLeast_px) {
      writer.add({&panel.X_WM, 1});
    }
  }
}

// Lamps keep a least size, so that a fault shows from the overview.
void add_lamps(Filling& filling, const HallScene& scene, const View& view) {
  constexpr double kRadius_m = 0.14, kLeastNormal_px = 1.3, kLeastAbnormal_px = 3.2;
  GroupWriter writer(filling, scene.lamp, false);
  for (const HallScene::Lamp& lamp : scene.lamps) {
    const StateLook& look = look_of(lamp.state);
    const double least_px = look.abnormal ? kLeastAbnormal_px : kLeastNormal_px;
    const double radius =
        std::max(kRadius_m, least_px * metres_per_pixel(view.camera, view.size, lamp.p_W_m));
    if (!view.frustum.may_see({lamp.p_W_m, radius})) continue;
    Pose34f pose = Pose34f::Zero();
    pose.leftCols<3>().diagonal().setConstant(static_cast<float>(radius));
    pose.col(3) = lamp.p_W_m.cast<float>();
    writer.add({&pose, 1}, {look.lamp[0], look.lamp[1], look.lamp[2], 0.F});
  }
}

}  // namespace

int lod_for(double radius_px) {
  constexpr double kFine_px = 90.0, kMiddle_px = 28.0;
  return radius_px > kFine_px ? 0 : radius_px > kMiddle_px ? 1 : 2;
}

void update_draw_list(DrawList& list, const HallScene& scene, const Camera& camera,
                      const PictureSize& size, double shadow_room_m) {
  const View view{camera, size, Frustum(camera, size.aspect()), shadow_room_m};
  const Pose34f upright = Pose34f::Identity();
  std::ranges::fill(list.robots_by_lod, 0U);
  list.n_triangles = 0;
  Filling filling{list};
  GroupWriter(filling, scene.ground).add({&upright, 1});
  add_robots(filling, scene, view);
  add_bodies(filling, scene, view);
  add_fences(filling, scene, view);
  add_lamps(filling, scene, view);
  list.groups.resize(filling.n_groups);
}

DrawList draw_list(const HallScene& scene, const Camera& camera, const PictureSize& size,
                   double shadow_room_m) {
  DrawList list;
  update_draw_list(list, scene, camera, size, shadow_room_m);
  return list;
}

}  // namespace darkline
