// What the ledger is said to know is what it answers.
#include <boost/test/unit_test.hpp>

#include "tests/support/throws.h"
#include "tests/twin/economics/tariff_texts.h"
#include "twin/economics/tariff_coverage.h"

using namespace darkline;
using darkline::testing::facts;
using darkline::testing::shipped;
using darkline::testing::vocabulary;

BOOST_AUTO_TEST_SUITE(tariff_coverage)

BOOST_AUTO_TEST_CASE(a_cell_is_the_duty_of_its_question_and_an_empty_one_is_refused) {
  const Date day = parse_date("2026-03-01");
  int known = 0, refused = 0;
  for (const DutyTable& table : darkline::tariff_coverage(shipped(), vocabulary(), facts(), day)) {
    for (const DutyTable::Row& row : table.rows) {
      BOOST_TEST_REQUIRE(row.cells.size() == table.origins.size());
      for (std::size_t k = 0; k < row.cells.size(); ++k) {
        const auto ask = [&] {
          return TariffRoute(shipped(), vocabulary(), facts(), hs_text(row.hs), table.origins[k],
                             table.destination.code)
              .duty_on(day);
        };
        if (!row.cells[k]) {
          ++refused;
          BOOST_CHECK_THROW(ask(), InputError);
          continue;
        }
        ++known;
        const Duty duty = ask();
        if (duty.total != row.cells[k]->total || duty.complete != row.cells[k]->complete) {
          BOOST_ERROR(row.hs << " from " << table.origins[k] << " to " << table.destination.code);
        }
      }
    }
  }
  BOOST_TEST(known > 0);
  BOOST_TEST(refused > 0);
}

// One row on a code of ten digits stands for its good of six, and one that is over for nothing.
BOOST_AUTO_TEST_CASE(a_longer_code_stands_for_its_good_and_a_row_that_is_over_for_none) {
  const std::string text =
      "id,destination,hs,origin,authority,rule,rate_percent,from,to,as_of,confidence,source\n"
      "a,US,8515.90.20,CN|DE,MFN,base,1.5,2020-01-01,,2025-01-01,E,x\n"
      "b,US,8479.50,CN,MFN,base,2,2020-01-01,2021-01-01,2025-02-01,E,x\n";
  const auto ledger = TariffLedger::merged({}, TariffLedger::rows_of(text, "l.csv", vocabulary()));
  BOOST_TEST((known_until(ledger) == parse_date("2025-02-01")));
  const DutyTable table = duty_table(ledger, vocabulary(), facts(), "us", parse_date("2024-01-01"));
  BOOST_TEST((table.origins == std::vector<std::string>{"CN", "DE"}));
  for (const DutyTable::Row& row : table.rows) {
    const bool caps = row.hs == "85159020";
    BOOST_TEST(row.cells[0].has_value() == caps, row.hs);
    BOOST_TEST(row.cells[1].has_value() == caps, row.hs);
    if (caps) BOOST_TEST(row.cells[1]->total == 0.015);
  }
  DARKLINE_TEST_THROWS(duty_table(ledger, vocabulary(), facts(), "JP", parse_date("2024-01-01")),
                       InputError, "JP: no base duty", "US");
}

BOOST_AUTO_TEST_SUITE_END()
