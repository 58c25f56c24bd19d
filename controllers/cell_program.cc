#include "controllers/cell_program.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace darkline {
namespace {

std::string fault_of_list(const std::vector<ProgramZone>& zones) {
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const ProgramZone& zone = zones[i];
    if (zone.number == 0) return "zone 0: zones are numbered from 1";
    if (i > 0 && zone.number <= zones[i - 1].number) {
      return fmt::format("zone {} is listed after zone {}: numbers ascend", zone.number,
                         zones[i - 1].number);
    }
    if (zone.nominal_ns < 0 || zone.nominal_ns > kMostNominalNs) {
      return fmt::format("zone {}: {} ns, not within 0 to {}", zone.number, zone.nominal_ns,
                         kMostNominalNs);
    }
  }
  return {};
}

// The zones that a robot holds while its program is gone through, ascending.
class Holding {
 public:
  explicit Holding(const std::vector<ProgramZone>& zones) : zones_(zones) {}

  std::string enter(std::uint16_t zone) {
    const auto listed = std::lower_bound(
        zones_.begin(), zones_.end(), zone,
        [](const ProgramZone& each, std::uint16_t number) { return each.number < number; });
    if (listed == zones_.end() || listed->number != zone) {
      return fmt::format("enters zone {}, which is not among the zones of the cell", zone);
    }
    if (!held_.empty() && held_.back() >= zone) {
      return fmt::format(
          "enters zone {} while it holds zone {}: zones are taken in ascending order", zone,
          held_.back());
    }
    if (held_.size() == kMostZonesHeld) {
      return fmt::format("enters zone {} while it holds {} others, the most that it may", zone,
                         held_.size());
    }
    held_.push_back(zone);
    return {};
  }

  std::string leave(std::uint16_t zone) {
    const auto at = std::find(held_.begin(), held_.end(), zone);
    if (at == held_.end()) return fmt::format("leaves zone {}, which it does not hold", zone);
    held_.erase(at);
    return {};
  }

  const std::vector<std::uint16_t>& held() const { return held_; }

 private:
  const std::vector<ProgramZone>& zones_;
  std::vector<std::uint16_t> held_;
};

}  // namespace

CellProgram program_of(std::uint32_t cell, const CellConfig& config) {
  CellProgram program{.cell = cell};
  for (const CellRobot& robot : config.robots) {
    program.robots.push_back(robot.program);
    const auto dress = std::find_if(robot.jobs.begin(), robot.jobs.end(),
                                    [](const RobotJob& job) { return job.kind == JobKind::dress; });
    TipCare& care = program.tips.emplace_back();
    if (dress != robot.jobs.end()) {
      care.dress_job = static_cast<std::int32_t>(dress - robot.jobs.begin());
    }
  }
  for (const InterferenceZone& zone : config.zones) {
    program.zones.push_back(
        {.number = zone.number,
         .nominal_ns = static_cast<std::int64_t>(std::ceil(zone.nominal_s * 1e9))});
  }
  return program;
}

std::string zone_fault_of(const CellProgram& program) {
  if (std::string fault = fault_of_list(program.zones); !fault.empty()) return fault;
  for (std::size_t r = 0; r < program.robots.size(); ++r) {
    Holding holding(program.zones);
    const auto& steps = program.robots[r].steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      std::string fault;
      if (steps[i].kind == StepKind::enter_zone) fault = holding.enter(steps[i].zone);
      if (steps[i].kind == StepKind::leave_zone) fault = holding.leave(steps[i].zone);
      if (!fault.empty()) return fmt::format("robot {} step {} {}", r, i, fault);
    }
    if (!holding.held().empty()) {
      return fmt::format("robot {} step {} is its last, and it still holds zone {}", r,
                         steps.size() - 1, holding.held().front());
    }
  }
  return {};
}

}  // namespace darkline
