// Maps of decisions against lines whose best choice is known in closed form.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/twin/study/merged_study.h"
#include "twin/study/decision_map.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

// With one technician 50 + 10 b jobs an hour, with two 60, whatever the repair factor is: two are
// better below b = 1, by 10 (1 - b). Noise is shared, but for `own` of it.
LineSource crossing_lines(double own) {
  return line_of_jph(8, [own](const Scenario& scenario, int r) {
    const bool two = scenario.reliability.technicians == 2;
    const double shared = 3.0 * std::sin(r + 1.0);
    const double of_itself = own * std::cos(2.0 * r + (two ? 1.0 : 0.0));
    return (two ? 60.0 : 50.0 + 10.0 * scenario.plant.buffer_factor) + shared + of_itself;
  });
}

std::string crossing_study(const std::string& more = "") {
  return R"(design = "grid"
responses = ["net_jph"]
best = "most net_jph"
)" + more +
         R"([[factor]]
key = "reliability.technicians"
choice = true
values = [1, 2]
[[factor]]
key = "plant.buffer_factor"
values = [0.5, 0.9, 1.3, 1.7]
[[factor]]
key = "reliability.repair_factor"
values = [0.5, 1, 1.5]
)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_maps)

BOOST_AUTO_TEST_CASE(the_best_choice_changes_where_the_responses_cross) {
  const MergedSample merged(crossing_study(), crossing_lines(0.0));
  const auto map = decision_map(merged.study());
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->is_paired);
  BOOST_TEST(map->x.title == "plant.buffer_factor");
  BOOST_REQUIRE(map->cells.size() == 12U);
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 4; ++i) {
      const DecisionCell& cell = map->at(j, i);
      BOOST_TEST(cell.best == (map->x.values[i] < 1.0 ? 1U : 0U));
      BOOST_TEST(cell.lead.mean == std::abs(10.0 * (1.0 - map->x.values[i])),
                 boost::test_tools::tolerance(1e-9));
    }
  }
  BOOST_REQUIRE(map->flips.size() == 3U);  // one in each row
  for (const DecisionFlip& flip : map->flips) {
    BOOST_TEST(flip.x == 1.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(map->choices[flip.before] == "reliability.technicians 2");
    BOOST_TEST(map->choices[flip.after] == "reliability.technicians 1");
  }
}

// Noise of 3 an hour that both choices share decides nothing away: every place is decided. With
// each line's own noise of 10 the places next to the crossing, 1 and 3 apart, are not.
BOOST_AUTO_TEST_CASE(shared_noise_leaves_the_map_decided_and_own_noise_makes_a_band) {
  const MergedSample shared(crossing_study(), crossing_lines(0.0));
  BOOST_TEST(decision_map(shared.study())->undecided_share() == 0.0);
  const MergedSample own(crossing_study(), crossing_lines(10.0));
  const auto map = decision_map(own.study());
  BOOST_TEST(map->undecided_share() > 0.0);
  for (std::size_t j = 0; j < 3; ++j) {
    BOOST_TEST(!map->at(j, 1).is_decided());  // 10 x 0.1 apart
    BOOST_TEST(map->at(j, 1).lead.half_width > map->at(j, 1).lead.mean);
  }
}

// Choices are 5, 1, 3 and 7 jobs apart: within 2 one place of four is undecided, within 4 two.
BOOST_AUTO_TEST_CASE(the_band_holds_the_places_within_the_indifference) {
  for (const auto& [within, share] : {std::pair("2 1/h", 0.25), std::pair("4 1/h", 0.5)}) {
    const MergedSample merged(crossing_study(std::string("indifference = \"") + within + "\"\n"),
                              crossing_lines(0.0));
    const auto map = decision_map(merged.study());
    BOOST_TEST(map->undecided_share() == share);
    BOOST_TEST(map->share_of(0) + map->share_of(1) + map->undecided_share() == 1.0);
  }
}

// People cost 1000 x w x heads whatever robots cost; both choices pay the same for all else. Wage
// and robot price are those of the axes but where an option sets them.
BOOST_AUTO_TEST_CASE(options_set_several_keys_and_hold_against_other_factors) {
  const MergedSample merged(R"(design = "grid"
responses = ["labour", "robot_stations"]
best = "least labour"
[[factor]]
name = "shop"
choice = true
[factor.options]
robots = []
people = ["cost.robot_price=0 USD", "cost.gun_price=0 USD", "cost.integration=0 USD", "cost.direct_heads=500"]
[[factor]]
key = "cost.robot_price"
values = ["40 kUSD", "90 kUSD"]
[[factor]]
key = "cost.direct_heads"
values = [10, 1000]
)");
  const auto map = decision_map(merged.study());
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->choices[0] == "shop robots");  // as they stand in the file
  BOOST_TEST(map->choices[1] == "shop people");
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(map->at(0, i).best == 0U);  // 10 heads are fewer than 500
    BOOST_TEST(map->at(1, i).best == 1U);  // 1000 are not
  }
  // the price of robots reaches the one shop and not the other
  StudyColumns columns(merged.study());
  const auto stations = columns.numbers(columns.response("robot_stations"));
  BOOST_TEST(stations[0] < stations[2]);
  for (std::size_t p = 4; p < 8; ++p) BOOST_TEST(stations[p] == 0.0);
}

BOOST_AUTO_TEST_CASE(an_indifference_of_another_unit_is_refused) {
  const StudyFile study = read_study_text(crossing_study("indifference = \"1 USD\"\n"));
  const StudyPoints points(study);
  const StudyPlan plan = plan_of(study, points);
  BOOST_CHECK_THROW(head_of(plan, "1.0+test"), InputError);
}

BOOST_AUTO_TEST_CASE(the_table_has_a_row_a_place_and_a_row_a_flip) {
  const MergedSample merged(crossing_study(), crossing_lines(0.0));
  const auto map = decision_map(merged.study());
  const auto cells = merged.folder() / "cells.csv", flips = merged.folder() / "flips.csv";
  write_decision_csv(*map, cells, flips);
  const auto lines = [](const std::filesystem::path& path) {
    std::ifstream in(path);
    std::string line;
    int n = 0;
    while (std::getline(in, line)) ++n;
    return n;
  };
  BOOST_TEST(lines(cells) == 1 + 12);
  BOOST_TEST(lines(flips) == 1 + 3);
}

BOOST_AUTO_TEST_SUITE_END()
