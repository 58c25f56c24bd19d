// The control law called directly, without a process or a wire: the reference that controller_bus.h
// must equal, and the fast way for studies.
#pragma once

#include <span>

#include "controllers/controller_link.h"
#include "controllers/controller_set.h"

namespace darkline {

class InProcessLink final : public ControllerLink {
 public:
  void load(std::span<const CellProgram> cells) override;
  void exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                std::span<CellCommand> commands) override;
  Transport transport() const override { return Transport::in_process; }

 private:
  ControllerSet controllers_;
};

}  // namespace darkline
