// The text of a TOML file of a user as a table.
#pragma once

#include <string>

#include <toml++/toml.h>

namespace darkline {

// `file` names it in messages, `what` says what it should be: "a scenario".
// @throws InputError with the place of what is no TOML, a NUL byte included
toml::table parse_toml(const std::string& bytes, const std::string& file, const char* what);

}  // namespace darkline
