#include "twin/study/study_columns.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

StudyColumns::StudyColumns(const MergedStudy& merged)
    : head_(merged.head), file_(merged.database, SqliteFile::Access::read) {}

std::vector<const StudyColumn*> StudyColumns::with_role(ColumnRole role) const {
  std::vector<const StudyColumn*> found;
  for (const StudyColumn& each : head_.columns) {
    if (each.role == role) found.push_back(&each);
  }
  return found;
}

const StudyColumn& StudyColumns::response(const std::string& title) const {
  for (const StudyColumn* each : responses()) {
    if (each->title == title) return *each;
  }
  DARKLINE_CHECK(false, "a study without its response " + title);
}

const StudyColumn& StudyColumns::half_width_of(const StudyColumn& response) const {
  return *(&response + 1);  // behind its mean, as head_of puts them
}

std::vector<double> StudyColumns::numbers(const StudyColumn& column) {
  SqliteStatement select(file_,
                         fmt::format("select \"{}\" from points order by point", column.name));
  std::vector<double> values;
  values.reserve(head_.points);
  while (select.step()) {
    if (column.labels.empty()) {
      values.push_back(select.real(0));
    } else {
      const auto at = std::find(column.labels.begin(), column.labels.end(), select.text(0));
      values.push_back(static_cast<double>(at - column.labels.begin()));
    }
  }
  DARKLINE_CHECK(values.size() == head_.points, "a merged study without all its points");
  return values;
}

std::vector<std::vector<double>> StudyColumns::samples(const StudyColumn& response) {
  if (!head_.keeps_samples) return {};
  const auto all = responses();
  const auto at = static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(),
                   [&](const StudyColumn* each) { return each->name == response.name; }) -
      all.begin());
  SqliteStatement select(file_, "select samples from points order by point");
  std::vector<std::vector<double>> samples;
  samples.reserve(head_.points);
  while (select.step()) {
    const std::string bytes = select.text(0);
    const std::size_t n = bytes.size() / sizeof(double) / all.size();
    std::vector<double> values(n);
    std::memcpy(values.data(), bytes.data() + at * n * sizeof(double), n * sizeof(double));
    if (n > 0 && std::isnan(values.front())) values.clear();
    samples.push_back(std::move(values));
  }
  return samples;
}

std::string value_text(const StudyColumn& factor, double value) {
  const std::string number = factor.labels.empty() ? fmt::format("{:.6g}", value)
                                                   : factor.labels[static_cast<std::size_t>(value)];
  return factor.unit.empty() ? number : number + " " + factor.unit;
}

}  // namespace darkline
