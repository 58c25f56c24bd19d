#include "controllers/gateways/program_places.h"

#include <algorithm>

namespace darkline {

ProgramPlaces::ProgramPlaces(const RobotProgram& program) {
  steps_.reserve(program.steps.size());
  Zones held = {};
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const ProgramStep& step = program.steps[i];
    const std::uint16_t wanted = step.kind == StepKind::enter_zone ? 0 : step.zone;
    const bool changes = step.kind == StepKind::enter_zone || step.kind == StepKind::leave_zone;
    if (changes) {
      const auto place = std::find(held.begin(), held.end(), wanted);
      if (place != held.end()) *place = step.kind == StepKind::enter_zone ? step.zone : 0;
    }
    steps_.push_back({.zones = held, .before = last_order_});
    if (!changes) last_order_ = i + 1;
  }
}

bool ProgramPlaces::needs(std::size_t step, std::uint16_t zone) const {
  if (step == 0) return false;
  const Zones& zones = zones_at(step);
  return std::find(zones.begin(), zones.end(), zone) != zones.end();
}

bool ProgramPlaces::same_place(std::size_t one, std::size_t other) const {
  const auto normal = [this](std::size_t place) { return place == last_order_ ? 0 : place; };
  return normal(one) == normal(other);
}

}  // namespace darkline
