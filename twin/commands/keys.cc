// darkline keys new|list|revoke|server [NAME]: who may command cells from another machine.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "controllers/curve_keys.h"
#include "twin/commands/command_table.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json json_of(const AllowedKey& key, const char* state) {
  return {{"name", key.name},
          {"state", state},
          {"cells", key.cells.text()},
          {"created", key.created},
          {"public", z85_of(key.key)}};
}

void print_json(Json json) {
  json["schema"] = "darkline.keys/1";
  fmt::print("{}\n", json.dump(1));
}

std::string name_of(const Invocation& invocation) {
  if (invocation.arguments.size() == 2) return invocation.arguments[1];
  throw UsageError(fmt::format(
      "found nothing, wanted the name of the key\n  see darkline keys --help, such as: darkline "
      "keys {} press_shop",
      invocation.arguments[0]));
}

CellList cells_of(const Invocation& invocation) {
  const std::string text = invocation.value("--cells").value_or("all");
  if (const auto cells = CellList::parse(text)) return *cells;
  throw UsageError(fmt::format(
      "--cells: found \"{}\", wanted \"all\" or numbers of cells, such as \"3, 7-9\"", text));
}

void make(const fs::path& folder, const Invocation& invocation) {
  const std::string name = name_of(invocation);
  const CellList cells = cells_of(invocation);
  server_pair(folder);
  const AllowedKey key = make_key(folder, name, cells);
  const std::string secret = (folder / (name + ".key")).string();
  const std::string server = (folder / "server.pub").string();
  if (invocation.has("--json")) {
    Json json = json_of(key, "allowed");
    json["secret_file"] = secret;
    json["server_file"] = server;
    return print_json(std::move(json));
  }
  fmt::print(
      "{} may command cells {}.\n"
      "Move these two files to its machine, over a way that nobody else reads:\n"
      "  {}   (secret: delete it here)\n"
      "  {}\n"
      "and start the controller there with --key {}.key --server-key server.pub.\n",
      name, key.cells.text(), secret, server, name);
}

void list(const fs::path& folder, const Invocation& invocation) {
  const AllowList list = read_allow_list(folder);
  if (invocation.has("--json")) {
    Json json{{"folder", folder.string()}, {"keys", Json::array()}};
    for (const AllowedKey& key : list.allowed) json["keys"].push_back(json_of(key, "allowed"));
    for (const AllowedKey& key : list.revoked) json["keys"].push_back(json_of(key, "revoked"));
    return print_json(std::move(json));
  }
  if (list.allowed.empty() && list.revoked.empty()) {
    fmt::print("no keys in {}; darkline keys new NAME makes one\n", folder.string());
    return;
  }
  fmt::print("{:<20}{:<10}{:<22}{}\n", "name", "state", "created", "cells");
  const auto row = [](const AllowedKey& key, const char* state) {
    fmt::print("{:<20}{:<10}{:<22}{}\n", key.name, state, key.created, key.cells.text());
  };
  for (const AllowedKey& key : list.allowed) row(key, "allowed");
  for (const AllowedKey& key : list.revoked) row(key, "revoked");
}

void revoke(const fs::path& folder, const Invocation& invocation) {
  const AllowedKey key = revoke_key(folder, name_of(invocation));
  if (invocation.has("--json")) return print_json(json_of(key, "revoked"));
  fmt::print("{} is revoked; a twin that runs refuses it from now on.\n", key.name);
}

void show_server(const fs::path& folder, const Invocation& invocation) {
  const CurvePair pair = server_pair(folder);
  const std::string file = (folder / "server.pub").string();
  if (invocation.has("--json")) {
    return print_json({{"public", z85_of(pair.public_key)}, {"server_file", file}});
  }
  fmt::print("{}\n", file);
}

}  // namespace

ExitCode keys_command(const Invocation& invocation) {
  const std::string& action = invocation.arguments[0];
  const fs::path folder = keys_folder(invocation.value("--keys").value_or(""));
  if (invocation.has("--cells") && action != "new") {
    throw UsageError("--cells: only darkline keys new takes it");
  }
  if (action == "new") {
    make(folder, invocation);
  } else if (action == "revoke") {
    revoke(folder, invocation);
  } else if (action == "list" && invocation.arguments.size() == 1) {
    list(folder, invocation);
  } else if (action == "server" && invocation.arguments.size() == 1) {
    show_server(folder, invocation);
  } else {
    const std::vector<std::string> known = {"new", "list", "revoke", "server"};
    const auto candidates = nearest_names(action, known);
    throw UsageError(fmt::format(
        "found \"{}\", wanted new NAME, list, revoke NAME or server{}\n  see darkline keys --help",
        fmt::join(invocation.arguments, " "),
        candidates.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(candidates, ", "))));
  }
  return ExitCode::done;
}

}  // namespace darkline
