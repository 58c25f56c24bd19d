#include "twin/study/tornado.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/file.h"
#include "twin/study/csv_text.h"
#include "twin/study/point_difference.h"
#include "twin/study/study_columns.h"

namespace darkline {
namespace {

const char* name_of(FactorSide side) {
  switch (side) {
    case FactorSide::base:
      return "base";
    case FactorSide::below:
      return "below";
    case FactorSide::above:
      return "above";
    default:
      return "other";
  }
}

// The factors of one response.
class TornadoMaker {
 public:
  TornadoMaker(StudyColumns& columns, const StudyColumn& response, double confidence)
      : columns_(columns), values_(noisy_values(columns, response)), confidence_(confidence) {}

  Estimate base() const { return {values_[0].mean, values_[0].half_width, 0}; }

  // `first`: the first of the factor's points.
  TornadoBar bar(const StudyColumn& factor, std::uint64_t first) {
    const std::vector<double> values = columns_.numbers(factor);
    std::uint64_t low = 0, high = 0;
    for (std::uint64_t p = first; p < first + factor.levels; ++p) {
      if (values_[p].mean < values_[low].mean) low = p;
      if (values_[p].mean > values_[high].mean) high = p;
    }
    const auto end = [&](std::uint64_t p) {
      FactorSide side = FactorSide::base;
      if (values[p] != values[0]) {
        side = !factor.labels.empty()  ? FactorSide::other
               : values[p] < values[0] ? FactorSide::below
                                       : FactorSide::above;
      }
      return TornadoEnd{p, value_text(factor, values[p]), side, values_[p].mean, change(0, p)};
    };
    return {factor.title, end(low), end(high), change(low, high)};
  }

 private:
  Estimate change(std::uint64_t a, std::uint64_t b) const {
    return difference(values_[a], values_[b], confidence_, confidence_);
  }

  StudyColumns& columns_;
  std::vector<NoisyValue> values_;  // (n_points)
  double confidence_;
};

}  // namespace

std::vector<TornadoAnswer> tornado_answers(const MergedStudy& merged) {
  if (merged.head.design != name_of(StudyDesign::one_at_a_time)) return {};
  StudyColumns columns(merged);
  std::vector<TornadoAnswer> answers;
  for (const StudyColumn* response : columns.responses()) {
    TornadoMaker maker(columns, *response, merged.head.confidence);
    TornadoAnswer answer{response->title, unit_text(response->unit), maker.base(), {}};
    std::uint64_t first = 1;  // behind the base
    for (const StudyColumn* factor : columns.factors()) {
      answer.bars.push_back(maker.bar(*factor, first));
      first += factor->levels;
    }
    std::stable_sort(
        answer.bars.begin(), answer.bars.end(),
        [](const TornadoBar& a, const TornadoBar& b) { return a.swing.mean > b.swing.mean; });
    answers.push_back(std::move(answer));
  }
  return answers;
}

void write_tornado_csv(const std::vector<TornadoAnswer>& answers,
                       const std::filesystem::path& path) {
  std::string text =
      "response,unit,factor,base,low_value,low_side,low,low_change,low_change_half_width,"
      "high_value,high_side,high,high_change,high_change_half_width,swing,swing_half_width\n";
  const auto end = [](const TornadoEnd& e) {
    return fmt::format("{},{},{},{},{}", csv_quoted(e.value), name_of(e.side), e.response,
                       e.change.mean, csv_number(e.change.half_width));
  };
  for (const TornadoAnswer& answer : answers) {
    for (const TornadoBar& bar : answer.bars) {
      text += fmt::format("{},{},{},{},{},{},{},{}\n", answer.response, answer.unit,
                          csv_quoted(bar.factor), answer.base.mean, end(bar.low), end(bar.high),
                          bar.swing.mean, csv_number(bar.swing.half_width));
    }
  }
  write_file_whole(path, text);
}

std::string tornado_text(const std::vector<TornadoAnswer>& answers) {
  std::string text;
  for (const TornadoAnswer& answer : answers) {
    text += fmt::format("\n{}: {:.7g} +- {:.2g}{}{} at the base; what each factor does alone\n",
                        answer.response, answer.base.mean, answer.base.half_width,
                        answer.unit.empty() ? "" : " ", answer.unit);
    text += fmt::format("  {:<30}{:>25}{:>25}{:>18}\n", "", "least", "most", "swing");
    for (const TornadoBar& bar : answer.bars) {
      const auto end = [](const TornadoEnd& e) {
        if (e.side == FactorSide::base) return std::string("at the base");
        return fmt::format("{:+.4g} at {}", e.change.mean, e.value);
      };
      text += fmt::format("  {:<30}{:>25}{:>25}{:>18}\n", bar.factor, end(bar.low), end(bar.high),
                          fmt::format("{:.4g} +- {:.2g}", bar.swing.mean, bar.swing.half_width));
    }
  }
  return text;
}

}  // namespace darkline
