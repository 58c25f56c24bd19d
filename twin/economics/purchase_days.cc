#include "twin/economics/purchase_days.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "twin/economics/finance.h"
#include "twin/economics/investment.h"
#include "twin/economics/trade_channels.h"

namespace darkline {

std::vector<PurchaseDay> purchase_days(const Scenario& scenario, const PlantYear& year) {
  constexpr double kDaysPerYear = 365.0;
  std::vector<PurchaseDay> days;
  for (const CapitalDuty& step : capital_duties(scenario)) {
    const double wait_y = days.empty() ? 0.0 : (step.day - days.front().day) / kDaysPerYear;
    Scenario then = scenario;
    then.cost.robot_usd *= std::pow(1.0 + scenario.invest.price_change_per_y, wait_y);
    then.cost.robot_duty = step.robots;
    then.cost.gun_duty = step.guns;
    const AutomationCase bought = automation_case(then, year);
    days.push_back(
        {.day = step.day,
         .robot_duty = step.robots,
         .gun_duty = step.guns,
         .robot_usd = then.cost.robot_usd,
         .invested_usd = -bought.flows_usd.front(),
         .npv_usd = bought.npv_usd * present_value_factor(scenario.cost.interest_per_y, wait_y)});
  }
  return days;
}

std::string purchase_text(const Scenario& scenario, const PlantYear& year) {
  const std::vector<PurchaseDay> days = purchase_days(scenario, year);
  if (days.size() < 2) return {};
  const auto best = std::ranges::max_element(days, {}, &PurchaseDay::npv_usd);
  std::string text =
      "When to buy, by the duties that the ledger has from that day on (what is known today, not "
      "what was known then), worth on the first of them:\n";
  for (const PurchaseDay& each : days) {
    text += fmt::format(
        "on {} at {:.4g} % on robots and {:.4g} % on guns: {:.1f} MUSD, {:+.1f} "
        "MUSD{}\n",
        text_of(each.day), 100.0 * each.robot_duty, 100.0 * each.gun_duty, each.invested_usd * 1e-6,
        each.npv_usd * 1e-6, &each == &*best ? ", the best" : "");
  }
  const double gained_usd = best->npv_usd - days.front().npv_usd;
  text += best == days.begin()
              ? fmt::format("Waiting to the next of them loses {:.1f} MUSD.",
                            (days[0].npv_usd - days[1].npv_usd) * 1e-6)
              : fmt::format("Waiting for it is worth {:.1f} MUSD.", gained_usd * 1e-6);
  return text;
}

}  // namespace darkline
