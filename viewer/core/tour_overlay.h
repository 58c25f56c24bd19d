// What a movie has over its pictures beside title, pins and legend: the tour's caption and the
// plant's clock.
#pragma once

#include <cstdint>
#include <string>

#include "viewer/core/overlay.h"

namespace darkline {

// `clock` in the upper right corner, `caption` in a panel above the legend; empty: not there. A
// caption too long for the picture is written smaller.
void add_tour_overlay(Overlay& overlay, const std::string& caption, const std::string& clock,
                      const PictureSize& size, const Theme& theme);

// "00:12:30": a clock that runs in a movie, to the whole second.
std::string running_clock(std::int64_t t_ns);

}  // namespace darkline
