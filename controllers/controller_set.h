// The controllers of several cells, found by the cell's number: what both ends of a link share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/cell_controller.h"
#include "controllers/cell_program.h"
#include "controllers/lotp.h"

namespace darkline {

class ControllerSet {
 public:
  ControllerSet() = default;

  // One active controller per cell. The programs must be faultless by lotp.h's fault_of.
  explicit ControllerSet(std::span<const CellProgram> cells);

  // Shows due[i] to its controller, which writes commands[i]. No allocation.
  // wrong_cell: a cell is not in the set, or is due twice; bad_value: it has another number of
  // robots. Then no controller was asked.
  LotpReject update(std::span<const CellObservation> due, std::span<CellCommand> commands);

  std::size_t size() const { return controllers_.size(); }

 private:
  struct Entry {
    CellController controller;
    std::uint64_t asked = 0;  // the last call of update that this cell was due in
  };
  Entry* find(std::uint32_t cell);

  std::vector<Entry> controllers_;   // sorted by cell
  std::vector<Entry*> due_entries_;  // (size), of the present update
  std::uint64_t updates_ = 0;
};

}  // namespace darkline
