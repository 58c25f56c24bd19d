// What all kinds of study files share: their text as a table, and the scenario they start from. A
// part of study_file.cc and sizing_file.cc.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/scenario_reader.h"
#include "models/study/study_amount.h"
#include "models/study/study_table.h"

namespace darkline {

inline constexpr std::size_t kMostStudyBytes = 1U << 20U;

// The bytes of a study file as a table; `file` names it in messages. @throws InputError
toml::table parse_study(const std::string& bytes, const std::string& file);

// "1 USD": a number above 0 with its unit, which may be none. @throws InputError
StudyAmount read_amount(const StudyTable& table, std::string_view key, const toml::node& node);
// The same of a part of the node's text.
StudyAmount amount_of(const StudyTable& table, std::string_view key, const toml::node& node,
                      const std::string& text);

struct StudyBase {
  std::filesystem::path file;
  Scenario scenario;                 // with the study's replications and [study] set
  std::vector<InputFile> files;      // the scenario's
  std::vector<std::string> changes;  // of it, "key=value": the study's, then `overrides`
};

// The keys base, set and replications of [study]; `overrides` change the scenario after them.
// @throws InputError, IoError
StudyBase read_study_base(const StudyTable& table, const std::string& study_file,
                          const std::vector<std::string>& overrides);

}  // namespace darkline
