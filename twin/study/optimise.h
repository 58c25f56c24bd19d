// The values of some factors at which a response is least or most within bounds on others: searched
// for with the same random numbers everywhere, then confirmed, beside its neighbours, with others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "models/study/optimise_file.h"
#include "twin/kpi/estimate.h"
#include "twin/study/constrained_search.h"
#include "twin/study/line_figures.h"
#include "twin/study/responses.h"

namespace darkline {

// What each replication gives for a response; its interval alone where the values of a figure of
// the line are not known. @throws InputError for prices that contradict each other
struct ResponseValue {
  Estimate estimate;
  std::vector<double> samples;
};
std::vector<ResponseValue> response_values(const std::vector<Response>& responses,
                                           const Scenario& scenario, const LineFigures& line);

struct OptimiseOptions {
  // Points looked at, of how many at most, the best objective.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress = {};
};

// One place as confirmation saw it.
struct ConfirmedPoint {
  std::vector<double> x;            // (n_factors) in their units
  std::vector<std::string> values;  // "2", "40 kUSD"
  Estimate objective;
  std::vector<Estimate> constraints;  // the responses themselves
};
struct Neighbour {
  std::size_t factor = 0;
  ConfirmedPoint point;
  Estimate change;                  // of the objective, in equal replications
  std::vector<std::size_t> misses;  // constraints whose bound the mean misses
  bool is_better() const;           // meets all, and its interval lies on the better side
  bool is_least = true;             // the objective is to be
};

struct OptimiseResult {
  std::vector<Response> responses;  // the objective, then those of the constraints
  SearchResult search;
  std::vector<std::vector<double>> looked;  // (n_points x n_responses) means
  ConfirmedPoint best;
  std::vector<Neighbour> neighbours;  // of every factor the next lower and higher value: by one of
                                      // whole numbers, else by a twentieth of the range
};

// @throws InputError for a response that no run produces, another unit, constraints that nothing
//   meets; whatever line_of throws
OptimiseResult optimise(const OptimiseFile& study, const LineSource& line_of,
                        const OptimiseOptions& options);

// optimise.csv, a row a point that was looked at, in that order; optimum.toml, the scenario as
// darkline run takes it. @throws IoError
void write_optimise(const OptimiseFile& study, const OptimiseResult& result,
                    const std::filesystem::path& folder);

std::string optimise_text(const OptimiseFile& study, const OptimiseResult& result);
std::string optimise_json(const OptimiseFile& study, const OptimiseResult& result);

}  // namespace darkline
