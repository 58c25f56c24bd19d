#include "twin/economics/trade_matrix.h"

#include <algorithm>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

// The scenario at another place. Duties that are typed belong to the place it had.
Scenario moved(Scenario scenario, const std::string& site, const std::string& origin,
               const std::string& market) {
  auto& cost = scenario.cost;
  cost.robot_duty = cost.gun_duty = cost.cap_duty = cost.steel_duty = 0.0;
  cost.vehicle_duty = cost.vehicle_duty_on_freight = cost.edge_duty = 0.0;
  scenario.trade.site = site;
  scenario.trade.robot_origin = origin;
  scenario.trade.origin_shares.assign(1, '-');
  scenario.trade.market = market;
  return scenario;
}

const ChannelDuty& vehicle_of(const TradeDuties& duties) {
  const auto found =
      std::ranges::find(duties.channels, TariffChannel::vehicle, &ChannelDuty::channel);
  DARKLINE_CHECK(found != duties.channels.end(), "no duty on the vehicle");
  return *found;
}

}  // namespace

TradeMatrix trade_matrix(const Scenario& scenario, const PlantYear& year,
                         std::span<const std::string> sites,
                         std::span<const std::string> robot_origins,
                         std::span<const std::string> markets, double freight_usd) {
  DARKLINE_CHECK(scenario.trade.date != "-", "a trade matrix without a date");
  TradeMatrix matrix;
  matrix.markets.assign(markets.begin(), markets.end());
  matrix.freight_usd = freight_usd;
  for (const std::string& site : sites) {
    std::vector<TradeDuties> to_market;
    for (const std::string& market : markets) {
      to_market.push_back(trade_duties(moved(scenario, site, site, market)));
    }
    for (const std::string& origin : robot_origins) {
      const Scenario here = moved(scenario, site, origin, site);
      const TradeDuties duties = trade_duties(here);
      Scenario priced = with_duties(here, duties);
      TradeRow row{.site = site, .robot_origin = origin, .cells = {}};
      row.robot_duty = priced.cost.robot_duty;
      row.gun_duty = priced.cost.gun_duty;
      row.cap_duty = priced.cost.cap_duty;
      for (const ChannelDuty& duty : duties.channels) {
        if (duty.good == "sheet steel" && priced.cost.steel_imported == 0.0) continue;
        row.known = row.known && duty.established;
        row.complete = row.complete && (duty.complete || !duty.established);
      }
      for (std::size_t k = 0; k < markets.size(); ++k) {
        const ChannelDuty& car = vehicle_of(to_market[k]);
        Scenario sold = priced;
        const Scenario there = with_duties(sold, to_market[k]);
        sold.cost.vehicle_duty = car.paid;
        sold.cost.vehicle_duty_on_freight = there.cost.vehicle_duty_on_freight;
        sold.cost.vehicle_freight_usd = car.domestic ? 0.0 : freight_usd;
        const CostTotals totals = totals_of(CostModel(sold).items_usd(year));
        row.conversion_usd = totals.conversion_usd;
        row.body_in_white_usd = totals.body_in_white_usd;
        row.cells.push_back({.vehicle_duty = car.paid,
                             .landed_usd = totals.landed_usd,
                             .domestic = car.domestic,
                             .known = car.established,
                             .complete = car.complete || !car.established});
      }
      matrix.rows.push_back(std::move(row));
    }
  }
  return matrix;
}

}  // namespace darkline
