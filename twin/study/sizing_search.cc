#include "twin/study/sizing_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/resolve_prices.h"

namespace darkline {
namespace {

enum Axis : std::size_t { takt, load, weld_load, places, technicians, split };

// Of theory against simulation, beyond the most that simulation was ever above it: theory does not
// see waiting for technicians, so that plants with few of them make less than it says.
constexpr double kTheoryError = 0.02;
template <class Value>
const Value& from_end(const std::vector<Value>& values, std::size_t i) {
  return values[values.size() - 1 - i];
}

// Splits of short lines are many; none at all is written 0.
std::vector<std::int64_t> fewer_and_fewer(std::vector<std::int64_t> split_from) {
  std::stable_sort(split_from.begin(), split_from.end(),
                   [](std::int64_t a, std::int64_t b) { return a != 0 && (b == 0 || a < b); });
  return split_from;
}

}  // namespace

SizingSearch::SizingSearch(const SizingFile& study, double target_jph, PlantTrials& trials,
                           const SizingOptions& options)
    : study_(study), target_jph_(target_jph), trials_(trials), options_(options) {
  const SizingChoices& c = study.choices;
  sizes_ = {c.takt_s.size(),        c.load.size(),        c.weld_load.size(),
            c.buffer_factor.size(), c.technicians.size(), c.split_from.size()};
  look_at_base();
}

PlantChoice SizingSearch::choice_at(const LatticePoint& point) const {
  const SizingChoices& c = study_.choices;
  return {.takt_s = c.takt_s[point[takt]],
          .load = c.load[point[load]],
          .weld_load = c.weld_load[point[weld_load]],
          .buffer_factor = from_end(c.buffer_factor, point[places]),
          .technicians = from_end(c.technicians, point[technicians]),
          .split_from = fewer_and_fewer(c.split_from)[point[split]]};
}

Scenario SizingSearch::scenario_at(const LatticePoint& point) const {
  return plant_scenario(study_, choice_at(point));
}

void SizingSearch::tell(const std::string& what, std::size_t ahead) const {
  if (options_.stop.stop_requested()) throw Interrupted("stopped: run the same command again");
  if (!options_.progress) return;
  const std::size_t done = trials_.prepared();
  options_.progress(done, done + ahead, what + (by_theory_ ? " by theory" : "") + best_);
}

void SizingSearch::say_best(const LatticePoint& point) {
  const auto plant = plants_.find(point);
  best_ = fmt::format("; best: {:.2f} MUSD a year", expected_usd(point) / 1e6);
  if (plant == plants_.end() || plant->second.screened_jph.n == 0) return;
  best_ +=
      fmt::format(", {} robots, {:.2f} JPH", plant->second.robots, plant->second.screened_jph.mean);
}

PlantYear SizingSearch::at_target(const PlantYear& year) const {
  return year_at(year, bodies_per_y_);
}

double SizingSearch::usd_per_y(const Scenario& scenario, PlantYear year) const {
  const ResolvedPrices prices = resolve_prices(scenario, bodies_per_y_);
  year = shocked_year(year, prices.supply);
  const CostModel model(prices.scenario);
  return totals_of(model.items_usd(year)).conversion_usd * year.good_bodies_per_year;
}

SizedPlant plant_of(const Scenario& scenario, const PlantTrials::Facts& facts) {
  SizedPlant plant;
  plant.choice = {scenario.plant.takt_s,
                  0.0,
                  0.0,
                  scenario.plant.buffer_factor,
                  scenario.reliability.technicians,
                  scenario.plant.split_from_stations};
  plant.welders = facts.welders;
  plant.robots = facts.robots;
  plant.stations = facts.stations;
  plant.places = facts.places;
  return plant;
}

void SizingSearch::look_at_base() {
  const Scenario& scenario = study_.base;
  tell("the base scenario", 1);
  const LatticePoint id = plant_as_it_is(0);
  const PlantTrials::Facts& facts = trials_.facts(id, scenario);
  bodies_per_y_ = target_jph_ * facts.hours_per_year;
  const PlantTrials::Screened& found = trials_.screened(id, scenario);
  base_year_ = found.years.front();
  learn(facts.theory_jph, found.jph.mean);
  base_ = plant_of(scenario, facts);
  base_.screened_jph = found.jph;
  base_.usd_per_y = usd_per_y(scenario, at_target(base_year_));
  const auto n = static_cast<double>(study_.screening_replications);
  deviation_jph_ = found.jph.half_width / student_t(0.95, n - 1.0) * std::sqrt(n);
}

// Ahead of any simulation: energy as the base has it, but for the robots that stand.
double SizingSearch::expected_usd(const LatticePoint& point) {
  const auto known = expected_.find(point);
  if (known != expected_.end()) return known->second;
  const Scenario scenario = plant_scenario(study_, choice_at(point));
  std::int64_t robots = 0, welders = 0;
  for (const ZoneConfig& zone : scenario.zones) {
    robots += std::accumulate(zone.robots.begin(), zone.robots.end(), std::int64_t{0});
    welders += zone.robots[index_of(RobotRole::spot_welding)];
  }
  PlantYear year = at_target(base_year_);
  const double more = static_cast<double>(robots) / static_cast<double>(base_.robots) - 1.0;
  year.kwh_per_body += year.standing_kwh_per_body * more;
  year.spot_robots = static_cast<int>(welders);
  year.other_robots = static_cast<int>(robots - welders);
  return expected_[point] = usd_per_y(scenario, year);
}

const SizedPlant& SizingSearch::plant_at(const LatticePoint& point) {
  return look_at(point, 0.0);
}

const SizedPlant& SizingSearch::look_at(const LatticePoint& point, double wanted_jph) {
  const auto known = plants_.find(point);
  if (known != plants_.end() &&
      (known->second.screened_jph.n > 0 || known->second.screened_jph.mean < wanted_jph)) {
    return known->second;
  }
  const Scenario scenario = scenario_at(point);
  SizedPlant sized;
  sized.choice = choice_at(point);
  sized.usd_per_y = expected_usd(point);
  sized.screened_jph.mean = 3600.0 / sized.choice.takt_s * (1.0 - scenario.quality.scrap);
  if (sized.screened_jph.mean >= wanted_jph) {
    const PlantTrials::Facts& facts = trials_.facts(point, scenario);
    sized.welders = facts.welders;
    sized.robots = facts.robots;
    sized.stations = facts.stations;
    sized.places = facts.places;
    sized.screened_jph.mean = (1.0 + kTheoryError) * theory_ratio_ * facts.theory_jph;
    if (sized.screened_jph.mean >= wanted_jph) {
      const PlantTrials::Screened& found = trials_.screened(point, scenario);
      sized.screened_jph = found.jph;
      learn(facts.theory_jph, found.jph.mean);
      sized.usd_per_y = 0.0;
      for (const PlantYear& year : found.years) {
        sized.usd_per_y +=
            usd_per_y(scenario, at_target(year)) / static_cast<double>(found.years.size());
      }
    }
  }
  if (known == plants_.end()) order_.push_back(point);
  return plants_[point] = sized;
}

double SizingSearch::theory_at(const LatticePoint& point) {
  const Scenario scenario = scenario_at(point);
  // no line makes more than its takt allows, and such a one need not have its cells studied
  const double most_jph = 3600.0 / scenario.plant.takt_s * (1.0 - scenario.quality.scrap);
  return most_jph < wanted_jph_ ? 0.0 : trials_.facts(point, scenario).theory_jph;
}

void SizingSearch::learn(double theory_jph, double simulated_jph) {
  if (std::isfinite(theory_jph) && theory_jph > 0.0) {
    theory_ratio_ = std::max(theory_ratio_, simulated_jph / theory_jph);
  }
}

bool SizingSearch::meets(const LatticePoint& point) {
  if (by_theory_) return theory_ratio_ * theory_at(point) >= wanted_jph_;
  const SizedPlant& plant = look_at(point, wanted_jph_);
  return plant.screened_jph.n > 0 && plant.screened_jph.mean >= wanted_jph_;
}

// A plant of the same robots or fewer technicians, places and splits than one that misses.
bool SizingSearch::known_to_miss(const LatticePoint& point) const {
  if (by_theory_) return false;
  return std::any_of(plants_.begin(), plants_.end(), [&](const auto& each) {
    const LatticePoint& other = each.first;
    return other[load] == point[load] && other[weld_load] == point[weld_load] &&
           other[split] == point[split] && other[takt] <= point[takt] &&
           other[places] <= point[places] && other[technicians] <= point[technicians] &&
           each.second.screened_jph.mean < wanted_jph_;
  });
}

// A plant that meets what is wanted: the richest, or one that makes more, by ascent along one axis
// after the other (fewer robots stop less often, so the richest need not make most).
LatticePoint SizingSearch::rich_start() {
  LatticePoint at = {};
  for (bool higher = true; higher && !meets(at);) {
    higher = false;
    for (std::size_t axis = 0; axis < at.size() && !meets(at); ++axis) {
      LatticePoint other = at;
      for (other[axis] = 0; other[axis] < sizes_[axis] && !meets(at); ++other[axis]) {
        tell("looking for a plant that makes it", sizes_[axis]);
        if (plant_at(other).screened_jph.mean <= plant_at(at).screened_jph.mean) continue;
        at = other;
        higher = true;
      }
    }
  }
  if (meets(at)) return at;
  const SizedPlant& most = plant_at(at);
  throw InputError(
      {.place = study_.target_place,
       .key = "study.target_net_jph",
       .found = fmt::format("{} net JPH", target_jph_),
       .wanted = fmt::format(
           "at most {:.2f} with {:.2f} in hand for the interval: the most that was found is "
           "{:.2f} +- {:.2f}, at takt {:.1f} s, load {:.0f} %, welders' load {:.0f} %, buffer "
           "factor {}, {} technicians",
           most.screened_jph.mean - (wanted_jph_ - target_jph_), wanted_jph_ - target_jph_,
           most.screened_jph.mean, most.screened_jph.half_width, most.choice.takt_s,
           100.0 * most.choice.load, 100.0 * most.choice.weld_load, most.choice.buffer_factor,
           most.choice.technicians),
       .mend = "permit shorter takts, more buffers, technicians or splits, or lower loads"});
}

// The cheapest on the takt axis from a point that meets what is wanted, by halves.
LatticePoint SizingSearch::longest_takt(LatticePoint point) {
  std::size_t meets_at = point[takt], misses_at = sizes_[takt];
  while (misses_at - meets_at > 1) {
    tell("lengthening the takt", 2);
    point[takt] = meets_at + (misses_at - meets_at) / 2;
    (meets(point) ? meets_at : misses_at) = point[takt];
  }
  point[takt] = meets_at;
  return point;
}

// One step in any of the axes but takt at once, any steps in one of them; the richest first.
std::vector<LatticePoint> SizingSearch::neighbours(const LatticePoint& point) const {
  std::set<LatticePoint> all;
  for (std::size_t code = 0; code < 243; ++code) {
    LatticePoint other = point;
    bool inside = true;
    for (std::size_t axis = load, rest = code; axis <= split; ++axis, rest /= 3) {
      other[axis] = point[axis] + rest % 3 - 1;  // wraps below 0, and is then outside
      inside &= other[axis] < sizes_[axis];
      if (by_theory_ && axis == technicians) inside &= other[axis] == point[axis];
    }
    if (inside) all.insert(other);
  }
  for (std::size_t axis = load; axis <= split; ++axis) {
    if (by_theory_ && axis == technicians) continue;
    LatticePoint other = point;
    for (other[axis] = 0; other[axis] < sizes_[axis]; ++other[axis]) all.insert(other);
  }
  return {all.begin(), all.end()};
}

LatticePoint SizingSearch::improved(const LatticePoint& incumbent, bool& found) {
  const double usd = expected_usd(incumbent) * (1.0 - 1e-9);
  const std::vector<LatticePoint> all = neighbours(incumbent);
  for (std::size_t i = 0; i < all.size(); ++i) {
    LatticePoint other = all[i];
    other[takt] = 0;
    while (other[takt] < sizes_[takt] && expected_usd(other) >= usd) ++other[takt];
    if (other[takt] == sizes_[takt] || known_to_miss(other)) continue;
    tell("looking for cheaper plants", all.size() - i);
    if (!meets(other)) continue;
    found = true;
    other = longest_takt(other);
    say_best(other);
    return other;
  }
  found = false;
  return incumbent;
}

LatticePoint SizingSearch::descent(LatticePoint from) {
  from = longest_takt(from);
  say_best(from);
  for (bool found = true; found;) from = improved(from, found);
  return from;
}

// Where simulation starts: the cheapest plant by theory, which takes no time but does not see
// waiting for technicians; with a shorter takt if simulation says so.
LatticePoint SizingSearch::start() {
  LatticePoint at = {};
  by_theory_ = true;
  const double base_theory_jph = trials_.facts(plant_as_it_is(0), study_.base).theory_jph;
  if (std::isfinite(base_theory_jph) && meets(at)) at = descent(at);
  by_theory_ = false;
  while (!meets(at) && at[takt] > 0) {
    at[takt] -= std::min<std::size_t>(at[takt], 2);
    tell("shortening the takt", at[takt] / 2 + 1);
  }
  return meets(at) ? at : rich_start();
}

LatticePoint SizingSearch::cheapest(double wanted_jph) {
  wanted_jph_ = wanted_jph;
  return descent(start());
}

std::vector<LatticePoint> SizingSearch::grid_around(const LatticePoint& point) const {
  std::vector<LatticePoint> all;
  for (std::size_t code = 0; code < 729; ++code) {
    LatticePoint other = point;
    bool inside = true;
    for (std::size_t axis = takt, rest = code; axis <= split; ++axis, rest /= 3) {
      other[axis] = point[axis] + rest % 3 - 1;  // wraps below 0, and is then outside
      inside &= other[axis] < sizes_[axis];
    }
    if (inside && other != point) all.push_back(other);
  }
  return all;
}

std::vector<std::string> SizingSearch::at_the_end_of(const LatticePoint& point) const {
  constexpr std::array<const char*, 6> kNames = {"takt",          "load",        "weld_load",
                                                 "buffer_factor", "technicians", "split_from"};
  const PlantChoice choice = choice_at(point);
  const std::array<bool, 6> goes_on = {
      true,
      choice.load<kMostLoad, choice.weld_load<kMostWeldLoad, choice.buffer_factor> 0.0,
                  choice.technicians> 1,
      choice.split_from > 0};
  std::vector<std::string> names;
  for (std::size_t axis = takt; axis <= split; ++axis) {
    if (point[axis] + 1 == sizes_[axis] && goes_on[axis]) names.emplace_back(kNames[axis]);
  }
  return names;
}

}  // namespace darkline
