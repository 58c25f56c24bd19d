// darkline's own control law for several cells, found by the cell's number: what both ends of a
// link share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/cell_controller.h"
#include "controllers/cell_program.h"
#include "controllers/control_law.h"
#include "controllers/lotp.h"

namespace darkline {

// 36 years: no clock of a controller can run over up to there.
inline constexpr std::int64_t kLatestNs = std::int64_t{1} << 60U;

class ControllerSet final : public ControlLaw {
 public:
  ControllerSet() = default;
  explicit ControllerSet(std::span<const CellProgram> cells) { configure(cells); }

  void configure(std::span<const CellProgram> cells) override;

  // bad_value also: time falls, is below zero or beyond kLatestNs.
  LotpReject update(std::span<const CellObservation> due, std::span<CellCommand> commands) override;

  // A snapshot: "DLSN", u16 version, u16 0, i64 time of the last update, u32 cells, then each
  // cell's state in order of the numbers, then the first 16 bytes of the SHA-256 of all that. At
  // most 1 kB for each cell of twelve robots, so that it fits a message of LOTP for as many cells
  // as that.
  bool can_snapshot() const override { return true; }
  std::vector<std::byte> snapshot() const override;
  bool restore(std::span<const std::byte> state) override;

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
  std::int64_t last_ns_ = 0;  // of the last update
};

}  // namespace darkline
