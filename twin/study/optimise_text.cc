#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "twin/study/csv_text.h"
#include "twin/study/optimise.h"
#include "twin/study/study_store.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

std::string with_unit(const std::string& value, const std::string& unit) {
  return unit.empty() ? value : value + " " + unit;
}

std::string shown(const Estimate& e, const Response& response, const char* format = "{:.6g}") {
  return with_unit(
      fmt::format("{} +- {:.2g}", fmt::format(fmt::runtime(format), e.mean), e.half_width),
      unit_text(response.unit));
}

std::string factors_text(const OptimiseFile& study, const ConfirmedPoint& point) {
  std::string text;
  for (std::size_t k = 0; k < study.factors.size(); ++k) {
    text += (text.empty() ? "" : ", ") + study.factors[k].key.path + " " + point.values[k];
  }
  return text;
}

std::string constraint_text(const OptimiseFile& study, const OptimiseResult& result,
                            std::size_t k) {
  const OptimiseConstraint& asked = study.constraints[k];
  const Estimate& e = result.best.constraints[k];
  const Response& response = result.responses[k + 1];
  const double bound = in_unit_of(response, asked.bound, "study.constraints");
  const double room = asked.is_least ? e.mean - bound : bound - e.mean;
  const char* verdict = room > e.half_width     ? "is met"
                        : room >= -e.half_width ? "lies within the interval"
                                                : "is missed with other random numbers";
  return fmt::format("  {}: {}, which {}\n", asked.text, shown(e, response), verdict);
}

std::string neighbour_text(const OptimiseFile& study, const OptimiseResult& result,
                           const Neighbour& one) {
  std::string text = fmt::format(
      "  {:<40}{:>26}", study.factors[one.factor].key.path + " " + one.point.values[one.factor],
      shown(one.change, result.responses[0], "{:+.4g}"));
  for (const std::size_t c : one.misses) {
    text += fmt::format(", misses {} by {:.3g}", study.constraints[c].text,
                        std::abs(one.point.constraints[c].mean -
                                 in_unit_of(result.responses[c + 1], study.constraints[c].bound,
                                            "study.constraints")));
  }
  return text + "\n";
}

Json json_of(const Estimate& e, const Response& response) {
  return {{"response", response.name},
          {"mean", e.mean},
          {"half_width", e.half_width},
          {"n", e.n},
          {"unit", unit_text(response.unit)}};
}

}  // namespace

std::string optimise_text(const OptimiseFile& study, const OptimiseResult& result) {
  const char* goal = study.is_least ? "least" : "most";
  std::string text = fmt::format(
      "{}\n{} points, {} search; it ended as {}\n\n"
      "The {} {} {} is {}, at\n  {}\n",
      study.title, result.search.points.size(), study.is_global ? "global, then local" : "local",
      result.search.ended, goal, study.objective.name,
      study.constraints.empty() ? "within the ranges" : "within the constraints",
      shown(result.best.objective, result.responses[0]), factors_text(study, result.best));
  for (std::size_t k = 0; k < study.constraints.size(); ++k) {
    text += constraint_text(study, result, k);
  }
  text += fmt::format(
      "by {} replications that the search had not seen.\n\n"
      "One step away, in equal replications, {} changes by\n",
      study.confirm, study.objective.name);
  for (const Neighbour& one : result.neighbours) text += neighbour_text(study, result, one);
  const auto better = std::count_if(result.neighbours.begin(), result.neighbours.end(),
                                    [](const Neighbour& one) { return one.is_better(); });
  text += better == 0
              ? "No step is better and meets the constraints, as far as the replications tell.\n"
              : fmt::format(
                    "{} of them {} better: give the search more evaluations, or another "
                    "start.\n",
                    better, better == 1 ? "is" : "are");
  if (!study.is_global) text += "Other hollows were not looked for: search = \"global\" does.\n";
  return text;
}

std::string optimise_json(const OptimiseFile& study, const OptimiseResult& result) {
  Json json{{"schema", "darkline.optimise/1"},
            {"title", study.title},
            {"goal", study.is_least ? "least" : "most"},
            {"points", result.search.points.size()},
            {"ended", result.search.ended},
            {"objective", json_of(result.best.objective, result.responses[0])}};
  for (std::size_t k = 0; k < study.factors.size(); ++k) {
    json["factors"].push_back({{"key", study.factors[k].key.path},
                               {"value", result.best.x[k]},
                               {"unit", study.factors[k].key.unit}});
  }
  for (std::size_t k = 0; k < study.constraints.size(); ++k) {
    Json one = json_of(result.best.constraints[k], result.responses[k + 1]);
    one["constraint"] = study.constraints[k].text;
    json["constraints"].push_back(std::move(one));
  }
  for (const Neighbour& one : result.neighbours) {
    json["neighbours"].push_back({{"key", study.factors[one.factor].key.path},
                                  {"value", one.point.x[one.factor]},
                                  {"change", one.change.mean},
                                  {"half_width", one.change.half_width},
                                  {"misses", one.misses.size()},
                                  {"better", one.is_better()}});
  }
  return json.dump(1) + "\n";
}

void write_optimise(const OptimiseFile& study, const OptimiseResult& result,
                    const std::filesystem::path& folder) {
  std::string text = "point";
  for (const StudyFactor& factor : study.factors) {
    text += "," + csv_quoted(with_unit(factor.key.path, factor.key.unit));
  }
  for (const Response& response : result.responses) {
    text += "," + csv_quoted(with_unit(response.name, unit_text(response.unit)));
  }
  text += ",meets\n";
  for (std::size_t p = 0; p < result.search.points.size(); ++p) {
    text += fmt::format("{}", p);
    for (const double each : result.search.points[p].x) text += "," + csv_number(each);
    for (const double each : result.looked[p]) text += "," + csv_number(each);
    text += result.search.points[p].value.is_feasible() ? ",yes\n" : ",no\n";
  }
  write_file_whole(folder / "optimise.csv", text);
  Scenario scenario = study.base;
  for (std::size_t k = 0; k < study.factors.size(); ++k) {
    set_factor(scenario, study.factors[k], setting_text(study.factors[k].key, result.best.x[k]));
  }
  write_file_whole(folder / "optimum.toml", effective_toml(scenario));
}

}  // namespace darkline
