// Where the inputs of a cost item come from: the scenario key that holds them and the fact behind
// it, for the question "why?".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/date.h"
#include "models/economics/fact_book.h"
#include "twin/economics/unit_cost.h"

namespace darkline {

// The scenario key of an input by its name in formulas: "cost.robot_price" for "robot_usd"; empty
// for what is measured or is another item.
std::string_view key_of_input(std::string_view input);

struct InputSource {
  CostInput input;
  std::string key;                // of the scenario; may be empty
  std::string text;               // who says so, in words
  const Fact* fact = nullptr;     // of `book`, which must outlive it; null: none
  bool value_is_of_fact = false;  // else the scenario has a value of its own
};

// The inputs of an item with their sources; facts are those of `day`.
std::vector<InputSource> sources_of(const CostItem& item, const FactBook& book, Date day);

}  // namespace darkline
