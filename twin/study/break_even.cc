#include "twin/study/break_even.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/base/file.h"
#include "twin/study/csv_text.h"
#include "twin/study/grid_points.h"
#include "twin/study/study_columns.h"

namespace darkline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Where y(k) - target changes its sign for the first time.
BreakEvenRow solve(const std::vector<double>& at, const std::vector<double>& y,
                   const std::vector<double>& half_width, double target) {
  BreakEvenRow row;
  row.half_width = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t k = 0; k + 1 < at.size(); ++k) {
    const double a = y[k] - target, b = y[k + 1] - target;
    if (a == b || (a > 0.0) == (b > 0.0)) {
      if (a != 0.0) continue;
    }
    const double share = a == b ? 0.0 : a / (a - b);
    const double slope = (b - a) / (at[k + 1] - at[k]);
    row.value = at[k] + share * (at[k + 1] - at[k]);
    row.half_width = std::max(half_width[k], half_width[k + 1]) / std::abs(slope);
    return row;
  }
  if (y.back() == target) {
    row.value = at.back();
    return row;
  }
  // never equal: which end is nearer tells on which side it would be
  const bool beyond = std::abs(y.back() - target) < std::abs(y.front() - target);
  row.value = beyond ? kInfinity : -kInfinity;
  return row;
}

// The two factors of numbers with the most values; the first of equals.
std::vector<std::size_t> axes_of(const std::vector<const StudyColumn*>& factors,
                                 std::size_t but_not) {
  std::vector<std::size_t> axes;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    if (f != but_not && factors[f]->labels.empty() && factors[f]->levels >= 3) axes.push_back(f);
  }
  std::stable_sort(axes.begin(), axes.end(), [&](std::size_t a, std::size_t b) {
    return factors[a]->levels > factors[b]->levels;
  });
  if (axes.size() > 2) axes.resize(2);
  std::sort(axes.begin(), axes.end());
  return axes;
}

// Averages `values` of `points` over all but two factors.
std::optional<StudySurface> surface_of(StudyColumns& columns, const GridPoints& grid,
                                       const std::vector<std::uint64_t>& points,
                                       const std::vector<double>& values, std::size_t but_not) {
  const auto factors = columns.factors();
  const std::vector<std::size_t> axes = axes_of(factors, but_not);
  if (axes.size() < 2) return std::nullopt;
  const auto axis = [&](std::size_t f) {
    StudySurface::Axis one{factors[f]->title, factors[f]->unit, {}};
    const std::vector<double> numbers = columns.numbers(*factors[f]);
    for (std::size_t k = 0; k < grid.levels(f); ++k) {
      one.values.push_back(numbers[k * grid.stride(f)]);
    }
    return one;
  };
  StudySurface surface;
  surface.x = axis(axes[0]);
  surface.y = axis(axes[1]);
  surface.z.assign(surface.x.values.size() * surface.y.values.size(), 0.0);
  std::vector<std::size_t> counts(surface.z.size(), 0);
  for (std::size_t k = 0; k < points.size(); ++k) {
    const std::size_t cell =
        grid.level(points[k], axes[1]) * surface.x.values.size() + grid.level(points[k], axes[0]);
    // an infinite one stays: a mean of what lies beyond the grid is not known
    if (std::isfinite(surface.z[cell])) surface.z[cell] += values[k];
    ++counts[cell];
  }
  for (std::size_t k = 0; k < surface.z.size(); ++k) {
    surface.z[k] /= static_cast<double>(counts[k]);
  }
  if (counts.front() > 1) {
    surface.averaged_over = fmt::format("{} combinations of the other factors", counts.front());
  }
  return surface;
}

}  // namespace

std::optional<BreakEvenAnswer> break_even_answer(const MergedStudy& merged) {
  if (!merged.head.break_even) return std::nullopt;
  const StudyBreakEven& asked = *merged.head.break_even;
  StudyColumns columns(merged);
  const auto factors = columns.factors();
  const GridPoints grid(factors);
  const StudyColumn& response = columns.response(asked.response);
  const std::vector<double> y = columns.numbers(response);
  const std::vector<double> noise = columns.numbers(columns.half_width_of(response));
  const StudyColumn& solved = *factors[asked.factor];
  const std::vector<double> numbers = columns.numbers(solved);

  BreakEvenAnswer answer{
      solved.title, solved.unit, response.title, {}, {}, 0.0, 0.0, 0.0, 0, 0, {}};
  for (const auto& at : asked.reference) {
    const std::vector<double> values = columns.numbers(*factors[at.factor]);
    answer.reference += (answer.reference.empty() ? "" : ", ") + factors[at.factor]->title + " " +
                        value_text(*factors[at.factor], values[at.level * grid.stride(at.factor)]);
  }
  std::vector<double> at(solved.levels), of_row(solved.levels), noise_of_row(solved.levels);
  std::vector<std::uint64_t> points;
  std::vector<double> values;
  std::size_t inside = 0;
  answer.least = kInfinity;
  answer.most = -kInfinity;
  for (std::uint64_t p = 0; p < merged.head.points; ++p) {
    if (grid.level(p, asked.factor) != 0) continue;
    std::uint64_t reference = p;
    for (const auto& to : asked.reference) reference = grid.moved(reference, to.factor, to.level);
    for (std::size_t k = 0; k < solved.levels; ++k) {
      const std::uint64_t q = grid.moved(p, asked.factor, k);
      at[k] = numbers[q];
      of_row[k] = y[q];
      noise_of_row[k] = noise[q];
    }
    BreakEvenRow row = solve(at, of_row, noise_of_row, y[reference]);
    row.point = p;
    points.push_back(p);
    values.push_back(row.value);
    if (std::isfinite(row.value)) {
      ++inside;
      answer.least = std::min(answer.least, row.value);
      answer.most = std::max(answer.most, row.value);
      answer.mean += row.value;
    } else {
      ++(row.value > 0.0 ? answer.above : answer.below);
    }
    answer.rows.push_back(row);
  }
  if (inside > 0) answer.mean /= static_cast<double>(inside);
  answer.surface = surface_of(columns, grid, points, values, asked.factor);
  if (answer.surface) {
    answer.surface->title = fmt::format("Break-even {}", solved.title);
    answer.surface->unit = solved.unit;
  }
  return answer;
}

void write_break_even_csv(const MergedStudy& merged, const BreakEvenAnswer& answer,
                          const std::filesystem::path& path) {
  StudyColumns columns(merged);
  const std::size_t solved = merged.head.break_even->factor;
  std::string text;
  std::vector<std::vector<double>> numbers;
  const auto factors = columns.factors();
  for (std::size_t f = 0; f < factors.size(); ++f) {
    numbers.push_back(f == solved ? std::vector<double>{} : columns.numbers(*factors[f]));
    if (f != solved) text += factors[f]->name + ",";
  }
  const std::string& name = factors[solved]->name;
  text += fmt::format("break_even_{0},break_even_{0}_half_width,side\n", name);
  for (const BreakEvenRow& row : answer.rows) {
    for (std::size_t f = 0; f < factors.size(); ++f) {
      if (f == solved) continue;
      const double number = numbers[f][row.point];
      text += factors[f]->labels.empty()
                  ? fmt::format("{},", number)
                  : csv_quoted(factors[f]->labels[static_cast<std::size_t>(number)]) + ",";
    }
    if (!std::isfinite(row.value)) {
      text += row.value > 0.0 ? ",,above\n" : ",,below\n";
    } else {
      const std::string noise =
          std::isfinite(row.half_width) ? fmt::format("{}", row.half_width) : "";
      text += fmt::format("{},{},inside\n", row.value, noise);
    }
  }
  write_file_whole(path, text);
}

std::optional<StudySurface> response_surface(const MergedStudy& merged) {
  if (merged.head.design != name_of(StudyDesign::grid)) return std::nullopt;
  StudyColumns columns(merged);
  const auto factors = columns.factors();
  const GridPoints grid(factors);
  const StudyColumn& response = columns.response(merged.head.best);
  std::vector<std::uint64_t> points(merged.head.points);
  for (std::uint64_t p = 0; p < points.size(); ++p) points[p] = p;
  auto surface = surface_of(columns, grid, points, columns.numbers(response), factors.size());
  if (surface) {
    surface->title = response.title;
    surface->unit = unit_text(response.unit);
  }
  return surface;
}

std::string break_even_text(const BreakEvenAnswer& answer) {
  const auto shown = [&](double value) {
    return fmt::format("{:.4g}{}{}", value, answer.unit.empty() ? "" : " ", answer.unit);
  };
  std::string text = fmt::format("\nThe {} at which {} is what it is at {}:\n", answer.factor,
                                 answer.response, answer.reference);
  const std::size_t inside = answer.rows.size() - answer.below - answer.above;
  if (inside > 0) {
    text +=
        fmt::format("  from {} to {}, on average {}, over {} combinations of the other factors\n",
                    shown(answer.least), shown(answer.most), shown(answer.mean), inside);
  }
  if (answer.below > 0) {
    text += fmt::format("  below all values of the study in {} combinations\n", answer.below);
  }
  if (answer.above > 0) {
    text += fmt::format("  above all values of the study in {} combinations\n", answer.above);
  }
  return text;
}

}  // namespace darkline
