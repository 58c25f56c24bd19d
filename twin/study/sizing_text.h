// What a sizing study says: sentences, tables and files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "twin/study/plant_comparison.h"
#include "twin/study/sizing.h"

namespace darkline {

// For people. `folder` is where write_sizing wrote; `comparison`: of a study with several prices of
// a robot, or plants put beside.
std::string sizing_text(const SizingFile& study, const std::vector<SizingResult>& results,
                        const std::optional<PlantComparison>& comparison,
                        const std::string& folder);
std::string sizing_json(const SizingFile& study, const std::vector<SizingResult>& results);

// sizing.csv, a row a plant that was looked at, and for each target the answer as a scenario that
// darkline run takes: sized_40.toml. @throws IoError
void write_sizing(const SizingFile& study, const std::vector<SizingResult>& results,
                  const std::filesystem::path& folder);

}  // namespace darkline
