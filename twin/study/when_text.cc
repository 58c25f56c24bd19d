#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/file.h"
#include "twin/study/csv_text.h"
#include "twin/study/when_to_buy.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostSplits = 50;

// In the unit in which the largest of the study's sums is between 1 and 1000.
struct Money {
  double in_usd = 1.0;
  const char* unit = "USD";
};
Money money_of(const WhenResult& result) {
  const double most = std::abs(result.never.mean);
  if (most >= 1e9) return {1e9, "bn USD"};
  if (most >= 1e6) return {1e6, "MUSD"};
  return {1e3, "kUSD"};
}

std::string shown(const Estimate& usd, const Money& money) {
  // what is rounding alone is none
  const double error = usd.half_width > 1e-9 * std::abs(usd.mean) ? usd.half_width : 0.0;
  return fmt::format("{:.4g} +- {:.2g} {}", usd.mean / money.in_usd, error / money.in_usd,
                     money.unit);
}

// Of what is left between two large sums.
std::string difference(const Estimate& usd) {
  const Money money = std::abs(usd.mean) >= 1e6 ? Money{1e6, "MUSD"} : Money{1e3, "kUSD"};
  return shown(usd, money);
}

std::string trigger(double usd) {
  if (usd <= 0.0) return "never";
  return std::isfinite(usd) ? fmt::format("{:.4g}", usd * 1e-3) : "any";
}

std::string table_of_days(const WhenResult& result, const Money& money) {
  std::string text = fmt::format(
      "{:<12}{:>10}{:>8}{:>11}{:>22}{:>17}{:>9}{:>10}\n{:<12}{:>10}{:>8}{:>11}{:>22}{:>17}{:>9}"
      "{:>10}\n",
      "bought on", "price,", "duty,", "invested,", "cost of the", "5 to 95 % of", "best in,",
      "buy at,", "", "kUSD", "%", "MUSD", fmt::format("plan, {}", money.unit), "the prices", "%",
      "kUSD");
  const auto row = [&](const std::string& name, const Estimate& cost, const std::string& range,
                       double best_in, const std::string& price, const std::string& duty,
                       const std::string& invested, const std::string& at) {
    text += fmt::format(
        "{:<12}{:>10}{:>8}{:>11}{:>22}{:>17}{:>9.1f}{:>10}\n", name, price, duty, invested,
        fmt::format("{:.5g} +- {:.2g}", cost.mean / money.in_usd, cost.half_width / money.in_usd),
        range, 100.0 * best_in, at);
  };
  for (const WhenDay& day : result.days) {
    row(text_of(day.chance.day), day.cost,
        fmt::format("{:.4g} to {:.4g}", day.low / money.in_usd, day.high / money.in_usd),
        day.best_in, fmt::format("{:.4g}", day.chance.robot_usd * 1e-3),
        fmt::format("{:.4g}", 100.0 * day.chance.robot_duty),
        fmt::format("{:.4g}", day.invested_usd * 1e-6), trigger(day.trigger_usd));
  }
  row("never", result.never, "", result.never_best_in, "", "", "", "");
  return text;
}

std::string choice_text(const WhenResult& result, const Money& money) {
  const WhenDay& best = result.days[result.best];
  std::string text;
  if (result.never_is_best) {
    Estimate more = result.never_behind;
    more.mean = -more.mean;
    text = fmt::format(
        "People to the end cost the least, {}; of the days {} does, and costs {} more.\n",
        shown(result.never, money), text_of(best.chance.day), difference(more));
  } else {
    text = fmt::format("Bought on {}, the robots make the plan cost the least: {}.\n",
                       text_of(best.chance.day), shown(best.cost, money));
    if (result.best != 0) {
      text += fmt::format("Buying on the first day costs {} more, never buying {} more.\n",
                          difference(result.days.front().behind), difference(result.never_behind));
    } else {
      text += fmt::format("Never buying costs {} more.\n", difference(result.never_behind));
    }
  }
  if (!result.alike.empty()) {
    std::string days;
    for (const std::size_t k : result.alike) {
      days += (days.empty() ? "" : ", ") + text_of(result.days[k].chance.day);
    }
    text += fmt::format("The noise of the line does not tell it from: {}.\n", days);
  }
  text += fmt::format(
      "As prices scatter, another day, or none, turns out to be better in {:.1f} % of the draws.\n",
      100.0 * (1.0 - (result.never_is_best ? result.never_best_in : best.best_in)));
  return text;
}

std::string waiting_text(const WhenResult& result) {
  const WhenDay& first = result.days.front();
  const bool now = first.trigger_usd >= first.chance.robot_usd;
  std::string text = fmt::format(
      "The right to wait is worth {} against buying now or never, and {}\n"
      "against the best that can be fixed today.\n",
      difference(result.option), difference(result.flexibility));
  if (now) {
    text += "With it one buys on the first day.\n";
  } else if (first.trigger_usd <= 0.0) {
    text += "With it one waits on the first day, whatever the price.\n";
  } else {
    text +=
        fmt::format("With it one waits on the first day, unless the price is {} kUSD or less.\n",
                    trigger(first.trigger_usd));
  }
  return text;
}

std::string split_text(const WhenResult& result, const Money& money) {
  if (result.splits.empty()) return {};
  const SplitPurchase& best = result.splits.front();
  const auto amount = [&](double usd) { return fmt::format("{:.5g}", usd / money.in_usd); };
  if (!(best.tail < result.one_day.tail)) {
    return "No purchase in two parts has a better worst 5 % of the draws than the best day "
           "alone.\n";
  }
  return fmt::format(
      "In two parts, {:.0f} % on {} and the rest on {}, the plan costs {} {} instead of\n"
      "{}, and {} instead of {} in the mean of the worst 5 % of the draws: cost is straight\n"
      "in how many are bought when, so parts cannot be cheaper than the best day, only surer.\n",
      100.0 * best.share, text_of(result.days[best.first].chance.day),
      text_of(result.days[best.second].chance.day), amount(best.cost), money.unit,
      amount(result.one_day.cost), amount(best.tail), amount(result.one_day.tail));
}

Json json_of(const Estimate& e) {
  return {{"mean", e.mean}, {"half_width", e.half_width}, {"n", e.n}, {"unit", "USD"}};
}

}  // namespace

std::string when_text(const WhenFile& study, const WhenResult& result) {
  const Money money = money_of(result);
  return fmt::format(
             "{}\n{} days of purchase, a plan of {:g} years from {}; money is worth on that "
             "day\n\n",
             study.title, result.days.size(), study.horizon_y, text_of(study.first_day)) +
         table_of_days(result, money) + "\n" + choice_text(result, money) + waiting_text(result) +
         split_text(result, money);
}

std::string when_json(const WhenFile& study, const WhenResult& result) {
  Json json{{"schema", "darkline.when/1"},
            {"title", study.title},
            {"first_day", text_of(study.first_day)},
            {"horizon_y", study.horizon_y},
            {"draws", study.draws},
            {"best", result.never_is_best ? std::string("never")
                                          : text_of(result.days[result.best].chance.day)},
            {"never", json_of(result.never)},
            {"never_best_in", result.never_best_in},
            {"now_or_never", json_of(result.now_or_never)},
            {"waiting", json_of(result.waiting)},
            {"option", json_of(result.option)},
            {"flexibility", json_of(result.flexibility)}};
  for (const WhenDay& day : result.days) {
    Json one{{"day", text_of(day.chance.day)},
             {"robot_usd", day.chance.robot_usd},
             {"robot_duty", day.chance.robot_duty},
             {"invested_usd", day.invested_usd},
             {"cost", json_of(day.cost)},
             {"behind", json_of(day.behind)},
             {"low", day.low},
             {"high", day.high},
             {"best_in", day.best_in}};
    one["buy_at_or_below_usd"] = std::isfinite(day.trigger_usd) ? Json(day.trigger_usd) : Json();
    json["days"].push_back(std::move(one));
  }
  for (std::size_t k = 0; k < std::min(result.splits.size(), kMostSplits); ++k) {
    const SplitPurchase& split = result.splits[k];
    json["splits"].push_back({{"share", split.share},
                              {"first", text_of(result.days[split.first].chance.day)},
                              {"second", text_of(result.days[split.second].chance.day)},
                              {"cost_usd", split.cost},
                              {"tail_usd", split.tail}});
  }
  return json.dump(1) + "\n";
}

void write_when(const WhenResult& result, const std::filesystem::path& folder) {
  std::string text =
      "day,robot_price_usd,robot_duty,gun_duty,invested_usd,cost_usd,cost_usd_half_width,"
      "behind_best_usd,behind_best_usd_half_width,cost_usd_5_percent,cost_usd_95_percent,"
      "best_in_share,buy_at_or_below_usd\n";
  for (const WhenDay& day : result.days) {
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", text_of(day.chance.day),
                        day.chance.robot_usd, day.chance.robot_duty, day.chance.gun_duty,
                        day.invested_usd, day.cost.mean, csv_number(day.cost.half_width),
                        day.behind.mean, csv_number(day.behind.half_width), day.low, day.high,
                        day.best_in, csv_number(day.trigger_usd));
  }
  text += fmt::format("never,,,,,{},{},,,,,{},\n", result.never.mean,
                      csv_number(result.never.half_width), result.never_best_in);
  write_file_whole(folder / "when.csv", text);
  text = "share_on_first,first,second,cost_usd,cost_usd_worst_5_percent\n";
  for (const SplitPurchase& split : result.splits) {
    text +=
        fmt::format("{},{},{},{},{}\n", split.share, text_of(result.days[split.first].chance.day),
                    text_of(result.days[split.second].chance.day), split.cost, split.tail);
  }
  write_file_whole(folder / "when_splits.csv", text);
}

}  // namespace darkline
