#include "twin/commands/bench_line.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <string>

#include <fmt/format.h>
#include <stdlib.h>

#include "models/base/address.h"
#include "models/base/file.h"
#include "models/base/stopwatch.h"
#include "twin/commands/bench_peer.h"
#include "twin/line/flow_engine.h"
#include "twin/line/lane_engine.h"
#include "twin/line/screening.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr double kUnit = 1e5;  // ticks to the unit of time of W1
constexpr std::int64_t kJobs = 2000;

// Processor time of the best of some runs, other users of the machine being what differs.
double best_s(int runs, const std::function<void()>& run) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < runs; ++i) {
    const double start = processor_s();
    run();
    best = std::min(best, processor_s() - start);
  }
  return best;
}

// W1, or the same line of another length.
LineModel exponential_stations(std::size_t n = 100) {
  LineModel model;
  for (std::size_t k = 0; k < n; ++k) {
    LineStation station;
    station.address = station_address("w1", static_cast<int>(k) + 1);
    station.entity = stream_entity(station.address);
    station.cycle_ms = {{1}};
    station.exponential_mean_ms = kUnit;
    model.stations.push_back(station);
    if (k > 0) model.links.push_back({k - 1, k, 2});
  }
  model.variant_share = {1.0};
  model.exit = n - 1;
  model.warm_up_ms = static_cast<std::int64_t>(4'000 * kUnit);
  model.horizon_ms = static_cast<std::int64_t>(24'000 * kUnit);
  return model;
}

// Jobs x stations of a run from 0 to the horizon, from what the window has.
double cells_of(const LineModel& model, const ReplicationResult& one) {
  double jobs = 0.0;
  for (const auto& station : one.stations) jobs += static_cast<double>(station.jobs);
  return jobs * static_cast<double>(model.horizon_ms) / static_cast<double>(model.window_ms());
}

// The published stream of draws (it is not Philox); X(1, job, station) of mean 1.
class PublishedCycles : public CycleSource {
 public:
  explicit PublishedCycles(double ticks) : ticks_(ticks) {}
  std::int64_t cycle_ms(std::size_t station, std::int64_t job) override {
    const std::uint64_t word =
        mix(mix((std::uint64_t{1} << 32) + static_cast<std::uint64_t>(job)) + station);
    const double u = static_cast<double>((word >> 11) + 1) * 0x1.0p-53;
    return std::max<std::int64_t>(1, std::llround(-std::log(u) * ticks_));
  }

 private:
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
  }
  double ticks_;
};

struct SimPy {
  double ns_per_cell = 0.0;
  double makespan = 0.0;
};

// Where a source tree has the script and the system has SimPy.
std::optional<SimPy> time_simpy() {
  const fs::path script = data_folder().parent_path() / "tests/bench/w1_simpy.py";
  if (!fs::exists(script) || script.string().find('\'') != std::string::npos) return {};
  if (std::system("/usr/bin/python3 -c 'import simpy' 2>/dev/null") != 0) return {};
  SimPy best{std::numeric_limits<double>::infinity(), 0.0};
  for (int run = 0; run < 2; ++run) {
    const auto json = json_of_command("/usr/bin/python3 -B '" + script.string() + "'");
    const double cells = 100.0 * json.at("jobs").get<double>();
    best.ns_per_cell = std::min(best.ns_per_cell, json.at("cpu_s").get<double>() / cells * 1e9);
    best.makespan = json.at("makespan").get<double>();
  }
  return best;
}

class LineBench {
 public:
  explicit LineBench(const LineModel& line) : line_(line), simpy_(time_simpy()) {}

  std::vector<BenchRow> run() {
    per_cell();
    makespans();
    growth();
    bare_queue();
    year();
    screened();
    return std::move(rows_);
  }

 private:
  void cell_row(const std::string& name, double ns, double limit_ns) {
    if (simpy_) {
      rows_.push_back({name, ns, "ns", simpy_->ns_per_cell, "SimPy"});
    } else {
      rows_.push_back({name, ns, "ns", limit_ns, fmt::format("limit of {} ns", limit_ns)});
    }
  }

  // Limits: 45, 20 and 3 ns.
  void per_cell() {
    const LineModel model = exponential_stations();
    double cells = 0.0;
    e1_ns_ = best_s(3, [&] { cells = cells_of(model, simulate(model, 1, 0)); }) / cells * 1e9;
    cell_row("W1, event engine, per job and station", e1_ns_, 45.0);
    const double flow_s =
        best_s(3, [&] { simulate(model, 1, 0, LineEngineKind::flow); }) / cells * 1e9;
    cell_row("W1, flow engine", flow_s, 20.0);
    const double lanes_s = best_s(2, [&] {
      LaneEngine lanes(model, 1, 0, kMostLanes, instruction_sets().back(), {});
      lanes.run();
    });
    cell_row(
        fmt::format("W1, lane engine, {}, per replication", name_of(instruction_sets().back())),
        lanes_s / cells / kMostLanes * 1e9, 3.0);
  }

  void makespan_row(const std::string& name, double makespan) {
    rows_.push_back({name, makespan, "", simpy_->makespan, "SimPy's"});
  }

  void makespans() {
    if (!simpy_) return;
    LineModel model = exponential_stations();
    for (LineStation& station : model.stations) station.exponential_mean_ms = 0.0;
    model.warm_up_ms = 0;
    model.horizon_ms = (std::int64_t{1} << 43) - 1;
    constexpr double kFine = 1e9;
    PublishedCycles fine(kFine), coarse(kUnit);
    LineEngine::Options options;
    options.job_limit = kJobs;
    options.cycles = &fine;
    LineEngine events(model, 1, 0, options);
    events.run_to_end();
    makespan_row("W1, makespan of 2,000 jobs, event engine",
                 static_cast<double>(events.last_departure(99).count()) / kFine);
    FlowEngine flow(model, 1, 0, options);
    flow.run();
    makespan_row("W1, makespan, flow engine",
                 static_cast<double>(flow.last_departure(99).count()) / kFine);
    options.cycles = &coarse;
    LaneEngine lanes(model, 1, 0, 1, instruction_sets().back(), options);
    lanes.run();
    makespan_row("W1, makespan, lane engine (1e5 ticks to the unit)",
                 static_cast<double>(lanes.last_departure_ms(99, 0)) / kUnit);
  }

  // Nanoseconds a cell until so many bodies have left a line of so many stations.
  static double ns_per_cell(std::size_t stations, std::int64_t bodies, LineEngineKind engine) {
    LineModel model = exponential_stations(stations);
    model.warm_up_ms = 0;
    model.horizon_ms = (std::int64_t{1} << 43) - 1;
    LineEngine::Options options;
    options.job_limit = bodies;
    const double spent_s = best_s(2, [&] {
      if (engine == LineEngineKind::flow) {
        FlowEngine(model, 1, 0, options).run();
      } else {
        LineEngine(model, 1, 0, options).run_to_end();
      }
    });
    return spent_s / static_cast<double>(bodies) / static_cast<double>(stations) * 1e9;
  }

  // Cost is n log n in stations where that of a cell grows as log n, and linear in bodies where it
  // does not grow with them.
  void growth() {
    constexpr std::size_t kShort = 100, kLong = 10'000;
    constexpr std::int64_t kBodies = 20'000, kLongBodies = 2'000;
    const double law = std::log(static_cast<double>(kLong)) / std::log(static_cast<double>(kShort));
    for (const LineEngineKind engine : {LineEngineKind::event, LineEngineKind::flow}) {
      const double base = ns_per_cell(kShort, kBodies, engine);
      rows_.push_back(
          {fmt::format("{} engine, a cell of 10,000 stations over one of 100", name_of(engine)),
           ns_per_cell(kLong, kLongBodies, engine) / base, "x", law, "log n"});
      rows_.push_back(
          {fmt::format("{} engine, a cell of 80,000 bodies over one of 20,000", name_of(engine)),
           ns_per_cell(kShort, 4 * kBodies, engine) / base, "x", 1.0, "linear"});
    }
  }

  // The event engine against a bare std::priority_queue that pops and pushes as many entries as
  // stations.
  void bare_queue() {
    std::priority_queue<double, std::vector<double>, std::greater<>> queue;
    std::uint32_t state = 1;
    const auto draw = [&] {
      state = state * 1664525U + 1013904223U;
      return static_cast<double>(state >> 8);
    };
    for (std::size_t i = 0; i < 100; ++i) queue.push(draw());
    constexpr int kHolds = 2'000'000;
    const double hold_s = best_s(1, [&] {
      for (int i = 0; i < kHolds; ++i) {
        const double at = queue.top();
        queue.pop();
        queue.push(at + draw());
      }
    });
    rows_.push_back({"W1, event engine, per job and station", e1_ns_, "ns", hold_s / kHolds * 1e9,
                     "pop and push of a bare std::priority_queue"});
  }

  LineModel year_of_line() const {
    LineModel model = line_;
    model.horizon_ms = model.warm_up_ms + 365 * kDayMs;
    return model;
  }

  void year() {
    const LineModel model = year_of_line();
    rows_.push_back({"a year of the line, event engine", best_s(1, [&] { simulate(model, 1, 0); }),
                     "s", 5.0, "limit of 5 s"});
    const EngineChoice choice = engine_for(model);
    if (choice.engine != LineEngineKind::flow) return;
    rows_.push_back({"a year of the line, flow engine",
                     best_s(1, [&] { simulate(model, 1, 0, LineEngineKind::flow); }), "s", 1.5,
                     "limit of 1.5 s"});
  }

  // Timed over two blocks of lanes, with one core.
  void screened() {
    const LineModel model = year_of_line();
    if (!why_no_lanes(model).empty()) return;
    constexpr int kReplications = 2 * kMostLanes;
    const double spent_s = best_s(1, [&] { screen(model, 1, kReplications, 2, 1); });
    rows_.push_back({"1,000 replications of the year by lanes, two cores",
                     spent_s / kReplications * 1000.0 / 2.0, "s", 120.0,
                     fmt::format("limit of 120 s; of {} timed on one", kReplications)});
  }

  const LineModel& line_;
  std::optional<SimPy> simpy_;
  double e1_ns_ = 0.0;
  std::vector<BenchRow> rows_;
};

}  // namespace

std::vector<BenchRow> bench_line(const LineModel& line) {
  return LineBench(line).run();
}

}  // namespace darkline
