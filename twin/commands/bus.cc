// darkline bus WHAT [FILE]: what concerns the controllers and their messages.
#include "twin/commands/bus.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "twin/commands/bus_monitor.h"

namespace darkline {
namespace {

const std::array<BusSubcommand, 3> kSubcommands = {{
    {"replay", "FILE", "run the controllers again over a journal and compare", bus_replay},
    {"rehearse", "", "a plant of toy cells on real processes, with faults or without",
     bus_rehearse},
    {"monitor", "", "what the live plants of this user say of their controllers", bus_monitor},
}};

[[noreturn]] void refuse(const std::string& found, const std::string& wanted,
                         const std::vector<std::string>& near) {
  std::string text = fmt::format("found {}, wanted {}", found, wanted);
  if (!near.empty()) text += fmt::format("; did you mean {}?", fmt::join(near, ", "));
  throw UsageError(text + "\n  see darkline bus --help");
}

}  // namespace

std::span<const BusSubcommand> bus_subcommands() {
  return kSubcommands;
}

ExitCode bus_command(const Invocation& invocation) {
  const std::string& name = invocation.arguments[0];
  std::vector<std::string> known;
  for (const BusSubcommand& each : kSubcommands) {
    known.emplace_back(each.name);
    if (each.name != name) continue;
    const std::size_t given = invocation.arguments.size() - 1;
    const std::size_t wanted = each.arguments.empty() ? 0 : 1;
    if (given == wanted) return each.run(invocation);
    refuse(fmt::format("{} arguments behind {}", given, name),
           fmt::format("darkline bus {} {}", name, each.arguments), {});
  }
  refuse(fmt::format("\"{}\"", name), fmt::format("one of: {}", fmt::join(known, ", ")),
         nearest_names(name, known));
}

}  // namespace darkline
