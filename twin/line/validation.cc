#include "twin/line/validation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/parallel.h"
#include "models/base/portable_math.h"
#include "twin/line/analytic.h"
#include "twin/line/replications.h"
#include "twin/line/validation_cases.h"

namespace darkline {
namespace {

// Ticks of the unit of time: what rounding a draw to a tick costs is far below the errors below.
constexpr double kUnit = 1e6;
constexpr int kReplications = 24;
constexpr std::int64_t kWarmUpUnits = 1'000;
constexpr std::int64_t kHorizonUnits = 31'000;
constexpr std::uint64_t kSeed = 20'240'711;

// Service as a sum of `phases` exponential times with mean 1 / rate in all, per station.
struct Service {
  double rate = 1.0;
  int phases = 1;
};

class PhaseCycles : public CycleSource {
 public:
  PhaseCycles(const LineModel& model, const std::vector<Service>& services,
              std::uint32_t replication)
      : services_(services) {
    for (const LineStation& station : model.stations) {
      streams_.emplace_back(kSeed, replication, station.entity, DrawPurpose::cycle_variation);
    }
  }
  std::int64_t cycle_ms(std::size_t k, std::int64_t job) override {
    const auto u = streams_[k].uniforms(static_cast<std::uint32_t>(job));
    const Service& service = services_[k];
    double x = 0.0;
    for (int i = 0; i < service.phases; ++i) {
      x -= portable_log(u[static_cast<std::size_t>(i)]) / service.phases;
    }
    return 1 + static_cast<std::int64_t>(x / service.rate * kUnit);
  }

 private:
  const std::vector<Service>& services_;
  std::vector<RandomStream> streams_;
};

LineModel stations_without_links(std::size_t n) {
  LineModel model;
  for (std::size_t k = 0; k < n; ++k) {
    LineStation station;
    station.address = station_address("case", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{static_cast<std::int64_t>(kUnit)}};
    model.stations.push_back(station);
  }
  model.variant_share = {1.0};
  model.exit = n - 1;
  model.warm_up_ms = kWarmUpUnits * static_cast<std::int64_t>(kUnit);
  model.horizon_ms = kHorizonUnits * static_cast<std::int64_t>(kUnit);
  return model;
}

LineModel serial(const std::vector<std::int64_t>& places) {
  LineModel model = stations_without_links(places.size() + 1);
  for (std::size_t k = 0; k < places.size(); ++k) model.links.push_back({k, k + 1, places[k]});
  return model;
}

// Two feeders without places before the station that joins them.
LineModel assembly(JoinRule rule) {
  LineModel model = stations_without_links(3);
  model.links = {{0, 2, 0}, {1, 2, 0}};
  model.stations[2].join = rule;
  return model;
}

StopClass exponential_stops(FailureRates rates) {
  return {"stop", 0, kUnit / rates.fail, kUnit / rates.repair, 1.0, RepairLaw::exponential};
}

using Measure = std::function<double(const LineModel&, const ReplicationResult&)>;

double throughput(const LineModel& model, const ReplicationResult& one) {
  return static_cast<double>(one.parts_out) * kUnit / static_cast<double>(model.window_ms());
}

double parts_in_line(const LineModel&, const ReplicationResult& one) {
  return one.wip;
}

double share_working(const LineModel& model, const ReplicationResult& one) {
  double working = 0.0;
  for (const auto& station : one.stations) working += static_cast<double>(station.times.working_ms);
  return working / static_cast<double>(model.window_ms()) /
         static_cast<double>(one.stations.size());
}

class Rows {
 public:
  explicit Rows(int jobs) : jobs_(jobs) {}

  // Independent values of replications 0, 1, ...
  void statistical(const std::string& name, const char* source, const char* convention,
                   double expected, const std::function<double(std::uint32_t)>& value) {
    std::vector<double> values(kReplications);
    in_parallel(
        values.size(), jobs_, [] { return 0; },
        [&](int, std::size_t r) { values[r] = value(static_cast<std::uint32_t>(r)); });
    double sum = 0.0;
    double squares = 0.0;
    for (const double one : values) {
      sum += one;
      squares += one * one;
    }
    ValidationRow row{name, source, convention};
    row.expected = expected;
    row.simulated = sum / kReplications;
    const double variance = (squares - sum * row.simulated) / (kReplications - 1);
    row.standard_error = std::sqrt(std::max(0.0, variance) / kReplications);
    row.z = (row.simulated - expected) / row.standard_error;
    row.passed = std::fabs(row.z) < 4.0;
    rows_.push_back(row);
  }

  // Of the line engine; `services` empty: the model's own constant cycles.
  void simulated(const std::string& name, const char* source, const char* convention,
                 double expected, const LineModel& model, const std::vector<Service>& services,
                 const Measure& measure = throughput) {
    statistical(name, source, convention, expected, [&](std::uint32_t r) {
      PhaseCycles cycles(model, services, r);
      LineEngine::Options options;
      if (!services.empty()) options.cycles = &cycles;
      return measure(model, simulate(model, kSeed, r, options));
    });
  }

  void exact(const ExactCase& one) {
    ValidationRow row{one.name, one.source, one.convention, true, one.expected, one.found()};
    row.tolerance = one.tolerance;
    row.passed = std::fabs(row.simulated - one.expected) <= one.tolerance;
    rows_.push_back(row);
  }

  std::vector<ValidationRow> take() { return std::move(rows_); }

 private:
  int jobs_;
  std::vector<ValidationRow> rows_;
};

constexpr const char* kBas = "blocking after service; places do not count the stations";

void add_exponential_lines(Rows& rows) {
  struct Balanced {
    std::size_t stations;
    std::int64_t places;
    double expected;
    const char* source;
  };
  const std::vector<Balanced> cases = {
      {2, 0, 2.0 / 3.0, "Hunt 1956"},          {3, 0, 22.0 / 39.0, "Hunt 1956"},
      {4, 0, 4024.0 / 7817.0, "Hunt 1956"},    {2, 4, 6.0 / 7.0, "(B+2)/(B+3)"},
      {3, 1, 8529.0 / 12721.0, "exact chain"}, {3, 2, 2463197.0 / 3355778.0, "exact chain"},
      {3, 3, .776712, "exact chain"},          {4, 1, .631153, "exact chain"},
      {4, 2, .700713, "exact chain"},          {4, 3, .747710, "exact chain"},
      {10, 0, .42898, "simulation, SE 1e-4"},
  };
  for (const Balanced& one : cases) {
    rows.simulated(
        fmt::format("{} exponential stations, {} places: throughput", one.stations, one.places),
        one.source, kBas, one.expected,
        serial(std::vector<std::int64_t>(one.stations - 1, one.places)),
        std::vector<Service>(one.stations));
  }
  rows.simulated("3 exponential stations, no places: parts in the line", "exact chain", kBas,
                 92.0 / 39.0, serial({0, 0}), std::vector<Service>(3), parts_in_line);
  rows.simulated("2 exponential stations of rates 1 and 1.25, 3 places: throughput", "closed form",
                 kBas, two_exponential_stations(1.0, 1.25, 3), serial({3}), {{1.0}, {1.25}});
  rows.simulated("2 exponential stations of rates 2 and 1, 4 places: throughput", "closed form",
                 kBas, 126.0 / 127.0, serial({4}), {{2.0}, {1.0}});
  rows.simulated("2 Erlang-2 stations, no places: throughput", "exact chain", kBas, 8.0 / 11.0,
                 serial({0}), {{1.0, 2}, {1.0, 2}});
  rows.simulated("3 Erlang-2 stations, no places: throughput", "exact chain", kBas,
                 1347976.0 / 2104869.0, serial({0, 0}), {{1.0, 2}, {1.0, 2}, {1.0, 2}});
  for (const auto& places :
       {std::vector<std::int64_t>{0, 1, 0}, std::vector<std::int64_t>{0, 1, 1}}) {
    rows.simulated(fmt::format("4 stations, best division of {} places: throughput",
                               places[0] + places[1] + places[2]),
                   "enumeration of chains", kBas, places[2] == 0 ? .558860 : .589703,
                   serial(places), std::vector<Service>(4));
  }
}

// 100 stations by the flow engine; the reference is of 384 runs of 200,000 bodies, and its own
// error, a tenth of ours, is left out.
void add_long_line(Rows& rows) {
  LineModel line = serial(std::vector<std::int64_t>(99, 2));
  for (LineStation& station : line.stations) station.exponential_mean_ms = kUnit;
  line.warm_up_ms = static_cast<std::int64_t>(4'000 * kUnit);
  line.horizon_ms = static_cast<std::int64_t>(16'000 * kUnit);
  rows.statistical("100 exponential stations, 2 places: throughput", "384 runs of 2e5 bodies", kBas,
                   .59967, [&](std::uint32_t r) {
                     return throughput(line, simulate(line, kSeed, r, LineEngineKind::flow));
                   });
}

// Pallets that come back to the first station, with room for all of them everywhere.
void add_closed_loop(Rows& rows) {
  constexpr std::int64_t kPallets = 6;
  LineModel loop = serial({kPallets, kPallets, kPallets});
  LineLink back{3, 0, kPallets};
  back.initial_parts = kPallets;
  back.carriers = true;
  loop.links.push_back(back);
  rows.simulated("closed loop, 6 pallets, 4 stations: throughput", "Gordon, Newell 1967",
                 "room for all pallets everywhere", 6.0 / 9.0, loop, std::vector<Service>(4));
}

// Parts that enter together: the cycle is the longest of three exponential times, mean 11/6. With a
// place for each part a feeder may be one part ahead: a chain of six states, solved by hand in
// tests/twin/line/test_validation.cc.
void add_assembly(Rows& rows) {
  const std::vector<Service> services(3);
  rows.simulated("assembly of 2 feeders, parts enter together: throughput",
                 "1 / E max of 3 exponentials", kBas, 6.0 / 11.0, assembly(JoinRule::all_together),
                 services);
  rows.simulated("assembly of 2 feeders, each part in its place: throughput",
                 "exact chain of 6 states", "a place in the station for each part", 26.0 / 45.0,
                 assembly(JoinRule::each_in_its_place), services);
}

void add_failures(Rows& rows) {
  const FailureRates first{.05, .4};
  const FailureRates second{.1, .5};
  LineModel two = serial({3});
  two.stations[0].stops = {exponential_stops(first)};
  two.stations[1].stops = {exponential_stops(second)};
  rows.simulated("2 exponential stations with stops, 3 places: throughput",
                 "Gershwin-Berman chain, N = 5", "stops only while working",
                 two_machines_exponential(1.0, first, 1.2, second, 5), two, {{1.0}, {1.2}});

  LineModel one = serial({});
  one.stations[0].stops = {{"a", 0, 20 * kUnit, 2 * kUnit, 1.0, RepairLaw::lognormal},
                           {"b", 1, 50 * kUnit, 10 * kUnit, 0.5, RepairLaw::lognormal}};
  rows.simulated("1 station with two classes of stops: share working", "1 / (1 + sum MTTR/MTBF)",
                 "stops only while working", 1.0 / (1.0 + .1 + .2), one, {}, share_working);

  LineModel plant = stations_without_links(20);
  for (LineStation& station : plant.stations) station.stops = {exponential_stops({.02, .2})};
  for (const int technicians : {1, 2, 4}) {
    plant.technicians.resize(static_cast<std::size_t>(technicians));
    rows.simulated(fmt::format("20 machines, {} technicians: share up", technicians),
                   "M/M/c//N queue", "first come, first served",
                   repair_crew_availability(20, technicians, 50.0, 5.0), plant, {}, share_working);
  }
  // 500 robots for 100,000 h: the published crew, MTBF 1,000 h and MTTR 2 h
  LineModel robots = stations_without_links(500);
  for (LineStation& station : robots.stations) {
    station.stops = {exponential_stops({1e-3, .5})};
    station.cycle_ms = {{static_cast<std::int64_t>(100 * kUnit)}};
  }
  robots.technicians.resize(1);
  robots.warm_up_ms = static_cast<std::int64_t>(10'000 * kUnit);
  robots.horizon_ms = static_cast<std::int64_t>(110'000 * kUnit);
  rows.simulated("500 robots, 1 technician: share up", "M/M/c//N queue",
                 "MTBF 1,000 h, MTTR 2 h, clocks run while up", .96515222, robots, {},
                 share_working);
}

// Slotted machines, in their own conventions: simulated slot by slot, beside the exact chain.
template <class Step>
double per_slot(std::uint32_t replication, Step step) {
  constexpr std::uint32_t kSlots = 60'000;
  const RandomStream first(kSeed, replication, 1, DrawPurpose::cycle_variation);
  const RandomStream second(kSeed, replication, 2, DrawPurpose::cycle_variation);
  int out = 0;
  for (std::uint32_t slot = 0; slot < kSlots + 1'000; ++slot) {
    const bool made = step(first.uniforms(slot)[0], second.uniforms(slot)[0]);
    if (slot >= 1'000 && made) ++out;
  }
  return static_cast<double>(out) / kSlots;
}

double unit_cycle_machines(std::uint32_t replication, FailureRates rates, int most_level) {
  bool up1 = true, up2 = true;
  int level = 0;
  return per_slot(replication, [&](double u1, double u2) {
    const bool room = level<most_level, parts = level> 0;
    up1 = up1 ? !(room && u1 < rates.fail) : u1 < rates.repair;
    up2 = up2 ? !(parts && u2 < rates.fail) : u2 < rates.repair;
    const bool made = up2 && parts;
    level += (up1 && room ? 1 : 0) - (made ? 1 : 0);
    return made;
  });
}

double bernoulli_machines(std::uint32_t replication, double p, int most_level) {
  int level = 0;
  return per_slot(replication, [&](double u1, double u2) {
    const bool made = level > 0 && u2 < p;
    level -= made ? 1 : 0;
    if (level < most_level && u1 < p) ++level;
    return made;
  });
}

// Mean wait by Lindley's recursion: w' = max(0, w + service - gap).
double mean_wait(std::uint32_t replication, bool exponential_service) {
  constexpr std::uint32_t kParts = 400'000;
  const RandomStream stream(kSeed, replication, 3, DrawPurpose::cycle_variation);
  double wait = 0.0, sum = 0.0;
  for (std::uint32_t i = 0; i < kParts; ++i) {
    const auto u = stream.uniforms(i);
    const double service = exponential_service ? -portable_log(u[0]) : 1.0;
    wait = std::max(0.0, wait + service + portable_log(u[1]) / .8);
    if (i >= 10'000) sum += wait;
  }
  return sum / (kParts - 10'000);
}

void add_other_conventions(Rows& rows) {
  const char* unit_cycle = "failures and repairs first, then parts by the levels at the start";
  const auto machines = [&](FailureRates rates, int level, double expected) {
    rows.statistical(fmt::format("2 machines of unit cycle, p {}, r {}, N {}: slot by slot",
                                 rates.fail, rates.repair, level),
                     "Buzacott; Gershwin 1994", unit_cycle, expected,
                     [&](std::uint32_t r) { return unit_cycle_machines(r, rates, level); });
  };
  machines({.01, .1}, 2, .83369899);
  machines({.01, .1}, 3, .83750000);
  machines({.01, .1}, 10, .85617493);
  machines({.1, .1}, 4, .359375);
  for (const int level : {1, 2}) {
    rows.statistical(fmt::format("2 Bernoulli machines, p .9, N {}: slot by slot", level),
                     "Li, Meerkov 2009", "blocked if full and nothing taken",
                     level == 1 ? 9.0 / 11.0 : 6.0 / 7.0,
                     [&](std::uint32_t r) { return bernoulli_machines(r, .9, level); });
  }
  rows.statistical("M/M/1, load .8: mean wait", "Pollaczek, Khinchine", "wait before service", 4.0,
                   [](std::uint32_t r) { return mean_wait(r, true); });
  rows.statistical("M/D/1, load .8: mean wait", "Pollaczek, Khinchine", "wait before service", 2.0,
                   [](std::uint32_t r) { return mean_wait(r, false); });
}

double constant_line() {
  // the slowest station sets the pace, and the window is a whole number of its cycles
  LineModel constant = serial({1, 0, 2});
  const std::vector<std::int64_t> cycle_ms = {600'000, 1'500'000, 1'000'000, 1'200'000};
  for (std::size_t k = 0; k < 4; ++k) constant.stations[k].cycle_ms = {{cycle_ms[k]}};
  return throughput(constant, simulate(constant, kSeed, 0));
}

}  // namespace

std::vector<ValidationRow> run_line_validation(int jobs) {
  Rows rows(jobs);
  rows.exact({"4 constant stations: throughput", "1 / longest cycle", kBas, 1.0 / 1.5, 1e-12,
              constant_line});
  for (const ExactCase& one : exact_line_cases()) rows.exact(one);
  add_exponential_lines(rows);
  add_long_line(rows);
  add_closed_loop(rows);
  add_assembly(rows);
  add_failures(rows);
  add_other_conventions(rows);
  return rows.take();
}

}  // namespace darkline
