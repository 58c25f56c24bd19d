// Two scenarios beside each other, on the same random numbers.
#pragma once

#include <string>
#include <vector>

#include "models/scenario/factory_model.h"
#include "twin/kpi/variance.h"
#include "twin/line/replications.h"

namespace darkline {

// What is compared: one scenario's line and its replications.
struct ComparedLine {
  const FactoryModel& factory;
  const LineModel& line;
  const LineResult& result;
};

struct ComparedFigure {
  std::string name;  // "net_jph"
  std::string unit;
  Estimate a, b;
  PairedDifference change;  // b - a
  // Whether the interval of the difference leaves out 0.
  bool told_apart = false;
};

// Replication r of `a` is paired with replication r of `b`: their results must have the same seed
// and number of replications. Figures: good and all bodies per hour, OEE, parts in the line, lead
// time of the entry where it is longest, down time.
std::vector<ComparedFigure> compare_lines(const ComparedLine& a, const ComparedLine& b,
                                          double confidence);

}  // namespace darkline
