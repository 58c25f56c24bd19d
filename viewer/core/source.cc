#include "viewer/core/source.h"

#include <fmt/format.h>

namespace darkline {

PlantPlayer& Source::player() {
  if (!player_) player_ = std::make_unique<PlantPlayer>(store());
  return *player_;
}

bool is_step(const PlantEvent& event) {
  return is_alarm(event) || event.kind == PlantEvent::Kind::body ||
         event.kind == PlantEvent::Kind::controller;
}

std::string text_of(const PlantEvent& event, const HallSnapshot& scene) {
  using Kind = PlantEvent::Kind;
  const std::string when = plant_clock(event.t_ns);
  if (event.kind == Kind::robot) {
    const auto activity = static_cast<RobotActivity>(event.value);
    std::string what = name_of(activity);
    if (activity == RobotActivity::failed) {
      what += fmt::format(": {}", name_of(static_cast<RobotAlarm>(event.number)));
    } else if (activity == RobotActivity::waiting) {
      what += fmt::format(" for zone {}", event.number);
    }
    return fmt::format("{} {} {}", when, scene.robots.at(event.subject).address, what);
  }
  if (event.kind == Kind::buffer) {
    return fmt::format("{} buffer {} holds {}", when, event.subject + 1, event.value);
  }
  const std::string& station = scene.stations.at(event.subject).address;
  switch (event.kind) {
    case Kind::body:
      return event.value == 0 ? fmt::format("{} {} body leaves", when, station)
                              : fmt::format("{} {} body {} comes", when, station, event.value);
    case Kind::join:
      return fmt::format("{} {} part {} joined", when, station, event.value);
    case Kind::controller:
      return event.value == 0 ? fmt::format("{} {} controller lost", when, station)
                              : fmt::format("{} {} controller back after {:.2f} s", when, station,
                                            1e-3 * event.number);
    default:
      break;
  }
  const auto state = static_cast<PackMlState>(event.value);
  const char* what = state == PackMlState::held      ? "held"
                     : state == PackMlState::aborted ? "aborted"
                                                     : "goes on";
  return event.number == 0 ? fmt::format("{} {} {}", when, station, what)
                           : fmt::format("{} {} {}: fault {}", when, station, what, event.number);
}

}  // namespace darkline
