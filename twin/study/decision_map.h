// Which choice is best where: a grid over what the world decides, with every choice tried at each
// of its points.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "twin/kpi/estimate.h"
#include "twin/study/break_even.h"
#include "twin/study/point_difference.h"
#include "twin/study/study_merge.h"

namespace darkline {

// A place of the map.
struct DecisionCell {
  std::vector<NoisyValue> values;  // (n_choices)
  std::size_t best = 0;            // by its mean; the first of equals
  // Choices that are not told apart from the best: it lies within the interval of the difference,
  // or within the indifference. The intervals of a cell hold together at the study's confidence
  // (Bonferroni). Without the best; empty where it is told apart from all.
  std::vector<std::size_t> contenders;
  std::size_t second = 0;  // the next best
  Estimate lead;           // by how much the best is better than that one, 0 or above

  bool is_decided() const { return contenders.empty(); }
};

// Where the best choice changes along x, between two neighbours of the map in one row. The
// difference of the two is taken to be straight between them.
struct DecisionFlip {
  std::size_t row = 0, column = 0;    // of the left neighbour
  std::size_t before = 0, after = 0;  // choices
  double x = 0.0;
  double half_width = 0.0;  // of x: the interval of the difference by its slope
};

struct DecisionMap {
  std::string response, unit;
  bool is_least = true;
  double indifference = 0.0;         // in the unit
  bool is_paired = false;            // differences are of equal replications
  std::vector<std::string> choices;  // "shop people"
  StudySurface::Axis x, y;           // in rising order; y may be a single nameless value
  std::vector<DecisionCell> cells;   // (y x x)
  std::string averaged_over;         // "6 combinations of the other factors"; empty for nothing
  std::vector<DecisionFlip> flips;   // by row and column

  const DecisionCell& at(std::size_t row, std::size_t column) const {
    return cells[row * x.values.size() + column];
  }
  // Shares of the cells: in which a choice is best and told apart from all; in which none is.
  double share_of(std::size_t choice) const;
  double undecided_share() const;
};

// Over the two factors of numbers with the most values that are no choices, or over one; the rest
// is averaged over. None for a study without choices, another design than a grid, or no such
// factor.
std::optional<DecisionMap> decision_map(const MergedStudy& merged);

// A row a cell with every choice; and a row a flip. @throws IoError
void write_decision_csv(const DecisionMap& map, const std::filesystem::path& cells,
                        const std::filesystem::path& flips);

std::string decision_text(const DecisionMap& map);

}  // namespace darkline
