// Break-even values of a grid: at which value of one factor a response is what it is at a
// reference.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "twin/study/study_merge.h"

namespace darkline {

// A picture's plane: values over two factors, the others averaged over. Infinite above the plane's
// highest value, minus infinite below its lowest.
struct StudySurface {
  std::string title, unit;  // of the values
  struct Axis {
    std::string title, unit;
    std::vector<double> values;
  };
  Axis x, y;
  std::vector<double> z;      // (y x x)
  std::string averaged_over;  // "54 lines"; empty for nothing
};

// One combination of the factors that are not solved for.
struct BreakEvenRow {
  std::uint64_t point = 0;  // its first one
  double value = 0.0;  // of the factor solved for; -infinity: below its least, +: above its most
  double half_width =
      0.0;  // the noise of the response there, by its slope; NaN where there is none
};

struct BreakEvenAnswer {
  std::string factor, unit, response, reference;  // "cost.robot_price 140 kUSD, ..."
  std::vector<BreakEvenRow> rows;
  double least = 0.0, mean = 0.0, most = 0.0;  // of the rows that have a value
  std::size_t below = 0, above = 0;            // rows that have none
  std::optional<StudySurface> surface;         // where two of the other factors are numbers
};

// None where the study does not ask for it. Between two values of the factor the response is taken
// to be straight: exact for duties, which the cost is linear in.
std::optional<BreakEvenAnswer> break_even_answer(const MergedStudy& merged);

// A row for each combination of the other factors, to `path`. @throws IoError
void write_break_even_csv(const MergedStudy& merged, const BreakEvenAnswer& answer,
                          const std::filesystem::path& path);

// The response that points are ranked by over the two factors with the most numbers, for pictures.
// None without two, or for a design that is no grid.
std::optional<StudySurface> response_surface(const MergedStudy& merged);

std::string break_even_text(const BreakEvenAnswer& answer);

}  // namespace darkline
