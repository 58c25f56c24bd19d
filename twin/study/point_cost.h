// The cost of a body at many points of a study that share a line: well below a microsecond a
// replication where points differ in the robot's price, its duty and the vehicle's duty alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "twin/economics/cost_model.h"
#include "twin/study/line_figures.h"
#include "twin/study/responses.h"
#include "twin/study/study_points.h"

namespace darkline {

// What is the same for all points of a study.
struct StudyPlan {
  const StudyFile& study;
  const StudyPoints& points;
  std::vector<Response> responses;
  // Factors by what they reach, as indices in study.factors.
  std::vector<std::size_t> line_factors;
  std::vector<std::size_t> cost_factors;
};

// @throws InputError for a response that no run produces
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
