#include "twin/study/precision_answer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "twin/study/study_columns.h"

namespace darkline {
namespace {

constexpr std::size_t kMostMisses = 5;

std::string shown(const PrecisionAnswer& answer, double half_width) {
  if (answer.goal.is_relative) return fmt::format("{:.3g} %", 100.0 * half_width);
  return fmt::format("{:.3g}{}{}", half_width, answer.unit.empty() ? "" : " ", answer.unit);
}

std::string factors_at(StudyColumns& columns, std::uint64_t point) {
  std::string text;
  for (const StudyColumn* factor : columns.factors()) {
    text += (text.empty() ? "" : ", ") + factor->title + " " +
            value_text(*factor, columns.numbers(*factor)[point]);
  }
  return text;
}

}  // namespace

std::vector<PrecisionAnswer> precision_answers(const MergedStudy& merged) {
  std::vector<PrecisionAnswer> answers;
  if (merged.head.precision.empty()) return answers;
  StudyColumns columns(merged);
  const std::vector<double> n = columns.replications();
  for (const StudyGoal& goal : merged.head.precision) {
    const StudyColumn& response = columns.response(goal.response);
    const std::vector<double> mean = columns.numbers(response);
    std::vector<double> error = columns.numbers(columns.half_width_of(response));
    PrecisionAnswer answer{goal, unit_text(response.unit), merged.head.points, 0, n[0], n[0], {}};
    std::vector<std::uint64_t> missed;
    for (std::uint64_t p = 0; p < error.size(); ++p) {
      answer.least_replications = std::min(answer.least_replications, n[p]);
      answer.most_replications = std::max(answer.most_replications, n[p]);
      if (goal.is_relative && error[p] != 0.0) {
        error[p] =
            mean[p] == 0.0 ? std::numeric_limits<double>::infinity() : error[p] / std::abs(mean[p]);
      }
      if (error[p] > goal.half_width) missed.push_back(p);
    }
    answer.missed = missed.size();
    std::stable_sort(missed.begin(), missed.end(),
                     [&](std::uint64_t a, std::uint64_t b) { return error[a] > error[b]; });
    missed.resize(std::min(missed.size(), kMostMisses));
    for (const std::uint64_t p : missed) {
      answer.worst.push_back({p, factors_at(columns, p), error[p], n[p]});
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

std::string precision_text(const std::vector<PrecisionAnswer>& answers) {
  std::string text;
  for (const PrecisionAnswer& answer : answers) {
    text +=
        fmt::format("\n{} to +- {}: ", answer.goal.response, shown(answer, answer.goal.half_width));
    text += answer.missed == 0
                ? fmt::format("reached at all {} points", answer.points)
                : fmt::format("not reached at {} of {} points", answer.missed, answer.points);
    text += fmt::format(", with {:.0f} to {:.0f} replications of a line\n",
                        answer.least_replications, answer.most_replications);
    for (const PrecisionAnswer::Miss& miss : answer.worst) {
      text += fmt::format("  +- {} after {:.0f} at point {}: {}\n", shown(answer, miss.half_width),
                          miss.replications, miss.point, miss.factors);
    }
    if (answer.missed > answer.worst.size()) text += "  and at others, less far from it\n";
  }
  return text;
}

}  // namespace darkline
