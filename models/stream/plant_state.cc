#include "models/stream/plant_state.h"

#include <array>
#include <cmath>
#include <tuple>

#include "models/base/sim_time.h"

namespace darkline {
namespace {

constexpr std::array<const char*, kRobotActivities> kActivityNames = {
    "ready", "moving", "welding", "working", "waiting", "done", "failed"};
constexpr std::array<const char*, kPlantEventKinds> kKindNames = {"robot", "station", "body",
                                                                  "join",  "buffer",  "controller"};

std::int64_t whole_periods_ns(const Segment& segment) {
  return std::llround(segment.duration_s * 1e9 / static_cast<double>(kControlPeriodNs)) *
         kControlPeriodNs;
}

bool stands(PackMlState state) {
  return state == PackMlState::held || state == PackMlState::aborted;
}

}  // namespace

const char* name_of(RobotActivity activity) {
  return kActivityNames[static_cast<std::size_t>(activity)];
}

const char* name_of(RobotAlarm alarm) {
  switch (alarm) {
    case RobotAlarm::none:
      return "no alarm";
    case RobotAlarm::expulsion:
      return "expulsion";
    case RobotAlarm::weld_force:
      return "weld force missed";
    case RobotAlarm::collision:
      return "collision";
    case RobotAlarm::servo_overload:
      return "servo overload";
    case RobotAlarm::bad_command:
      return "bad command";
  }
  return "unknown alarm";
}

const char* name_of(PlantEvent::Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

JointVector PlantProgram::at(std::int64_t elapsed_ns, int n_joints) const {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::int64_t lasts_ns = whole_periods_ns(segments[i]);
    if (elapsed_ns < lasts_ns || i + 1 == segments.size()) {
      return segments[i].at(to_seconds(BusDuration{elapsed_ns}), n_joints).q;
    }
    elapsed_ns -= lasts_ns;
  }
  return {};
}

std::int64_t PlantProgram::duration_ns() const {
  std::int64_t sum_ns = 0;
  for (const Segment& each : segments) sum_ns += whole_periods_ns(each);
  return sum_ns;
}

PlantShape shape_of(const HallSnapshot& scene) {
  PlantShape shape{
      .joints = {}, .stations = scene.stations.size(), .buffers = scene.buffers.size()};
  for (const auto& robot : scene.robots) {
    shape.joints.push_back(static_cast<std::uint8_t>(robot.q_rad.size()));
  }
  return shape;
}

PlantState state_at_start(const PlantShape& shape) {
  PlantState state;
  state.robots.resize(shape.joints.size());
  state.stations.resize(shape.stations);
  state.buffers.resize(shape.buffers);
  return state;
}

void apply(PlantState& state, const PlantEvent& event) {
  using Kind = PlantEvent::Kind;
  state.t_ns = event.t_ns;
  if (event.kind == Kind::robot) {
    PlantState::Robot& robot = state.robots.at(event.subject);
    robot.activity = static_cast<RobotActivity>(event.value);
    robot.number = event.number;
    robot.since_ns = event.t_ns;
    if (event.program == kNoProgram) return;
    robot.program = event.program;
    robot.program_ns = event.t_ns;
    return;
  }
  if (event.kind == Kind::buffer) {
    state.buffers.at(event.subject) = event.value;
    return;
  }
  PlantState::Station& station = state.stations.at(event.subject);
  if (event.kind == Kind::station) {
    station.state = static_cast<PackMlState>(event.value);
    station.reason = event.number;
    station.since_ns = event.t_ns;
  } else if (event.kind == Kind::body) {
    station.body = event.value;
    station.body_ns = event.t_ns;
    station.parts = 0;
  } else if (event.kind == Kind::join) {
    station.parts = event.value;
  } else {
    station.controller_lost = event.value == 0;
  }
}

StationState line_state(const PlantState::Station& station) {
  if (stands(station.state) || station.controller_lost) return StationState::down;
  if (station.body == 0) return StationState::starved;
  return station.state == PackMlState::complete ? StationState::blocked : StationState::working;
}

bool is_alarm(const PlantEvent& event) {
  using Kind = PlantEvent::Kind;
  if (event.kind == Kind::robot) {
    return static_cast<RobotActivity>(event.value) == RobotActivity::failed;
  }
  if (event.kind == Kind::station) return stands(static_cast<PackMlState>(event.value));
  return event.kind == Kind::controller && event.value == 0;
}

}  // namespace darkline
