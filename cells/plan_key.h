// Names what a station's planning reads, so that a plan made before need not be made again to know
// which study it leads to: equal keys mean equal study hashes (cycle_sampling.h).
//
// A key holds the robot models whole, the station with its work and listed spots, the variants'
// work factors, every key of the scenario language but those listed in plan_key.cc as read by no
// planner, and the program itself: a digest of the sources that plan, and how they were compiled.
// It may change where the plan does not; that costs a planning.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/content_hash.h"
#include "models/scenario/factory_model.h"

namespace darkline {

// Whether the value of a scenario key ("plant.takt") is part of plan keys. Robot models and zones
// enter by what they are, not by their keys.
bool is_read_by_planning(std::string_view scenario_key);

// SHA-256 of all that a robot's files say.
std::string content_hash(const RobotModel& model);

class PlanKeys {
 public:
  // `samples`, `controller_version`: as study_hash takes them. The factory outlives this.
  PlanKeys(const FactoryModel& factory, int samples, const std::string& controller_version);

  // 64 hexadecimal digits.
  std::string of(StationId station, std::size_t variant) const;

  // Names what prepare_for_takts() reads but the takt; so of a station of which welders alone are
  // simulated neither its other robots nor their work. Plants that differ in those share cells.
  std::string of_cell(StationId station, std::size_t variant) const;

 private:
  void add_robot(ContentHash& hash, RobotId robot) const;

  const FactoryModel& factory_;
  std::string common_;  // digest of what is the same for all stations
  std::string common_but_takt_;
  std::vector<std::string> models_;  // (n robot models) their digests
};

}  // namespace darkline
