#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/economics/fact_book.h"
#include "models/scenario/scenario_schema.h"
#include "tests/twin/economics/illustration.h"
#include "twin/economics/cost_provenance.h"
#include "twin/economics/validation.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(cost_validation)

BOOST_AUTO_TEST_CASE(every_published_value_is_reproduced_within_its_tolerance) {
  const auto rows = run_cost_validation();
  BOOST_TEST(rows.size() >= 20U);
  std::set<std::string> names;
  for (const CostValidationRow& row : rows) {
    BOOST_TEST(row.passed, row.name << ": published " << row.published << ", found " << row.found);
    BOOST_TEST(row.tolerance <= 0.15, row.name);
    BOOST_TEST(!row.source.empty(), row.name);
    BOOST_TEST(names.insert(row.name).second, row.name << " twice");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cost_provenance)

// What is measured or another item needs no key; whatever the scenario gives has one that exists.
BOOST_AUTO_TEST_CASE(every_input_that_a_scenario_gives_has_a_key_of_the_language) {
  const FactBook book = shipped_fact_book();
  std::set<std::string> known;
  for (const auto& key : scenario_keys()) known.insert(std::string(key.spec.path));
  const UnitCost unit = unit_cost(illustration(), illustration_year());
  for (const CostItem& item : unit.items) {
    for (const InputSource& source : sources_of(item, book, parse_date("2026-07-24"))) {
      BOOST_TEST(!source.text.empty());
      if (source.input.source != CostInputSource::scenario) continue;
      BOOST_TEST(known.count(source.key) == 1U, source.input.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_the_facts_is_said_to_be_the_scenarios) {
  const FactBook book = shipped_fact_book();
  Scenario scenario = illustration();
  scenario.cost.robot_usd = 55e3;
  const UnitCost unit = unit_cost(scenario, illustration_year());
  const auto sources =
      sources_of(unit.items[index_of(CostItemId::robot_stations)], book, parse_date("2026-07-24"));
  for (const InputSource& source : sources) {
    if (source.input.name == "robot_usd") {
      BOOST_TEST(!source.value_is_of_fact);
      BOOST_TEST(source.text.find("40000 USD") != std::string::npos, source.text);
      BOOST_TEST(source.text.find("New York Times") != std::string::npos, source.text);
    }
    if (source.input.name == "robot_life_y") {
      BOOST_TEST(source.value_is_of_fact);
      BOOST_REQUIRE(source.fact != nullptr);
      BOOST_TEST(source.fact->high == 15.0);
    }
    if (source.input.name == "spot_robots") {
      BOOST_TEST(source.key.empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
