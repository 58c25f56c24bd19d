#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/scenario/scenario_schema.h"
#include "tests/support/throws.h"
#include "twin/economics/sourcing.h"
#include "twin/economics/trade_channels.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

Scenario trading(const std::string& site, const std::string& robots_from, const std::string& market,
                 const std::string& date) {
  Scenario scenario = default_scenario();
  scenario.file = "my.toml";
  scenario.trade.site = site;
  scenario.trade.robot_origin = scenario.trade.parts_origin = robots_from;
  scenario.trade.steel_origin = scenario.trade.chip_origin = robots_from;
  scenario.trade.market = market;
  scenario.trade.date = date;
  return scenario;
}

const ChannelDuty& of(const TradeDuties& duties, const std::string& good) {
  for (const ChannelDuty& each : duties.channels) {
    if (each.good == good) return each;
  }
  BOOST_FAIL("no duty on " + good);
  return duties.channels.front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trade_channels)

// Ningbo, Chinese robots, cars to the United States at the height of 2025: robots are bought at
// home and pay nothing, the car pays 2.5 + 100 + 20 (fentanyl) % (under S232 there is no reciprocal
// duty; its 25 % for cars started 2025-04-03): 147.5 %.
BOOST_AUTO_TEST_CASE(a_plant_that_buys_robots_at_home_pays_duty_on_its_cars_alone) {
  const TradeDuties duties = trade_duties(trading("CN", "CN", "US", "2025-04-10"));
  BOOST_TEST(of(duties, "robots").paid == 0.0);
  BOOST_TEST(of(duties, "robots").domestic);
  BOOST_TEST(of(duties, "guns").paid == 0.0);
  BOOST_TEST(of(duties, "vehicle").listed == 1.475, tt::tolerance(1e-12));
  const Scenario priced = with_duties(trading("CN", "CN", "US", "2025-04-10"), duties);
  BOOST_TEST(priced.cost.robot_duty == 0.0);
  BOOST_TEST(priced.cost.vehicle_duty == 1.475, tt::tolerance(1e-12));
}

// An American plant: 172.5 % on a Chinese robot (economics facts 3.3), 170 % on its gun, of which
// the buyer's price rises by 94 %; its own cars pay nothing at home.
BOOST_AUTO_TEST_CASE(an_american_plant_pays_the_duty_on_chinese_robots_and_none_on_its_cars) {
  const TradeDuties duties = trade_duties(trading("US", "CN", "US", "2025-04-10"));
  BOOST_TEST(of(duties, "robots").listed == 1.725, tt::tolerance(1e-12));
  BOOST_TEST(of(duties, "robots").paid == 0.94 * 1.725, tt::tolerance(1e-12));
  BOOST_TEST(of(duties, "guns").listed == 1.70, tt::tolerance(1e-12));
  BOOST_TEST(of(duties, "vehicle").paid == 0.0);
  BOOST_TEST((of(duties, "vehicle").channel == TariffChannel::vehicle));
  BOOST_TEST((of(duties, "sheet steel").channel == TariffChannel::inputs));
  BOOST_TEST((of(duties, "inference computers").channel == TariffChannel::ai_compute));
}

// 8515.21 in place of 8479.50 saves the base duty of 2.5 %.
BOOST_AUTO_TEST_CASE(the_code_under_which_a_robot_is_entered_is_a_lever) {
  Scenario scenario = trading("US", "CN", "US", "2026-07-24");
  const double as_robot = of(trade_duties(scenario), "robots").listed;
  scenario.trade.robot_class = "8515.21";
  const double as_welder = of(trade_duties(scenario), "robots").listed;
  BOOST_TEST(as_robot == 0.40, tt::tolerance(1e-12));
  BOOST_TEST(as_welder == 0.375, tt::tolerance(1e-12));
}

// Half of the cars leave again; 40 % of inputs come through a zone, 99 % of the rest is claimed
// back: 1 - 0.5 (0.4 + 0.6 x 0.99) = 0.503. Robots stay and get no relief.
BOOST_AUTO_TEST_CASE(relief_is_for_inputs_of_what_leaves_again) {
  Scenario scenario = trading("US", "CN", "US", "2025-08-07");
  const TradeDuties whole = trade_duties(scenario);
  scenario.trade.exported = 0.5;
  scenario.trade.free_zone = 0.4;
  scenario.trade.drawback = 0.99;
  const TradeDuties relieved = trade_duties(scenario);
  BOOST_TEST(of(whole, "sheet steel").paid > 0.5);
  BOOST_TEST(of(relieved, "sheet steel").paid == 0.503 * of(whole, "sheet steel").paid,
             tt::tolerance(1e-12));
  BOOST_TEST(of(relieved, "electrode caps").paid == 0.503 * of(whole, "electrode caps").paid,
             tt::tolerance(1e-12));
  BOOST_TEST(of(relieved, "robots").paid == of(whole, "robots").paid);
}

// Value of 28.8 % on price and freight: the European Union counts freight in.
BOOST_AUTO_TEST_CASE(a_market_that_values_cars_with_their_freight_taxes_the_freight) {
  Scenario scenario = trading("CN", "CN", "EU", "2026-01-01");
  scenario.trade.producer = "geely";
  const TradeDuties duties = trade_duties(scenario);
  BOOST_TEST(of(duties, "vehicle").listed == 0.288, tt::tolerance(1e-12));
  BOOST_TEST(with_duties(scenario, duties).cost.vehicle_duty_on_freight == 1.0);
  const Scenario to_us = trading("CN", "CN", "US", "2026-01-01");
  BOOST_TEST(with_duties(to_us, trade_duties(to_us)).cost.vehicle_duty_on_freight == 0.0);
}

// Canada's quota of 49,000 at 6.1 %: of 98,000 half pays it, half 106.1 %: 56.1 % on average.
BOOST_AUTO_TEST_CASE(beyond_a_quota_the_average_duty_rises) {
  Scenario scenario = trading("CN", "CN", "CA", "2026-07-24");
  scenario.trade.vehicles_per_year = 49e3;
  BOOST_TEST(of(trade_duties(scenario), "vehicle").listed == 0.061, tt::tolerance(1e-12));
  scenario.trade.vehicles_per_year = 98e3;
  BOOST_TEST(of(trade_duties(scenario), "vehicle").listed == 0.561, tt::tolerance(1e-12));
}

// Chinese at 40 %, Japanese at 15 % of 2026-07-24, fully passed through, shares 60 and 40 % at
// equal prices: between 15 and 40 %, below the 30 % of fixed shares, and the Japanese share is
// larger.
BOOST_AUTO_TEST_CASE(several_origins_cost_less_than_fixed_shares_and_more_than_the_cheapest) {
  Scenario scenario = trading("US", "CN", "US", "2026-07-24");
  scenario.trade.origin_shares = "CN 60 %, JP 40 %";
  scenario.trade.pass_through = 1.0;
  const ChannelDuty mixed = of(trade_duties(scenario), "robots");
  BOOST_TEST(mixed.paid > 0.15);
  BOOST_TEST(mixed.paid < 0.30);
  scenario.trade.elasticity = 0.0;
  BOOST_TEST(of(trade_duties(scenario), "robots").paid == 0.30, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_route_that_the_ledger_does_not_have_says_so_and_keeps_what_was_typed) {
  Scenario scenario = trading("DE", "MX", "DE", "2026-07-24");
  scenario.trade.parts_origin = "IN";
  scenario.cost.cap_duty = 0.03;
  const ChannelDuty caps = of(trade_duties(scenario), "electrode caps");
  BOOST_TEST(!caps.established);
  BOOST_TEST(!caps.complete);
  BOOST_TEST(caps.paid == 0.03);
  BOOST_TEST(!caps.note.empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_refused_with_its_key) {
  const auto refused = [](auto edit, const char* key, const char* text) {
    Scenario scenario = trading("CN", "CN", "US", "2025-04-10");
    edit(scenario);
    DARKLINE_TEST_THROWS(trade_duties(scenario), InputError, key, text);
  };
  refused([](Scenario& s) { s.trade.date = "2025-02-30"; }, "trade.date", "2025-02-30");
  refused([](Scenario& s) { s.trade.date = "1999-01-01"; }, "trade.date", "1999-01-01");
  refused([](Scenario& s) { s.trade.market = "Atlantis"; }, "trade.market", "Atlantis");
  refused([](Scenario& s) { s.trade.robot_class = "12"; }, "trade.robot_class", "12");
  refused([](Scenario& s) { s.trade.origin_shares = "CN 60 %"; }, "trade.origin_shares", "60 %");
  refused([](Scenario& s) { s.cost.vehicle_duty = 0.5; }, "cost.vehicle_duty", "one of the two");
}

BOOST_AUTO_TEST_CASE(without_a_date_the_typed_duties_stand) {
  Scenario scenario = trading("US", "CN", "US", "-");
  scenario.cost.robot_duty = 0.25;
  const TradeDuties duties = trade_duties(scenario);
  BOOST_TEST(!duties.day.has_value());
  BOOST_TEST(with_duties(scenario, duties).cost.robot_duty == 0.25);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sourcing)

// Two origins at 1 and 2, half each, s = 2: P = 1 / (1/2 + 1/4) = 4/3; shares 1/2 / (3/4) = 2/3.
BOOST_AUTO_TEST_CASE(two_origins_at_elasticity_two_are_their_harmonic_mean) {
  const std::vector<double> halves = {0.5, 0.5}, prices = {1.0, 2.0};
  const Sourcing sourcing = source_by_price(halves, prices, 2.0);
  BOOST_TEST(sourcing.price == 4.0 / 3, tt::tolerance(1e-14));
  BOOST_TEST(sourcing.shares[0] == 2.0 / 3, tt::tolerance(1e-14));
  BOOST_TEST(source_by_price(halves, prices, 0.0).price == 1.5, tt::tolerance(1e-14));
  BOOST_TEST(source_by_price(halves, prices, 1.0).price == std::sqrt(2.0), tt::tolerance(1e-14));
  // near 1 it goes over into the geometric mean without a jump
  BOOST_TEST(source_by_price(halves, prices, 1.0 + 1e-6).price == std::sqrt(2.0),
             tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(the_price_is_between_the_least_and_the_largest_and_falls_with_elasticity) {
  const std::vector<double> weights = {0.2, 0.5, 0.3}, prices = {56e3, 48.7e3, 61e3};
  double before = 1e18;
  for (const double elasticity : {0.0, 0.5, 1.0, 2.53, 10.0, 1000.0}) {
    const Sourcing sourcing = source_by_price(weights, prices, elasticity);
    BOOST_TEST(sourcing.price >= 48.7e3);
    BOOST_TEST(sourcing.price <= before);
    before = sourcing.price;
    BOOST_TEST(sourcing.shares[0] + sourcing.shares[1] + sourcing.shares[2] == 1.0,
               tt::tolerance(1e-12));
  }
  BOOST_TEST(before == 48.7e3, tt::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(shares_are_read_and_refused) {
  const auto shares = parse_origin_shares("CN 60 %, JP 40 %");
  BOOST_REQUIRE(shares.size() == 2U);
  BOOST_TEST(shares[1].origin == "JP");
  BOOST_TEST(shares[1].share == 0.4);
  DARKLINE_TEST_THROWS(parse_origin_shares("CN"), InputError, "\"CN\"");
  DARKLINE_TEST_THROWS(parse_origin_shares("CN 50 %, CN 50 %"), InputError, "once");
  DARKLINE_TEST_THROWS(parse_origin_shares("CN 50 %, JP 40 %"), InputError, "90 %");
  DARKLINE_TEST_THROWS(parse_origin_shares("CN 150 %"), InputError, "100 %");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
