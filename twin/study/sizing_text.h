// What a sizing study says: sentences, tables and files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "twin/study/sizing.h"

namespace darkline {

// For people; lines of at most 100 characters. `folder` is where write_sizing wrote.
std::string sizing_text(const SizingFile& study, const std::vector<SizingResult>& results,
                        const std::string& folder);
std::string sizing_json(const SizingFile& study, const std::vector<SizingResult>& results);

// sizing.csv, a row a plant that was looked at, and for each target the answer as a scenario that
// darkline run takes: sized_40.toml. @throws IoError
void write_sizing(const SizingFile& study, const std::vector<SizingResult>& results,
                  const std::filesystem::path& folder);

}  // namespace darkline
