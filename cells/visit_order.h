// The order in which robots visit their places of work, chosen so that they get out of each other's
// way.
//
// A visit is a piece of a program that comes from free space and goes back there: an approach,
// spots or jobs, a retract. Programs are written from the back of the body to its front; where two
// robots then want the same space at the same time, one of them waits. Visits of one robot may be
// done in any order, as long as a part that is picked is placed.
#pragma once

#include <cstddef>
#include <limits>

#include "cells/interference_zones.h"
#include "models/cell/station_program.h"

namespace darkline {

struct VisitOrder {
  double before_s = 0.0, after_s = 0.0;  // nominal cycle with the controller's grants, no transfer
  double alone_s = 0.0;                  // of the robot that has the most to do, without any wait
  int tried = 0;                         // orders that were looked at
  // Every `wanted_s` in [same_from_s, same_below_s) comes to the same orders.
  double same_from_s = -std::numeric_limits<double>::infinity();
  double same_below_s = std::numeric_limits<double>::infinity();
  InterferenceReport report;  // of the zones that the config ends with
};

// Turns the visits of one robot after another round, or puts them in reverse, keeps what makes the
// station's nominal cycle shorter, and goes on until the cycle is at most `wanted_s`, nothing
// helps, or `most_tries` orders have been looked at. Ends with interference zones in the programs
// (interference_zones.h). Deterministic.
VisitOrder order_visits(CellConfig& config, double wanted_s, int most_tries);

}  // namespace darkline
