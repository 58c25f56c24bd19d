#include "twin/live/station_study.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "cells/cell_preparation.h"
#include "cells/cycle_replay.h"
#include "cells/interference_zones.h"
#include "cells/station_layout.h"
#include "cells/station_planning.h"
#include "cells/surrogate_cycle.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"
#include "models/robot/urdf_robot.h"
#include "twin/live/cell_study.h"
#include "twin/live/lockstep.h"

namespace darkline {
namespace {

using Event = CellRecording::Event;
using EventKind = CellRecording::EventKind;

constexpr double kSceneLength_m = 9.0;  // of the station and the floor about it, along the flow
constexpr double kSceneWidth_m = 13.0;

double seconds(std::int64_t ns) {
  return to_seconds(BusDuration{ns});
}

// When a robot holds its zones: from the moment at which it may go on to the end of the step before
// it leaves.
void add_holds(const CellRobot& robot, const RobotRecord& record, std::size_t r,
               std::vector<Event>& events) {
  std::vector<int> places;
  const std::vector<ReplayStep> steps = measured_steps(robot.program, record, &places);
  std::int64_t now_ns = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (places[i] >= 0) {
      now_ns = record.steps[static_cast<std::size_t>(places[i])].end_ns;
      continue;
    }
    if (steps[i].kind == StepKind::enter_zone) {
      const auto wait =
          std::find_if(record.steps.begin(), record.steps.end(), [&](const StepRecord& each) {
            return each.step == 0 && each.zone == steps[i].zone && each.start_ns >= now_ns;
          });
      std::int64_t from_ns = now_ns;
      // its own wait stands before the next step; a later one belongs to a later visit
      const auto next = std::find_if(places.begin() + static_cast<std::ptrdiff_t>(i), places.end(),
                                     [](int place) { return place >= 0; });
      if (wait != record.steps.end() && next != places.end() &&
          wait - record.steps.begin() < *next) {
        from_ns = wait->end_ns;
      }
      events.push_back({.kind = EventKind::zone_hold,
                        .robot = r,
                        .start_ns = from_ns,
                        .end_ns = from_ns,
                        .number = steps[i].zone,
                        .text = {}});
    } else {
      const auto held = std::find_if(events.rbegin(), events.rend(), [&](const Event& each) {
        return each.kind == EventKind::zone_hold && each.robot == r && each.number == steps[i].zone;
      });
      if (held != events.rend()) held->end_ns = std::max(held->start_ns, now_ns);
    }
  }
}

Event event_of(const StepRecord& step, const ProgramStep* told, const CellRobot& robot,
               std::size_t r) {
  Event event{.kind = EventKind::move,
              .robot = r,
              .start_ns = step.start_ns,
              .end_ns = step.end_ns,
              .number = 0,
              .text = {}};
  if (step.step == 0) {
    event.kind = EventKind::zone_wait;
    event.number = step.zone;
  } else if (step.order == RobotOrder::weld) {
    event.kind = EventKind::weld;
    if (told != nullptr) event.number = told->spot;
  } else if (step.order == RobotOrder::job) {
    event.kind = EventKind::job;
    event.number = step.job;
    if (step.job < robot.jobs.size()) event.text = name_of(robot.jobs[step.job].kind);
  }
  return event;
}

// For each record the program's step; null for what the program does not hold.
std::vector<const ProgramStep*> steps_told(const CellRobot& robot, const RobotRecord& record) {
  std::vector<int> places;
  measured_steps(robot.program, record, &places);
  std::vector<const ProgramStep*> told(record.steps.size(), nullptr);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] >= 0) told[static_cast<std::size_t>(places[i])] = &robot.program.steps[i];
  }
  return told;
}

void add_steps(const CellRobot& robot, const RobotRecord& record, std::size_t r,
               std::vector<Event>& events) {
  const std::vector<const ProgramStep*> told = steps_told(robot, record);
  for (std::size_t k = 0; k < record.steps.size(); ++k) {
    const StepRecord& step = record.steps[k];
    if (step.step != 0 && step.order == RobotOrder::stay) continue;
    events.push_back(event_of(step, told[k], robot, r));
    if (!step.failed) continue;
    Event alarm = events.back();
    alarm.kind = EventKind::alarm;
    alarm.number = static_cast<std::uint32_t>(
        step.order == RobotOrder::weld ? RobotAlarm::expulsion : RobotAlarm::bad_command);
    alarm.start_ns = alarm.end_ns;
    events.push_back(std::move(alarm));
  }
}

// A contact is an alarm of its robot, shown for a second.
void add_contacts(StationStudy& study) {
  const std::int64_t shown_ns = to_bus_duration(1.0).count();
  for (const SeenContact& seen : study.contacts) {
    Event alarm{.kind = EventKind::alarm,
                .robot = seen.contact.robot,
                .start_ns = seen.t_ns,
                .end_ns = std::min(seen.t_ns + shown_ns, study.recording.end_ns),
                .number = static_cast<std::uint32_t>(RobotAlarm::collision),
                .text = {}};
    auto& events = study.recording.events;
    const auto after =
        std::upper_bound(events.begin(), events.end(), alarm,
                         [](const Event& a, const Event& b) { return a.start_ns < b.start_ns; });
    events.insert(after, alarm);
  }
}

}  // namespace

CellRecording::Track motion_of(const CellRobot& robot, const RobotRecord& record) {
  const int n_joints = robot.model.n_joints();
  const std::vector<const ProgramStep*> told = steps_told(robot, record);
  CellRecording::Track track;
  JointVector q = robot.program.steps.empty() ? robot.model.home : robot.program.steps.back().q_rad;
  for (std::size_t k = 0; k < record.steps.size(); ++k) {
    const StepRecord& done = record.steps[k];
    if (done.step == 0 || done.failed) continue;
    if (done.order == RobotOrder::move && told[k] != nullptr) {
      const double duration_s = seconds(done.end_ns - done.start_ns) - done.settle_s;
      if (duration_s > 0.0) {
        track.push_back({done.start_ns, rest_to_rest(q, told[k]->q_rad, duration_s, n_joints)});
      }
      q = told[k]->q_rad;
    } else if (done.order == RobotOrder::job && done.job < robot.jobs.size()) {
      // also those that the controller orders by itself: tip dressing
      std::int64_t start_ns = done.start_ns;
      for (const Segment& segment : robot.jobs[done.job].path) {
        track.push_back({start_ns, segment});
        start_ns += to_bus_duration(segment.duration_s).count();
        q = segment.at(segment.duration_s, n_joints).q;
      }
    }
  }
  return track;
}

HallSnapshot station_scene(const FactoryModel& factory, StationId station,
                           const CellConfig& config) {
  const Pose X_WC =
      make_pose(Eigen::Matrix3d::Identity(), {0.5 * kSceneLength_m, 0.5 * kSceneWidth_m, 0.0});
  HallSnapshot hall;
  hall.title = config.station;
  hall.hall_length_m = kSceneLength_m;
  hall.hall_width_m = kSceneWidth_m;
  hall.stations.push_back({.address = config.station,
                           .X_WC = X_WC,
                           .length_m = kSceneLength_m - 1.0,
                           .width_m = kSceneWidth_m - 1.0,
                           .working_share = 1.0});
  const std::vector<Pose> by_layout = station_layout(factory, station);
  for (std::size_t r = 0; r < factory[station].robots.size(); ++r) {
    const Robot& robot = factory[factory[station].robots[r]];
    const RobotModel& model = factory.robot_models[robot.model];
    const auto planned =
        std::find_if(config.robots.begin(), config.robots.end(),
                     [&](const CellRobot& each) { return each.address == robot.address; });
    const Pose& X_CB = planned == config.robots.end() ? by_layout[r] : planned->X_CB;
    hall.robots.push_back({robot.address,
                           reference_to(model),
                           X_WC * X_CB,
                           {model.home.begin(), model.home.begin() + model.n_joints()}});
  }
  for (const InterferenceZone& zone : config.zones) {
    HallSnapshot::Zone box{.label = fmt::format("zone {}", zone.number)};
    if (!zone.box_C.isEmpty()) {
      box.X_WZ = X_WC * make_pose(Eigen::Matrix3d::Identity(), zone.box_C.center());
      box.size_m = zone.box_C.sizes();
    }
    hall.zones.push_back(std::move(box));
  }
  for (const WeldSpot& spot : config.spots) {
    hall.spots.push_back(
        {.number = static_cast<int>(spot.number), .p_W_m = X_WC * spot.p_CS_m, .welded = false});
  }
  return hall;
}

CellRecording recording_of(const CellConfig& config, const CellMeasurement& measured,
                           HallSnapshot scene) {
  CellRecording recording;
  recording.scene = std::move(scene);
  auto& robots = recording.scene.robots;
  recording.tracks.resize(robots.size());
  for (std::size_t r = 0; r < config.robots.size(); ++r) {
    const CellRobot& robot = config.robots[r];
    const auto at = std::find_if(robots.begin(), robots.end(),
                                 [&](const auto& each) { return each.address == robot.address; });
    DARKLINE_CHECK(at != robots.end(), robot.address);
    const auto place = static_cast<std::size_t>(at - robots.begin());
    const JointVector start =
        robot.program.steps.empty() ? robot.model.home : robot.program.steps.back().q_rad;
    at->q_rad.assign(start.begin(), start.begin() + robot.model.n_joints());
    recording.tracks[place] = motion_of(robot, measured.robots[r]);
    add_steps(robot, measured.robots[r], place, recording.events);
    add_holds(robot, measured.robots[r], place, recording.events);
  }
  for (const Event& event : recording.events) {
    recording.end_ns = std::max(recording.end_ns, event.end_ns);
  }
  std::stable_sort(recording.events.begin(), recording.events.end(),
                   [](const Event& a, const Event& b) { return a.start_ns < b.start_ns; });
  return recording;
}

StationStudy study_station(const FactoryModel& factory, StationId station, std::size_t variant,
                           Transport transport, const std::stop_token& stop, Zones zones) {
  StationStudy study;
  study.config = prepare_cell(factory, station, variant);
  if (zones == Zones::ignored) remove_interference_zones(study.config);
  study.law = station_law(factory, station, variant, study.config);
  HallSnapshot scene = station_scene(factory, station, study.config);
  if (study.config.robots.empty()) {
    study.profile = process_law_profile(factory, station, variant);
    study.recording.tracks.resize(scene.robots.size());
    study.recording.scene = std::move(scene);
    return study;
  }
  const Fidelity tier = study_physics(factory.scenario);
  CellConfig nominal = study.config;
  nominal.process = without_scatter(nominal.process);
  if (tier == Fidelity::surrogate) {
    study.measured = surrogate_cycle(nominal);
  } else {
    std::vector<std::unique_ptr<CellWorld>> worlds;
    worlds.push_back(std::make_unique<CellWorld>(
        std::move(nominal), CellWorldOptions{.tier = tier, .collisions = Collisions::noted}));
    run_one_cycle(*make_link(transport), worlds, stop);
    study.measured = measurement_of(*worlds[0]);
    const auto contacts = worlds[0]->contacts();
    study.contacts.assign(contacts.begin(), contacts.end());
  }
  study.profile =
      sample_cycles(study.config, study.measured, study.law,
                    study_hash(study.config, study.law, kDefaultSamples, kControllerVersion, tier));
  report_dressing(factory, study.profile);
  study.recording = recording_of(study.config, study.measured, std::move(scene));
  add_contacts(study);
  return study;
}

}  // namespace darkline
