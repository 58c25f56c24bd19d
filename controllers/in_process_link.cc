#include "controllers/in_process_link.h"

#include <fmt/format.h>

#include "controllers/lotp.h"
#include "models/base/error.h"

namespace darkline {

void InProcessLink::load(std::span<const CellProgram> cells) {
  const std::string fault = fault_of(cells);
  DARKLINE_CHECK(fault.empty(), fault);
  controllers_ = ControllerSet(cells);
}

void InProcessLink::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  for (const CellObservation& seen : due) {
    const std::string fault = fault_of(seen, t_ns);
    DARKLINE_CHECK(fault.empty(), fault);
  }
  const LotpReject reason = controllers_.update(due, commands);
  DARKLINE_CHECK(reason == LotpReject::none,
                 fmt::format("the cells due at t = {} ns: {}", t_ns, name_of(reason)));
}

}  // namespace darkline
