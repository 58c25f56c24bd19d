#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "twin/kpi/analytic_twin.h"
#include "twin/kpi/comparison.h"
#include "twin/line/aggregation.h"

namespace darkline {
namespace {

constexpr std::int64_t kHour = 3'600'000;

struct Plant {
  FactoryModel factory;
  LineModel line;
};

Plant plant_of(const std::vector<std::int64_t>& cycle_ms, std::int64_t places, bool stops) {
  Plant plant;
  Scenario& s = plant.factory.scenario;
  s.plant.takt_s = 60.0;
  s.plant.shifts_per_day = 1.0;
  s.plant.shift_s = 8 * 3600.0;
  s.plant.days_per_year = 240.0;
  s.simulation.confidence = 0.95;
  plant.factory.variants = {{"", 1.0, 1.0}};
  for (std::size_t k = 0; k < cycle_ms.size(); ++k) {
    Station station;
    station.address = station_address("row", static_cast<int>(k) + 1);
    plant.factory.stations.push_back(station);
    LineStation line;
    line.address = station.address;
    line.entity = stream_entity(station.address);
    line.cycle_ms = {{cycle_ms[k]}};
    if (stops) line.stops = {{"stop", 0, 2.0 * kHour, 300e3}};
    plant.line.stations.push_back(line);
    if (k > 0) plant.line.links.push_back({k - 1, k, places});
  }
  plant.line.variant_share = {1.0};
  plant.line.exit = cycle_ms.size() - 1;
  plant.line.warm_up_ms = 20 * kHour;
  plant.line.horizon_ms = 520 * kHour;
  return plant;
}

std::vector<TwinRow> twin_of(const Plant& plant, const LineResult& result) {
  return analytic_twin(plant.line, result, compute_kpis(plant.factory, plant.line, result));
}
std::vector<TwinRow> twin_of(const Plant& plant) {
  return twin_of(plant, run_replications(plant.line, 1, 8, 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(analytic_twins)

BOOST_AUTO_TEST_CASE(a_line_without_stops_has_an_exact_twin) {
  const auto rows = twin_of(plant_of({60'000, 75'000, 50'000}, 2, false));
  BOOST_TEST((rows[0].kind == TwinKind::exact));
  BOOST_TEST(rows[0].analytic == 48.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!rows[0].flagged);
  BOOST_TEST(rows[0].z == 0.0);
}

// 60 / h x 1 / (1 + 1/24) = 57.6
BOOST_AUTO_TEST_CASE(one_station_that_stops_has_an_exact_twin) {
  const auto rows = twin_of(plant_of({60'000}, 0, true));
  BOOST_TEST((rows[0].kind == TwinKind::exact));
  BOOST_TEST(rows[0].analytic == 57.6, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!rows[0].flagged);
  BOOST_TEST((rows[1].kind == TwinKind::exact));  // its availability
  BOOST_TEST(rows[1].analytic == 0.96, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!rows[1].flagged);
}

// A simulation that lost one body in twenty is caught by the exact twin, and one that made more
// than its slowest station can, by the bound.
BOOST_AUTO_TEST_CASE(a_wrong_simulation_is_flagged) {
  const Plant one = plant_of({60'000}, 0, true);
  LineResult result = run_replications(one.line, 1, 8, 1);
  for (ReplicationResult& r : result.replications) r.parts_out -= r.parts_out / 20;
  BOOST_TEST(twin_of(one, result)[0].flagged);

  const Plant row = plant_of({60'000, 75'000}, 2, false);
  result = run_replications(row.line, 1, 8, 1);
  for (ReplicationResult& r : result.replications) r.parts_out += r.parts_out / 20;
  const auto rows = twin_of(row, result);
  BOOST_TEST((rows[1].kind == TwinKind::bound));
  BOOST_TEST(rows[1].flagged);
}

BOOST_AUTO_TEST_CASE(approximations_are_labelled_and_never_flagged) {
  Plant plant = plant_of({60'000, 60'000, 60'000, 60'000}, 0, true);
  plant.line.technicians.resize(1);
  int approximations = 0;
  for (const TwinRow& row : twin_of(plant)) {
    if (row.kind != TwinKind::approximation) continue;
    ++approximations;
    BOOST_TEST(!row.flagged);
  }
  BOOST_TEST(approximations == 3);  // throughput, availability, crew
}

// Against the simulation: rows and a join of feeders, with few and many places.
BOOST_AUTO_TEST_CASE(the_aggregation_of_lines_is_within_five_percent) {
  for (const std::int64_t places : {0, 3, 12}) {
    Plant plant = plant_of(std::vector<std::int64_t>(9, 60'000), places, true);
    for (const bool join : {false, true}) {
      if (join) plant.line.links[3] = {3, 8, places};  // four stations, and four, into the last
      const LineResult result = run_replications(plant.line, 1, 4, 1);
      double parts = 0.0;
      for (const ReplicationResult& one : result.replications) {
        parts += static_cast<double>(one.parts_out) / 4.0;
      }
      const double off =
          line_by_aggregation(plant.line) * static_cast<double>(result.window_ms) / parts - 1.0;
      BOOST_TEST(std::fabs(off) < 0.05, places << " places, join " << join << ": " << off);
    }
  }
}

// The same line with more places, on the same random numbers: the gain is told, the variance of the
// difference is far below that of independent runs, and a line compared with itself differs by 0.
BOOST_AUTO_TEST_CASE(two_lines_are_compared_on_the_same_random_numbers) {
  const Plant a = plant_of({60'000, 60'000, 60'000}, 1, true);
  const Plant b = plant_of({60'000, 60'000, 60'000}, 4, true);
  const LineResult of_a = run_replications(a.line, 1, 10, 1);
  const LineResult of_b = run_replications(b.line, 1, 10, 1);
  const auto figures = compare_lines({a.factory, a.line, of_a}, {b.factory, b.line, of_b}, 0.95);
  BOOST_TEST(figures[0].name == "net_jph");
  BOOST_TEST(figures[0].change.difference.mean > 0.0);
  BOOST_TEST(figures[0].told_apart);
  BOOST_TEST(figures[0].change.variance_ratio < 0.5);
  for (const ComparedFigure& one :
       compare_lines({a.factory, a.line, of_a}, {a.factory, a.line, of_a}, 0.95)) {
    BOOST_TEST(one.change.difference.mean == 0.0);
    BOOST_TEST(!one.told_apart);
  }
}

// ISO 22400 and VDI 3423 by hand: 60 and 75 s without stops. The first works 60 of 75 s and is
// blocked for 15, busy all the time; allocation 1, utilisation 0.8. The last of 75 s works always.
BOOST_AUTO_TEST_CASE(standard_figures_are_those_worked_by_hand) {
  const Plant plant = plant_of({60'000, 75'000, 50'000}, 0, false);
  const Kpis kpis = compute_kpis(plant.factory, plant.line, run_replications(plant.line, 1, 4, 1));
  const auto near = boost::test_tools::tolerance(1e-9);
  BOOST_TEST(kpis.stations[0].allocation_efficiency.mean == 1.0, near);
  BOOST_TEST(kpis.stations[0].utilisation_efficiency.mean == 0.8, near);
  BOOST_TEST(kpis.stations[2].allocation_efficiency.mean == 50.0 / 75.0, near);
  BOOST_TEST(kpis.stations[2].utilisation_efficiency.mean == 1.0, near);
  BOOST_TEST(kpis.stations[0].technical_availability.mean == 1.0, near);
  BOOST_TEST(kpis.stations[1].nee.mean == kpis.stations[1].oee.mean);
  BOOST_TEST(kpis.use.mean == (0.8 + 1.0 + 50.0 / 75.0) / 3.0, near);
  BOOST_TEST(kpis.organisational.mean == (0.2 + 0.0 + 25.0 / 75.0) / 3.0, near);
  BOOST_TEST(kpis.technical_availability.mean == 1.0, near);
  // every body the same: 75 s in the first, 75 s in the second, 50 s in the third
  BOOST_REQUIRE(kpis.lead_time.has_value());
  BOOST_TEST(kpis.lead_time->mean_s.mean == 200.0, near);
  BOOST_TEST(kpis.lead_time->entry == "row/st01");
  for (const Estimate& q : kpis.lead_time->quantile_s) {
    BOOST_TEST(q.mean == 200.0, boost::test_tools::tolerance(0.004));
  }
}

// Repairs as a control variate: the mean of the controlled estimate stays, its variance falls.
BOOST_AUTO_TEST_CASE(repairs_explain_part_of_the_spread_of_throughput) {
  const Plant plant = plant_of({60'000, 60'000, 60'000, 60'000}, 2, true);
  const Kpis kpis = compute_kpis(plant.factory, plant.line, run_replications(plant.line, 1, 30, 2));
  BOOST_REQUIRE(kpis.net_jph_controlled.has_value());
  const Controlled& controlled = *kpis.net_jph_controlled;
  BOOST_TEST(controlled.variance_ratio < 0.6);
  BOOST_TEST(std::fabs(controlled.estimate.mean - kpis.net_jph.mean) < kpis.net_jph.half_width);
  BOOST_REQUIRE(kpis.net_jph_batches.has_value());
  BOOST_TEST(kpis.net_jph_batches->estimate.mean == kpis.net_jph_by_replication[0],
             boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
