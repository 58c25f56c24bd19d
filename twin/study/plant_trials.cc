#include "twin/study/plant_trials.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "twin/line/aggregation.h"
#include "twin/line/lane_engine.h"
#include "twin/line/screening.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr std::size_t kYearReplications = 4;  // cost at the target's volume hardly varies
// Added to the seed for screening: any constant that nobody uses as a step between seeds.
constexpr std::uint64_t kScreeningStep = 0x9E37'79B9'7F4A'7C15ULL;

double jph_per_part(const PreparedPlant& plant) {
  return plant.good_share * kMsPerHour / static_cast<double>(plant.line.window_ms());
}

}  // namespace

LatticePoint plant_as_it_is(std::size_t k) {
  LatticePoint point;
  point.fill(std::numeric_limits<std::size_t>::max());
  point.back() = k;
  return point;
}

PlantYear year_at(PlantYear year, double good_bodies_per_year) {
  const double fewer = year.good_bodies_per_year / good_bodies_per_year;
  year.kwh_per_body += year.standing_kwh_per_body * (fewer - 1.0);
  year.standing_kwh_per_body *= fewer;
  year.good_bodies_per_year = good_bodies_per_year;
  return year;
}

PreparedPlant PlantTrials::prepare(const LatticePoint& point, Scenario scenario,
                                   const std::string& physics) {
  scenario.simulation.physics = physics;
  PreparedPlant plant = plant_of_(scenario);
  if (facts_.count(point) == 0) {
    Facts& facts = facts_[point];
    facts.welders = plant.welders;
    facts.robots = plant.robots;
    facts.stations = plant.stations;
    facts.places = plant.places;
    facts.hours_per_year = plant.hours_per_year;
    facts.fidelity = plant.fidelity;
    facts.theory_jph = is_plain(plant.line)
                           ? line_by_aggregation(plant.line) * kMsPerHour * plant.good_share
                           : std::numeric_limits<double>::infinity();
  }
  return plant;
}

const PlantTrials::Facts& PlantTrials::facts(const LatticePoint& point, const Scenario& scenario) {
  if (facts_.count(point) == 0) prepare(point, scenario, study_.search_physics);
  return facts_.at(point);
}

const PlantTrials::Screened& PlantTrials::screened(const LatticePoint& point,
                                                   const Scenario& scenario) {
  const auto known = screened_.find(point);
  if (known != screened_.end()) return known->second;
  Screened found = screen_line(prepare(point, scenario, study_.search_physics));
  return screened_[point] = std::move(found);
}

PlantTrials::Screened PlantTrials::screen_line(const PreparedPlant& plant) const {
  const auto seed = static_cast<std::uint64_t>(study_.base.simulation.seed) + kScreeningStep;
  const int n = study_.screening_replications;
  LineResult line;
  line.seed = seed;
  line.window_ms = plant.line.window_ms();
  const double jph = jph_per_part(plant);
  Screened found;
  if (why_no_lanes(plant.line).empty()) {
    Screening lanes = screen(plant.line, seed, n, std::clamp(n / 16, 2, 64), jobs_,
                             instruction_sets().back(), {}, stop_);
    line.replications = std::move(lanes.replications);
    found.jph = {lanes.corrected_parts_out.mean * jph, lanes.corrected_parts_out.half_width * jph,
                 static_cast<std::size_t>(n)};
  } else {
    line = run_replications(plant.line, seed, n, jobs_, {}, stop_);
    std::vector<double> values;
    for (const ReplicationResult& one : line.replications) {
      values.push_back(static_cast<double>(one.parts_out) * jph);
    }
    found.jph = estimate_mean(values, 0.95);
  }
  line.replications.resize(std::min(line.replications.size(), kYearReplications));
  found.years = plant.years(line);
  return found;
}

const PlantTrials::Replicated& PlantTrials::replicated(const LatticePoint& point,
                                                       const Scenario& scenario,
                                                       const std::string& physics) {
  const auto known = replicated_.find({point, physics});
  if (known != replicated_.end()) return known->second;
  const PreparedPlant plant = prepare(point, scenario, physics);
  const LineResult line =
      run_replications(plant.line, static_cast<std::uint64_t>(study_.base.simulation.seed),
                       study_.confirm_replications, jobs_, {}, stop_);
  Replicated all;
  all.fidelity = plant.fidelity;
  for (const ReplicationResult& one : line.replications) {
    all.jph.push_back(static_cast<double>(one.parts_out) * jph_per_part(plant));
  }
  all.years = plant.years(line);
  return replicated_[{point, physics}] = std::move(all);
}

}  // namespace darkline
