// The commands of `darkline`. Parsing, --help, the man page and the bash completion all come from
// this one table.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/error.h"

namespace darkline {

struct OptionSpec {
  std::string_view name;   // "--out"
  std::string_view value;  // "DIR"; empty for a switch
  std::string_view text;
  bool repeats = false;
};

struct ExampleSpec {
  std::string_view line;  // without the program's name
  std::string_view text;
};

// What the user typed, sorted by the table.
struct Invocation {
  std::string command;
  std::vector<std::string> arguments;
  std::map<std::string, std::vector<std::string>, std::less<>> options;

  bool has(std::string_view option) const { return options.find(option) != options.end(); }
  std::optional<std::string> value(std::string_view option) const;
  std::vector<std::string> values(std::string_view option) const;
  // A whole number of at least `low`. @throws UsageError
  std::optional<std::int64_t> count(std::string_view option, std::int64_t low) const;
  // Worker threads: --jobs, or one for each core.
  int jobs() const;
  // --set as given, with --seed as "simulation.seed=...".
  std::vector<std::string> overrides() const;
};

struct CommandSpec {
  std::string_view name;       // "run"
  std::string_view arguments;  // "SCENARIO [STATION]"; "FILE..." for one or more; or empty
  std::string_view summary;    // one line
  std::string_view text;       // what it does, in a paragraph or two
  std::vector<OptionSpec> options;
  std::vector<ExampleSpec> examples;
  ExitCode (*run)(const Invocation&);
};

std::span<const CommandSpec> command_table();
// Options that every command takes.
std::span<const OptionSpec> common_options();

// Sorts a command line by the table; answers --help and --version itself (then it returns none).
// @throws UsageError naming what was found and the nearest names.
std::optional<Invocation> parse_command_line(int argc, const char* const* argv);

// One function a command.
ExitCode run_command(const Invocation& invocation);
ExitCode compare_command(const Invocation& invocation);
ExitCode screen_command(const Invocation& invocation);
ExitCode trace_command(const Invocation& invocation);
ExitCode study_command(const Invocation& invocation);
ExitCode merge_command(const Invocation& invocation);
ExitCode live_command(const Invocation& invocation);
ExitCode bus_command(const Invocation& invocation);
ExitCode check_command(const Invocation& invocation);
ExitCode scenario_command(const Invocation& invocation);
ExitCode robot_command(const Invocation& invocation);
ExitCode cell_command(const Invocation& invocation);
ExitCode cost_command(const Invocation& invocation);
ExitCode tariff_command(const Invocation& invocation);
ExitCode render_command(const Invocation& invocation);
ExitCode view_command(const Invocation& invocation);
ExitCode validate_command(const Invocation& invocation);
ExitCode bench_command(const Invocation& invocation);
ExitCode keys_command(const Invocation& invocation);
ExitCode manual_command(const Invocation& invocation);
ExitCode completion_command(const Invocation& invocation);

}  // namespace darkline
