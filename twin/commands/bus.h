// darkline bus: one word says what of the bus, as the commands of darkline do of the whole. A
// subcommand is a row in bus.cc and a function here; its options stand with those of `bus` in
// command_table.cc.
#pragma once

#include <span>
#include <string_view>

#include "twin/commands/command_table.h"

namespace darkline {

struct BusSubcommand {
  std::string_view name;               // "replay"
  std::string_view arguments;          // what follows it: "FILE"; empty: nothing
  std::string_view summary;            // one line
  ExitCode (*run)(const Invocation&);  // arguments[0] is the name
};

std::span<const BusSubcommand> bus_subcommands();

ExitCode bus_replay(const Invocation& invocation);
ExitCode bus_rehearse(const Invocation& invocation);

}  // namespace darkline
