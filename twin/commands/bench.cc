#include "twin/commands/command_table.h"
namespace darkline {
ExitCode bench_command(const Invocation&) {
  throw UsageError("later");
}
}  // namespace darkline
