// Which drawn factors of a study go together: [[correlation]] of its file. A part of study_file.cc.
//
//   [[correlation]]
//   keys = ["cost.wage", "cost.electricity"]
//   rank = 0.6   # Spearman's, from -1 to 1
//
// The factors keep their laws; a normal copula joins them. Factors that are joined, directly or
// through others, make one group: what each of them does alone has no meaning, so Sobol indices
// are those of groups.
#pragma once

#include <vector>

#include <toml++/toml.h>

#include "models/study/study_file.h"

namespace darkline {

// Pearson's correlation of the normal copula that has Spearman's `rank`: 2 sin(pi rank / 6).
// Source: Kruskal (1958), Ordinal Measures of Association, J. Am. Stat. Assoc. 53.
double copula_correlation(double rank);

// Sets factor.group, study.groups and study.rank_correlation.
// @throws InputError for keys that are no drawn factors, a pair twice, a design that cannot take
//   correlation, and ranks that contradict each other
void read_correlations(const toml::table& root, StudyFile& study);

}  // namespace darkline
