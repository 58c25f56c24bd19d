// What to buy: robots by the sizing law, and the search against all plants that may be chosen.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/scenario/process_law.h"
#include "twin/line/build_line_model.h"
#include "twin/study/plant_comparison.h"
#include "twin/study/plant_trials.h"
#include "twin/study/sizing.h"
#include "twin/study/sizing_search.h"

using namespace darkline;
namespace fs = std::filesystem;

namespace {

SizingFile study_of(const std::string& scenario, const std::vector<std::string>& overrides = {}) {
  SizingFile study;
  study.file = "size.toml";
  study.base =
      read_scenario(fs::path(DARKLINE_SOURCE_DIR) / "models/scenarios" / scenario, overrides)
          .scenario;
  study.search_physics = study.base.simulation.physics;
  study.robot_usd = {study.base.cost.robot_usd};
  study.place_usd = 20'000.0;
  study.heads_per_technician = 2.0;
  return study;
}

const ZoneConfig& zone_of(const Scenario& scenario, const std::string& name) {
  return *std::find_if(scenario.zones.begin(), scenario.zones.end(),
                       [&](const ZoneConfig& zone) { return zone.name == name; });
}

// Stations take what the sizing law says, without motion.
PreparedPlant plant_by_law(const Scenario& scenario) {
  const FactoryModel factory = build_factory(scenario);
  std::vector<CycleProfile> profiles;
  for (std::size_t s = 0; s < factory.stations.size(); ++s) {
    const ByRole<double> cycles = process_law_cycles(factory, StationId(s), 0);
    CycleProfile profile;
    profile.station = factory.stations[s].address;
    profile.cycle_s = {*std::max_element(cycles.begin(), cycles.end())};
    profile.spots = factory.stations[s].work.spots;
    profiles.push_back(profile);
  }
  PreparedPlant plant;
  plant.line = build_line_model(factory, profiles);
  plant.good_share = 1.0 - scenario.quality.scrap;
  plant.hours_per_year = scenario.plant.shifts_per_day * scenario.plant.shift_s / 3600.0 *
                         scenario.plant.days_per_year;
  plant.robots = plant.welders = static_cast<std::int64_t>(factory.robots.size());
  plant.stations = static_cast<std::int64_t>(factory.stations.size());
  for (const FlowLink& link : factory.links) plant.places += link.places;
  plant.fidelity = "process law";
  plant.years = [good = plant.good_share, hours = plant.hours_per_year,
                 robots = plant.robots](const LineResult& line) {
    std::vector<PlantYear> years;
    for (const ReplicationResult& one : line.replications) {
      PlantYear year;
      year.good_bodies_per_year = static_cast<double>(one.parts_out) * good * 3.6e6 /
                                  static_cast<double>(line.window_ms) * hours;
      year.kwh_per_body = 10.0;
      year.spot_robots = static_cast<int>(robots);
      years.push_back(year);
    }
    return years;
  };
  return plant;
}

SizingFile small_study() {
  SizingFile study = study_of(
      "06_assembly.toml",
      {"simulation.horizon=100 h", "simulation.warm_up=10 h", "reliability.fixture_mtbf=15 h"});
  study.screening_replications = 16;
  study.confirm_replications = 40;
  study.choices.takt_s = {50.0, 52.0, 54.0, 56.0, 58.0, 60.0};
  study.choices.load = {1.0};
  study.choices.weld_load = {0.8, 0.9, 1.0};
  study.choices.buffer_factor = {0.5, 1.0, 2.0};
  study.choices.technicians = {1, 2};
  study.choices.split_from = {0};
  return study;
}

constexpr double kTarget = 56.0;

SizingResult sized(const SizingFile& study, double target_jph, int jobs = 1) {
  const PlantSource source = plant_by_law;
  PlantTrials trials(study, source, jobs, {});
  return size_plant(study, target_jph, trials, {.jobs = jobs});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizing)

// Underbody of ningbo_2020 at C = 76.5 s, o = 11.2 s, approach 4 s, loads 0.7811: T = 61.3 x 0.7811
// = 47.88 s. W = 3.0 x 660 / T = 41.35, J = (2.6 x 40 + 3.5 x 40) / T = 5.10, S = 1.35 x 10 / 0.3 /
// T = 0.94, H = 16 x 22 / (76.5 x 0.7811) = 5.89; inspection as it is.
BOOST_AUTO_TEST_CASE(robots_are_the_next_whole_number_of_the_sizing_law) {
  const SizingFile study = study_of("ningbo_2020.toml");
  const ByRole<std::int64_t> robots =
      robots_by_law(study.base, zone_of(study.base, "z40_underbody"),
                    {.takt_s = 76.5, .load = 0.7811, .weld_load = 0.7811});
  BOOST_TEST(robots[index_of(RobotRole::spot_welding)] == 42);
  BOOST_TEST(robots[index_of(RobotRole::joining)] == 6);
  BOOST_TEST(robots[index_of(RobotRole::sealing)] == 1);
  BOOST_TEST(robots[index_of(RobotRole::hemming)] == 0);
  BOOST_TEST(robots[index_of(RobotRole::handling)] == 6);
  BOOST_TEST(robots[index_of(RobotRole::inspection)] == 4);
}

// The law's 500 robots of the facts are of unrounded shares; rounding each of the 50 shares of zone
// and role up adds less than one each.
BOOST_AUTO_TEST_CASE(the_whole_shop_has_the_facts_500_robots_but_for_rounding_up) {
  const SizingFile study = study_of("ningbo_2020.toml");
  std::int64_t robots = 0, shares = 0;
  for (const ZoneConfig& zone : study.base.zones) {
    for (const std::int64_t n :
         robots_by_law(study.base, zone, {.takt_s = 76.5, .load = 0.7811, .weld_load = 0.7811})) {
      robots += n;
      shares += n > 0 ? 1 : 0;
    }
  }
  BOOST_TEST(robots >= 500);
  BOOST_TEST(robots < 500 + shares);
}

// 3 x 10 + 3 x 12 + 3 x 4 + 10, four door lines of 16 and two of hood and tailgate of 16: 184. With
// splits from 8 stations three zones (z10, z40 of 9, both body sides) get 6 more each.
BOOST_AUTO_TEST_CASE(places_count_every_parallel_line_and_split) {
  Scenario scenario = study_of("ningbo_2020.toml").base;
  BOOST_TEST(places_of(scenario) == 184);
  scenario.plant.split_from_stations = 8;
  BOOST_TEST(places_of(scenario) == 184 + 4 * 6);
  std::int64_t built = 0;
  for (const FlowLink& link : build_factory(scenario).links) built += link.places;
  BOOST_TEST(built == places_of(scenario));
}

// 14 places more at 20 kUSD are 280 kUSD of integration. Two technicians more, two heads each, are
// four support heads; the other roles keep theirs.
BOOST_AUTO_TEST_CASE(places_and_technicians_are_paid_for) {
  SizingFile study = study_of("06_assembly.toml", {"reliability.technicians=1"});
  const Scenario plant = plant_scenario(
      study, {.takt_s = 60.0, .weld_load = 0.9, .buffer_factor = 16.0 / 9.0, .technicians = 3});
  std::int64_t robots = 0;
  for (const ZoneConfig& zone : plant.zones) {
    for (const std::int64_t n : zone.robots) robots += n;
  }
  BOOST_TEST(places_of(plant) == 33);  // 3 x round(6 x 16 / 9)
  BOOST_TEST((plant.cost.integration_usd - study.base.cost.integration_usd) *
                     static_cast<double>(robots) ==
                 15.0 * 20'000.0,
             boost::test_tools::tolerance(1e-9));
  const auto heads = [](const Scenario& s, double share) { return s.cost.support_heads * share; };
  BOOST_TEST(plant.cost.support_heads == study.base.cost.support_heads + 4.0,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(heads(plant, plant.cost.technician_share) ==
                 heads(study.base, study.base.cost.technician_share) + 4.0,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(
      heads(plant, plant.cost.quality_share) == heads(study.base, study.base.cost.quality_share),
      boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_takt_shorter_than_transfer_and_approach_is_no_plant) {
  const SizingFile study = study_of("06_assembly.toml");
  BOOST_CHECK_THROW(plant_scenario(study, {.takt_s = 15.2}), InputError);
}

// Every plant of the lattice is simulated with random numbers of its own. Of those that surely make
// the target and what the answer had to have in hand, none may cost less than the answer.
BOOST_AUTO_TEST_CASE(no_plant_that_may_be_chosen_beats_the_answer_by_more_than_the_interval) {
  const SizingFile study = small_study();
  const PlantSource source = plant_by_law;
  const SizingOptions options;
  PlantTrials trials(study, source, 1, {});
  const SizingResult found = size_plant(study, kTarget, trials, options);
  BOOST_TEST(found.answer.meets);
  BOOST_TEST(found.answer.least_jph >= kTarget);
  const double answer_usd = found.answer.conversion_at_target_usd.mean;
  const double in_hand = 2.0 * (found.answer.net_jph.mean - found.answer.least_jph);

  SizingSearch search(study, kTarget, trials, options);
  const double bodies = kTarget * search.hours_per_year();
  int sure = 0;
  for (const double takt_s : study.choices.takt_s) {
    for (const double weld_load : study.choices.weld_load) {
      for (const double buffer_factor : study.choices.buffer_factor) {
        for (const std::int64_t technicians : study.choices.technicians) {
          const Scenario scenario = plant_scenario(study, {.takt_s = takt_s,
                                                           .weld_load = weld_load,
                                                           .buffer_factor = buffer_factor,
                                                           .technicians = technicians});
          const PreparedPlant plant = plant_by_law(scenario);
          const LineResult line = run_replications(plant.line, 4'711, 12, 1);
          std::vector<double> jph;
          for (const PlantYear& year : plant.years(line)) {
            jph.push_back(year.good_bodies_per_year / plant.hours_per_year);
          }
          const Estimate made = estimate_mean(jph, 0.999);
          if (made.mean - made.half_width < kTarget + in_hand) continue;
          ++sure;
          const PlantYear year = search.at_target(plant.years(line).front());
          BOOST_TEST(search.usd_per_y(scenario, year) / bodies >= answer_usd * (1.0 - 1e-9));
        }
      }
    }
  }
  BOOST_TEST(sure > 0);
}

// Around the answer nothing that is cheaper makes the target: the whole grid was looked at, the
// takt's steps among it, and every plant of it is accounted for.
BOOST_AUTO_TEST_CASE(the_grid_around_the_answer_holds_no_cheaper_plant_that_makes_the_target) {
  const SizingFile study = small_study();
  const SizingResult found = sized(study, kTarget);
  BOOST_TEST(found.grid.plants > 0U);
  BOOST_TEST(found.grid.cheaper > 0U);
  BOOST_TEST(found.grid.cheaper == found.grid.ruled_out + found.grid.below + found.grid.near);
  BOOST_TEST(found.grid.beating == 0U);
  std::size_t beside = 0;
  for (const SizedPlant& plant : found.looked_at) beside += plant.beside_answer ? 1 : 0;
  BOOST_TEST(beside >= found.grid.cheaper);
}

// A finer physics with cycles 3 % longer makes 3 % less at most: the plant that was searched under
// the faster one is confirmed under the finer, with what it takes off in hand.
BOOST_AUTO_TEST_CASE(a_plant_searched_under_a_faster_physics_makes_the_target_under_its_own) {
  SizingFile study = small_study();
  study.base.simulation.physics = "bullet";
  study.search_physics = "surrogate";
  const PlantSource source = [](const Scenario& scenario) {
    PreparedPlant plant = plant_by_law(scenario);
    plant.fidelity = scenario.simulation.physics;
    if (plant.fidelity == "bullet") {
      for (LineStation& station : plant.line.stations) {
        for (auto& cycles : station.cycle_ms) {
          for (auto& cycle_ms : cycles) cycle_ms += cycle_ms * 3 / 100;
        }
      }
    }
    return plant;
  };
  PlantTrials trials(study, source, 1, {});
  const SizingResult found = size_plant(study, 54.0, trials, {});
  BOOST_TEST(found.answer.fidelity == "bullet");
  BOOST_TEST(found.searched.fidelity == "surrogate");
  BOOST_TEST(found.answer.meets);
  BOOST_TEST(found.answer.least_jph >= 54.0);
  BOOST_TEST(found.physics_gap_jph.mean > 0.0);
  BOOST_TEST(found.physics_gap_jph.mean < 0.04 * 54.0);
  BOOST_TEST(found.searched.net_jph.mean > found.answer.net_jph.mean);
}

// What a line makes knows no price: a second search over the same plants, with dearer robots, gives
// what it gives alone.
BOOST_AUTO_TEST_CASE(searches_that_share_trials_find_what_they_find_alone) {
  const SizingFile study = small_study();
  SizingFile dear = study;
  dear.base.cost.robot_usd = 200'000.0;
  const PlantSource source = plant_by_law;
  PlantTrials trials(study, source, 1, {});
  size_plant(study, kTarget, trials, {});
  const SizingResult shared = size_plant(dear, kTarget, trials, {});
  const SizingResult alone = sized(dear, kTarget);
  BOOST_TEST(shared.answer.plant.usd_per_y == alone.answer.plant.usd_per_y);
  BOOST_TEST(shared.answer.net_jph.mean == alone.answer.net_jph.mean);
}

// The base beside itself with four robots more that no work needs: at any price it is dearer by the
// yearly cost of four stations, so there is no price at which the two are even but 0; the people
// whose pay that is are in proportion to it, and so is the wage.
BOOST_AUTO_TEST_CASE(robots_more_are_worth_the_people_whose_pay_they_cost) {
  SizingFile study = small_study();
  study.targets_jph = {kTarget};
  study.robot_usd = {40'000.0, 140'000.0};
  study.plants = {study.base};
  study.plants[0].zones[0].robots[index_of(RobotRole::handling)] += 4;
  const PlantSource source = plant_by_law;
  PlantTrials trials(study, source, 1, {});
  const PlantComparison c = compare_plants(study, trials);
  BOOST_REQUIRE(c.against_base.size() == 1U);
  const Comparison& more = c.against_base[0];
  BOOST_TEST(more.more_robots == 4);
  BOOST_TEST(!more.even_robot_usd_at_base_volume.has_value());
  BOOST_REQUIRE(more.prices.size() == 2U);
  for (const ComparedPrice& at : more.prices) {
    BOOST_TEST(at.more_usd_per_y > 0.0);
    BOOST_TEST(at.heads * c.head_usd_per_y == at.more_usd_per_y,
               boost::test_tools::tolerance(1e-6));
    BOOST_TEST(at.heads_per_robot == at.heads / 4.0, boost::test_tools::tolerance(1e-9));
    BOOST_REQUIRE(at.even_wage_usd_per_h.has_value());
    // pay grows in proportion to the wage, and nothing else here does
    BOOST_TEST(*at.even_wage_usd_per_h ==
                   c.wage_usd_per_h * at.heads / (4.0 * static_cast<double>(c.shifts)),
               boost::test_tools::tolerance(1e-6));
    BOOST_REQUIRE(at.even_jph.has_value());
  }
  BOOST_TEST(more.prices[1].more_usd > more.prices[0].more_usd);
}

BOOST_AUTO_TEST_CASE(a_size_does_not_depend_on_threads) {
  const SizingFile study = small_study();
  const SizingResult one = sized(study, kTarget, 1), three = sized(study, kTarget, 3);
  BOOST_TEST(one.answer.net_jph.mean == three.answer.net_jph.mean);
  BOOST_TEST(one.answer.plant.usd_per_y == three.answer.plant.usd_per_y);
  BOOST_REQUIRE(one.looked_at.size() == three.looked_at.size());
  for (std::size_t i = 0; i < one.looked_at.size(); ++i) {
    BOOST_TEST(one.looked_at[i].screened_jph.mean == three.looked_at[i].screened_jph.mean);
  }
}

BOOST_AUTO_TEST_CASE(a_target_out_of_reach_says_what_the_most_is) {
  const SizingFile study = small_study();
  try {
    sized(study, 90.0);
    BOOST_ERROR("90 JPH at a takt of 50 s was found");
  } catch (const InputError& error) {
    BOOST_TEST(std::string(error.what()).find("the most that was found is") != std::string::npos,
               error.what());
  }
}

BOOST_AUTO_TEST_SUITE_END()
