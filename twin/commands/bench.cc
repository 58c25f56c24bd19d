// darkline bench: the speed of darkline on this machine. Times are of the processor where the work
// is in this process, of the wall where it is not; every row has its reference in the same run.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>

#include "cells/cell_preparation.h"
#include "cells/fleet.h"
#include "models/base/file.h"
#include "models/base/stopwatch.h"
#include "models/scenario/scenario_reader.h"
#include "twin/commands/bench_bus.h"
#include "twin/commands/bench_line.h"
#include "twin/commands/bench_peer.h"
#include "twin/commands/bench_plant.h"
#include "twin/commands/bench_stream.h"
#include "twin/commands/bench_view.h"
#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"
#include "twin/commands/main_job.h"
#include "twin/commands/scratch_cache.h"
#include "twin/line/build_line_model.h"
#include "twin/live/lockstep.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

class Bench {
 public:
  explicit Bench(const Invocation& invocation)
      : jobs_(invocation.jobs()),
        read_(read_scenario(invocation.value("--scenario")
                                .value_or((data_folder() / "scenarios/ningbo_2024.toml").string()),
                            invocation.overrides())) {}

  // Of the bus alone.
  std::vector<BenchRow> run_bus() {
    result_.factory = build_factory(read_.scenario);
    return bench_bus(welding_cell());
  }

  // Of recording the plant and showing it again.
  std::vector<BenchRow> run_stream() { return bench_stream(build_factory(read_.scenario), jobs_); }

  // Of the line's engines alone; cells come from the user's own cache.
  std::vector<BenchRow> run_line() {
    main_job_s(ProfileCache::default_folder(), result_);
    return bench_line(result_.line);
  }

  // Of the pictures alone.
  std::vector<BenchRow> run_view() { return bench_view(build_factory(read_.scenario)); }

  std::vector<BenchRow> run() {
    main_job();
    for (BenchRow& row : bench_line(result_.line)) rows_.push_back(std::move(row));
    cell_physics();
    fleet_physics();
    for (BenchRow& row : bench_plant(result_.factory, jobs_)) rows_.push_back(std::move(row));
    round_trips();
    for (BenchRow& row : bench_bus(welding_cell())) rows_.push_back(std::move(row));
    cost_points();
    if (fs::exists(program_folder() / "darkline-viewer")) {
      for (BenchRow& row : bench_view(result_.factory)) rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  double main_job_s(const fs::path& cache, RunResult& result) {
    const double start = wall_s();
    result = run_main_job(build_factory(read_.scenario), read_.files,
                          {.jobs = jobs_,
                           .transport = Transport::zmq,
                           .cache_folder = cache,
                           .stop = interrupt_token()});
    return wall_s() - start;
  }

  void main_job() {
    constexpr double kFirstRunLimit_s = 120.0, kCachedRunLimit_s = 10.0;
    const ScratchCache cache;
    rows_.push_back({"main job, first run with all cell studies", main_job_s(cache.path(), result_),
                     "s", kFirstRunLimit_s, "limit of 120 s on two cores"});
    rows_.push_back({"main job again, cells from the cache", main_job_s(cache.path(), result_), "s",
                     kCachedRunLimit_s, "limit of 10 s on two cores"});
  }

  const Station& welding_station() const {
    for (const Station& station : result_.factory.stations) {
      if (station.work.spots > 0) return station;
    }
    throw UsageError("bench needs a scenario with spots to weld");
  }

  CellConfig welding_cell() const {
    const auto index = &welding_station() - result_.factory.stations.data();
    return prepare_cell(result_.factory, StationId(static_cast<std::size_t>(index)), 0);
  }

  void cell_physics() {
    std::vector<std::unique_ptr<CellWorld>> worlds;
    worlds.push_back(std::make_unique<CellWorld>(welding_cell()));
    const auto link = make_link(Transport::in_process);
    const double start = processor_s();
    run_one_cycle(*link, worlds, {});
    const double spent_s = processor_s() - start;
    const double ticks =
        static_cast<double>(worlds[0]->t_ns()) / static_cast<double>(kControlPeriodNs);
    const auto arms = static_cast<double>(worlds[0]->config().robots.size());
    const double per_step_us = spent_s / ticks / arms * 1e6;
    rows_.push_back({"arm under computed torque in Bullet, per 4 ms step", per_step_us, "us",
                     static_cast<double>(kControlPeriodNs) * 1e-3, "the step in real time"});
  }

  // The closed loop of the fleet, 64 arms of the same cell under way, in the reference of a Bullet
  // arm-step above.
  void fleet_physics() {
    constexpr int kArms = 64, kTicks = 250, kTurns = 20;
    const CellConfig cell = welding_cell();
    Fleet fleet;
    std::vector<Segment> moves;
    for (std::size_t arm = 0; arm < kArms; ++arm) {
      const CellRobot& robot = cell.robots[arm % cell.robots.size()];
      fleet.add(robot.model, robot.gun);
      JointVector to = robot.model.home;
      for (double& q : to) q += 0.05;
      moves.push_back(
          rest_to_rest(robot.model.home, to, kTicks * kPhysicsStepS, robot.model.n_joints()));
    }
    double best_s = std::numeric_limits<double>::infinity();
    for (int turn = 0; turn < kTurns; ++turn) {
      const double start = processor_s();
      for (std::size_t arm = 0; arm < kArms; ++arm) {
        fleet.set_state(arm, cell.robots[arm % cell.robots.size()].model.home, {});
        fleet.set_segment(arm, moves[arm]);
      }
      for (int tick = 0; tick < kTicks; ++tick) fleet.step();
      best_s = std::min(best_s, processor_s() - start);
    }
    rows_.push_back({fmt::format("the same in the fleet, {}", name_of(fleet.isa())),
                     best_s / (kArms * kTicks) * 1e6, "us", rows_.back().value,
                     "the arm in Bullet"});
    peer_physics();
  }

  // What bench_arm_step finds in its own run, where a build tree has one.
  void peer_physics() {
    const fs::path program = program_folder() / "bench_arm_step";
    if (!fs::exists(program) || program.string().find('\'') != std::string::npos) return;
    const auto json = json_of_command("'" + program.string() + "' --json");
    const auto& peers = json.at("rows");
    for (const auto& row : peers) {
      const auto name = row.at("name").get<std::string>();
      if (name.find("64 arms") == std::string::npos) continue;
      for (const std::size_t peer : {0U, 1U}) {
        rows_.push_back({name, row.at("us"), "us", peers.at(peer).at("us"),
                         peers.at(peer).at("name").get<std::string>()});
      }
    }
  }

  double exchange_us(Transport transport, const CellConfig& cell) {
    const auto link = make_link(transport);
    std::vector<CellProgram> programs;
    std::vector<CellObservation> due(kCellsPerHost);
    for (std::size_t i = 0; i < kCellsPerHost; ++i) {
      programs.push_back(program_of(static_cast<std::uint32_t>(i), cell));
      due[i].cell = static_cast<std::uint32_t>(i);
      due[i].n_robots = static_cast<std::uint8_t>(cell.robots.size());
      due[i].part_present = true;
    }
    link->load(programs);
    std::vector<CellCommand> commands(due.size());
    constexpr int kExchanges = 5000;
    double start = 0.0;
    for (int k = -100; k < kExchanges; ++k) {  // the first hundred warm up
      if (k == 0) start = wall_s();
      const std::int64_t t_ns = (k + 100) * kControlPeriodNs;
      for (CellObservation& each : due) {
        each.t_ns = t_ns;
        for (std::size_t r = 0; r < each.n_robots; ++r) {
          each.robots[r].step = commands[each.cell].robots[r].step;
          each.robots[r].state = each.robots[r].step == 0 ? RobotState::ready : RobotState::moving;
        }
      }
      link->exchange(t_ns, due, commands);
    }
    return (wall_s() - start) / kExchanges * 1e6;
  }

  void round_trips() {
    const CellConfig cell = welding_cell();
    const double linked_us = exchange_us(Transport::in_process, cell);
    rows_.push_back({"controller process over ZeroMQ, per exchange of 10 cells",
                     exchange_us(Transport::zmq, cell), "us", linked_us,
                     "the same control law linked in"});
  }

  void cost_points() {
    const std::vector<PlantYear> years =
        plant_years(result_.factory, result_.study, result_.line_result, result_.kpis);
    Scenario scenario = result_.factory.scenario;
    scenario.table.robot_usd.clear();
    for (int i = 0; i < 1000; ++i) scenario.table.robot_usd.push_back(40e3 + 100.0 * i);
    const double start = processor_s();
    const auto rows = price_tariff_table(scenario, years);
    const double per_point_us =
        (processor_s() - start) / static_cast<double>(rows.size() * years.size()) * 1e6;
    rows_.push_back(
        {"unit cost, per point and replication", per_point_us, "us", 1.0, "limit of 1 us"});
  }

  int jobs_;
  ReadScenario read_;
  RunResult result_;
  std::vector<BenchRow> rows_;
};

}  // namespace

ExitCode bench_command(const Invocation& invocation) {
  Bench bench(invocation);
  const std::vector<BenchRow> rows = invocation.has("--bus")      ? bench.run_bus()
                                     : invocation.has("--line")   ? bench.run_line()
                                     : invocation.has("--view")   ? bench.run_view()
                                     : invocation.has("--stream") ? bench.run_stream()
                                                                  : bench.run();
  nlohmann::ordered_json json{{"schema", "darkline.bench/1"}, {"version", DARKLINE_VERSION}};
  for (const BenchRow& row : rows) {
    json["rows"].push_back({{"name", row.name},
                            {"value", row.value},
                            {"unit", row.unit},
                            {"reference", row.reference},
                            {"reference_name", row.reference_name},
                            {"ratio", row.value / row.reference}});
    if (invocation.has("--json")) continue;
    fmt::print("{:<58}{:>10.3f} {:<4}{:>10.4f} of {}\n", row.name, row.value, row.unit,
               row.value / row.reference, row.reference_name);
  }
  if (invocation.has("--json")) fmt::print("{}\n", json.dump(1));
  return ExitCode::done;
}

}  // namespace darkline
