// The setting up of TariffRoute: rows, segments, and what is said where there are none.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "twin/economics/tariff_duty.h"
#include "twin/economics/tariff_match.h"

namespace darkline {
namespace {

constexpr std::size_t kMostAuthorities = 60;  // bits of a word, with some to spare

Country country_of(const TariffVocabulary& vocabulary, std::string_view text, const char* what) {
  try {
    return vocabulary.country(text);
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.key = what;
    throw InputError(std::move(problem));
  }
}

std::string joined(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

// The codes whose title or kind has the word, or the codes that are near to it.
std::vector<std::string> goods_like(const TariffVocabulary& vocabulary, std::string_view typed) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> codes, named;
  for (const Good& good : vocabulary.goods()) {
    codes.push_back(hs_text(good.hs));
    const bool says_it = good.kind == typed || good.title.find(typed) != std::string::npos;
    if (typed.size() > 2 && says_it && named.size() < kMost) {
      named.push_back(fmt::format("{} ({})", codes.back(), good.title));
    }
  }
  if (!named.empty()) return named;
  const std::string digits = hs_digits(typed);
  constexpr std::size_t kHeading = 4;  // digits that name the kind of good
  for (const Good& good : vocabulary.goods()) {
    const bool near = digits.size() >= kHeading && good.hs.starts_with(digits.substr(0, kHeading));
    if (near && named.size() < kMost) {
      named.push_back(fmt::format("{} ({})", hs_text(good.hs), good.title));
    }
  }
  return named.empty() ? nearest_names(digits.empty() ? typed : hs_text(digits), codes) : named;
}

}  // namespace

TariffRoute::TariffRoute(const TariffLedger& ledger, const TariffVocabulary& vocabulary,
                         const FactBook& facts, std::string_view hs, std::string_view origin,
                         std::string_view destination)
    : hs_(hs_digits(hs)),
      origin_(country_of(vocabulary, origin, "origin")),
      destination_(country_of(vocabulary, destination, "destination")) {
  constexpr std::size_t kShortest = 6;
  if (hs_.size() < kShortest) {
    throw InputError({.key = "hs",
                      .found = fmt::format("\"{}\"", hs.substr(0, 40)),
                      .wanted = "an HS code of 6 to 10 digits, such as 8479.50",
                      .candidates = goods_like(vocabulary, hs)});
  }
  const Good* good = vocabulary.good(hs_);
  title_ = good != nullptr ? good->title : "";
  domestic_ =
      TariffVocabulary::territory_of(origin_) == TariffVocabulary::territory_of(destination_);
  if (domestic_) return;
  take_rows(ledger, facts);
  const bool has_base =
      std::ranges::any_of(rows_, [](const TariffRow& row) { return row.rule == TariffRule::base; });
  if (!has_base) refuse_route(ledger, vocabulary);
  make_segments();
}

void TariffRoute::take_rows(const TariffLedger& ledger, const FactBook& facts) {
  const std::string& territory = TariffVocabulary::territory_of(destination_);
  std::map<std::pair<std::string, std::string>, std::size_t> layers;
  const auto index_of = [&](const std::string& authority) {
    const auto found = std::ranges::find(authorities_, authority);
    if (found != authorities_.end()) return static_cast<std::size_t>(found - authorities_.begin());
    authorities_.push_back(authority);
    return authorities_.size() - 1;
  };
  for (const TariffRow& row : ledger.rows()) {
    if (row.destination != territory || !internal::match(row, hs_, origin_)) continue;
    Compiled compiled{.row = rows_.size(), .authority = index_of(row.authority)};
    compiled.layer = layers.try_emplace({row.authority, row.list}, layers.size()).first->second;
    if (row.amount) {
      const int year = calendar_day_of(row.from).year;
      try {
        compiled.amount_usd = facts.convert({*row.amount, row.currency, year}, "USD", year).amount;
      } catch (const InputError& error) {
        InputProblem problem = error.problem();
        problem.place = row.place;
        problem.key = "currency";
        throw InputError(std::move(problem));
      }
    }
    rows_.push_back(row);
    compiled_.push_back(compiled);
  }
  for (Compiled& compiled : compiled_) {
    for (const std::string& authority : rows_[compiled.row].unless) {
      const auto found = std::ranges::find(authorities_, authority);
      if (found != authorities_.end()) {
        compiled.unless |= std::uint64_t{1} << (found - authorities_.begin());
      }
    }
  }
  if (authorities_.size() > kMostAuthorities || layers.size() > kMostSpeaking) {
    throw InputError({.place = rows_.back().place,
                      .found = fmt::format("{} authorities with {} lists on one route",
                                           authorities_.size(), layers.size()),
                      .wanted = fmt::format("at most {} and {}", kMostAuthorities, kMostSpeaking)});
  }
}

void TariffRoute::make_segments() {
  std::set<Date> days;
  for (const TariffRow& row : rows_) {
    days.insert(row.from);
    if (row.to < kOpenEnd) days.insert(row.to);
  }
  std::vector<std::size_t> order(compiled_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    if (compiled_[a].layer != compiled_[b].layer) return compiled_[a].layer < compiled_[b].layer;
    return *internal::match(rows_[b], hs_, origin_) < *internal::match(rows_[a], hs_, origin_);
  });
  for (const Date day : days) {
    Segment segment{.from = day, .has_base = false, .candidates = {}};
    for (const std::size_t i : order) {
      const TariffRow& row = rows_[i];
      if (day < row.from || row.to <= day) continue;
      segment.candidates.push_back(i);
      segment.has_base = segment.has_base || row.rule == TariffRule::base;
    }
    segments_.push_back(std::move(segment));
  }
  // what holds before the first base duty is not a total of anything
  const auto first = std::ranges::find_if(segments_, &Segment::has_base);
  segments_.erase(segments_.begin(), first);
}

const TariffRoute::Segment* TariffRoute::segment_on(Date day) const {
  const auto after =
      std::upper_bound(segments_.begin(), segments_.end(), day,
                       [](Date d, const Segment& segment) { return d < segment.from; });
  return after == segments_.begin() ? nullptr : &*std::prev(after);
}

Date TariffRoute::first_day() const {
  return domestic_ ? kFirstDate : segments_.front().from;
}

Date TariffRoute::known_until() const {
  Date latest = kFirstDate;
  for (const TariffRow& row : rows_) latest = std::max(latest, row.as_of);
  return latest;
}

std::vector<Date> TariffRoute::days_of_change() const {
  std::vector<Date> days;
  for (const Segment& segment : segments_) days.push_back(segment.from);
  return days;
}

std::vector<std::string> TariffRoute::words_of(TariffAttribute attribute) const {
  std::set<std::string> words;
  for (const TariffRow& row : rows_) {
    for (const TariffCondition& condition : row.when) {
      if (condition.attribute != attribute) continue;
      words.insert(condition.words.begin(), condition.words.end());
    }
  }
  return {words.begin(), words.end()};
}

void TariffRoute::refuse_route(const TariffLedger& ledger,
                               const TariffVocabulary& vocabulary) const {
  const std::string& territory = TariffVocabulary::territory_of(destination_);
  std::set<std::string> origins, markets, longer;
  for (const TariffRow& row : ledger.rows()) {
    if (row.rule != TariffRule::base) continue;
    for (const std::string& prefix : row.hs) {
      if (prefix.size() > hs_.size() && prefix.starts_with(hs_)) longer.insert(hs_text(prefix));
      if (!hs_.starts_with(prefix)) continue;
      markets.insert(row.destination);
      if (row.destination != territory) continue;
      origins.insert(row.origins.begin(), row.origins.end());
    }
  }
  const std::string route =
      fmt::format("{} from {} to {}", hs_text(hs_), origin_.code, destination_.code);
  if (!longer.empty()) {
    throw InputError({.key = "hs",
                      .found = fmt::format("\"{}\"", hs_text(hs_)),
                      .wanted = "all the digits that the duty depends on",
                      .candidates = {longer.begin(), longer.end()}});
  }
  if (markets.empty() && vocabulary.good(hs_) == nullptr) {
    throw InputError({.key = "hs",
                      .found = fmt::format("\"{}\"", hs_text(hs_)),
                      .wanted = "a good of the ledger (models/tariffs/goods.csv)",
                      .candidates = goods_like(vocabulary, hs_text(hs_)),
                      .mend = "or give its duties in a ledger of your own: --ledger FILE"});
  }
  throw InputError(
      {.key = origins.empty() ? "destination" : "origin",
       .found = fmt::format("{}: no base duty in the ledger", route),
       .wanted = origins.empty()
                     ? fmt::format("a destination whose duty on it is known: {}", joined(markets))
                     : fmt::format("an origin whose duties are known: {}", joined(origins)),
       .mend =
           "darkline tariff --coverage shows what the ledger knows; or give the duties in a ledger "
           "of your own: --ledger FILE"});
}

void TariffRoute::refuse_day(Date day) const {
  const TariffRow* first = nullptr;
  for (const TariffRow& row : rows_) {
    if (row.rule != TariffRule::base) continue;
    if (first == nullptr || row.from < first->from) first = &row;
  }
  const bool before = first != nullptr && day < first->from;
  throw InputError(
      {.place = first != nullptr ? first->place : Place{},
       .key = "date",
       .found = fmt::format("{}, {}", text_of(day),
                            before ? "before the ledger" : "a day without a base duty"),
       .wanted = fmt::format("a day from {} on for {} from {} to {}", text_of(first_day()),
                             hs_text(hs_), origin_.code, destination_.code),
       .mend = "or give its duties in a ledger of your own: --ledger FILE"});
}

}  // namespace darkline
