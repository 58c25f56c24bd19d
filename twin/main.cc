#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>

#include "twin/commands/command_table.h"
#include "twin/commands/interrupt.h"

namespace {

int report(darkline::ExitCode code, const std::string& text) {
  fmt::print(stderr, "darkline: {}\n", text);
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  using darkline::ExitCode;
  try {
    const darkline::InterruptWatch watch;
    const auto invocation = darkline::parse_command_line(argc, argv);
    if (!invocation) return static_cast<int>(ExitCode::done);
    for (const darkline::CommandSpec& command : darkline::command_table()) {
      if (command.name == invocation->command) return static_cast<int>(command.run(*invocation));
    }
    return report(ExitCode::internal, "a command without a row in the table");
  } catch (const darkline::Error& error) {
    return report(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return report(ExitCode::io, "out of memory; use fewer --jobs or a smaller scenario");
  } catch (const std::exception& error) {
    return report(ExitCode::internal, error.what());
  }
}
