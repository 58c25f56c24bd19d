#include "twin/live/cell_memory.h"

#include <utility>

namespace darkline {

std::shared_ptr<RememberedCell> CellMemory::find(const std::string& key,
                                                 const Scenario& scenario) const {
  const std::lock_guard lock(mutex_);
  const auto known = cells_.find(key);
  if (known == cells_.end()) return nullptr;
  for (const auto& each : known->second) {
    if (each->cell.serves(scenario)) return each;
  }
  return nullptr;
}

std::shared_ptr<RememberedCell> CellMemory::keep(const std::string& key, PreparedCell cell) {
  auto remembered = std::make_shared<RememberedCell>();
  remembered->cell = std::move(cell);
  const std::lock_guard lock(mutex_);
  if (kept_ < kMostCells) {
    cells_[key].push_back(remembered);
    ++kept_;
  }
  return remembered;
}

}  // namespace darkline
