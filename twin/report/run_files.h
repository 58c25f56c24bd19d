// What a run folder holds, as bytes: made from the result alone, so that the same scenario, seed
// and version give the same bytes.
//
//   result.json              every key figure and cost item with mean, half-width, n, fidelity
//   cost.csv                 cost items
//   stations.csv             one row a station
//   replications.csv         every replication by itself, tidy: replication, object, figure, value,
//                            unit
//   price_tariff.csv         unit cost over robot price, duty on robots, duty on the vehicle
//   cost_coefficients.json   what the viewer re-costs the run by (models/stream)
//   events.csv               one hour of the line
//   hall.json                the hall at the end of that hour, for darkline render
//   scenario.effective.toml  the scenario with every key
//   spot_list.csv            a copy of the scenario's spot list, if it has one
//   provenance.json          version, seed, hashes of all inputs
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "twin/report/run_result.h"

namespace darkline {

using NamedBytes = std::pair<std::string, std::string>;  // file name, bytes

std::vector<NamedBytes> run_files(const RunResult& result);

std::string result_json(const RunResult& result);

}  // namespace darkline
