// Cells without physics that controllers are rehearsed with: robots take some ticks for an order,
// some welds expel, robots share two zones, and the body leaves when the station is complete.
//
// Every bit of every command goes into the state of its cell, the state decides how long orders
// take and which welds fail, and each tick every cell takes in the state of the one before it: one
// command that differs in one bit changes everything that comes later. The same seed gives the same
// plant on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/controller_link.h"
#include "models/cell/cell_io.h"

namespace darkline {

class RehearsalPlant {
 public:
  RehearsalPlant(int n_cells, std::uint64_t seed);

  // Of all cells; their numbers are neither dense nor sorted.
  const std::vector<CellProgram>& programs() const { return programs_; }
  std::int64_t t_ns() const { return t_ns_; }

  // What the cells show that are due at the present tick; valid until obey. Once per tick.
  std::span<const CellObservation> look();
  // The answers to look, in its order. The plant is then one control period older.
  void obey(std::span<const CellCommand> commands);

  // Of the states of all cells and of all that they were told, from the first tick on.
  std::uint64_t hash() const { return hash_; }

  // Of all robots of all cells, so far.
  std::int64_t orders_done() const { return orders_done_; }

 private:
  struct Cell {
    CellObservation seen;
    CellCommand command;
    std::uint64_t state = 0;
    std::int64_t part_back_ns = -1;
    bool is_first = true;
    std::array<std::int64_t, kMaxCellRobots> done_ns = {};
    std::array<int, kMaxCellRobots> failures = {};  // of the present spot, one after another
  };
  bool tick(Cell& cell);
  void begin(Cell& cell, std::size_t robot);
  void finish(Cell& cell, std::size_t robot);
  void couple();

  std::vector<CellProgram> programs_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> due_;
  std::vector<CellObservation> shown_;
  std::int64_t t_ns_ = 0;
  std::int64_t orders_done_ = 0;
  std::uint64_t hash_ = 0;
};

// Runs the plant for `ticks` with the controllers of the link, loading it first, and returns the
// plant's hash after each of them. `hashes`, if given, gets them one by one, so that those before
// an error are known too.
std::vector<std::uint64_t> run_plant(RehearsalPlant& plant, ControllerLink& link, int ticks);
void run_plant(RehearsalPlant& plant, ControllerLink& link, int ticks,
               std::vector<std::uint64_t>& hashes);

}  // namespace darkline
