// Constrained search against closed forms, and studies of kind "optimise" on lines of arithmetic.
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/study/optimise_file.h"
#include "tests/twin/study/merged_study.h"
#include "twin/study/constrained_search.h"
#include "twin/study/optimise.h"

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

namespace {

SearchProblem square(double low, double high, std::size_t constraints, int points = 200) {
  return {.low = {low, low},
          .high = {high, high},
          .start = {low, low},
          .is_whole = {false, false},
          .constraints = constraints,
          .most_points = points};
}

OptimiseFile study_of(const std::string& text) {
  return read_optimise_text(
      fs::path(DARKLINE_SOURCE_DIR) / "models/studies/sample.toml",
      "[study]\nkind = \"optimise\"\nbase = \"../scenarios/09_unit_cost.toml\"\n" + text);
}

const std::string kTwo = R"([[factor]]
key = "plant.buffer_factor"
range = [0.5, 4]
[[factor]]
key = "reliability.technicians"
range = [1, 6]
)";

// 60 jobs an hour at a buffer factor of 2 and 4 technicians, fewer around.
LineSource hill() {
  return [](const Scenario& asked) {
    const auto n = static_cast<int>(asked.simulation.replications);
    return line_of_jph(n, [](const Scenario& scenario, int r) {
      const double b = scenario.plant.buffer_factor - 2.0;
      const double t = static_cast<double>(scenario.reliability.technicians) - 4.0;
      return 60.0 - 3.0 * b * b - 0.5 * t * t + (r % 2 == 0 ? 0.4 : -0.4);
    })(asked);
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimise_studies)

// (x - 3)^2 + (y - 2)^2 under x + y <= 3: the foot of (3, 2) on the line is (2, 1), where it is 2.
BOOST_AUTO_TEST_CASE(a_quadratic_under_a_linear_constraint_ends_at_the_foot_of_its_centre) {
  const SearchResult result = constrained_search(square(-5.0, 5.0, 1), [](const auto& x) {
    return SearchValue{(x[0] - 3) * (x[0] - 3) + (x[1] - 2) * (x[1] - 2), {x[0] + x[1] - 3.0}};
  });
  BOOST_TEST(result.is_feasible);
  const SearchedPoint& best = result.points[result.best];
  BOOST_TEST(std::abs(best.x[0] - 2.0) < 0.01);
  BOOST_TEST(std::abs(best.x[1] - 1.0) < 0.01);
  BOOST_TEST(best.value.objective == 2.0, boost::test_tools::tolerance(1e-3));
}

// C / T + k T / 2 is least at sqrt(2 C / k), where it is sqrt(2 C k) (retraining, economics E20).
BOOST_AUTO_TEST_CASE(the_best_interval_of_retraining_is_found) {
  const double c = 200e3, k = 576e3;
  SearchProblem problem{.low = {0.1}, .high = {5.0}, .start = {3.0}, .is_whole = {false}};
  const SearchResult result = constrained_search(problem, [&](const auto& t) {
    return SearchValue{c / t[0] + k * t[0] / 2.0, {}};
  });
  BOOST_TEST(result.points[result.best].x[0] == std::sqrt(2.0 * c / k),
             boost::test_tools::tolerance(0.01));
  BOOST_TEST(result.points[result.best].value.objective == std::sqrt(2.0 * c * k),
             boost::test_tools::tolerance(1e-4));
}

// Whole numbers: (x - 2.4)^2 + (y - 6.6)^2 is least at (2, 7), whatever the start.
BOOST_AUTO_TEST_CASE(whole_numbers_end_at_the_nearest_ones) {
  for (const double start : {0.0, 5.0, 9.0}) {
    SearchProblem problem{
        .low = {0.0, 0.0}, .high = {9.0, 9.0}, .start = {start, start}, .is_whole = {true, true}};
    const SearchResult result = constrained_search(problem, [](const auto& x) {
      return SearchValue{(x[0] - 2.4) * (x[0] - 2.4) + (x[1] - 6.6) * (x[1] - 6.6), {}};
    });
    BOOST_TEST(result.points[result.best].x[0] == 2.0);
    BOOST_TEST(result.points[result.best].x[1] == 7.0);
  }
}

// Two hollows: the one by the start is 1 deep, the other, across the range, 2.
BOOST_AUTO_TEST_CASE(a_global_search_leaves_the_hollow_of_its_start) {
  const auto hollows = [](const std::vector<double>& x) {
    const auto well = [](double at, double centre) {
      return std::exp(-8.0 * (at - centre) * (at - centre));
    };
    return SearchValue{-well(x[0], 1.0) - 2.0 * well(x[0], 4.0), {}};
  };
  SearchProblem problem{.low = {0.0}, .high = {5.0}, .start = {1.2}, .is_whole = {false}};
  problem.most_points = 80;
  const SearchResult local = constrained_search(problem, hollows);
  problem.is_global = true;
  const SearchResult global = constrained_search(problem, hollows);
  BOOST_TEST(std::abs(global.points[global.best].x[0] - 4.0) < 0.02);
  BOOST_TEST(global.points[global.best].value.objective <
             local.points[local.best].value.objective + 1e-9);
}

BOOST_AUTO_TEST_CASE(no_more_points_are_looked_at_than_allowed) {
  const SearchResult result = constrained_search(square(-5.0, 5.0, 0, 7), [](const auto& x) {
    return SearchValue{x[0] * x[0] + x[1] * x[1], {}};
  });
  BOOST_TEST(result.points.size() <= 7U);
  BOOST_TEST(result.ended.find("7 points") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_function_throws_comes_through) {
  BOOST_CHECK_THROW(
      constrained_search(square(0.0, 1.0, 0),
                         [](const auto&) -> SearchValue { throw std::domain_error("no"); }),
      std::domain_error);
}

BOOST_AUTO_TEST_CASE(a_study_finds_the_top_of_the_hill_and_its_neighbours_are_lower) {
  const OptimiseFile study =
      study_of("objective = \"most net_jph\"\nevaluations = 120\nreplications = 10\n" + kTwo);
  const OptimiseResult result = optimise(study, hill(), {});
  BOOST_TEST(std::abs(result.best.x[0] - 2.0) < 0.03);
  BOOST_TEST(result.best.x[1] == 4.0);
  BOOST_REQUIRE(result.neighbours.size() == 4U);
  for (const Neighbour& one : result.neighbours) {
    BOOST_TEST(!one.is_better());
    BOOST_TEST(one.change.mean < 0.0);
  }
  // one technician more or fewer: 0.5 jobs, and equal replications differ by nothing else
  BOOST_TEST(result.neighbours[2].change.mean == -0.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(result.neighbours[2].change.half_width < 1e-9);
  const std::string text = optimise_text(study, result);
  BOOST_TEST(text.find("No step is better") != std::string::npos, text);
}

// The hill is 60 high: under a ceiling of 59 the search ends at the ceiling.
BOOST_AUTO_TEST_CASE(a_constraint_that_binds_is_met_and_named) {
  const OptimiseFile study = study_of(R"(objective = "most net_jph"
constraints = ["net_jph <= 59 1/h"]
evaluations = 150
replications = 10
)" + kTwo);
  const OptimiseResult result = optimise(study, hill(), {});
  BOOST_TEST(result.best.objective.mean == 59.0, boost::test_tools::tolerance(2e-3));
  BOOST_TEST(result.best.objective.mean <= 59.0 + 1e-5);
}

BOOST_AUTO_TEST_CASE(constraints_that_nothing_meets_are_refused_with_the_nearest) {
  const OptimiseFile study =
      study_of("objective = \"least conversion\"\nconstraints = [\"net_jph >= 90 1/h\"]\n" + kTwo);
  try {
    optimise(study, hill(), {});
    BOOST_ERROR("90 jobs an hour were found on a hill of 60");
  } catch (const InputError& error) {
    const std::string said = error.what();
    BOOST_TEST(said.find("against net_jph >= 90 1/h") != std::string::npos, said);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  const auto refused = [](const std::string& text) {
    BOOST_CHECK_THROW(optimise(study_of(text), hill(), {}), InputError);
  };
  refused("objective = \"net_jph\"\n" + kTwo);
  refused("objective = \"least net_jhp\"\n" + kTwo);
  refused("objective = \"least net_jph\"\nconstraints = [\"net_jph = 4 1/h\"]\n" + kTwo);
  refused("objective = \"least net_jph\"\nconstraints = [\"net_jph >= 4 USD\"]\n" + kTwo);
  refused("objective = \"least net_jph\"\nsearch = \"glabal\"\n" + kTwo);
  refused("objective = \"least net_jph\"\n");
  refused("objective = \"least net_jph\"\n" + kTwo + "start = 9\n");
  refused("objective = \"least net_jph\"\n" + kTwo + kTwo);
}

BOOST_AUTO_TEST_SUITE_END()
