// The programs of one cell, as its controller gets them before the first tick.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/cell/station_program.h"

namespace darkline {

// The most interference zones that a robot holds at a time (practice of welding shops).
inline constexpr std::size_t kMostZonesHeld = 2;

// The longest nominal time of a zone: a day.
inline constexpr std::int64_t kMostNominalNs = 86'400'000'000'000;

struct ProgramZone {
  std::uint16_t number = 0;     // from 1
  std::int64_t nominal_ns = 0;  // the longest that a robot holds it, without waits; 0: not watched
};

// When a robot dresses its electrode caps. Defaults of the welding facts, section 2.
struct TipCare {
  std::int32_t dress_job = -1;            // its place in CellRobot::jobs; -1: never
  std::uint32_t dress_every_spots = 200;  // from 1
  std::uint32_t dresses_per_cap = 25;     // then the caps are worn out; 0: they are not counted
};

struct CellProgram {
  std::uint32_t cell = 0;                 // unique among the cells of a link
  std::vector<RobotProgram> robots = {};  // at most kMaxCellRobots, in the order of CellObservation
  std::vector<ProgramZone> zones = {};    // numbers ascending; every zone that a program names
  std::vector<TipCare> tips = {};         // of each robot, or none at all
};

// The program of a cell as its physics knows it. A robot that has a job of kind dress runs the
// first such job when its caps are due, with the defaults of TipCare.
CellProgram program_of(std::uint32_t cell, const CellConfig& config);

// Which rule of the interference zones the programs break, as text that names robot, step and zone;
// empty if none. The rules make a deadlock impossible (welding facts, section 5): a robot takes
// zones in ascending order of their numbers, that is, only one above all that it holds; it holds
// at most kMostZonesHeld, gives back only what it holds, and ends holding none.
std::string zone_fault_of(const CellProgram& program);

}  // namespace darkline
