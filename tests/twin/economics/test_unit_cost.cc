#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/finance.h"
#include "twin/economics/unit_cost.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

// A scenario in which no term of any formula is 0.
Scenario full_scenario() {
  Scenario scenario = illustration();
  auto& cost = scenario.cost;
  cost.robot_duty = 0.4;
  cost.gun_duty = 0.375;
  cost.cap_duty = 0.016;
  cost.vehicle_duty = 0.288;
  cost.sealer_usd_per_m = 0.31;
  cost.stud_usd = 0.07;
  cost.rivet_usd = 0.11;
  cost.steel_imported = 0.3;
  cost.steel_duty = 0.5;
  cost.pass_through = 0.94;
  cost.vehicle_duty_on_freight = 0.7;
  cost.installation = 0.13;
  cost.technician_share = 0.4;
  cost.logistics_share = 0.25;
  cost.quality_share = 0.15;
  cost.technician_premium = 0.2;
  cost.logistics_premium = 0.05;
  cost.quality_premium = 0.1;
  cost.supervision_premium = 0.6;
  cost.later_shifts = 0.45;
  cost.shift_premium = 0.12;
  cost.overhead = 0.08;
  cost.working_capital_s = 9 * 86400.0;
  cost.edge_duty = 0.25;
  cost.training_usd = 700;
  cost.base_model_usd = 20e3;
  return scenario;
}

PlantYear full_year() {
  PlantYear year = illustration_year();
  year.other_robots = 290;
  year.sealer_m_per_body = 130;
  year.studs_per_body = 250;
  year.rivets_per_body = 460;
  return year;
}

// Works out the text of a formula: numbers, names, + - x / ( ), AP(r, n), PV(r, n) and SQRT.
class FormulaReader {
 public:
  explicit FormulaReader(const CostItem& item) : text_(item.formula) {
    for (const CostInput& input : item.inputs) values_[input.name] = input.value;
  }

  double value() {
    const double result = sum();
    BOOST_REQUIRE(at_end());
    return result;
  }
  const std::vector<std::string>& names() const { return names_; }  // in order, each once

 private:
  bool at_end() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ == text_.size();
  }
  bool take(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  double sum() {
    double result = product();
    for (;;) {
      if (take('+')) {
        result += product();
      } else if (take('-')) {
        result -= product();
      } else {
        return result;
      }
    }
  }
  double product() {
    double result = factor();
    for (;;) {
      if (take('/')) {
        result /= factor();
      } else if (take('x')) {
        result *= factor();
      } else {
        return result;
      }
    }
  }
  double factor() {
    if (take('(')) {
      const double inner = sum();
      BOOST_REQUIRE(take(')'));
      return inner;
    }
    BOOST_REQUIRE(!at_end());
    std::string word;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
      word += text_[at_++];
    }
    if (word == "1") return 1.0;
    if (word == "2") return 2.0;
    if (word == "SQRT") {
      BOOST_REQUIRE(take('('));
      const double inner = sum();
      BOOST_REQUIRE(take(')'));
      return std::sqrt(inner);
    }
    if (word == "AP" || word == "PV") {
      BOOST_REQUIRE(take('('));
      const double rate = sum();
      BOOST_REQUIRE(take(','));
      const double years = sum();
      BOOST_REQUIRE(take(')'));
      return word == "AP" ? annuity_factor(rate, years) : present_value_factor(rate, years);
    }
    BOOST_REQUIRE_MESSAGE(values_.count(word) == 1, "no input is named \"" << word << "\"");
    if (std::find(names_.begin(), names_.end(), word) == names_.end()) names_.push_back(word);
    return values_[word];
  }

  std::string text_;
  std::size_t at_ = 0;
  std::map<std::string, double> values_;
  std::vector<std::string> names_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(unit_cost_suite)

// The text is read and worked out here, on its own: what it says is what was done.
BOOST_AUTO_TEST_CASE(the_formula_of_every_item_gives_its_cost_from_its_inputs) {
  const UnitCost unit = unit_cost(full_scenario(), full_year());
  BOOST_REQUIRE(unit.items.size() == kCostItemCount);
  for (const CostItem& item : unit.items) {
    FormulaReader formula(item);
    BOOST_TEST(item.usd_per_body > 0.0, item.name);
    BOOST_TEST_CONTEXT(item.name) {
      BOOST_TEST(formula.value() == item.usd_per_body, tt::tolerance(1e-13));
    }
    std::vector<std::string> listed;
    for (const CostInput& input : item.inputs) listed.push_back(input.name);
    BOOST_TEST(listed == formula.names(), tt::per_element());
  }
}

BOOST_AUTO_TEST_CASE(an_item_says_what_it_is_and_where_its_inputs_come_from) {
  const UnitCost unit = unit_cost(illustration(), illustration_year());
  const CostItem& energy = unit.items[index_of(CostItemId::energy)];
  BOOST_TEST(energy.name == "energy");
  BOOST_TEST(energy.title == "Energy");
  BOOST_TEST(name_of(energy.kind) == "variable");
  BOOST_TEST(energy.inputs[0].name == "kwh_per_body");
  BOOST_TEST(energy.inputs[0].value == 98.7);
  BOOST_TEST(energy.inputs[0].unit == "kWh");
  BOOST_CHECK(energy.inputs[0].source == CostInputSource::line);
  BOOST_CHECK(energy.inputs[1].source == CostInputSource::scenario);
  BOOST_TEST(energy.inputs[1].unit == "USD/kWh");
}

BOOST_AUTO_TEST_CASE(the_readable_cost_is_that_of_the_model) {
  const UnitCost unit = unit_cost(full_scenario(), full_year());
  const ItemsUsd items = CostModel(full_scenario()).items_usd(full_year());
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    BOOST_TEST(unit.items[i].usd_per_body == items[i]);
  }
  BOOST_TEST(unit.totals.landed_usd == totals_of(items).landed_usd);
}

// A tool of 30 MUSD, 5 years, no interest: F = 6 MUSD a year. With V = 200, 250, 300 thousand F/V
// is 30, 24, 20: mean 74/3, variance ((16/3)^2 + (2/3)^2 + (14/3)^2) / 2 = 76/3. Student's t for 2
// degrees of freedom at 95 % is 4.302652730: half-width t sqrt(76/3 / 3) = 12.50322. A vehicle duty
// of 50 % makes landed 1.5 times that. F/E[V] would be 24.
BOOST_AUTO_TEST_CASE(the_half_width_is_that_of_fixed_cost_over_the_volumes) {
  Scenario scenario = illustration();
  scenario.cost = {};
  auto& cost = scenario.cost;
  cost.tooling_usd = 30e6;
  cost.tooling_life_s = 5 * kSecondsPerYear;
  cost.robot_life_s = cost.building_life_s = cost.edge_box_life_s = kSecondsPerYear;
  cost.spots_per_cap_pair = 1;
  cost.vehicle_duty = 0.5;
  std::vector<PlantYear> years(3);
  years[0].good_bodies_per_year = 200e3;
  years[1].good_bodies_per_year = 250e3;
  years[2].good_bodies_per_year = 300e3;

  const UnitCostEstimate estimate = estimate_unit_cost(scenario, years);
  const double half_width = 4.302652730 * std::sqrt(76.0 / 9.0);
  const auto digits = tt::tolerance(1e-9);
  const CostItemEstimate& tooling = estimate.items[index_of(CostItemId::tooling)];
  BOOST_TEST(tooling.usd_per_body.mean == 74.0 / 3, digits);
  BOOST_TEST(tooling.usd_per_body.half_width == half_width, digits);
  BOOST_TEST(tooling.usd_per_body.n == 3U);
  BOOST_TEST(tooling.item.usd_per_body == tooling.usd_per_body.mean);
  BOOST_TEST(estimate.conversion.half_width == half_width, digits);
  BOOST_TEST(estimate.body_in_white.half_width == half_width, digits);
  BOOST_TEST(estimate.landed.mean == 37.0, digits);
  BOOST_TEST(estimate.landed.half_width == 1.5 * half_width, digits);
  // The measured volume stands among the inputs with its own half-width: s = 50,000.
  const CostInput& volume = tooling.item.inputs.back();
  BOOST_TEST(volume.name == "good_bodies_per_year");
  BOOST_TEST(volume.value == 250e3, digits);
  BOOST_TEST(volume.half_width == 4.302652730 * 50e3 / std::sqrt(3.0), digits);
  BOOST_TEST(tooling.item.inputs.front().half_width == 0.0);
}

BOOST_AUTO_TEST_CASE(the_means_of_the_items_sum_to_the_means_of_the_totals_to_the_last_bit) {
  std::vector<PlantYear> years(7, full_year());
  double sum_landed = 0.0;
  for (std::size_t r = 0; r < years.size(); ++r) {
    years[r].good_bodies_per_year = 260e3 + 3.7e3 * static_cast<double>(r * r % 7);
    years[r].kwh_per_body = 98.7 + 0.3 * static_cast<double>(r);
    sum_landed += unit_cost(full_scenario(), years[r]).totals.landed_usd;
  }
  const UnitCostEstimate estimate = estimate_unit_cost(full_scenario(), years);
  double sum = 0.0;
  for (std::size_t i = 0; i < kCostItemCount; ++i) {
    sum += estimate.items[i].usd_per_body.mean;
    if (i + 1 == kConversionItems) BOOST_TEST(estimate.conversion.mean == sum);
    if (i + 1 == kBodyInWhiteItems) BOOST_TEST(estimate.body_in_white.mean == sum);
  }
  BOOST_TEST(estimate.landed.mean == sum);
  // And the totals' means are what they are called.
  BOOST_TEST(estimate.landed.mean == sum_landed / 7, tt::tolerance(1e-13));
}

BOOST_AUTO_TEST_CASE(a_line_that_never_varies_costs_the_same_with_certainty) {
  const std::vector<PlantYear> years(4, full_year());
  const UnitCostEstimate estimate = estimate_unit_cost(full_scenario(), years);
  const UnitCost one = unit_cost(full_scenario(), full_year());
  BOOST_TEST(estimate.landed.mean == one.totals.landed_usd, tt::tolerance(1e-14));
  BOOST_TEST(estimate.landed.half_width < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_cost_of_no_replication_is_a_bug) {
  BOOST_CHECK_THROW(estimate_unit_cost(illustration(), {}), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
