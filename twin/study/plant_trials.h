// What simulation says of the plants of a sizing, kept while searches over them go on: what a line
// makes depends neither on a target nor on a price, so that several targets and prices share it.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "models/study/sizing_file.h"
#include "twin/kpi/estimate.h"
#include "twin/study/plant_source.h"

namespace darkline {

// Places in the lists of SizingChoices, so ordered that one more is cheaper: longer takts, higher
// loads, fewer places, fewer technicians, fewer splits.
using LatticePoint = std::array<std::size_t, 6>;

// A plant that is of no lattice: the base scenario is the first.
LatticePoint plant_as_it_is(std::size_t k);

// A year at another volume of good bodies: what stands draws its energy for as long.
PlantYear year_at(PlantYear year, double good_bodies_per_year);

class PlantTrials {
 public:
  // All are kept by reference. Plants are looked at under the study's search_physics.
  PlantTrials(const SizingFile& study, const PlantSource& plant_of, int jobs, std::stop_token stop)
      : study_(study), plant_of_(plant_of), jobs_(jobs), stop_(std::move(stop)) {}

  struct Facts {
    std::int64_t welders = 0, robots = 0, stations = 0, places = 0;
    double hours_per_year = 0.0;
    double theory_jph = 0.0;  // by aggregation; infinite where that does not take the line
    std::string fidelity;     // of its cells
  };
  // On random numbers that all plants share.
  struct Screened {
    Estimate jph;
    std::vector<PlantYear> years;  // of the first replications
  };
  // On random numbers that screening has not seen, the same for all plants.
  struct Replicated {
    std::string fidelity;
    std::vector<double> jph;
    std::vector<PlantYear> years;
  };

  // `scenario` is that of `point`, whatever its prices.
  const Facts& facts(const LatticePoint& point, const Scenario& scenario);
  const Screened& screened(const LatticePoint& point, const Scenario& scenario);
  // `physics`: of the cells. @throws Interrupted
  const Replicated& replicated(const LatticePoint& point, const Scenario& scenario,
                               const std::string& physics);

  std::size_t prepared() const { return facts_.size(); }  // plants

 private:
  PreparedPlant prepare(const LatticePoint& point, Scenario scenario, const std::string& physics);
  Screened screen_line(const PreparedPlant& plant) const;

  const SizingFile& study_;
  const PlantSource& plant_of_;
  int jobs_;
  std::stop_token stop_;
  std::map<LatticePoint, Facts> facts_;
  std::map<LatticePoint, Screened> screened_;
  std::map<std::pair<LatticePoint, std::string>, Replicated> replicated_;
};

}  // namespace darkline
