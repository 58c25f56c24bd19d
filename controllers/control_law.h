// What a controller host asks for its cells: darkline's own law (controller_set.h), or another one
// that speaks through the same host, such as a gateway to a programmable logic controller.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "controllers/cell_program.h"
#include "controllers/lotp.h"
#include "models/cell/cell_io.h"

namespace darkline {

class ControlLaw {
 public:
  virtual ~ControlLaw() = default;

  // Makes and activates one controller per cell; those of an earlier call are forgotten. The
  // programs must be faultless by lotp.h's fault_of.
  virtual void configure(std::span<const CellProgram> cells) = 0;

  // Shows due[i] to its controller, which writes commands[i]. No allocation.
  // wrong_cell: a cell is not known, or is due twice; bad_value: it has another number of robots.
  // Then no controller was asked.
  virtual LotpReject update(std::span<const CellObservation> due,
                            std::span<CellCommand> commands) = 0;

  // All that update depends on beside its arguments and the programs. A law that cannot tell says
  // so, and is replayed from its first observation when its process has to be started again.
  virtual bool can_snapshot() const = 0;
  virtual std::vector<std::byte> snapshot() const = 0;

  // Takes up where the snapshot of a law with the same programs was made. False if `state` is no
  // such snapshot; then the law is as configure left it.
  virtual bool restore(std::span<const std::byte> state) = 0;
};

}  // namespace darkline
