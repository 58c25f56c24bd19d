#include "twin/study/constrained_search.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlopt.hpp>

#include "models/base/error.h"

namespace darkline {
namespace {

// NLopt sees factors from 0 to 1.
class Search {
 public:
  Search(const SearchProblem& problem, const SearchFunction& of) : problem_(problem), of_(of) {}

  SearchResult run() {
    std::vector<double> at;
    for (std::size_t k = 0; k < n(); ++k) {
      at.push_back((problem_.start[k] - problem_.low[k]) / (problem_.high[k] - problem_.low[k]));
    }
    look(at);
    if (problem_.is_global) {
      most_ = problem_.most_points / 2;
      at = optimise(nlopt::GN_ORIG_DIRECT_L, at);
      at = shares_of(result_.points[best()].x);
    }
    // where numbers are rounded it soon creeps: then a part of the points must do
    const bool is_rounded =
        std::count(problem_.is_whole.begin(), problem_.is_whole.end(), true) > 0;
    const auto left = problem_.most_points - static_cast<int>(result_.points.size());
    most_ = problem_.most_points - (is_rounded ? 3 * left / 4 : 0);
    optimise(nlopt::LN_COBYLA, at);
    most_ = problem_.most_points;
    polish();
    if (has_both_kinds()) polish_with_the_rest();
    result_.best = best();
    result_.is_feasible = result_.points[result_.best].value.is_feasible();
    result_.ended = is_full() ? fmt::format("{} points were looked at", result_.points.size())
                              : "no further step improves it";
    return std::move(result_);
  }

 private:
  std::size_t n() const { return problem_.start.size(); }
  bool is_full() const { return static_cast<int>(result_.points.size()) >= most_; }

  std::vector<double> shares_of(const std::vector<double>& x) const {
    std::vector<double> shares;
    for (std::size_t k = 0; k < n(); ++k) {
      shares.push_back((x[k] - problem_.low[k]) / (problem_.high[k] - problem_.low[k]));
    }
    return shares;
  }

  std::vector<double> point_of(const std::vector<double>& shares) const {
    std::vector<double> x;
    for (std::size_t k = 0; k < n(); ++k) {
      const double share = std::clamp(shares[k], 0.0, 1.0);
      double value = problem_.low[k] + share * (problem_.high[k] - problem_.low[k]);
      if (problem_.is_whole[k]) value = std::round(value);
      x.push_back(std::clamp(value, problem_.low[k], problem_.high[k]));
    }
    return x;
  }

  const SearchValue& look(const std::vector<double>& shares) {
    std::vector<double> x = point_of(shares);
    const auto [at, is_new] = seen_.try_emplace(x, result_.points.size());
    if (is_new) {
      SearchValue value = of_(x);
      DARKLINE_CHECK(value.constraints.size() == problem_.constraints,
                     fmt::format("{} constraints", value.constraints.size()));
      result_.points.push_back({std::move(x), std::move(value)});
    }
    return result_.points[at->second].value;
  }

  bool has_both_kinds() const {
    const auto whole = std::count(problem_.is_whole.begin(), problem_.is_whole.end(), true);
    return whole > 0 && static_cast<std::size_t>(whole) < n();
  }

  // What NLopt moves, and the point that it means.
  std::vector<double> moved(const std::vector<double>& shares) const {
    std::vector<double> some;
    for (std::size_t k = 0; k < n(); ++k) {
      if (!free_only_ || !problem_.is_whole[k]) some.push_back(shares[k]);
    }
    return some;
  }
  std::vector<double> meant(const std::vector<double>& some) const {
    std::vector<double> shares = from_;
    auto next = some.begin();
    for (std::size_t k = 0; k < n(); ++k) {
      if (!free_only_ || !problem_.is_whole[k]) shares[k] = *next++;
    }
    return shares;
  }

  // What NLopt calls: it may not be thrown through, and asks for objective and constraints apart.
  template <class Part>
  double part(const std::vector<double>& some, const Part& part_of) {
    if (failure_) return 0.0;
    try {
      const std::vector<double> shares = meant(some);
      if (is_full() && seen_.find(point_of(shares)) == seen_.end()) throw nlopt::forced_stop();
      return part_of(look(shares));
    } catch (const nlopt::forced_stop&) {
      throw;
    } catch (...) {
      failure_ = std::current_exception();
      throw nlopt::forced_stop();
    }
  }

  struct Constraint {
    Search* search;
    std::size_t k;
  };
  static double objective_of(const std::vector<double>& shares, std::vector<double>&, void* data) {
    return static_cast<Search*>(data)->part(
        shares, [](const SearchValue& value) { return value.objective; });
  }
  static double constraint_of(const std::vector<double>& shares, std::vector<double>&, void* data) {
    const auto* one = static_cast<Constraint*>(data);
    return one->search->part(
        shares, [k = one->k](const SearchValue& value) { return value.constraints[k]; });
  }

  std::vector<double> optimise(nlopt::algorithm algorithm, std::vector<double> at) {
    if (is_full()) return at;
    from_ = at;
    std::vector<double> some = moved(at);
    nlopt::opt optimiser(algorithm, static_cast<unsigned>(some.size()));
    optimiser.set_lower_bounds(0.0);
    optimiser.set_upper_bounds(1.0);
    optimiser.set_min_objective(objective_of, this);
    std::vector<Constraint> constraints;
    for (std::size_t k = 0; k < problem_.constraints; ++k) constraints.push_back({this, k});
    for (Constraint& each : constraints) {
      optimiser.add_inequality_constraint(constraint_of, &each, 0.0);
    }
    if (algorithm == nlopt::LN_COBYLA) optimiser.set_initial_step(0.25);
    optimiser.set_xtol_abs(free_only_ ? 1e-3 : 1e-4);
    // points that were rounded to one that is known cost nothing, but must end
    optimiser.set_maxeval(100 * problem_.most_points);
    double least = 0.0;
    try {
      optimiser.optimize(some, least);
    } catch (const nlopt::forced_stop&) {
    } catch (const nlopt::roundoff_limited&) {
    } catch (const std::runtime_error&) {  // NLopt's "failure": what was looked at stands
    }
    if (failure_) std::rethrow_exception(failure_);
    at = meant(some);
    for (double& each : at) each = std::clamp(each, 0.0, 1.0);
    return at;
  }

  // Whole numbers one up and one down, from the best, until none is better.
  void polish() {
    for (bool better = true; better && !is_full();) {
      better = false;
      const std::vector<double> from = result_.points[best()].x;
      for (std::size_t k = 0; k < n() && !better; ++k) {
        if (!problem_.is_whole[k]) continue;
        for (const double step : {-1.0, 1.0}) {
          std::vector<double> x = from;
          x[k] += step;
          if (x[k] < problem_.low[k] || x[k] > problem_.high[k] || is_full()) continue;
          look(shares_of(x));
          better = better || result_.points[best()].x != from;
        }
      }
    }
  }

  // The same where the other factors have to follow: they are optimised anew at the best whole
  // numbers and at those beside them.
  void polish_with_the_rest() {
    for (bool better = true; better && !is_full();) {
      better = settle(result_.points[best()].x);
      const std::vector<double> from = result_.points[best()].x;
      for (std::size_t k = 0; k < n() && !better; ++k) {
        if (!problem_.is_whole[k]) continue;
        for (const double step : {-1.0, 1.0}) {
          std::vector<double> x = from;
          x[k] += step;
          if (x[k] >= problem_.low[k] && x[k] <= problem_.high[k]) better = better || settle(x);
        }
      }
    }
  }

  // Optimises what is no whole number; whether the best became better by it.
  bool settle(const std::vector<double>& x) {
    const SearchValue before = result_.points[best()].value;
    free_only_ = true;
    optimise(nlopt::LN_COBYLA, shares_of(x));
    free_only_ = false;
    const SearchValue& after = result_.points[best()].value;
    const double least = 1e-6 * std::abs(before.objective);
    return before.is_feasible() ? after.objective < before.objective - least
                                : after.is_feasible() || worst_of(after) < worst_of(before) - 1e-6;
  }

  static double worst_of(const SearchValue& value) {
    return value.constraints.empty()
               ? 0.0
               : *std::max_element(value.constraints.begin(), value.constraints.end());
  }

  std::size_t best() const {
    std::size_t best = 0;
    for (std::size_t k = 1; k < result_.points.size(); ++k) {
      const SearchValue &a = result_.points[k].value, &b = result_.points[best].value;
      const bool better = a.is_feasible() != b.is_feasible() ? a.is_feasible()
                          : a.is_feasible()                  ? a.objective < b.objective
                                                             : worst_of(a) < worst_of(b);
      if (better) best = k;
    }
    return best;
  }

  const SearchProblem& problem_;
  const SearchFunction& of_;
  std::map<std::vector<double>, std::size_t> seen_;  // in result_.points
  SearchResult result_;
  int most_ = 1;
  std::vector<double> from_;  // where NLopt began: what it does not move stays there
  bool free_only_ = false;    // whole numbers stay
  std::exception_ptr failure_;
};

}  // namespace

bool SearchValue::is_feasible() const {
  // NLopt ends within rounding of a constraint, on either side of it
  return std::all_of(constraints.begin(), constraints.end(),
                     [](double each) { return each <= 1e-7; });
}

SearchResult constrained_search(const SearchProblem& problem, const SearchFunction& of) {
  const std::size_t n = problem.start.size();
  DARKLINE_CHECK(n > 0 && problem.low.size() == n && problem.high.size() == n &&
                     problem.is_whole.size() == n && problem.most_points > 0,
                 fmt::format("{} factors", n));
  return Search(problem, of).run();
}

}  // namespace darkline
