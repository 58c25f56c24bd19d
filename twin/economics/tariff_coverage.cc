#include "twin/economics/tariff_coverage.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "twin/economics/tariff_match.h"

namespace darkline {
namespace {

constexpr std::size_t kDigits = 6;  // that all countries share

std::set<std::string> destinations_of(const TariffLedger& ledger) {
  std::set<std::string> all;
  for (const TariffRow& row : ledger.rows()) {
    if (row.rule == TariffRule::base) all.insert(row.destination);
  }
  return all;
}

// Codes that base rows name as origins, in the order of the countries, each by its territory.
std::vector<std::string> origins_of(const TariffLedger& ledger, const TariffVocabulary& vocabulary,
                                    const std::string& destination) {
  std::set<std::string> named;
  for (const TariffRow& row : ledger.rows()) {
    if (row.rule == TariffRule::base) named.insert(row.origins.begin(), row.origins.end());
  }
  std::vector<std::string> origins;
  for (const Country& country : vocabulary.countries()) {
    const bool own = country.code == destination || country.union_code == destination;
    if (!own && named.contains(country.code)) origins.push_back(country.code);
  }
  return origins;
}

bool has_base(const TariffLedger& ledger, const std::string& hs, const Country& origin,
              const std::string& destination, Date day) {
  return std::ranges::any_of(ledger.rows(), [&](const TariffRow& row) {
    return row.rule == TariffRule::base && row.destination == destination && row.from <= day &&
           day < row.to && internal::match(row, hs, origin);
  });
}

struct Books {
  const TariffLedger& ledger;
  const TariffVocabulary& vocabulary;
  const FactBook& facts;
};

std::optional<DutyTable::Cell> cell_of(const Books& books, const std::string& hs,
                                       const std::string& origin, const std::string& destination,
                                       Date day) {
  if (!has_base(books.ledger, hs, books.vocabulary.country(origin), destination, day)) return {};
  const TariffRoute route(books.ledger, books.vocabulary, books.facts, hs, origin, destination);
  const Duty duty = route.duty_on(day);
  return DutyTable::Cell{.total = duty.total,
                         .low = duty.low,
                         .high = duty.high,
                         .complete = duty.complete,
                         .confidence = duty.confidence};
}

// The row of one good: of its codes the one that most origins are known of.
DutyTable::Row row_of(const Books& books, const Good& good, const DutyTable& table) {
  DutyTable::Row best{.hs = good.hs, .title = good.title, .cells = {}};
  std::ptrdiff_t most = -1;
  for (const Good& each : books.vocabulary.goods()) {
    if (!each.hs.starts_with(good.hs)) continue;
    std::vector<std::optional<DutyTable::Cell>> cells;
    for (const std::string& origin : table.origins) {
      cells.push_back(cell_of(books, each.hs, origin, table.destination.code, table.day));
    }
    const std::ptrdiff_t known =
        std::ranges::count_if(cells, [](const auto& cell) { return cell.has_value(); });
    if (known <= most) continue;
    most = known;
    best.hs = each.hs;
    best.cells = std::move(cells);
  }
  return best;
}

}  // namespace

DutyTable duty_table(const TariffLedger& ledger, const TariffVocabulary& vocabulary,
                     const FactBook& facts, std::string_view destination, Date day) {
  DutyTable table;
  const Country& asked = vocabulary.country(destination);
  table.destination = vocabulary.country(TariffVocabulary::territory_of(asked));
  const std::set<std::string> known = destinations_of(ledger);
  if (!known.contains(table.destination.code)) {
    throw InputError({.key = "destination",
                      .found = fmt::format("{}: no base duty in the ledger", asked.code),
                      .wanted = fmt::format("a destination of it: {}", fmt::join(known, ", ")),
                      .mend = "or give its duties in a ledger of your own: --ledger FILE"});
  }
  table.day = day;
  table.origins = origins_of(ledger, vocabulary, table.destination.code);
  const Books books{.ledger = ledger, .vocabulary = vocabulary, .facts = facts};
  for (const Good& good : vocabulary.goods()) {
    if (good.hs.size() == kDigits) table.rows.push_back(row_of(books, good, table));
  }
  return table;
}

std::vector<DutyTable> tariff_coverage(const TariffLedger& ledger,
                                       const TariffVocabulary& vocabulary, const FactBook& facts,
                                       Date day) {
  const std::set<std::string> known = destinations_of(ledger);
  std::vector<DutyTable> tables;
  for (const Country& country : vocabulary.countries()) {
    if (known.contains(country.code)) {
      tables.push_back(duty_table(ledger, vocabulary, facts, country.code, day));
    }
  }
  return tables;
}

Date known_until(const TariffLedger& ledger) {
  Date latest = kFirstDate;
  for (const TariffRow& row : ledger.rows()) latest = std::max(latest, row.as_of);
  return latest;
}

}  // namespace darkline
