#include "controllers/controller_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "controllers/state_bytes.h"
#include "models/base/content_hash.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::uint32_t kSnapshotMagic = 0x4E534C44;  // the bytes "DLSN"
constexpr std::uint16_t kSnapshotVersion = 1;
constexpr std::size_t kCheckBytes = 16;

std::array<std::byte, kCheckBytes> check_of(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.add(bytes);
  std::array<std::byte, kCheckBytes> check = {};
  std::copy_n(hash.digest().begin(), kCheckBytes, check.begin());
  return check;
}

}  // namespace

void ControllerSet::configure(std::span<const CellProgram> cells) {
  controllers_.clear();
  updates_ = 0;
  last_ns_ = 0;
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
  std::int64_t latest_ns = last_ns_;
  for (std::size_t i = 0; i < due.size(); ++i) {
    Entry* const entry = find(due[i].cell);
    if (entry == nullptr || entry->asked == updates_) return LotpReject::wrong_cell;
    if (entry->controller.n_robots() != due[i].n_robots) return LotpReject::bad_value;
    if (due[i].t_ns < last_ns_ || due[i].t_ns > kLatestNs) return LotpReject::bad_value;
    entry->asked = updates_;
    due_entries_[i] = entry;
    latest_ns = std::max(latest_ns, due[i].t_ns);
  }
  last_ns_ = latest_ns;
  for (std::size_t i = 0; i < due.size(); ++i) {
    commands[i] = due_entries_[i]->controller.update(due[i]);
  }
  return LotpReject::none;
}

std::vector<std::byte> ControllerSet::snapshot() const {
  std::vector<std::byte> state;
  internal::StateWriter out(state);
  out.add(kSnapshotMagic);
  out.add(kSnapshotVersion);
  out.add(std::uint16_t{0});
  out.add(last_ns_);
  out.add(static_cast<std::uint32_t>(controllers_.size()));
  for (const Entry& each : controllers_) each.controller.write_state(out);
  const auto check = check_of(state);
  out.add_bytes(check);
  return state;
}

bool ControllerSet::restore(std::span<const std::byte> state) {
  if (state.size() < kCheckBytes) return false;
  const auto body = state.first(state.size() - kCheckBytes);
  const auto check = check_of(body);
  if (!std::equal(check.begin(), check.end(), state.last(kCheckBytes).begin())) return false;
  internal::StateReader in(body);
  const bool known = in.take<std::uint32_t>() == kSnapshotMagic &&
                     in.take<std::uint16_t>() == kSnapshotVersion && in.take<std::uint16_t>() == 0;
  const auto last_ns = in.take<std::int64_t>();
  const auto n_cells = in.take<std::uint32_t>();
  if (!known || !in.good() || last_ns < 0 || last_ns > kLatestNs ||
      n_cells != controllers_.size()) {
    return false;
  }
  std::vector<Entry> restored = controllers_;
  for (Entry& each : restored) {
    if (!each.controller.read_state(last_ns, in)) return false;
  }
  if (!in.at_end()) return false;
  std::swap(controllers_, restored);  // due_entries_ are found anew at each update
  last_ns_ = last_ns;
  return true;
}

}  // namespace darkline
