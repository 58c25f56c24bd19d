// What investment.h finds, for people.
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "twin/economics/investment.h"
#include "twin/economics/purchase_days.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

std::string percent(const Estimate& share, int digits) {
  const std::string error = std::isfinite(share.half_width)
                                ? fmt::format(" +- {:.{}f}", 100.0 * share.half_width, digits)
                                : std::string();
  return fmt::format("{:.{}f}{} %", 100.0 * share.mean, digits, error);
}

std::string usd(const Estimate& value) {
  return std::isfinite(value.half_width)
             ? fmt::format("{:.2f} +- {:.2f}", value.mean, value.half_width)
             : fmt::format("{:.2f}", value.mean);
}

std::string fall_text(const Scenario& scenario) {
  const PriceFall fall = price_fall(scenario);
  return fmt::format(
      "Robot price: {:.0f} USD on {} to {:.0f} USD on {}, {:+.1f} % a year. A duty of {:.0f} % "
      "would bring it back. Learning of {:.0f} % a doubling over {:g} doublings gives a factor of "
      "{:.2f}, the supplier {:.2f}; {:.2f} stays unexplained (specification, mark-up, and that the "
      "two "
      "quotes are not like for like). As pure learning it would be {:.0f} % a doubling. More "
      "makers "
      "alone, {:g} in place of {:g} at an elasticity of {:g}, would take mark-ups to {:.2f} of "
      "what "
      "they were (Cournot), and leave {:.2f} unexplained.",
      scenario.invest.price_before_usd, scenario.invest.date_before,
      scenario.invest.price_after_usd, scenario.invest.date_after, 100.0 * fall.change_per_y,
      100.0 * fall.equal_price_duty, 100.0 * scenario.invest.learning, scenario.invest.doublings,
      fall.learning_factor, fall.supplier_factor, fall.residual_factor,
      100.0 * fall.learning_if_alone, fall.makers_after, fall.makers_before, fall.elasticity,
      fall.markup_factor, fall.residual_factor / fall.markup_factor);
}

std::string people_text(const Scenario& scenario, std::span<const PlantYear> years) {
  std::vector<double> wages = {scenario.cost.wage_usd_per_h};
  for (const double other : {8.0, 18.0, 45.0}) {
    if (std::abs(other - wages.front()) > 0.5) wages.push_back(other);
  }
  std::string text = fmt::format(
      "Robots against {:.0f} people at the line, conversion in USD a body. \"Worth\" is the tariff "
      "equivalent: by how much a shop of people would be dearer, on conversion, body in white and "
      "landed vehicle.\n",
      manual_heads(scenario, years.front()));
  for (const ManualComparison& row : compare_with_people(scenario, years, wages)) {
    text += fmt::format(
        "at {:g} USD/h: robots {}, people {}; even at a robot duty of {}; worth {} / {} / {}\n",
        row.wage_usd_per_h, usd(row.automated), usd(row.manual),
        percent(row.break_even_robot_duty, 0), percent(row.equivalent_conversion, 1),
        percent(row.equivalent_body_in_white, 2), percent(row.equivalent_landed, 3));
  }
  const auto wage = break_even_wage_usd_per_h(scenario, years.front());
  text += wage ? fmt::format("Both cost the same at {:.2f} USD/h.", *wage)
               : std::string("No wage makes both cost the same.");
  return text;
}

// How the duty may change while one waits.
std::string duty_law(const Scenario& scenario, const WaitingCase& wait) {
  const InvestConfig& invest = scenario.invest;
  if (invest.duty_jumps_per_y > 0.0) {
    return fmt::format(
        "a duty that jumps {:.4g} times a year by {:.4g} % up or down ({:.1f} % expected then)",
        invest.duty_jumps_per_y, 100.0 * invest.duty_jump, 100.0 * wait.duty_mean);
  }
  if (invest.duty_up <= scenario.cost.robot_duty) {
    return fmt::format("a duty that stays at {:.4g} %", 100.0 * scenario.cost.robot_duty);
  }
  return fmt::format("a chance of {:.0f} % that the duty is then {:g} %",
                     100.0 * invest.duty_up_chance, 100.0 * invest.duty_up);
}

std::string case_text(const Scenario& scenario, const PlantYear& year) {
  const AutomationCase found = automation_case(scenario, year);
  std::string rates;
  for (const double rate : found.internal_rates) {
    rates += fmt::format("{}{:.1f} %", rates.empty() ? "" : ", ", 100.0 * rate);
  }
  if (found.internal_rates.size() > 1) rates += " (several: none of them is the return)";
  const auto years = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.1f} years", *value) : std::string("never");
  };
  const WaitingCase wait = waiting_case(scenario, year);
  return fmt::format(
      "Buying the robots in place of people: {:.1f} MUSD now; net present value {:+.1f} MUSD over "
      "{:.0f} years at {:g} %, internal rate {}, paid back in {} ({} discounted), worth {:+.2f} "
      "MUSD a year.\n"
      "Waiting {:.1f} years: {:+.1f} MUSD against {:+.1f} MUSD now, with {}: {}. With prices as a "
      "random walk of {:.0f} % a year one would buy "
      "at a value of {:.2f} times the cost; it is {:.2f}.",
      -found.flows_usd.front() * 1e-6, found.npv_usd * 1e-6,
      static_cast<double>(found.flows_usd.size() - 1), 100.0 * scenario.cost.interest_per_y,
      rates.empty() ? "none" : rates, years(found.payback_y), years(found.discounted_payback_y),
      -found.annual_cost_usd * 1e-6, scenario.invest.wait_s / (365.0 * 86400.0),
      wait.wait_usd * 1e-6, wait.now_usd * 1e-6, duty_law(scenario, wait),
      wait.buy_now ? "buy now" : (wait.wait_usd > 0.0 ? "wait" : "neither pays at these prices"),
      100.0 * scenario.invest.price_spread_per_y, wait.threshold, wait.value_over_cost);
}

std::string ladder_text(const Scenario& scenario, std::span<const PlantYear> years) {
  constexpr int kRungs = 5;
  const double robots = static_cast<double>(years.front().spot_robots) + years.front().other_robots;
  if (2.0 * robots < scenario.invest.fleet_before) {
    return fmt::format("The fleet of {:g} to {:g} robots is one of a larger shop than this.",
                       scenario.invest.fleet_before, scenario.invest.fleet_after);
  }
  std::string text = "Fleet at the measured volume:";
  for (const FleetRung& rung : fleet_ladder(scenario, years, kRungs)) {
    text += fmt::format(" {} robots {} USD a body", rung.robots, usd(rung.conversion));
    if (rung.bodies_for_equal_cost) {
      text += fmt::format(" ({:.0f} bodies a year for the first rung's cost)",
                          *rung.bodies_for_equal_cost);
    }
    text += ";";
  }
  text.back() = '.';
  return text;
}

std::string elasticity_text(const Scenario& scenario, std::span<const PlantYear> years) {
  std::string text = "One percent more, in percent of conversion / body in white / landed vehicle:";
  for (const Elasticity& each : elasticities(scenario, years)) {
    text += fmt::format("\n{}: {:.3f} / {:.3f} / {:.5f}", each.of, each.conversion.mean,
                        each.body_in_white.mean, each.landed.mean);
  }
  return text;
}

// The question of Ningbo: what the fall of the price is worth against a duty on the car.
std::string ningbo_text(const Scenario& scenario, std::span<const PlantYear> years) {
  const CostModel model(scenario);
  const PricePoint here = price_point_of(scenario);
  std::array<std::vector<double>, 4> values;  // USD, and shares of the three totals
  for (const PlantYear& year : years) {
    const auto totals_at = [&](double robot_usd) {
      return totals_of(model.items_usd(year, {robot_usd, here.robot_duty, 0.0}));
    };
    const CostTotals now = totals_at(scenario.invest.price_after_usd);
    const CostTotals before = totals_at(scenario.invest.price_before_usd);
    const double saved_usd = before.landed_usd - now.landed_usd;
    values[0].push_back(saved_usd);
    values[1].push_back(saved_usd / now.conversion_usd);
    values[2].push_back(saved_usd / now.body_in_white_usd);
    const double value_usd =
        now.body_in_white_usd + scenario.cost.rest_of_vehicle_usd +
        scenario.cost.vehicle_duty_on_freight * scenario.cost.vehicle_freight_usd;
    values[3].push_back(value_usd > 0.0 ? saved_usd / value_usd : 0.0);
  }
  const auto of = [&](std::size_t i) {
    return estimate_mean(values[i], scenario.simulation.confidence);
  };
  return fmt::format(
      "The fall of the robot price is worth {} USD a vehicle. It makes up for a duty of {} if that "
      "were levied on the conversion cost, {} on the body in white, and {} on the vehicle. The "
      "duty on the vehicle here is {:g} %: cheaper robots do not absorb a tariff on cars.",
      usd(of(0)), percent(of(1), 1), percent(of(2), 2), percent(of(3), 4),
      100.0 * scenario.cost.vehicle_duty);
}

}  // namespace

std::vector<std::string> investment_text(const Scenario& scenario,
                                         std::span<const PlantYear> years) {
  std::vector<std::string> all = {fall_text(scenario), ningbo_text(scenario, years),
                                  people_text(scenario, years), case_text(scenario, years.front())};
  if (std::string when = purchase_text(scenario, years.front()); !when.empty()) {
    all.push_back(std::move(when));
  }
  all.push_back(ladder_text(scenario, years));
  all.push_back(elasticity_text(scenario, years));
  return all;
}

}  // namespace darkline
