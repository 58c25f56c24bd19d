#include <cmath>

#include <boost/test/unit_test.hpp>

#include "models/base/address.h"
#include "twin/kpi/kpis.h"

namespace darkline {
namespace {

constexpr std::int64_t kHour = 3'600'000;

struct Plant {
  FactoryModel factory;
  LineModel line;
};

// Stations in a row with constant cycles; takt 60 s, confidence 95 %, 2 % scrap, 3 % rework.
Plant serial_plant(const std::vector<std::int64_t>& cycle_ms, std::int64_t places) {
  Plant plant;
  Scenario& s = plant.factory.scenario;
  s.plant.takt_s = 60.0;
  s.plant.shifts_per_day = 2.0;
  s.plant.shift_s = 8 * 3600.0;
  s.plant.days_per_year = 240.0;
  s.quality.scrap = 0.02;
  s.quality.rework = 0.03;
  s.simulation.confidence = 0.95;
  s.energy.site_factor = 1.0;
  plant.factory.variants = {{"", 1.0, 1.0}};
  for (std::size_t k = 0; k < cycle_ms.size(); ++k) {
    Station station;
    station.address = station_address("row", static_cast<int>(k) + 1);
    plant.factory.stations.push_back(station);
    LineStation line;
    line.address = station.address;
    line.entity = stream_entity(station.address);
    line.cycle_ms = {{cycle_ms[k]}};
    plant.line.stations.push_back(line);
    if (k > 0) plant.line.links.push_back({k - 1, k, places});
  }
  plant.line.variant_share = {1.0};
  plant.line.exit = cycle_ms.size() - 1;
  plant.line.warm_up_ms = 100 * kHour;
  plant.line.horizon_ms = 1'100 * kHour;
  return plant;
}

// With stops in every station.
Plant failing_plant() {
  Plant plant = serial_plant({55'000, 58'000, 60'000, 54'000, 56'000}, 3);
  for (LineStation& station : plant.line.stations) {
    station.stops = {{"a", 0, 5.0 * kHour, 120e3}, {"b", 1, 50.0 * kHour, 1800e3}};
  }
  return plant;
}

Kpis kpis_of(const Plant& plant, int replications) {
  return compute_kpis(plant.factory, plant.line, run_replications(plant.line, 1, replications, 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kpis)

// 60, 75, 50 s without stops: one body each 75 s = 48 per hour; 2 % scrap leaves 47.04. A year has
// 2 x 8 x 240 = 3,840 h. Against the takt of 60 s: 0.8 gross.
BOOST_AUTO_TEST_CASE(a_line_without_stops_has_the_figures_worked_by_hand) {
  const Kpis kpis = kpis_of(serial_plant({60'000, 75'000, 50'000}, 2), 3);
  const auto near = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(kpis.gross_jph.mean == 48.0, near);
  BOOST_TEST(kpis.net_jph.mean == 47.04, near);
  BOOST_TEST(kpis.net_jph.half_width == 0.0);
  BOOST_TEST(kpis.net_jph_by_replication.size() == 3U);
  BOOST_TEST(kpis.bodies_per_year.mean == 47.04 * 3'840.0, near);
  BOOST_TEST(kpis.takt_jph == 60.0, near);
  BOOST_TEST(kpis.bound_jph == 48.0, near);
  BOOST_TEST(kpis.availability.mean == 1.0);
  BOOST_TEST(kpis.quality.mean == 0.98);
  BOOST_TEST(kpis.performance.mean == 0.8, near);
  BOOST_TEST(kpis.oee.mean == 0.8 * 0.98, near);
  BOOST_TEST(kpis.first_pass_yield == 0.95, near);
  BOOST_TEST(!kpis.warm_up_short);

  // the first works 60 of 75 s and is blocked for the rest, the last works 50 and starves
  BOOST_TEST(kpis.stations[0].working.mean == 0.8, near);
  BOOST_TEST(kpis.stations[0].blocked.mean == 0.2, near);
  BOOST_TEST(kpis.stations[1].working.mean == 1.0, near);
  BOOST_TEST(kpis.stations[2].starved.mean == 1.0 / 3.0, near);
  BOOST_TEST(kpis.stations[1].effectiveness.mean == 0.8, near);  // 60 s planned, 75 s taken
  BOOST_TEST(kpis.stations[0].mean_cycle_s == 60.0, near);

  // full up to the bottleneck: stations 1 and 2 and both places; then 50 of 75 s in station 3
  const double parts = 1.0 + 2.0 + 1.0 + 50.0 / 75.0;
  BOOST_TEST(kpis.wip.mean == parts, near);
  BOOST_TEST(kpis.lead_time_s.mean == parts * 75.0, near);

  BOOST_TEST(kpis.bottleneck.station == 1U);
  BOOST_TEST(kpis.bottleneck.busiest == 1U);
  BOOST_TEST(kpis.bottleneck.replications_agreeing == 3);
  BOOST_TEST(kpis.bottleneck.verdict.find("row/st02") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_shares_of_every_station_sum_to_one) {
  const Kpis kpis = kpis_of(failing_plant(), 4);
  for (const StationKpis& s : kpis.stations) {
    const double sum = s.working.mean + s.blocked.mean + s.starved.mean + s.down.mean;
    BOOST_TEST(sum == 1.0, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(s.down.mean > 0.0);
    BOOST_TEST(s.working.half_width > 0.0);
  }
}

// ISO 22400: availability x effectiveness is jobs x takt / window whatever the working time was.
BOOST_AUTO_TEST_CASE(the_factors_of_the_oee_multiply_to_it_in_a_single_replication) {
  const Kpis kpis = kpis_of(failing_plant(), 1);
  const auto near = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(kpis.oee.mean == kpis.availability.mean * kpis.performance.mean * kpis.quality.mean,
             near);
  BOOST_TEST(kpis.oee.mean == kpis.net_jph.mean / kpis.takt_jph, near);
  BOOST_TEST(std::isinf(kpis.oee.half_width));
  for (const StationKpis& s : kpis.stations) {
    BOOST_TEST(s.oee.mean == s.availability.mean * s.effectiveness.mean, near);
  }
}

// 1 / (1 + 2/300 + 30/3000) = 0.983607: simulated within 4 errors of the formula (a 95 % interval
// of 10 replications is 2.26 errors wide).
BOOST_AUTO_TEST_CASE(the_simulated_stand_alone_availability_meets_its_formula) {
  const Kpis kpis = kpis_of(failing_plant(), 10);
  for (const StationKpis& s : kpis.stations) {
    BOOST_TEST(s.stand_alone_availability_formula == 1.0 / (1.0 + 2.0 / 300.0 + 30.0 / 3000.0),
               boost::test_tools::tolerance(1e-12));
    const double error = s.stand_alone_availability.half_width / 2.26;
    BOOST_TEST(std::fabs(s.stand_alone_availability.mean - s.stand_alone_availability_formula) <
               4.0 * error);
    // 18 long repairs in 900 h of work, mean square 2 x (0.5 h)^2: sd 3 h of 1,000 h, error 0.00095
    BOOST_TEST(error < 2 * 0.00095);
  }
  BOOST_TEST(kpis.gross_jph.mean < kpis.bound_jph);
  BOOST_TEST(kpis.bottleneck.station == 2U);  // the slowest of stations that stop alike
}

// Little's law against the bodies themselves: the mean of (departure at the exit - start at the
// first station) over the bodies that leave in the window. Edges: at most the few bodies in the
// line, 20 of some 50,000, count differently.
BOOST_AUTO_TEST_CASE(the_lead_time_is_what_bodies_spend_in_the_line) {
  const Plant plant = failing_plant();
  const Kpis kpis = kpis_of(plant, 1);
  LineEngine::Options options;
  options.trace_departures = true;
  LineEngine engine(plant.line, 1, 0, options);
  engine.run_until(LineDuration{plant.line.horizon_ms});
  const auto& first = engine.departures().front();
  const auto& last = engine.departures().back();
  double sum_ms = 0.0;
  double bodies = 0.0;
  for (std::size_t j = 1; j < last.size(); ++j) {
    if (last[j] <= plant.line.warm_up_ms) continue;
    sum_ms += static_cast<double>(last[j] - first[j - 1]);  // it starts as the one before leaves
    bodies += 1.0;
  }
  BOOST_TEST(bodies > 40'000.0);
  BOOST_TEST(std::fabs(kpis.lead_time_s.mean / (sum_ms * 1e-3 / bodies) - 1.0) < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_warm_up_that_does_not_fill_the_line_is_told) {
  Plant plant = serial_plant({60'000, 60'000, 60'000}, 2);
  plant.line.warm_up_ms = 10 * 60'000;
  BOOST_TEST(kpis_of(plant, 2).warm_up_short);
}

// Two feeders, the slower (80 s) into an assembly: it and not the joining station is the bottleneck
// for both methods, and the other feeder's arrow points down the line.
BOOST_AUTO_TEST_CASE(a_slow_feeder_is_found_behind_a_join) {
  Plant plant = serial_plant({60'000, 80'000, 50'000}, 1);
  plant.line.links = {{0, 2, 2}, {1, 2, 2}};
  const Kpis kpis = kpis_of(plant, 2);
  BOOST_TEST(kpis.bottleneck.station == 1U);
  BOOST_TEST(kpis.bottleneck.busiest == 1U);
  BOOST_TEST(kpis.gross_jph.mean == 45.0, boost::test_tools::tolerance(1e-12));
}

// Two machines of 120 s side by side behind a station of 55 s: they never wait, and make one body a
// minute. A machine has two takts of 60 s for each of its bodies.
BOOST_AUTO_TEST_CASE(machines_side_by_side_share_the_time_of_their_station) {
  Plant plant = serial_plant({55'000, 120'000, 50'000}, 2);
  plant.line.stations[1].machines = 2;
  const Kpis kpis = kpis_of(plant, 2);
  const auto near = boost::test_tools::tolerance(1e-12);
  const StationKpis& pair = kpis.stations[1];
  BOOST_TEST(kpis.gross_jph.mean == 60.0, near);
  BOOST_TEST(kpis.bound_jph == 60.0, near);
  BOOST_TEST(pair.working.mean == 1.0, near);
  BOOST_TEST(pair.effectiveness.mean == 1.0, near);
  BOOST_TEST(pair.oee.mean == 1.0, near);
  BOOST_TEST(kpis.stations[0].working.mean == 55.0 / 60.0, near);
  BOOST_TEST(kpis.bottleneck.busiest == 1U);
  BOOST_TEST(kpis.use.mean == (55.0 / 60.0 + 1.0 + 50.0 / 60.0) / 3.0, near);
}

// Open for 50 of 60 minutes: in the planned busy time the station always works, at its takt; by VDI
// 3423 a planned stop is no part of the occupied time.
BOOST_AUTO_TEST_CASE(planned_stops_are_no_part_of_the_planned_busy_time) {
  Plant plant = serial_plant({60'000}, 0);
  plant.line.calendars = {{"stops", kHour, {{0, 50 * 60'000}}}};
  plant.line.stations[0].calendar = 0;
  const Kpis kpis = kpis_of(plant, 2);
  const auto near = boost::test_tools::tolerance(1e-12);
  const StationKpis& one = kpis.stations[0];
  BOOST_TEST(one.working.mean == 5.0 / 6.0, near);
  BOOST_TEST(one.planned.mean == 1.0 / 6.0, near);
  BOOST_TEST(one.availability.mean == 1.0, near);
  BOOST_TEST(one.oee.mean == 1.0, near);
  BOOST_TEST(one.allocation_efficiency.mean == 1.0, near);
  BOOST_TEST(kpis.gross_jph.mean == 50.0, near);
  BOOST_TEST(kpis.oee.mean == 0.98, near);  // 2 % scrap
  BOOST_TEST(kpis.use.mean == 1.0, near);
  BOOST_TEST(kpis.organisational.mean == 0.0, near);
  BOOST_TEST(std::fabs(kpis.maintenance.mean) < 1e-12);
}

// Ten jobs of a minute, then ten minutes of maintenance: half of the occupied time of VDI 3423,
// outside the planned busy time of ISO 22400.
BOOST_AUTO_TEST_CASE(maintenance_is_its_own_part_of_the_occupied_time) {
  Plant plant = serial_plant({60'000}, 0);
  plant.line.stations[0].maintenance = {{"care", 10, 0, 600'000}};
  const Kpis kpis = kpis_of(plant, 1);
  const auto near = boost::test_tools::tolerance(1e-6);
  BOOST_TEST(kpis.stations[0].planned.mean == 0.5, near);
  BOOST_TEST(kpis.stations[0].availability.mean == 1.0, near);
  BOOST_TEST(kpis.maintenance.mean == 0.5, near);
  BOOST_TEST(kpis.use.mean == 0.5, near);
  BOOST_TEST(kpis.technical_availability.mean == 1.0, near);
}

// NEE counts set-up as processing: (APT + AUST) / APT times the OEE. By VDI 3423 it is
// organisational; the four parts are all of the occupied time.
BOOST_AUTO_TEST_CASE(set_up_enters_the_net_equipment_effectiveness) {
  Plant plant = serial_plant({55'000, 50'000}, 2);
  plant.line.variant_share = {0.5, 0.5};
  for (LineStation& station : plant.line.stations) {
    station.cycle_ms.push_back(station.cycle_ms[0]);
    station.changeover_ms = {{0, 6'000}, {6'000, 0}};
    station.stops = {{"stop", 0, 5.0 * kHour, 120e3}};
  }
  const Kpis kpis = kpis_of(plant, 1);
  const auto near = boost::test_tools::tolerance(1e-9);
  for (const StationKpis& one : kpis.stations) {
    BOOST_TEST(one.setup.mean > 0.04);  // 3 s on average beside 55 or 50 s
    BOOST_TEST(
        one.nee.mean * one.working.mean == one.oee.mean * (one.working.mean + one.setup.mean),
        near);
    BOOST_TEST(one.working.mean + one.blocked.mean + one.starved.mean + one.down.mean +
                       one.setup.mean + one.planned.mean ==
                   1.0,
               near);
  }
  BOOST_TEST(kpis.use.mean + kpis.organisational.mean + kpis.maintenance.mean + 1.0 -
                     kpis.technical_availability.mean ==
                 1.0,
             near);
}

// The control is the law of repairs that count work: it is known of plain lines alone.
BOOST_AUTO_TEST_CASE(the_control_variate_is_of_plain_lines_alone) {
  Plant plant = failing_plant();
  BOOST_TEST(kpis_of(plant, 4).net_jph_controlled.has_value());
  plant.line.links[0].travel_ms = 1'000;
  BOOST_TEST(!kpis_of(plant, 4).net_jph_controlled.has_value());
}

// A way back for rework is no arrow and no way from an entry. The first station sets the pace of
// 3600 / 70 an hour; a tenth comes back once, a tenth of that is scrap and the rest is good.
BOOST_AUTO_TEST_CASE(a_loop_of_rework_has_its_figures) {
  Plant plant = serial_plant({70'000, 50'000, 50'000}, 3);
  plant.line.stations[1].join = JoinRule::merge;
  plant.line.links.push_back({2, 1, 20});  // places enough: it never stands still
  Inspection inspection;
  inspection.rework = 0.1;
  inspection.rework_link = 2;
  plant.line.stations[2].inspection = inspection;
  const Kpis kpis = kpis_of(plant, 2);
  BOOST_TEST(kpis.bottleneck.station == 0U);
  BOOST_TEST(kpis.gross_jph.mean == 3600.0 / 70.0 * 0.99, boost::test_tools::tolerance(0.003));
  BOOST_TEST(kpis.lead_time_s.mean > 170.0);  // the work of a body that is good at once
}

// Two carriers take 60 + 60 + 180 s round: a body each 150 s, of which the first station works 60.
BOOST_AUTO_TEST_CASE(a_loop_of_too_few_carriers_is_named_and_holds_no_bodies) {
  Plant plant = serial_plant({60'000, 60'000}, 0);
  LineLink back{1, 0, 2};
  back.travel_ms = 180'000;
  back.initial_parts = 2;
  back.carriers = true;
  plant.line.links.push_back(back);
  const Kpis kpis = kpis_of(plant, 2);
  const auto near = boost::test_tools::tolerance(1e-3);
  BOOST_TEST(kpis.gross_jph.mean == 24.0, near);
  BOOST_TEST(kpis.wip.mean == 2 * 60.0 / 150.0, near);
  BOOST_TEST(kpis.lead_time_s.mean == 120.0, near);
  const std::string wanted = "row/st01 waits 60.0 +- 0.0 % of the time for empty carriers";
  BOOST_TEST(kpis.bottleneck.verdict.find(wanted) != std::string::npos, kpis.bottleneck.verdict);
}

// Station 1 gives to 2 or 3, of 90 s each, which are one of 45 s; all bodies pass 4 again.
BOOST_AUTO_TEST_CASE(the_bound_counts_machines_side_by_side_as_one) {
  Plant plant = serial_plant({40'000, 90'000, 90'000, 20'000}, 1);
  plant.line.links = {{0, 1, 0}, {0, 2, 0}, {1, 3, 0}, {2, 3, 0}};
  plant.line.stations[0].route = RouteRule::first_free;
  plant.line.stations[3].join = JoinRule::merge;
  FactoryModel& factory = plant.factory;
  for (const LineLink& link : plant.line.links) {
    factory.links.push_back({.from = StationId(link.from), .to = StationId(link.to)});
  }
  for (std::size_t k = 0; k < 4; ++k) factory.flow_order.emplace_back(k);
  factory.stations[0].routing = Routing::first_free;
  factory.stations[1].passes = factory.stations[2].passes = 0.5;
  factory.stations[3].joining = Joining::merge;
  const Kpis kpis = kpis_of(plant, 2);
  BOOST_TEST(kpis.bound_jph == 80.0);
  BOOST_TEST(kpis.gross_jph.mean == 80.0, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
