#include "twin/line/validation.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/portable_math.h"
#include "twin/line/analytic.h"
#include "twin/line/replications.h"

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

double share_working(const LineModel& model, const ReplicationResult& one) {
  double working = 0.0;
  for (const auto& station : one.stations) working += static_cast<double>(station.times.working_ms);
  return working / static_cast<double>(model.window_ms()) /
         static_cast<double>(one.stations.size());
}

// Runs the replications; `services` empty: the model's own constant cycles.
ValidationRow statistical(std::string name, std::string source, double expected,
                          const LineModel& model, const std::vector<Service>& services,
                          const Measure& measure = throughput) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::uint32_t r = 0; r < kReplications; ++r) {
    PhaseCycles cycles(model, services, r);
    LineEngine::Options options;
    if (!services.empty()) options.cycles = &cycles;
    const double value = measure(model, simulate(model, kSeed, r, options));
    sum += value;
    squares += value * value;
  }
  ValidationRow row{std::move(name), std::move(source)};
  row.expected = expected;
  row.simulated = sum / kReplications;
  const double variance = (squares - sum * row.simulated) / (kReplications - 1);
  row.standard_error = std::sqrt(std::max(0.0, variance) / kReplications);
  row.z = (row.simulated - expected) / row.standard_error;
  row.passed = std::fabs(row.z) < 4.0;
  return row;
}

ValidationRow exact(std::string name, std::string source, double expected, double computed,
                    double tolerance) {
  ValidationRow row{std::move(name), std::move(source), true, expected, computed};
  row.tolerance = tolerance;
  row.passed = std::fabs(computed - expected) <= tolerance;
  return row;
}

void add_exponential_lines(std::vector<ValidationRow>& rows) {
  const auto balanced = [&](std::size_t stations, std::int64_t places, double expected,
                            const char* source) {
    rows.push_back(
        statistical(fmt::format("{} exponential stations, {} places: throughput", stations, places),
                    source, expected, serial(std::vector<std::int64_t>(stations - 1, places)),
                    std::vector<Service>(stations)));
  };
  const char* hunt = "Hunt 1956, exact chain";
  balanced(2, 0, 2.0 / 3.0, hunt);
  balanced(3, 0, 22.0 / 39.0, hunt);
  balanced(4, 0, 4024.0 / 7817.0, hunt);
  balanced(3, 1, 8529.0 / 12721.0, "exact chain");
  balanced(3, 2, 2463197.0 / 3355778.0, "exact chain");
  balanced(2, 4, two_exponential_stations(1.0, 1.0, 4), "(B+2)/(B+3)");
  rows.push_back(statistical("2 exponential stations of rates 1 and 1.25, 3 places: throughput",
                             "closed form", two_exponential_stations(1.0, 1.25, 3), serial({3}),
                             {{1.0}, {1.25}}));
  rows.push_back(statistical("2 Erlang-2 stations, no places: throughput", "exact chain",
                             8.0 / 11.0, serial({0}), {{1.0, 2}, {1.0, 2}}));
  rows.push_back(statistical("3 Erlang-2 stations, no places: throughput", "exact chain",
                             1347976.0 / 2104869.0, serial({0, 0}),
                             {{1.0, 2}, {1.0, 2}, {1.0, 2}}));
}

// Parts that enter together: the cycle is the longest of three exponential times, mean 11/6. With a
// place for each part a feeder may be one part ahead: a chain of six states, solved by hand in
// tests/twin/line/test_validation.cc.
void add_assembly(std::vector<ValidationRow>& rows) {
  const std::vector<Service> services(3);
  rows.push_back(statistical("assembly of 2 feeders, parts enter together: throughput",
                             "1 / E max of 3 exponentials", 6.0 / 11.0,
                             assembly(JoinRule::all_together), services));
  rows.push_back(statistical("assembly of 2 feeders, each part in its place: throughput",
                             "exact chain of 6 states", 26.0 / 45.0,
                             assembly(JoinRule::each_in_its_place), services));
}

void add_failures(std::vector<ValidationRow>& rows) {
  const FailureRates first{.05, .4};
  const FailureRates second{.1, .5};
  LineModel two = serial({3});
  two.stations[0].stops = {exponential_stops(first)};
  two.stations[1].stops = {exponential_stops(second)};
  rows.push_back(statistical(
      "2 exponential stations with stops, 3 places: throughput", "Gershwin-Berman chain, N = 5",
      two_machines_exponential(1.0, first, 1.2, second, 5), two, {{1.0}, {1.2}}));

  LineModel one = serial({});
  one.stations[0].stops = {{"a", 0, 20 * kUnit, 2 * kUnit, 1.0, RepairLaw::lognormal},
                           {"b", 1, 50 * kUnit, 10 * kUnit, 0.5, RepairLaw::lognormal}};
  rows.push_back(statistical("1 station with two classes of stops: share working",
                             "1 / (1 + sum MTTR/MTBF)", 1.0 / (1.0 + .1 + .2), one, {},
                             share_working));

  LineModel plant = stations_without_links(20);
  for (LineStation& station : plant.stations) station.stops = {exponential_stops({.02, .2})};
  for (const int technicians : {1, 2, 4}) {
    plant.technicians.resize(static_cast<std::size_t>(technicians));
    rows.push_back(statistical(
        fmt::format("20 machines, {} technicians: share up", technicians), "M/M/c//N queue",
        repair_crew_availability(20, technicians, 50.0, 5.0), plant, {}, share_working));
  }
}

void add_exact_rows(std::vector<ValidationRow>& rows) {
  // the slowest station sets the pace, and the window is a whole number of its cycles
  LineModel constant = serial({1, 0, 2});
  for (std::size_t k = 0; k < 4; ++k) {
    constant.stations[k].cycle_ms = {
        {std::vector<std::int64_t>{600'000, 1'500'000, 1'000'000, 1'200'000}[k]}};
  }
  rows.push_back(exact("4 constant stations: throughput", "1 / longest cycle", 1.0 / 1.5,
                       throughput(constant, simulate(constant, kSeed, 0)), 1e-12));

  const FailureRates m{.01, .1};
  const char* unit_cycle = "Buzacott; Gershwin 1994";
  const auto chain = [&](FailureRates rates, int level, double expected) {
    rows.push_back(exact(fmt::format("2 machines of unit cycle, p {}, r {}, N {}: exact chain",
                                     rates.fail, rates.repair, level),
                         unit_cycle, expected, two_machines_unit_cycle(rates, rates, level), 5e-9));
  };
  chain(m, 2, .83369899);
  chain(m, 3, .83750000);
  chain(m, 10, .85617493);
  chain({.1, .1}, 4, .359375);
  rows.push_back(exact("2 fluid machines, N 1: closed form", "Gershwin 1994", .83696946,
                       two_machines_fluid(m, m, 1.0, 1.0), 5e-9));
  const std::vector<double> up = {.96515222, .99735258, .99791508};
  for (int c = 1; c <= 3; ++c) {
    rows.push_back(exact(fmt::format("500 robots, {} technicians: share up, closed form", c),
                         "M/M/c//N queue", up[static_cast<std::size_t>(c) - 1],
                         repair_crew_availability(500, c, 1000.0, 2.0), 5e-9));
  }
}

}  // namespace

std::vector<ValidationRow> run_line_validation() {
  std::vector<ValidationRow> rows;
  add_exact_rows(rows);
  add_exponential_lines(rows);
  add_assembly(rows);
  add_failures(rows);
  return rows;
}

}  // namespace darkline
