#include "viewer/core/draw_list.h"

#include <algorithm>
#include <array>
#include <span>

#include "viewer/core/hall_ground.h"
#include "viewer/core/station_fixtures.h"

namespace darkline {
namespace {

constexpr std::array<float, 4> kNoTint = {1.F, 1.F, 1.F, 0.F};

struct Kind {
  bool casts_shadow = true;
  bool is_closed = true;
  bool lies_under = false;
};

// A list that is filled anew: groups of the last time give their memory.
class Filling {
 public:
  explicit Filling(DrawList& list) : list_(list) {
    std::ranges::fill(list_.robots_by_lod, 0U);
    list_.n_triangles = 0;
  }
  ~Filling() { list_.groups.resize(n_groups_); }
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

  void open(const std::vector<TriangleMesh>& parts, const Kind& kind) {
    if (n_groups_ == list_.groups.size()) list_.groups.emplace_back();
    DrawGroup& group = list_.groups[n_groups_++];
    group.parts = &parts;
    group.n_instances = 0;
    group.records.clear();
    group.casts_shadow = kind.casts_shadow;
    group.is_closed = kind.is_closed;
    group.lies_under = kind.lies_under;
  }
  DrawGroup& last() { return list_.groups[n_groups_ - 1]; }
  DrawList& list() { return list_; }

 private:
  DrawList& list_;
  std::size_t n_groups_ = 0;
};

// Appends instances to the last group of one kind, and opens another when it is full.
class GroupWriter {
 public:
  GroupWriter(Filling& filling, const std::vector<TriangleMesh>& parts, const Kind& kind = {})
      : filling_(filling), parts_(parts), kind_(kind) {
    for (const TriangleMesh& part : parts_) n_triangles_ += part.n_triangles();
  }

  void add(std::span<const Pose34f> poses, const std::array<float, 4>& tint = kNoTint) {
    const std::size_t texels = 3 * parts_.size() + 1;
    if (!open_ || (group().n_instances + 1) * texels > kMostTexels) {
      filling_.open(parts_, kind_);
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
    filling_.list().n_triangles += n_triangles_;
  }

 private:
  DrawGroup& group() { return filling_.last(); }

  Filling& filling_;
  const std::vector<TriangleMesh>& parts_;
  Kind kind_;
  bool open_ = false;
  std::size_t n_triangles_ = 0;  // of an instance
};

struct View {
  DrawDetail detail;
  Frustum frustum;
  int least_lod = 0;

  View(const Camera& camera, const PictureSize& size, const DrawChoice& choice, int lod = 0)
      : detail{camera, size, choice}, frustum(camera, size.aspect()), least_lod(lod) {}

  bool may_see(Sphere sphere) const {
    sphere.radius_m += detail.choice.shadow_room_m;
    return frustum.may_see(sphere);
  }
  template <typename Thing>
  int lod_of(const Thing& thing) const {
    return std::max(least_lod, detail.lod_of(thing));
  }
};

// Level of detail of each robot, -1 for one that is not seen.
using RobotLods = std::vector<int>;

void add_tools(Filling& filling, const HallScene& scene, const RobotLods& lods) {
  for (std::size_t tool = 1; tool < kRobotTools; ++tool) {
    for (int lod = 0; lod + 1 < kLodCount; ++lod) {
      GroupWriter writer(filling, scene.tools[tool][static_cast<std::size_t>(lod)]);
      for (std::size_t i = 0; i < scene.robots.size(); ++i) {
        if (lods[i] != lod || scene.robots[i].tool != static_cast<RobotTool>(tool)) continue;
        writer.add({&scene.robots[i].X_WT, 1});
      }
    }
  }
}

void add_robots(Filling& filling, const HallScene& scene, const View& view) {
  RobotLods lods(scene.robots.size(), -1);
  for (std::size_t i = 0; i < scene.robots.size(); ++i) {
    if (!view.may_see(scene.robots[i].sphere)) continue;
    lods[i] = view.lod_of(scene.robots[i]);
    ++filling.list().robots_by_lod[lods[i]];
  }
  for (std::size_t model = 0; model < scene.robot_models.size(); ++model) {
    for (int lod = 0; lod < kLodCount; ++lod) {
      const RobotMeshes& meshes = scene.robot_models[model];
      GroupWriter writer(filling, meshes.links[static_cast<std::size_t>(lod)],
                         {.is_closed = meshes.is_closed});
      for (std::size_t i = 0; i < scene.robots.size(); ++i) {
        if (lods[i] == lod && scene.robots[i].model == model) writer.add(scene.robots[i].X_WL);
      }
    }
  }
  add_tools(filling, scene, lods);
}

void add_bodies(Filling& filling, const HallScene& scene, const View& view) {
  std::vector<int> lods(scene.bodies.size(), -1);
  for (std::size_t i = 0; i < scene.bodies.size(); ++i) {
    const Sphere& sphere = scene.bodies[i].sphere;
    if (view.may_see(sphere)) lods[i] = view.lod_of(sphere);
  }
  for (const auto& [parts, meshes] : scene.body_kinds) {
    for (int lod = 0; lod < kLodCount; ++lod) {
      GroupWriter writer(filling, meshes[static_cast<std::size_t>(lod)], {.is_closed = false});
      for (std::size_t i = 0; i < scene.bodies.size(); ++i) {
        const HallScene::Body& body = scene.bodies[i];
        if (lods[i] == lod && body.parts == parts) writer.add({&body.X_WM, 1});
      }
    }
  }
}

// A light that keeps a least size; drops of steel where they show.
void add_sparks(Filling& filling, const HallScene& scene, const View& view) {
  constexpr double kCore_m = 0.035, kLeast_px = 1.8, kShower_m = 0.7, kShower_px = 14.0;
  constexpr std::array<float, 4> kWhiteHot = {1.F, 0.93F, 0.72F, 0.F};
  std::vector<bool> flies(scene.sparks.size());
  {
    GroupWriter cores(filling, scene.far_lamp, {.casts_shadow = false});
    for (std::size_t i = 0; i < scene.sparks.size(); ++i) {
      const Eigen::Vector3d p = scene.sparks[i].X_WS.col(3).cast<double>();
      if (!view.frustum.may_see({p, kShower_m})) continue;
      const double pixel_m = metres_per_pixel(view.detail.camera, view.detail.size, p);
      flies[i] = kShower_m > kShower_px * pixel_m / view.detail.choice.detail;
      Pose34f pose = Pose34f::Zero();
      pose.leftCols<3>().diagonal().setConstant(
          static_cast<float>(std::max(kCore_m, kLeast_px * pixel_m)));
      pose.col(3) = scene.sparks[i].X_WS.col(3);
      cores.add({&pose, 1}, kWhiteHot);
    }
  }
  for (std::size_t frame = 0; frame < scene.spark_frames.size(); ++frame) {
    GroupWriter showers(filling, scene.spark_frames[frame],
                        {.casts_shadow = false, .is_closed = false});
    for (std::size_t i = 0; i < scene.sparks.size(); ++i) {
      if (flies[i] && scene.sparks[i].frame == frame) showers.add({&scene.sparks[i].X_WS, 1});
    }
  }
}

void add_fences(Filling& filling, const HallScene& scene, const View& view) {
  for (const auto* mesh : {&scene.fence, &scene.far_fence}) {
    GroupWriter writer(filling, *mesh);
    for (const HallScene::Placed& panel : scene.fences) {
      if (view.frustum.may_see(panel.sphere) && view.detail.fence_of(scene, panel.sphere) == mesh) {
        writer.add({&panel.X_WM, 1});
      }
    }
  }
}

void add_fixtures(Filling& filling, const HallScene& scene, const View& view) {
  std::vector<const std::vector<TriangleMesh>*> shown(scene.fixtures.size(), nullptr);
  for (std::size_t i = 0; i < scene.fixtures.size(); ++i) {
    const HallScene::Fixture& fixture = scene.fixtures[i];
    if (view.frustum.may_see(fixture.sphere)) shown[i] = view.detail.fixture_of(scene, fixture);
  }
  for (const auto& looks : scene.fixture_meshes) {
    for (const auto& mesh : looks) {
      GroupWriter writer(filling, mesh);
      for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown[i] == &mesh) writer.add({&scene.fixtures[i].X_WM, 1});
      }
    }
  }
}

// A figure keeps the floor that it stands on: in no level of detail it is left out.
void add_technicians(Filling& filling, const HallScene& scene, const View& view) {
  for (int lod = 0; lod < kLodCount; ++lod) {
    GroupWriter writer(filling, scene.technician[static_cast<std::size_t>(lod)]);
    for (const HallScene::Placed& figure : scene.technicians) {
      if (view.lod_of(figure.sphere) != lod || !view.may_see(figure.sphere)) continue;
      writer.add({&figure.X_WM, 1});
    }
  }
}

// Lamps keep a least size, so that a fault shows from the overview.
void add_lamps(Filling& filling, const HallScene& scene, const View& view) {
  constexpr double kLeastNormal_px = 1.3, kLeastAbnormal_px = 3.2;
  constexpr double kRound_px = 6.0;  // below, corners do not show
  for (const bool round : {true, false}) {
    GroupWriter writer(filling, round ? scene.lamp : scene.far_lamp, {.casts_shadow = false});
    for (const HallScene::Lamp& lamp : scene.lamps) {
      const StateLook& look = look_of(lamp.state);
      if (look.flashing && scene.flash_is_dark) continue;
      const Eigen::Vector3d p_W_m = lit_lamp_m(lamp);
      const double least_px = look.abnormal ? kLeastAbnormal_px : kLeastNormal_px;
      const double pixel_m = metres_per_pixel(view.detail.camera, view.detail.size, p_W_m);
      const double radius = std::max(kLampRadius_m, least_px * pixel_m);
      if ((radius >= kRound_px * pixel_m) != round) continue;
      if (!view.frustum.may_see({p_W_m, radius})) continue;
      Pose34f pose = Pose34f::Zero();
      pose.leftCols<3>().diagonal().setConstant(static_cast<float>(radius));
      pose.col(3) = p_W_m.cast<float>();
      const Color& color = scene.signals.lamp_of(look);
      writer.add({&pose, 1}, {color[0], color[1], color[2], 0.F});
    }
  }
}

void add_marks(Filling& filling, const HallScene& scene) {
  GroupWriter tiles(filling, scene.tile, {.casts_shadow = false});
  for (const HallScene::Tile& tile : scene.tiles) {
    tiles.add({&tile.X_WT, 1}, {tile.color[0], tile.color[1], tile.color[2], 0.F});
  }
  for (std::size_t i = 0; i < scene.signs_of.size(); ++i) {
    GroupWriter signs(filling, scene.signs_of[i], {.casts_shadow = false, .is_closed = false});
    for (const HallScene::Sign& sign : scene.signs) {
      if (sign.state == static_cast<StationState>(i)) signs.add({&sign.X_WS, 1});
    }
  }
  GroupWriter rings(filling, scene.ring, {.casts_shadow = false});
  for (const HallScene::Ring& ring : scene.rings) {
    Pose34f pose = Pose34f::Zero();
    pose.leftCols<3>().diagonal().setConstant(static_cast<float>(ring.radius_m));
    pose.col(3) = ring.p_W_m.cast<float>();
    rings.add({&pose, 1}, {ring.color[0], ring.color[1], ring.color[2], 0.F});
  }
}

}  // namespace

int lod_for(double radius_px) {
  constexpr double kFine_px = 170.0, kMiddle_px = 70.0, kCoarse_px = 28.0;
  if (radius_px <= kCoarse_px) return 3;
  return radius_px > kFine_px ? 0 : radius_px > kMiddle_px ? 1 : 2;
}

double DrawDetail::radius_px(const Sphere& sphere) const {
  return choice.detail * sphere.radius_m / metres_per_pixel(camera, size, sphere.center_m);
}

// Panels cost many thin triangles: wires only where they show.
const std::vector<TriangleMesh>* DrawDetail::fence_of(const HallScene& scene,
                                                      const Sphere& panel) const {
  constexpr double kLeast_px = 11.0, kWires_px = 50.0;
  const double radius = radius_px(panel);
  if (radius <= kLeast_px) return nullptr;
  return radius > kWires_px ? &scene.fence : &scene.far_fence;
}

bool DrawDetail::shows(const HallScene::Block& block) const {
  constexpr double kLeast_px = 8.0;  // of a metre
  return !block.is_thin || radius_px({block.sphere.center_m, 1.0}) >= kLeast_px;
}

const std::vector<TriangleMesh>* DrawDetail::fixture_of(const HallScene& scene,
                                                        const HallScene::Fixture& fixture) const {
  constexpr double kClamps_m = 25.0;
  const double away_m = (fixture.sphere.center_m - camera.eye_m).norm() / choice.detail;
  if (away_m > kFixtureFrom_m) return nullptr;
  const auto look = away_m > kClamps_m  ? FixtureLook::far
                    : fixture.is_closed ? FixtureLook::closed
                                        : FixtureLook::open;
  return &scene.fixture_meshes[fixture.kind][static_cast<std::size_t>(look)];
}

void update_draw_list(DrawList& list, const HallScene& scene, const Camera& camera,
                      const PictureSize& size, const DrawChoice& choice) {
  const View view(camera, size, choice);
  const Pose34f upright = Pose34f::Identity();
  Filling filling(list);
  for (const HallScene::Block& block : scene.ground) {
    if (!view.detail.shows(block) || !view.may_see(block.sphere)) continue;
    GroupWriter(filling, block.mesh, {.lies_under = true}).add({&upright, 1});
  }
  add_robots(filling, scene, view);
  add_bodies(filling, scene, view);
  add_fences(filling, scene, view);
  add_fixtures(filling, scene, view);
  add_technicians(filling, scene, view);
  add_marks(filling, scene);
  add_sparks(filling, scene, view);
  add_lamps(filling, scene, view);
}

void update_shadow_list(DrawList& list, const HallScene& scene, const Camera& camera,
                        const PictureSize& size) {
  constexpr double kRoom_m = 4.0;  // a robot's height, about, under a light this steep
  const View view(camera, size, {.shadow_room_m = kRoom_m}, kLodCount - 1);
  Filling filling(list);
  add_robots(filling, scene, view);
  add_bodies(filling, scene, view);
  add_technicians(filling, scene, view);
}

DrawList draw_list(const HallScene& scene, const Camera& camera, const PictureSize& size,
                   const DrawChoice& choice) {
  DrawList list;
  update_draw_list(list, scene, camera, size, choice);
  return list;
}

}  // namespace darkline
