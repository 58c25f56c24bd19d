// The figures that a study can look at: those of the line, and the cost of a body with its items.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/study/study_file.h"
#include "twin/economics/cost_model.h"
#include "twin/study/line_figures.h"

namespace darkline {

struct Response {
  std::string name;  // "net_jph", "landed", "labour"
  std::string unit;  // in column headers: "per_h", "usd"
  std::string meaning;
  bool of_line = false;
  std::size_t index = 0;  // in kLineFigures; else in cost_values
};

std::vector<Response> known_responses();

// Those of a study. @throws InputError, with place and candidates, for one that no run produces
std::vector<Response> responses_of(const StudyFile& study);

// "1 USD" as a number of the response's unit; shares take "%" too. `key` is where it stands.
// @throws InputError for another unit
double in_unit_of(const Response& response, const StudyAmount& amount, const std::string& key);

// The values of all responses that are not of the line, for one replication: conversion, body in
// white, landed, then the items.
inline constexpr std::size_t kCostValues = 3 + kCostItemCount;
std::array<double, kCostValues> cost_values(const ItemsUsd& items);

}  // namespace darkline
