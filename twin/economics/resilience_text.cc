#include "twin/economics/resilience_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "twin/economics/cost_model.h"
#include "twin/economics/resilience.h"
#include "twin/economics/tariff_duty.h"

namespace darkline {
namespace {

constexpr const char* kOrigins[] = {"CN", "JP", "KR", "DE"};
constexpr double kLevel = 0.95;

// Of the rest of the vehicle: an assumption that the texts name.
constexpr double kMargin = 0.05;

std::string spares_text(const Scenario& scenario, const PlantYear& year) {
  const Spares spares =
      spares_against_cut(scenario, year, kMargin * scenario.cost.rest_of_vehicle_usd);
  const double robots = static_cast<double>(year.spot_robots) + year.other_robots;
  return fmt::format(
      "Spare inference computers: {:.1f} fail during a cut; a missing one costs {:.0f} USD, one "
      "too many {:.0f} USD, so that {:.2f} % of cuts should be covered: {} in stock, {:.3f} a "
      "robot.",
      spares.mean_failures, spares.missing_usd, spares.idle_usd, 100.0 * spares.share, spares.stock,
      robots > 0.0 ? spares.stock / robots : 0.0);
}

std::string cut_text(const Scenario& scenario, const PlantYear& year) {
  const ResilienceCurve curve = resilience_curve(scenario);
  const double margin_usd = kMargin * scenario.cost.rest_of_vehicle_usd;
  if (curve.depth == 0.0) {
    return fmt::format("A cut of chips for {:.0f} days takes no output: spares last {:.0f} days.",
                       curve.time_to_recover_s / 86400.0, curve.time_to_survive_s / 86400.0);
  }
  return fmt::format(
      "A cut of chips: time to survive {:.0f} days, time to recover {:.0f}, whole again after "
      "{:.0f}; depth {:.1f} % of the output, {:.2f} days of output lost, resilience area {:.4f} "
      "over a year. At a margin of 5 % of the rest of the vehicle (assumed) the impact is {:.2f} "
      "MUSD.",
      curve.time_to_survive_s / 86400.0, curve.time_to_recover_s / 86400.0,
      curve.whole_again_s / 86400.0, 100.0 * curve.depth, curve.lost_days, curve.area,
      performance_impact_usd(curve, year.good_bodies_per_year, margin_usd) * 1e-6);
}

std::string network_text(std::span<const NodeRisk> risks) {
  std::string text =
      "Suppliers, each failing alone: days to recover, days survived, MUSD lost while it recovers, "
      "without any stock, and that over the largest:";
  for (const NodeRisk& risk : risks) {
    const std::string survived = risk.time_to_survive_d >= kMostSurvival_d
                                     ? std::string("for good")
                                     : fmt::format("{:.0f}", risk.time_to_survive_d);
    text += fmt::format("\n{}: {:.0f}, {}, {:.2f}, {:.2f}, {:.2f}", risk.node,
                        risk.time_to_recover_d, survived, risk.lost_usd * 1e-6,
                        risk.lost_usd_without_stock * 1e-6, risk.exposure);
  }
  return text;
}

std::string origins_text(const Scenario& scenario, const PlantYear& year) {
  const OriginChoices choices = origin_choices(scenario, year);
  if (choices.origins.size() < 2) {
    return fmt::format(
        "Origins of robots for a plant in {}: the ledger knows fewer than two routes there, so "
        "that there is nothing to choose.",
        scenario.trade.site);
  }
  const double reference_usd =
      totals_of(CostModel(scenario).items_usd(year, {scenario.cost.robot_usd, 0.0, 0.0}))
          .conversion_usd *
      1.05;
  const auto found = robust_choices(choices.conversion_usd, choices.shares, reference_usd, kLevel);
  std::string text = fmt::format(
      "Origins of robots for a plant in {}, at one price, over the duties since 2018 by days: mean "
      "conversion, mean of the worst 5 %, worst regret, and share of the days at most 5 % above "
      "conversion without duty:",
      scenario.trade.site);
  for (std::size_t k = 0; k < found.size(); ++k) {
    text += fmt::format("\n{}: {:.2f}, {:.2f}, {:.2f} USD a body, {:.0f} %", choices.origins[k],
                        found[k].mean_usd, found[k].cvar_usd, found[k].worst_regret_usd,
                        100.0 * found[k].share_below);
  }
  return text + fmt::format("\nLeast worst regret: {}.", choices.origins[minimax_regret(found)]);
}

std::string reference_text(const Scenario& scenario, std::span<const PlantYear> years) {
  const CostModel model(scenario);
  double below = 0.0, reference_usd = scenario.invest.reference_usd;
  if (reference_usd <= 0.0) {
    PricePoint free = price_point_of(scenario);
    free.robot_duty = free.vehicle_duty = 0.0;
    for (const PlantYear& year : years) {
      reference_usd +=
          totals_of(model.items_usd(year, free)).landed_usd / static_cast<double>(years.size());
    }
  }
  for (const PlantYear& year : years) {
    below +=
        totals_of(model.items_usd(year)).landed_usd <= reference_usd * (1.0 + 1e-12) ? 1.0 : 0.0;
  }
  return fmt::format(
      "Landed vehicle at or below the reference of {:.2f} USD{} in {:.0f} % of the replications.",
      reference_usd,
      scenario.invest.reference_usd <= 0.0 ? " (this scenario without its duties)" : "",
      100.0 * below / static_cast<double>(years.size()));
}

}  // namespace

OriginChoices origin_choices(const Scenario& scenario, const PlantYear& year) {
  const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  const TariffLedger ledger = shipped_tariff_ledger(vocabulary);
  const FactBook facts = shipped_fact_book();
  const CostModel model(scenario);
  OriginChoices choices;
  std::vector<DutySchedule> schedules;
  std::set<Date> days;
  Date first = kFirstDate, until = kFirstDate;
  for (const char* const origin : kOrigins) {
    try {
      const TariffRoute route(ledger, vocabulary, facts, scenario.trade.robot_class, origin,
                              scenario.trade.site);
      DutyOptions options;
      options.preference_share = scenario.trade.preference;
      options.foreign_content = scenario.trade.foreign_content;
      schedules.emplace_back(route, options);
      first = std::max(first, route.first_day());
      if (!route.domestic()) until = std::max(until, route.known_until());
      choices.origins.emplace_back(origin);
      for (const DutyStep& step : schedules.back().steps()) days.insert(step.from);
    } catch (const InputError&) {
      continue;  // no such route in the ledger: no choice
    }
  }
  if (choices.origins.size() < 2 || until <= first) return {};
  days.insert(first);
  std::vector<Date> starts;
  for (const Date day : days) {
    if (day >= first && day < until) starts.push_back(day);
  }
  choices.conversion_usd.resize(choices.origins.size());
  for (std::size_t f = 0; f < starts.size(); ++f) {
    const Date end = f + 1 < starts.size() ? starts[f + 1] : until;
    choices.shares.push_back(static_cast<double>(end - starts[f]) / (until - first));
    for (std::size_t k = 0; k < choices.origins.size(); ++k) {
      const PricePoint at = {scenario.cost.robot_usd,
                             scenario.trade.pass_through * schedules[k].total_on(starts[f]),
                             scenario.cost.vehicle_duty};
      choices.conversion_usd[k].push_back(totals_of(model.items_usd(year, at)).conversion_usd);
    }
  }
  return choices;
}

std::vector<std::string> resilience_text(const Scenario& scenario, std::span<const PlantYear> years,
                                         std::span<const NodeRisk> risks) {
  return {cut_text(scenario, years.front()), spares_text(scenario, years.front()),
          network_text(risks), origins_text(scenario, years.front()),
          reference_text(scenario, years)};
}

}  // namespace darkline
