// What a merged study is told and shown by: text or JSON, tables and pictures beside it.
#pragma once

#include "twin/commands/command_table.h"
#include "twin/study/study_merge.h"

namespace darkline {

// Prints to standard output; writes break_even.csv and the pictures (SVG) of its design beside the
// merged files. @throws IoError
void show_study(const Invocation& invocation, const MergedStudy& merged);

}  // namespace darkline
