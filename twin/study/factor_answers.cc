#include "twin/study/factor_answers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "twin/study/study_columns.h"

namespace darkline {
namespace {

std::string with_unit(const std::string& value, const std::string& unit) {
  return unit.empty() ? value : value + " " + unit;
}

double deviation_of(std::span<const double> values, double mean) {
  double squares = 0.0;
  for (const double each : values) squares += (each - mean) * (each - mean);
  return values.size() < 2 ? 0.0 : std::sqrt(squares / (static_cast<double>(values.size()) - 1.0));
}

void add_variances(std::string& text, const MergedStudy& merged) {
  for (const VarianceAnswer& answer : variance_answers(merged)) {
    text += fmt::format("\n{}: {} on average, standard deviation {}; shares of its variance\n",
                        answer.response,
                        with_unit(fmt::format("{:.6g}", answer.mean.mean), answer.unit),
                        with_unit(fmt::format("{:.4g}", answer.deviation), answer.unit));
    if (answer.shares.empty()) {
      text += "  none: it is the same at every point\n";
      continue;
    }
    text += fmt::format("  {:<44}{:>24}{:>26}\n", "", "by itself", "with interactions");
    for (std::size_t g = 0; g < answer.groups.size(); ++g) {
      const ShareOfVariance& s = answer.shares[g];
      text += fmt::format("  {:<44}{:>8.3f} ({:>6.3f}, {:>6.3f}){:>10.3f} ({:>6.3f}, {:>6.3f})\n",
                          answer.groups[g], s.first, s.first_low, s.first_high, s.total,
                          s.total_low, s.total_high);
    }
  }
}

void add_effects(std::string& text, const MergedStudy& merged) {
  for (const EffectAnswer& answer : effect_answers(merged)) {
    text += fmt::format("\nWhat a whole range changes in {}{}{}\n", answer.response,
                        answer.unit.empty() ? "" : ", ", answer.unit);
    text += fmt::format("  {:<52}{:>20}{:>14}{:>12}\n", "", "size", "on average", "deviation");
    for (std::size_t f = 0; f < answer.factors.size(); ++f) {
      const ElementaryEffect& e = answer.effects[f];
      text += fmt::format("  {:<52}{:>20}{:>14}{:>12.3g}\n", answer.factors[f],
                          fmt::format("{:.4g} +- {:.2g}", e.mean_absolute, e.half_width),
                          fmt::format("{:+.4g}", e.mean), e.deviation);
    }
  }
}

void add_choices(std::string& text, const MergedStudy& merged) {
  for (const ChoicesAnswer& answer : choices_answers(merged)) {
    const char* goal = merged.head.best_is_least ? "least" : "most";
    const ChoiceAnswer& taken = answer.choices[answer.taken];
    text += fmt::format(
        "\n{} has the {} {} on average over {} draws,\n  {}.\n", taken.choice, goal,
        answer.response, answer.draws,
        with_unit(fmt::format("{:.6g} +- {:.2g}", taken.response.mean, taken.response.half_width),
                  answer.unit));
    text += fmt::format(
        "The choice flips in {:.1f} +- {:.1f} % of the draws. Taking it whatever comes costs, "
        "against\nknowing beforehand, {} on average.\n",
        100.0 * answer.flips_in, 100.0 * answer.flips_half_width,
        with_unit(fmt::format("{:.3g} +- {:.2g}", taken.regret.mean, taken.regret.half_width),
                  answer.unit));
    text += fmt::format("  {:<56}{:>12}{:>16}{:>14}\n", "", "best in", answer.response, "regret");
    for (const ChoiceAnswer& each : answer.choices) {
      text += fmt::format("  {:<56}{:>10.1f} %{:>16.6g}{:>14.4g}\n", each.choice,
                          100.0 * each.best_in, each.response.mean, each.regret.mean);
    }
  }
}

}  // namespace

std::vector<VarianceAnswer> variance_answers(const MergedStudy& merged) {
  if (merged.head.design != name_of(StudyDesign::sobol_indices)) return {};
  StudyColumns columns(merged);
  std::vector<std::string> groups(merged.head.groups);
  for (const StudyColumn* factor : columns.factors()) {
    std::string& name = groups[factor->group];
    name += (name.empty() ? "" : " with ") + factor->title;
  }
  std::vector<VarianceAnswer> answers;
  for (const StudyColumn* response : columns.responses()) {
    const std::vector<double> y = columns.numbers(*response);
    // A and B are independent draws; the other blocks are not
    const std::span<const double> draws(y.data(), 2 * merged.head.draws);
    const Estimate mean = estimate_mean(draws, merged.head.confidence);
    answers.push_back({response->title, unit_text(response->unit), mean,
                       deviation_of(draws, mean.mean), groups,
                       shares_of_variance(y, merged.head.groups, merged.head.confidence)});
  }
  return answers;
}

std::vector<EffectAnswer> effect_answers(const MergedStudy& merged) {
  if (merged.head.design != name_of(StudyDesign::elementary_effects)) return {};
  StudyColumns columns(merged);
  const std::uint64_t n = merged.head.draws;
  std::vector<EffectAnswer> answers;
  for (const StudyColumn* response : columns.responses()) {
    const std::vector<double> y = columns.numbers(*response);
    std::vector<std::pair<std::string, ElementaryEffect>> found;
    for (const StudyColumn* factor : columns.factors()) {
      const std::vector<double> x = columns.numbers(*factor);
      std::vector<double> effects;
      for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t moved = (factor->group + 1) * n + i;
        // of few values, the draw may have given the same twice: no step, no effect
        if (x[moved] == x[i]) continue;
        effects.push_back((y[moved] - y[i]) * (factor->high - factor->low) / (x[moved] - x[i]));
      }
      found.emplace_back(
          fmt::format("{} from {} to {}", factor->title, value_text(*factor, factor->low),
                      value_text(*factor, factor->high)),
          elementary_effect(effects, merged.head.confidence));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.second.mean_absolute > b.second.mean_absolute;
    });
    EffectAnswer answer{response->title, unit_text(response->unit), {}, {}};
    for (auto& [factor, effect] : found) {
      answer.factors.push_back(std::move(factor));
      answer.effects.push_back(effect);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

std::vector<ChoicesAnswer> choices_answers(const MergedStudy& merged) {
  const StudyHead& head = merged.head;
  if (head.choices < 2 || head.design == name_of(StudyDesign::grid)) return {};
  StudyColumns columns(merged);
  const StudyColumn& ranked = columns.response(head.best);
  const std::vector<double> y = columns.numbers(ranked);
  ChoicesAnswer answer{ranked.title, unit_text(ranked.unit), head.draws, 0, 0.0, 0.0, {}};
  std::vector<std::string> names(head.choices);
  for (const StudyColumn* factor : columns.factors()) {
    if (!factor->is_choice) continue;
    const std::vector<double> x = columns.numbers(*factor);
    for (std::uint64_t c = 0; c < head.choices; ++c) {
      names[c] += (names[c].empty() ? "" : ", ") + factor->title + " " + value_text(*factor, x[c]);
    }
  }
  const double sign = head.best_is_least ? 1.0 : -1.0;
  std::vector<std::vector<double>> values(head.choices), regrets(head.choices);
  std::vector<std::uint64_t> wins(head.choices, 0);
  for (std::uint64_t d = 0; d < head.draws; ++d) {
    const double* row = y.data() + d * head.choices;
    std::uint64_t best = 0;
    for (std::uint64_t c = 1; c < head.choices; ++c) {
      if (sign * row[c] < sign * row[best]) best = c;
    }
    ++wins[best];
    for (std::uint64_t c = 0; c < head.choices; ++c) {
      values[c].push_back(row[c]);
      regrets[c].push_back(sign * (row[c] - row[best]));
    }
  }
  const auto n = static_cast<double>(head.draws);
  for (std::uint64_t c = 0; c < head.choices; ++c) {
    answer.choices.push_back({names[c], static_cast<double>(wins[c]) / n,
                              estimate_mean(values[c], head.confidence),
                              estimate_mean(regrets[c], head.confidence)});
    const double least = answer.choices[answer.taken].response.mean;
    if (sign * answer.choices[c].response.mean < sign * least) answer.taken = c;
  }
  answer.flips_in = 1.0 - answer.choices[answer.taken].best_in;
  // normal interval of a share, never narrower than that of one draw among n
  const double share = std::clamp(answer.flips_in, 1.0 / (n + 1.0), n / (n + 1.0));
  answer.flips_half_width =
      head.draws < 2 ? 1.0
                     : student_t(head.confidence, n - 1.0) * std::sqrt(share * (1.0 - share) / n);
  return {std::move(answer)};
}

std::string factor_answers_text(const MergedStudy& merged) {
  std::string text;
  add_choices(text, merged);
  add_variances(text, merged);
  add_effects(text, merged);
  return text;
}

}  // namespace darkline
