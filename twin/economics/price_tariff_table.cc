#include "twin/economics/price_tariff_table.h"

#include <cstddef>

#include "models/base/error.h"

namespace darkline {
namespace {

std::vector<double> axis(const std::vector<double>& values, double otherwise) {
  return values.empty() ? std::vector<double>{otherwise} : values;
}

// One row after another over the same replications, in the same memory.
class RowMaker {
 public:
  RowMaker(const Scenario& scenario, std::span<const PlantYear> replications)
      : model_(scenario),
        confidence_(scenario.simulation.confidence),
        replications_(replications),
        conversion_usd_(replications.size()),
        body_in_white_usd_(replications.size()),
        landed_usd_(replications.size()) {}

  // Conversion and body in white do not know the vehicle's duty: `rows` of one robot price and
  // duty share them.
  void set_robot(const PricePoint& at) {
    fill(at);
    conversion_ = estimate_mean(conversion_usd_, confidence_);
    body_in_white_ = estimate_mean(body_in_white_usd_, confidence_);
  }

  PriceTariffRow row(const PricePoint& at) {
    fill(at);
    return {at, conversion_, body_in_white_, estimate_mean(landed_usd_, confidence_)};
  }

 private:
  void fill(const PricePoint& at) {
    for (std::size_t r = 0; r < replications_.size(); ++r) {
      const CostTotals totals = totals_of(model_.items_usd(replications_[r], at));
      conversion_usd_[r] = totals.conversion_usd;
      body_in_white_usd_[r] = totals.body_in_white_usd;
      landed_usd_[r] = totals.landed_usd;
    }
  }

  CostModel model_;
  double confidence_;
  std::span<const PlantYear> replications_;
  std::vector<double> conversion_usd_, body_in_white_usd_, landed_usd_;  // (n_replications)
  Estimate conversion_, body_in_white_;
};

}  // namespace

std::vector<PriceTariffRow> price_tariff_table(const Scenario& scenario,
                                               std::span<const PlantYear> replications) {
  DARKLINE_CHECK(!replications.empty(), "a price table of no replication");
  const auto& table = scenario.table;
  if (table.robot_usd.empty() && table.robot_duty.empty() && table.vehicle_duty.empty()) return {};
  const PricePoint own = price_point_of(scenario);
  const std::vector<double> robot_usd = axis(table.robot_usd, own.robot_usd);
  const std::vector<double> robot_duty = axis(table.robot_duty, own.robot_duty);
  const std::vector<double> vehicle_duty = axis(table.vehicle_duty, own.vehicle_duty);

  RowMaker maker(scenario, replications);
  std::vector<PriceTariffRow> rows;
  rows.reserve(robot_usd.size() * robot_duty.size() * vehicle_duty.size());
  for (const double price : robot_usd) {
    for (const double duty : robot_duty) {
      maker.set_robot({price, duty, 0.0});
      for (const double on_vehicle : vehicle_duty)
        rows.push_back(maker.row({price, duty, on_vehicle}));
    }
  }
  return rows;
}

}  // namespace darkline
