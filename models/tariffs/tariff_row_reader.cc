#include "models/tariffs/tariff_row_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/base/csv_table.h"
#include "models/economics/fact_book.h"

namespace darkline {
namespace {

constexpr std::size_t kLongestText = 400;
constexpr std::size_t kMostCodes = 20;
constexpr std::size_t kLongestWord = 40;
constexpr double kMostMoney = 1e12;
constexpr double kMostRatePercent = 100.0 * kHighestTariffRate;

enum Column : std::size_t {
  id,
  destination,
  hs,
  origin,
  authority,
  list,
  rule,
  rate_percent,
  low_percent,
  high_percent,
  beyond_percent,
  quota,
  quota_unit,
  amount,
  currency,
  unless,
  share,
  when,
  from,
  to,
  as_of,
  confidence,
  source,
  note,
  n_columns
};
constexpr std::array<CsvColumn, n_columns> kColumns = {{
    {"id"},
    {"destination"},
    {"hs"},
    {"origin"},
    {"authority"},
    {"list", false},
    {"rule"},
    {"rate_percent"},
    {"low_percent", false},
    {"high_percent", false},
    {"beyond_percent", false},
    {"quota", false},
    {"quota_unit", false},
    {"amount", false},
    {"currency", false},
    {"unless", false},
    {"share", false},
    {"when", false},
    {"from"},
    {"to"},
    {"as_of"},
    {"confidence"},
    {"source"},
    {"note", false},
}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The parts of a field between separators, trimmed.
std::vector<std::string> parts_of(const CsvCell& cell, std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (bool more = true; more;) {
    const std::size_t end = text.find(separator);
    more = end != std::string_view::npos;
    parts.emplace_back(trimmed(text.substr(0, end)));
    text = more ? text.substr(end + 1) : std::string_view();
    if (parts.size() > kMostCodes) cell.refuse(fmt::format("at most {} in a field", kMostCodes));
  }
  return parts;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '_' || one == '-' || one == '.';
  });
}

std::string word_of(const CsvCell& cell, const std::string& text) {
  if (!is_word(text)) {
    cell.refuse(fmt::format("names of 1 to {} letters, digits, and _ - .", kLongestWord));
  }
  return text;
}

template <class Enum, std::size_t n>
Enum named(const CsvCell& cell, const std::array<Enum, n>& all) {
  std::vector<std::string> names;
  for (const Enum each : all) {
    if (cell.text() == name_of(each)) return each;
    names.emplace_back(name_of(each));
  }
  cell.refuse(fmt::format("one of {}", fmt::join(names, ", ")), nearest_names(cell.text(), names));
}

class RowReader {
 public:
  RowReader(const CsvTable& table, std::size_t row, const TariffVocabulary& vocabulary)
      : table_(table), row_(row), vocabulary_(vocabulary) {}

  TariffRow read() {
    out_.place = table_.place(row_);
    out_.id = at(id).read_id();
    read_route();
    out_.authority = word_of(at(authority), at(authority).text());
    if (!at(list).empty()) out_.list = word_of(at(list), at(list).text());
    read_rule();
    read_rates();
    read_quota();
    read_amount();
    read_scope();
    read_days();
    read_provenance();
    return std::move(out_);
  }

 private:
  CsvCell at(Column column) const { return table_.at(row_, column); }

  std::string country(const CsvCell& cell, const std::string& text) const {
    try {
      return vocabulary_.country(text).code;
    } catch (const InputError& error) {
      cell.refuse_found(error.problem().found, error.problem().wanted, error.problem().candidates);
    }
  }

  void read_route() {
    const CsvCell to_cell = at(destination);
    out_.destination = country(to_cell, to_cell.text());
    const Country& market = vocabulary_.country(out_.destination);
    if (TariffVocabulary::territory_of(market) != market.code) {
      to_cell.refuse(fmt::format("{}: it levies the duties of {}", market.union_code, market.code),
                     {market.union_code});
    }
    for (const std::string& code : parts_of(at(origin), at(origin).text(), '|')) {
      out_.origins.push_back(code == "*" ? code : country(at(origin), code));
    }
    for (const std::string& code : parts_of(at(hs), at(hs).text(), '|')) {
      const std::string digits = hs_digits(code);
      if (digits.empty() && code != "*") {
        at(hs).refuse("HS codes of 2 to 10 digits, such as 8479.50|8515.21, or * for every good");
      }
      out_.hs.push_back(digits);
    }
    require_once(at(hs), out_.hs);
    require_once(at(origin), out_.origins);
  }

  static void require_once(const CsvCell& cell, std::vector<std::string> codes) {
    std::ranges::sort(codes);
    if (std::ranges::adjacent_find(codes) != codes.end()) cell.refuse("each code once");
  }

  void read_rule() {
    std::vector<std::string> names;
    const CsvCell cell = at(rule);
    bool known = false;
    for (const TariffRuleInfo& info : tariff_rules()) {
      names.emplace_back(info.name);
      if (cell.text() != info.name) continue;
      out_.rule = info.rule;
      known = true;
    }
    if (!known) {
      cell.refuse(fmt::format("one of {}", fmt::join(names, ", ")),
                  nearest_names(cell.text(), names));
    }
    require_authority(TariffRule::base, "MFN");
    require_authority(TariffRule::preference, "FTA");
  }

  void require_authority(TariffRule of, const char* name) const {
    if ((out_.rule == of) == (out_.authority == name)) return;
    at(authority).refuse(
        fmt::format("{} with the rule {}, and with no other", name, info_of(of).name));
  }

  // 25 for 25 %.
  double percent(Column column) const {
    const CsvCell cell = at(column);
    const double value = cell.read_number(-kMostMoney, kMostMoney, "percent");
    const std::string wanted = fmt::format("percent from 0 to {}", kMostRatePercent);
    if (value < 0.0) cell.refuse(wanted);
    if (value > kMostRatePercent) {
      cell.refuse(wanted, {fmt::format("{:.2f}", value / 100.0)},
                  "25 or 25.00 is a quarter of the customs value: has a decimal point been lost?");
    }
    return value / 100.0;
  }

  bool has_rate() const {
    return out_.rule != TariffRule::undertaking && out_.rule != TariffRule::de_minimis;
  }

  void read_rates() {
    const CsvCell cell = at(rate_percent);
    if (!has_rate()) {
      if (!cell.empty()) cell.refuse("an empty field: this rule has no rate");
      return;
    }
    if (cell.text() != "-") out_.rate = percent(rate_percent);
    if (out_.rule == TariffRule::drawback && out_.rate && *out_.rate > 1.0) {
      cell.refuse("at most 100: a share of the duty");
    }
    out_.low = at(low_percent).empty() ? out_.rate.value_or(0.0) : percent(low_percent);
    out_.high = at(high_percent).empty() ? out_.rate.value_or(0.0) : percent(high_percent);
    const double rate = out_.rate.value_or(out_.low);
    if (out_.low > rate) at(low_percent).refuse("at most rate_percent");
    if (out_.high < rate) at(high_percent).refuse("at least rate_percent");
  }

  void read_quota() {
    const bool is_quota = out_.rule == TariffRule::quota;
    if (is_quota) {
      if (at(beyond_percent).empty()) {
        at(beyond_percent)
            .refuse_found("a quota without it", "the rate beyond the quota, in percent");
      }
      out_.beyond = percent(beyond_percent);
      if (out_.rate && out_.beyond < *out_.rate) at(beyond_percent).refuse("at least rate_percent");
    } else if (!at(beyond_percent).empty()) {
      at(beyond_percent).refuse("an empty field: only the rule quota has it");
    }
    if (at(quota).empty()) return;
    if (!is_quota && out_.rule != TariffRule::undertaking) {
      at(quota).refuse("an empty field: only the rules quota and undertaking have it");
    }
    out_.quota = at(quota).read_number(1e-9, kMostMoney, "how much comes in a year");
    if (at(quota_unit).empty()) {
      at(quota_unit).refuse_found("a quota without a unit", "its unit, such as vehicles or t");
    }
    out_.quota_unit = word_of(at(quota_unit), at(quota_unit).text());
  }

  void read_amount() {
    const CsvCell sum = at(amount), money = at(currency);
    if (sum.empty()) {
      if (out_.rule == TariffRule::de_minimis) {
        sum.refuse_found("a de-minimis rule without it", "the highest value that comes in free");
      }
      return;
    }
    using R = TariffRule;
    if (out_.rule != R::base && out_.rule != R::add && !(out_.rule == R::undertaking) &&
        out_.rule != R::de_minimis) {
      sum.refuse("an empty field: only base, add, undertaking and de_minimis have it");
    }
    out_.amount = sum.read_number(0.0, kMostMoney, "an amount of money");
    if (money.empty()) {
      money.refuse_found(fmt::format("the amount {} without a currency", sum.text()),
                         fmt::format("one of {}", fmt::join(currency_names(), ", ")));
    }
    if (std::ranges::find(currency_names(), money.text()) == currency_names().end()) {
      money.refuse(fmt::format("one of {}", fmt::join(currency_names(), ", ")),
                   nearest_names(money.text(), currency_names()));
    }
    out_.currency = money.text();
  }

  void read_scope() {
    if (!at(unless).empty()) {
      for (const std::string& name : parts_of(at(unless), at(unless).text(), '|')) {
        out_.unless.push_back(word_of(at(unless), name));
        if (name == out_.authority) at(unless).refuse("another authority than its own");
      }
    }
    if (!at(share).empty()) {
      out_.share =
          named(at(share), std::array{TariffShare::full, TariffShare::non_qualifying,
                                      TariffShare::foreign_content, TariffShare::metal_content});
    }
    if (at(when).empty()) return;
    out_.when_text = at(when).read_text(kLongestText);
    for (const std::string& term : parts_of(at(when), out_.when_text, ';')) {
      out_.when.push_back(condition(term));
    }
  }

  TariffCondition condition(const std::string& term) const {
    const CsvCell cell = at(when);
    const std::size_t space = term.find(' ');
    const std::string name = term.substr(0, space);
    const std::string rest(space == std::string::npos
                               ? std::string_view()
                               : trimmed(std::string_view(term).substr(space)));
    TariffCondition out;
    std::vector<std::string> known;
    bool found = false;
    for (std::size_t i = 0; i < kTariffAttributes; ++i) {
      const auto attribute = static_cast<TariffAttribute>(i);
      known.emplace_back(name_of(attribute));
      if (name != known.back()) continue;
      out.attribute = attribute;
      found = true;
    }
    if (!found) {
      cell.refuse_found(fmt::format("\"{}\"", name.substr(0, kLongestWord)),
                        fmt::format("a condition on one of {}", fmt::join(known, ", ")),
                        nearest_names(name, known));
    }
    if (is_number(out.attribute)) {
      take_interval(rest, out);
    } else {
      take_words(rest, out);
    }
    return out;
  }

  void take_interval(const std::string& text, TariffCondition& out) const {
    out.kind = TariffCondition::Kind::within;
    const std::size_t dots = text.find("..");
    const auto number = [](std::string_view digits, double& value) {
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return error == std::errc() && end == digits.data() + digits.size() && std::isfinite(value);
    };
    const bool good = dots != std::string::npos &&
                      number(std::string_view(text).substr(0, dots), out.low) &&
                      number(std::string_view(text).substr(dots + 2), out.high);
    if (!good || out.low >= out.high) {
      at(when).refuse(fmt::format("an interval, such as {} 14000..17500", name_of(out.attribute)));
    }
  }

  void take_words(const std::string& text, TariffCondition& out) const {
    const std::size_t space = text.find(' ');
    const std::string verb = text.substr(0, space);
    if ((verb != "is" && verb != "not") || space == std::string::npos) {
      at(when).refuse(fmt::format("\"{0} is a|b\" or \"{0} not a|b\"", name_of(out.attribute)));
    }
    out.kind = verb == "is" ? TariffCondition::Kind::is : TariffCondition::Kind::is_not;
    for (const std::string& word : parts_of(at(when), std::string_view(text).substr(space), '|')) {
      out.words.push_back(word_of(at(when), word));
    }
  }

  void read_days() {
    out_.from = at(from).read_date();
    out_.to = at(to).empty() ? kOpenEnd : at(to).read_date();
    if (out_.to <= out_.from) {
      at(to).refuse(fmt::format("a day after {}", text_of(out_.from)), {},
                    "it is the first day on which the row is out of force");
    }
    out_.as_of = at(as_of).read_date();
  }

  void read_provenance() {
    const CsvCell letter = at(confidence);
    const auto found = std::ranges::find_if(
        kConfidences, [&](const ConfidenceInfo& info) { return letter.text() == info.letter; });
    if (found == kConfidences.end()) {
      letter.refuse(
          "E (primary text), S (secondary), C (computed), A (approximate) or M (unverified)");
    }
    out_.confidence = found->confidence;
    if (at(source).empty()) {
      at(source).refuse_found(fmt::format("\"{}\" without a source", out_.id), "the legal source");
    }
    out_.source = at(source).read_text(kLongestText);
    if (!at(note).empty()) out_.note = at(note).read_text(kLongestText);
  }

  const CsvTable& table_;
  std::size_t row_;
  const TariffVocabulary& vocabulary_;
  TariffRow out_;
};

}  // namespace

std::vector<TariffRow> tariff_rows_from_text(std::string_view text, const std::string& file,
                                             const TariffVocabulary& vocabulary) {
  const CsvTable table(text, file, kColumns, "a tariff ledger",
                       {.most_rows = kMostTariffRows + 1, .longest_field = kLongestText});
  std::vector<TariffRow> rows;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    rows.push_back(RowReader(table, row, vocabulary).read());
  }
  return rows;
}

}  // namespace darkline
