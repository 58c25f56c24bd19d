#include "twin/economics/recosting.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/kpi/estimate.h"

namespace darkline {
namespace {

using Id = CostItemId;
using Lever = CostLever;
using Cost = decltype(Scenario::cost);

constexpr std::size_t index_of(Lever lever) {
  return static_cast<std::size_t>(lever);
}

struct LeverInfo {
  double Cost::*field;
  const char* good;  // as TradeDuties names what the duty is on; null: no duty
};
constexpr std::array<LeverInfo, kCostLevers> kLevers = {{{&Cost::robot_usd, nullptr},
                                                         {&Cost::robot_duty, "robots"},
                                                         {&Cost::gun_duty, "guns"},
                                                         {&Cost::cap_duty, "electrode caps"},
                                                         {&Cost::steel_duty, "sheet steel"},
                                                         {&Cost::edge_duty, "inference computers"},
                                                         {&Cost::vehicle_duty, "vehicle"}}};

// Settings at which all terms but the first and one are 0: what a cost has more there than at the
// first of them is the term's coefficient. Robots have to cost something for their duty to show.
constexpr double kProbe_usd = 1e5;
constexpr std::array<LeverSettings, kCostTerms> kProbes = {{{},
                                                            {kProbe_usd},
                                                            {kProbe_usd, 1.0},
                                                            {0.0, 0.0, 1.0},
                                                            {0.0, 0.0, 0.0, 1.0},
                                                            {0.0, 0.0, 0.0, 0.0, 1.0},
                                                            {0.0, 0.0, 0.0, 0.0, 0.0, 1.0}}};

// What is the coefficient of each term, from the values at the probes.
CostTerms coefficients_of(const CostTerms& at_probes) {
  CostTerms c = {};
  c[0] = at_probes[0];
  c[1] = (at_probes[1] - at_probes[0]) / kProbe_usd;
  c[2] = (at_probes[2] - at_probes[1]) / kProbe_usd;
  for (std::size_t k = 3; k < kCostTerms; ++k) c[k] = at_probes[k] - at_probes[0];
  return c;
}

// The cost model at one of the probes.
struct Probe {
  Scenario scenario;
  CostModel model;
  explicit Probe(Scenario at) : scenario(std::move(at)), model(scenario) {}
};

class Recosting {
 public:
  Recosting(const Scenario& scenario, std::span<const PlantYear> replications,
            std::span<const ZoneFootprint> stations)
      : replications_(replications), stations_(stations) {
    for (const LeverSettings& settings : kProbes) {
      probes_.emplace_back(with_settings(scenario, settings));
    }
    for (const Probe& probe : probes_) items_.push_back(mean_items(probe));
  }

  CostTerms item(Id id) const {
    CostTerms at = {};
    for (std::size_t k = 0; k < kCostTerms; ++k) at[k] = items_[k][darkline::index_of(id)];
    return coefficients_of(at);
  }

  // Conversion but for working capital: affine for each station, as for the whole.
  std::vector<CostTerms> stations() const {
    std::vector<CostTerms> at_probes(stations_.size());
    for (std::size_t k = 0; k < kCostTerms; ++k) {
      const auto costs = zone_costs(probes_[k].scenario, stations_, items_[k]);
      for (std::size_t s = 0; s < costs.size(); ++s) {
        at_probes[s][k] =
            costs[s].conversion_usd - costs[s].items_usd[darkline::index_of(Id::working_capital)];
      }
    }
    for (CostTerms& each : at_probes) each = coefficients_of(each);
    return at_probes;
  }

  // t^2 / n times the covariance of the conversion cost's coefficients over the replications.
  std::array<CostTerms, kCostTerms> spread(double confidence) const {
    const std::size_t n = replications_.size();
    std::vector<CostTerms> each(n);
    CostTerms mean = {};
    for (std::size_t r = 0; r < n; ++r) {
      CostTerms at = {};
      for (std::size_t k = 0; k < kCostTerms; ++k) {
        at[k] = totals_of(probes_[k].model.items_usd(replications_[r])).conversion_usd;
      }
      each[r] = coefficients_of(at);
      for (std::size_t k = 0; k < kCostTerms; ++k) mean[k] += each[r][k] / static_cast<double>(n);
    }
    const auto freedom = static_cast<double>(n) - 1.0;
    const double t = student_t(confidence, freedom);
    std::array<CostTerms, kCostTerms> spread = {};
    for (const CostTerms& one : each) {
      for (std::size_t i = 0; i < kCostTerms; ++i) {
        for (std::size_t k = 0; k < kCostTerms; ++k) {
          spread[i][k] +=
              (one[i] - mean[i]) * (one[k] - mean[k]) * t * t / (freedom * static_cast<double>(n));
        }
      }
    }
    return spread;
  }

 private:
  ItemsUsd mean_items(const Probe& probe) const {
    ItemsUsd mean = {};
    for (const PlantYear& year : replications_) {
      const ItemsUsd items = probe.model.items_usd(year);
      for (std::size_t i = 0; i < kCostItemCount; ++i) {
        mean[i] += items[i] / static_cast<double>(replications_.size());
      }
    }
    return mean;
  }

  std::span<const PlantYear> replications_;
  std::span<const ZoneFootprint> stations_;
  std::vector<Probe> probes_;    // (kCostTerms)
  std::vector<ItemsUsd> items_;  // (kCostTerms), means over the replications
};

std::string note_of(const ChannelDuty& duty, const TradeDuties& trade) {
  if (!duty.established) return duty.note;
  return fmt::format("{} {} to {} on {}: {:.4g} % listed{}", duty.hs, duty.origin, duty.destination,
                     text_of(*trade.day), 100.0 * duty.listed,
                     duty.complete ? "" : ", a lower bound");
}

// Where people look: from nothing to the largest of what is usual, what the run has and what its
// table asks.
void set_ranges(const Scenario& scenario, CostCoefficients& to) {
  constexpr double kUsual_usd = 200e3, kUsualDuty = 1.0;
  const auto reach = [&](Lever lever, double usual, const std::vector<double>& asked) {
    double most = std::max(usual, 1.5 * to.own[index_of(lever)]);
    for (const double value : asked) most = std::max(most, value);
    to.levers[index_of(lever)].most = most;
  };
  const auto& table = scenario.table;
  for (std::size_t i = 1; i < kCostLevers; ++i) reach(static_cast<Lever>(i), kUsualDuty, {});
  reach(Lever::robot_price, kUsual_usd, table.robot_usd);
  reach(Lever::robot_duty, kUsualDuty, table.robot_duty);
  reach(Lever::vehicle_duty, kUsualDuty, table.vehicle_duty);
}

void set_levers(const Scenario& scenario, const TradeDuties& trade, CostCoefficients& to) {
  to.own = settings_of(scenario);
  set_ranges(scenario, to);
  CostTerms sum = to.working_capital_usd;
  const auto add = [&sum](const CostTerms& more) {
    for (std::size_t k = 0; k < kCostTerms; ++k) sum[k] += more[k];
  };
  for (const auto& item : to.items) add(item.usd);
  add(to.steel_usd);
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    const bool vehicle = i == index_of(Lever::vehicle_duty);
    // prices and duties only ever add to the cost; what is left of a difference is rounding
    constexpr double kNothing_usd = 1e-9;
    const double scale = i < 2 ? kProbe_usd : 1.0;
    to.levers[i].matters = vehicle || sum[i + 1] * scale > kNothing_usd;
    for (const ChannelDuty& duty : trade.channels) {
      if (kLevers[i].good != nullptr && duty.good == kLevers[i].good) {
        to.levers[i].note = note_of(duty, trade);
      }
    }
  }
}

CostCoefficients::Measured measured(std::span<const PlantYear> replications, double confidence,
                                    double PlantYear::*of) {
  std::vector<double> values;
  for (const PlantYear& year : replications) values.push_back(year.*of);
  const Estimate estimate = estimate_mean(values, confidence);
  CostCoefficients::Measured made{.mean = estimate.mean, .half_width = {}};
  if (std::isfinite(estimate.half_width)) made.half_width = estimate.half_width;
  return made;
}

}  // namespace

LeverSettings settings_of(const Scenario& scenario) {
  LeverSettings settings = {};
  for (std::size_t i = 0; i < kCostLevers; ++i) settings[i] = scenario.cost.*kLevers[i].field;
  return settings;
}

Scenario with_settings(Scenario scenario, const LeverSettings& settings) {
  for (std::size_t i = 0; i < kCostLevers; ++i) scenario.cost.*kLevers[i].field = settings[i];
  return scenario;
}

CostCoefficients recosting(const Scenario& scenario, std::span<const PlantYear> replications,
                           std::span<const ZoneFootprint> stations, const TradeDuties& trade) {
  DARKLINE_CHECK(!replications.empty(), "the cost of no replication");
  const Recosting from(scenario, replications, stations);
  const auto& cost = scenario.cost;
  CostCoefficients c;
  c.title = scenario.info.title;
  c.confidence = scenario.simulation.confidence;
  c.replications = static_cast<int>(replications.size());
  for (std::size_t i = 0; i < kConversionItems; ++i) {
    const auto id = static_cast<Id>(i);
    if (id == Id::working_capital) continue;
    c.items.push_back({.name = info_of(id).name, .title = info_of(id).title, .usd = from.item(id)});
  }
  c.working_capital_usd = from.item(Id::working_capital);
  c.steel_usd = from.item(Id::steel);
  c.rest_of_vehicle_usd = cost.rest_of_vehicle_usd;
  c.vehicle_freight_usd = cost.vehicle_freight_usd;
  c.vehicle_duty_on_freight = cost.vehicle_duty_on_freight;
  if (replications.size() > 1) c.spread = from.spread(c.confidence);
  c.kwh_per_body = measured(replications, c.confidence, &PlantYear::kwh_per_body);
  c.bodies_per_year = measured(replications, c.confidence, &PlantYear::good_bodies_per_year);
  const std::vector<CostTerms> usd = from.stations();
  for (std::size_t s = 0; s < stations.size(); ++s) {
    c.stations.push_back({.address = stations[s].name,
                          .usd = usd[s],
                          .kwh_per_body = 0.0,
                          .spots_per_body = stations[s].spots,
                          .tip_pairs_per_body = stations[s].spots / cost.spots_per_cap_pair});
  }
  set_levers(scenario, trade, c);
  return c;
}

}  // namespace darkline
