// A control law that now and then loops for ever, is slow, or ends its process: what a rehearsal
// cannot do to a controller from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "controllers/bus_faults.h"
#include "controllers/control_law.h"

namespace darkline {

class MisbehavingLaw final : public ControlLaw {
 public:
  // What it answers, when it does, is what `law` says. Of the rates it knows is_busy, is_slow and
  // quits, per update. `entity` tells the draws of one process from those of another.
  MisbehavingLaw(ControlLaw& law, std::uint64_t seed, std::uint32_t entity, FaultRates rates)
      : law_(law), draws_(seed, entity), rates_(rates) {}

  void configure(std::span<const CellProgram> cells) override { law_.configure(cells); }
  LotpReject update(std::span<const CellObservation> due, std::span<CellCommand> commands) override;
  bool can_snapshot() const override { return law_.can_snapshot(); }
  std::vector<std::byte> snapshot() const override { return law_.snapshot(); }
  bool restore(std::span<const std::byte> state) override { return law_.restore(state); }

 private:
  ControlLaw& law_;
  FaultDraws draws_;
  FaultRates rates_;
};

}  // namespace darkline
