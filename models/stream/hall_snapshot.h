// The hall at one moment: what a picture needs, without the twin. A run writes it (hall.json), the
// viewer reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/base/frames.h"
#include "models/stream/body_parts.h"
#include "models/stream/station_state.h"

namespace darkline {

inline constexpr int kMostTechnicians = 1000;  // of a crew

enum class RobotTool : std::uint8_t { none, gun, nozzle, riveter, roller, gripper, camera };
const char* name_of(RobotTool tool);  // "gun"

struct HallSnapshot {
  struct RobotPose {
    std::string address;
    std::string model;  // id of models/robots
    Pose X_WB = Pose::Identity();
    std::vector<double> q_rad;
    RobotTool tool = RobotTool::none;
    double tip_m = 0.0;  // where the tool works, along z of the model's tool frame
    bool welding = false;
    // Of its cycle as the run studied it under physics, of the first variant if there are several.
    struct Cycle {
      double energy_kwh = 0.0;                                 // arm and controller
      double peak_torque_share = 0.0, rms_torque_share = 0.0;  // of its joints' limits, the largest
    };
    std::optional<Cycle> cycle = {};  // none for a robot that was not studied, and in live plants
  };
  struct StationPose {
    std::string address;
    Pose X_WC = Pose::Identity();  // cell frame: body centre on the floor, x along the flow
    double length_m = 0.0, width_m = 0.0;
    StationState state = StationState::working;
    double working_share = 0.0, blocked_share = 0.0, starved_share = 0.0, down_share = 0.0;
    bool bottleneck = false;
    bool technician = false;  // one is known to be at work here: a run knows, a live plant does not
    bool body_present = true;
    double body_ahead_m = 0.0;           // not 0: one leaves ahead or comes from behind
    BodyParts parts = BodyParts::all();  // that a body has here once its work is done
    BodyParts joined = {};               // those of them that robots of the station place
  };
  struct Buffer {  // between two stations, drawn as a row of places
    Eigen::Vector3d p_from_m = Eigen::Vector3d::Zero(), p_to_m = Eigen::Vector3d::Zero();
    int places = 0;
    double mean_level = 0.0;
    BodyParts parts = BodyParts::all();
  };
  struct Flow {  // a way that bodies take from one station to the next; in hall's order of stations
    enum class Cargo { bodies, rework, carriers };
    std::size_t from = 0, to = 0;
    Cargo cargo = Cargo::bodies;
    std::optional<std::size_t> buffer = {};  // the one that lies on it
  };

  struct Zone {  // an interference zone: a box that one robot may be in at a time
    enum class Use { free, held, waited_for };
    std::string label;             // "zone 2"
    Pose X_WZ = Pose::Identity();  // the box's middle
    Eigen::Vector3d size_m = Eigen::Vector3d::Zero();
    Use use = Use::free;
  };
  struct Spot {
    int number = 0;
    Eigen::Vector3d p_W_m = Eigen::Vector3d::Zero();
    bool welded = false;
  };

  std::string title;                               // "ningbo_2024: 820 robots, 123 stations"
  std::string caption;                             // "51.2 +- 0.3 jobs per hour"
  double hall_length_m = 0.0, hall_width_m = 0.0;  // W lies in the hall's corner
  std::int64_t transfer_ns = 0;                    // from body to body; 0: not known
  std::int64_t moment_ns = 0;                      // plant time: sparks fly by it
  int idle_technicians = 0;                        // known to be on duty with nothing to do
  std::vector<StationPose> stations;
  std::vector<RobotPose> robots;
  std::vector<Buffer> buffers;
  std::vector<Flow> flow;   // empty where it is not known
  std::vector<Zone> zones;  // of cells that are shown closely; else none
  std::vector<Spot> spots;
};

std::string to_json(const HallSnapshot& hall);
// @throws InputError if the text is not a hall snapshot or holds numbers that are not finite.
HallSnapshot hall_snapshot_from_json(const std::string& text, const std::string& file_name);

}  // namespace darkline
