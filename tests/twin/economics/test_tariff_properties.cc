// Laws of the tariff engine over random ledgers.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "tests/twin/economics/tariff_texts.h"

using namespace darkline;
using darkline::testing::facts;
using darkline::testing::vocabulary;

namespace {

// Whole numbers by name: the n-th of a stream.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : stream_(seed, 0, 0, DrawPurpose::variant) {}
  int below(int n) { return static_cast<int>(stream_.words(at_++)[0] % static_cast<unsigned>(n)); }
  double share() { return below(5) * 0.25; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

 private:
  RandomStream stream_;
  std::uint32_t at_ = 0;
};

const std::vector<std::string> kGoods = {"847950", "8479", "84", "851521", ""};
const std::vector<std::string> kOrigins = {"CN", "DE", "EU", "*", "JP"};
const std::vector<std::string> kAuthorities = {"A", "B", "C"};
const std::vector<std::string> kLists = {"", "1", "2"};
const Date kStart = parse_date("2020-01-01");
constexpr int kDays = 400;

TariffRow random_row(Dice& dice, int number) {
  TariffRow row;
  row.id = "r" + std::to_string(number);
  row.destination = "US";
  row.hs = {dice.one_of(kGoods)};
  row.origins = {dice.one_of(kOrigins)};
  const int kind = dice.below(10);
  row.rule = kind < 2   ? TariffRule::base
             : kind < 3 ? TariffRule::preference
             : kind < 6 ? TariffRule::add
             : kind < 8 ? TariffRule::floor
             : kind < 9 ? TariffRule::quota
                        : TariffRule::fee;
  row.authority = row.rule == TariffRule::base         ? "MFN"
                  : row.rule == TariffRule::preference ? "FTA"
                  : row.rule == TariffRule::fee        ? "FEE"
                                                       : dice.one_of(kAuthorities);
  row.list =
      row.rule == TariffRule::base || row.rule == TariffRule::preference ? "" : dice.one_of(kLists);
  const bool cheap = row.rule == TariffRule::preference;  // never above a base
  row.low = cheap ? 0.0 : 0.01 * dice.below(30);
  row.rate = row.low + (cheap ? 0.0 : 0.01 * dice.below(30));
  row.high = *row.rate + (cheap ? 0.0 : 0.01 * dice.below(30));
  row.beyond = row.high + 0.1;
  if (dice.below(2) == 0 && row.rule != TariffRule::base) {
    const std::string& other = dice.one_of(kAuthorities);
    if (other != row.authority) row.unless = {other};
  }
  const bool levied = row.rule == TariffRule::add || row.rule == TariffRule::floor;
  if (levied) row.share = static_cast<TariffShare>(dice.below(4));
  if (dice.below(4) == 0) {
    row.when = {{.attribute = TariffAttribute::producer,
                 .kind = TariffCondition::Kind::is,
                 .words = {dice.below(2) == 0 ? "acme" : "other"}}};
  }
  row.from = kStart + dice.below(kDays);
  row.to = row.from + 1 + dice.below(kDays);
  row.source = "a law";
  return row;
}

// As many of the rows as do not overlap with those before, after a base duty for all goods.
std::vector<TariffRow> random_rows(Dice& dice) {
  TariffRow base;
  base.id = "base";
  base.destination = "US";
  base.hs = {""};
  base.origins = {"*"};
  base.authority = "MFN";
  base.rule = TariffRule::base;
  base.rate = base.low = base.high = 0.02;
  base.from = kStart;
  base.to = kOpenEnd;
  std::vector<TariffRow> rows = {base};
  for (int i = 0; i < 24; ++i) {
    TariffRow row = random_row(dice, i);
    const bool free =
        std::ranges::none_of(rows, [&](const TariffRow& before) { return overlap(before, row); });
    if (free) rows.push_back(std::move(row));
  }
  return rows;
}

DutyOptions random_options(Dice& dice) {
  DutyOptions options;
  options.preference_share = dice.share();
  options.foreign_content = dice.share();
  options.metal_content = dice.share();
  options.in_quota_share = dice.share();
  options.fees = dice.below(2) == 0;
  options.producer = dice.below(2) == 0 ? "acme" : "";
  return options;
}

TariffRoute route_of(const std::vector<TariffRow>& rows, const std::string& origin) {
  return {TariffLedger::merged({}, rows), vocabulary(), facts(), "8479.50", origin, "US"};
}

bool is_levied(const DutyLayer& layer) {
  const TariffRule rule = layer.row->rule;
  return rule == TariffRule::add || rule == TariffRule::floor || rule == TariffRule::quota;
}

// The laws of one answer. Empty if they hold.
std::string broken_law(const Duty& duty) {
  constexpr double kRounding = 1e-12;
  double sum = 0.0;
  for (const DutyLayer& layer : duty.layers) sum += layer.rate;
  if (std::abs(sum - duty.total) > kRounding) return "the layers do not add up to the total";
  if (duty.low > duty.total + kRounding || duty.total > duty.high + kRounding) {
    return "the total is outside its range";
  }
  for (const DutyLayer& a : duty.layers) {
    for (const DutyLayer& b : duty.layers) {
      const bool same = is_levied(a) && is_levied(b) && a.row->authority == b.row->authority;
      if (same && a.row != b.row) return "two lists of one authority count";
    }
    const bool whole = a.row->rule == TariffRule::floor && a.row->unless.empty() &&
                       a.row->share == TariffShare::full;
    if (whole && duty.total < *a.row->rate - kRounding) return "the total is below a floor";
    if (a.rate < 0.0) return "a layer is negative";
  }
  for (const DutyLayer& out : duty.left_out) {
    if (out.fate != LayerFate::lower_list) continue;
    const bool beaten = std::ranges::any_of(duty.layers, [&](const DutyLayer& in) {
      return is_levied(in) && in.row->authority == out.row->authority && in.rate >= out.rate;
    });
    if (!beaten) return "a list was left out that is the highest";
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tariff_properties)

BOOST_AUTO_TEST_CASE(totals_keep_their_laws_on_ten_thousand_questions) {
  int asked = 0, counted = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Dice dice(seed);
    const std::vector<TariffRow> rows = random_rows(dice);
    const TariffRoute route = route_of(rows, dice.below(2) == 0 ? "CN" : "DE");
    for (int i = 0; i < 20; ++i) {
      const DutyOptions options = random_options(dice);
      const Date day = kStart + dice.below(2 * kDays);
      const Duty duty = route.duty_on(day, options);
      const std::string broken = broken_law(duty);
      BOOST_TEST(broken.empty(), "seed " << seed << ", " << text_of(day) << ": " << broken);
      const bool same = route.total_on(day, options).total == duty.total;
      BOOST_TEST(same, "seed " << seed << ": the short answer differs from the long one");
      counted += static_cast<int>(duty.layers.size());
      ++asked;
    }
  }
  BOOST_TEST(asked == 10'000);
  BOOST_TEST(counted > 2 * asked, "the ledgers are too empty to test anything");
}

BOOST_AUTO_TEST_CASE(a_total_never_falls_when_a_rate_rises) {
  int rose = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    Dice dice(seed + 10'000);
    std::vector<TariffRow> rows = random_rows(dice);
    const TariffRoute before = route_of(rows, "CN");
    TariffRow& raised = rows[static_cast<std::size_t>(dice.below(static_cast<int>(rows.size())))];
    *raised.rate += 0.2;
    raised.high += 0.2;
    raised.beyond += 0.2;
    const TariffRoute after = route_of(rows, "CN");
    for (int i = 0; i < 10; ++i) {
      const DutyOptions options = random_options(dice);
      const Date day = std::max(raised.from, kStart) + dice.below(100);
      const double low = before.total_on(day, options).total;
      const double high = after.total_on(day, options).total;
      BOOST_TEST(high >= low - 1e-12, "seed " << seed << ": " << low << " fell to " << high);
      if (high > low + 1e-12) ++rose;
    }
  }
  BOOST_TEST(rose > 500, "raising rates changed too little to test anything");
}

// A schedule of rows shifted by a day is the schedule shifted by a day: days enter by order only.
BOOST_AUTO_TEST_CASE(a_ledger_shifted_in_time_gives_the_same_duties_later) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Dice dice(seed + 20'000);
    std::vector<TariffRow> rows = random_rows(dice);
    const DutyOptions options = random_options(dice);
    const DutySchedule now(route_of(rows, "CN"), options);
    for (TariffRow& row : rows) {
      row.from = row.from + 37;
      if (row.to < kOpenEnd) row.to = row.to + 37;
    }
    const DutySchedule later(route_of(rows, "CN"), options);
    BOOST_TEST_REQUIRE(now.steps().size() == later.steps().size());
    for (std::size_t i = 0; i < now.steps().size(); ++i) {
      const std::int32_t days = later.steps()[i].from - now.steps()[i].from;
      BOOST_TEST(days == 37);
      BOOST_TEST(later.steps()[i].total == now.steps()[i].total);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_order_of_rows_does_not_matter) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Dice dice(seed + 30'000);
    std::vector<TariffRow> rows = random_rows(dice);
    // floors of several authorities lift one after the other: the sum is theirs in any order
    const DutyOptions options = random_options(dice);
    const Date day = kStart + dice.below(kDays);
    std::erase_if(rows, [](const TariffRow& row) { return row.rule == TariffRule::floor; });
    const double one = route_of(rows, "CN").total_on(day, options).total;
    std::reverse(rows.begin(), rows.end());
    const double other = route_of(rows, "CN").total_on(day, options).total;
    BOOST_TEST(std::abs(one - other) < 1e-12, "seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
