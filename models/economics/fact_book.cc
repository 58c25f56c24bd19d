#include "models/economics/fact_book.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/base/csv_table.h"
#include "models/base/file.h"

namespace darkline {
namespace {

constexpr std::size_t kMostBytes = 4U << 20U;
constexpr std::size_t kLongestText = 400;
constexpr double kMost = 1e15;
constexpr int kFirstYear = 1900, kLastYear = 2199;

enum Column : std::size_t {
  id,
  value,
  unit,
  low,
  high,
  base_year,
  as_of,
  valid_from,
  valid_to,
  source,
  confidence,
  note,
  n_columns
};
constexpr std::array<CsvColumn, n_columns> kColumns = {{
    {"id"},
    {"value"},
    {"unit"},
    {"low"},
    {"high"},
    {"base_year"},
    {"as_of"},
    {"valid_from"},
    {"valid_to"},
    {"source"},
    {"confidence"},
    {"note", false},
}};

bool is_one_of(const std::vector<std::string>& known, std::string_view text) {
  return std::ranges::find(known, text) != known.end();
}

// What money may be counted by: "USD/h".
const std::vector<std::string>& per_units() {
  static const std::vector<std::string> names = {"h", "y", "kWh", "kg", "m", "body", "GPU-h"};
  return names;
}

// "usd" for "USD", as ids have it.
std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
  });
  return small;
}

// Reads `unit` and what follows from it.
void take_unit(const CsvCell& cell, Fact& fact) {
  const std::string& text = cell.text();
  if (text.empty()) {
    cell.refuse_found(
        "a fact without a unit",
        fmt::format("money such as USD or EUR/kWh, or one of {}", fmt::join(fact_units(), ", ")),
        {}, "a pure number has the unit 1");
  }
  fact.unit = text;
  if (is_one_of(fact_units(), text)) return;
  const std::size_t slash = text.find('/');
  const std::string money = text.substr(0, slash);
  if (!is_one_of(currency_names(), money)) {
    std::vector<std::string> known = fact_units();
    known.insert(known.end(), currency_names().begin(), currency_names().end());
    const bool looks_like_money =
        slash != std::string::npos && is_one_of(per_units(), text.substr(slash + 1));
    cell.refuse(looks_like_money
                    ? fmt::format("a currency before the /: {}", fmt::join(currency_names(), ", "))
                    : "a unit, or a currency such as USD",
                nearest_names(looks_like_money ? money : text,
                              looks_like_money ? currency_names() : known));
  }
  fact.currency = money;
  if (slash == std::string::npos) return;
  const std::string per = text.substr(slash + 1);
  if (!is_one_of(per_units(), per) && !is_one_of(currency_names(), per)) {
    cell.refuse(fmt::format("money per one of {}, or per a currency", fmt::join(per_units(), ", ")),
                nearest_names(per, per_units()));
  }
}

void take_range(const CsvTable& table, std::size_t row, Fact& fact) {
  const auto number = [&](Column column, const char* what) {
    return table.at(row, column).read_number(-kMost, kMost, what);
  };
  fact.value = number(value, "the value");
  fact.low = number(low, "the least that it may be");
  fact.high = number(high, "the most that it may be");
  if (fact.low > fact.value) {
    table.at(row, low).refuse(fmt::format("at most the value, {}", table.at(row, value).text()));
  }
  if (fact.high < fact.value) {
    table.at(row, high).refuse(fmt::format("at least the value, {}", table.at(row, value).text()));
  }
}

void take_base_year(const CsvCell& cell, Fact& fact) {
  if (fact.currency.empty()) {
    if (!cell.empty()) {
      cell.refuse(fmt::format("an empty field: {} is no money", fact.unit));
    }
    return;
  }
  if (cell.empty()) {
    cell.refuse_found(fmt::format("{} without a year", fact.unit),
                      "the year whose money it is, such as 2025");
  }
  const double year = cell.read_number(kFirstYear, kLastYear, "the year whose money it is");
  fact.base_year = static_cast<int>(year);
  if (fact.base_year != year) cell.refuse("a year, such as 2025");
}

void take_days(const CsvTable& table, std::size_t row, Fact& fact) {
  fact.as_of = table.at(row, as_of).read_date();
  fact.from = table.at(row, valid_from).read_date();
  const CsvCell end = table.at(row, valid_to);
  fact.to = end.empty() ? kOpenEnd : end.read_date();
  if (fact.to <= fact.from) {
    end.refuse(fmt::format("a day after valid_from, {}", text_of(fact.from)), {},
               "it is the first day on which the fact holds no more");
  }
}

void take_provenance(const CsvTable& table, std::size_t row, Fact& fact) {
  const CsvCell said = table.at(row, source);
  if (said.empty()) {
    said.refuse_found(fmt::format("the fact \"{}\" without a source", fact.id), "who says so", {},
                      "a decision of your own is a source too: \"our assumption\"");
  }
  fact.source = said.read_text(kLongestText);
  const CsvCell letter = table.at(row, confidence);
  const auto found = std::ranges::find_if(
      kConfidences, [&](const ConfidenceInfo& info) { return letter.text() == info.letter; });
  if (found == kConfidences.end()) {
    letter.refuse(
        "E (primary text), S (secondary), C (computed), A (approximate) or M (unverified)");
  }
  fact.confidence = found->confidence;
  const CsvCell remark = table.at(row, note);
  if (!remark.empty()) fact.note = remark.read_text(kLongestText);
}

Fact fact_of(const CsvTable& table, std::size_t row) {
  Fact fact;
  fact.place = table.place(row);
  fact.id = table.at(row, id).read_id();
  take_unit(table.at(row, unit), fact);
  take_range(table, row, fact);
  take_base_year(table.at(row, base_year), fact);
  take_days(table, row, fact);
  take_provenance(table, row, fact);
  return fact;
}

Date middle_of(int year) {
  return *date_of({.year = std::clamp(year, kFirstYear, kLastYear), .month = 7, .day = 1});
}

}  // namespace

const std::vector<std::string>& currency_names() {
  static const std::vector<std::string> names = {"USD", "EUR", "CNY", "JPY", "KRW", "GBP", "CAD",
                                                 "MXN", "BRL", "TRY", "PLN", "CHF", "INR"};
  return names;
}

const std::vector<std::string>& fact_units() {
  static const std::vector<std::string> names = {
      "1", "%",  "%/y", "index", "s",  "min", "h", "d",  "week",     "y",
      "m", "kg", "t",   "J",     "kJ", "kWh", "W", "kW", "kWh/body", "GPU-h"};
  return names;
}

FactBook FactBook::from_text(std::string_view text, const std::string& file) {
  const CsvTable table(text, file, kColumns, "a file of facts",
                       {.most_bytes = kMostBytes, .longest_field = kLongestText});
  FactBook book;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    book.rows_of_[table.at(row, id).text()].push_back(row);
    book.facts_.push_back(fact_of(table, row));
  }
  for (auto& [name, rows] : book.rows_of_) {
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return book.facts_[row].from; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const Fact &before = book.facts_[rows[i - 1]], &after = book.facts_[rows[i]];
      if (before.to <= after.from) continue;
      table.at(rows[i], valid_from)
          .refuse(fmt::format("a day from {} on: \"{}\" holds until then at {}", text_of(before.to),
                              name, before.place.text()));
    }
  }
  return book;
}

std::vector<std::string> FactBook::ids() const {
  std::vector<std::string> names;
  for (const auto& [name, rows] : rows_of_) names.push_back(name);
  return names;
}

const Fact& FactBook::at(std::string_view id_text, Date day) const {
  const auto found = rows_of_.find(id_text);
  if (found == rows_of_.end()) {
    throw InputError({.found = fmt::format("\"{}\"", id_text),
                      .wanted = "the id of a fact",
                      .candidates = nearest_names(id_text, ids())});
  }
  for (const std::size_t row : found->second) {
    if (facts_[row].from <= day && day < facts_[row].to) return facts_[row];
  }
  const Fact &first = facts_[found->second.front()], &last = facts_[found->second.back()];
  throw InputError({.place = first.place,
                    .found = fmt::format("\"{}\" on {}", id_text, text_of(day)),
                    .wanted = fmt::format("a day that a row of it holds, within {} and {}",
                                          text_of(first.from), text_of(last.to)),
                    .mend = "add a row for that day, with its source"});
}

double FactBook::per_usd(std::string_view currency, int year) const {
  if (currency == "USD") return 1.0;
  return at("exchange." + lower(currency), middle_of(year)).value;
}

double FactBook::price_index(std::string_view currency, int year) const {
  return at("price_index." + lower(currency), middle_of(year)).value;
}

Money FactBook::convert(const Money& money, std::string_view currency, int year) const {
  for (const std::string_view name : {std::string_view(money.currency), currency}) {
    if (is_one_of(currency_names(), name)) continue;
    throw InputError({.found = fmt::format("\"{}\"", name),
                      .wanted = fmt::format("a currency: {}", fmt::join(currency_names(), ", ")),
                      .candidates = nearest_names(name, currency_names())});
  }
  Money result{.amount = money.amount, .currency = std::string(currency), .year = year};
  const bool same_currency = money.currency == currency;
  if (same_currency && money.year == year) return result;
  if (same_currency && rows_of_.contains("price_index." + lower(currency))) {
    result.amount *= price_index(currency, year) / price_index(currency, money.year);
    return result;
  }
  result.amount /= per_usd(money.currency, money.year);
  if (money.year != year) {
    result.amount *= price_index("USD", year) / price_index("USD", money.year);
  }
  result.amount *= per_usd(currency, year);
  return result;
}

FactBook read_fact_book(const std::filesystem::path& file) {
  return FactBook::from_text(read_file(file, kMostBytes), file.string());
}

FactBook shipped_fact_book() {
  return read_fact_book(data_folder() / "economics" / "facts.csv");
}

}  // namespace darkline
