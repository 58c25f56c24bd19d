// What a robot's program says about each of its steps: where the robot comes from, and which
// interference zones it must hold. For a law that carries out steps by number, in any order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "controllers/cell_program.h"

namespace darkline {

class ProgramPlaces {
 public:
  ProgramPlaces() = default;
  // The program must keep the rules of zone_fault_of.
  explicit ProgramPlaces(const RobotProgram& program);

  // Steps count from 1; 0 is where the program begins, which is where its last order ends.
  std::size_t size() const { return steps_.size(); }

  // The zones held while the step is carried out and at its end; 0: none.
  using Zones = std::array<std::uint16_t, kMostZonesHeld>;
  const Zones& zones_at(std::size_t step) const { return steps_[step - 1].zones; }
  bool needs(std::size_t step, std::uint16_t zone) const;

  // The move, spot or job before the step, past which only zones are entered or left; 0: none.
  std::size_t order_before(std::size_t step) const { return steps_[step - 1].before; }

  // Whether two places are the same: 0 and the last order are.
  bool same_place(std::size_t one, std::size_t other) const;

 private:
  struct Step {
    Zones zones = {};
    std::size_t before = 0;
  };
  std::vector<Step> steps_;
  std::size_t last_order_ = 0;
};

}  // namespace darkline
