// The hall of a run, for the viewer: where everything stands, and one moment of it.
#pragma once

#include <vector>

#include "models/cell/cycle_profile.h"
#include "models/scenario/factory_model.h"
#include "models/stream/hall_snapshot.h"
#include "twin/report/recording.h"

namespace darkline {

// Robots that the study moved stand as they did in mid-cycle, the others at home; stations and
// buffers are those of the recording's end. Title, caption, shares and bottleneck are left to the
// caller.
HallSnapshot hall_snapshot(const FactoryModel& factory, const std::vector<CycleProfile>& profiles,
                           const LineRecording& recording);

}  // namespace darkline
