#include "twin/economics/absorbed_duty.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/economics/fact_book.h"
#include "models/tariffs/tariff_ledger.h"
#include "models/tariffs/tariff_vocabulary.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/tariff_duty.h"

namespace darkline {
namespace {

constexpr const char* kMarkets[] = {"US", "EU", "CA", "MX", "BR", "TR", "KR", "JP", "GB"};

int robots_of(const PlantYear& year) {
  return year.spot_robots + year.other_robots;
}

double mean_bodies(std::span<const PlantYear> years) {
  double sum = 0.0;
  for (const PlantYear& year : years) sum += year.good_bodies_per_year;
  return sum / static_cast<double>(years.size());
}

// The scenario with no duty on its vehicle.
Scenario without_vehicle_duty(Scenario scenario) {
  scenario.cost.vehicle_duty = 0.0;
  return scenario;
}

std::vector<LeviedDuty> levied_on(const Scenario& scenario, Date day) {
  const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  const TariffLedger ledger = shipped_tariff_ledger(vocabulary);
  const FactBook facts = shipped_fact_book();
  std::vector<LeviedDuty> levied;
  for (const char* const market : kMarkets) {
    try {
      const TariffRoute route(ledger, vocabulary, facts, scenario.trade.vehicle_class,
                              scenario.trade.site, market);
      if (route.domestic() || day < route.first_day()) continue;
      DutyOptions options;
      const auto makers = route.words_of(TariffAttribute::producer);
      if (std::find(makers.begin(), makers.end(), scenario.trade.producer) != makers.end()) {
        options.producer = scenario.trade.producer;
      }
      const Duty duty = route.duty_on(day, options);
      levied.push_back({market, duty.total, duty.complete});
    } catch (const InputError&) {
      continue;  // a route that the ledger does not know is left out, not taken as free
    }
  }
  return levied;
}

std::string usd(const Estimate& value) {
  return std::isfinite(value.half_width)
             ? fmt::format("{:.2f} +- {:.2f}", value.mean, value.half_width)
             : fmt::format("{:.2f}", value.mean);
}

std::string percent(const Estimate& share, int digits) {
  const std::string error = std::isfinite(share.half_width)
                                ? fmt::format(" +- {:.{}f}", 100.0 * share.half_width, digits)
                                : std::string();
  return fmt::format("{:.{}f}{} %", 100.0 * share.mean, digits, error);
}

// What the ledger levies, and how that compares with what is absorbed.
std::string levied_text(const AbsorbedDuty& found) {
  if (found.levied.empty()) return " The ledger knows no duty on such a car.";
  std::string text = fmt::format(" On {} the ledger levies on such a car", text_of(found.day));
  const LeviedDuty* largest = &found.levied.front();
  for (const LeviedDuty& each : found.levied) {
    text += fmt::format("{} in {} {}{:.4g} %", &each == &found.levied.front() ? "" : ",",
                        each.market, each.complete ? "" : "at least ", 100.0 * each.rate);
    if (each.rate > largest->rate) largest = &each;
  }
  text += ".";
  if (largest->rate > 0.0 && found.of_vehicle.mean > 0.0) {
    text += fmt::format(" That of {} is {:.0f} times what is absorbed.", largest->market,
                        largest->rate / found.of_vehicle.mean);
  }
  return text;
}

}  // namespace

bool asks_what_is_absorbed(const ResolvedPrices& base, const PlantYear& base_year,
                           const ResolvedPrices& now, const PlantYear& year) {
  return base.scenario.trade.site == now.scenario.trade.site &&
         now.scenario.cost.rest_of_vehicle_usd > 0.0 &&
         (now.scenario.cost.robot_usd < base.scenario.cost.robot_usd ||
          robots_of(year) > robots_of(base_year));
}

AbsorbedDuty absorbed_duty(const ResolvedPrices& base, std::span<const PlantYear> base_years,
                           const ResolvedPrices& now, std::span<const PlantYear> years) {
  const std::size_t n = std::min(base_years.size(), years.size());
  DARKLINE_CHECK(n > 0, "a duty absorbed over no replication");
  const CostModel before(without_vehicle_duty(base.scenario));
  const CostModel after(without_vehicle_duty(now.scenario));
  const auto& cost = now.scenario.cost;
  // saved, three rates, four corners, two limits
  std::array<std::vector<double>, 10> values;
  for (std::size_t r = 0; r < n; ++r) {
    const PlantYear was = shocked_year(base_years[r], base.supply);
    const PlantYear is = shocked_year(years[r], now.supply);
    const CostTotals old = totals_of(before.items_usd(was)), made = totals_of(after.items_usd(is));
    const double value_usd = made.body_in_white_usd + cost.rest_of_vehicle_usd +
                             cost.vehicle_duty_on_freight * cost.vehicle_freight_usd;
    const double saved_usd = old.landed_usd - made.landed_usd;
    const PricePoint free = {0.0, now.scenario.cost.robot_duty, 0.0};
    const double without_usd = made.landed_usd - totals_of(after.items_usd(is, free)).landed_usd;
    const std::array<double, 10> row = {saved_usd,
                                        saved_usd / made.conversion_usd,
                                        saved_usd / made.body_in_white_usd,
                                        saved_usd / value_usd,
                                        old.conversion_usd,
                                        totals_of(after.items_usd(was)).conversion_usd,
                                        totals_of(before.items_usd(is)).conversion_usd,
                                        made.conversion_usd,
                                        without_usd / value_usd,
                                        made.conversion_usd / value_usd};
    for (std::size_t k = 0; k < row.size(); ++k) values[k].push_back(row[k]);
  }
  const auto of = [&](std::size_t k) {
    return estimate_mean(values[k], now.scenario.simulation.confidence);
  };
  AbsorbedDuty found;
  found.saved_usd = of(0);
  found.of_conversion = of(1);
  found.of_body_in_white = of(2);
  found.of_vehicle = of(3);
  found.base_line_base_prices = of(4);
  found.base_line_now_prices = of(5);
  found.now_line_base_prices = of(6);
  found.now_line_now_prices = of(7);
  found.free_robots = of(8);
  found.free_conversion = of(9);
  found.base_bodies_per_y = mean_bodies(base_years);
  found.now_bodies_per_y = mean_bodies(years);
  found.base_robots = robots_of(base_years.front());
  found.now_robots = robots_of(years.front());
  constexpr const char* kLedgerEnds = "2026-07-24";
  found.day = now.trade.day ? *now.trade.day : parse_date(kLedgerEnds);
  found.levied = levied_on(now.scenario, found.day);
  return found;
}

std::string absorbed_text(const AbsorbedDuty& found, const std::string& base_title,
                          const std::string& title) {
  std::string text;
  const bool same_shop =
      found.base_robots == found.now_robots && found.base_bodies_per_y == found.now_bodies_per_y;
  if (!same_shop) {
    text = fmt::format(
        "Conversion, USD a body. The shop of {} robots ({:.0f} bodies a year): {} at the prices of "
        "\"{}\", {} at those of \"{}\". The shop of {} robots ({:.0f} bodies a year): {} and {}. ",
        found.base_robots, found.base_bodies_per_y, usd(found.base_line_base_prices), base_title,
        usd(found.base_line_now_prices), title, found.now_robots, found.now_bodies_per_y,
        usd(found.now_line_base_prices), usd(found.now_line_now_prices));
  }
  if (found.saved_usd.mean <= 0.0) {
    return text + fmt::format(
                      "A vehicle costs {} USD more without any duty on it: nothing is "
                      "saved that could absorb a duty.",
                      usd({-found.saved_usd.mean, found.saved_usd.half_width, found.saved_usd.n}));
  }
  text += fmt::format(
      "The {} USD that a vehicle saves make up for a duty of {} if it were levied on the "
      "conversion cost, {} on the body in white, {} on the vehicle, which is what is taxed.",
      usd(found.saved_usd), percent(found.of_conversion, 1), percent(found.of_body_in_white, 2),
      percent(found.of_vehicle, 3));
  text += levied_text(found);
  return text + fmt::format(
                    " Robots for nothing would absorb another {} on the vehicle, and a shop that "
                    "ran for nothing {}: no automation of this shop pays for a larger duty.",
                    percent(found.free_robots, 3), percent(found.free_conversion, 3));
}

}  // namespace darkline
