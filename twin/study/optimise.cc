#include "twin/study/optimise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/economics/resolve_prices.h"

namespace darkline {
namespace {

constexpr double kNeighbourStep = 0.05;  // of a range

Response known_response(const std::string& name, const Place& place, const char* key) {
  std::vector<std::string> names;
  for (Response& each : known_responses()) {
    if (each.name == name) return std::move(each);
    names.push_back(each.name);
  }
  throw InputError({.place = place,
                    .key = key,
                    .found = fmt::format("\"{}\"", name),
                    .wanted = "a figure that a run produces",
                    .candidates = nearest_names(name, names),
                    .mend = "docs/study.md lists them"});
}

// The replications that the search has not seen.
LineFigures without_first(LineFigures line, std::size_t n, double confidence) {
  DARKLINE_CHECK(line.years.size() > n, fmt::format("{} years", line.years.size()));
  const auto first = static_cast<std::ptrdiff_t>(n);
  line.years.erase(line.years.begin(), line.years.begin() + first);
  line.bodies_per_year = 0.0;
  for (const PlantYear& year : line.years) {
    line.bodies_per_year += year.good_bodies_per_year / static_cast<double>(line.years.size());
  }
  for (std::size_t k = 0; k < line.figures.size(); ++k) {
    if (line.values[k].size() <= n) continue;
    line.values[k].erase(line.values[k].begin(), line.values[k].begin() + first);
    line.figures[k] = estimate_mean(line.values[k], confidence);
  }
  return line;
}

class Optimiser {
 public:
  Optimiser(const OptimiseFile& study, const LineSource& line_of, const OptimiseOptions& options)
      : study_(study), line_of_(line_of), options_(options) {
    responses_.push_back(
        known_response(study.objective.name, study.objective.place, "study.objective"));
    for (const OptimiseConstraint& each : study.constraints) {
      responses_.push_back(known_response(each.response, each.bound.place, "study.constraints"));
      bounds_.push_back(in_unit_of(responses_.back(), each.bound, "study.constraints"));
    }
  }

  OptimiseResult run() {
    OptimiseResult result;
    result.search = constrained_search(
        problem(), [&](const std::vector<double>& x) { return looked_at(x, result); });
    const std::vector<double>& best = result.search.points[result.search.best].x;
    if (!result.search.is_feasible) refuse(result);
    result.responses = responses_;
    const auto values = confirmed_values(best);
    result.best = confirmed(best, values);
    for (std::size_t k = 0; k < best.size(); ++k) add_neighbours(best, values, k, result);
    return result;
  }

 private:
  SearchProblem problem() const {
    SearchProblem problem;
    for (std::size_t k = 0; k < study_.factors.size(); ++k) {
      const StudyFactor& factor = study_.factors[k];
      problem.low.push_back(factor.low);
      problem.high.push_back(factor.high);
      problem.start.push_back(study_.start[k]);
      problem.is_whole.push_back(factor.key.kind == KeyKind::count);
    }
    problem.constraints = study_.constraints.size();
    problem.most_points = study_.evaluations;
    problem.is_global = study_.is_global;
    return problem;
  }

  Scenario scenario_at(const std::vector<double>& x) const {
    Scenario scenario = study_.base;
    for (std::size_t k = 0; k < x.size(); ++k) {
      set_factor(scenario, study_.factors[k], setting_text(study_.factors[k].key, x[k]));
    }
    return scenario;
  }

  // What a constraint lacks, of the size of its bound: 0 or below where it is met.
  double lack(std::size_t k, double value) const {
    const double sign = study_.constraints[k].is_least ? 1.0 : -1.0;
    return sign * (bounds_[k] - value) / std::abs(bounds_[k]);
  }

  SearchValue looked_at(const std::vector<double>& x, OptimiseResult& result) {
    const Scenario scenario = scenario_at(x);
    const auto values = response_values(responses_, scenario, line_of_(scenario));
    SearchValue value;
    value.objective = (study_.is_least ? 1.0 : -1.0) * values[0].estimate.mean;
    std::vector<double> means = {values[0].estimate.mean};
    for (std::size_t k = 0; k < bounds_.size(); ++k) {
      means.push_back(values[k + 1].estimate.mean);
      value.constraints.push_back(lack(k, means.back()));
    }
    result.looked.push_back(std::move(means));
    if (value.is_feasible()) least_ = std::min(least_, value.objective);
    if (options_.progress) {
      options_.progress(result.looked.size(), static_cast<std::size_t>(study_.evaluations),
                        std::isfinite(least_)
                            ? fmt::format("{} {:.6g}", study_.objective.name, std::abs(least_))
                            : std::string("nothing meets the constraints yet"));
    }
    return value;
  }

  [[noreturn]] void refuse(const OptimiseResult& result) const {
    const std::size_t best = result.search.best;
    std::string found;
    for (std::size_t k = 0; k < bounds_.size(); ++k) {
      if (result.search.points[best].value.constraints[k] <= 0.0) continue;
      found += fmt::format("{}{} of {:.6g}, against {}", found.empty() ? "" : "; ",
                           study_.constraints[k].response, result.looked[best][k + 1],
                           study_.constraints[k].text);
    }
    throw InputError(
        {.place = study_.constraints.front().bound.place,
         .key = "study.constraints",
         .found = fmt::format("at the nearest of {} points {}", result.looked.size(), found),
         .wanted = "constraints that some point of the ranges meets",
         .mend = "widen the ranges, lower the bounds, or search = \"global\""});
  }

  std::vector<ResponseValue> confirmed_values(const std::vector<double>& x) const {
    Scenario scenario = scenario_at(x);
    const std::int64_t seen = scenario.simulation.replications;
    scenario.simulation.replications = seen + study_.confirm;
    const LineFigures line = line_of_(scenario);
    return response_values(
        responses_, scenario,
        without_first(line, static_cast<std::size_t>(seen), scenario.simulation.confidence));
  }

  ConfirmedPoint confirmed(const std::vector<double>& x,
                           const std::vector<ResponseValue>& values) const {
    ConfirmedPoint point{x, {}, values[0].estimate, {}};
    for (std::size_t k = 0; k < x.size(); ++k) {
      const NamedKey& key = study_.factors[k].key;
      point.values.push_back(
          key.kind == KeyKind::count
              ? fmt::format("{:.0f}", x[k])
              : fmt::format("{:.5g}{}{}", x[k], key.unit.empty() ? "" : " ", key.unit));
    }
    for (std::size_t k = 1; k < values.size(); ++k) {
      point.constraints.push_back(values[k].estimate);
    }
    return point;
  }

  void add_neighbours(const std::vector<double>& best, const std::vector<ResponseValue>& at_best,
                      std::size_t k, OptimiseResult& result) const {
    const StudyFactor& factor = study_.factors[k];
    const double step =
        factor.key.kind == KeyKind::count ? 1.0 : kNeighbourStep * (factor.high - factor.low);
    for (const double sign : {-1.0, 1.0}) {
      std::vector<double> x = best;
      x[k] = std::clamp(x[k] + sign * step, factor.low, factor.high);
      if (x[k] == best[k]) continue;
      const auto values = confirmed_values(x);
      Neighbour one{k, confirmed(x, values), {}, {}, study_.is_least};
      one.change = change(at_best[0], values[0]);
      for (std::size_t c = 0; c < bounds_.size(); ++c) {
        if (lack(c, values[c + 1].estimate.mean) > 0.0) one.misses.push_back(c);
      }
      result.neighbours.push_back(std::move(one));
    }
  }

  Estimate change(const ResponseValue& from, const ResponseValue& to) const {
    if (from.samples.empty() || from.samples.size() != to.samples.size()) {
      return {to.estimate.mean - from.estimate.mean,
              std::hypot(to.estimate.half_width, from.estimate.half_width), to.estimate.n};
    }
    std::vector<double> differences(from.samples.size());
    std::transform(to.samples.begin(), to.samples.end(), from.samples.begin(), differences.begin(),
                   std::minus<>());
    return estimate_mean(differences, study_.base.simulation.confidence);
  }

  const OptimiseFile& study_;
  const LineSource& line_of_;
  const OptimiseOptions& options_;
  std::vector<Response> responses_;
  std::vector<double> bounds_;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

bool Neighbour::is_better() const {
  const double sign = is_least ? 1.0 : -1.0;
  return misses.empty() && sign * change.mean + change.half_width < 0.0;
}

std::vector<ResponseValue> response_values(const std::vector<Response>& responses,
                                           const Scenario& scenario, const LineFigures& line) {
  const double confidence = scenario.simulation.confidence;
  std::vector<ResponseValue> values(responses.size());
  for (std::size_t k = 0; k < responses.size(); ++k) {
    if (!responses[k].of_line) continue;
    values[k] = {line.figures[responses[k].index], line.values[responses[k].index]};
  }
  const bool has_cost = std::any_of(responses.begin(), responses.end(),
                                    [](const Response& each) { return !each.of_line; });
  if (!has_cost) return values;
  const ResolvedPrices prices = resolve_prices(scenario, line.bodies_per_year);
  const CostModel model(prices.scenario);
  for (const PlantYear& year : line.years) {
    const auto costs = cost_values(model.items_usd(shocked_year(year, prices.supply)));
    for (std::size_t k = 0; k < responses.size(); ++k) {
      if (!responses[k].of_line) values[k].samples.push_back(costs[responses[k].index]);
    }
  }
  for (std::size_t k = 0; k < responses.size(); ++k) {
    if (!responses[k].of_line) values[k].estimate = estimate_mean(values[k].samples, confidence);
  }
  return values;
}

OptimiseResult optimise(const OptimiseFile& study, const LineSource& line_of,
                        const OptimiseOptions& options) {
  return Optimiser(study, line_of, options).run();
}

}  // namespace darkline
