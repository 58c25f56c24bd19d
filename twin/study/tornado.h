// What each factor does alone: the table and the bars of a design of one factor at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/study/study_merge.h"

namespace darkline {

// On which side of the base scenario's value the factor is at an end of its bar.
enum class FactorSide : std::uint8_t { base, below, above, other };  // other: of texts

struct TornadoEnd {
  std::uint64_t point = 0;
  std::string value;  // of the factor: "40 kUSD"
  FactorSide side = FactorSide::base;
  double response = 0.0;
  Estimate change;  // of the response, from the base scenario's
};

// From the least to the most response over the base and all values of the factor, so that low
// is never above the base and high never below it.
struct TornadoBar {
  std::string factor;
  TornadoEnd low, high;
  Estimate swing;  // high less low, 0 or above
};

struct TornadoAnswer {
  std::string response, unit;
  Estimate base;
  std::vector<TornadoBar> bars;  // the greatest swing first, equals as in the study file
};

// One a response; none for other designs. Intervals are of differences, see point_difference.h.
std::vector<TornadoAnswer> tornado_answers(const MergedStudy& merged);

// A row a response and factor, to `path`. @throws IoError
void write_tornado_csv(const std::vector<TornadoAnswer>& answers,
                       const std::filesystem::path& path);

std::string tornado_text(const std::vector<TornadoAnswer>& answers);

}  // namespace darkline
