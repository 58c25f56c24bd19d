#include "twin/live/lockstep.h"

#include <utility>

#include <fmt/format.h>

#include "cells/surrogate_cycle.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

std::vector<CellProgram> programs_of(std::span<const std::unique_ptr<CellWorld>> worlds) {
  std::vector<CellProgram> programs;
  for (std::size_t cell = 0; cell < worlds.size(); ++cell) {
    programs.push_back(program_of(static_cast<std::uint32_t>(cell), worlds[cell]->config()));
  }
  return programs;
}

// Why a controller gave up, for people.
[[noreturn]] void refuse_stopped_cell(const CellWorld& world, const CellObservation& seen,
                                      PackMlState state) {
  std::string robots;
  for (std::size_t r = 0; r < seen.n_robots; ++r) {
    const RobotObservation& robot = seen.robots[r];
    if (robot.state != RobotState::failed) continue;
    robots += fmt::format("{}{} (alarm {})", robots.empty() ? "" : ", ",
                          world.config().robots[r].address, static_cast<int>(robot.alarm));
  }
  throw InputError({.place = {},
                    .key = world.config().station,
                    .found = fmt::format("a cycle that {} after {:.1f} s: {}",
                                         state == PackMlState::held ? "was held" : "was aborted",
                                         to_seconds(BusDuration{seen.t_ns}),
                                         robots.empty() ? "no robot reports why" : robots),
                    .wanted = "a program that every robot of the station can carry out",
                    .mend = "give the station other robots or less expulsion (process.expulsion)"});
}

}  // namespace

void stop_if_asked(const std::stop_token& stop) {
  if (!stop.stop_requested()) return;
  throw Interrupted(
      "stopped during the cell study; finished cells are kept: run the same command again to go on "
      "from there");
}

void run_one_cycle(ControllerLink& link, std::span<const std::unique_ptr<CellWorld>> worlds,
                   const std::stop_token& stop) {
  const std::vector<CellProgram> programs = programs_of(worlds);
  link.load(programs);
  std::vector<bool> complete(worlds.size(), false);
  std::vector<CellObservation> due;
  std::vector<CellCommand> commands;
  due.reserve(worlds.size());
  commands.reserve(worlds.size());
  std::size_t left = worlds.size();
  const std::int64_t limit_ns = to_bus_duration(kLongestCycle_s).count();

  for (std::int64_t t_ns = 0; left > 0; t_ns += kControlPeriodNs) {
    stop_if_asked(stop);
    due.clear();
    for (std::size_t cell = 0; cell < worlds.size(); ++cell) {
      if (complete[cell] || !worlds[cell]->due()) continue;
      due.push_back(worlds[cell]->observe());
      due.back().cell = static_cast<std::uint32_t>(cell);
    }
    if (!due.empty()) {
      commands.resize(due.size());
      link.exchange(t_ns, due, commands);
      for (std::size_t i = 0; i < due.size(); ++i) {
        CellWorld& world = *worlds[due[i].cell];
        world.apply(commands[i]);
        if (commands[i].state == PackMlState::held || commands[i].state == PackMlState::aborted) {
          refuse_stopped_cell(world, due[i], commands[i].state);
        }
        if (commands[i].state != PackMlState::complete) continue;
        complete[due[i].cell] = true;
        --left;
      }
    }
    for (std::size_t cell = 0; cell < worlds.size(); ++cell) {
      if (!complete[cell]) worlds[cell]->step();
    }
    DARKLINE_CHECK(t_ns < limit_ns, "a cell study that does not end");
  }
}

std::vector<CellMeasurement> measure_cells(ControllerLink& link, std::vector<CellConfig> cells,
                                           Fidelity tier, const std::stop_token& stop) {
  std::vector<CellMeasurement> measured;
  if (tier == Fidelity::surrogate) {
    for (const CellConfig& cell : cells) {
      stop_if_asked(stop);
      measured.push_back(surrogate_cycle(cell));
    }
    return measured;
  }
  std::vector<std::unique_ptr<CellWorld>> worlds;
  for (CellConfig& cell : cells) {
    worlds.push_back(std::make_unique<CellWorld>(std::move(cell), CellWorldOptions{.tier = tier}));
  }
  run_one_cycle(link, worlds, stop);
  for (const auto& world : worlds) measured.push_back(measurement_of(*world));
  return measured;
}

}  // namespace darkline
