// One cycle of a station as it went: where everything stands, how every arm moved, and what
// happened when. A cell study writes it (`darkline cell --out`), the viewer shows any moment of it.
//
// Time is simulated, in nanoseconds from the start of the cycle. A robot's motion is a list of
// segments in order of their start: it follows each until the next begins and stands still where
// one ends early; before the first it stands as in the scene. Events are in order of their start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/robot/segment.h"
#include "models/stream/hall_snapshot.h"

namespace darkline {

struct CellRecording {
  struct Motion {
    std::int64_t start_ns = 0;
    Segment segment;
  };
  using Track = std::vector<Motion>;

  enum class EventKind : std::uint8_t {
    move,
    weld,       // number: of the spot
    job,        // number: its place in the robot's jobs
    zone_wait,  // number: of the zone
    zone_hold,  // number: of the zone
    alarm,      // number: RobotAlarm
  };
  struct Event {
    EventKind kind = EventKind::move;
    std::size_t robot = 0;  // in scene.robots
    std::int64_t start_ns = 0, end_ns = 0;
    std::uint32_t number = 0;
    std::string text;  // "seal"; what the kind does not say
  };

  HallSnapshot scene;         // at the start; one station
  std::vector<Track> tracks;  // (n_robots), of scene.robots
  std::vector<Event> events;
  std::int64_t end_ns = 0;
};

const char* name_of(CellRecording::EventKind kind);  // "zone_wait"

// Joint angles of a robot at a time; (n_joints), as many as the scene has.
std::vector<double> joints_at(const CellRecording& recording, std::size_t robot, double t_s);

// The scene at a time (before the start: at the start; after the end: at the end): arms as they
// stand, zones free, held or waited for, spots welded or not; the caption says the time and what
// the robots do.
HallSnapshot snapshot_at(const CellRecording& recording, double t_s);

inline constexpr std::size_t kMostRecordingBytes = 256U << 20U;
inline constexpr std::size_t kMostRecordedMotions = 1'000'000;  // of all robots together
inline constexpr std::size_t kMostRecordedEvents = 1'000'000;
inline constexpr std::int64_t kMostRecordedNs = 1'000'000'000'000'000;  // 11 days

std::string to_json(const CellRecording& recording);
// Whether a text says of itself that it is a recording; reading it may still refuse it.
bool is_cell_recording(const std::string& text);
// @throws InputError if the text is not a recording: other structure or schema, numbers that are
// not
//   finite or out of range, motions or events out of order, a robot that is not in the scene.
CellRecording cell_recording_from_json(const std::string& text, const std::string& file_name);

}  // namespace darkline
