#include "twin/line/validation_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/base/address.h"
#include "models/base/portable_math.h"
#include "models/base/random_stream.h"
#include "twin/line/analytic.h"
#include "twin/line/event_engine.h"
#include "twin/line/markov_line.h"

namespace darkline {
namespace {

constexpr const char* kBas = "blocking after service; places do not count the stations";
constexpr const char* kUnitCycle =
    "failures and repairs first, then parts by the levels at the start of the cycle";
constexpr const char* kHunt = "Hunt 1956";
constexpr const char* kDream = "nexedi/dream, TwoServers";
constexpr const char* kByCalendar = "stops by the calendar, work resumed, one technician in turn";
constexpr const char* kChain = "exact Markov chain";
constexpr double kPrinted6 = 5.001e-7;  // half of the sixth decimal
constexpr double kPrinted8 = 5.001e-9;
constexpr double kPrinted10 = 5.001e-11;

MarkovSolution balanced(std::size_t stations, std::int64_t places) {
  return *solve_markov_line(markov_row(std::vector<MarkovStation>(stations),
                                       std::vector<std::int64_t>(stations - 1, places)));
}

double row_throughput(const std::vector<MarkovStation>& stations,
                      const std::vector<std::int64_t>& places) {
  return solve_markov_line(markov_row(stations, places))->throughput;
}

double assembly(JoinRule rule) {
  MarkovLine line{std::vector<MarkovStation>(3), {{0, 2, 0}, {1, 2, 0}}};
  line.stations[2].join = rule;
  return solve_markov_line(line)->throughput;
}

// The most that four stations reach with so many places to divide over the three buffers.
double best_of_divisions(std::int64_t places) {
  double best = 0.0;
  for (std::int64_t a = 0; a <= places; ++a) {
    for (std::int64_t b = 0; a + b <= places; ++b) {
      best = std::max(best, row_throughput(std::vector<MarkovStation>(4), {a, b, places - a - b}));
    }
  }
  return best;
}

double line_less_its_mirror() {
  const std::vector<MarkovStation> stations = {{1.0}, {1.7}, {0.8}, {1.2}};
  return row_throughput(stations, {2, 0, 1}) -
         row_throughput({stations.rbegin(), stations.rend()}, {1, 0, 2});
}

// 1 if an inner station a tenth faster, at the same total work, beats the balanced line.
double bowl() {
  const MarkovStation outer{1.0 / 1.05};
  return row_throughput({outer, {1.0 / 0.9}, outer}, {0, 0}) > 22.0 / 39.0 ? 1.0 : 0.0;
}

// Exponential service of the recursion and the engine, the same draw for both.
class ServiceOf : public CycleSource {
 public:
  std::int64_t cycle_ms(std::size_t station, std::int64_t job) override {
    const RandomStream stream(1, 0, static_cast<std::uint32_t>(station),
                              DrawPurpose::cycle_variation);
    const double u = stream.uniforms(static_cast<std::uint32_t>(job))[0];
    return 1 + static_cast<std::int64_t>(-portable_log(u) * 1e6);
  }
};

// D[i][k] = max(max(D[i-1][k], D[i][k-1]) + X[i][k], D[i+1][k-B_i-1]) for stations i and parts k:
// the greatest difference of any departure from the engine's, in ticks.
double engine_less_recursion() {
  constexpr std::size_t kStations = 5;
  constexpr std::size_t kParts = 2'000;
  const std::array<std::int64_t, kStations> places = {0, 2, 1, 3, 0};
  LineModel model;
  for (std::size_t i = 0; i < kStations; ++i) {
    LineStation station;
    station.address = station_address("path", static_cast<int>(i) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{1}};
    model.stations.push_back(station);
    if (i > 0) model.links.push_back({i - 1, i, places[i - 1]});
  }
  model.variant_share = {1.0};
  model.exit = kStations - 1;
  model.horizon_ms = 1;
  ServiceOf service;
  LineEngine::Options options;
  options.job_limit = kParts;
  options.cycles = &service;
  options.trace_departures = true;
  LineEngine engine(model, 1, 0, options);
  engine.run_to_end();

  std::vector<std::vector<std::int64_t>> D(kStations, std::vector<std::int64_t>(kParts));
  double greatest = 0.0;
  for (std::size_t k = 0; k < kParts; ++k) {
    for (std::size_t i = 0; i < kStations; ++i) {
      const std::int64_t arrived = i > 0 ? D[i - 1][k] : 0;
      const std::int64_t free = k > 0 ? D[i][k - 1] : 0;
      D[i][k] = std::max(arrived, free) + service.cycle_ms(i, static_cast<std::int64_t>(k));
      const auto ahead = static_cast<std::size_t>(places[i]) + 1;
      if (i + 1 < kStations && k >= ahead) D[i][k] = std::max(D[i][k], D[i + 1][k - ahead]);
      const auto off = static_cast<double>(engine.departures()[i][k] - D[i][k]);
      greatest = std::max(greatest, std::fabs(off));
    }
  }
  return greatest;
}

// The robot's way of cycle S2, move by move, until the cell repeats: seconds of the last cycle.
double stepwise_robot_cell(double a, double b, double d, double e) {
  double now = 0.0, first_done = 0.0, second_done = 0.0, last = 0.0, period = 0.0;
  for (int cycle = 0; cycle < 20; ++cycle) {
    now += e + d + e;  // from the input: pick, go, load machine 1
    first_done = now + a;
    now = std::max(now + d, second_done) + e;     // at machine 2: wait, unload
    now += d + e + 2 * d;                         // to the output, put down, to machine 1
    now = std::max(now, first_done) + e + d + e;  // wait, unload, to machine 2, load
    second_done = now + b;
    now += 2 * d;  // to the input
    period = now - last;
    last = now;
  }
  return period;
}

// TwoServers of the dream project: a part every half minute, machines of 0.25 and 1.5 min with a
// place between, one technician, a day.
struct TwoServers {
  double parts = 0.0;
  double first_blocked = 0.0, technician_busy = 0.0;  // per cent of the day
};

TwoServers two_servers() {
  constexpr double kMinute_ms = 60e3;
  const auto constant = [](double minutes) {
    TimeLaw law;
    law.kind = LawKind::constant;
    law.mean_ms = minutes * kMinute_ms;
    return law;
  };
  const auto station = [&](int number, double cycle_min, double up_min, double down_min) {
    LineStation one;
    one.address = station_address("servers", number);
    one.entity = stream_entity(one.address);
    one.cycle_ms = {{static_cast<std::int64_t>(cycle_min * kMinute_ms)}};
    StopClass stop;
    stop.name = "stop";
    stop.mtbf_ms = up_min * kMinute_ms;
    stop.mttr_ms = down_min * kMinute_ms;
    stop.uptime = constant(up_min);
    stop.repair = constant(down_min);
    stop.clock = StopsBy::calendar;
    one.stops = {stop};
    return one;
  };
  LineModel model;
  model.stations = {station(1, 0.25, 60.0, 5.0), station(2, 1.5, 40.0, 10.0)};
  model.stations[0].supply = Supply{constant(0.5)};
  model.links = {{0, 1, 1}};
  model.technicians.resize(1);
  model.variant_share = {1.0};
  model.exit = 1;
  model.horizon_ms = kDayMs;
  LineEngine engine(model, 1, 0);
  engine.run_until(LineDuration{kDayMs});
  const auto per_cent = [](std::int64_t ms) {
    return 100.0 * static_cast<double>(ms) / static_cast<double>(kDayMs);
  };
  return {static_cast<double>(engine.jobs_done(1)), per_cent(engine.times(0).blocked_ms),
          per_cent(engine.technician_ms())};
}

constexpr FailureRates kGershwin = {.01, .1};
constexpr FailureRates kSlower = {.005, .05};

// clang-format off: one row a case
const std::array<ExactCase, 59> kCases = {{
    // 6.1 reliable lines
    {"2 exponential stations, no places: throughput", kHunt, kBas, 2.0 / 3.0, 1e-9, [] { return balanced(2, 0).throughput; }},
    {"3 exponential stations, no places: throughput", kHunt, kBas, 22.0 / 39.0, 1e-9, [] { return balanced(3, 0).throughput; }},
    {"4 exponential stations, no places: throughput", kHunt, kBas, 4024.0 / 7817.0, 1e-9, [] { return balanced(4, 0).throughput; }},
    {"3 exponential stations, no places: parts in the line", kHunt, kBas, 2.358974, kPrinted6, [] { return balanced(3, 0).wip; }},
    {"4 exponential stations, no places: parts in the line", kHunt, kBas, 3.064603, kPrinted6, [] { return balanced(4, 0).wip; }},
    {"states of 2 stations without places", "Fibonacci(2K)", kBas, 3, 0, [] { return static_cast<double>(balanced(2, 0).states); }},
    {"states of 3 stations without places", "Fibonacci(2K)", kBas, 8, 0, [] { return static_cast<double>(balanced(3, 0).states); }},
    {"states of 4 stations without places", "Fibonacci(2K)", kBas, 21, 0, [] { return static_cast<double>(balanced(4, 0).states); }},
    {"states of 5 stations without places", "Fibonacci(2K)", kBas, 55, 0, [] { return static_cast<double>(balanced(5, 0).states); }},
    {"states of 6 stations without places", "Fibonacci(2K)", kBas, 144, 0, [] { return static_cast<double>(balanced(6, 0).states); }},
    {"2 stations of rates 1 and 1.25, 3 places: closed form", "geometric queue", kBas, .9111805013, kPrinted10, [] { return two_exponential_stations(1, 1.25, 3); }},
    {"2 stations of rates 2 and 1, 4 places: closed form", "geometric queue", kBas, 126.0 / 127.0, 1e-9, [] { return two_exponential_stations(2, 1, 4); }},
    {"2 stations of rates 1 and 1.25, 3 places: chain", "geometric queue", kBas, .9111805013, kPrinted10, [] { return row_throughput({{1.0}, {1.25}}, {3}); }},
    {"3 exponential stations, 1 place: throughput", kChain, kBas, 8529.0 / 12721.0, 1e-9, [] { return balanced(3, 1).throughput; }},
    {"3 exponential stations, 2 places: throughput", kChain, kBas, 2463197.0 / 3355778.0, 1e-9, [] { return balanced(3, 2).throughput; }},
    {"3 exponential stations, 3 places: throughput", kChain, kBas, .776712, kPrinted6, [] { return balanced(3, 3).throughput; }},
    {"4 exponential stations, 1 place: throughput", kChain, kBas, .631153, kPrinted6, [] { return balanced(4, 1).throughput; }},
    {"4 exponential stations, 2 places: throughput", kChain, kBas, .700713, kPrinted6, [] { return balanced(4, 2).throughput; }},
    {"4 exponential stations, 3 places: throughput", kChain, kBas, .747710, kPrinted6, [] { return balanced(4, 3).throughput; }},
    {"2 Erlang-2 stations, no places: throughput", kChain, kBas, 8.0 / 11.0, 1e-9, [] { return row_throughput({{1, 2}, {1, 2}}, {0}); }},
    {"3 Erlang-2 stations, no places: throughput", kChain, kBas, 1347976.0 / 2104869.0, 1e-9, [] { return row_throughput({{1, 2}, {1, 2}, {1, 2}}, {0, 0}); }},
    {"a line less its mirror: throughput", "Yamazaki, Sakasegawa 1975", kBas, 0, 1e-12, line_less_its_mirror},
    {"bowl: a faster middle station beats the balanced line", "Hillier, Boling 1966", kBas, 1, 0, bowl},
    {"engine against the recursion, 10,000 departures: ticks", "part-by-part recursion", kBas, 0, 0, engine_less_recursion},
    // 6.2 buffer allocation
    {"4 stations, best division of 1 place", "enumeration of chains", kBas, .558860, kPrinted6, [] { return best_of_divisions(1); }},
    {"4 stations, best division of 2 places", "enumeration of chains", kBas, .589703, kPrinted6, [] { return best_of_divisions(2); }},
    {"4 stations, best division of 3 places", "enumeration of chains", kBas, .631153, kPrinted6, [] { return best_of_divisions(3); }},
    // 6.3 two machines with stops
    {"2 machines, p .01, r .1, N 2", "Buzacott; Gershwin 1994", kUnitCycle, .83369899, kPrinted8, [] { return two_machines_unit_cycle(kGershwin, kGershwin, 2); }},
    {"2 machines, p .01, r .1, N 3", "Buzacott; Gershwin 1994", kUnitCycle, .83750000, kPrinted8, [] { return two_machines_unit_cycle(kGershwin, kGershwin, 3); }},
    {"2 machines, p .01, r .1, N 4", "Buzacott; Gershwin 1994", kUnitCycle, .840936, kPrinted6, [] { return two_machines_unit_cycle(kGershwin, kGershwin, 4); }},
    {"2 machines, p .01, r .1, N 10", "Buzacott; Gershwin 1994", kUnitCycle, .85617493, kPrinted8, [] { return two_machines_unit_cycle(kGershwin, kGershwin, 10); }},
    {"2 machines, p .1, r .1, N 4", "Buzacott; Gershwin 1994", kUnitCycle, .359375, 1e-9, [] { return two_machines_unit_cycle({.1, .1}, {.1, .1}, 4); }},
    {"2 machines, p .005, r .05, N 2", "Buzacott; Gershwin 1994", kUnitCycle, .833511, kPrinted6, [] { return two_machines_unit_cycle(kSlower, kSlower, 2); }},
    {"2 machines, p .005, r .05, N 4", "Buzacott; Gershwin 1994", kUnitCycle, .837228, kPrinted6, [] { return two_machines_unit_cycle(kSlower, kSlower, 4); }},
    {"2 machines, p .005, r .05, N 10", "Buzacott; Gershwin 1994", kUnitCycle, .846467, kPrinted6, [] { return two_machines_unit_cycle(kSlower, kSlower, 10); }},
    {"1 machine alone: r / (r + p)", "Buzacott 1967", "no two down at once", 10.0 / 11.0, 1e-12, [] { return line_without_buffers({kGershwin}); }},
    {"2 machines without buffer", "Buzacott 1967", "no two down at once", 1.0 / 1.2, 1e-12, [] { return line_without_buffers({kGershwin, kGershwin}); }},
    {"2 fluid machines, N 1: closed form", "Gershwin 1994", "up times count while working", .83696946, kPrinted8, [] { return two_machines_fluid(kGershwin, kGershwin, 1, 1); }},
    {"2 exponential stations with stops, 3 places: two chains agree", "Gershwin, Berman 1981", "N = places + 2", 0, 1e-12,
     [] { return two_machines_exponential(1, {.05, .4}, 1.2, {.1, .5}, 5) - row_throughput({{1, 1, {.05, .4}}, {1.2, 1, {.1, .5}}}, {3}); }},
    {"2 Bernoulli machines, p .9, N 1", "Li, Meerkov 2009", "blocked if full and nothing taken", 9.0 / 11.0, 1e-9, [] { return two_bernoulli_machines(.9, .9, 1); }},
    {"2 Bernoulli machines, p .9, N 2", "Li, Meerkov 2009", "blocked if full and nothing taken", 6.0 / 7.0, 1e-9, [] { return two_bernoulli_machines(.9, .9, 2); }},
    {"2 Bernoulli machines by aggregation", "Li, Meerkov 2009", "exact for two", 6.0 / 7.0, 1e-9, [] { return bernoulli_line({.9, .9}, {2}); }},
    // 6.4 repair crew
    {"500 robots, 1 technician: share up", "M/M/c//N queue", "MTBF 1,000 h, MTTR 2 h, clocks run while up", .96515222, kPrinted8, [] { return repair_crew_availability(500, 1, 1000, 2); }},
    {"500 robots, 2 technicians: share up", "M/M/c//N queue", "MTBF 1,000 h, MTTR 2 h, clocks run while up", .99735258, kPrinted8, [] { return repair_crew_availability(500, 2, 1000, 2); }},
    {"500 robots, 3 technicians: share up", "M/M/c//N queue", "MTBF 1,000 h, MTTR 2 h, clocks run while up", .99791508, kPrinted8, [] { return repair_crew_availability(500, 3, 1000, 2); }},
    {"5 robots, 5 technicians: share up", "MTBF / (MTBF + MTTR)", "no waiting", 2.0 / 3.0, 1e-12, [] { return repair_crew_availability(5, 5, 10, 5); }},
    // 6.5 assembly, loops, robot-served cell, queues
    {"assembly of 2 feeders, parts enter together: chain", "1 / E max of 3 exponentials", kBas, 6.0 / 11.0, 1e-9, [] { return assembly(JoinRule::all_together); }},
    {"assembly of 2 feeders, each part in its place: chain", "6 states by hand", "a place in the station for each part", 26.0 / 45.0, 1e-9, [] { return assembly(JoinRule::each_in_its_place); }},
    {"closed loop, 6 pallets, 4 stations", "Gordon, Newell 1967", "room for all pallets everywhere", 6.0 / 9.0, 1e-12, [] { return closed_loop(6, 4, 1); }},
    {"closed loop, 1 pallet, 5 stations", "one round takes K / mu", "room for all pallets everywhere", 1.0 / 5.0, 1e-12, [] { return closed_loop(1, 5, 1); }},
    {"robot-served cell, S1: 6d + 6e + a + b", "Sethi et al. 1992", "input, M1, M2, output in a row", 120, 1e-9, [] { return robot_waits_with_each_part(40, 50, 2, 3); }},
    {"robot-served cell, S2, machines pace: move by move", "Sethi et al. 1992", "input, M1, M2, output in a row", 70, 1e-9, [] { return stepwise_robot_cell(40, 50, 2, 3); }},
    {"robot-served cell, S2, robot paces: move by move", "Sethi et al. 1992", "input, M1, M2, output in a row", 34, 1e-9, [] { return stepwise_robot_cell(5, 9, 2, 3); }},
    {"robot-served cell, S2: formula less move by move", "Sethi et al. 1992", "input, M1, M2, output in a row", 0, 1e-9,
     [] { return robot_serves_both_machines(61, 17, 1.5, 2.5) - stepwise_robot_cell(61, 17, 1.5, 2.5); }},
    // 6.6 the deterministic golden
    {"TwoServers: parts", kDream, kByCalendar, 732, 0, [] { return two_servers().parts; }},
    {"TwoServers: first machine blocked, %", kDream, kByCalendar, 78.177083, kPrinted6, [] { return two_servers().first_blocked; }},
    {"TwoServers: technician busy, %", kDream, kByCalendar, 26.736111, kPrinted6, [] { return two_servers().technician_busy; }},
    {"M/M/1, load .8: mean wait", "Pollaczek, Khinchine", "wait before service", 4, 1e-9, [] { return wait_in_mm1(.8, 1); }},
    {"M/D/1, load .8: mean wait", "Pollaczek, Khinchine", "wait before service", 2, 1e-9, [] { return wait_in_md1(.8, 1); }},
}};
// clang-format on

}  // namespace

std::span<const ExactCase> exact_line_cases() {
  return kCases;
}

}  // namespace darkline
