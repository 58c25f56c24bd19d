// Reads a [[factor]] of a study file. A part of study_file.cc.
#pragma once

#include "models/study/study_file.h"
#include "models/study/study_table.h"

namespace darkline {

// @throws InputError
StudyFactor read_factor(const StudyTable& table, const Scenario& base, StudyDesign design);

// A value as --set takes it, with its number in the key's unit.
StudyLevel study_level(const NamedKey& key, const std::string& text);

}  // namespace darkline
