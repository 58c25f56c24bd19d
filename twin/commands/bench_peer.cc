#include "twin/commands/bench_peer.h"

#include <cstdio>
#include <memory>

#include <stdlib.h>

#include "models/base/error.h"

namespace darkline {

nlohmann::json json_of_command(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  if (pipe == nullptr) throw IoError("cannot start " + command);
  std::string text;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
    text.push_back(static_cast<char>(c));
  }
  auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) throw IoError("no JSON from " + command);
  return json;
}

}  // namespace darkline
