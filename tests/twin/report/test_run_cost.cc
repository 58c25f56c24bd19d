// The cost of a whole run, re-costed: a short one with the controllers linked in.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/scenario/scenario_reader.h"
#include "twin/economics/recosting.h"
#include "twin/line/build_line_model.h"
#include "twin/report/hall.h"
#include "twin/report/run_cost.h"

namespace darkline {
namespace {

namespace tt = boost::test_tools;

RunResult run_of(const std::string& name, std::vector<std::string> sets, std::uint64_t seed) {
  RunResult r;
  sets.insert(sets.end(), {"simulation.horizon=100 h", "simulation.physics=replay"});
  const auto file = std::string(DARKLINE_SOURCE_DIR) + "/models/scenarios/" + name;
  r.factory = build_factory(read_scenario(file, sets).scenario);
  r.study = study_cells(r.factory, {.transport = Transport::in_process});
  r.line = build_line_model(r.factory, r.study.profiles);
  r.line_result = run_replications(r.line, seed, 4, 1);
  r.kpis = compute_kpis(r.factory, r.line, r.line_result);
  r.energy = energy_per_body(r.factory, r.study.profiles, r.line_result);
  r.years = plant_years(r.factory, r.study, r.line_result, r.kpis);
  r.prices = resolve_prices(r.factory.scenario, r.kpis.bodies_per_year.mean);
  std::vector<PlantYear> years;
  for (const PlantYear& year : r.years) years.push_back(shocked_year(year, r.prices.supply));
  r.unit_cost = estimate_unit_cost(r.prices.scenario, years);
  r.recording = record_line(r.line, seed);
  return r;
}

void check_run(const RunResult& run) {
  const CostCoefficients c = run_cost_coefficients(run);
  const CostAt own = cost_at(c, c.own);
  BOOST_TEST(own.conversion_usd == run.unit_cost.conversion.mean, tt::tolerance(1e-9));
  BOOST_TEST(own.landed_usd == run.unit_cost.landed.mean, tt::tolerance(1e-9));
  BOOST_TEST(own.landed_half_width_usd == run.unit_cost.landed.half_width, tt::tolerance(1e-7));

  std::vector<double> usd(c.stations.size());
  station_usd_at(c, c.own, usd);
  double sum_usd = 0.0, sum_kwh = 0.0, sum_spots = 0.0;
  for (std::size_t s = 0; s < usd.size(); ++s) {
    BOOST_TEST(c.stations[s].address == run.factory.stations[s].address);
    BOOST_TEST(c.stations[s].kwh_per_body > 0.0);
    sum_usd += usd[s];
    sum_kwh += c.stations[s].kwh_per_body;
    sum_spots += c.stations[s].spots_per_body;
  }
  BOOST_TEST(sum_usd == run.unit_cost.conversion.mean, tt::tolerance(1e-9));
  BOOST_TEST(sum_kwh == c.kwh_per_body.mean, tt::tolerance(1e-12));
  BOOST_TEST(sum_spots == run.years[0].spots_per_body, tt::tolerance(1e-12));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_cost)

BOOST_AUTO_TEST_CASE(a_run_recosted_at_its_own_prices_is_itself) {
  check_run(run_of("06_assembly.toml", {}, 1));
  check_run(run_of("06_assembly.toml", {}, 2));
  check_run(run_of("08_dark_shift.toml", {}, 3));
  check_run(run_of("10_tariff_shock.toml", {}, 4));
}

// Prices change no cycle: the run at other prices is the run re-costed, to rounding.
BOOST_AUTO_TEST_CASE(the_run_at_other_prices_is_the_run_recosted) {
  const RunResult run = run_of("09_unit_cost.toml", {}, 5);
  const RunResult other = run_of("09_unit_cost.toml",
                                 {"cost.robot_price=123 kUSD", "cost.robot_duty=25 %",
                                  "cost.steel_duty=50 %", "cost.vehicle_duty=27.5 %"},
                                 5);
  const CostCoefficients c = run_cost_coefficients(run);
  const CostAt at = cost_at(c, settings_of(other.prices.scenario));
  BOOST_TEST(at.conversion_usd == other.unit_cost.conversion.mean, tt::tolerance(1e-9));
  BOOST_TEST(at.landed_usd == other.unit_cost.landed.mean, tt::tolerance(1e-9));
  BOOST_TEST(at.landed_half_width_usd == other.unit_cost.landed.half_width, tt::tolerance(1e-7));
  BOOST_TEST(at.landed_usd > cost_at(c, c.own).landed_usd + 100.0);
}

// Before it is scaled to the plant's year, which counts good bodies: kWh per body that leaves.
BOOST_AUTO_TEST_CASE(the_energy_of_the_stations_sums_to_that_of_the_body) {
  for (const char* name : {"06_assembly.toml", "08_dark_shift.toml"}) {
    const RunResult run = run_of(name, {"energy.robot_standby_after=30 s"}, 1);
    double sum_kwh = 0.0;
    for (const double each :
         station_kwh_per_body(run.factory, run.study.profiles, run.line_result)) {
      sum_kwh += each;
    }
    BOOST_TEST(sum_kwh == run.energy.total.mean, tt::tolerance(1e-12));
  }
}

// One technician who walks no way and is always on duty is at work or idle; and who is at work is
// where a station is down.
BOOST_AUTO_TEST_CASE(the_hall_shows_a_technician_where_the_line_knows_of_one) {
  const RunResult run = run_of("05_one_technician.toml", {"reliability.gun_mtbf=2 h"}, 1);
  int at_work = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const LineRecording recording = record_line(run.line, seed);
    const HallSnapshot hall = hall_snapshot(run.factory, run.study.profiles, recording);
    int here = 0;
    for (const auto& station : hall.stations) {
      if (!station.technician) continue;
      ++here;
      BOOST_TEST((station.state == StationState::down), station.address);
    }
    BOOST_TEST(here + hall.idle_technicians == 1);
    at_work += here;
  }
  BOOST_TEST(at_work > 0);
}

// The inspector tells what an arm took: as much as the study found, of those that were studied.
BOOST_AUTO_TEST_CASE(the_hall_knows_the_cycles_of_the_robots_that_were_studied) {
  const RunResult run = run_of("01_one_cell.toml", {}, 1);
  const HallSnapshot hall = hall_snapshot(run.factory, run.study.profiles, run.recording);
  std::size_t studied = 0;
  for (const CycleProfile& profile : run.study.profiles) {
    double energy_kwh = 0.0, peak = 0.0;
    for (const auto& robot : hall.robots) {
      if (!robot.cycle || !robot.address.starts_with(profile.station + "/")) continue;
      ++studied;
      energy_kwh += robot.cycle->energy_kwh;
      peak = std::max(peak, robot.cycle->peak_torque_share);
    }
    BOOST_TEST(energy_kwh == profile.energy_kwh, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(peak == profile.peak_torque_share);
  }
  BOOST_TEST(studied > 0U);
}

// The viewer asks the hall who waits for whom.
BOOST_AUTO_TEST_CASE(the_hall_knows_the_ways_of_the_factory) {
  const RunResult run = run_of("06_assembly.toml", {}, 1);
  const HallSnapshot hall = hall_snapshot(run.factory, run.study.profiles, run.recording);
  BOOST_REQUIRE(hall.flow.size() == run.factory.links.size());
  std::size_t buffers = 0;
  for (std::size_t i = 0; i < hall.flow.size(); ++i) {
    BOOST_TEST(hall.flow[i].from == run.factory.links[i].from.index());
    BOOST_TEST(hall.flow[i].to == run.factory.links[i].to.index());
    BOOST_TEST(hall.flow[i].buffer.has_value() == (run.factory.links[i].places > 0));
    if (!hall.flow[i].buffer) continue;
    ++buffers;
    BOOST_TEST(hall.buffers[*hall.flow[i].buffer].places == run.factory.links[i].places);
  }
  BOOST_TEST(buffers == hall.buffers.size());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
