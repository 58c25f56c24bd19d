// A hall snapshot as things to draw: meshes, and where they stand. Built once per snapshot; what a
// camera sees of it is a draw list (draw_list.h).
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "models/robot/robot_model.h"
#include "models/stream/body_parts.h"
#include "models/stream/hall_snapshot.h"
#include "viewer/core/palette.h"
#include "viewer/core/tessellation.h"

namespace darkline {

using RobotModels = std::map<std::string, RobotModel>;  // by id

// One mesh per link and level of detail, in the link's frame.
struct RobotMeshes {
  std::array<std::vector<TriangleMesh>, kLodCount> links;  // [lod][link]
  std::vector<Sphere> link_spheres;                        // (n_links), in the link's frame
  bool is_closed = true;  // without meshes of files, which may be open or turned inside out
};

RobotMeshes robot_meshes(const RobotModel& robot);

using Pose34f = Eigen::Matrix<float, 3, 4>;  // rotation and position of a pose

using MeshByLod = std::array<std::vector<TriangleMesh>, kLodCount>;  // one mesh each

inline constexpr std::size_t kRobotTools = 7;

struct HallScene {
  struct RobotInstance {
    std::size_t model = 0;  // in robot_models and kinematics
    Pose X_WB = Pose::Identity();
    RobotTool tool = RobotTool::none;
    double tip_m = 0.0;
    std::vector<Pose34f> X_WL;           // (n_links)
    Pose34f X_WT = Pose34f::Identity();  // of the tool's mesh, in its size
    Sphere sphere;                       // holds arm and tool as they stand, in the hall's frame
    double arm_radius_m = 0.0;           // of the arm alone: what its level of detail goes by
  };
  struct Placed {  // a fence panel, a technician
    Pose34f X_WM;
    Sphere sphere;
  };
  struct Fixture {  // on a station's pad
    Pose34f X_WM;
    Sphere sphere;
    std::size_t station = 0;  // in the hall's stations
    std::size_t kind = 0;     // FixtureKind
    bool is_closed = false;   // its clamps
  };
  struct Block {                     // what stands in a part of the hall, as it is
    std::vector<TriangleMesh> mesh;  // one
    Sphere sphere;
    bool is_thin = false;  // poles: from afar less than a pixel
  };
  struct Body {
    Pose34f X_WM;
    Sphere sphere;
    BodyParts parts;
  };
  struct Spark {  // a shower, at the electrodes of a robot that welds
    Pose34f X_WS;
    std::size_t frame = 0;  // of spark_frames
  };
  struct Lamp {                                       // the lit lamp of a stack light
    Eigen::Vector3d p_W_m = Eigen::Vector3d::Zero();  // of its column's upper lamp
    StationState state = StationState::working;
  };
  struct Ring {  // on the floor, round what is selected
    Eigen::Vector3d p_W_m = Eigen::Vector3d::Zero();
    double radius_m = 1.0;
    Color color = {1.F, 1.F, 1.F};
  };
  struct Tile {    // over a station's pad: a share as a colour
    Pose34f X_WT;  // of the unit square
    Color color = {1.F, 1.F, 1.F};
  };
  struct Sign {  // the glyph of a state on a station's pad
    Pose34f X_WS;
    StationState state = StationState::working;
  };
  struct ZoneSign {
    std::string title;  // "Z60 framing"
    // The near edge of its longest row: the sign may stand anywhere along it.
    Eigen::Vector3d p_from_m = Eigen::Vector3d::Zero(), p_to_m = Eigen::Vector3d::Zero();
  };

  std::vector<RobotMeshes> robot_models;
  std::vector<RobotModel> kinematics;  // of each of robot_models
  std::vector<RobotInstance> robots;
  std::array<MeshByLod, kRobotTools> tools;  // [RobotTool]
  std::array<Sphere, kRobotTools> tool_spheres;
  std::map<BodyParts, MeshByLod> body_kinds;  // those that have been seen
  Color body_color = {1.F, 1.F, 1.F};
  Signals signals;  // the theme's
  std::vector<Body> bodies;
  std::vector<std::vector<TriangleMesh>> spark_frames;  // one mesh each
  std::vector<Spark> sparks;
  std::vector<TriangleMesh> fence, far_fence;  // one mesh each: with wires, and without
  std::vector<Placed> fences;
  std::array<std::array<std::vector<TriangleMesh>, 3>, 3> fixture_meshes;  // [FixtureKind][look]
  std::vector<Fixture> fixtures;
  MeshByLod technician;
  std::vector<Placed> technicians;
  std::vector<TriangleMesh> lamp, far_lamp;           // one mesh of radius 1 each, white
  bool flash_is_dark = false;                         // lamps that flash are not lit just now
  std::vector<Lamp> lamps;                            // station by station
  std::vector<TriangleMesh> ring;                     // one flat mesh of radius 1, white
  std::vector<Ring> rings;                            // none in a new scene
  std::array<std::vector<TriangleMesh>, 4> signs_of;  // [StationState] one flat mesh, white
  std::vector<Sign> signs;                            // none in a new scene
  std::vector<TriangleMesh> tile;                     // the square of side 1, white
  std::vector<Tile> tiles;                            // none in a new scene
  std::vector<Block> ground;                          // floor, pads, ways, poles, zones, spots
  std::vector<ZoneSign> zone_signs;
  Box box;
};

// @throws InputError: a robot whose model is not in `models`, joint angles that do not fit their
//   model, or positions beyond 10 km.
HallScene build_hall_scene(const HallSnapshot& hall, const RobotModels& models,
                           const std::string& file_name, const Theme& theme);

// Moves a robot of the scene to the joint angles q, of which its model's count is read. For
// pictures that move: allocates nothing once `X_BL`, which it needs for itself, has grown.
void pose_robot(HallScene& scene, std::size_t robot, const JointVector& q, std::vector<Pose>& X_BL);

// Bodies on the stations and in the buffers as the hall has them, in place of those of the scene.
void place_bodies(HallScene& scene, const HallSnapshot& hall);

// A body at a pose, smaller than it is by `scale`; and its meshes, where they are new.
HallScene::Body placed_body(const Pose& X_WM, BodyParts parts, double scale = 1.0);
void add_body(HallScene& scene, const HallScene::Body& body);

// The lit lamp of the column.
Eigen::Vector3d lit_lamp_m(const HallScene::Lamp& lamp);

// Where the robot's tool works, in the hall's frame.
Eigen::Vector3d tip_of(const HallScene::RobotInstance& robot);

// "z60_framing" as people read it: "Z60 framing".
std::string zone_title(const std::string& zone_name);

}  // namespace darkline
