#include "controllers/controller_set.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

ControllerSet::ControllerSet(std::span<const CellProgram> cells) {
  controllers_.reserve(cells.size());
  for (const CellProgram& each : cells) {
    controllers_.push_back({.controller = CellController(each)});
  }
  std::sort(controllers_.begin(), controllers_.end(), [](const Entry& a, const Entry& b) {
    return a.controller.cell() < b.controller.cell();
  });
  for (Entry& each : controllers_) each.controller.activate();
  due_entries_.resize(controllers_.size());
}

ControllerSet::Entry* ControllerSet::find(std::uint32_t cell) {
  const auto at = std::lower_bound(
      controllers_.begin(), controllers_.end(), cell,
      [](const Entry& each, std::uint32_t wanted) { return each.controller.cell() < wanted; });
  return at != controllers_.end() && at->controller.cell() == cell ? &*at : nullptr;
}

LotpReject ControllerSet::update(std::span<const CellObservation> due,
                                 std::span<CellCommand> commands) {
  DARKLINE_CHECK(due.size() == commands.size(),
                 fmt::format("{} cells due, room for {}", due.size(), commands.size()));
  if (due.size() > controllers_.size()) return LotpReject::wrong_cell;
  ++updates_;
  for (std::size_t i = 0; i < due.size(); ++i) {
    Entry* const entry = find(due[i].cell);
    if (entry == nullptr || entry->asked == updates_) return LotpReject::wrong_cell;
    if (entry->controller.n_robots() != due[i].n_robots) return LotpReject::bad_value;
    entry->asked = updates_;
    due_entries_[i] = entry;
  }
  for (std::size_t i = 0; i < due.size(); ++i) {
    commands[i] = due_entries_[i]->controller.update(due[i]);
  }
  return LotpReject::none;
}

}  // namespace darkline
