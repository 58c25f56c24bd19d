// What a station is doing, as lines count it and pictures colour it. PackML's Suspended is split by
// its cause: blocked (downstream) or starved (upstream).
#pragma once

#include <cstdint>

namespace darkline {

enum class StationState : std::uint8_t { working, blocked, starved, down };

const char* name_of(StationState state);

}  // namespace darkline
