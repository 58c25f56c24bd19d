#include "twin/study/point_cost.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "twin/economics/resolve_prices.h"

namespace darkline {
namespace {

constexpr std::array<std::pair<const char*, double PricePoint::*>, 3> kPriceKeys = {{
    {"cost.robot_price", &PricePoint::robot_usd},
    {"cost.robot_duty", &PricePoint::robot_duty},
    {"cost.vehicle_duty", &PricePoint::vehicle_duty},
}};

// Whether a line depends on a factor: a value that is not the base's, or is no number, changes what
// the line reads.
bool line_reads(const StudyFile& study, const StudyFactor& factor) {
  Scenario changed = study.base;
  const auto change = [&](const std::string& text) {
    set_factor(changed, factor, text);
    return line_text(changed) != line_text(study.base);
  };
  if (factor.law != FactorLaw::values) {
    return change(setting_text(factor.key, factor.low)) ||
           change(setting_text(factor.key, factor.high));
  }
  return std::any_of(factor.values.begin(), factor.values.end(),
                     [&](const StudyLevel& level) { return change(level.text); });
}

// Options hold whatever other factors say of the same keys.
void set_options(const StudyPlan& plan, const std::vector<std::size_t>& factors,
                 std::uint64_t point, Scenario& scenario) {
  for (const std::size_t f : factors) {
    const StudyFactor& factor = plan.study.factors[f];
    if (!factor.settings.empty()) set_factor(scenario, factor, plan.points.text(point, f));
  }
}

// "key=value" of a key that a free price would go round.
bool is_price_or_date(const std::string& change) {
  const std::string key = change.substr(0, change.find('='));
  return key == "trade.date" || std::any_of(kPriceKeys.begin(), kPriceKeys.end(),
                                            [&](const auto& price) { return key == price.first; });
}

PrecisionRule::Goal goal_of(const StudyPlan& plan, const StudyPrecision& asked) {
  const auto at = std::find_if(plan.responses.begin(), plan.responses.end(),
                               [&](const Response& each) { return each.name == asked.response; });
  PrecisionRule::Goal goal;
  goal.response = static_cast<std::size_t>(at - plan.responses.begin());
  goal.is_relative = asked.amount.unit == "%";
  goal.half_width = goal.is_relative ? asked.amount.number / 100.0
                                     : in_unit_of(*at, asked.amount, "study.precision");
  return goal;
}

// Every line may take the same part of the budget, so that it does not depend on the others, nor
// on the order in which they are simulated.
PrecisionRule precision_of(const StudyPlan& plan) {
  const StudyFile& study = plan.study;
  PrecisionRule rule;
  for (const StudyPrecision& asked : study.precision) rule.goals.push_back(goal_of(plan, asked));
  rule.first = static_cast<int>(study.base.simulation.replications);
  rule.most = static_cast<int>(study.most_replications);
  if (study.budget == 0) return rule;
  const std::uint64_t lines = lines_of(plan).size();
  if (study.budget / lines < static_cast<std::uint64_t>(rule.first)) {
    throw InputError(
        {.place = study.budget_place,
         .key = "study.budget",
         .found = fmt::format("{} replications for {} lines", study.budget, lines),
         .wanted = fmt::format("{} or more: {} of each line to begin with",
                               lines * static_cast<std::uint64_t>(rule.first), rule.first),
         .mend = "raise budget, or lower replications"});
  }
  rule.most = static_cast<int>(
      std::min<std::uint64_t>(study.budget / lines, static_cast<std::uint64_t>(rule.most)));
  return rule;
}

}  // namespace

StudyLines lines_of(const StudyPlan& plan) {
  StudyLines lines;
  std::vector<std::uint64_t> levels(plan.line_factors.size());
  for (std::uint64_t p = 0; p < plan.points.size(); ++p) {
    for (std::size_t k = 0; k < levels.size(); ++k) {
      levels[k] = plan.points.level(p, plan.line_factors[k]);
    }
    lines[levels].push_back(p);
  }
  return lines;
}

StudyPlan plan_of(const StudyFile& study, const StudyPoints& points) {
  StudyPlan plan{study, points, responses_of(study), {}, {}, {}};
  for (std::size_t f = 0; f < study.factors.size(); ++f) {
    (line_reads(study, study.factors[f]) ? plan.line_factors : plan.cost_factors).push_back(f);
  }
  if (!study.precision.empty()) plan.precision = precision_of(plan);
  return plan;
}

Scenario line_scenario(const StudyPlan& plan, std::uint64_t point) {
  Scenario scenario = plan.study.base;
  for (const std::size_t f : plan.line_factors) {
    set_factor(scenario, plan.study.factors[f], plan.points.text(point, f));
  }
  set_options(plan, plan.line_factors, point, scenario);
  return scenario;
}

PointCost::PointCost(const StudyPlan& plan, const Scenario& line_scenario, const LineFigures& line)
    : plan_(plan), line_scenario_(line_scenario), line_(line) {
  for (const Response& response : plan.responses) prices_needed_ |= !response.of_line;
  const std::size_t n = line.years.size();
  values_.assign(plan.responses.size(), std::vector<double>(n));
  if (n > 1) {
    student_t_ = student_t(line_scenario.simulation.confidence, static_cast<double>(n) - 1.0);
  }
  find_free_prices();
}

void PointCost::find_free_prices() {
  const auto& factors = plan_.study.factors;
  // Duties of the ledger take the place of typed ones: then nothing is free.
  bool typed = line_scenario_.trade.date == "-";
  for (const StudyFactor& factor : factors) {
    for (const auto& settings : factor.settings) {
      for (const std::string& change : settings) typed &= !is_price_or_date(change);
    }
  }
  for (const std::size_t f : plan_.cost_factors) typed &= factors[f].key.path != "trade.date";
  for (const std::size_t f : plan_.cost_factors) {
    const StudyFactor& factor = factors[f];
    const auto at = std::find_if(kPriceKeys.begin(), kPriceKeys.end(),
                                 [&](const auto& each) { return factor.key.path == each.first; });
    if (!typed || at == kPriceKeys.end()) {
      other_factors_.push_back(f);
      continue;
    }
    FreePrice free{f, at->second, {}};
    for (const StudyLevel& level : factor.values) {
      free.of_level.push_back(parse_quantity(level.text, factor.key.dimension));
    }
    if (factor.law == FactorLaw::values) {  // the base stands behind the listed ones
      free.of_level.push_back(parse_quantity(factor.base.text, factor.key.dimension));
    }
    free_prices_.push_back(std::move(free));
  }
}

void PointCost::set_prices(std::uint64_t point) {
  std::vector<std::uint64_t> levels;
  for (const std::size_t f : other_factors_) levels.push_back(plan_.points.level(point, f));
  if (model_ && levels == levels_) return;
  levels_ = std::move(levels);
  Scenario scenario = line_scenario_;
  for (const std::size_t f : other_factors_) {
    set_factor(scenario, plan_.study.factors[f], plan_.points.text(point, f));
  }
  set_options(plan_, plan_.line_factors, point, scenario);
  set_options(plan_, plan_.cost_factors, point, scenario);
  const ResolvedPrices prices = resolve_prices(scenario, line_.bodies_per_year);
  model_.emplace(prices.scenario);
  own_point_ = price_point_of(prices.scenario);
  robot_subsidy_ = scenario.supply.robot_subsidy;
  years_.clear();
  for (const PlantYear& year : line_.years) years_.push_back(shocked_year(year, prices.supply));
}

PricePoint PointCost::price_point(std::uint64_t point) const {
  PricePoint at = own_point_;
  for (const FreePrice& free : free_prices_) {
    const StudyFactor& factor = plan_.study.factors[free.factor];
    double value = free.of_level.empty()
                       ? parse_quantity(plan_.points.text(point, free.factor), factor.key.dimension)
                       : free.of_level[plan_.points.level(point, free.factor)];
    // as resolve_prices does
    if (free.field == &PricePoint::robot_usd) value *= 1.0 - robot_subsidy_;
    at.*free.field = value;
  }
  return at;
}

void PointCost::append(std::uint64_t point, std::vector<double>& out) {
  const std::size_t n = line_.years.size();
  if (prices_needed_) {
    set_prices(point);
    const PricePoint at = price_point(point);
    for (std::size_t r = 0; r < n; ++r) {
      const auto values = cost_values(model_->items_usd(years_[r], at));
      for (std::size_t k = 0; k < values_.size(); ++k) {
        const Response& response = plan_.responses[k];
        if (!response.of_line) values_[k][r] = values[response.index];
      }
    }
  }
  for (std::size_t k = 0; k < values_.size(); ++k) {
    const Response& response = plan_.responses[k];
    const Estimate estimate =
        response.of_line ? line_.figures[response.index] : estimate_mean_by(values_[k], student_t_);
    out.push_back(estimate.mean);
    out.push_back(estimate.half_width);
  }
}

void PointCost::append_samples(std::vector<double>& out) const {
  const std::size_t n = line_.years.size();
  for (std::size_t k = 0; k < values_.size(); ++k) {
    const Response& response = plan_.responses[k];
    const std::vector<double>& values =
        response.of_line ? line_.values[response.index] : values_[k];
    if (values.size() == n) {
      out.insert(out.end(), values.begin(), values.end());
    } else {
      out.insert(out.end(), n, std::numeric_limits<double>::quiet_NaN());
    }
  }
}

}  // namespace darkline
