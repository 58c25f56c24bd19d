#include "twin/economics/zone_cost.h"

#include "models/base/error.h"
#include "twin/economics/finance.h"

namespace darkline {
namespace {

using Id = CostItemId;

// Shares of the zones, which sum to 1; equal ones where there is nothing to go by.
template <class Key>
std::vector<double> shares_by(std::span<const ZoneFootprint> zones, const Key& key) {
  std::vector<double> shares;
  double sum = 0.0;
  for (const ZoneFootprint& zone : zones) {
    shares.push_back(key(zone));
    sum += shares.back();
  }
  for (double& share : shares) {
    share = sum > 0.0 ? share / sum : 1.0 / static_cast<double>(zones.size());
  }
  return shares;
}

class Dealer {
 public:
  Dealer(std::span<const ZoneFootprint> zones, const ItemsUsd& items)
      : items_(items), costs_(zones.size()) {
    for (std::size_t z = 0; z < zones.size(); ++z) {
      costs_[z].zone = zones[z].name;
      costs_[z].robots = zones[z].spot_robots + zones[z].other_robots;
    }
  }

  void deal(Id id, const std::vector<double>& shares) { deal(id, items_[index_of(id)], shares); }
  void deal(Id id, double usd, const std::vector<double>& shares) {
    for (std::size_t z = 0; z < costs_.size(); ++z) {
      costs_[z].items_usd[index_of(id)] += usd * shares[z];
    }
  }
  // Shares by what the zones already bear of `ids`.
  std::vector<double> shares_of(std::span<const Id> ids) const {
    std::vector<double> shares(costs_.size(), 0.0);
    double sum = 0.0;
    for (std::size_t z = 0; z < costs_.size(); ++z) {
      for (const Id id : ids) shares[z] += costs_[z].items_usd[index_of(id)];
      sum += shares[z];
    }
    for (double& share : shares) {
      share = sum > 0.0 ? share / sum : 1.0 / static_cast<double>(costs_.size());
    }
    return shares;
  }
  std::vector<ZoneCost> take() {
    for (ZoneCost& cost : costs_) {
      for (const double usd : cost.items_usd) cost.conversion_usd += usd;
    }
    return std::move(costs_);
  }

 private:
  const ItemsUsd& items_;
  std::vector<ZoneCost> costs_;
};

}  // namespace

std::vector<ZoneCost> zone_costs(const Scenario& scenario, std::span<const ZoneFootprint> zones,
                                 const ItemsUsd& items) {
  DARKLINE_CHECK(!zones.empty(), "costs of no zone");
  const auto& cost = scenario.cost;
  const auto by_stations =
      shares_by(zones, [](const ZoneFootprint& zone) { return double(zone.stations); });
  const auto by_robots = shares_by(zones, [](const ZoneFootprint& zone) {
    return double(zone.spot_robots + zone.other_robots);
  });
  const bool welds = [&] {
    for (const ZoneFootprint& zone : zones) {
      if (zone.spots > 0.0) return true;
    }
    return false;
  }();
  const auto by_spots = shares_by(
      zones, [&](const ZoneFootprint& zone) { return welds ? zone.spots : zone.stations; });
  const double bare_usd =
      cost.robot_usd * (1.0 + cost.robot_freight + cost.robot_duty + cost.installation) +
      cost.integration_usd;
  const double gun_usd = cost.gun_usd * (1.0 + cost.gun_duty + cost.installation);

  Dealer dealer(zones, items);
  dealer.deal(Id::robot_stations, shares_by(zones, [&](const ZoneFootprint& zone) {
                return zone.spot_robots * (bare_usd + gun_usd) + zone.other_robots * bare_usd;
              }));
  dealer.deal(Id::tooling, by_stations);
  dealer.deal(Id::building, by_stations);
  const std::array<Id, 3> capital = {Id::robot_stations, Id::tooling, Id::building};
  dealer.deal(Id::maintenance, dealer.shares_of(capital));

  const double support = cost.support_heads * support_wage_factor(scenario);
  const double heads = cost.direct_heads + support;
  const double labour_usd = items[index_of(Id::labour)];
  const double direct_usd = heads > 0.0 ? labour_usd * (cost.direct_heads / heads) : labour_usd;
  dealer.deal(Id::labour, direct_usd, by_stations);
  dealer.deal(Id::labour, labour_usd - direct_usd, by_robots);

  dealer.deal(Id::energy, by_robots);
  dealer.deal(Id::electrode_caps, by_spots);
  dealer.deal(Id::sealer_and_fasteners, shares_by(zones, [&](const ZoneFootprint& zone) {
                return zone.sealer_m * cost.sealer_usd_per_m + zone.studs * cost.stud_usd +
                       zone.rivets * cost.rivet_usd;
              }));
  dealer.deal(Id::rework_and_scrap, by_spots);
  dealer.deal(Id::edge_computing, by_robots);
  dealer.deal(Id::ai_training, by_robots);
  const std::array<Id, 1> labour = {Id::labour};
  dealer.deal(Id::overhead, dealer.shares_of(labour));
  std::vector<Id> before;
  for (std::size_t i = 0; i < index_of(Id::working_capital); ++i) {
    before.push_back(static_cast<Id>(i));
  }
  dealer.deal(Id::working_capital, dealer.shares_of(before));
  return dealer.take();
}

double robot_hour_usd(double system_usd, double life_y, double interest_per_y,
                      double maintenance_per_y, double hours_per_y) {
  DARKLINE_CHECK(hours_per_y > 0.0, "hours of no use");
  return system_usd * (annuity_factor(interest_per_y, life_y) + maintenance_per_y) / hours_per_y;
}

}  // namespace darkline
