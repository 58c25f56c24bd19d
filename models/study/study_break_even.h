// What a study solves for: [break_even] of its file. A part of study_file.cc.
//
//   [break_even]
//   factor = "cost.vehicle_duty"
//   response = "landed"
//   reference = { "cost.robot_price" = "140 kUSD", "cost.vehicle_duty" = "0 %" }
//
// The vehicle duty at which a body costs what it cost with dear robots and no duty.
#pragma once

#include "models/study/study_file.h"
#include "models/study/study_table.h"

namespace darkline {

// Does nothing without the table. @throws InputError for a design other than a grid, a factor
// without two ascending numbers, a response that the study does not have, a reference off the grid
void read_break_even(const StudyTable& top, StudyFile& study);

}  // namespace darkline
