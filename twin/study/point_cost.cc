#include "twin/study/point_cost.h"

#include <algorithm>
#include <array>
#include <utility>

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
    set_key(changed, factor.key.path + "=" + text);
    return line_text(changed) != line_text(study.base);
  };
  if (factor.law != FactorLaw::values) {
    return change(setting_text(factor.key, factor.low)) ||
           change(setting_text(factor.key, factor.high));
  }
  return std::any_of(factor.values.begin(), factor.values.end(),
                     [&](const StudyLevel& level) { return change(level.text); });
}

}  // namespace

StudyPlan plan_of(const StudyFile& study, const StudyPoints& points) {
  StudyPlan plan{study, points, responses_of(study), {}, {}};
  for (std::size_t f = 0; f < study.factors.size(); ++f) {
    (line_reads(study, study.factors[f]) ? plan.line_factors : plan.cost_factors).push_back(f);
  }
  return plan;
}

Scenario line_scenario(const StudyPlan& plan, std::uint64_t point) {
  Scenario scenario = plan.study.base;
  for (const std::size_t f : plan.line_factors) {
    set_key(scenario, plan.study.factors[f].key.path + "=" + plan.points.text(point, f));
  }
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
    set_key(scenario, plan_.study.factors[f].key.path + "=" + plan_.points.text(point, f));
  }
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

}  // namespace darkline
