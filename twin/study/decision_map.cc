#include "twin/study/decision_map.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/base/file.h"
#include "twin/study/csv_text.h"
#include "twin/study/grid_points.h"
#include "twin/study/study_columns.h"

namespace darkline {
namespace {

// An axis and the levels of its factor in rising order of their numbers.
struct MapAxis {
  std::optional<std::size_t> factor;
  StudySurface::Axis axis;
  std::vector<std::size_t> levels = {0};
};

class MapMaker {
 public:
  explicit MapMaker(const MergedStudy& merged)
      : head_(merged.head), columns_(merged), factors_(columns_.factors()), grid_(factors_) {}

  std::optional<DecisionMap> make() {
    choose_axes();
    if (!x_.factor) return std::nullopt;
    DecisionMap map;
    const StudyColumn& response = columns_.response(head_.best);
    map.response = response.title;
    map.unit = unit_text(response.unit);
    map.is_least = head_.best_is_least;
    map.indifference = head_.indifference;
    map.x = x_.axis;
    map.y = y_.axis;
    name_choices(map);
    fill_values(map, response);
    for (DecisionCell& cell : map.cells) judge(map, cell);
    find_flips(map);
    return map;
  }

 private:
  void choose_axes() {
    std::vector<std::size_t> numbers;
    for (std::size_t f = 0; f < factors_.size(); ++f) {
      const StudyColumn& factor = *factors_[f];
      if (!factor.is_choice && factor.labels.empty() && factor.levels >= 2) numbers.push_back(f);
    }
    std::stable_sort(numbers.begin(), numbers.end(), [&](std::size_t a, std::size_t b) {
      return factors_[a]->levels > factors_[b]->levels;
    });
    if (numbers.size() > 2) numbers.resize(2);
    std::sort(numbers.begin(), numbers.end());
    if (!numbers.empty()) x_ = axis_of(numbers[0]);
    if (numbers.size() > 1) {
      y_ = axis_of(numbers[1]);
    } else {
      y_.axis.values = {0.0};
    }
  }

  MapAxis axis_of(std::size_t f) {
    MapAxis one{f, {factors_[f]->title, factors_[f]->unit, {}}, {}};
    const std::vector<double> numbers = columns_.numbers(*factors_[f]);
    const auto value = [&](std::size_t level) { return numbers[level * grid_.stride(f)]; };
    one.levels.resize(grid_.levels(f));
    std::iota(one.levels.begin(), one.levels.end(), std::size_t{0});
    std::stable_sort(one.levels.begin(), one.levels.end(),
                     [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    for (const std::size_t level : one.levels) one.axis.values.push_back(value(level));
    return one;
  }

  // Choices count as points do: the last factor fastest.
  void name_choices(DecisionMap& map) {
    map.choices.assign(head_.choices, {});
    std::uint64_t fast = 1;
    for (std::size_t f = factors_.size(); f-- > 0;) {
      if (!factors_[f]->is_choice) continue;
      const std::vector<double> numbers = columns_.numbers(*factors_[f]);
      for (std::uint64_t c = 0; c < head_.choices; ++c) {
        const std::size_t level = c / fast % factors_[f]->levels;
        const std::string name =
            factors_[f]->title + " " + value_text(*factors_[f], numbers[level * grid_.stride(f)]);
        map.choices[c] = name + (map.choices[c].empty() ? "" : ", ") + map.choices[c];
      }
      fast *= factors_[f]->levels;
    }
  }

  std::size_t choice_of(std::uint64_t point) const {
    std::size_t choice = 0;
    for (std::size_t f = 0; f < factors_.size(); ++f) {
      if (factors_[f]->is_choice) choice = choice * factors_[f]->levels + grid_.level(point, f);
    }
    return choice;
  }

  static std::size_t place_on(const MapAxis& axis, std::size_t level) {
    return static_cast<std::size_t>(std::find(axis.levels.begin(), axis.levels.end(), level) -
                                    axis.levels.begin());
  }

  void fill_values(DecisionMap& map, const StudyColumn& response) {
    const std::vector<NoisyValue> values = noisy_values(columns_, response);
    map.cells.resize(x_.levels.size() * y_.levels.size());
    for (DecisionCell& cell : map.cells) cell.values.resize(head_.choices);
    const double others =
        static_cast<double>(head_.points) / static_cast<double>(map.cells.size() * head_.choices);
    const std::size_t n_samples = values[0].samples.size();
    map.is_paired = n_samples > 0 && std::all_of(values.begin(), values.end(), [&](const auto& v) {
                      return v.samples.size() == n_samples;
                    });
    for (std::uint64_t p = 0; p < head_.points; ++p) {
      const std::size_t i = place_on(x_, grid_.level(p, *x_.factor));
      const std::size_t j = y_.factor ? place_on(y_, grid_.level(p, *y_.factor)) : 0;
      NoisyValue& value = map.cells[j * x_.levels.size() + i].values[choice_of(p)];
      value.mean += values[p].mean / others;
      value.half_width += values[p].half_width / others;  // at most: all noise goes together
      value.replications = value.replications == 0.0
                               ? values[p].replications
                               : std::min(value.replications, values[p].replications);
      if (!map.is_paired) continue;
      value.samples.resize(n_samples, 0.0);
      for (std::size_t r = 0; r < n_samples; ++r) value.samples[r] += values[p].samples[r] / others;
    }
    if (others > 1.5) {
      map.averaged_over = fmt::format("{:.0f} combinations of the other factors", others);
    }
  }

  Estimate behind(const NoisyValue& a, const NoisyValue& b) const {
    const double comparisons = static_cast<double>(head_.choices) - 1.0;
    return difference(a, b, 1.0 - (1.0 - head_.confidence) / comparisons, head_.confidence);
  }

  void judge(const DecisionMap& map, DecisionCell& cell) const {
    const double sign = map.is_least ? 1.0 : -1.0;
    for (std::size_t c = 1; c < cell.values.size(); ++c) {
      if (sign * cell.values[c].mean < sign * cell.values[cell.best].mean) cell.best = c;
    }
    bool first = true;
    for (std::size_t c = 0; c < cell.values.size(); ++c) {
      if (c == cell.best) continue;
      Estimate lead = behind(cell.values[cell.best], cell.values[c]);
      lead.mean *= sign;
      if (!(lead.mean > std::max(lead.half_width, map.indifference))) {
        cell.contenders.push_back(c);
      }
      if (first || lead.mean < cell.lead.mean) {
        cell.lead = lead;
        cell.second = c;
      }
      first = false;
    }
  }

  void find_flips(DecisionMap& map) const {
    for (std::size_t j = 0; j < map.y.values.size(); ++j) {
      for (std::size_t i = 0; i + 1 < map.x.values.size(); ++i) {
        const DecisionCell &left = map.at(j, i), &right = map.at(j, i + 1);
        if (left.best == right.best) continue;
        const Estimate a = behind(left.values[left.best], left.values[right.best]);
        const Estimate b = behind(right.values[left.best], right.values[right.best]);
        const double span = map.x.values[i + 1] - map.x.values[i];
        const double share = a.mean == b.mean ? 0.5 : a.mean / (a.mean - b.mean);
        map.flips.push_back(
            {j, i, left.best, right.best, map.x.values[i] + share * span,
             std::max(a.half_width, b.half_width) * span / std::abs(b.mean - a.mean)});
      }
    }
  }

  const StudyHead& head_;
  StudyColumns columns_;
  std::vector<const StudyColumn*> factors_;
  GridPoints grid_;
  MapAxis x_, y_;
};

std::string letter(std::size_t choice) {
  return choice < 26 ? std::string(1, static_cast<char>('A' + choice)) : fmt::format("{}", choice);
}

std::string with_unit(const std::string& value, const std::string& unit) {
  return unit.empty() ? value : value + " " + unit;
}

// "A up to 17.3 +- 1.2, B above"
std::string row_text(const DecisionMap& map, std::size_t row) {
  std::string text;
  std::size_t last = map.at(row, 0).best;
  for (const DecisionFlip& flip : map.flips) {
    if (flip.row != row) continue;
    const std::string at = fmt::format("{:.4g} +- {:.2g}", flip.x, flip.half_width);
    text += fmt::format("{} up to {}, ", letter(flip.before), with_unit(at, map.x.unit));
    last = flip.after;
  }
  return text.empty() ? letter(last) + " everywhere" : text + letter(last) + " above";
}

}  // namespace

double DecisionMap::share_of(std::size_t choice) const {
  const auto n = std::count_if(cells.begin(), cells.end(), [&](const DecisionCell& cell) {
    return cell.is_decided() && cell.best == choice;
  });
  return static_cast<double>(n) / static_cast<double>(cells.size());
}

double DecisionMap::undecided_share() const {
  const auto n = std::count_if(cells.begin(), cells.end(),
                               [](const DecisionCell& cell) { return !cell.is_decided(); });
  return static_cast<double>(n) / static_cast<double>(cells.size());
}

std::optional<DecisionMap> decision_map(const MergedStudy& merged) {
  if (merged.head.design != name_of(StudyDesign::grid) || merged.head.choices < 2) {
    return std::nullopt;
  }
  return MapMaker(merged).make();
}

void write_decision_csv(const DecisionMap& map, const std::filesystem::path& cells,
                        const std::filesystem::path& flips) {
  const bool has_y = !map.y.title.empty();
  const std::string places =
      csv_quoted(with_unit(map.x.title, map.x.unit)) +
      (has_y ? "," + csv_quoted(with_unit(map.y.title, map.y.unit)) : std::string());
  std::string text = places + ",best,state,lead,lead_half_width,second";
  for (std::size_t c = 0; c < map.choices.size(); ++c) {
    text += fmt::format(",{}_{}", map.response, letter(c));
  }
  text += "\n";
  for (std::size_t j = 0; j < map.y.values.size(); ++j) {
    for (std::size_t i = 0; i < map.x.values.size(); ++i) {
      const DecisionCell& cell = map.at(j, i);
      text += csv_number(map.x.values[i]) + (has_y ? "," + csv_number(map.y.values[j]) : "");
      text += fmt::format(",{},{},{},{},{}", csv_quoted(map.choices[cell.best]),
                          cell.is_decided() ? "decided" : "undecided", cell.lead.mean,
                          csv_number(cell.lead.half_width), csv_quoted(map.choices[cell.second]));
      for (const NoisyValue& value : cell.values) text += "," + csv_number(value.mean);
      text += "\n";
    }
  }
  write_file_whole(cells, text);
  text = (has_y ? csv_quoted(with_unit(map.y.title, map.y.unit)) + "," : std::string()) +
         "flip_at,flip_at_half_width,below,above\n";
  for (const DecisionFlip& flip : map.flips) {
    if (has_y) text += csv_number(map.y.values[flip.row]) + ",";
    text += fmt::format("{},{},{},{}\n", flip.x, csv_number(flip.half_width),
                        csv_quoted(map.choices[flip.before]), csv_quoted(map.choices[flip.after]));
  }
  write_file_whole(flips, text);
}

std::string decision_text(const DecisionMap& map) {
  std::string text =
      fmt::format("\nThe choice with the {} {} over {}{}{}:\n", map.is_least ? "least" : "most",
                  map.response, map.x.title, map.y.title.empty() ? "" : " and ", map.y.title);
  for (std::size_t c = 0; c < map.choices.size(); ++c) {
    text += fmt::format("  {}  {}: in {:.1f} % of the map\n", letter(c), map.choices[c],
                        100.0 * map.share_of(c));
  }
  text +=
      fmt::format("  undecided in {:.1f} %: the best lies within the interval of its difference",
                  100.0 * map.undecided_share());
  if (map.indifference > 0.0) {
    text +=
        fmt::format(", or within {}", with_unit(fmt::format("{:g}", map.indifference), map.unit));
  }
  text += map.is_paired ? "\n  (of equal replications, on common random numbers)\n" : "\n";
  if (!map.averaged_over.empty()) text += "  means over " + map.averaged_over + "\n";
  constexpr std::size_t kMostRows = 5;
  const std::size_t rows = map.y.values.size();
  const std::size_t shown = std::min(rows, kMostRows);
  for (std::size_t k = 0; k < shown; ++k) {
    const std::size_t row = shown == 1 ? 0 : k * (rows - 1) / (shown - 1);
    const std::string where =
        map.y.title.empty()
            ? "Along " + map.x.title
            : fmt::format("At {} {}, along {}", map.y.title,
                          with_unit(fmt::format("{:.6g}", map.y.values[row]), map.y.unit),
                          map.x.title);
    text += fmt::format("{}: {}.\n", where, row_text(map, row));
  }
  return text;
}

}  // namespace darkline
