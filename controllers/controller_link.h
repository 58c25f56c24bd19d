// How the twin asks controllers: one call per control tick, for the cells that are due.
//
// Two implementations give the same commands bit for bit: in_process_link.h calls the control law
// directly, controller_bus.h asks processes over LOTP/1 (docs/lotp.md).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "controllers/cell_program.h"
#include "models/cell/cell_io.h"

namespace darkline {

enum class Transport : std::uint8_t { zmq, in_process };
const char* name_of(Transport transport);  // "zmq", "inproc"

class ControllerLink {
 public:
  virtual ~ControllerLink() = default;

  // Configures and activates one controller per cell. Loading again starts all of them afresh.
  // Programs that no robot could be given (not finite, over the limits of lotp.h, two cells of one
  // number) are a bug of the caller.
  // @throws IoError if the controllers cannot be started or the programs are too large to send.
  virtual void load(std::span<const CellProgram> cells) = 0;

  // Shows each cell in `due` to its controller; commands[i] answers due[i]. Every observation is
  // of time `t_ns`, and of another cell; time never falls from one exchange to the next.
  // `commands` (due.size()) is written whole or, if this throws, not at all.
  // @throws IoError if a controller process ended or is late: the text names the host and what to
  //   do. The link is then of no more use until it is loaded again.
  // @throws InternalError if an observation or a command breaks the protocol: a bug of ours.
  virtual void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                        std::span<CellCommand> commands) = 0;

  virtual Transport transport() const = 0;
};

std::unique_ptr<ControllerLink> make_link(Transport transport);

// What $DARKLINE_TRANSPORT says: "zmq" (also when it is not set) or "inproc".
// @throws InputError for anything else.
Transport transport_from_environment();

}  // namespace darkline
