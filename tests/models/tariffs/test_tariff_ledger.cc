#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/date.h"
#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "models/tariffs/tariff_ledger.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

const TariffVocabulary& vocabulary() {
  static const TariffVocabulary shared = shipped_tariff_vocabulary();
  return shared;
}

constexpr const char* kHeader =
    "id,destination,hs,origin,authority,list,rule,rate_percent,low_percent,high_percent,"
    "beyond_percent,quota,quota_unit,amount,currency,unless,share,when,from,to,as_of,confidence,"
    "source,note\n";

std::vector<TariffRow> rows(const std::string& text) {
  return TariffLedger::rows_of(kHeader + text, "my.csv", vocabulary());
}

TariffLedger ledger(const std::string& text) {
  return TariffLedger::merged({}, rows(text));
}

// A good row with some fields changed; names as in the header.
std::string row_of(const std::map<std::string, std::string>& changes) {
  std::vector<std::pair<std::string, std::string>> fields = {{"id", "r"},
                                                             {"destination", "US"},
                                                             {"hs", "8479.50"},
                                                             {"origin", "CN"},
                                                             {"authority", "S301"},
                                                             {"list", "1"},
                                                             {"rule", "add"},
                                                             {"rate_percent", "25"},
                                                             {"low_percent", ""},
                                                             {"high_percent", ""},
                                                             {"beyond_percent", ""},
                                                             {"quota", ""},
                                                             {"quota_unit", ""},
                                                             {"amount", ""},
                                                             {"currency", ""},
                                                             {"unless", ""},
                                                             {"share", ""},
                                                             {"when", ""},
                                                             {"from", "2020-01-01"},
                                                             {"to", ""},
                                                             {"as_of", "2026-07-24"},
                                                             {"confidence", "E"},
                                                             {"source", "a law"},
                                                             {"note", ""}};
  std::string text;
  for (auto& [name, field] : fields) {
    const auto change = changes.find(name);
    text += (text.empty() ? "" : ",") + (change == changes.end() ? field : change->second);
  }
  return text + "\n";
}

std::string row_with(const std::string& column, const std::string& value) {
  return row_of({{column, value}});
}

void refused(const std::string& column, const std::string& value, const char* found,
             const char* wanted) {
  DARKLINE_TEST_THROWS(rows(row_with(column, value)), InputError, "my.csv:2:", found, wanted);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff_ledger)

BOOST_AUTO_TEST_CASE(a_row_carries_all_that_stands_in_its_line) {
  const auto all = rows(
      "x,EU,8703.80|8703,CN|EU,CVD,p,add,18.8,17,20,,,,5,EUR,UNDERTAKING|S232,metal_content,"
      "producer is geely|zeekr; tpp 1..2,2024-10-30,2029-10-30,2026-07-24,S,\"A law, of "
      "2024\",n\n");
  BOOST_TEST_REQUIRE(all.size() == 1U);
  const TariffRow& row = all[0];
  BOOST_TEST((row.hs == std::vector<std::string>{"870380", "8703"}));
  BOOST_TEST((row.origins == std::vector<std::string>{"CN", "EU"}));
  BOOST_TEST(*row.rate == 0.188);
  BOOST_TEST(row.low == 0.17);
  BOOST_TEST(row.high == 0.20);
  BOOST_TEST((row.unless == std::vector<std::string>{"UNDERTAKING", "S232"}));
  BOOST_TEST((row.share == TariffShare::metal_content));
  BOOST_TEST_REQUIRE(row.when.size() == 2U);
  BOOST_TEST((row.when[0].words == std::vector<std::string>{"geely", "zeekr"}));
  BOOST_TEST(row.when[1].high == 2.0);
  BOOST_TEST(text_of(row.to) == "2029-10-30");
  BOOST_TEST(row.source == "A law, of 2024");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused_with_its_place) {
  refused("rate_percent", "2500", "\"2500\"", "did you mean 25.00?");
  refused("rate_percent", "-25", "\"-25\"", "from 0 to 1000");
  refused("rate_percent", "25 %", "\"25 %\"", "as a number");
  refused("rate_percent", "", "nothing", "percent");
  refused("rate_percent", "nan", "nan", "percent");
  refused("destination", "UX", "\"UX\"", "US");
  refused("destination", "DE", "\"DE\"", "EU: it levies the duties of DE");
  refused("origin", "CHN", "\"CHN\"", "CN");
  refused("origin", "CN|CN", "CN|CN", "each code once");
  refused("hs", "8479.5", "\"8479.5\"", "8479.50|8515.21");
  refused("hs", "robots", "\"robots\"", "HS codes");
  refused("rule", "ad", "\"ad\"", "add");
  refused("rule", "base", "\"S301\"", "MFN with the rule base");
  refused("rule", "quota", "without it", "rate beyond the quota");
  refused("rule", "undertaking", "\"25\"", "no rate");
  refused("amount", "7000", "7000 without a currency", "USD");
  refused("beyond_percent", "30", "\"30\"", "only the rule quota");
  refused("quota", "49000", "\"49000\"", "only the rules quota and undertaking");
  refused("unless", "S301", "\"S301\"", "another authority");
  refused("share", "metal", "\"metal\"", "metal_content");
  refused("when", "maker is x", "\"maker\"", "producer");
  refused("when", "tpp 5..5", "tpp 5..5", "an interval");
  refused("when", "producer geely", "producer geely", "producer is a|b");
  refused("from", "2020-02-30", "\"2020-02-30\"", "2025-04-10");
  refused("to", "2020-01-01", "\"2020-01-01\"", "a day after 2020-01-01");
  refused("confidence", "X", "\"X\"", "E (primary text)");
  refused("source", "", "without a source", "the legal source");
  refused("low_percent", "26", "\"26\"", "at most rate_percent");
  refused("high_percent", "24", "\"24\"", "at least rate_percent");
  DARKLINE_TEST_THROWS(TariffLedger::rows_of("id,rate\n", "my.csv", vocabulary()), InputError,
                       "my.csv:1:4", "\"rate\"", "rate_percent");
  DARKLINE_TEST_THROWS(TariffLedger::rows_of("", "my.csv", vocabulary()), InputError, "nothing");
}

BOOST_AUTO_TEST_CASE(layers_that_overlap_are_refused_with_both_places) {
  const std::string first = row_with("to", "2021-01-01");
  const std::string same = "q" + row_with("from", "2020-12-31").substr(1);
  DARKLINE_TEST_THROWS(ledger(first + same), InputError, "my.csv:3:1", "\"r\" at my.csv:2:1",
                       "2020-12-31", "end one where the other starts");
  const std::string later = "q" + row_with("from", "2021-01-01").substr(1);
  BOOST_TEST(ledger(first + later).rows().size() == 2U);
  // other lists, codes of other lengths, a country within a union and disjoint conditions do not
  for (const auto& [column, value] : {std::pair{"list", "2"},
                                      {"hs", "8479"},
                                      {"origin", "*"},
                                      {"when", "use is ev"},
                                      {"authority", "S232"}}) {
    BOOST_TEST(ledger(first + "q" + row_with(column, value).substr(1)).rows().size() == 2U);
  }
  DARKLINE_TEST_THROWS(ledger(first + "q" + row_with("origin", "JP|CN").substr(1)), InputError,
                       "no day in common");
}

// Of 10,000 pairs of intervals, open ends among them: a ledger takes two rows of one layer exactly
// if no day lies in both. Half of the pairs begin within 40 days and last up to 40.
BOOST_AUTO_TEST_CASE(no_ledger_has_two_rows_of_a_layer_on_one_day) {
  const RandomStream stream(3, 0, 0, DrawPurpose::variant);
  const Date start = parse_date("2020-01-01");
  int taken = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    std::array<std::pair<Date, Date>, 2> days;
    std::string text;
    for (std::uint32_t k = 0; k < 2; ++k) {
      const auto words = stream.words(2 * i + k);
      days[k].first = start + static_cast<std::int32_t>(words[0] % 40);
      days[k].second = days[k].first + 1 + static_cast<std::int32_t>(words[1] % 40);
      std::string to = text_of(days[k].second);
      if (words[1] >> 60 == 0) {
        days[k].second = kOpenEnd;
        to.clear();
      }
      text +=
          (k == 0 ? "p" : "q") + row_of({{"from", text_of(days[k].first)}, {"to", to}}).substr(1);
    }
    const bool disjoint = days[0].second <= days[1].first || days[1].second <= days[0].first;
    taken += disjoint ? 1 : 0;
    if (disjoint) {
      BOOST_TEST(ledger(text).rows().size() == 2U);
    } else {
      BOOST_CHECK_THROW(ledger(text), InputError);
    }
  }
  BOOST_TEST(taken > 1'000);
  BOOST_TEST(taken < 9'000);
}

BOOST_AUTO_TEST_CASE(conditions_overlap_where_some_value_meets_both) {
  const auto meet = [](const char* a, const char* b) {
    return overlap(rows(row_with("when", a))[0], rows(row_with("when", b))[0]);
  };
  BOOST_TEST(meet("tpp 1..3", "tpp 2..4"));
  BOOST_TEST(!meet("tpp 1..2", "tpp 2..4"));  // open intervals
  BOOST_TEST(!meet("use is a", "use not a"));
  BOOST_TEST(meet("use is a|b", "use not a"));
  BOOST_TEST(!meet("use is a", "use is b"));
  BOOST_TEST(meet("use is a", "producer is b"));
}

BOOST_AUTO_TEST_CASE(a_row_of_a_known_id_replaces_it) {
  const TariffLedger base = ledger(row_with("rate_percent", "25"));
  const TariffLedger merged = TariffLedger::merged(base, rows(row_with("rate_percent", "10")));
  BOOST_TEST_REQUIRE(merged.rows().size() == 1U);
  BOOST_TEST(*merged.rows()[0].rate == 0.10);
  DARKLINE_TEST_THROWS(TariffLedger::merged(base, rows("q" + row_with("list", "1").substr(1))),
                       InputError, "call the row \"r\" to replace it");
  DARKLINE_TEST_THROWS(ledger(row_with("list", "1") + row_with("list", "2")), InputError,
                       "my.csv:3:1", "\"r\" a second time", "my.csv:2:1");
}

// Robots, welding guns and parts, control, chips and servers, sheet steel, batteries and cars, to
// ten markets: what is missing has no source, and is named here.
BOOST_AUTO_TEST_CASE(the_shipped_ledger_covers_the_goods_and_markets) {
  const std::set<std::pair<std::string, std::string>> missing = {
      {"batteries", "CA"}, {"batteries", "MX"}, {"control", "MX"}, {"steel", "TR"}};
  const TariffLedger shipped = shipped_tariff_ledger(vocabulary());
  std::set<std::pair<std::string, std::string>> known;
  for (const TariffRow& row : shipped.rows()) {
    BOOST_TEST(!row.source.empty());
    if (row.rule != TariffRule::base) continue;
    for (const std::string& hs : row.hs) {
      const Good* good = vocabulary().good(hs);
      BOOST_TEST_REQUIRE(good != nullptr, hs << " is in no table of goods");
      known.insert({good->kind, row.destination});
    }
  }
  for (const char* market : {"US", "EU", "CN", "CA", "MX", "BR", "TR", "KR", "JP", "GB"}) {
    for (const Good& good : vocabulary().goods()) {
      const std::pair<std::string, std::string> pair = {good.kind, market};
      BOOST_TEST((known.contains(pair) != missing.contains(pair)), good.kind << " to " << market);
    }
  }
}

BOOST_AUTO_TEST_CASE(codes_and_countries_are_read_as_people_write_them) {
  BOOST_TEST(hs_digits("8479.50.00") == "84795000");
  BOOST_TEST(hs_digits("8479 50") == "847950");
  BOOST_TEST(hs_digits("847950000012") == "");
  BOOST_TEST(hs_digits("8479x") == "");
  BOOST_TEST(hs_text("8479909530") == "8479.90.95.30");
  BOOST_TEST(vocabulary().country("uk").code == "GB");
  BOOST_TEST(vocabulary().country("Germany").union_code == "EU");
  BOOST_TEST(vocabulary().good("84799095301")->hs == "8479909530");
  BOOST_TEST(vocabulary().good("840000") == nullptr);
  DARKLINE_TEST_THROWS(vocabulary().country("Germanny"), InputError, "Germany");
}

BOOST_AUTO_TEST_SUITE_END()
