// The only source that knows CLI11, which takes seconds to compile.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "twin/commands/command_help.h"
#include "twin/commands/command_table.h"

namespace darkline {
namespace {

// What CLI11 fills for one command.
struct Parsed {
  CLI::App* app = nullptr;
  std::vector<std::string> arguments;
  std::map<std::string, std::vector<std::string>, std::less<>> values;
};

void add_option(CLI::App& app, const OptionSpec& spec, Parsed& parsed) {
  if (spec.name == "--help") return;  // ours, so that it comes from the table
  const std::string name(spec.name);
  if (spec.value.empty()) {
    app.add_flag(name);
    return;
  }
  CLI::Option* option = app.add_option(name, parsed.values[name]);
  option->expected(1);
  option->allow_extra_args(false);
  option->multi_option_policy(spec.repeats ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::Throw);
}

std::vector<std::string> option_names(const CommandSpec& command) {
  std::vector<std::string> names;
  for (const OptionSpec& option : command.options) names.emplace_back(option.name);
  for (const OptionSpec& option : common_options()) names.emplace_back(option.name);
  return names;
}

[[noreturn]] void refuse(const std::string& found, const std::string& wanted,
                         const std::vector<std::string>& candidates, const std::string& help) {
  std::string text = fmt::format("found {}, wanted {}", found, wanted);
  if (!candidates.empty()) text += fmt::format("; did you mean {}?", fmt::join(candidates, ", "));
  throw UsageError(text + fmt::format("\n  see darkline {}--help", help));
}

void check_arguments(const CommandSpec& command, const std::vector<std::string>& arguments) {
  const std::string_view wanted = command.arguments;
  const auto words =
      wanted.empty() ? std::size_t{0}
                     : static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), ' ')) + 1;
  const auto optional = static_cast<std::size_t>(std::count(wanted.begin(), wanted.end(), '['));
  const bool many = wanted.find("...") != std::string_view::npos;
  const std::size_t least = words - optional;
  const std::size_t most = many ? 10000 : words;
  const std::string help = std::string(command.name) + " ";
  if (arguments.size() < least) {
    refuse("nothing", fmt::format("darkline {} {}", command.name, command.arguments), {}, help);
  }
  if (arguments.size() > most) {
    refuse(fmt::format("\"{}\"", arguments[most]),
           most == 0 ? "no argument" : fmt::format("no more than {}", command.arguments), {}, help);
  }
}

const CommandSpec& command_named(const std::string& name) {
  std::vector<std::string> known;
  for (const CommandSpec& command : command_table()) {
    if (command.name == name) return command;
    known.emplace_back(command.name);
  }
  refuse(fmt::format("\"{}\"", name), fmt::format("a command: {}", fmt::join(known, ", ")),
         nearest_names(name, known), "");
}

Invocation parse_for(const CommandSpec& command, std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag();
  Parsed parsed;
  for (const OptionSpec& option : command.options) add_option(app, option, parsed);
  for (const OptionSpec& option : common_options()) add_option(app, option, parsed);
  app.add_option("arguments", parsed.arguments);
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  const std::string help = std::string(command.name) + " ";
  try {
    app.parse(words);
  } catch (const CLI::ExtrasError&) {
    for (const std::string& word : app.remaining()) {
      refuse(fmt::format("\"{}\"", word), fmt::format("an option of darkline {}", command.name),
             nearest_names(word.substr(0, word.find('=')), option_names(command)), help);
    }
  } catch (const CLI::ParseError& error) {
    refuse(error.what(), fmt::format("what darkline {} takes", command.name), {}, help);
  }
  Invocation invocation;
  invocation.command = command.name;
  invocation.arguments = parsed.arguments;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    if (name == "arguments" || option->count() == 0) continue;
    invocation.options[name] = parsed.values[name];
  }
  check_arguments(command, invocation.arguments);
  return invocation;
}

}  // namespace

std::optional<Invocation> parse_command_line(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    std::fputs(general_help().c_str(), stdout);
    return std::nullopt;
  }
  if (words[0] == "--version" || words[0] == "-V") {
    std::fputs(version_text().c_str(), stdout);
    return std::nullopt;
  }
  const CommandSpec& command = command_named(words[0]);
  words.erase(words.begin());
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word != "--help" && word != "-h") continue;
    std::fputs(command_help(command).c_str(), stdout);
    return std::nullopt;
  }
  return parse_for(command, std::move(words));
}

std::optional<std::string> Invocation::value(std::string_view option) const {
  const auto found = options.find(option);
  if (found == options.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Invocation::values(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::int64_t> Invocation::count(std::string_view option, std::int64_t low) const {
  const std::optional<std::string> text = value(option);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < low) {
    throw UsageError(
        fmt::format("{}: found \"{}\", wanted a whole number of at least {}", option, *text, low));
  }
  return number;
}

int Invocation::jobs() const {
  const unsigned cores = std::thread::hardware_concurrency();
  return static_cast<int>(
      std::min<std::int64_t>(count("--jobs", 1).value_or(cores == 0 ? 1 : cores), 1024));
}

std::vector<std::string> Invocation::overrides() const {
  std::vector<std::string> all = values("--set");
  if (const auto seed = count("--seed", 0)) all.push_back(fmt::format("simulation.seed={}", *seed));
  return all;
}

}  // namespace darkline
