// Columns of a merged study, each read whole.
#pragma once

#include <string>
#include <vector>

#include "twin/study/sqlite_file.h"
#include "twin/study/study_merge.h"

namespace darkline {

class StudyColumns {
 public:
  // Keeps a reference to the study.
  explicit StudyColumns(const MergedStudy& merged);

  std::vector<const StudyColumn*> factors() const { return with_role(ColumnRole::factor); }
  std::vector<const StudyColumn*> responses() const { return with_role(ColumnRole::mean); }
  // That of the response with this title, which the study has.
  const StudyColumn& response(const std::string& title) const;
  const StudyColumn& half_width_of(const StudyColumn& response) const;

  // Of the line, a number a point.
  std::vector<double> replications() {
    return numbers(*with_role(ColumnRole::replications).front());
  }

  // A value a point, in their order; of texts, their numbers among the labels; infinite for none.
  std::vector<double> numbers(const StudyColumn& column);
  // What each replication gave, (n_points x their replications); none at all, or none of a point,
  // where it was not kept or is not known.
  std::vector<std::vector<double>> samples(const StudyColumn& response);

 private:
  std::vector<const StudyColumn*> with_role(ColumnRole role) const;

  const StudyHead& head_;
  SqliteFile file_;
};

// "140 kUSD", "exponential": a factor's value for people.
std::string value_text(const StudyColumn& factor, double value);

}  // namespace darkline
