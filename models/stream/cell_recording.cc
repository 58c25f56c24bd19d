#include "models/stream/cell_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/json_values.h"
#include "models/base/sim_time.h"
#include "models/cell/cell_io.h"

namespace darkline {
namespace {

using internal::count_from;
using internal::finite_number;
using internal::Json;
using internal::list_from;
using internal::number_from_zero;

using Event = CellRecording::Event;
using EventKind = CellRecording::EventKind;

constexpr const char* kSchema = "darkline.cell_recording/1";
constexpr std::array<const char*, 6> kKindNames = {"move",      "weld",      "job",
                                                   "zone_wait", "zone_hold", "alarm"};
constexpr double kLargestCoefficient = 1e15;
constexpr double kLongestSegment_s = 3600.0;
constexpr std::size_t kMostText = 200;

std::int64_t time_from(const Json& json) {
  if (!json.is_number_unsigned() ||
      json.get<std::uint64_t>() > static_cast<std::uint64_t>(kMostRecordedNs)) {
    throw std::invalid_argument("a time out of range");
  }
  return json.get<std::int64_t>();
}

EventKind kind_from(const std::string& name) {
  const auto* found = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (found == kKindNames.end()) throw std::invalid_argument("unknown event " + name);
  return static_cast<EventKind>(found - kKindNames.begin());
}

Json motion_to_json(const CellRecording::Motion& motion, std::size_t n_joints) {
  Json c = Json::array();
  for (std::size_t j = 0; j < n_joints; ++j) c.push_back(motion.segment.c[j]);
  return Json::array({motion.start_ns, motion.segment.duration_s, std::move(c)});
}

CellRecording::Motion motion_from(const Json& json, std::size_t n_joints) {
  CellRecording::Motion motion;
  motion.start_ns = time_from(list_from(json, 3)[0]);
  motion.segment.duration_s = number_from_zero(json[1]);
  if (motion.segment.duration_s > kLongestSegment_s) {
    throw std::invalid_argument("a motion of more than an hour");
  }
  const Json& rows = list_from(json[2], n_joints);
  for (std::size_t j = 0; j < n_joints; ++j) {
    const Json& row = list_from(rows[j], 6);
    for (std::size_t k = 0; k < 6; ++k) {
      const double c = finite_number(row[k]);
      if (std::abs(c) > kLargestCoefficient) throw std::invalid_argument("a motion too fast");
      motion.segment.c[j][k] = c;
    }
  }
  return motion;
}

Event event_from(const Json& json, std::size_t n_robots) {
  Event event;
  event.kind = kind_from(json.at("kind").get<std::string>());
  event.robot = static_cast<std::size_t>(count_from(json.at("robot")));
  event.start_ns = time_from(json.at("start_ns"));
  event.end_ns = time_from(json.at("end_ns"));
  event.number = static_cast<std::uint32_t>(count_from(json.at("number")));
  json.at("text").get_to(event.text);
  if (event.robot >= n_robots) throw std::invalid_argument("an event of no robot");
  if (event.end_ns < event.start_ns) throw std::invalid_argument("an event that ends first");
  if (event.text.size() > kMostText) throw std::invalid_argument("a text too long");
  return event;
}

void read_tracks(const Json& json, CellRecording& recording) {
  const auto& robots = recording.scene.robots;
  std::size_t motions = 0;
  for (const Json& list : list_from(json, robots.size())) {
    const std::size_t n_joints = robots[recording.tracks.size()].q_rad.size();
    if (n_joints > static_cast<std::size_t>(kMaxJoints)) {
      throw std::invalid_argument("more joints than a robot has");
    }
    motions += list_from(list).size();
    if (motions > kMostRecordedMotions) throw std::invalid_argument("too many motions");
    CellRecording::Track& track = recording.tracks.emplace_back();
    for (const Json& each : list) {
      track.push_back(motion_from(each, n_joints));
      if (track.size() > 1 && track.back().start_ns < track[track.size() - 2].start_ns) {
        throw std::invalid_argument("motions out of order");
      }
    }
  }
}

void read_events(const Json& json, CellRecording& recording) {
  if (list_from(json).size() > kMostRecordedEvents) throw std::invalid_argument("too many events");
  for (const Json& each : json) {
    recording.events.push_back(event_from(each, recording.scene.robots.size()));
    const auto n = recording.events.size();
    if (n > 1 && recording.events[n - 1].start_ns < recording.events[n - 2].start_ns) {
      throw std::invalid_argument("events out of order");
    }
  }
}

std::string last_part(const std::string& address) {
  return address.substr(address.rfind('/') + 1);
}

// "welds spot 12"; empty for what a caption leaves out.
std::string doing(const Event& event) {
  switch (event.kind) {
    case EventKind::move:
      return "moves";
    case EventKind::weld:
      return fmt::format("welds spot {}", event.number);
    case EventKind::job:
      return event.text.empty() ? "works" : "works (" + event.text + ")";
    case EventKind::zone_wait:
      return fmt::format("waits for zone {}", event.number);
    case EventKind::alarm:
      return event.number == static_cast<std::uint32_t>(RobotAlarm::collision)
                 ? "touches something (alarm 301)"
                 : fmt::format("alarm {}", event.number);
    case EventKind::zone_hold:
      break;
  }
  return "";
}

bool is_on(const Event& event, std::int64_t t_ns) {
  return event.start_ns <= t_ns && t_ns < event.end_ns;
}

void use_zones(const CellRecording& recording, std::int64_t t_ns, HallSnapshot& hall) {
  using Use = HallSnapshot::Zone::Use;
  for (const Event& event : recording.events) {
    const bool waits = event.kind == EventKind::zone_wait;
    if ((!waits && event.kind != EventKind::zone_hold) || !is_on(event, t_ns)) continue;
    if (event.number == 0 || event.number > hall.zones.size()) continue;
    Use& use = hall.zones[event.number - 1].use;  // the scene has them in order of their numbers
    use = waits || use == Use::waited_for ? Use::waited_for : Use::held;
  }
}

void weld_spots(const CellRecording& recording, std::int64_t t_ns, HallSnapshot& hall) {
  std::set<std::uint32_t> welded;
  for (const Event& event : recording.events) {
    if (event.kind == EventKind::weld && event.end_ns <= t_ns) welded.insert(event.number);
  }
  for (auto& spot : hall.spots) {
    spot.welded = welded.contains(static_cast<std::uint32_t>(spot.number));
  }
}

}  // namespace

const char* name_of(EventKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::vector<double> joints_at(const CellRecording& recording, std::size_t robot, double t_s) {
  DARKLINE_CHECK(robot < recording.tracks.size() && robot < recording.scene.robots.size(),
                 fmt::format("robot {}", robot));
  const CellRecording::Track& track = recording.tracks[robot];
  const std::vector<double>& start = recording.scene.robots[robot].q_rad;
  const double end_s = to_seconds(BusDuration{recording.end_ns});
  const std::int64_t t_ns = to_bus_duration(t_s > 0.0 ? std::min(t_s, end_s) : 0.0).count();
  const auto next = std::upper_bound(
      track.begin(), track.end(), t_ns,
      [](std::int64_t t, const CellRecording::Motion& motion) { return t < motion.start_ns; });
  if (next == track.begin()) return start;
  const CellRecording::Motion& motion = *std::prev(next);
  const auto n_joints = static_cast<int>(start.size());
  const JointVector q =
      motion.segment.at(to_seconds(BusDuration{t_ns - motion.start_ns}), n_joints).q;
  return {q.begin(), q.begin() + n_joints};
}

HallSnapshot snapshot_at(const CellRecording& recording, double t_s) {
  const double end_s = to_seconds(BusDuration{recording.end_ns});
  const double shown_s = t_s > 0.0 ? std::min(t_s, end_s) : 0.0;
  const std::int64_t t_ns = to_bus_duration(shown_s).count();
  HallSnapshot hall = recording.scene;
  for (std::size_t r = 0; r < recording.tracks.size(); ++r) {
    hall.robots[r].q_rad = joints_at(recording, r, shown_s);
  }
  use_zones(recording, t_ns, hall);
  hall.caption = fmt::format("{:.2f} s of {:.2f} s", shown_s, end_s);
  std::size_t told = 0;
  std::set<std::size_t> spoken;
  constexpr std::size_t kMostTold = 12;
  for (const Event& event : recording.events) {
    if (!is_on(event, t_ns) || event.kind == EventKind::zone_hold) continue;
    if (!spoken.insert(event.robot).second || ++told > kMostTold) continue;
    hall.caption += fmt::format("{} {} {}", told == 1 ? ":" : ",",
                                last_part(hall.robots[event.robot].address), doing(event));
  }
  weld_spots(recording, t_ns, hall);
  return hall;
}

std::string to_json(const CellRecording& recording) {
  Json json;
  json["schema"] = kSchema;
  json["end_ns"] = recording.end_ns;
  json["scene"] = Json::parse(to_json(recording.scene));
  json["tracks"] = Json::array();
  for (std::size_t r = 0; r < recording.tracks.size(); ++r) {
    Json list = Json::array();
    for (const CellRecording::Motion& motion : recording.tracks[r]) {
      list.push_back(motion_to_json(motion, recording.scene.robots[r].q_rad.size()));
    }
    json["tracks"].push_back(std::move(list));
  }
  json["events"] = Json::array();
  for (const Event& event : recording.events) {
    json["events"].push_back({{"kind", name_of(event.kind)},
                              {"robot", event.robot},
                              {"start_ns", event.start_ns},
                              {"end_ns", event.end_ns},
                              {"number", event.number},
                              {"text", event.text}});
  }
  return json.dump() + "\n";
}

bool is_cell_recording(const std::string& text) {
  constexpr std::size_t kHead = 200;  // the schema stands first
  return text.substr(0, kHead).find("\"darkline.cell_recording/") != std::string::npos;
}

CellRecording cell_recording_from_json(const std::string& text, const std::string& file_name) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != kSchema) throw std::invalid_argument("unknown schema");
    CellRecording recording;
    recording.end_ns = time_from(json.at("end_ns"));
    recording.scene = hall_snapshot_from_json(json.at("scene").dump(), file_name);
    read_tracks(json.at("tracks"), recording);
    read_events(json.at("events"), recording);
    return recording;
  } catch (const std::exception& problem) {
    throw InputError({.place = {.file = file_name},
                      .found = problem.what(),
                      .wanted = "the recording of a cell written by darkline cell",
                      .mend = "record it again: darkline cell SCENARIO STATION --out FOLDER"});
  }
}

}  // namespace darkline
