#include "twin/economics/investment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/base/date.h"
#include "models/base/error.h"
#include "models/economics/fact_book.h"
#include "twin/economics/finance.h"
#include "twin/economics/returns.h"

namespace darkline {
namespace {

constexpr double kDaysPerYear = 365.0;

Date day_at(const Scenario& scenario, const char* key, const std::string& text) {
  try {
    return parse_date(text);
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.key = key;
    problem.place = scenario.place_of(key);
    throw InputError(std::move(problem));
  }
}

double robots_of(const PlantYear& year) {
  return static_cast<double>(year.spot_robots) + year.other_robots;
}

CostTotals totals(const Scenario& scenario, const PlantYear& year) {
  return totals_of(CostModel(scenario).items_usd(year));
}

// What a year of conversion costs without the capital of robots and their computers: cash.
double running_usd_per_y(Scenario scenario, const PlantYear& year) {
  scenario.cost.robot_usd = scenario.cost.gun_usd = scenario.cost.integration_usd = 0.0;
  scenario.cost.edge_box_usd = 0.0;
  return totals(scenario, year).conversion_usd * year.good_bodies_per_year;
}

template <class ValueOf>
Estimate over(std::span<const PlantYear> years, const Scenario& scenario, const ValueOf& value_of) {
  std::vector<double> values;
  values.reserve(years.size());
  for (const PlantYear& year : years) values.push_back(value_of(year));
  return estimate_mean(values, scenario.simulation.confidence);
}

}  // namespace

double manual_heads(const Scenario& scenario, const PlantYear& year) {
  constexpr double kHeadsPerRobot = 900.0 / 530.0;  // the illustration of economics facts 8
  return scenario.invest.manual_heads > 0.0 ? scenario.invest.manual_heads
                                            : kHeadsPerRobot * robots_of(year);
}

Scenario shop_of_people(Scenario scenario, const PlantYear& year) {
  scenario.cost.direct_heads = manual_heads(scenario, year);
  return scenario;
}

PlantYear without_robots(PlantYear year) {
  year.spot_robots = year.other_robots = 0;
  return year;
}

double invested_usd(const Scenario& scenario, const PlantYear& year) {
  const auto& cost = scenario.cost;
  const double bare =
      cost.robot_usd * (1.0 + cost.robot_freight + cost.robot_duty + cost.installation) +
      cost.integration_usd + cost.edge_box_usd * (1.0 + cost.edge_duty);
  const double gun = cost.gun_usd * (1.0 + cost.gun_duty + cost.installation);
  return robots_of(year) * bare + year.spot_robots * gun;
}

PriceFall price_fall(const Scenario& scenario) {
  const InvestConfig& invest = scenario.invest;
  const Date before = day_at(scenario, "invest.date_before", invest.date_before);
  const Date after = day_at(scenario, "invest.date_after", invest.date_after);
  if (after <= before) {
    throw InputError({.place = scenario.place_of("invest.date_after"),
                      .key = "invest.date_after",
                      .found = invest.date_after,
                      .wanted = "a day after " + invest.date_before});
  }
  if (invest.price_before_usd <= 0.0 || invest.price_after_usd <= 0.0) {
    throw InputError({.place = scenario.place_of("invest.price_before"),
                      .key = "invest.price_before",
                      .found = "a price of 0",
                      .wanted = "prices above 0"});
  }
  PriceFall fall;
  fall.factor = invest.price_after_usd / invest.price_before_usd;
  fall.years = (after - before) / kDaysPerYear;
  fall.change_per_y = std::pow(fall.factor, 1.0 / fall.years) - 1.0;
  fall.learning_factor = std::pow(1.0 - invest.learning, invest.doublings);
  fall.supplier_factor = invest.supplier_factor;
  fall.residual_factor = fall.factor / (fall.learning_factor * fall.supplier_factor);
  fall.learning_if_alone =
      invest.doublings > 0.0 ? 1.0 - std::pow(fall.factor, 1.0 / invest.doublings) : 1.0;
  fall.equal_price_duty = 1.0 / fall.factor - 1.0;
  const FactBook facts = shipped_fact_book();
  fall.makers_before = facts.at("robot.makers", before).value;
  fall.makers_after = facts.at("robot.makers", after).value;
  fall.elasticity = facts.at("robot.demand_elasticity", after).value;
  fall.markup_factor = cournot_markup(fall.makers_after, fall.elasticity) /
                       cournot_markup(fall.makers_before, fall.elasticity);
  return fall;
}

double cournot_markup(double makers, double elasticity) {
  DARKLINE_CHECK(makers * elasticity > 1.0, fmt::format("{} {}", makers, elasticity));
  return 1.0 / (1.0 - 1.0 / (makers * elasticity));
}

double price_on_path_usd(const Scenario& scenario, const std::string& day) {
  const PriceFall fall = price_fall(scenario);
  const Date before = parse_date(scenario.invest.date_before);
  const double years = (parse_date(day) - before) / kDaysPerYear;
  return scenario.invest.price_before_usd * std::pow(fall.factor, years / fall.years);
}

std::vector<ManualComparison> compare_with_people(const Scenario& scenario,
                                                  std::span<const PlantYear> years,
                                                  std::span<const double> wages_usd_per_h) {
  DARKLINE_CHECK(!years.empty(), "a comparison over no replication");
  std::vector<ManualComparison> rows;
  for (const double wage : wages_usd_per_h) {
    Scenario robots = scenario;
    robots.cost.wage_usd_per_h = wage;
    const Scenario people = shop_of_people(robots, years.front());
    const CostModel automated(robots), manual(people);
    const auto totals_by = [](const CostModel& model, const PlantYear& year) {
      return totals_of(model.items_usd(year));
    };
    const PricePoint here = price_point_of(robots);
    ManualComparison row;
    row.wage_usd_per_h = wage;
    row.automated = over(years, scenario, [&](const PlantYear& year) {
      return totals_by(automated, year).conversion_usd;
    });
    row.manual = over(years, scenario, [&](const PlantYear& year) {
      return totals_by(manual, without_robots(year)).conversion_usd;
    });
    row.break_even_robot_duty = over(years, scenario, [&](const PlantYear& year) {
      const auto at = [&](double duty) {
        return totals_of(automated.items_usd(year, {here.robot_usd, duty, here.vehicle_duty}))
            .conversion_usd;
      };
      const double slope = at(1.0) - at(0.0);
      const double gap = totals_by(manual, without_robots(year)).conversion_usd - at(0.0);
      return slope > 0.0 ? gap / slope : 0.0;
    });
    const auto equivalent = [&](double CostTotals::*of) {
      return over(years, scenario, [&](const PlantYear& year) {
        return totals_by(manual, without_robots(year)).*of / totals_by(automated, year).*of - 1.0;
      });
    };
    row.equivalent_conversion = equivalent(&CostTotals::conversion_usd);
    row.equivalent_body_in_white = equivalent(&CostTotals::body_in_white_usd);
    row.equivalent_landed = equivalent(&CostTotals::landed_usd);
    rows.push_back(row);
  }
  return rows;
}

std::optional<double> break_even_wage_usd_per_h(const Scenario& scenario, const PlantYear& year) {
  const auto gap_at = [&](double wage) {
    Scenario robots = scenario;
    robots.cost.wage_usd_per_h = wage;
    return totals(shop_of_people(robots, year), without_robots(year)).conversion_usd -
           totals(robots, year).conversion_usd;
  };
  const double at_0 = gap_at(0.0), slope = gap_at(1.0) - at_0;  // both are linear in the wage
  if (slope == 0.0) return std::nullopt;
  const double wage = -at_0 / slope;
  if (wage < 0.0) return std::nullopt;
  return wage;
}

AutomationCase automation_case(const Scenario& scenario, const PlantYear& year) {
  const InvestConfig& invest = scenario.invest;
  const double interest = scenario.cost.interest_per_y;
  const auto whole_years =
      static_cast<std::size_t>(std::max(1.0, std::round(invest.horizon_s / kSecondsPerYear)));
  const double spent_usd = invested_usd(scenario, year);
  AutomationCase result;
  result.flows_usd.push_back(-spent_usd);
  PlantYear now = year;
  const Scenario people = shop_of_people(scenario, year);
  for (std::size_t k = 1; k <= whole_years; ++k) {
    result.flows_usd.push_back(running_usd_per_y(people, without_robots(now)) -
                               running_usd_per_y(scenario, now));
    now.good_bodies_per_year *= 1.0 + invest.volume_change_per_y;
  }
  result.flows_usd.back() += scenario.cost.salvage * spent_usd;
  result.npv_usd = net_present_value_usd(interest, result.flows_usd);
  result.internal_rates = internal_rates(result.flows_usd);
  result.payback_y = payback_y(result.flows_usd, 0.0);
  result.discounted_payback_y = payback_y(result.flows_usd, interest);
  result.annual_cost_usd = equivalent_annual_cost_usd(result.flows_usd, interest);
  return result;
}

double option_root(double interest_per_y, double foregone_per_y, double spread_per_y) {
  DARKLINE_CHECK(interest_per_y >= 0.0 && foregone_per_y > 0.0 && spread_per_y > 0.0,
                 fmt::format("{} {} {}", interest_per_y, foregone_per_y, spread_per_y));
  const double variance = spread_per_y * spread_per_y;
  const double drift = (interest_per_y - foregone_per_y) / variance - 0.5;
  return -drift + std::sqrt(drift * drift + 2.0 * interest_per_y / variance);
}

// The number of jumps net of those back has the law of the difference of two Poisson counts, each
// of half the mean: its chances are e^-m I_k(m). They come here as a product of the two.
std::vector<DutyChance> duty_after_jumps(double duty, double jumps_per_y, double jump,
                                         double years) {
  const double mean = jumps_per_y * years;
  DARKLINE_CHECK(duty >= 0.0 && jump >= 0.0 && mean >= 0.0 && mean <= 1200.0,
                 fmt::format("{} {} {} {}", duty, jumps_per_y, jump, years));
  const auto most = static_cast<int>(std::ceil(mean / 2.0 + 12.0 * std::sqrt(mean / 2.0) + 12.0));
  std::vector<double> poisson(static_cast<std::size_t>(most) + 1);
  poisson[0] = std::exp(-mean / 2.0);
  for (std::size_t k = 1; k < poisson.size(); ++k) {
    poisson[k] = poisson[k - 1] * mean / 2.0 / static_cast<double>(k);
  }
  std::vector<DutyChance> chances;
  double sum = 0.0;
  for (int net = -most; net <= most; ++net) {
    double chance = 0.0;
    for (int down = std::max(0, -net); down <= most && down + net <= most; ++down) {
      chance +=
          poisson[static_cast<std::size_t>(down)] * poisson[static_cast<std::size_t>(down + net)];
    }
    if (chance <= 0.0) continue;
    const double at = std::max(0.0, duty + net * jump);
    if (!chances.empty() && chances.back().duty == at) {
      chances.back().chance += chance;
    } else {
      chances.push_back({at, chance});
    }
    sum += chance;
  }
  for (DutyChance& each : chances) each.chance /= sum;
  return chances;
}

WaitingCase waiting_case(const Scenario& scenario, const PlantYear& year) {
  const InvestConfig& invest = scenario.invest;
  const double wait_y = invest.wait_s / kSecondsPerYear;
  const double interest = scenario.cost.interest_per_y;
  WaitingCase result;
  const auto value_at = [&](double robot_usd, double duty) {
    Scenario then = scenario;
    then.cost.robot_usd = robot_usd;
    then.cost.robot_duty = duty;
    return automation_case(then, year).npv_usd;
  };
  const double later_usd =
      scenario.cost.robot_usd * std::pow(1.0 + invest.price_change_per_y, wait_y);
  result.now_usd = value_at(scenario.cost.robot_usd, scenario.cost.robot_duty);
  const double today = scenario.cost.robot_duty;
  std::vector<DutyChance> states = {{today, 1.0 - invest.duty_up_chance},
                                    {std::max(invest.duty_up, today), invest.duty_up_chance}};
  if (invest.duty_jumps_per_y > 0.0) {
    states = duty_after_jumps(today, invest.duty_jumps_per_y, invest.duty_jump, wait_y);
  }
  for (const DutyChance& state : states) {
    result.wait_usd += state.chance * std::max(value_at(later_usd, state.duty), 0.0);
    result.duty_mean += state.chance * state.duty;
  }
  result.wait_usd *= present_value_factor(interest, wait_y);
  result.option_usd = std::max(result.now_usd, result.wait_usd) - std::max(result.now_usd, 0.0);
  result.buy_now = result.now_usd > 0.0 && result.now_usd >= result.wait_usd;
  const double spent_usd = invested_usd(scenario, year);
  result.value_over_cost = spent_usd > 0.0 ? (result.now_usd + spent_usd) / spent_usd : 0.0;
  if (invest.price_spread_per_y > 0.0 && invest.foregone_per_y > 0.0) {
    result.root = option_root(interest, invest.foregone_per_y, invest.price_spread_per_y);
    result.threshold = result.root > 1.0 ? result.root / (result.root - 1.0)
                                         : std::numeric_limits<double>::infinity();
  }
  return result;
}

double break_even_vehicle_duty(double local_usd, double export_usd, double freight_usd,
                               double customs_value_usd) {
  DARKLINE_CHECK(customs_value_usd > 0.0, fmt::format("a value of {}", customs_value_usd));
  return (local_usd - export_usd - freight_usd) / customs_value_usd;
}

std::vector<Elasticity> elasticities(const Scenario& scenario, std::span<const PlantYear> years) {
  using Cost = decltype(Scenario::cost);
  struct Field {
    const char* of;
    double Cost::*field;
    bool duty;
  };
  constexpr std::array<Field, 9> kFields = {{
      {"1 + duty on robots", &Cost::robot_duty, true},
      {"1 + duty on guns", &Cost::gun_duty, true},
      {"1 + duty on sheet steel", &Cost::steel_duty, true},
      {"1 + duty on the vehicle", &Cost::vehicle_duty, true},
      {"1 + duty on inference computers", &Cost::edge_duty, true},
      {"price of robots", &Cost::robot_usd, false},
      {"wage", &Cost::wage_usd_per_h, false},
      {"price of steel", &Cost::steel_usd_per_kg, false},
      {"price of a GPU hour", &Cost::gpu_usd_per_h, false},
  }};
  // all but the last are linear in their field; a small step is exact for those to rounding
  constexpr double kStep = 1e-4;
  std::vector<Elasticity> rows;
  for (const Field& field : kFields) {
    const double at = scenario.cost.*field.field;
    const double scale = field.duty ? 1.0 + at : at;
    Scenario up = scenario, down = scenario;
    up.cost.*field.field = at + kStep * scale;
    down.cost.*field.field = std::max(0.0, at - kStep * scale);
    const double span = (up.cost.*field.field - down.cost.*field.field) / std::max(scale, 1e-300);
    const CostModel here(scenario), above(up), below(down);
    const auto share = [&](double CostTotals::*of) {
      return over(years, scenario, [&](const PlantYear& year) {
        const double total = totals_of(here.items_usd(year)).*of;
        if (total == 0.0 || span == 0.0) return 0.0;
        return (totals_of(above.items_usd(year)).*of - totals_of(below.items_usd(year)).*of) /
               span / total;
      });
    };
    rows.push_back({field.of, share(&CostTotals::conversion_usd),
                    share(&CostTotals::body_in_white_usd), share(&CostTotals::landed_usd)});
  }
  return rows;
}

std::vector<FleetRung> fleet_ladder(const Scenario& scenario, std::span<const PlantYear> years,
                                    int rungs) {
  DARKLINE_CHECK(rungs >= 2 && !years.empty(), fmt::format("{} rungs", rungs));
  const InvestConfig& invest = scenario.invest;
  const CostModel model(scenario);
  const auto with_robots = [](PlantYear year, double robots) {
    const double all = robots_of(year);
    const double spot = all > 0.0 ? year.spot_robots / all : 1.0;
    year.spot_robots = static_cast<int>(std::lround(spot * robots));
    year.other_robots = static_cast<int>(std::lround(robots)) - year.spot_robots;
    return year;
  };
  std::vector<FleetRung> ladder;
  for (int i = 0; i < rungs; ++i) {
    const double robots =
        invest.fleet_before + (invest.fleet_after - invest.fleet_before) * i / (rungs - 1);
    FleetRung rung;
    rung.robots = static_cast<int>(std::lround(robots));
    rung.conversion = over(years, scenario, [&](const PlantYear& year) {
      return totals_of(model.items_usd(with_robots(year, robots))).conversion_usd;
    });
    // by bisection on the mean year: conversion falls with volume
    const PlantYear& year = years.front();
    const double wanted =
        totals_of(model.items_usd(with_robots(year, invest.fleet_before))).conversion_usd;
    double low = year.good_bodies_per_year * 0.1, high = year.good_bodies_per_year * 10.0;
    const auto at = [&](double bodies) {
      PlantYear other = with_robots(year, robots);
      other.good_bodies_per_year = bodies;
      return totals_of(model.items_usd(other)).conversion_usd;
    };
    if (at(low) >= wanted && at(high) <= wanted) {
      for (int k = 0; k < 100; ++k) {
        const double middle = 0.5 * (low + high);
        (at(middle) > wanted ? low : high) = middle;
      }
      rung.bodies_for_equal_cost = 0.5 * (low + high);
    }
    ladder.push_back(rung);
  }
  return ladder;
}

}  // namespace darkline
