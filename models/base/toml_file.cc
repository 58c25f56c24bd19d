#include "models/base/toml_file.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

// toml++ says "Error while parsing string: expected '"', saw '\n'", or, after the colon, something
// else that is wrong.
InputError refusal(const toml::parse_error& error, const std::string& file) {
  constexpr std::string_view kBefore = "Error while parsing ", kWanted = "expected ",
                             kFound = ", saw ";
  InputProblem report{.place = {.file = file,
                                .line = static_cast<int>(error.source().begin.line),
                                .column = static_cast<int>(error.source().begin.column)},
                      .found = fmt::format("something that is not TOML: {}", error.description()),
                      .wanted = "TOML (https://toml.io)"};
  std::string_view said = error.description();
  const std::size_t colon = said.find(": ");
  if (!said.starts_with(kBefore) || colon == std::string_view::npos) return InputError(report);
  const std::string_view where = said.substr(kBefore.size(), colon - kBefore.size());
  said.remove_prefix(colon + 2);
  const std::size_t comma = said.rfind(kFound);
  if (said.starts_with(kWanted) && comma != std::string_view::npos) {
    report.found =
        fmt::format("{} in a {}, which is not TOML", said.substr(comma + kFound.size()), where);
    report.wanted = said.substr(kWanted.size(), comma - kWanted.size());
  } else {
    report.found = fmt::format("a {} that is not TOML: {}", where, said);
  }
  return InputError(report);
}

}  // namespace

toml::table parse_toml(const std::string& bytes, const std::string& file, const char* what) {
  if (const std::size_t nul = bytes.find('\0'); nul != std::string::npos) {
    const auto before = bytes.begin() + static_cast<std::ptrdiff_t>(nul);
    const std::size_t line_start = bytes.rfind('\n', nul);
    throw InputError(
        {.place = {.file = file,
                   .line = static_cast<int>(std::count(bytes.begin(), before, '\n')) + 1,
                   .column = static_cast<int>(line_start == std::string::npos ? nul + 1
                                                                              : nul - line_start)},
         .found = "a NUL byte",
         .wanted = "text",
         .mend = fmt::format("check that this is {} and not a binary file", what)});
  }
  try {
    return toml::parse(bytes, file);
  } catch (const toml::parse_error& error) {
    throw refusal(error, file);
  }
}

}  // namespace darkline
