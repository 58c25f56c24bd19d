#include "viewer/core/source.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

constexpr double kLongest_s = 1e6;  // 11 days

// Digits with at most one point; negative for anything else.
double number_of(std::string_view text) {
  double value = -1.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
  if (!plain || read.ec != std::errc() || read.ptr != text.data() + text.size()) return -1.0;
  return value;
}

// Seconds of "1:02:03.5"; negative if it is no such text.
double clock_s(const std::string& text) {
  double sum_s = 0.0;
  std::size_t at = 0;
  for (int part = 0;; ++part) {
    const std::size_t colon = std::min(text.find(':', at), text.size());
    const double value = number_of(std::string_view(text).substr(at, colon - at));
    const bool whole = colon == text.size() || value == std::floor(value);
    if (part == 3 || value < 0.0 || !whole || (part > 0 && value >= 60.0)) return -1.0;
    sum_s = 60.0 * sum_s + value;
    if (colon == text.size()) return part == 0 ? -1.0 : sum_s;
    at = colon + 1;
  }
}

}  // namespace

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

std::int64_t parse_clock(const std::string& text) {
  double t_s = clock_s(text);
  if (t_s < 0.0) {
    try {
      t_s = parse_quantity(text, Dimension::time);
    } catch (const InputError&) {
      t_s = -1.0;
    }
  }
  if (!(t_s >= 0.0 && t_s <= kLongest_s)) {
    throw UsageError(fmt::format(
        "found \"{}\", wanted a time such as \"00:12:30\", \"12:30.5\" or \"750 s\"", text));
  }
  return to_bus_duration(t_s).count();
}

}  // namespace darkline
