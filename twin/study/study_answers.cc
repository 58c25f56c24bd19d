#include "twin/study/study_answers.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "twin/kpi/estimate.h"
#include "twin/study/decision_map.h"
#include "twin/study/factor_answers.h"
#include "twin/study/noise_answer.h"
#include "twin/study/precision_answer.h"
#include "twin/study/tornado.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFewValues = 20;
constexpr std::uint64_t kLeastPointsOfFifths = 50;

std::string with_unit(const std::string& value, const std::string& unit) {
  return unit.empty() ? value : value + " " + unit;
}

// Questions to the merged database.
class Answerer {
 public:
  explicit Answerer(const MergedStudy& merged)
      : head_(merged.head), file_(merged.database, SqliteFile::Access::read) {}

  StudyAnswers answer() {
    StudyAnswers answers;
    for (std::size_t c = 0; c < head_.columns.size(); ++c) {
      if (head_.columns[c].role == ColumnRole::mean) answers.spreads.push_back(spread(c));
    }
    answers.best = best();
    for (const StudyColumn& factor : head_.columns) {
      if (factor.role == ColumnRole::factor && !has_own_effects()) {
        add_effects(factor, answers.effects);
      }
    }
    return answers;
  }

 private:
  // Designs that were made to tell more than a difference of means.
  bool has_own_effects() const {
    return head_.design == name_of(StudyDesign::sobol_indices) ||
           head_.design == name_of(StudyDesign::elementary_effects);
  }

  ResponseSpread spread(std::size_t c) {
    const StudyColumn& column = head_.columns[c];
    SqliteStatement select(
        file_,
        fmt::format("select min(\"{0}\"), avg(\"{0}\"), max(\"{0}\") from points", column.name));
    select.step();
    return {column.title, column.unit, select.real(0), select.real(1), select.real(2)};
  }

  BestPoint best() {
    std::size_t c = 0;
    while (head_.columns[c].role != ColumnRole::mean || head_.columns[c].title != head_.best) ++c;
    const std::string mean = head_.columns[c].name, half_width = head_.columns[c + 1].name;
    std::string factors;
    for (const StudyColumn& each : head_.columns) {
      if (each.role == ColumnRole::factor) factors += ", \"" + each.name + "\"";
    }
    SqliteStatement select(
        file_, fmt::format("select point, \"{0}\", \"{1}\"{2} from points order by \"{0}\" {3}, "
                           "point limit 1",
                           mean, half_width, factors, head_.best_is_least ? "asc" : "desc"));
    select.step();
    BestPoint best{static_cast<std::uint64_t>(select.whole(0)),
                   head_.best,
                   head_.columns[c].unit,
                   select.real(1),
                   select.real(2),
                   {},
                   0};
    int column = 3;
    for (const StudyColumn& each : head_.columns) {
      if (each.role != ColumnRole::factor) continue;
      best.factors += (best.factors.empty() ? "" : ", ") + each.title + " " +
                      value_text(each, select, column++);
    }
    SqliteStatement alike(file_, fmt::format("select count(*) from points where point <> ? and "
                                             "abs(\"{0}\" - ?) <= \"{1}\" + ?",
                                             mean, half_width));
    alike.bind(1, static_cast<std::int64_t>(best.point));
    alike.bind(2, best.mean);
    alike.bind(3, best.half_width);
    alike.step();
    best.alike = static_cast<std::uint64_t>(alike.whole(0));
    return best;
  }

  static std::string value_text(const StudyColumn& factor, const SqliteStatement& row, int column) {
    if (!factor.labels.empty()) return row.text(column);
    return with_unit(fmt::format("{:.6g}", row.real(column)), factor.unit);
  }

  // The rows that a factor's effect is read from.
  std::string rows_of(const StudyColumn& factor) const {
    if (head_.design != "one_at_a_time") return "points";
    return fmt::format(
        "(select * from points where point = 0 or \"{0}\" <> (select \"{0}\" from points where "
        "point = 0))",
        factor.name);
  }

  void add_effects(const StudyColumn& factor, std::vector<MainEffect>& effects) {
    SqliteStatement count(file_,
                          fmt::format("select count(distinct \"{}\") from points", factor.name));
    count.step();
    const auto n = static_cast<std::size_t>(count.whole(0));
    for (const StudyColumn& response : head_.columns) {
      if (response.role != ColumnRole::mean || n < 2) continue;
      const bool fifths = n > kFewValues && factor.labels.empty() &&
                          head_.points >= kLeastPointsOfFifths && head_.design != "grid";
      effects.push_back(fifths ? effect_of_fifths(factor, response)
                               : effect_of_ends(factor, response));
    }
  }

  // Between the least and the most value; of texts, between those with the least and most response.
  MainEffect effect_of_ends(const StudyColumn& factor, const StudyColumn& response) {
    const auto end = [&](const char* order) {
      SqliteStatement select(
          file_,
          fmt::format("select \"{0}\", avg(\"{1}\") as a from {2} group by 1 order by {3} {4} "
                      "limit 1",
                      factor.name, response.name, rows_of(factor),
                      factor.labels.empty() ? "1" : "2", order));
      select.step();
      return std::pair(value_text(factor, select, 0), select.real(1));
    };
    const auto low = end("asc"), high = end("desc");
    return {factor.title,
            low.first,
            high.first,
            response.title,
            response.unit,
            high.second - low.second,
            0.0};
  }

  MainEffect effect_of_fifths(const StudyColumn& factor, const StudyColumn& response) {
    const std::uint64_t n = head_.points / 5;
    const auto fifth = [&](const char* order) {
      SqliteStatement select(file_, fmt::format("select \"{}\", \"{}\" from points order by 1 {}, "
                                                "point limit {}",
                                                factor.name, response.name, order, n));
      std::vector<double> values;
      double mean = 0.0;
      while (select.step()) {
        mean += select.real(0) / static_cast<double>(n);
        values.push_back(select.real(1));
      }
      return std::pair(mean, estimate_mean(values, head_.confidence));
    };
    const auto low = fifth("asc"), high = fifth("desc");
    const auto text = [&](double value) {
      return with_unit(fmt::format("{:.4g}", value), factor.unit);
    };
    return {factor.title,
            text(low.first),
            text(high.first),
            response.title,
            response.unit,
            high.second.mean - low.second.mean,
            std::hypot(low.second.half_width, high.second.half_width)};
  }

  const StudyHead& head_;
  SqliteFile file_;
};

void add_noise(Json& json, const MergedStudy& merged) {
  for (const NoiseAnswer& each : noise_answers(merged)) {
    json["noise"].push_back({{"response", each.response},
                             {"unit", each.unit},
                             {"mean", each.noise.mean.mean},
                             {"half_width", each.noise.mean.half_width},
                             {"quantiles", {each.low, each.median, each.high}},
                             {"variance_of_a_year", each.noise.of_a_year()},
                             {"line_share_of_a_year", each.noise.line_share_of_a_year()},
                             {"line_share_of_the_mean", each.noise.line_share_of_the_mean()}});
  }
  for (const PrecisionAnswer& each : precision_answers(merged)) {
    Json one{{"response", each.goal.response},
             {"half_width", each.goal.half_width},
             {"relative", each.goal.is_relative},
             {"points", each.points},
             {"missed", each.missed},
             {"replications", {each.least_replications, each.most_replications}}};
    for (const PrecisionAnswer::Miss& miss : each.worst) {
      one["worst"].push_back({{"point", miss.point},
                              {"half_width", miss.half_width},
                              {"replications", miss.replications}});
    }
    json["precision"].push_back(std::move(one));
  }
}

void add_decision_map(Json& json, const MergedStudy& merged) {
  if (const auto map = decision_map(merged)) {
    Json one{{"response", map->response},
             {"unit", map->unit},
             {"indifference", map->indifference},
             {"paired", map->is_paired},
             {"undecided_share", map->undecided_share()}};
    for (std::size_t c = 0; c < map->choices.size(); ++c) {
      one["choices"].push_back({{"choice", map->choices[c]}, {"share", map->share_of(c)}});
    }
    for (const DecisionFlip& flip : map->flips) {
      one["flips"].push_back(
          {{map->x.title, flip.x},
           {"half_width", flip.half_width},
           {map->y.title.empty() ? "row" : map->y.title, map->y.values[flip.row]},
           {"below", map->choices[flip.before]},
           {"above", map->choices[flip.after]}});
    }
    json["decision_map"] = std::move(one);
  }
}

void add_tornados(Json& json, const MergedStudy& merged) {
  for (const TornadoAnswer& each : tornado_answers(merged)) {
    Json one{{"response", each.response}, {"unit", each.unit}, {"base", each.base.mean}};
    for (const TornadoBar& bar : each.bars) {
      const auto end = [](const TornadoEnd& e) {
        return Json{{"value", e.value},
                    {"response", e.response},
                    {"change", e.change.mean},
                    {"half_width", e.change.half_width}};
      };
      one["bars"].push_back({{"factor", bar.factor},
                             {"low", end(bar.low)},
                             {"high", end(bar.high)},
                             {"swing", bar.swing.mean},
                             {"half_width", bar.swing.half_width}});
    }
    json["tornado"].push_back(std::move(one));
  }
}

void add_variances(Json& json, const MergedStudy& merged) {
  for (const VarianceAnswer& each : variance_answers(merged)) {
    Json one{{"response", each.response},
             {"unit", each.unit},
             {"mean", each.mean.mean},
             {"deviation", each.deviation}};
    for (std::size_t g = 0; g < each.shares.size(); ++g) {
      const ShareOfVariance& share = each.shares[g];
      one["shares"].push_back({{"factor", each.groups[g]},
                               {"first", share.first},
                               {"first_interval", {share.first_low, share.first_high}},
                               {"total", share.total},
                               {"total_interval", {share.total_low, share.total_high}}});
    }
    json["variance"].push_back(std::move(one));
  }
  for (const EffectAnswer& each : effect_answers(merged)) {
    for (std::size_t f = 0; f < each.effects.size(); ++f) {
      const ElementaryEffect& effect = each.effects[f];
      json["elementary_effects"].push_back({{"response", each.response},
                                            {"unit", each.unit},
                                            {"factor", each.factors[f]},
                                            {"size", effect.mean_absolute},
                                            {"half_width", effect.half_width},
                                            {"mean", effect.mean},
                                            {"deviation", effect.deviation}});
    }
  }
}

void add_choices(Json& json, const MergedStudy& merged) {
  for (const ChoicesAnswer& each : choices_answers(merged)) {
    Json one{{"response", each.response}, {"unit", each.unit},
             {"draws", each.draws},       {"taken", each.choices[each.taken].choice},
             {"flips_in", each.flips_in}, {"flips_half_width", each.flips_half_width}};
    for (const ChoiceAnswer& choice : each.choices) {
      one["choices"].push_back({{"choice", choice.choice},
                                {"best_in", choice.best_in},
                                {"mean", choice.response.mean},
                                {"half_width", choice.response.half_width},
                                {"regret", choice.regret.mean}});
    }
    json["decision"] = std::move(one);
  }
}

}  // namespace

StudyAnswers answer(const MergedStudy& merged) {
  return Answerer(merged).answer();
}

std::string answers_text(const MergedStudy& merged, const StudyAnswers& answers) {
  std::string text = fmt::format("{}\n{} points, design {}, from {} shard{}\n\n", merged.head.title,
                                 merged.head.points, merged.head.design, merged.shards,
                                 merged.shards == 1 ? "" : "s");
  text += fmt::format("  {:<28}{:>14}{:>14}{:>14}\n", "", "least", "mean", "most");
  for (const ResponseSpread& s : answers.spreads) {
    const std::string unit = unit_text(s.unit);
    text += fmt::format("  {:<28}{:>14.7g}{:>14.7g}{:>14.7g}\n",
                        s.title + (unit.empty() ? "" : ", " + unit), s.least, s.mean, s.most);
  }
  const BestPoint& best = answers.best;
  text += fmt::format(
      "\nThe {} {} is {}, at point {}:\n  {}\n", merged.head.best_is_least ? "least" : "most",
      best.title,
      with_unit(fmt::format("{:.7g} +- {:.2g}", best.mean, best.half_width), unit_text(best.unit)),
      best.point, best.factors);
  text +=
      best.alike == 0
          ? "Its interval meets that of no other point.\n"
          : fmt::format("Points whose intervals meet its own, among which noise may choose: {}\n",
                        best.alike);
  text += factor_answers_text(merged);
  text += noise_text(noise_answers(merged));
  text += precision_text(precision_answers(merged));
  const auto tornados = tornado_answers(merged);
  text += tornado_text(tornados);
  if (const auto map = decision_map(merged)) text += decision_text(*map);
  std::string factor;
  for (const MainEffect& e : answers.effects) {
    if (!tornados.empty()) break;  // they say it all
    if (e.factor != factor) {
      factor = e.factor;
      text += fmt::format("\n{} from {} to {} changes, on average over the points,\n", e.factor,
                          e.from, e.to);
    }
    const std::string error = e.half_width > 0.0 ? fmt::format(" +- {:.2g}", e.half_width) : "";
    text += fmt::format("  {} by {}\n", e.response,
                        with_unit(fmt::format("{:+.5g}{}", e.change, error), unit_text(e.unit)));
  }
  text += fmt::format("\n{}\n{}  sha256 {}\n", merged.database.string(), merged.table.string(),
                      merged.sha256);
  return text;
}

std::string answers_json(const MergedStudy& merged, const StudyAnswers& answers) {
  Json json{{"schema", "darkline.study_answers/1"},
            {"title", merged.head.title},
            {"design", merged.head.design},
            {"points", merged.head.points},
            {"sha256", merged.sha256},
            {"database", merged.database.string()},
            {"table", merged.table.string()}};
  for (const ResponseSpread& s : answers.spreads) {
    json["responses"].push_back({{"name", s.title},
                                 {"unit", unit_text(s.unit)},
                                 {"least", s.least},
                                 {"mean", s.mean},
                                 {"most", s.most}});
  }
  const BestPoint& best = answers.best;
  json["best"] = {
      {"point", best.point},           {"response", best.title},       {"mean", best.mean},
      {"half_width", best.half_width}, {"unit", unit_text(best.unit)}, {"factors", best.factors},
      {"not_told_apart", best.alike}};
  for (const MainEffect& e : answers.effects) {
    json["effects"].push_back({{"factor", e.factor},
                               {"from", e.from},
                               {"to", e.to},
                               {"response", e.response},
                               {"change", e.change},
                               {"half_width", e.half_width},
                               {"unit", unit_text(e.unit)}});
  }
  add_noise(json, merged);
  add_decision_map(json, merged);
  add_tornados(json, merged);
  add_variances(json, merged);
  add_choices(json, merged);
  return json.dump(1) + "\n";
}

}  // namespace darkline
