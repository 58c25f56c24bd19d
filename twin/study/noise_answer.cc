#include "twin/study/noise_answer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/study/study_columns.h"

namespace darkline {
namespace {

double square(double x) {
  return x * x;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * (static_cast<double>(sorted.size()) - 1.0);
  const auto k = static_cast<std::size_t>(at);
  const double above = sorted[std::min(k + 1, sorted.size() - 1)];
  return sorted[k] + (at - static_cast<double>(k)) * (above - sorted[k]);
}

std::string with_unit(const std::string& value, const std::string& unit) {
  return unit.empty() ? value : value + " " + unit;
}

}  // namespace

double NoiseSplit::of_a_year() const {
  return std::max(input, 0.0) + std::max(line, 0.0) + rest;
}

double NoiseSplit::line_share_of_a_year() const {
  return of_a_year() > 0.0 ? (std::max(line, 0.0) + rest) / of_a_year() : 0.0;
}

double NoiseSplit::line_share_of_the_mean() const {
  const auto d = static_cast<double>(draws), r = static_cast<double>(replications);
  const double of_line = std::max(line, 0.0) / r + rest / (d * r);
  const double all = std::max(input, 0.0) / d + of_line;
  return all > 0.0 ? of_line / all : 0.0;
}

NoiseSplit split_noise(std::span<const std::vector<double>> values, double confidence) {
  const std::size_t n_draws = values.size();
  const std::size_t n_replications = n_draws == 0 ? 0 : values.front().size();
  DARKLINE_CHECK(n_draws >= 2 && n_replications >= 2,
                 fmt::format("{} draws of {} replications", n_draws, n_replications));
  const auto d = static_cast<double>(n_draws), r = static_cast<double>(n_replications);
  std::vector<double> of_draw(n_draws, 0.0), of_replication(n_replications, 0.0);
  double mean = 0.0;
  for (std::size_t i = 0; i < n_draws; ++i) {
    DARKLINE_CHECK(values[i].size() == n_replications, fmt::format("draw {}", i));
    for (std::size_t k = 0; k < n_replications; ++k) {
      of_draw[i] += values[i][k] / r;
      of_replication[k] += values[i][k] / d;
    }
    mean += of_draw[i] / d;
  }
  double draws = 0.0, replications = 0.0, rest = 0.0;  // mean squares
  for (const double each : of_draw) draws += r * square(each - mean) / (d - 1.0);
  for (const double each : of_replication) replications += d * square(each - mean) / (r - 1.0);
  for (std::size_t i = 0; i < n_draws; ++i) {
    for (std::size_t k = 0; k < n_replications; ++k) {
      rest +=
          square(values[i][k] - of_draw[i] - of_replication[k] + mean) / ((d - 1.0) * (r - 1.0));
    }
  }
  NoiseSplit split;
  split.draws = n_draws;
  split.replications = n_replications;
  split.input = (draws - rest) / r;
  split.line = (replications - rest) / d;
  split.rest = rest;
  split.mean = {mean, 0.0, n_draws};
  const double sum = std::max(draws + replications - rest, 0.0);
  if (sum > 0.0) {
    const double freedom =
        square(sum) / (square(draws) / (d - 1.0) + square(replications) / (r - 1.0) +
                       square(rest) / ((d - 1.0) * (r - 1.0)));
    split.mean.half_width =
        student_t(confidence, std::max(freedom, 1.0)) * std::sqrt(sum / (d * r));
  }
  return split;
}

std::vector<NoiseAnswer> noise_answers(const MergedStudy& merged) {
  const StudyHead& head = merged.head;
  const bool is_plain_sample = head.design == name_of(StudyDesign::latin_hypercube) ||
                               head.design == name_of(StudyDesign::sobol) ||
                               head.design == name_of(StudyDesign::monte_carlo);
  if (!is_plain_sample || !head.keeps_samples || head.choices > 1 || head.points < 2) return {};
  StudyColumns columns(merged);
  std::vector<NoiseAnswer> answers;
  for (const StudyColumn* response : columns.responses()) {
    std::vector<std::vector<double>> values = columns.samples(*response);
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const auto& each : values) least = std::min(least, each.size());
    if (least < 2) continue;
    for (auto& each : values) each.resize(least);
    NoiseAnswer answer{response->title,
                       unit_text(response->unit),
                       split_noise(values, head.confidence),
                       0.0,
                       0.0,
                       0.0,
                       columns.numbers(*response)};
    std::vector<double> sorted = answer.means;
    std::sort(sorted.begin(), sorted.end());
    answer.low = quantile(sorted, 0.05);
    answer.median = quantile(sorted, 0.5);
    answer.high = quantile(sorted, 0.95);
    answers.push_back(std::move(answer));
  }
  return answers;
}

std::string noise_text(const std::vector<NoiseAnswer>& answers) {
  std::string text;
  for (const NoiseAnswer& answer : answers) {
    const NoiseSplit& noise = answer.noise;
    text += fmt::format(
        "\n{}: {} on average; from {:.6g} to {} in 5 to 95 % of the draws\n", answer.response,
        with_unit(fmt::format("{:.6g} +- {:.2g}", noise.mean.mean, noise.mean.half_width),
                  answer.unit),
        answer.low, with_unit(fmt::format("{:.6g}", answer.high), answer.unit));
    if (noise.of_a_year() <= 0.0) {
      text += "  it is the same in every draw and replication\n";
      continue;
    }
    const double year = 100.0 * noise.line_share_of_a_year();
    const double mean = 100.0 * noise.line_share_of_the_mean();
    text += fmt::format(
        "  of the variance of a year, {:.3g} % is the line's noise and {:.3g} % the inputs' "
        "uncertainty\n  (standard deviation {}); of the mean's interval, {:.3g} % of the variance "
        "is the line's:\n  {} would narrow it more\n",
        year, 100.0 - year,
        with_unit(fmt::format("{:.4g}", std::sqrt(noise.of_a_year())), answer.unit), mean,
        mean > 50.0 ? "more replications" : "more draws");
  }
  return text;
}

}  // namespace darkline
