// Plants of a sizing study: cells studied under physics, or taken from the cache.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "models/scenario/factory_model.h"
#include "twin/live/cell_study.h"
#include "twin/live/profile_cache.h"
#include "twin/study/plant_source.h"

namespace darkline {

class StudiedPlants {
 public:
  // `fresh`: study even the cells that the cache holds.
  StudiedPlants(int jobs, bool fresh)
      : jobs_(jobs), fresh_(fresh), cache_(ProfileCache::default_folder()) {}

  // Plants that differ in waiting places, splits and technicians alone share their cells.
  // @throws InputError, IoError, Interrupted
  PreparedPlant operator()(const Scenario& scenario);
  PreparedPlant of(std::shared_ptr<const FactoryModel> factory);

 private:
  std::shared_ptr<const CellStudy> cells_of(const FactoryModel& factory);

  int jobs_;
  bool fresh_;
  ProfileCache cache_;
  CellMemory memory_;
  std::map<std::string, std::shared_ptr<const CellStudy>> studies_;
};

}  // namespace darkline
