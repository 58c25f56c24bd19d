#include "twin/economics/tariff_match.h"

#include <algorithm>

namespace darkline::internal {
namespace {

bool holds(const TariffCondition& condition, const DutyOptions& options) {
  if (condition.kind == TariffCondition::Kind::within) {
    const auto& value =
        condition.attribute == TariffAttribute::tpp ? options.tpp : options.bandwidth_gb_s;
    return value && condition.low < *value && *value < condition.high;
  }
  const std::string& word =
      condition.attribute == TariffAttribute::producer ? options.producer : options.use;
  const bool named = std::ranges::find(condition.words, word) != condition.words.end();
  return named == (condition.kind == TariffCondition::Kind::is);
}

}  // namespace

std::optional<Specificity> match(const TariffRow& row, const std::string& hs,
                                 const Country& origin) {
  Specificity best{.conditions = row.when.size()};
  bool good = false, place = false;
  for (const std::string& prefix : row.hs) {
    if (!hs.starts_with(prefix)) continue;
    good = true;
    best.digits = std::max(best.digits, prefix.size());
  }
  for (const std::string& code : row.origins) {
    const bool is_it = code == origin.code, is_union = code == origin.union_code;
    if (!is_it && !is_union && code != "*") continue;
    place = true;
    best.origin = std::max(best.origin, is_it ? 2 : is_union ? 1 : 0);
  }
  if (!good || !place) return std::nullopt;
  return best;
}

bool conditions_hold(const TariffRow& row, const DutyOptions& options) {
  return std::ranges::all_of(
      row.when, [&](const TariffCondition& condition) { return holds(condition, options); });
}

}  // namespace darkline::internal
