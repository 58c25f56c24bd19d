// darkline bus replay FILE: the controllers again, over what a journal holds.
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "controllers/journal_replay.h"
#include "models/base/sim_time.h"
#include "twin/commands/bus.h"
#include "twin/commands/interrupt.h"

namespace darkline {
namespace {

double seconds_of(std::int64_t t_ns) {
  return to_seconds(BusDuration{t_ns});
}

std::string robot_text(const JournalDifference& difference) {
  return difference.robot < 0 ? std::string() : fmt::format(" robot {}", difference.robot);
}

void print(const JournalReplay& replay) {
  fmt::print("{} exchanges with {} cell{}, {} commands, t = {:.3f} to {:.3f} s, {} bytes\n",
             replay.exchanges, replay.cells, replay.cells == 1 ? "" : "s", replay.commands,
             seconds_of(replay.first_ns), seconds_of(replay.last_ns), replay.bytes);
  if (replay.difference) {
    const JournalDifference& first = *replay.difference;
    fmt::print("differs first at exchange {}, t = {:.3f} s, cell {}{}: {}\n", first.exchange,
               seconds_of(first.t_ns), first.cell, robot_text(first), first.field);
    return;
  }
  fmt::print("equal to the bit\n");
}

nlohmann::ordered_json json_of(const JournalReplay& replay) {
  nlohmann::ordered_json json{{"schema", "darkline.bus_replay/1"},
                              {"loads", replay.loads},
                              {"exchanges", replay.exchanges},
                              {"commands", replay.commands},
                              {"cells", replay.cells},
                              {"first_ns", replay.first_ns},
                              {"last_ns", replay.last_ns},
                              {"bytes", replay.bytes},
                              {"end", name_of(replay.end)},
                              {"equal", !replay.difference.has_value()}};
  if (replay.difference) {
    json["difference"] = {{"exchange", replay.difference->exchange},
                          {"t_ns", replay.difference->t_ns},
                          {"cell", replay.difference->cell},
                          {"robot", replay.difference->robot},
                          {"field", replay.difference->field}};
  }
  return json;
}

}  // namespace

ExitCode bus_replay(const Invocation& invocation) {
  JournalReader journal(std::filesystem::path(invocation.arguments[1]));
  const JournalReplay replay = replay_journal(journal, interrupt_token());
  if (invocation.has("--json")) {
    fmt::print("{}\n", json_of(replay).dump(1));
  } else {
    print(replay);
  }
  if (replay.difference) return ExitCode::bad_input;
  if (replay.end == JournalEnd::damaged) {
    fmt::print(stderr, "darkline: {}: damaged behind byte {}: what follows was not read\n",
               journal.name(), replay.bytes);
    return ExitCode::bad_input;
  }
  if (replay.end == JournalEnd::cut) {
    fmt::print(stderr,
               "darkline: {}: breaks off behind byte {}: the run that wrote it did not "
               "end by itself\n",
               journal.name(), replay.bytes);
  }
  return ExitCode::done;
}

}  // namespace darkline
