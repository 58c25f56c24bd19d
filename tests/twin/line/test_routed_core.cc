// The core for all models: equal to the plain core where both can run, and the features that only
// it has, each against a schedule or a closed form worked by hand.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/random_lines.h"
#include "twin/line/event_engine.h"

namespace darkline {
namespace {

using line_test::serial_line;

// The departures of a station in a run of `jobs` jobs.
std::vector<std::int64_t> departures_of(const LineModel& model, std::size_t station,
                                        std::int64_t jobs) {
  LineEngine::Options options;
  options.job_limit = jobs;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_to_end();
  return engine.departures()[station];
}

using Times = std::vector<std::int64_t>;

// `line` with one station more.
std::size_t add_station(LineModel& model, std::int64_t cycle_ms) {
  LineStation station;
  station.address = station_address("line", static_cast<int>(model.stations.size()) + 1);
  station.entity = stream_entity(station.address);
  station.cycle_ms.assign(model.variant_share.size(), {cycle_ms});
  model.stations.push_back(station);
  return model.stations.size() - 1;
}

TimeLaw constant(double ms) {
  TimeLaw law;
  law.kind = LawKind::constant;
  law.mean_ms = ms;
  return law;
}

StopClass constant_stops(double mtbf_ms, double mttr_ms, StopsBy clock) {
  StopClass stop{"stop", 0, mtbf_ms, mttr_ms, 0.0};
  stop.uptime = constant(mtbf_ms);
  stop.clock = clock;
  return stop;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routed_core)

// Nexedi's dream, example TwoServers (see the facts of the line): a part every half minute, two
// machines of 0.25 and 1.5 min with a place between, stops by the calendar of 60 up, 5 down and 40
// up, 10 down, one technician, a day. 732 parts; the first blocked 78.177083 % of the time; the
// technician busy 26.736111 % = 385 min. A tick is a millisecond.
BOOST_AUTO_TEST_CASE(two_servers_make_732_parts_to_the_last_digit) {
  const std::int64_t minute = 60'000;
  LineModel model = serial_line({minute / 4, 3 * minute / 2}, {1});
  model.stations[0].supply = Supply{constant(0.5 * 60'000.0)};
  model.stations[0].stops = {constant_stops(60 * 60e3, 5 * 60e3, StopsBy::calendar)};
  model.stations[1].stops = {constant_stops(40 * 60e3, 10 * 60e3, StopsBy::calendar)};
  model.technicians.resize(1);
  model.horizon_ms = 1440 * minute;
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{model.horizon_ms});
  const auto share = [&](std::int64_t ms) {
    return static_cast<double>(ms) / static_cast<double>(model.horizon_ms);
  };
  BOOST_TEST(engine.jobs_done(1) == 732);
  BOOST_TEST(share(engine.times(0).blocked_ms) == 0.78177083, boost::test_tools::tolerance(1e-8));
  BOOST_TEST(engine.technician_ms() == 385 * minute);
  BOOST_TEST(share(engine.technician_ms()) == 0.26736111, boost::test_tools::tolerance(1e-8));
}

// On plain models, with two technicians for up to a dozen stations: every time and count.
BOOST_AUTO_TEST_CASE(both_cores_count_the_same_times_levels_and_repairs) {
  for (std::uint32_t round = 0; round < 200; ++round) {
    LineModel model = line_test::random_plant(RandomStream(32, 0, round, DrawPurpose::weld_process),
                                              round % 2 == 0);
    if (round % 3 == 0) {
      for (LineStation& station : model.stations) station.join = JoinRule::all_together;
    }
    model.horizon_ms = kNeverMs;
    LineEngine::Options options;
    LineEngine plain(model, round, 0, options);
    options.general_core = true;
    LineEngine general(model, round, 0, options);
    for (const std::int64_t until : {0, 7, 300, 5'000, 1'000'000}) {
      plain.run_until(LineDuration{until});
      general.run_until(LineDuration{until});
      for (std::size_t k = 0; k < model.stations.size(); ++k) {
        const StationTimes a = plain.times(k);
        const StationTimes b = general.times(k);
        BOOST_TEST(a.working_ms == b.working_ms, round);
        BOOST_TEST(a.blocked_ms == b.blocked_ms, round);
        BOOST_TEST(a.starved_ms == b.starved_ms, round);
        BOOST_TEST(a.down_ms == b.down_ms, round);
        BOOST_TEST(a.waiting_ms == b.waiting_ms, round);
        BOOST_TEST(a.occupied_ms == b.occupied_ms, round);
        BOOST_TEST(b.total_ms() == until);
        BOOST_TEST(plain.jobs_done(k) == general.jobs_done(k));
        BOOST_TEST(plain.jobs_started(k) == general.jobs_started(k));
        BOOST_TEST(plain.repairs(k) == general.repairs(k));
        BOOST_TEST((plain.state(k) == general.state(k)));
      }
      for (std::size_t l = 0; l < model.links.size(); ++l) {
        BOOST_TEST(plain.level(l) == general.level(l), round);
        BOOST_TEST(plain.level_integral(l) == general.level_integral(l), round);
      }
      BOOST_TEST(plain.technician_ms() == general.technician_ms());
    }
  }
}

// --- flow

// Three machines of 10 ms finish at 10, 20, ...; the station after them takes 1 ms a part.
BOOST_AUTO_TEST_CASE(machines_side_by_side_work_at_once) {
  LineModel model = serial_line({10, 1}, {0});
  model.stations[0].machines = 3;
  BOOST_TEST(departures_of(model, 1, 6) == (Times{11, 12, 13, 21, 22, 23}),
             boost::test_tools::per_element());
}

// With two places before it, a station of 10 ms gets a part from the three machines only as it
// takes one: at 10 one enters it and two lie before it, at 20 one moves up and the next comes.
BOOST_AUTO_TEST_CASE(machines_side_by_side_give_away_in_the_order_of_finishing) {
  LineModel model = serial_line({10, 10}, {0});
  model.stations[0].machines = 2;
  // 0: both start, 10: both done, one goes; its machine starts again, done at 20 with the station
  BOOST_TEST(departures_of(model, 0, 4) == (Times{10, 20, 30, 40}),
             boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 1, 4) == (Times{20, 30, 40, 50}),
             boost::test_tools::per_element());
}

// Sources of 3 and 5 ms. Parts come at 3 5 6 9 10 12 15 15: the tie goes to the first link.
BOOST_AUTO_TEST_CASE(a_merge_takes_parts_in_order_of_arrival) {
  LineModel model = serial_line({3, 1}, {4});
  model.stations[1].join = JoinRule::merge;
  model.links.push_back({add_station(model, 5), 1, 4});
  model.exit = 1;
  LineEngine::Options options;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_until(LineDuration{17});
  BOOST_TEST(engine.departures()[1] == (Times{4, 6, 7, 10, 11, 13, 16, 17}),
             boost::test_tools::per_element());
}

// Without places the finished parts wait in their stations: 3 goes in at 3, 5 waits from 5 on and
// goes at 13, that of 13 + 3 = 16 ...: A 3, B 5 -> starts 3 A, 13 B (A is done again at 6 > 5),
// 23 A (6 < 18), 33 B (18 < 26).
BOOST_AUTO_TEST_CASE(a_merge_without_places_takes_the_part_that_was_finished_first) {
  LineModel model = serial_line({3, 10}, {0});
  model.stations[1].join = JoinRule::merge;
  model.links.push_back({add_station(model, 5), 1, 0});
  model.exit = 1;
  LineEngine::Options options;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_until(LineDuration{33});
  BOOST_TEST(engine.departures()[0] == (Times{3, 23}), boost::test_tools::per_element());
  BOOST_TEST(engine.departures()[2] == (Times{13, 33}), boost::test_tools::per_element());
}

namespace {
// A source of 1 ms before branches of 10 ms that meet again.
LineModel split_and_rejoin(RouteRule route, std::int64_t places) {
  LineModel model = serial_line({1, 10, 1}, {places, 0});
  const std::size_t second = add_station(model, 10);
  model.links.push_back({0, second, places});
  model.links.push_back({second, 2, 0});
  model.stations[0].route = route;
  model.stations[2].join = JoinRule::merge;
  model.exit = 2;
  return model;
}
}  // namespace

BOOST_AUTO_TEST_CASE(round_robin_gives_to_each_branch_in_turn) {
  const LineModel model = split_and_rejoin(RouteRule::round_robin, 0);
  // 1, 2: into the branches; 11, 12: the next; each is passed on at once
  BOOST_TEST(departures_of(model, 0, 4) == (Times{1, 2, 11, 12}), boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 1, 4) == (Times{11, 21}), boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 2, 4) == (Times{12, 13, 22, 23}),
             boost::test_tools::per_element());
}

// The second branch is ten times as slow: in turn it holds everything up, the first free does not.
BOOST_AUTO_TEST_CASE(first_free_passes_by_a_slow_branch_and_round_robin_waits_for_it) {
  LineModel model = split_and_rejoin(RouteRule::first_free, 0);
  model.stations[3].cycle_ms = {{100}};
  // 1 first, 2 second, then the first at 11, 21, ... until the second is free at 102
  BOOST_TEST(departures_of(model, 0, 5) == (Times{1, 2, 11, 21, 31}),
             boost::test_tools::per_element());
  model.stations[0].route = RouteRule::round_robin;
  BOOST_TEST(departures_of(model, 0, 5) == (Times{1, 2, 11, 102, 103}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fewest_fills_the_branches_evenly) {
  LineModel model = split_and_rejoin(RouteRule::fewest, 3);
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{7});  // 7 parts: one in each branch, the rest on the links
  BOOST_TEST(engine.level(0) + engine.level(2) == 5);
  BOOST_TEST(std::abs(engine.level(0) - engine.level(2)) <= 1);
}

// 10,000 parts, a quarter to one branch: the count has a standard deviation of 43.3.
BOOST_AUTO_TEST_CASE(shares_of_a_split_are_kept) {
  LineModel model = split_and_rejoin(RouteRule::by_share, 0);
  model.links[0].share = 0.25;
  model.links[2].share = 0.75;
  const auto first = static_cast<double>(departures_of(model, 1, 10'000).size());
  BOOST_TEST(std::fabs(first - 2'500.0) < 4.0 * 43.3);
  BOOST_TEST(departures_of(model, 2, 10'000).size() == 10'000U);  // and none is lost
}

BOOST_AUTO_TEST_CASE(a_split_by_variant_sends_each_variant_its_way) {
  LineModel model = split_and_rejoin(RouteRule::by_variant, 0);
  model.variant_share = {0.5, 0.5};
  for (LineStation& station : model.stations) station.cycle_ms.push_back(station.cycle_ms[0]);
  model.stations[1].cycle_ms = {{10}, {1'000'000}};  // the wrong variant would show
  model.stations[3].cycle_ms = {{1'000'000}, {10}};
  model.links[0].variants = {0};
  model.links[2].variants = {1};
  BOOST_TEST(departures_of(model, 2, 100).back() < 1'000'000);
}

// Enters at 10, at the end at 35; each next 10 ms later.
BOOST_AUTO_TEST_CASE(a_conveyor_delays_each_part_by_its_travel) {
  LineModel model = serial_line({10, 1}, {3});
  model.links[0].travel_ms = 25;
  BOOST_TEST(departures_of(model, 1, 4) == (Times{36, 46, 56, 66}),
             boost::test_tools::per_element());
}

// One place: the next comes on when the first has gone. Enters 10, 35, 60; is there 25 ms later.
BOOST_AUTO_TEST_CASE(a_conveyor_holds_no_more_than_its_places) {
  LineModel model = serial_line({10, 1}, {1});
  model.links[0].travel_ms = 25;
  BOOST_TEST(departures_of(model, 0, 3) == (Times{10, 35, 60}), boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 1, 3) == (Times{36, 61, 86}), boost::test_tools::per_element());
}

// Separation: a part onto each of two links, of which the one into 5 ms is the slower.
BOOST_AUTO_TEST_CASE(a_station_that_separates_waits_for_room_on_every_link) {
  LineModel model = serial_line({1, 3}, {0});
  model.links.push_back({0, add_station(model, 5), 0});
  model.exit = 1;
  BOOST_TEST(departures_of(model, 0, 3) == (Times{1, 6, 11}), boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 1, 3) == (Times{4, 9, 14}), boost::test_tools::per_element());
  BOOST_TEST(departures_of(model, 2, 3) == (Times{6, 11, 16}), boost::test_tools::per_element());
}

// --- carriers

namespace {
// A body of 4 ms is put on a carrier (2 ms), worked on (5 ms), taken off (1 ms); the empty carrier
// takes 12 ms back. A carrier goes round in 2 + 5 + 1 + 12 = 20 ms and so do two and three of them;
// with many the slowest station sets the pace.
LineModel carriers(std::int64_t n) {
  LineModel model = serial_line({4, 2, 5, 1}, {0, 0, 0});
  const std::size_t off = 3;
  const std::size_t on = 1;
  const std::size_t exit = add_station(model, 1);
  model.links.push_back({off, exit, 0});
  LineLink back{off, on, std::max<std::int64_t>(n, 1)};
  back.travel_ms = 12;
  back.initial_parts = n;
  model.links.push_back(back);
  model.exit = exit;
  return model;
}
}  // namespace

BOOST_AUTO_TEST_CASE(carriers_of_a_closed_loop_set_the_pace_until_a_station_does) {
  const auto pace = [](std::int64_t n) {
    const Times times = departures_of(carriers(n), 4, 50);
    return times[49] - times[43];  // six bodies
  };
  BOOST_TEST(pace(1) == 6 * 20);
  BOOST_TEST(pace(2) == 6 * 20 / 2);
  BOOST_TEST(pace(3) == 6 * 20 / 3);
  BOOST_TEST(pace(8) == 6 * 5);
}

// W pallets, K exponential stations of mean 1, room for all: W / (W + K - 1) (closed form).
BOOST_AUTO_TEST_CASE(a_closed_loop_of_exponential_stations_has_its_closed_form) {
  constexpr std::int64_t kPallets = 4;
  constexpr double kUnit = 1e6;
  LineModel model = serial_line({1, 1, 1}, {kPallets, kPallets});
  LineLink back{2, 0, kPallets};
  back.initial_parts = kPallets;
  model.links.push_back(back);
  std::vector<RandomStream> streams;
  for (const LineStation& station : model.stations) {
    streams.emplace_back(3, 0, station.entity, DrawPurpose::cycle_variation);
  }
  line_test::CyclesBy cycles([&](std::size_t k, std::int64_t job) {
    const double u = streams[k].uniforms(static_cast<std::uint32_t>(job))[0];
    return 1 + static_cast<std::int64_t>(-std::log(u) * kUnit);
  });
  LineEngine::Options options;
  options.cycles = &cycles;
  LineEngine engine(model, 1, 0, options);
  constexpr int kBatches = 20;
  constexpr double kBatch = 5'000.0;
  std::vector<double> rates;
  std::int64_t done = 0;
  for (int b = 0; b < kBatches; ++b) {
    engine.run_until(LineDuration{static_cast<std::int64_t>((b + 1) * kBatch * kUnit)});
    rates.push_back(static_cast<double>(engine.jobs_done(2) - done) / kBatch);
    done = engine.jobs_done(2);
  }
  double mean = 0.0;
  double squares = 0.0;
  for (const double rate : rates) mean += rate / kBatches;
  for (const double rate : rates) squares += (rate - mean) * (rate - mean);
  const double error = std::sqrt(squares / (kBatches - 1) / kBatches);
  BOOST_TEST(std::fabs(mean - 4.0 / 6.0) < 4.0 * error, mean << " +- " << error);
  BOOST_TEST(engine.level(0) + engine.level(1) + engine.level(2) <= kPallets);
}

// Every body comes back, and new ones press in: the loop is full when the source gives the next.
BOOST_AUTO_TEST_CASE(an_overfull_loop_is_named_with_its_stations_and_does_not_hang) {
  LineModel model = serial_line({5, 5, 5}, {0, 1});
  model.stations[1].join = JoinRule::merge;
  model.links.push_back({2, 1, 1});
  Inspection inspection;
  inspection.rework = 1.0;
  inspection.rework_link = 2;
  inspection.most_reworks = 1'000'000;
  model.stations[2].inspection = inspection;
  LineEngine engine(model, 1, 0);
  try {
    engine.run_until(LineDuration{1'000'000});
    BOOST_TEST(false, "ran on");
  } catch (const InputError& error) {
    const std::string text = error.what();
    BOOST_TEST(text.find("circle") != std::string::npos, text);
    BOOST_TEST(text.find("line/st02, line/st03") != std::string::npos, text);
  }
}

// Ten thousand stations with splits, merges, stops and a crew: the time of an event grows with the
// logarithm of their number. The body at the end has passed all of them.
BOOST_AUTO_TEST_CASE(a_line_of_ten_thousand_stations_runs) {
  constexpr std::size_t kStations = 10'000;
  LineModel model = serial_line(std::vector<std::int64_t>(kStations, 10),
                                std::vector<std::int64_t>(kStations - 1, 1));
  for (std::size_t k = 0; k + 1 < kStations; ++k) model.links[k].travel_ms = k % 3 == 0 ? 5 : 0;
  for (std::size_t k = 0; k < kStations; k += 10) {
    model.stations[k].stops = {{"stop", 0, 1e4, 20.0, 1.0, RepairLaw::exponential}};
  }
  model.technicians.resize(3);
  LineEngine::Options options;
  options.job_limit = 5;
  LineEngine engine(model, 1, 0, options);
  engine.run_to_end();
  BOOST_TEST(engine.jobs_done(kStations - 1) == 5);
  const std::int64_t empty_line = 10 * static_cast<std::int64_t>(kStations) +
                                  5 * static_cast<std::int64_t>((kStations + 1) / 3);
  BOOST_TEST(engine.now().count() >= empty_line);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
