#include "twin/economics/input_ranges.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <variant>

#include <fmt/format.h>

#include "models/base/quantity.h"
#include "models/scenario/scenario_schema.h"
#include "twin/economics/cost_model.h"

namespace darkline {
namespace {

using DoubleField = double& (*)(Scenario&);

const Key<Scenario>* key_named(const std::string& path) {
  const auto keys = scenario_keys();
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const Key<Scenario>& key) { return key.spec.path == path; });
  return found == keys.end() ? nullptr : &*found;
}

// A number of the fact in the key's base unit.
double in_base_unit(double value, const Fact& fact, Dimension dimension) {
  if (dimension == Dimension::none) return value;
  return parse_quantity(fmt::format("{} {}", value, fact.unit), dimension);
}

bool is_near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

}  // namespace

double InputRange::swing_usd() const {
  return std::abs(landed_high_usd - landed_low_usd);
}

bool is_assumption(const Fact& fact) {
  return fact.confidence >= Confidence::approximate;
}

std::vector<InputRange> input_ranges(const Scenario& scenario, const PlantYear& year,
                                     const FactBook& book, Date day) {
  std::vector<InputRange> ranges;
  for (const Fact& fact : book.facts()) {
    if (fact.id.rfind("cost.", 0) != 0 || !(fact.from <= day && day < fact.to)) continue;
    const Key<Scenario>* const key = key_named(fact.id);
    if (key == nullptr || !std::holds_alternative<DoubleField>(key->field)) continue;
    const DoubleField field = std::get<DoubleField>(key->field);
    Scenario moved = scenario;
    if (!is_near(field(moved), in_base_unit(fact.value, fact, key->spec.dimension))) continue;
    const auto totals_at = [&](double end) {
      field(moved) =
          std::clamp(in_base_unit(end, fact, key->spec.dimension), key->spec.low, key->spec.high);
      return totals_of(CostModel(moved).items_usd(year));
    };
    const CostTotals low = totals_at(fact.low), high = totals_at(fact.high);
    ranges.push_back(
        {fact.id, &fact, low.conversion_usd, high.conversion_usd, low.landed_usd, high.landed_usd});
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const InputRange& a, const InputRange& b) {
    return a.swing_usd() > b.swing_usd();
  });
  return ranges;
}

}  // namespace darkline
