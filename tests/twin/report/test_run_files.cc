#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "cells/plan_key.h"
#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"
#include "models/stream/hall_snapshot.h"
#include "tests/support/temporary_folder.h"
#include "twin/line/build_line_model.h"
#include "twin/report/run_files.h"
#include "twin/report/summary.h"

namespace darkline {
namespace {

using Json = nlohmann::json;

// A whole run, short, with the controllers linked in.
RunResult run_of(const std::string& name) {
  RunResult r;
  const std::string file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/" + name;
  ReadScenario read =
      read_scenario(file, {"simulation.horizon=100 h", "simulation.physics=replay"});
  r.inputs = read.files;
  r.factory = build_factory(read.scenario);
  r.study = study_cells(r.factory, {.transport = Transport::in_process});
  r.line = build_line_model(r.factory, r.study.profiles);
  r.line_result = run_replications(r.line, 1, 4, 1);
  r.kpis = compute_kpis(r.factory, r.line, r.line_result);
  r.energy = energy_per_body(r.factory, r.study.profiles, r.line_result);
  const auto years = plant_years(r.factory, r.study, r.line_result, r.kpis);
  r.unit_cost = estimate_unit_cost(r.factory.scenario, years);
  r.years = years;
  r.prices = resolve_prices(r.factory.scenario, r.kpis.bodies_per_year.mean);
  r.price_tariff = price_tariff_table(r.factory.scenario, years);
  r.robot_price = robot_price_effect(r.factory.scenario, years);
  r.recording = record_line(r.line, 1);
  return r;
}

const RunResult& assembly_run() {
  static const RunResult run = run_of("06_assembly.toml");
  return run;
}

std::map<std::string, std::string> files_by_name() {
  std::map<std::string, std::string> files;
  for (auto& [name, bytes] : run_files(assembly_run())) files[name] = bytes;
  return files;
}

void check_estimate(const Json& json, const std::string& where) {
  for (const char* part : {"mean", "half_width", "n", "unit", "fidelity"}) {
    BOOST_TEST(json.contains(part), where << " has no " << part);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_files_of_a_run)

BOOST_AUTO_TEST_CASE(the_main_quantities_stand_where_the_design_says) {
  const Json json = Json::parse(result_json(assembly_run()));
  check_estimate(json.at("/throughput/net_jph"_json_pointer), "net_jph");
  check_estimate(json.at("/throughput/bodies_per_year"_json_pointer), "bodies_per_year");
  for (const char* part : {"availability", "performance", "quality", "oee"}) {
    check_estimate(json.at("oee").at(part), part);
  }
  check_estimate(json.at("/energy/kwh_per_body"_json_pointer), "kwh_per_body");
  for (const char* part : {"conversion", "body_in_white", "landed"}) {
    check_estimate(json.at("unit_cost").at(part), part);
  }
  for (const Json& item : json.at("/unit_cost/items"_json_pointer)) {
    check_estimate(item.at("usd_per_body"), item.at("name"));
  }
  BOOST_TEST(json.at("/bottleneck/station"_json_pointer).is_string());
  BOOST_TEST(json.at("/factory/robots"_json_pointer) == 38);
  BOOST_TEST(json.at("/factory/stations"_json_pointer) == 9);
  BOOST_TEST(json.at("schema") == "darkline.result/1");
}

BOOST_AUTO_TEST_CASE(shares_of_every_station_sum_to_one) {
  const Json json = Json::parse(result_json(assembly_run()));
  for (const Json& station : json.at("stations")) {
    double sum = 0.0;
    for (const char* share : {"working", "blocked", "starved", "down", "setup", "planned"}) {
      sum += station.at(share).at("mean").get<double>();
    }
    BOOST_TEST(std::abs(sum - 1.0) < 1e-12, station.at("station") << " sums to " << sum);
  }
}

BOOST_AUTO_TEST_CASE(items_sum_to_the_landed_price) {
  const Json cost = Json::parse(result_json(assembly_run())).at("unit_cost");
  double sum = 0.0;
  for (const Json& item : cost.at("items")) sum += item.at("usd_per_body").at("mean").get<double>();
  BOOST_TEST(sum == cost.at("landed").at("mean").get<double>());
}

BOOST_AUTO_TEST_CASE(the_effective_scenario_gives_the_same_factory_again) {
  const std::string text = files_by_name().at("scenario.effective.toml");
  const ReadScenario again = read_scenario_text("again.toml", text);
  BOOST_TEST(effective_toml(again.scenario) == text);
}

BOOST_AUTO_TEST_CASE(the_hall_can_be_read_by_the_viewer_and_shows_every_robot) {
  const HallSnapshot hall = hall_snapshot_from_json(files_by_name().at("hall.json"), "hall.json");
  BOOST_TEST(hall.robots.size() == 38U);
  BOOST_TEST(hall.stations.size() == 9U);
  int bottlenecks = 0;
  for (const auto& station : hall.stations) {
    bottlenecks += station.bottleneck ? 1 : 0;
    const Eigen::Vector3d p = station.X_WC.translation();
    BOOST_TEST((p.x() > 0.0 && p.x() < hall.hall_length_m), station.address);
    BOOST_TEST((p.y() > 0.0 && p.y() < hall.hall_width_m), station.address);
  }
  BOOST_TEST(bottlenecks == 1);
}

// Every station stands in a state at the start; time never falls; no change repeats a state.
BOOST_AUTO_TEST_CASE(the_recording_is_one_hour_in_order) {
  const RunResult& run = assembly_run();
  std::vector<int> last(run.factory.stations.size(), -1);
  std::int64_t t_ms = run.line.warm_up_ms;
  for (const auto& change : run.recording.changes) {
    BOOST_TEST(change.t_ms >= t_ms);
    BOOST_TEST(last[change.station] != static_cast<int>(change.state));
    last[change.station] = static_cast<int>(change.state);
    t_ms = change.t_ms;
  }
  BOOST_TEST(t_ms <= run.line.warm_up_ms + kRecordingMs);
  for (std::size_t s = 0; s < last.size(); ++s) {
    BOOST_TEST(last[s] == static_cast<int>(run.recording.at_end[s]));
  }
}

BOOST_AUTO_TEST_CASE(the_price_table_has_a_row_for_each_price_and_duty) {
  const std::string csv = files_by_name().at("price_tariff.csv");
  BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 1 + 5 * 5 * 3);
}

BOOST_AUTO_TEST_CASE(the_summary_names_what_a_planner_looks_for) {
  const std::string text = summary_text(assembly_run(), "runs/x");
  for (const char* part : {"jobs/h net", "OEE", "bottleneck", "kWh a body", "= conversion",
                           "= landed vehicle", "robot price", "runs/x", "darkline render"}) {
    BOOST_TEST(text.find(part) != std::string::npos, part << " is missing in the summary");
  }
}

// Every row has a value for every column; what the robot that finishes last does, and the transfer,
// make up the cycle.
BOOST_AUTO_TEST_CASE(stations_csv_says_where_the_seconds_go) {
  std::istringstream lines(files_by_name().at("stations.csv"));
  const auto cut = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    return cells;
  };
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = cut(line);
  std::size_t rows = 0, loaded = 0;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = cut(line);
    BOOST_REQUIRE(cells.size() == names.size());
    const auto value = [&](const std::string& name) {
      const auto at = std::find(names.begin(), names.end(), name);
      BOOST_REQUIRE_MESSAGE(at != names.end(), "no column " << name);
      return std::stod(cells[static_cast<std::size_t>(at - names.begin())]);
    };
    const double cycle_s = assembly_run().study.profiles[rows].mean_cycle_s();
    BOOST_TEST(value("move_s") + value("process_s") + value("zone_wait_s") + value("wait_s") +
                       value("transfer_s") ==
                   cycle_s,
               boost::test_tools::tolerance(1e-9));
    BOOST_TEST(value("p5_cycle_s") <= value("p95_cycle_s"));
    if (value("weld_load") > 0.0) {
      ++loaded;
      BOOST_TEST(value("kwh_per_cycle") > 0.0);
      BOOST_TEST(value("peak_torque_share") > value("rms_torque_share"));
      BOOST_TEST(value("spots_per_cycle") > 0.0);
    }
    ++rows;
  }
  BOOST_TEST(rows == 9U);
  BOOST_TEST(loaded > 0U);
}

// The effective scenario runs from the folder: what it plans there is what was planned.
BOOST_AUTO_TEST_CASE(a_run_folder_holds_the_spot_list_that_its_scenario_names) {
  const RunResult run = run_of("11_spot_list.toml");
  const testing::TemporaryFolder folder;
  for (const auto& [name, bytes] : run_files(run)) folder.write(name, bytes);
  const std::string list = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/11_spot_list.csv";
  BOOST_TEST(read_file(folder.path() / "spot_list.csv", 1 << 20) == read_file(list, 1 << 20));
  const FactoryModel again =
      build_factory(read_scenario(folder.path() / "scenario.effective.toml").scenario);
  const PlanKeys first(run.factory, 1, "1"), second(again, 1, "1");
  BOOST_TEST(again.stations[0].listed_spots.size() == 24U);
  BOOST_TEST(second.of(StationId(0), 0) == first.of(StationId(0), 0));
  BOOST_TEST(!files_by_name().contains("spot_list.csv"));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
