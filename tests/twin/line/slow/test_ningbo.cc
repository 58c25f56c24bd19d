// The shipped shops with every station at takt, beside an earlier, simpler simulation of the same
// layouts and failure data (docs/ningbo.md).
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/kpi/estimate.h"
#include "twin/line/aggregation.h"
#include "twin/line/build_line_model.h"
#include "twin/line/replications.h"

namespace darkline {
namespace {

// Bodies per hour over those at takt.
Estimate efficiency(const std::string& scenario, std::vector<std::string> overrides) {
  const std::filesystem::path file =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "models" / "scenarios" / (scenario + ".toml");
  // tip dressing apart, stations take the takt: the earlier figures know nothing else
  overrides.emplace_back("process.dress_hidden=100 %");
  overrides.emplace_back("process.cap_change=0 s");
  const FactoryModel factory = build_factory(read_scenario(file, overrides).scenario);
  std::vector<CycleProfile> profiles;
  for (const Station& station : factory.stations) {
    for (const Variant& variant : factory.variants) {
      CycleProfile profile;
      profile.station = station.address;
      profile.variant = variant.name;
      profile.cycle_s = {factory.scenario.plant.takt_s};
      profiles.push_back(profile);
    }
  }
  const LineModel line = build_line_model(factory, profiles);
  const LineResult result = run_replications(line, 1, 6, 2);
  std::vector<double> values;
  for (const ReplicationResult& one : result.replications) {
    values.push_back(static_cast<double>(one.parts_out) * factory.scenario.plant.takt_s * 1e3 /
                     static_cast<double>(line.window_ms()));
  }
  const Estimate found = estimate_mean(values, 0.95);
  BOOST_TEST_MESSAGE(scenario << " " << overrides.front() << ": " << found.mean << " +- "
                              << found.half_width << ", by aggregation "
                              << line_by_aggregation(line) * factory.scenario.plant.takt_s * 1e3);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ningbo)

// Published: 39.0 and 51.3 jobs per hour of 47.06 and 70.59 gross, 0.829 and 0.727.
BOOST_AUTO_TEST_CASE(the_longer_line_loses_availability) {
  const Estimate shop_2020 = efficiency("ningbo_2020", {});
  const Estimate shop_2024 = efficiency("ningbo_2024", {});
  BOOST_TEST(shop_2020.mean - shop_2024.mean > shop_2020.half_width + shop_2024.half_width);
  BOOST_TEST(std::fabs(shop_2020.mean - .829) < .02);
  BOOST_TEST(std::fabs(shop_2024.mean - .727) < .02);
}

BOOST_AUTO_TEST_CASE(buffers_and_repair_times_move_2020_as_in_the_earlier_table) {
  struct Row {
    const char* change;
    double published;
  };
  const std::vector<Row> rows = {
      {"plant.buffer_factor=0.1", .69},       {"plant.buffer_factor=0.5", .78},
      {"plant.buffer_factor=2", .87},         {"plant.split_from_stations=8", .848},
      {"reliability.repair_factor=0.5", .92}, {"reliability.repair_factor=2", .66}};
  for (const Row& row : rows) {
    const Estimate found = efficiency("ningbo_2020", {row.change});
    BOOST_TEST(std::fabs(found.mean - row.published) < .03, row.change << ": " << found.mean);
  }
}

BOOST_AUTO_TEST_CASE(remedies_move_2024_as_in_the_earlier_table) {
  const std::vector<std::string> split = {"plant.split_from_stations=8", "plant.buffer_factor=1.5"};
  std::vector<std::string> repairs = split;
  repairs.insert(repairs.begin(), "reliability.repair_factor=0.75");
  const Estimate with_split = efficiency("ningbo_2024", split);
  const Estimate with_repairs = efficiency("ningbo_2024", repairs);
  BOOST_TEST(std::fabs(with_split.mean - .795) < .03, with_split.mean);
  BOOST_TEST(std::fabs(with_repairs.mean - .857) < .03, with_repairs.mean);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
