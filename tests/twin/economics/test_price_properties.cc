// Laws of the whole way from a scenario to a cost, over random scenarios with duties of the ledger.
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/random_stream.h"
#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/tariff_duty.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

constexpr std::array<const char*, 4> kSites = {"CN", "US", "DE", "MX"};
constexpr std::array<const char*, 5> kOrigins = {"CN", "JP", "KR", "DE", "US"};

// The routes of robots between those, set up once: 10,000 scenarios then take a second.
const TariffRoute* robot_route(const std::string& origin, const std::string& site) {
  static const TariffVocabulary vocabulary = shipped_tariff_vocabulary();
  static const TariffLedger ledger = shipped_tariff_ledger(vocabulary);
  static const FactBook facts = shipped_fact_book();
  static std::map<std::string, std::optional<TariffRoute>> routes;
  const std::string key = origin + site;
  const auto known = routes.find(key);
  if (known != routes.end()) return known->second ? &*known->second : nullptr;
  auto& route = routes[key];
  try {
    route.emplace(ledger, vocabulary, facts, "8479.50", origin, site);
  } catch (const InputError&) {
    return nullptr;  // the ledger has no such route
  }
  return &*route;
}

struct Dice {
  explicit Dice(std::uint32_t index) : stream(20260724, 1, index, DrawPurpose::variant) {}
  double between(double low, double high) {
    return low + (high - low) * stream.uniforms(draws++)[0];
  }
  template <class List>
  const char* one_of(const List& list) {
    return list[static_cast<std::size_t>(between(0, static_cast<double>(list.size())))];
  }
  RandomStream stream;
  std::uint32_t draws = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(price_properties)

// Whatever other countries levy on that day: a purchase within one customs territory is free, and
// so is one within the European Union.
BOOST_AUTO_TEST_CASE(robot_duty_is_zero_on_every_domestic_purchase) {
  int domestic = 0, taxed = 0;
  for (std::uint32_t index = 0; index < 10'000; ++index) {
    Dice dice(index);
    const std::string site = dice.one_of(kSites), origin = dice.one_of(kOrigins);
    const TariffRoute* route = robot_route(origin, site);
    if (route == nullptr) continue;
    const Date first = std::max(route->first_day(), parse_date("2018-03-01"));
    const Date day =
        first + static_cast<std::int32_t>(dice.between(0, parse_date("2026-07-24") - first));
    const double duty = route->total_on(day, {}).total;
    if (origin == site) {
      BOOST_REQUIRE(duty == 0.0);
      BOOST_REQUIRE(route->domestic());
      ++domestic;
    } else if (duty > 0.0) {
      ++taxed;
    }
    PlantYear year = illustration_year();
    year.good_bodies_per_year = dice.between(1e3, 1e6);
    Scenario scenario = illustration();
    const double without = totals_of(CostModel(scenario).items_usd(year)).conversion_usd;
    scenario.cost.robot_duty = duty;
    const double with = totals_of(CostModel(scenario).items_usd(year)).conversion_usd;
    if (duty == 0.0) {
      BOOST_REQUIRE(with == without);
    } else {
      BOOST_REQUIRE(with > without);
    }
  }
  BOOST_TEST(domestic > 1000);
  BOOST_TEST(taxed > 1000);
}

// The channels as the run takes them, with everything on: no duty is negative, none of the site's
// own goods pays, and what is paid is at most what is listed (pass-through of at most 1).
BOOST_AUTO_TEST_CASE(what_is_paid_is_never_more_than_what_is_listed) {
  for (std::uint32_t index = 0; index < 40; ++index) {
    Dice dice(index);
    Scenario scenario = default_scenario();
    TradeConfig& trade = scenario.trade;
    trade.site = dice.one_of(kSites);
    trade.robot_origin = trade.parts_origin = trade.chip_origin = dice.one_of(kOrigins);
    trade.market = dice.one_of(kSites);
    trade.steel_origin = trade.site;
    // from when on the ledger knows the cars of all these markets
    trade.date =
        text_of(parse_date("2025-01-01") + static_cast<std::int32_t>(dice.between(0, 560)));
    trade.exported = dice.between(0, 1);
    trade.free_zone = dice.between(0, 1);
    trade.drawback = dice.between(0, 0.99);
    trade.pass_through = dice.between(0.8, 1.0);
    for (const ChannelDuty& duty : trade_duties(scenario).channels) {
      BOOST_TEST_CONTEXT(duty.good << " " << duty.origin << " to " << duty.destination << " on "
                                   << trade.date) {
        BOOST_TEST(duty.paid >= 0.0);
        BOOST_TEST(duty.paid <= duty.listed * (1 + 1e-12));
        if (duty.origin == duty.destination) BOOST_TEST(duty.paid == 0.0);
        if (duty.established) {
          BOOST_TEST(duty.low <= duty.listed + 1e-12);
          BOOST_TEST(duty.high >= duty.listed - 1e-12);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
