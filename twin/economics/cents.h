// Money as people read it: whole cents that add up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace darkline {

// The cents of each item such that every running total is rounded to the nearest cent and the cents
// of the items add up to it: an item's cents are the difference of two rounded running totals and
// at most one cent off its own value. Rounding each item on its own would not add up. Precondition:
// |total| below 1e13 USD.
std::vector<std::int64_t> cents_that_add_up(std::span<const double> items_usd);

}  // namespace darkline
