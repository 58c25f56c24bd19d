// Where sampled designs take their points, and the laws of their factors (library: OpenTURNS,
// which its source alone includes).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/study/study_file.h"

namespace darkline {

// Points of the unit cube, (n x dimensions) row by row, each coordinate in [0, 1).
//   latin_hypercube  one point in each of n equal strata of every dimension, at random in it
//   sobol            the first n points of Sobol's sequence; `seed` has no part in it
//   monte_carlo      independent and uniform
// `design` must be one of them; at least one point and dimension. Not from two threads at a time:
// the generator of the library is global.
std::vector<double> unit_points(StudyDesign design, std::uint64_t n, std::size_t dimensions,
                                std::uint64_t seed);

// Points from which it can be told what each group of coordinates does: n points A, n points B
// (left out where `with_b` is false), then for each group the points A with its coordinates from B.
// (n x (2 + groups) x dimensions). `group` names each coordinate's, from 0 without a gap. A and B
// are the halves of one Sobol sequence of twice the dimensions, shifted at random as a whole.
std::vector<double> exchange_points(std::uint64_t n, std::span<const std::size_t> group,
                                    bool with_b, std::uint64_t seed);

// Joins independent coordinates of the unit cube by the normal copula that has these rank
// correlations of Spearman, (dimensions x dimensions), positive definite. Each stays uniform.
void correlate(std::vector<double>& points, std::span<const double> rank_correlation,
               std::size_t dimensions);

// The factor's values below which the shares `u` of its law lie, in its key's unit. Of listed
// values each is equally likely and its number in the list is given; of a count's range each whole
// number is.
std::vector<double> quantiles(const StudyFactor& factor, std::span<const double> u);

}  // namespace darkline
