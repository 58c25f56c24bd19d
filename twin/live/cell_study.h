// The cell study: what every station variant of a factory takes, under physics, with its controller
// in the loop.
//
// Cells are stepped in lockstep with controllers on one simulated clock of 4 ms ticks: at each tick
// the cells that are due are shown to their controllers, and the commands take effect one tick
// later. Cells do not touch each other, so neither the grouping nor the number of threads changes a
// bit of a profile; nor does the transport (controller processes over ZeroMQ, or linked in).
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "controllers/controller_link.h"
#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "twin/live/cell_memory.h"
#include "twin/live/profile_cache.h"

namespace darkline {

// Cells that one controller process carries (controllers facts: fewer processes beat everything).
inline constexpr std::size_t kCellsPerHost = 10;

// What decides a profile beside the cell itself: raise it when the control law changes.
inline constexpr const char* kControllerVersion = "1";

struct StudyOptions {
  int jobs = 1;
  Transport transport = Transport::zmq;
  const ProfileCache* cache = nullptr;  // none: every cell is studied, nothing is kept
  bool fresh = false;                   // study even what the cache holds
  CellMemory* memory = nullptr;         // of the plants studied before, if there are many
  // Cells done, cells to do, the cell at hand. From one thread at a time.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress = {};
  std::stop_token stop = {};
};

struct CellStudy {
  std::vector<CycleProfile> profiles;  // (n_stations x n_variants), station by station
  std::size_t studied = 0;             // under physics, now
  std::size_t from_cache = 0;
  std::size_t by_law = 0;  // stations without welders
};

// @throws InputError for a station whose spots cannot be reached, Interrupted when stopped (the
//   profiles finished so far are in the cache), IoError if controllers or cache fail.
CellStudy study_cells(const FactoryModel& factory, const StudyOptions& options);

}  // namespace darkline
