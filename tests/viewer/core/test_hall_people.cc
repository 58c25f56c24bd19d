// Who and what stands about in a hall: technicians, and the fixtures on the pads.
#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/viewer/one_post.h"
#include "tests/viewer/synthetic_hall.h"
#include "viewer/core/body_mesh.h"
#include "viewer/core/draw_list.h"
#include "viewer/core/hall_ground.h"
#include "viewer/core/hall_people.h"
#include "viewer/core/picking.h"
#include "viewer/core/station_fixtures.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

constexpr PictureSize kSize = {640, 360};

HallSnapshot three_zones() {
  return synthetic_hall({{"z10_floor", {6}, 20}, {"z60_framing", {5}, 12}}, one_post(0.2));
}

HallScene scene_of(const HallSnapshot& hall) {
  return build_hall_scene(hall, one_post(0.2), "hall.json", theme_of(false));
}

// From 6 m beside the point, a little above it.
Camera looking_at(const Eigen::Vector3d& p_W_m, double far_m) {
  Camera camera;
  camera.target_m = p_W_m;
  camera.eye_m = p_W_m + far_m * Eigen::Vector3d(0.0, -0.98, 0.2);
  camera.up = Eigen::Vector3d::UnitZ();
  return camera;
}

std::size_t instances_of(const DrawList& list, const std::vector<TriangleMesh>& mesh) {
  std::size_t n = 0;
  for (const DrawGroup& group : list.groups) n += group.parts == &mesh ? group.n_instances : 0;
  return n;
}

std::size_t technicians_in(const DrawList& list, const HallScene& scene) {
  std::size_t n = 0;
  for (const auto& mesh : scene.technician) n += instances_of(list, mesh);
  return n;
}

std::size_t fixtures_in(const DrawList& list, const HallScene& scene) {
  std::size_t n = 0;
  for (const auto& looks : scene.fixture_meshes) {
    for (const auto& mesh : looks) n += instances_of(list, mesh);
  }
  return n;
}

Eigen::AlignedBox3d box_of(const TriangleMesh& mesh, double up_m = 0.0) {
  Eigen::AlignedBox3d box;
  for (const Vertex& v : mesh.vertices) {
    box.extend(v.p_m.cast<double>() + up_m * Eigen::Vector3d::UnitZ());
  }
  return box;
}

constexpr FixtureKind kKinds[] = {FixtureKind::panels, FixtureKind::floor, FixtureKind::sides};
constexpr FixtureLook kFixtureLooks[] = {FixtureLook::closed, FixtureLook::open, FixtureLook::far};

}  // namespace

BOOST_AUTO_TEST_SUITE(hall_people)

BOOST_AUTO_TEST_CASE(a_station_under_repair_has_one_technician_at_its_gate_and_no_other_has) {
  HallSnapshot hall = three_zones();
  hall.stations[2].technician = true;
  hall.stations[7].technician = true;
  const HallScene scene = scene_of(hall);
  BOOST_TEST(scene.technicians.size() == 2U);
  for (const auto& station : hall.stations) {
    const Eigen::Vector3d gate_m = gate_pose(station).translation();
    const auto at_gate =
        std::ranges::count_if(scene.technicians, [&](const HallScene::Placed& figure) {
          return (figure.X_WM.col(3).cast<double>() - gate_m).norm() < 1e-3;
        });
    BOOST_TEST(at_gate == (station.technician ? 1 : 0), station.address);
  }
}

// Whether somebody is there is told by itself: a station may be down and wait for a technician, or
// stand in a plant that has none.
BOOST_AUTO_TEST_CASE(a_station_that_is_down_alone_shows_nobody) {
  HallSnapshot hall = three_zones();
  for (auto& station : hall.stations) station.state = StationState::down;
  BOOST_TEST(scene_of(hall).technicians.empty());
}

BOOST_AUTO_TEST_CASE(a_gate_is_outside_the_fence_and_within_the_aisle) {
  const HallSnapshot hall = three_zones();
  for (const auto& station : hall.stations) {
    const Eigen::Vector3d p_C = station.X_WC.inverse() * gate_pose(station).translation();
    BOOST_TEST(p_C.y() < -0.5 * station.width_m - 0.55 - 0.2);  // a shoulder from the panels
    BOOST_TEST(p_C.y() > -0.5 * station.width_m - 1.5);
    BOOST_TEST(std::abs(p_C.x()) < 0.5 * station.length_m);
    const Eigen::Vector3d looks =
        station.X_WC.linear().transpose() * gate_pose(station).linear() * Eigen::Vector3d::UnitX();
    BOOST_TEST((looks - Eigen::Vector3d::UnitY()).norm() < 1e-9);  // at the body
  }
}

BOOST_AUTO_TEST_CASE(technicians_with_nothing_to_do_wait_apart_from_each_other_and_from_all_pads) {
  HallSnapshot hall = three_zones();
  hall.idle_technicians = 60;
  const HallScene scene = scene_of(hall);
  BOOST_REQUIRE(scene.technicians.size() == 60U);
  for (std::size_t i = 0; i < 60; ++i) {
    const Eigen::Vector3d p_W = scene.technicians[i].X_WM.col(3).cast<double>();
    BOOST_TEST(p_W.x() < hall.hall_length_m);
    BOOST_TEST(p_W.y() < hall.hall_width_m);
    for (std::size_t k = 0; k < i; ++k) {
      BOOST_TEST((p_W - scene.technicians[k].X_WM.col(3).cast<double>()).norm() > 0.8);
    }
    for (const auto& station : hall.stations) {
      const Eigen::Vector3d p_C = station.X_WC.inverse() * p_W;
      BOOST_TEST((std::abs(p_C.x()) > 0.5 * station.length_m ||
                  std::abs(p_C.y()) > 0.5 * station.width_m + 0.55));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_figure_has_few_triangles_stands_on_the_floor_and_is_as_tall_as_people_are) {
  std::size_t finer = kMostTechnicianTriangles + 1;
  for (int lod = 0; lod < kLodCount; ++lod) {
    const TriangleMesh mesh = technician_mesh(lod, theme_of(false));
    BOOST_TEST(mesh.n_triangles() < finer);
    finer = mesh.n_triangles();
    const Eigen::AlignedBox3d box = box_of(mesh);
    BOOST_TEST(std::abs(box.min().z()) < 1e-6);
    BOOST_TEST(std::abs(box.max().z() - kTechnicianHeight_m) < 1e-6);
    BOOST_TEST(box.sizes().head<2>().norm() < 0.8);
  }
}

BOOST_AUTO_TEST_CASE(a_technician_is_drawn_once_from_near_and_from_far) {
  HallSnapshot hall = three_zones();
  hall.stations[2].technician = true;
  const HallScene scene = scene_of(hall);
  const Eigen::Vector3d p_W = gate_pose(hall.stations[2]).translation();
  for (const double far_m : {3.0, 10.0, 40.0, 150.0}) {
    BOOST_TEST(technicians_in(draw_list(scene, looking_at(p_W, far_m), kSize), scene) == 1U);
  }
}

BOOST_AUTO_TEST_CASE(no_fixture_reaches_into_the_box_of_a_body_and_its_skid) {
  for (unsigned bits = 1; bits < 256; ++bits) {
    BodyParts parts;
    for (unsigned i = 0; i < 8; ++i) {
      if ((bits >> i & 1U) != 0) parts = parts | static_cast<BodyPart>(i);
    }
    const Eigen::AlignedBox3d body = box_of(body_mesh(parts, 0, {1.F, 1.F, 1.F}), kConveyorTop_m);
    for (const FixtureLook look : kFixtureLooks) {
      const TriangleMesh mesh = fixture_mesh(fixture_kind(parts), look, theme_of(false));
      // each of its blocks is wholly on one side of the flow
      for (const double side : {-1.0, 1.0}) {
        double nearest_m = 1e9;
        for (const Vertex& v : mesh.vertices) {
          const double y = side * static_cast<double>(v.p_m.y());
          if (y > 0.0) nearest_m = std::min(nearest_m, y);
        }
        const double reach_m = side > 0.0 ? body.max().y() : -body.min().y();
        BOOST_TEST(nearest_m > reach_m, "parts " << bits << ": " << nearest_m << " m");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_fixture_has_few_triangles_stands_on_the_pad_and_fits_it) {
  for (const FixtureKind kind : kKinds) {
    for (const FixtureLook look : kFixtureLooks) {
      const TriangleMesh mesh = fixture_mesh(kind, look, theme_of(false));
      BOOST_TEST(mesh.n_triangles() <= kMostFixtureTriangles);
      const Eigen::AlignedBox3d box = box_of(mesh);
      BOOST_TEST(std::abs(box.min().z() - kPadTop_m) < 1e-6);
      BOOST_TEST(box.max().z() < 1.2);  // below the waist of the body
      BOOST_TEST(box.max().y() < 1.5);  // robots stand beyond
      BOOST_TEST(box.max().x() < 0.5 * kBodyLength_m);
    }
  }
}

BOOST_AUTO_TEST_CASE(clamps_are_closed_where_a_body_stands_and_open_while_it_comes_and_goes) {
  HallSnapshot hall = three_zones();
  HallScene scene = scene_of(hall);
  BOOST_REQUIRE(scene.fixtures.size() == hall.stations.size());
  for (const HallScene::Fixture& fixture : scene.fixtures) {
    BOOST_TEST(fixture.is_closed == hall.stations[fixture.station].body_present);
  }
  hall.stations[3].body_present = false;
  hall.stations[3].body_ahead_m = 1.2;
  set_clamps(scene, hall);
  BOOST_TEST(!scene.fixtures[3].is_closed);
  const Camera camera = looking_at(hall.stations[3].X_WC.translation(), 8.0);
  const DrawList list = draw_list(scene, camera, kSize);
  const auto open = static_cast<std::size_t>(FixtureLook::open);
  BOOST_TEST(instances_of(list, scene.fixture_meshes[scene.fixtures[3].kind][open]) >= 1U);
}

BOOST_AUTO_TEST_CASE(no_fixture_is_drawn_beyond_60_m_and_clamps_only_near_by) {
  const HallSnapshot hall = three_zones();
  const HallScene scene = scene_of(hall);
  const Eigen::Vector3d p_W = hall.stations[2].X_WC.translation();
  BOOST_TEST(fixtures_in(draw_list(scene, looking_at(p_W, 10.0), kSize), scene) > 0U);
  const DrawList middle = draw_list(scene, looking_at(p_W, 40.0), kSize);
  BOOST_TEST(fixtures_in(middle, scene) > 0U);
  for (const auto& looks : scene.fixture_meshes) {
    BOOST_TEST(instances_of(middle, looks[0]) + instances_of(middle, looks[1]) == 0U);
  }
  BOOST_TEST(fixtures_in(draw_list(scene, looking_at(p_W, 120.0), kSize), scene) == 0U);
}

BOOST_AUTO_TEST_CASE(a_pad_without_room_or_without_parts_has_no_fixture) {
  HallSnapshot hall = three_zones();
  hall.stations[0].parts = {};
  hall.stations[1].length_m = 3.0;
  const HallScene scene = scene_of(hall);
  BOOST_TEST(scene.fixtures.size() == hall.stations.size() - 2);
  for (const HallScene::Fixture& fixture : scene.fixtures) BOOST_TEST(fixture.station > 1U);
}

// A ray that met a robot first still does; and what is added hides what is behind it.
BOOST_AUTO_TEST_CASE(a_click_on_a_robot_is_the_robots_with_fixtures_and_people_about) {
  HallSnapshot hall = three_zones();
  for (auto& station : hall.stations) station.technician = true;
  const HallScene scene = scene_of(hall);
  for (std::size_t r = 0; r < scene.robots.size(); ++r) {
    Camera camera;  // from above: nothing is over a robot
    camera.target_m = scene.robots[r].X_WB.translation();
    camera.eye_m = camera.target_m + Eigen::Vector3d(0.0, -0.1, 12.0);
    camera.up = Eigen::Vector3d::UnitY();
    const auto picked = pick(scene, camera, kSize, {320.0, 180.0});
    BOOST_REQUIRE(picked.has_value());
    BOOST_TEST((picked->kind == Picked::Kind::robot && picked->index == r), r);
  }
  const Eigen::Vector3d chest_m =
      gate_pose(hall.stations[2]).translation() + Eigen::Vector3d(0.0, 0.0, 1.1);
  const auto met = pick(scene, looking_at(chest_m, 4.0), kSize, {320.0, 180.0});
  BOOST_REQUIRE(met.has_value());
  BOOST_TEST((met->kind == Picked::Kind::ground));
  BOOST_TEST((met->p_W_m - chest_m).norm() < 0.3);
}

BOOST_AUTO_TEST_SUITE_END()
