#include "twin/study/responses.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/study/study_store.h"

namespace darkline {

std::vector<Response> known_responses() {
  std::vector<Response> known;
  for (std::size_t i = 0; i < kLineFigures.size(); ++i) {
    const FigureInfo& info = kLineFigures[i];
    known.push_back({info.name, info.unit, info.meaning, true, i});
  }
  known.push_back({"conversion", "usd", "cost of a body without its material", false, 0});
  known.push_back({"body_in_white", "usd", "cost of a body with its steel", false, 1});
  known.push_back({"landed", "usd", "cost of the vehicle in its market, duty paid", false, 2});
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    const CostItemInfo& info = info_of(static_cast<CostItemId>(i));
    known.push_back({info.name, "usd", fmt::format("of a body: {}", info.title), false, 3 + i});
  }
  return known;
}

std::vector<Response> responses_of(const StudyFile& study) {
  const std::vector<Response> known = known_responses();
  std::vector<std::string> names;
  for (const Response& each : known) names.push_back(each.name);
  std::vector<Response> responses;
  for (const StudyResponse& wanted : study.responses) {
    const auto at = std::find(names.begin(), names.end(), wanted.name);
    if (at == names.end()) {
      throw InputError({.place = wanted.place,
                        .key = "study.responses",
                        .found = fmt::format("\"{}\"", wanted.name),
                        .wanted = "a figure that a run produces",
                        .candidates = nearest_names(wanted.name, names),
                        .mend = "docs/study.md lists them"});
    }
    responses.push_back(known[static_cast<std::size_t>(at - names.begin())]);
  }
  return responses;
}

double in_unit_of(const Response& response, const StudyAmount& amount, const std::string& key) {
  const std::string unit = unit_text(response.unit);
  if (amount.unit == unit) return amount.number;
  if (response.unit == "share" && amount.unit == "%") return amount.number / 100.0;
  throw InputError(
      {.place = amount.place,
       .key = key,
       .found = fmt::format("{}{}{}", amount.number, amount.unit.empty() ? "" : " ", amount.unit),
       .wanted = unit.empty()
                     ? fmt::format("a number without a unit: {} has none", response.name)
                     : fmt::format("a number of {}, the unit of {}", unit, response.name)});
}

std::array<double, kCostValues> cost_values(const ItemsUsd& items) {
  const CostTotals totals = totals_of(items);
  std::array<double, kCostValues> values = {totals.conversion_usd, totals.body_in_white_usd,
                                            totals.landed_usd};
  std::copy(items.begin(), items.end(), values.begin() + 3);
  return values;
}

}  // namespace darkline
