// The search of sizing.h over the lattice of choices.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "twin/study/sizing.h"

namespace darkline {

// Places in the lists of SizingChoices, so ordered that one more is cheaper: longer takts, higher
// loads, fewer places, fewer technicians, fewer splits.
using LatticePoint = std::array<std::size_t, 6>;

class SizingSearch {
 public:
  // All are kept by reference. Simulates the base scenario's plant.
  SizingSearch(const SizingFile& study, double target_jph, const PlantSource& plant_of,
               const SizingOptions& options);

  // The cheapest plant that screening sees at `target + in_hand`, and its neighbours as said above.
  // @throws InputError, Interrupted
  LatticePoint cheapest(double in_hand);

  PlantChoice choice_at(const LatticePoint& point) const;
  // Simulated, if it was not yet.
  const SizedPlant& plant_at(const LatticePoint& point);
  const std::map<LatticePoint, SizedPlant>& plants() const { return plants_; }
  const std::vector<LatticePoint>& order() const { return order_; }

  const PreparedPlant& base_plant() const { return base_plant_; }
  const SizedPlant& base() const { return base_; }
  // Of one replication, as screening saw it at the base.
  double deviation_jph() const { return deviation_jph_; }

  // The conversion cost of `year` if it made the target's bodies, USD a year.
  double usd_per_y(const Scenario& scenario, PlantYear year) const;
  // The year at the target's volume.
  PlantYear at_target(PlantYear year) const;

 private:
  struct Screened {
    Estimate jph;
    std::vector<PlantYear> years;
  };
  Screened screened(const PreparedPlant& plant) const;
  void look_at_base();
  const SizedPlant& look_at(const LatticePoint& point, bool may_skip);
  static double theory_jph(const PreparedPlant& plant);
  void learn(double theory_jph, double simulated_jph);
  double expected_usd(const LatticePoint& point);
  bool meets(const LatticePoint& point);
  bool known_to_miss(const LatticePoint& point) const;
  double theory_at(const LatticePoint& point);
  LatticePoint rich_start();
  LatticePoint start();
  LatticePoint descent(LatticePoint from);
  LatticePoint longest_takt(LatticePoint point);
  LatticePoint improved(const LatticePoint& incumbent, bool& found);
  std::vector<LatticePoint> neighbours(const LatticePoint& point) const;
  void tell(const std::string& what, std::size_t ahead) const;

  const SizingFile& study_;
  double target_jph_;
  const PlantSource& plant_of_;
  const SizingOptions& options_;
  LatticePoint sizes_ = {};
  double wanted_jph_ = 0.0;
  double bodies_per_y_ = 0.0;
  PreparedPlant base_plant_;
  SizedPlant base_;
  PlantYear base_year_;
  double deviation_jph_ = 0.0;
  double theory_ratio_ = 0.0;  // the most that simulation was over theory
  std::map<LatticePoint, SizedPlant> plants_;
  std::map<LatticePoint, double> expected_, theory_;
  bool by_theory_ = false;
  std::vector<LatticePoint> order_;
};

}  // namespace darkline
