// A rehearsal with real processes: a plant of toy cells (rehearsal_plant.h) is run through the bus
// over ZeroMQ, with faults or without, and its state is compared with that of the same plant run by
// a call, tick by tick.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "controllers/bus_faults.h"
#include "controllers/bus_options.h"

namespace darkline {

struct ProcessRehearsal {
  int cells = 164;
  std::size_t processes = 16;
  int ticks = 10'000;
  std::uint64_t seed = 1;
  bool is_chaos = false;
  OnFault on_fault = OnFault::recover;
  std::function<void(int ticks)> progress = {};
  std::stop_token stop = {};
};

struct ProcessRehearsalResult {
  int ticks = 0;                 // that came back
  std::uint64_t hash = 0;        // of the plant after them
  std::uint64_t clean_hash = 0;  // of the plant that was run by a call, after as many
  int first_difference = -1;     // the tick at which the two parted; -1: never
  std::string error;             // that the run ended in; empty if it came to its end
  BusReport bus = {};
  FaultCounts provoked = {};  // by the transport; what processes do to themselves is not in it
  std::uint64_t resumed = 0;  // stopped processes that were told to go on
  std::vector<WallTime> recoveries = {};  // of all hosts, ascending
  double clean_s = 0.0;                   // wall time by a call
  double bus_s = 0.0;                     // wall time by the bus, its start and end included
  // Of this program before the bus was made and after it was gone.
  int descriptors_before = 0;
  int descriptors_after = 0;
  int children_before = 0;
  int children_after = 0;

  bool is_equal() const { return first_difference < 0; }
  bool has_leaked() const {
    return descriptors_after > descriptors_before || children_after > children_before;
  }
};

// @throws Interrupted if told to stop.
ProcessRehearsalResult rehearse_processes(const ProcessRehearsal& rehearsal);

// The value below which the share `p` of the ascending values lies; 0 if there are none.
WallTime quantile(const std::vector<WallTime>& ascending, double p);

}  // namespace darkline
