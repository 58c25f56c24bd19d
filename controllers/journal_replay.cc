#include "controllers/journal_replay.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "controllers/controller_set.h"
#include "controllers/lotp.h"
#include "models/base/error.h"

namespace darkline {
namespace {

struct Field {
  std::size_t offset;
  const char* name;
};

// The field that holds the byte at `offset`: fields ascend.
template <std::size_t n>
std::string field_at(const std::array<Field, n>& fields, std::size_t offset) {
  const auto above =
      std::upper_bound(fields.begin(), fields.end(), offset,
                       [](std::size_t wanted, const Field& each) { return wanted < each.offset; });
  return above == fields.begin() ? "cell" : std::prev(above)->name;
}

constexpr std::array<Field, 5> kCellFields = {{
    {offsetof(LotpCmd, cell), "cell"},
    {offsetof(LotpCmd, status), "state"},
    {offsetof(LotpCmd, n_robots), "n_robots"},
    {offsetof(LotpCmd, io_out), "io_out"},
    {offsetof(LotpCmd, next_wake_ns), "next_wake_ns"},
}};
constexpr std::array<Field, 6> kRobotFields = {{
    {offsetof(LotpCmdRobot, target), "target"},
    {offsetof(LotpCmdRobot, order), "order"},
    {offsetof(LotpCmdRobot, weld_current_ka), "weld_current_ka"},
    {offsetof(LotpCmdRobot, step), "step"},
    {offsetof(LotpCmdRobot, job), "job"},
    {offsetof(LotpCmdRobot, waits_for), "waits_for"},
}};

// Compares commands as the wire has them.
class Comparison {
 public:
  std::optional<JournalDifference> first(std::span<const CellCommand> recorded,
                                         std::span<const CellCommand> given) {
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      encode_act({}, recorded.subspan(i, 1), recorded_);
      encode_act({}, given.subspan(i, 1), given_);
      const auto at = std::mismatch(recorded_.begin() + sizeof(LotpHeader), recorded_.end(),
                                    given_.begin() + sizeof(LotpHeader));
      if (at.first == recorded_.end()) continue;
      const auto offset =
          static_cast<std::size_t>(at.first - recorded_.begin()) - sizeof(LotpHeader);
      JournalDifference found{.cell = recorded[i].cell};
      if (offset < offsetof(LotpCmd, robots)) {
        found.field = field_at(kCellFields, offset);
      } else {
        const std::size_t behind = offset - offsetof(LotpCmd, robots);
        found.robot = static_cast<int>(behind / sizeof(LotpCmdRobot));
        found.field = field_at(kRobotFields, behind % sizeof(LotpCmdRobot));
      }
      return found;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::byte> recorded_ = std::vector<std::byte>(act_bytes(1));
  std::vector<std::byte> given_ = std::vector<std::byte>(act_bytes(1));
};

}  // namespace

JournalReplay replay_journal(JournalReader& journal, std::stop_token stop) {
  JournalReplay result;
  JournalEntry entry;
  ControllerSet law;
  Comparison comparison;
  std::vector<CellCommand> commands;
  while (!result.difference && journal.next(entry)) {
    if (stop.stop_requested()) throw Interrupted("the journal was not read to its end");
    if (entry.is_load) {
      law.configure(entry.programs);
      ++result.loads;
      result.cells = std::max(result.cells, entry.programs.size());
      continue;
    }
    commands.assign(entry.seen.size(), {});
    if (const LotpReject reason = law.update(entry.seen, commands); reason != LotpReject::none) {
      throw InputError({.place = {.file = journal.name()},
                        .found = fmt::format("at {} ns cells that their programs do not fit: {}",
                                             entry.t_ns, name_of(reason)),
                        .wanted = "exchanges in order of time, of the cells that were loaded"});
    }
    if (result.exchanges++ == 0) result.first_ns = entry.t_ns;
    result.last_ns = entry.t_ns;
    result.commands += entry.seen.size();
    result.difference = comparison.first(entry.commands, commands);
    if (result.difference) {
      result.difference->exchange = result.exchanges;
      result.difference->t_ns = entry.t_ns;
    }
  }
  result.bytes = journal.bytes();
  result.end = journal.end();
  return result;
}

}  // namespace darkline
