// The cost of a body at many points of a study that share a line: well below a microsecond a
// replication where points differ in the robot's price, its duty and the vehicle's duty alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "twin/economics/cost_model.h"
#include "twin/study/line_figures.h"
#include "twin/study/responses.h"
#include "twin/study/study_points.h"

namespace darkline {

// When a line has been simulated often enough: what StudyFile::precision says, with units known.
struct PrecisionRule {
  struct Goal {
    std::size_t response = 0;  // in StudyPlan::responses
    double half_width = 0.0;   // of the response's unit; a share of its mean where relative
    bool is_relative = false;
  };
  std::vector<Goal> goals;
  int first = 2;  // replications to begin with, and by multiples of which they grow
  int most = 2;   // of a line: what the budget leaves it
};

// What is the same for all points of a study.
struct StudyPlan {
  const StudyFile& study;
  const StudyPoints& points;
  std::vector<Response> responses;
  // Factors by what they reach, as indices in study.factors.
  std::vector<std::size_t> line_factors;
  std::vector<std::size_t> cost_factors;
  std::optional<PrecisionRule> precision = {};
};

// All points of a study by the line that they share: by the levels of the factors that it reads.
using StudyLines = std::map<std::vector<std::uint64_t>, std::vector<std::uint64_t>>;
StudyLines lines_of(const StudyPlan& plan);

// @throws InputError for a response that no run produces, a precision of another unit than its
//   response, a budget that does not suffice for the first replications of every line
StudyPlan plan_of(const StudyFile& study, const StudyPoints& points);

// The study's base with the line factors of a point.
Scenario line_scenario(const StudyPlan& plan, std::uint64_t point);

// For one thread and one line. Keeps what the last point needed, so points that are near each other
// should come one after the other.
class PointCost {
 public:
  // `line_scenario` as above; all are kept by reference.
  PointCost(const StudyPlan& plan, const Scenario& line_scenario, const LineFigures& line);

  // Mean and half-width of each response, (n_responses x 2), appended to `out`.
  // @throws InputError for prices that contradict each other
  void append(std::uint64_t point, std::vector<double>& out);
  // What each replication gave at the point of the last append, (n_responses x n_replications).
  void append_samples(std::vector<double>& out) const;

 private:
  // A factor that is one of the three numbers of PricePoint.
  struct FreePrice {
    std::size_t factor = 0;  // in study.factors
    double PricePoint::*field = nullptr;
    std::vector<double> of_level;  // in base units; empty where it is drawn from a law
  };
  void find_free_prices();
  void set_prices(std::uint64_t point);
  PricePoint price_point(std::uint64_t point) const;

  const StudyPlan& plan_;
  const Scenario& line_scenario_;
  const LineFigures& line_;
  bool prices_needed_ = false;
  std::vector<FreePrice> free_prices_;
  std::vector<std::size_t> other_factors_;  // of cost, all but those
  std::vector<std::uint64_t> levels_;       // of them, at the point whose prices model_ has
  std::optional<CostModel> model_;
  PricePoint own_point_;  // of model_
  double robot_subsidy_ = 0.0;
  std::vector<PlantYear> years_;             // with shocks of supply
  std::vector<std::vector<double>> values_;  // (n_responses x n_replications)
  double student_t_ = 0.0;                   // of that many
};

}  // namespace darkline
