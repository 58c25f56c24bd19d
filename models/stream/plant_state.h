// A plant at a moment, and what changes it: the values that a recording holds (plant_recording.h),
// that a live plant streams, and that a viewer shows. Joint angles are not among them: a robot is
// on a program that began at some time, and where it stands follows from that (plant_player.h).
//
// Time is simulated, in nanoseconds from the start of the run. Robots, stations and buffers are
// named by their places in the scene (hall_snapshot.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "models/cell/cell_io.h"
#include "models/robot/segment.h"
#include "models/stream/hall_snapshot.h"

namespace darkline {

// What a robot is at, as people ask.
enum class RobotActivity : std::uint8_t {
  ready,    // at rest, nothing ordered
  moving,   // to where it has something to do
  welding,  // a spot, from the order to the open gun
  working,  // runs a job: a bead, a grip, a measurement
  waiting,  // stands still for an interference zone
  done,     // has finished an order and has not got the next
  failed,   // could not finish: see the alarm
};
inline constexpr std::size_t kRobotActivities = 7;
const char* name_of(RobotActivity activity);  // "welding"
const char* name_of(RobotAlarm alarm);        // "servo overload"

// A way that a robot follows: segments one after another without a pause, and where it leads to.
struct PlantProgram {
  std::vector<Segment> segments = {};  // each lasts whole control periods of 4 ms
  std::uint32_t spot = 0;              // that is welded at its end; 0: none
  bool is_job = false;                 // else a move

  // Joints at a time from its start; at its end after it.
  JointVector at(std::int64_t elapsed_ns, int n_joints) const;
  std::int64_t duration_ns() const;
};

// The programs of each robot, numbered from 0 in the order in which it first followed them.
using PlantPrograms = std::vector<std::vector<PlantProgram>>;  // (n_robots)

inline constexpr std::uint32_t kNoProgram = UINT32_MAX;

struct PlantEvent {
  enum class Kind : std::uint8_t {
    robot,       // value: RobotActivity; number: zone (waiting), RobotAlarm (failed); `program`
    station,     // value: PackMlState; number: StopReason::code
    body,        // value: number of the body that stands there from now on, 0: none
    join,        // value: parts that the station has joined to its body so far
    buffer,      // value: bodies in it
    controller,  // value: 0 lost, 1 back; number: for how long it was gone, in ms of wall time
  };
  std::int64_t t_ns = 0;
  Kind kind = Kind::robot;
  std::uint32_t subject = 0;  // the robot, station or buffer
  std::uint32_t value = 0;
  std::uint32_t number = 0;
  std::uint32_t program = kNoProgram;  // robot: the one that it begins now, if any

  bool operator==(const PlantEvent&) const = default;
};
inline constexpr std::size_t kPlantEventKinds = 6;
const char* name_of(PlantEvent::Kind kind);  // "station"

// The one order of events: by time, then kind, then subject; equals as they came.
// An object, so that what sorts by it has it in line.
inline constexpr auto comes_before = [](const PlantEvent& one, const PlantEvent& other) {
  return std::tie(one.t_ns, one.kind, one.subject) <
         std::tie(other.t_ns, other.kind, other.subject);
};

struct PlantState {
  struct Robot {
    RobotActivity activity = RobotActivity::ready;
    std::uint32_t number = 0;  // as in the event
    std::int64_t since_ns = 0;
    std::uint32_t program = kNoProgram;  // the last one that it began: it stands at its end later
    std::int64_t program_ns = 0;         // when
    bool operator==(const Robot&) const = default;
  };
  struct Station {
    PackMlState state = PackMlState::stopped;
    std::uint32_t reason = 0;  // StopReason::code
    std::int64_t since_ns = 0;
    std::uint32_t body = 0;  // 0: none
    std::int64_t body_ns = 0;
    std::uint32_t parts = 0;
    bool controller_lost = false;
    bool operator==(const Station&) const = default;
  };
  std::int64_t t_ns = 0;
  std::vector<Robot> robots;
  std::vector<Station> stations;
  std::vector<std::uint32_t> buffers;  // bodies in each
  bool operator==(const PlantState&) const = default;
};

// How many there are of everything: what the bytes of a chunk are read by.
struct PlantShape {
  std::vector<std::uint8_t> joints;  // (n_robots)
  std::size_t stations = 0, buffers = 0;
};
PlantShape shape_of(const HallSnapshot& scene);

// The plant before anything has happened.
PlantState state_at_start(const PlantShape& shape);

// Lets the event happen; its time becomes the state's. @pre its subject is in the state.
void apply(PlantState& state, const PlantEvent& event);

// What a station's state means to a line: down while it stands or its controller is lost, starved
// without a body, blocked with a finished one, else working.
StationState line_state(const PlantState::Station& station);

// Whether an event needs somebody's eye: an alarm, a station that stands, a lost controller.
bool is_alarm(const PlantEvent& event);

}  // namespace darkline
