// Cells that were prepared and measured before, kept in memory while many plants of one kind are
// studied: plants of a sizing share most of their cells, whose takt is another and whose station
// has other robots beside its welders.
//
// A cell that is taken from here is what preparing and measuring it again would give, bit for bit
// (cells/cell_preparation.h): the cache on disk knows no difference.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cells/cell_preparation.h"
#include "cells/cycle_sampling.h"

namespace darkline {

struct RememberedCell {
  PreparedCell cell;
  std::shared_ptr<const CellMeasurement> measured;  // none yet where its profile was in the cache
};

class CellMemory {
 public:
  // Under PlanKeys::of_cell(), for the scenario's takt; null if there is none.
  std::shared_ptr<RememberedCell> find(const std::string& key, const Scenario& scenario) const;

  // What `cell` is remembered as; beyond kMostCells nothing is kept.
  std::shared_ptr<RememberedCell> keep(const std::string& key, PreparedCell cell);

 private:
  static constexpr std::size_t kMostCells = 10'000;  // some tens of kilobytes each

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::shared_ptr<RememberedCell>>> cells_;
  std::size_t kept_ = 0;
};

}  // namespace darkline
