#include "twin/commands/command_help.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/version.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

constexpr std::string_view kOneLine =
    "a digital twin of a lights-out robot factory, from weld list to unit cost";

constexpr std::string_view kExitCodes =
    "0 done, 64 wrong command line, 65 bad input, 70 internal error, 74 input or output failed, "
    "75 interrupted (run the same command again)";

std::string spelled(const OptionSpec& option) {
  return option.value.empty() ? std::string(option.name)
                              : fmt::format("{} {}", option.name, option.value);
}

std::string usage_of(const CommandSpec& command) {
  return fmt::format("darkline {}{}{} [options]", command.name,
                     command.arguments.empty() ? "" : " ", command.arguments);
}

// Names in a column that the longest of them sets, texts beside them; a name that is too long for
// the widest column has its text below.
std::string option_rows(std::span<const OptionSpec> options, std::size_t column) {
  std::string rows;
  for (const OptionSpec& option : options) {
    std::string name = "  " + spelled(option);
    if (name.size() + 2 > column) {
      rows += name + "\n";
      name.clear();
    }
    name.resize(column, ' ');
    rows += wrapped(option.text, column).replace(0, column, name);
  }
  return rows;
}

std::size_t option_column(const CommandSpec& command) {
  constexpr std::size_t kWidest = 28;
  std::size_t column = 0;
  const auto widen = [&](std::span<const OptionSpec> options) {
    for (const OptionSpec& option : options) {
      const std::size_t wanted = spelled(option).size() + 4;
      if (wanted <= kWidest) column = std::max(column, wanted);
    }
  };
  widen(command.options);
  widen(common_options());
  return column;
}

// A minus sign is a hyphen in roff unless it is escaped; a leading dot would be a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '-' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\n.PP\n";
      continue;
    }
    out += c;
  }
  return out;
}

}  // namespace

std::string general_help() {
  std::string text = fmt::format("darkline: {}\n\nusage: darkline COMMAND ...\n\n", kOneLine);
  for (const CommandSpec& command : command_table()) {
    text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  }
  text += "\nFirst steps:\n";
  for (const CommandSpec& command : command_table()) {
    if (command.name != "run") continue;
    for (const ExampleSpec& example : command.examples) {
      text += fmt::format("  darkline {}\n      {}\n", example.line, example.text);
    }
  }
  text += "\ndarkline COMMAND --help explains a command; darkline --version says which this is.\n";
  return text;
}

std::string command_help(const CommandSpec& command) {
  std::string text = fmt::format("darkline {}: {}\n\nusage: {}\n\n{}", command.name,
                                 command.summary, usage_of(command), wrapped(command.text, 0));
  const std::size_t column = option_column(command);
  text +=
      "\nOptions:\n" + option_rows(command.options, column) + option_rows(common_options(), column);
  text += "\nExamples:\n";
  for (const ExampleSpec& example : command.examples) {
    text += fmt::format("  darkline {}\n      {}\n", example.line, example.text);
  }
  text += "\nExit codes:\n" + wrapped(kExitCodes, 2);
  return text;
}

std::string version_text() {
  return fmt::format("darkline {}\n", kVersion);
}

std::string manual_page() {
  std::string page = fmt::format(
      ".TH DARKLINE 1 \"\" \"darkline {}\" \"User Commands\"\n.SH NAME\ndarkline \\- {}\n"
      ".SH SYNOPSIS\n.B darkline\n.I COMMAND\n.RI [ options ]\n.SH COMMANDS\n",
      kVersion, roff(kOneLine));
  for (const CommandSpec& command : command_table()) {
    page += fmt::format(".SS {}\n{}\n", roff(usage_of(command)), roff(command.text));
    for (const OptionSpec& option : command.options) {
      page += fmt::format(".TP\n.B {}\n{}\n", roff(spelled(option)), roff(option.text));
    }
    for (const ExampleSpec& example : command.examples) {
      page += fmt::format(".PP\nExample, {}:\n.PP\n.RS\n.B darkline {}\n.RE\n", roff(example.text),
                          roff(example.line));
    }
  }
  page += ".SH OPTIONS OF EVERY COMMAND\n";
  for (const OptionSpec& option : common_options()) {
    page += fmt::format(".TP\n.B {}\n{}\n", roff(spelled(option)), roff(option.text));
  }
  page += fmt::format(".SH EXIT STATUS\n{}.\n", roff(kExitCodes));
  page +=
      ".SH ENVIRONMENT\n.TP\n.B DARKLINE_DATA\nfolder of the shipped robots and scenarios\n"
      ".TP\n.B DARKLINE_CACHE\nfolder of studied cells; default: darkline below "
      "$XDG_CACHE_HOME or ~/.cache\n"
      ".TP\n.B DARKLINE_ROBOT_PATH\nfolders, parted by ':', that hold the meshes and packages "
      "of URDF files; $ROS_PACKAGE_PATH is asked after it\n"
      ".TP\n.B DARKLINE_TRANSPORT\nzmq (default): controllers are processes; inproc: they are "
      "linked in\n.TP\n.B NO_COLOR\nno colours on the terminal\n";
  return page;
}

std::string bash_completion() {
  std::string names, cases;
  for (const CommandSpec& command : command_table()) {
    names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
    std::string options;
    for (const OptionSpec& option : command.options) options += fmt::format("{} ", option.name);
    for (const OptionSpec& option : common_options()) options += fmt::format("{} ", option.name);
    options.pop_back();
    cases += fmt::format("    {}) options=\"{}\" ;;\n", command.name, options);
  }
  return fmt::format(
      R"(# bash completion for darkline; made by: darkline completion
_darkline() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" options=""
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "{} --help --version" -- "$word"))
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _darkline darkline
)",
      names, cases);
}

}  // namespace darkline
