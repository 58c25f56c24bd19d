// Random programs with interference zones, jobs and spots. What each order says about the zones
// that its robot must hold is told apart from the controller: moves carry it as a target, jobs as
// their number, spots as their current, as a set of bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/zone_book.h"
#include "models/base/random_stream.h"
#include "models/cell/cell_io.h"

namespace darkline {

inline constexpr std::uint16_t kRandomZones = 6;
inline constexpr int kLongestOrderTicks = 20;
inline constexpr std::uint16_t kDressJob = 999;  // holds no zone

class RandomDraws {
 public:
  RandomDraws(std::uint64_t seed, std::uint32_t entity)
      : stream_(seed, 0, entity, DrawPurpose::weld_process) {}
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(stream_.words(n_++)[0] % n);
  }

 private:
  RandomStream stream_;
  std::uint32_t n_ = 0;
};

// A program that keeps the rules of the zones, of about `length` steps.
inline RobotProgram random_program(RandomDraws& draws, std::uint32_t length) {
  RobotProgram program;
  std::vector<std::uint16_t> held;  // ascending
  const auto add_order = [&](StepKind kind) {
    std::uint32_t bits = 0;
    for (const std::uint16_t zone : held) bits |= 1U << zone;
    program.steps.push_back({.kind = kind,
                             .q_rad = {0.0, static_cast<double>(bits)},
                             .weld_current_ka = 0.5F * static_cast<float>(bits),
                             .job = static_cast<std::uint16_t>(bits)});
  };
  for (std::uint32_t i = 0; i < length; ++i) {
    const std::uint16_t highest = held.empty() ? 0 : held.back();
    const std::uint32_t what = draws.below(6);
    if (what < 2 && held.size() < kMostZonesHeld && highest < kRandomZones) {
      const auto zone =
          static_cast<std::uint16_t>(highest + 1 + draws.below(kRandomZones - highest));
      program.steps.push_back({.kind = StepKind::enter_zone, .zone = zone});
      held.push_back(zone);
    } else if (what == 2 && !held.empty()) {
      const auto at = held.begin() + draws.below(static_cast<std::uint32_t>(held.size()));
      program.steps.push_back({.kind = StepKind::leave_zone, .zone = *at});
      held.erase(at);
    } else if (what >= 2) {
      add_order(what == 3 ? StepKind::spot : what == 4 ? StepKind::job : StepKind::move);
    }
  }
  for (const std::uint16_t zone : held) {
    program.steps.push_back({.kind = StepKind::leave_zone, .zone = zone});
  }
  held.clear();
  add_order(StepKind::move);  // home
  return program;
}

// Of a hold of the zone: all of its orders at their longest, and the tick in which each begins.
inline std::int64_t longest_hold_ns(const CellProgram& cell, std::uint16_t zone) {
  std::int64_t longest = 0;
  for (const RobotProgram& robot : cell.robots) {
    std::int64_t orders = 0;
    bool inside = false;
    for (const ProgramStep& step : robot.steps) {
      if (step.kind == StepKind::enter_zone && step.zone == zone) {
        inside = true;
        orders = 0;
      } else if (step.kind == StepKind::leave_zone) {
        inside = inside && step.zone != zone;
      } else if (inside && step.kind != StepKind::enter_zone) {
        ++orders;
      }
      longest = std::max(longest, orders);
    }
  }
  return longest * (kLongestOrderTicks + 1) * kControlPeriodNs;
}

inline CellProgram random_cell(std::uint64_t seed, std::uint32_t length) {
  RandomDraws draws(seed, 1);
  CellProgram cell{.cell = 7};
  const std::uint32_t n_robots = 2 + draws.below(kMaxCellRobots - 1);
  for (std::uint32_t r = 0; r < n_robots; ++r) cell.robots.push_back(random_program(draws, length));
  for (std::uint16_t zone = 1; zone <= kRandomZones; ++zone) {
    cell.zones.push_back({.number = zone, .nominal_ns = longest_hold_ns(cell, zone)});
  }
  return cell;
}

// Orders in the programs of all robots, if nothing is repeated.
inline std::int64_t orders_of(const CellProgram& cell) {
  std::int64_t n = 0;
  for (const RobotProgram& robot : cell.robots) {
    n += std::count_if(robot.steps.begin(), robot.steps.end(), [](const ProgramStep& step) {
      return step.kind != StepKind::enter_zone && step.kind != StepKind::leave_zone;
    });
  }
  return n;
}

}  // namespace darkline
