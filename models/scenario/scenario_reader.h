// Reads scenario files (TOML) against the table of scenario_schema.h.
//
// `extends = "other.toml"` (relative to the file) reads the other scenario first; what the file
// says then replaces single keys, and a [[zone]] or [[variant]] of the same name, or a [[link]]
// with the same ends, is changed in place.
//
// Bounds: 1 MiB a file, 4 files deep, 200 zones, 400 links, 50 variants.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"

namespace darkline {

// A file that went into a scenario, for the provenance of a run.
struct InputFile {
  std::string name;  // without folders
  std::string sha256;
};

struct ReadScenario {
  Scenario scenario;
  std::vector<InputFile> files;  // the scenario, then what it extends, then its spot list
};

// `overrides` are texts "key=value", as after --set: "plant.takt=60 s",
// "zone.z60_framing.spots=480".
// @throws InputError, IoError
ReadScenario read_scenario(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides = {});

// The same for a text that is in memory; `file` names it in messages and is where `extends` starts.
// @throws InputError, IoError
ReadScenario read_scenario_text(const std::filesystem::path& file, const std::string& text,
                                const std::vector<std::string>& overrides = {});

// The scenario as a file that needs no defaults and extends nothing: reading it gives the same
// values to the last bit.
std::string effective_toml(const Scenario& scenario);

}  // namespace darkline
