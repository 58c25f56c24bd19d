// Other systems that `darkline bench` times in the same run.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace darkline {

// What a command prints: one JSON object. @throws IoError if it cannot be started or prints another
// thing. `command` is for the shell, its paths in quotes.
nlohmann::json json_of_command(const std::string& command);

}  // namespace darkline
