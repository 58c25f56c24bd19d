// Runs the control law again over what a journal holds and compares its commands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "controllers/journal.h"

namespace darkline {

// Where a command first differs from the one in the journal.
struct JournalDifference {
  std::uint64_t exchange = 0;  // from 1
  std::int64_t t_ns = 0;
  std::uint32_t cell = 0;
  int robot = -1;          // its place; -1: the cell itself
  std::string field = {};  // "target"
};

struct JournalReplay {
  std::uint64_t loads = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t commands = 0;  // of all exchanges, one a cell that was due
  std::size_t cells = 0;       // of the load with the most
  std::int64_t first_ns = 0;   // of the first exchange
  std::int64_t last_ns = 0;    // of the last one
  std::uint64_t bytes = 0;     // that were read
  JournalEnd end = JournalEnd::open;
  std::optional<JournalDifference> difference;  // the first; what follows it was not compared
};

// Commands are compared to the bit, as LOTP carries them. Reading ends at the first difference.
// @throws InputError if an exchange shows a cell that has no program, or goes back in time.
// @throws IoError if the disk fails, Interrupted if `stop` asks for it.
JournalReplay replay_journal(JournalReader& journal, std::stop_token stop = {});

}  // namespace darkline
