#include "models/scenario/toml_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {

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
    throw InputError({.place = {.file = file,
                                .line = static_cast<int>(error.source().begin.line),
                                .column = static_cast<int>(error.source().begin.column)},
                      .found = "something that is not TOML",
                      .wanted = std::string(error.description())});
  }
}

}  // namespace darkline
