#include "twin/economics/cost_change.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/investment.h"

namespace darkline {
namespace {

using Cost = decltype(Scenario::cost);
using ByTotal = std::array<double, 3>;  // conversion, body in white, landed

constexpr std::size_t kSubsets = std::size_t{1} << kCostDrivers;

// Fields of [cost] by driver; what is in none of them is `other`.
constexpr double Cost::*kCapitalGoods[] = {
    &Cost::robot_usd,      &Cost::gun_usd,      &Cost::integration_usd, &Cost::robot_freight,
    &Cost::interest_per_y, &Cost::robot_life_s, &Cost::tooling_life_s,  &Cost::building_life_s,
    &Cost::salvage,        &Cost::tooling_usd,  &Cost::building_usd,    &Cost::maintenance,
    &Cost::installation};
constexpr double Cost::*kCapitalDuty[] = {&Cost::robot_duty, &Cost::gun_duty};
constexpr double Cost::*kInputDuty[] = {&Cost::cap_duty, &Cost::steel_duty, &Cost::steel_imported,
                                        &Cost::pass_through};
constexpr double Cost::*kVehicleDuty[] = {&Cost::vehicle_duty, &Cost::vehicle_duty_on_freight};
constexpr double Cost::*kCompute[] = {
    &Cost::edge_box_usd,   &Cost::edge_box_life_s, &Cost::edge_duty,
    &Cost::training_gpu_h, &Cost::gpu_usd_per_h,   &Cost::training_usd,
    &Cost::base_model_usd, &Cost::drift_per_y,     &Cost::retrain_s};
constexpr double Cost::*kSite[] = {
    &Cost::direct_heads,      &Cost::support_heads,      &Cost::paid_per_head_s,
    &Cost::wage_usd_per_h,    &Cost::energy_usd_per_kwh, &Cost::technician_share,
    &Cost::logistics_share,   &Cost::quality_share,      &Cost::technician_premium,
    &Cost::logistics_premium, &Cost::quality_premium,    &Cost::supervision_premium,
    &Cost::later_shifts,      &Cost::shift_premium,      &Cost::overhead};

std::span<double Cost::*const> fields_of(CostDriver driver) {
  switch (driver) {
    case CostDriver::capital_goods:
      return kCapitalGoods;
    case CostDriver::capital_duty:
      return kCapitalDuty;
    case CostDriver::input_duty:
      return kInputDuty;
    case CostDriver::vehicle_duty:
      return kVehicleDuty;
    case CostDriver::ai_compute:
      return kCompute;
    case CostDriver::site:
      return kSite;
    default:
      return {};
  }
}

bool has(std::size_t subset, CostDriver driver) {
  return ((subset >> static_cast<std::size_t>(driver)) & 1U) != 0;
}

// [cost] with the drivers of `subset` at the scenario's values, the others at the base's.
Cost mixed_cost(const Cost& base, const Cost& now, std::size_t subset) {
  Cost cost = has(subset, CostDriver::other) ? now : base;
  for (std::size_t d = 0; d < kCostDrivers; ++d) {
    const auto driver = static_cast<CostDriver>(d);
    const Cost& from = has(subset, driver) ? now : base;
    for (const auto field : fields_of(driver)) cost.*field = from.*field;
  }
  return cost;
}

// Share of all orders in which exactly `before` given drivers stand before one.
double weight_of(std::size_t before) {
  double weight = 1.0 / static_cast<double>(kCostDrivers);
  // before! (n - before - 1)! / (n - 1)!, as 1 over a binomial
  for (std::size_t k = 0; k < before; ++k) {
    weight *= static_cast<double>(k + 1) / static_cast<double>(kCostDrivers - 1 - k);
  }
  return weight;
}

class Attribution {
 public:
  Attribution(const ResolvedPrices& base, const ResolvedPrices& now) : base_(base), now_(now) {
    models_.reserve(kSubsets);
    Scenario mixed = now.scenario;
    for (std::size_t subset = 0; subset < kSubsets; ++subset) {
      mixed.cost = mixed_cost(base.scenario.cost, now.scenario.cost, subset);
      models_.emplace_back(mixed);
    }
  }

  // Totals of all subsets for one pair of years.
  void evaluate(const PlantYear& base_year, const PlantYear& year) {
    for (std::size_t subset = 0; subset < kSubsets; ++subset) {
      const PlantYear& line = has(subset, CostDriver::line) ? year : base_year;
      const SupplyEffect& supply = has(subset, CostDriver::supply) ? now_.supply : base_.supply;
      const CostTotals totals = totals_of(models_[subset].items_usd(shocked_year(line, supply)));
      values_[subset] = {totals.conversion_usd, totals.body_in_white_usd, totals.landed_usd};
    }
  }

  ByTotal part_of(CostDriver driver) const {
    const std::size_t own = std::size_t{1} << static_cast<std::size_t>(driver);
    ByTotal part = {};
    for (std::size_t subset = 0; subset < kSubsets; ++subset) {
      if ((subset & own) != 0) continue;
      std::size_t before = 0;
      for (std::size_t rest = subset; rest != 0; rest &= rest - 1) ++before;
      const double weight = weight_of(before);
      for (std::size_t t = 0; t < part.size(); ++t) {
        part[t] += weight * (values_[subset | own][t] - values_[subset][t]);
      }
    }
    return part;
  }
  const ByTotal& base() const { return values_.front(); }
  ByTotal whole() const {
    ByTotal change = {};
    for (std::size_t t = 0; t < change.size(); ++t) {
      change[t] = values_.back()[t] - values_.front()[t];
    }
    return change;
  }

 private:
  const ResolvedPrices& base_;
  const ResolvedPrices& now_;
  std::vector<CostModel> models_;
  std::vector<ByTotal> values_ = std::vector<ByTotal>(kSubsets);
};

std::string signed_usd(const Estimate& usd) {
  const std::string error =
      std::isfinite(usd.half_width) ? fmt::format(" +- {:.2f}", usd.half_width) : std::string();
  return fmt::format("{:+.2f}{}", usd.mean, error);
}

// Whether a duty may matter: steel of which nothing is imported bears none.
bool matters(const ChannelDuty& duty, const Scenario& scenario) {
  return !duty.domestic && (duty.good != "sheet steel" || scenario.cost.steel_imported > 0.0);
}

std::string listed_text(const ChannelDuty& duty, const Scenario& scenario) {
  std::string text = fmt::format(" {} from {} to {} {:.4g} %", duty.good, duty.origin,
                                 duty.destination, 100.0 * duty.listed);
  if (duty.high > duty.low) {
    text += fmt::format(" ({:.4g} to {:.4g})", 100.0 * duty.low, 100.0 * duty.high);
  }
  if (!duty.complete) text += " at least";
  if (duty.channel == TariffChannel::vehicle && scenario.trade.producer != "-") {
    text += fmt::format(" (maker {})", scenario.trade.producer);
  }
  return text;
}

std::string duties_text(const ResolvedPrices& now) {
  const TradeDuties& duties = now.trade;
  if (!duties.day) return "";
  std::string listed, gaps;
  for (const ChannelDuty& duty : duties.channels) {
    if (!matters(duty, now.scenario)) continue;
    if (!duty.established) {
      gaps += fmt::format("{} {} from {} to {} {:.4g} %", gaps.empty() ? "" : ",", duty.good,
                          duty.origin, duty.destination, 100.0 * duty.paid);
    } else if (duty.high > 0.0 || !duty.complete) {
      listed += (listed.empty() ? "" : ",") + listed_text(duty, now.scenario);
    }
  }
  std::string text;
  if (!listed.empty()) {
    text = fmt::format(" Listed duties of {}:{}; what is bought at home pays none.",
                       text_of(*duties.day), listed);
  } else if (gaps.empty()) {
    text = fmt::format(" On {} every purchase is domestic or free of duty.", text_of(*duties.day));
  }
  if (!gaps.empty()) {
    text += " Not in the ledger, and taken at what [cost] says:" + gaps + ".";
  }
  return text;
}

// Whether the same is paid for the same goods.
bool same_duties(const TradeDuties& a, const TradeDuties& b) {
  return a.channels.size() == b.channels.size() &&
         std::equal(a.channels.begin(), a.channels.end(), b.channels.begin(),
                    [](const ChannelDuty& x, const ChannelDuty& y) {
                      return x.paid == y.paid && x.listed == y.listed &&
                             x.established == y.established && x.origin == y.origin &&
                             x.destination == y.destination;
                    });
}

std::string subsidy_text(const Scenario& scenario) {
  std::string text;
  if (scenario.supply.robot_subsidy > 0.0) {
    text += fmt::format(" The state pays {:.4g} % of the price of robots.",
                        100.0 * scenario.supply.robot_subsidy);
  }
  if (scenario.compute.subsidy > 0.0) {
    text += fmt::format(" It pays {:.4g} % of compute on routes at home.",
                        100.0 * scenario.compute.subsidy);
  }
  return text.empty() ? text : text + " What it pays is cost moved, not cost saved.";
}

// A change that may be a thousandth of a per cent or the double.
std::string small_percent(double share) {
  constexpr double kLeast = 0.0005;
  const double percent = 100.0 * share;
  if (std::abs(percent) < kLeast) return "less than 0.001 %";
  return std::abs(percent) < 1.0 ? fmt::format("{:+.3f} %", percent)
                                 : fmt::format("{:+.1f} %", percent);
}

std::string totals_text(const CostChange& change, const std::string& base_title) {
  constexpr double kCent = 0.005;
  const auto is_nothing = [](const Estimate& usd) { return std::abs(usd.mean) < kCent; };
  const std::string landed =
      fmt::format("landed vehicle {} ({})", signed_usd(change.landed),
                  small_percent(change.landed.mean / change.base_landed_usd));
  if (is_nothing(change.conversion) && is_nothing(change.body_in_white)) {
    return is_nothing(change.landed)
               ? fmt::format("Against \"{}\": nothing changes by a cent.", base_title)
               : fmt::format("Against \"{}\": the body costs the same, {}.", base_title, landed);
  }
  return fmt::format("Against \"{}\": conversion {} USD a body ({:+.2f} %), body in white {}, {}.",
                     base_title, signed_usd(change.conversion),
                     100.0 * change.conversion.mean / change.base_conversion_usd,
                     signed_usd(change.body_in_white), landed);
}

// What the move to another country hangs on.
std::string move_text(const CostChange& change, const Scenario& scenario) {
  const Estimate& duty = *change.break_even_vehicle_duty;
  const std::string error = std::isfinite(duty.half_width)
                                ? fmt::format(" +- {:.2f}", 100.0 * duty.half_width)
                                : std::string();
  std::string text =
      duty.mean >= 0.0
          ? fmt::format(
                " Both places cost the same at a duty on the other's vehicle of {:.2f}{} %.",
                100.0 * duty.mean, error)
          : fmt::format(
                " It costs less here even without a duty on the other's vehicle, by {:.2f}{} % of "
                "that "
                "vehicle's value, for the freight is saved.",
                -100.0 * duty.mean, error);
  text += fmt::format(
      " All of that takes the rest of the vehicle at {:.0f} USD in both places, which is assumed",
      scenario.cost.rest_of_vehicle_usd);
  if (change.landed.mean < 0.0) {
    text += fmt::format("; if it is more than {:.0f} USD dearer here, bringing cars in is cheaper",
                        -change.landed.mean);
  }
  return text + ".";
}

// What duty on the base's vehicle makes the move pay, by replication.
Estimate duty_to_move(const ResolvedPrices& base, std::span<const PlantYear> base_years,
                      const ResolvedPrices& now, std::span<const PlantYear> years, std::size_t n) {
  const CostModel there(base.scenario), here(now.scenario);
  const auto& cost = base.scenario.cost;
  std::vector<double> duties;
  for (std::size_t r = 0; r < n; ++r) {
    const CostTotals local = totals_of(here.items_usd(shocked_year(years[r], now.supply)));
    const CostTotals abroad = totals_of(there.items_usd(shocked_year(base_years[r], base.supply)));
    const double made_usd = abroad.body_in_white_usd + cost.rest_of_vehicle_usd;
    const double value_usd = made_usd + cost.vehicle_duty_on_freight * cost.vehicle_freight_usd;
    duties.push_back(
        break_even_vehicle_duty(local.landed_usd, made_usd, cost.vehicle_freight_usd, value_usd));
  }
  return estimate_mean(duties, now.scenario.simulation.confidence);
}

std::string supply_text(const SupplyEffect& supply) {
  if (supply.volume_factor >= 1.0) return "";
  std::string text =
      fmt::format(" Supply takes {:.2f} % of the bodies", 100.0 * (1.0 - supply.volume_factor));
  if (supply.ramp_share > 0.0) {
    text += fmt::format(", {:.2f} % for robots that come late", 100.0 * supply.ramp_share);
  }
  if (supply.idle_share > 0.0) {
    text += fmt::format(", {:.2f} % in cells without chips (stocks last {:.0f} days)",
                        100.0 * supply.idle_share, supply.time_to_survive_s / 86400.0);
  }
  return text + ".";
}

}  // namespace

const char* name_of(CostDriver driver) {
  constexpr std::array<const char*, kCostDrivers> kNames = {
      "the line itself",       "prices of capital goods", "duty on robots and guns",
      "duty on inputs",        "duty on the vehicle",     "AI compute",
      "bodies lost to supply", "wages and electricity",   "other prices"};
  return kNames[static_cast<std::size_t>(driver)];
}

CostChange cost_change(const ResolvedPrices& base, std::span<const PlantYear> base_years,
                       const ResolvedPrices& now, std::span<const PlantYear> years) {
  const std::size_t n = std::min(base_years.size(), years.size());
  DARKLINE_CHECK(n > 0, "a change over no replication");
  const double confidence = now.scenario.simulation.confidence;
  Attribution attribution(base, now);
  // by driver, the last for the whole, and total
  std::vector<std::array<std::vector<double>, 3>> values(kCostDrivers + 1);
  CostChange change;
  for (std::size_t r = 0; r < n; ++r) {
    attribution.evaluate(base_years[r], years[r]);
    for (std::size_t d = 0; d <= kCostDrivers; ++d) {
      const ByTotal part =
          d == kCostDrivers ? attribution.whole() : attribution.part_of(static_cast<CostDriver>(d));
      for (std::size_t t = 0; t < part.size(); ++t) values[d][t].push_back(part[t]);
    }
    change.base_conversion_usd += attribution.base()[0] / static_cast<double>(n);
    change.base_landed_usd += attribution.base()[2] / static_cast<double>(n);
  }
  for (std::size_t d = 0; d < kCostDrivers; ++d) {
    change.drivers.push_back({static_cast<CostDriver>(d), estimate_mean(values[d][0], confidence),
                              estimate_mean(values[d][1], confidence),
                              estimate_mean(values[d][2], confidence)});
  }
  change.conversion = estimate_mean(values[kCostDrivers][0], confidence);
  change.body_in_white = estimate_mean(values[kCostDrivers][1], confidence);
  change.duties_differ = !same_duties(base.trade, now.trade);
  change.compute_differs = base.compute.text != now.compute.text;
  if (asks_what_is_absorbed(base, base_years.front(), now, years.front())) {
    change.absorbed = absorbed_duty(base, base_years, now, years);
  }
  change.landed = estimate_mean(values[kCostDrivers][2], confidence);
  if (base.scenario.trade.site != now.scenario.trade.site &&
      base.scenario.cost.rest_of_vehicle_usd > 0.0) {
    change.break_even_vehicle_duty = duty_to_move(base, base_years, now, years, n);
  }
  return change;
}

std::string change_text(const CostChange& change, const std::string& base_title,
                        const ResolvedPrices& now) {
  constexpr double kCent = 0.005;
  std::string text = totals_text(change, base_title);
  std::vector<DriverChange> order;
  for (const DriverChange& each : change.drivers) {
    if (std::abs(each.landed.mean) >= kCent) order.push_back(each);
  }
  std::stable_sort(order.begin(), order.end(), [](const DriverChange& a, const DriverChange& b) {
    return std::abs(a.landed.mean) > std::abs(b.landed.mean);
  });
  if (!order.empty()) {
    text += " Of the landed vehicle, through";
    for (std::size_t i = 0; i < order.size(); ++i) {
      text += fmt::format("{} {} {}", i == 0 ? "" : ",", name_of(order[i].driver),
                          signed_usd(order[i].landed));
    }
    text += ".";
  }
  if (change.break_even_vehicle_duty) text += move_text(change, now.scenario);
  if (change.duties_differ) text += duties_text(now);
  text += supply_text(now.supply) + subsidy_text(now.scenario);
  if (now.compute.from_routes && change.compute_differs) {
    text += " Compute: " + now.compute.text + ".";
  }
  return text;
}

}  // namespace darkline
