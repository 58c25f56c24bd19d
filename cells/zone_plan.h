// Interference zones from conflicts alone: which steps of which robots must not run at the same
// time, turned into zones that are taken and given back between steps. No geometry here.
//
// A zone holds conflicts of two robots: those that hang together (steps are nodes, conflicts
// edges, a zone a connected component), so that a pair of robots has several small zones rather
// than a large one. Zones are joined where a robot would hold more than two at once. They are
// numbered by when they are first needed, then renumbered, neighbour by neighbour, while that
// shortens what is held. A robot that needs a lower number while it holds a higher one takes the
// lower one together with the higher, so all robots take zones in ascending order; therefore no
// circle of robots can wait for each other: of all that wait, look at the one that waits for the
// highest number. Whoever holds this number could only wait for a higher one, so it moves on.
#pragma once

#include <cstdint>
#include <vector>

namespace darkline {

// What controllers grant a robot at a time (controllers/cell_program.h).
inline constexpr std::size_t kMostZonesPlanned = 2;

// Step `step` of robot `robot` and step `other_step` of robot `other` exclude each other.
struct StepConflict {
  std::size_t robot = 0, step = 0;
  std::size_t other = 0, other_step = 0;
};

// Robot `robot` holds a zone from before step `enter` until after step `leave` - 1.
struct ZoneHold {
  std::uint16_t zone = 0;  // from 1
  std::size_t robot = 0;
  std::size_t enter = 0, leave = 0;
};

struct ZonePlan {
  std::uint16_t zones = 0;
  std::vector<ZoneHold> holds;  // by robot, then enter, then zone; never overlapping for one zone
};

// `step_s[robot][step]`: nominal seconds. Every conflict is covered: there is a zone that each of
// the two robots holds during its step. No robot holds more than `most_held` zones at once.
ZonePlan plan_zones(const std::vector<std::vector<double>>& step_s,
                    const std::vector<StepConflict>& conflicts,
                    std::size_t most_held = kMostZonesPlanned);

}  // namespace darkline
