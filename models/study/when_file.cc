#include "models/study/when_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "models/base/file.h"
#include "models/base/quantity.h"
#include "models/scenario/named_key.h"
#include "models/study/study_base.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr std::size_t kMostPrices = 1'000;
constexpr std::size_t kMostDays = 200;

double quantity_of(const StudyTable& table, std::string_view key, const toml::node& node,
                   Dimension dimension, double least, double most) {
  const std::string wanted =
      fmt::format("{} from {} to {}", name_of(dimension), format_quantity(least, dimension),
                  format_quantity(most, dimension));
  const std::string text = table.text_of(key, node, wanted);
  double value = 0.0;
  try {
    value = parse_quantity(text, dimension);
  } catch (const InputError&) {
    table.refuse(key, node, wanted);
  }
  if (!(value >= least && value <= most)) table.refuse(key, node, wanted);
  return value;
}

Date day_of(const StudyTable& table, std::string_view key, const toml::node& node,
            const std::string& text) {
  const auto day = date_from(text);
  if (!day) table.refuse(key, node, "a day as \"2025-07-01\"");
  return *day;
}

Date day_of(const StudyTable& table, std::string_view key) {
  const toml::node& node = table.get(key, "a day as \"2025-07-01\"");
  return day_of(table, key, node, table.text_of(key, node, "a day as \"2025-07-01\""));
}

// Where the file gives no prices, those of the scenario's two days.
std::vector<PricePath::Price> prices_of_base(const Scenario& base) {
  const InvestConfig& invest = base.invest;
  return {{parse_date(invest.date_before), invest.price_before_usd},
          {parse_date(invest.date_after), invest.price_after_usd}};
}

std::vector<PricePath::Price> read_prices(const StudyTable& table) {
  constexpr double kMostUsd = 1e9;
  const std::string wanted = "a table of days and prices: { \"2025-07-01\" = \"40 kUSD\" }";
  const toml::node& node = *table.find("path");
  if (!node.is_table() || node.as_table()->empty() || node.as_table()->size() > kMostPrices) {
    table.refuse("path", node, wanted);
  }
  std::vector<PricePath::Price> prices;
  for (const auto& [day, price] : *node.as_table()) {
    prices.push_back({day_of(table, "path", price, std::string(day.str())),
                      quantity_of(table, "path", price, Dimension::money, 1.0, kMostUsd)});
  }
  std::sort(prices.begin(), prices.end(),
            [](const auto& a, const auto& b) { return a.day < b.day; });
  return prices;
}

void read_price(const toml::table& root, WhenFile& study) {
  const InvestConfig& invest = study.base.invest;
  PricePath& path = study.price;
  path.learning = invest.learning;
  path.spread_per_y = invest.price_spread_per_y;
  static const toml::table kNothing;
  const toml::node* node = root.get("price");
  if (node != nullptr && !node->is_table()) {
    throw InputError({.place = {.file = study.file},
                      .key = "price",
                      .found = shown_node(*node),
                      .wanted = "a table [price]"});
  }
  const StudyTable table(node == nullptr ? kNothing : *node->as_table(), study.file, "price",
                         {"path", "learning", "doublings_per_year", "spread"});
  path.prices = table.has("path") ? read_prices(table) : prices_of_base(study.base);
  for (const PricePath::Price& each : path.prices) {
    if (each.usd > 0.0) continue;
    throw InputError({.place = table.place(),
                      .key = "price.path",
                      .found = "none, and a price of 0 in the scenario's [invest]",
                      .wanted = "days with prices above 0"});
  }
  const double years = (path.prices.back().day - path.prices.front().day) / kDaysPerYear;
  path.doublings_per_y = years > 0.0 ? invest.doublings / years : 0.0;
  if (table.has("learning")) {
    path.learning =
        quantity_of(table, "learning", *table.find("learning"), Dimension::percent, 0.0, 0.9);
  }
  if (table.has("doublings_per_year")) {
    const toml::node& number = *table.find("doublings_per_year");
    const auto value = number.is_number() ? number.value<double>() : std::nullopt;
    if (!value || !(*value >= 0.0 && *value <= 10.0)) {
      table.refuse("doublings_per_year", number, "a number from 0 to 10");
    }
    path.doublings_per_y = *value;
  }
  if (table.has("spread")) {
    path.spread_per_y =
        quantity_of(table, "spread", *table.find("spread"), Dimension::per_year, 0.0, 2.0);
  }
}

void read_days(const StudyTable& table, WhenFile& study) {
  study.first_day = day_of(table, "first_day");
  study.last_day = day_of(table, "last_day");
  if (study.last_day < study.first_day) {
    table.refuse("last_day", *table.find("last_day"),
                 fmt::format("a day not before {}", text_of(study.first_day)));
  }
  if (table.has("months")) study.months = static_cast<int>(table.count("months", 1, 120));
  if (study.days().size() > kMostDays) {
    table.refuse("last_day", *table.find("last_day"),
                 fmt::format("at most {} days of purchase: fewer years or more months", kMostDays));
  }
  constexpr double kYear = 365.0 * 86400.0;
  const toml::node& horizon = table.get("horizon", "how long the plan runs, such as \"12 y\"");
  study.horizon_y =
      quantity_of(table, "horizon", horizon, Dimension::time, kYear, 100.0 * kYear) / kYear;
  if ((study.last_day - study.first_day) / kDaysPerYear > study.horizon_y) {
    table.refuse("horizon", horizon, "one that ends behind the last day of purchase");
  }
}

}  // namespace

double PricePath::on_usd(Date day) const {
  const auto learned = [&](const Price& from) {
    const double years = (day - from.day) / kDaysPerYear;
    return from.usd * std::pow(1.0 - learning, doublings_per_y * years);
  };
  if (day <= prices.front().day) return learned(prices.front());
  if (day >= prices.back().day) return learned(prices.back());
  const auto after = std::upper_bound(prices.begin(), prices.end(), day,
                                      [](Date at, const Price& each) { return at < each.day; });
  const Price &a = *(after - 1), &b = *after;
  const double share = static_cast<double>(day - a.day) / static_cast<double>(b.day - a.day);
  return a.usd * std::pow(b.usd / a.usd, share);
}

std::vector<Date> WhenFile::days() const {
  std::vector<Date> days;
  const CalendarDay first = calendar_day_of(first_day);
  for (int k = 0;; ++k) {
    const int month = first.month - 1 + k * months;
    CalendarDay at{first.year + month / 12, month % 12 + 1, first.day};
    std::optional<Date> day = date_of(at);
    while (!day && at.day > 28) {  // the 31st of a month that has none
      --at.day;
      day = date_of(at);
    }
    if (!day || *day > last_day) return days;
    days.push_back(*day);
  }
}

std::string kind_of_study(const fs::path& file) {
  const toml::table root = parse_study(read_file(file, kMostStudyBytes), file.string());
  const toml::table* study = root["study"].as_table();
  return study == nullptr ? std::string() : (*study)["kind"].value_or(std::string());
}

WhenFile read_when(const fs::path& file, const std::vector<std::string>& overrides) {
  return read_when_text(file, read_file(file, kMostStudyBytes), overrides);
}

WhenFile read_when_text(const fs::path& file, const std::string& bytes,
                        const std::vector<std::string>& overrides) {
  WhenFile study;
  study.file = file.string();
  study.files.push_back({file.filename().string(), sha256_hex(bytes)});
  const toml::table root = parse_study(bytes, study.file);
  const StudyTable top(root, study.file, "file", {"study", "price"});
  const toml::node& node = top.get("study", "a table [study]");
  if (!node.is_table()) top.refuse("study", node, "a table [study]");
  const StudyTable table(*node.as_table(), study.file, "study",
                         {"kind", "title", "base", "set", "replications", "first_day", "last_day",
                          "months", "horizon", "draws", "seed"});
  study.title = table.has("title") ? table.text("title", "a text") : file.stem().string();
  if (table.has("draws")) study.draws = table.count("draws", 10, 1'000'000);
  if (table.has("seed")) study.seed = table.count("seed", 0, 0x7FFF'FFFF);
  StudyBase base = read_study_base(table, study.file, overrides);
  study.base_file = std::move(base.file);
  study.base = std::move(base.scenario);
  study.files.insert(study.files.end(), base.files.begin(), base.files.end());
  read_days(table, study);
  read_price(root, study);
  if (study.base.trade.date != "-") set_key(study.base, "trade.date=" + text_of(study.first_day));
  return study;
}

}  // namespace darkline
