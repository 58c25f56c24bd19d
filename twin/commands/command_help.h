// Texts made from the command table: help, version, manual page, completion.
#pragma once

#include <string>

#include "twin/commands/command_table.h"

namespace darkline {

std::string general_help();
std::string command_help(const CommandSpec& command);
std::string version_text();
std::string manual_page();  // roff
std::string bash_completion();

}  // namespace darkline
