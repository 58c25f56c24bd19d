// The search of sizing.h over the lattice of choices.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "twin/study/plant_trials.h"
#include "twin/study/sizing.h"

namespace darkline {

// A scenario as it is, put beside the plants of a search: not screened yet.
SizedPlant plant_of(const Scenario& scenario, const PlantTrials::Facts& facts);

class SizingSearch {
 public:
  // All are kept by reference. Simulates the base scenario's plant.
  SizingSearch(const SizingFile& study, double target_jph, PlantTrials& trials,
               const SizingOptions& options);

  // The cheapest plant that screening sees at `wanted_jph`, and its neighbours as said above.
  // @throws InputError, Interrupted
  LatticePoint cheapest(double wanted_jph);

  PlantChoice choice_at(const LatticePoint& point) const;
  Scenario scenario_at(const LatticePoint& point) const;
  // Simulated, if it was not yet.
  const SizedPlant& plant_at(const LatticePoint& point);
  // As above; or not simulated (n = 0) where the takt or theory put it below `wanted_jph`.
  const SizedPlant& look_at(const LatticePoint& point, double wanted_jph);
  const std::map<LatticePoint, SizedPlant>& plants() const { return plants_; }
  const std::vector<LatticePoint>& order() const { return order_; }

  // All points that are at most one step away on every axis, but for `point`.
  std::vector<LatticePoint> grid_around(const LatticePoint& point) const;
  // Names of the lists at whose cheaper end the point is, and could go on: "buffer_factor".
  std::vector<std::string> at_the_end_of(const LatticePoint& point) const;

  const SizedPlant& base() const { return base_; }
  double hours_per_year() const { return bodies_per_y_ / target_jph_; }
  // Of one replication, as screening saw it at the base.
  double deviation_jph() const { return deviation_jph_; }

  // The conversion cost of a plant ahead of any simulation, USD a year.
  double expected_usd(const LatticePoint& point);
  // The conversion cost of `year` if it made the target's bodies, USD a year.
  double usd_per_y(const Scenario& scenario, PlantYear year) const;
  // The year at the target's volume.
  PlantYear at_target(const PlantYear& year) const;

  // Progress: `ahead` more plants are to be looked at, as far as is known. @throws Interrupted
  void tell(const std::string& what, std::size_t ahead) const;

 private:
  void look_at_base();
  void learn(double theory_jph, double simulated_jph);
  bool meets(const LatticePoint& point);
  bool known_to_miss(const LatticePoint& point) const;
  double theory_at(const LatticePoint& point);
  LatticePoint rich_start();
  LatticePoint start();
  LatticePoint descent(LatticePoint from);
  LatticePoint longest_takt(LatticePoint point);
  LatticePoint improved(const LatticePoint& incumbent, bool& found);
  std::vector<LatticePoint> neighbours(const LatticePoint& point) const;
  void say_best(const LatticePoint& point);

  const SizingFile& study_;
  double target_jph_;
  PlantTrials& trials_;
  const SizingOptions& options_;
  LatticePoint sizes_ = {};
  double wanted_jph_ = 0.0;
  double bodies_per_y_ = 0.0;
  SizedPlant base_;
  PlantYear base_year_;
  double deviation_jph_ = 0.0;
  double theory_ratio_ = 0.0;  // the most that simulation was over theory
  std::map<LatticePoint, SizedPlant> plants_;
  std::map<LatticePoint, double> expected_;
  bool by_theory_ = false;
  std::vector<LatticePoint> order_;
  std::string best_;
};

}  // namespace darkline
