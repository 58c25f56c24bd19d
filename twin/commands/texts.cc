// darkline manual, darkline completion
#include <cstdio>

#include "twin/commands/command_help.h"

namespace darkline {

ExitCode manual_command(const Invocation&) {
  std::fputs(manual_page().c_str(), stdout);
  return ExitCode::done;
}

ExitCode completion_command(const Invocation&) {
  std::fputs(bash_completion().c_str(), stdout);
  return ExitCode::done;
}

}  // namespace darkline
