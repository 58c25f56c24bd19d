#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/random_stream.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_model.h"
#include "twin/economics/finance.h"
#include "twin/economics/labour.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;
using Id = CostItemId;

double item(const ItemsUsd& items, CostItemId id) {
  return items[index_of(id)];
}

ItemsUsd items_of(const Scenario& scenario, const PlantYear& year) {
  return CostModel(scenario).items_usd(year);
}

CostTotals totals(const Scenario& scenario, const PlantYear& year) {
  return totals_of(items_of(scenario, year));
}

// As printed with two decimals.
bool rounds_to(double value, double printed) {
  return std::abs(value - printed) <= 0.005;
}

using Cost = decltype(Scenario::cost);

constexpr std::array<double Cost::*, 20> kPrices = {
    &Cost::robot_usd,           &Cost::gun_usd,
    &Cost::integration_usd,     &Cost::tooling_usd,
    &Cost::building_usd,        &Cost::wage_usd_per_h,
    &Cost::energy_usd_per_kwh,  &Cost::cap_pair_usd,
    &Cost::sealer_usd_per_m,    &Cost::stud_usd,
    &Cost::rivet_usd,           &Cost::rework_usd,
    &Cost::scrap_usd,           &Cost::edge_box_usd,
    &Cost::steel_usd_per_kg,    &Cost::rest_of_vehicle_usd,
    &Cost::vehicle_freight_usd, &Cost::gpu_usd_per_h,
    &Cost::training_usd,        &Cost::base_model_usd};

constexpr std::array<double Cost::*, 6> kDuties = {&Cost::robot_duty, &Cost::gun_duty,
                                                   &Cost::cap_duty,   &Cost::steel_duty,
                                                   &Cost::edge_duty,  &Cost::vehicle_duty};

// Scenario and plant year number `index` of the random ones.
struct RandomCase {
  explicit RandomCase(std::uint32_t index) : stream(20260724, 0, index, DrawPurpose::variant) {
    Cost& cost = scenario.cost;
    for (const auto price : kPrices) cost.*price = std::pow(10.0, between(-2, 7));
    for (const auto duty : kDuties) cost.*duty = between(0, 2);
    cost.robot_freight = between(0, 0.2);
    cost.interest_per_y = between(0, 0.3);
    for (const auto life : {&Cost::robot_life_s, &Cost::tooling_life_s, &Cost::building_life_s,
                            &Cost::edge_box_life_s}) {
      cost.*life = between(1, 40) * kSecondsPerYear;
    }
    cost.salvage = between(0, 1);
    cost.maintenance = between(0, 0.3);
    cost.direct_heads = between(0, 1000);
    cost.support_heads = between(0, 1000);
    cost.paid_per_head_s = between(1000, 2500) * 3600;
    cost.spots_per_cap_pair = between(500, 9000);
    cost.steel_kg = between(100, 900);
    cost.steel_imported = between(0, 1);
    cost.pass_through = between(0, 1);
    cost.installation = between(0, 1);
    cost.vehicle_duty_on_freight = between(0, 1);
    cost.technician_share = between(0, 0.4);
    cost.logistics_share = between(0, 0.3);
    cost.quality_share = between(0, 0.3);
    for (const auto premium : {&Cost::technician_premium, &Cost::logistics_premium,
                               &Cost::quality_premium, &Cost::supervision_premium}) {
      cost.*premium = between(0, 1);
    }
    cost.later_shifts = between(0, 1);
    cost.shift_premium = between(0, 0.5);
    cost.overhead = between(0, 0.3);
    cost.working_capital_s = between(0, 100) * 86400.0;
    cost.training_gpu_h = between(0, 1e5);
    cost.drift_per_y = between(0, 0.1);
    cost.retrain_s = between(0, 1) * kSecondsPerYear;
    year.good_bodies_per_year = between(1e3, 1e6);
    year.kwh_per_body = between(0, 300);
    year.spots_per_body = between(0, 9000);
    year.sealer_m_per_body = between(0, 200);
    year.studs_per_body = between(0, 500);
    year.rivets_per_body = between(0, 900);
    year.rework_share = between(0, 0.1);
    year.scrap_share = between(0, 0.1);
    year.spot_robots = static_cast<int>(between(0, 900));
    year.other_robots = static_cast<int>(between(0, 900));
  }

  double between(double low, double high) {
    return low + (high - low) * stream.uniforms(draws++)[0];
  }

  RandomStream stream;
  std::uint32_t draws = 0;
  Scenario scenario;
  PlantYear year;
};

constexpr std::uint32_t kRandomCases = 10'000;

// ULSAB (economics facts 7.2): 225,000 bodies a year, 12 %, and the assembly line's investments.
// Equipment is one "robot" of 40.4 MUSD that is written off with the product, over 5 years.
struct Ulsab {
  Ulsab() {
    Cost& cost = scenario.cost;
    cost.interest_per_y = 0.12;
    cost.robot_usd = 40.4e6;
    cost.tooling_usd = 19.0e6;
    cost.building_usd = 31.4e6;
    cost.robot_life_s = cost.tooling_life_s = cost.edge_box_life_s = 5 * kSecondsPerYear;
    cost.building_life_s = 25 * kSecondsPerYear;
    cost.maintenance = 0.10;
    cost.direct_heads = 120;
    cost.paid_per_head_s = 1920 * 3600.0;
    cost.wage_usd_per_h = 44.0;
    cost.spots_per_cap_pair = 1;
    year.good_bodies_per_year = 225e3;
    year.other_robots = 1;
  }
  Scenario scenario;
  PlantYear year;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cost_model)

BOOST_AUTO_TEST_CASE(the_ulsab_assembly_line_costs_what_was_published) {
  const Ulsab ulsab;
  const ItemsUsd items = items_of(ulsab.scenario, ulsab.year);
  const auto half_a_percent = tt::tolerance(0.005);
  BOOST_TEST(item(items, Id::tooling) == 23.40, half_a_percent);
  BOOST_TEST(item(items, Id::robot_stations) == 49.88, half_a_percent);
  BOOST_TEST(item(items, Id::building) == 17.74, half_a_percent);
  BOOST_TEST(item(items, Id::maintenance) == 9.10, half_a_percent);
  BOOST_TEST(item(items, Id::labour) == 45.06, half_a_percent);
}

// Written off over its own 20 years the equipment would cost 24.04, half of what was published.
BOOST_AUTO_TEST_CASE(dedicated_equipment_over_its_own_life_would_miss_ulsab_by_half) {
  Ulsab ulsab;
  ulsab.scenario.cost.robot_life_s = 20 * kSecondsPerYear;
  const ItemsUsd items = items_of(ulsab.scenario, ulsab.year);
  BOOST_TEST(rounds_to(item(items, Id::robot_stations), 24.04));
}

BOOST_AUTO_TEST_CASE(the_illustration_of_the_facts_comes_out) {
  const ItemsUsd items = items_of(illustration(), illustration_year());
  BOOST_TEST(rounds_to(item(items, Id::robot_stations), 25.72));
  BOOST_TEST(rounds_to(item(items, Id::tooling), 16.71));
  BOOST_TEST(rounds_to(item(items, Id::building), 11.53));
  BOOST_TEST(rounds_to(item(items, Id::edge_computing), 0.70));
  BOOST_TEST(rounds_to(item(items, Id::maintenance), 5.40));
  BOOST_TEST(rounds_to(item(items, Id::labour), 12.29));
  BOOST_TEST(rounds_to(item(items, Id::energy), 8.69));
  BOOST_TEST(rounds_to(item(items, Id::electrode_caps), 1.92));
  BOOST_TEST(rounds_to(item(items, Id::rework_and_scrap), 0.59));
  BOOST_TEST(rounds_to(item(items, Id::steel), 292.50));
  // E20: sqrt(2 C k) + k L a year, with C = 4,000 GPU-h at 1.25, k = V x 35 USD x 1 point a year,
  // L = 2 weeks.
  const double k = 300e3 * 35 * 0.01;
  const double training = (std::sqrt(2 * 4000 * 1.25 * k) + k * 14 / 365) / 300e3;
  BOOST_TEST(item(items, Id::ai_training) == training, tt::tolerance(1e-14));
  BOOST_TEST(rounds_to(training, 0.12));
  const CostTotals totals = totals_of(items);
  BOOST_TEST(rounds_to(totals.conversion_usd, 83.66));
  BOOST_TEST(rounds_to(totals.body_in_white_usd, 376.16));
  BOOST_TEST(rounds_to(totals.landed_usd, 21876.16));
}

BOOST_AUTO_TEST_CASE(the_changes_of_the_illustration_come_out) {
  const PlantYear year = illustration_year();
  const double before = totals(illustration(), year).landed_usd;
  const auto change = [&](auto edit) {
    Scenario scenario = illustration();
    edit(scenario.cost);
    return totals(scenario, year).landed_usd - before;
  };
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.robot_usd = 140e3; }), 28.63));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.robot_duty = 0.275; }), 3.09));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.robot_duty = 1.725; }), 19.37));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.edge_box_usd *= 1.5; }), 0.35));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.edge_duty = 0.5; }), 0.35));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.gpu_usd_per_h = 8; }), 0.17));
  BOOST_TEST(rounds_to(change([](Cost& cost) { cost.retrain_s = 26 * 7 * 86400.0; }), 0.16));
  BOOST_TEST(rounds_to(change([](Cost& cost) {
                         cost.wage_usd_per_h = 45;
                         cost.energy_usd_per_kwh = 0.0862;
                       }),
                       56.65));
  BOOST_TEST(rounds_to(change([](Cost& cost) {
                         cost.steel_imported = 1.0;
                         cost.steel_duty = 0.5;
                       }),
                       146.25));
}

// 900 direct heads and no robots: 14.02 more. The robot duty that makes both equal (E26) is 125 %.
BOOST_AUTO_TEST_CASE(the_manual_shop_of_the_illustration_comes_out) {
  Scenario manual = illustration();
  manual.cost.direct_heads = 900;
  PlantYear without_robots = illustration_year();
  without_robots.spot_robots = 0;
  const double by_hand = totals(manual, without_robots).conversion_usd;
  const auto automated = [](double robot_duty) {
    Scenario scenario = illustration();
    scenario.cost.robot_duty = robot_duty;
    return totals(scenario, illustration_year()).conversion_usd;
  };
  BOOST_TEST(rounds_to(by_hand - automated(0), 14.02));
  BOOST_TEST(rounds_to((by_hand - automated(0)) / (automated(1) - automated(0)), 1.25));
}

// 2 spot robots and 1 other, no interest, 4 years, 1,000 bodies: (3 x (1000 x 1.35 + 500) +
// 2 x 200 x 1.1) / 4 / 1000 = (5550 + 440) / 4000 = 1.4975. The duty is on 1000, not on 1020 or
// 1100: FOB.
BOOST_AUTO_TEST_CASE(only_spot_welding_robots_have_guns_and_duty_is_on_the_price_before_freight) {
  Scenario scenario = illustration();
  Cost& cost = scenario.cost;
  cost.robot_usd = 1000;
  cost.robot_freight = 0.10;
  cost.robot_duty = 0.25;
  cost.integration_usd = 500;
  cost.gun_usd = 200;
  cost.gun_duty = 0.10;
  cost.interest_per_y = cost.salvage = 0.0;
  cost.robot_life_s = 4 * kSecondsPerYear;
  PlantYear year = illustration_year();
  year.good_bodies_per_year = 1000;
  year.spot_robots = 2;
  year.other_robots = 1;
  BOOST_TEST(item(items_of(scenario, year), Id::robot_stations) == 1.4975, tt::tolerance(1e-14));
}

// 3 m at 0.5, 4 studs at 0.2, 5 rivets at 0.1: 2.8.
BOOST_AUTO_TEST_CASE(sealer_and_fasteners_are_paid_as_used) {
  Scenario scenario = illustration();
  scenario.cost.sealer_usd_per_m = 0.5;
  scenario.cost.stud_usd = 0.2;
  scenario.cost.rivet_usd = 0.1;
  PlantYear year = illustration_year();
  year.sealer_m_per_body = 3;
  year.studs_per_body = 4;
  year.rivets_per_body = 5;
  BOOST_TEST(item(items_of(scenario, year), Id::sealer_and_fasteners) == 2.8, tt::tolerance(1e-15));
}

// (body in white + rest) x 1.275 + freight, freight free of duty.
BOOST_AUTO_TEST_CASE(the_vehicle_pays_duty_on_what_it_cost_to_make) {
  Scenario scenario = illustration();
  const double body_usd = totals(scenario, illustration_year()).body_in_white_usd;
  scenario.cost.vehicle_duty = 1.275;
  BOOST_TEST(totals(scenario, illustration_year()).landed_usd == (body_usd + 20e3) * 2.275 + 1500,
             tt::tolerance(1e-14));
}

// Exactly: no rounding in the calculation may turn a rising duty into a falling cost.
BOOST_AUTO_TEST_CASE(cost_never_falls_when_a_duty_rises) {
  for (std::uint32_t index = 0; index < kRandomCases; ++index) {
    RandomCase one(index);
    const CostTotals before = totals(one.scenario, one.year);
    double& duty = one.scenario.cost.*kDuties[index % kDuties.size()];
    duty += std::pow(10.0, one.between(-17, 1));
    const CostTotals after = totals(one.scenario, one.year);
    BOOST_REQUIRE(after.conversion_usd >= before.conversion_usd);
    BOOST_REQUIRE(after.body_in_white_usd >= before.body_in_white_usd);
    BOOST_REQUIRE(after.landed_usd >= before.landed_usd);
  }
}

BOOST_AUTO_TEST_CASE(every_duty_reaches_the_landed_cost) {
  RandomCase one(1);
  const double before = totals(one.scenario, one.year).landed_usd;
  for (const auto duty : kDuties) {
    Scenario scenario = one.scenario;
    scenario.cost.*duty += 1.0;
    BOOST_TEST(totals(scenario, one.year).landed_usd > before);
  }
}

BOOST_AUTO_TEST_CASE(all_prices_times_a_factor_is_all_costs_times_it) {
  for (std::uint32_t index = 0; index < kRandomCases; ++index) {
    RandomCase one(index);
    const ItemsUsd before = items_of(one.scenario, one.year);
    const double factor = std::pow(10.0, one.between(-2, 2));
    for (const auto price : kPrices) one.scenario.cost.*price *= factor;
    const ItemsUsd after = items_of(one.scenario, one.year);
    for (std::size_t i = 0; i < kCostItemCount; ++i) {
      BOOST_REQUIRE(std::abs(after[i] - factor * before[i]) <= 1e-12 * after[i]);
    }
  }
}

// Added here one by one, the totals noted on the way: the same bits.
BOOST_AUTO_TEST_CASE(items_sum_to_the_totals_to_the_last_bit) {
  const std::vector<CostItemId> materials = {Id::steel, Id::rest_of_vehicle, Id::vehicle_duty,
                                             Id::vehicle_freight};
  for (std::uint32_t index = 0; index < kRandomCases; ++index) {
    const RandomCase one(index);
    const ItemsUsd items = items_of(one.scenario, one.year);
    const CostTotals totals = totals_of(items);
    double sum = 0.0;
    for (std::size_t i = 0; i < kCostItemCount; ++i) {
      const auto id = static_cast<CostItemId>(i);
      if (std::find(materials.begin(), materials.end(), id) == materials.end()) sum += items[i];
    }
    BOOST_REQUIRE(totals.conversion_usd == sum);
    sum += item(items, Id::steel);
    BOOST_REQUIRE(totals.body_in_white_usd == sum);
    sum += item(items, Id::rest_of_vehicle);
    sum += item(items, Id::vehicle_duty);
    sum += item(items, Id::vehicle_freight);
    BOOST_REQUIRE(totals.landed_usd == sum);
  }
}

// A plant that buys and sells at home: the duties of the world do not reach it, to the last bit,
// and landed is cost and freight.
BOOST_AUTO_TEST_CASE(without_duties_landed_is_cost_and_freight) {
  for (std::uint32_t index = 0; index < kRandomCases; ++index) {
    RandomCase one(index);
    for (const auto duty : kDuties) one.scenario.cost.*duty = 0.0;
    const CostTotals at_home = totals(one.scenario, one.year);
    const Cost& cost = one.scenario.cost;
    BOOST_REQUIRE(at_home.landed_usd ==
                  at_home.body_in_white_usd + cost.rest_of_vehicle_usd + cost.vehicle_freight_usd);
    BOOST_REQUIRE(at_home.body_in_white_usd - at_home.conversion_usd <=
                  cost.steel_kg * cost.steel_usd_per_kg * (1 + 1e-9) + 1e-9 * at_home.landed_usd);
  }
}

// 12 % for a week on 80 USD of conversion and 300 USD of steel: 0.12 x 7 / 365 x 380.
BOOST_AUTO_TEST_CASE(working_capital_is_interest_on_the_cost_that_is_bound) {
  Scenario scenario = illustration();
  const ItemsUsd without = items_of(scenario, illustration_year());
  scenario.cost.working_capital_s = 7 * 86400.0;
  const ItemsUsd with = items_of(scenario, illustration_year());
  const CostTotals totals = totals_of(without);
  BOOST_TEST(item(without, Id::working_capital) == 0.0);
  BOOST_TEST(item(with, Id::working_capital) == 0.10 * 7 / 365 * totals.body_in_white_usd,
             tt::tolerance(1e-14));
}

// 180 support heads: 40 % at half as much again, 30 % and 20 % at the wage, 10 % supervision at
// twice it: a factor of 1 + 0.2 + 0.1 = 1.3. A third of the heads in later shifts at 30 %
// more: 1.1. (60 + 180 x 1.3) x 1.1 x 1920 x 8 / 300,000.
BOOST_AUTO_TEST_CASE(labour_is_paid_by_role_and_shift) {
  Scenario scenario = illustration();
  Cost& cost = scenario.cost;
  cost.technician_share = 0.4;
  cost.logistics_share = 0.3;
  cost.quality_share = 0.2;
  cost.technician_premium = 0.5;
  cost.supervision_premium = 1.0;
  cost.later_shifts = 1.0 / 3.0;
  cost.shift_premium = 0.3;
  const ItemsUsd items = items_of(scenario, illustration_year());
  const double wanted_usd_per_y = (60 + 180 * 1.3) * 1.1 * 1920 * 8;
  BOOST_TEST(item(items, Id::labour) == wanted_usd_per_y / 300e3, tt::tolerance(1e-14));
  const std::vector<LabourRow> rows = labour_rows(scenario);
  BOOST_REQUIRE(rows.size() == 10U);
  double heads = 0.0, usd_per_y = 0.0;
  for (const LabourRow& row : rows) {
    heads += row.heads;
    usd_per_y += row.usd_per_y;
  }
  BOOST_TEST(heads == 240.0, tt::tolerance(1e-14));
  BOOST_TEST(usd_per_y == wanted_usd_per_y, tt::tolerance(1e-14));
}

// 28.8 % on (cost + 1500) where the value is CIF: 432 USD more than where it is FOB.
BOOST_AUTO_TEST_CASE(where_the_value_is_cif_freight_pays_the_vehicle_duty) {
  Scenario scenario = illustration();
  scenario.cost.vehicle_duty = 0.288;
  const double fob = totals(scenario, illustration_year()).landed_usd;
  scenario.cost.vehicle_duty_on_freight = 1.0;
  BOOST_TEST(totals(scenario, illustration_year()).landed_usd - fob == 432.0, tt::tolerance(1e-10));
}

// Half the bodies: fixed items twice as dear, to the bit; variable ones untouched.
BOOST_AUTO_TEST_CASE(fixed_items_go_as_one_over_the_measured_volume) {
  const RandomCase one(7);
  PlantYear half = one.year;
  half.good_bodies_per_year /= 2;
  Scenario scenario = one.scenario;
  scenario.cost.vehicle_duty = 0.0;  // of a dearer body
  const ItemsUsd before = items_of(scenario, one.year);
  const ItemsUsd after = items_of(scenario, half);
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    const CostItemInfo& info = info_of(static_cast<CostItemId>(i));
    if (info.kind == CostKind::mixed) {
      BOOST_TEST(after[i] <= 2 * before[i], info.name);
      BOOST_TEST(after[i] >= before[i], info.name);
    } else {
      BOOST_TEST(after[i] == (info.kind == CostKind::fixed ? 2 : 1) * before[i], info.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_table_of_items_is_in_the_order_of_their_ids) {
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    BOOST_TEST((info_of(static_cast<CostItemId>(i)).id == static_cast<CostItemId>(i)));
  }
  BOOST_TEST(index_of(Id::working_capital) + 1 == kConversionItems);
  BOOST_TEST(index_of(Id::steel) + 1 == kBodyInWhiteItems);
  BOOST_TEST(index_of(Id::vehicle_freight) + 1 == kCostItemCount);
}

BOOST_AUTO_TEST_CASE(what_the_reader_refuses_is_a_bug_in_here) {
  const auto refused = [](auto edit) {
    Scenario scenario = illustration();
    PlantYear year = illustration_year();
    edit(scenario.cost, year);
    try {
      items_of(scenario, year);
    } catch (const InternalError&) {
      return true;
    }
    return false;
  };
  BOOST_TEST(!refused([](Cost&, PlantYear&) {}));
  BOOST_TEST(refused([](Cost& cost, PlantYear&) { cost.robot_usd = -1; }));
  BOOST_TEST(refused([](Cost& cost, PlantYear&) { cost.vehicle_duty = std::nan(""); }));
  BOOST_TEST(refused([](Cost& cost, PlantYear&) { cost.tooling_life_s = 0; }));
  BOOST_TEST(refused([](Cost& cost, PlantYear&) { cost.spots_per_cap_pair = 0; }));
  BOOST_TEST(refused([](Cost& cost, PlantYear&) { cost.salvage = 1.01; }));
  BOOST_TEST(refused([](Cost&, PlantYear& year) { year.good_bodies_per_year = 0; }));
  BOOST_TEST(refused([](Cost&, PlantYear& year) { year.spot_robots = -1; }));
  BOOST_TEST(refused([](Cost&, PlantYear& year) { year.kwh_per_body = HUGE_VAL; }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
